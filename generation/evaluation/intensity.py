"""Does the model know intensity? What movement does from a label's low to its high clips, three ways.

Two clips differ in more than intensity: in gestures, steps and chance. Their averages do not. So for each label the
mean latents of its training clips of low and of high intensity are interpolated, and test clips of low intensity are
moved by the same difference, z + w (mean z_high - mean z_low). A flow that was trained with intensities is asked
outright: from one noise, clips of the label's median length at intensities w of the way from low to high. The truth is
what the real training clips of the label do: the mean of each movement quantity at high intensity against that at low.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from generation.corpus.store import Corpus
from generation.evaluation.interpolation import between, encoded
from generation.evaluation.latent_motions import LatentMotions, file_name, trends
from generation.evaluation.movement import QUANTITIES, movement
from generation.evaluation.pairs import HIGH, LOW, ClipPair
from generation.evaluation.trends import Trend, summary
from generation.motion import Motion
from generation.training.run import Draw, Run, child_seeds

ASKED = 5  # clips of the flow per label


@dataclass(frozen=True)
class Axis:
    """One label: the mean latents of its training clips of both intensities, at the label's median length, and the
    mean movement of those clips."""

    label: str
    draws: tuple[Draw, Draw]
    real: tuple[dict[str, Any], dict[str, Any]]

    def moved(self, draw: Draw, weights: Sequence[float]) -> list[Draw]:
        """A clip along the way from low to high."""
        low, high = (end.memory for end in self.draws)
        return [replace(draw, memory=draw.memory + weight * (high - low)) for weight in weights]


def intensity_axes(run: Run, corpus: Corpus) -> list[Axis]:
    """Of every label with training clips of both intensities; the run must be of this corpus."""
    rows = np.array(corpus.rows("train"))
    clips = corpus.clips.iloc[rows]
    axes = []
    for index, label in enumerate(run.labels.names):
        ends = [np.flatnonzero((clips["label"] == label) & (clips["intensity"] == level)) for level in (LOW, HIGH)]
        if all(len(chosen) for chosen in ends):
            axes.append(Axis(label, *zip(*(_end(run, corpus, index, rows, chosen) for chosen in ends), strict=True)))
    return axes


def _end(run: Run, corpus: Corpus, label: int, rows: Any, chosen: Any) -> tuple[Draw, dict[str, Any]]:
    """chosen: positions among the training clips, in the order in which the run keeps their latents."""
    memory = run.memory(label, run.latents.clip_mu[chosen].mean(0, keepdim=True))[0]
    measured = [movement(corpus.motion(int(row))) for row in rows[chosen]]
    return replace(run.mean_draw(label), memory=memory), {"clips": len(chosen), "movement": _means(measured)}


def along_axes(
    latents: LatentMotions,
    corpus: Corpus,
    pairs: Sequence[ClipPair],
    weights: Sequence[float],
    seed: int,
    done: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """All ways along every label's axis; ``pairs`` name the clips to move by their low ends. ``done`` is called after
    every label.

    ``asked_clips`` are trends of single clips of the flow, ``asked_means`` of each label's mean over them, which is
    what the truth is a mean of; all null, with ``asked_reason``, where the flow cannot be asked.
    """
    labels: dict[str, Any] = {}
    means, moved, asked_clips, asked_means = (list[dict[str, Trend]]() for _ in range(4))
    reason = why_not_asked(latents.run)
    for axis in intensity_axes(latents.run, corpus):
        steps = latents.steps(f"intensity-{file_name(axis.label)}", between(*axis.draws, weights), weights)
        means.append(trends(axis.real, steps))
        starts = [pair.start for pair in pairs if corpus.clips["label"].iloc[pair.start] == axis.label]
        ways = [_moved(latents.run, corpus, row, axis, weights) for row in starts]
        moved += [trends(axis.real, way) for way in ways]
        asked = [] if reason else asked_ways(latents.run, axis.label, weights, seed)
        asked_clips += [trends(axis.real, way) for way in asked]
        asked_means += [trends(axis.real, _mean_way(asked))] if asked else []
        labels[axis.label] = {
            "low": axis.real[0],
            "high": axis.real[1],
            "steps": steps,
            "moved": {"clips": len(ways), "steps": _mean_way(ways)},
            "asked": {"clips": len(asked), "steps": _mean_way(asked)} if asked else None,
            "trends": {name: trend.to_json() for name, trend in means[-1].items()},
        }
        done()
    return {
        "labels": labels,
        "mean_latents": _summaries(means, seed),
        "moved_clips": _summaries(moved, seed),
        "asked_clips": None if reason else _summaries(asked_clips, seed),
        "asked_means": None if reason else _summaries(asked_means, seed),
        **({"asked_reason": reason} if reason else {}),
    }


def _summaries(found: Sequence[Mapping[str, Trend]], seed: int) -> dict[str, Any]:
    return {name: summary([each[name] for each in found], seed) for name in QUANTITIES}


def why_not_asked(run: Run) -> str | None:
    """Why clips between low and high intensity cannot be asked for; None where they can."""
    if run.flow is None:
        return "the run has no flow"
    if not {LOW, HIGH} <= set(run.intensities):
        return f"the run's flow does not know {LOW} and {HIGH} intensity"
    return None


def asked_ways(run: Run, label: str, weights: Sequence[float], seed: int) -> list[list[dict[str, Any]]]:
    """``ASKED`` clips of the flow, each at all weights from low to high; those beyond are nothing to ask for."""
    index, inside = run.labels.index(label), [weight for weight in weights if 0 <= weight <= 1]
    frames = run.durations.quantile(index, 0.5)
    draws = [
        draw
        for child in child_seeds(seed, index, ASKED)
        for draw in run.draws_between(index, child, (LOW, HIGH), inside, frames)
    ]
    motions = run.decode(draws)
    return [_way(motions[first : first + len(inside)], inside) for first in range(0, len(motions), len(inside))]


def _moved(run: Run, corpus: Corpus, row: int, axis: Axis, weights: Sequence[float]) -> list[dict[str, Any]]:
    return _way(run.decode(axis.moved(encoded(run, corpus.motion(row), axis.label), weights)), weights)


def _way(motions: Sequence[Motion], weights: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {"weight": round(weight, 6), "movement": movement(motion)}
        for weight, motion in zip(weights, motions, strict=True)
    ]


def _mean_way(ways: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Mean movement of all clips at each weight; empty without clips."""
    return [
        {"weight": steps[0]["weight"], "movement": _means([step["movement"] for step in steps])}
        for steps in zip(*ways, strict=True)
    ]


def _means(measured: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([each[name] for each in measured])), 6) for name in QUANTITIES}
