"""Sampling and classifying motions until a label's quotas are filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generation.model.latents import LabelDurations
from generation.motion import Motion
from generation.stimuli.quotas import Quotas, condition_of
from generation.training.run import Run, child_seeds

BATCH = 32


@dataclass(frozen=True)
class Candidate:
    """A motion that was chosen: intended and predicted class, the recogniser's probabilities (labels,)."""

    motion: Motion
    condition: str
    label: int
    predicted: int
    probabilities: NDArray[np.float64]
    source: str
    seed: int


@dataclass
class LabelCandidates:
    """What sampling one label came to."""

    label: int
    chosen: list[Candidate] = field(default_factory=list)
    drawn: int = 0
    correct: int = 0

    def count(self, condition: str) -> int:
        return sum(candidate.condition == condition for candidate in self.chosen)

    @property
    def acceptance(self) -> float:
        """Share of drawn motions that the recogniser gives their intended label."""
        return self.correct / self.drawn if self.drawn else 0.0


def fill_quotas(
    run: Run,
    label: int,
    quotas: Quotas,
    durations: LabelDurations,
    *,
    seed: int,
    budget: int,
    spread: str,
    chosen: Callable[[], None] = lambda: None,
) -> LabelCandidates:
    """Candidates of one label in the order of their seeds: the first that fit are taken, however sure the recogniser.

    Stops when the quotas are full or ``budget`` motions were drawn. ``chosen`` is called for every one taken.
    """
    result = LabelCandidates(label)
    seeds = child_seeds(seed, label, budget)
    while result.drawn < budget and any(result.count(name) < wanted for name, wanted in quotas.sampled.items()):
        batch = seeds[result.drawn : result.drawn + BATCH]
        motions = run.decode(run.draws(label, batch, durations, spread))
        for child, motion, row in zip(batch, motions, run.classify(motions), strict=True):
            predicted = int(row.argmax())
            condition = condition_of(label, predicted)
            result.drawn += 1
            result.correct += predicted == label
            if result.count(condition) < quotas.sampled[condition]:
                result.chosen.append(Candidate(motion, condition, label, predicted, row, "sampled latent", child))
                chosen()
    return result


def mean_latents(run: Run, label: int, quotas: Quotas, durations: LabelDurations, seed: int) -> list[Candidate]:
    """The motions of the label's mean mu; one has the median duration, several have evenly spaced quantiles of it."""
    lengths = [durations.quantile(label, (rank + 0.5) / quotas.mean_latent) for rank in range(quotas.mean_latent)]
    motions = run.decode([run.mean_draw(label, length) for length in lengths])
    rows = run.classify(motions)
    return [
        Candidate(motion, "mean_latent", label, int(row.argmax()), row, "mean latent", seed)
        for motion, row in zip(motions, rows, strict=True)
    ]
