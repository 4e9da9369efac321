"""The figures of the paper that Miburi reproduces, to stand beside ours.

"Generative Learning as a Tool to Improve Perception of Emotional Body Motion Expressions", arXiv 2606.28769: 65 clips
of a generator trained on DIEM-A, 13-way forced choice, 20 human raters. They compare with a study only if its clips
come from that corpus and its raters are people; ``study.report.results`` says so wherever they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from generation.labels import EMOTIONS

SOURCE = "arXiv 2606.28769"
STIMULI = "65 clips from a generator trained on DIEM-A"
RATERS = 20


@dataclass(frozen=True)
class PublishedFigures:
    """Accuracies are proportions; ``r`` is mean response time against accuracy across raters."""

    source: str = SOURCE
    raters: int = RATERS
    clips: int = 65
    accuracy: float = 0.1875
    accuracy_by_condition: dict[str, float] = field(
        default_factory=lambda: {"correct": 0.2491, "misclassified": 0.1099, "mean_latent": 0.2198}
    )
    r: float = -0.23
    p: float = 0.33
    clip_seconds_mean: float = 6.47
    clip_seconds_sd: float = 3.04
    video_minutes: float = 7.02
    completion_minutes: float = 23.80


def published_for(labels: tuple[str, ...]) -> PublishedFigures | None:
    """The paper's figures, if a study asks the paper's question: its 13 emotions, in any order."""
    return PublishedFigures() if set(labels) == set(EMOTIONS.names) else None
