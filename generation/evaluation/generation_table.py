"""Table I's generation half: FID, diversity and multimodality of generated clips, beside those of recorded ones.

Recorded and generated clips are drawn alike: the same number of each label, so that neither the mix of labels nor the
sample size tells them apart. A label counts with as many clips as the scarcer of its two pools has in a half of it, at
most ``per_label`` / 2. In every repeat the recorded pool is split at random into two halves without common clips, and
half of the generated pool is drawn:

    generated   its FID to the first half, and its diversity and multimodality
    recorded    the FID of the second half to the first, which is what a perfect generator would get at this n, and
                the first half's diversity and multimodality

The repeats capture which clips were drawn, on both sides, for models as they are; see ``intervals.half_samples``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.evaluation import metrics
from generation.evaluation.intervals import half_samples, unknown
from generation.evaluation.recognition import Recognised
from generation.progress import progress_bar

METRICS = ("fid", "diversity", "diversity_all_pairs", "multimodality", "multimodality_all_pairs")
SETS = ("generated", "recorded")
FEWEST = 10  # clips in a set: from fewer, neither mean nor covariance says anything

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Repeats:
    """``count`` repeats, each with at most ``per_label`` / 2 clips of a label in a set."""

    count: int
    per_label: int
    seed: int


def compare(recorded: Recognised, generated: Recognised, repeats: Repeats, title: str = "") -> dict[str, Any]:
    """{unfiltered, filtered}; filtered sets hold correctly recognised clips only, as in the paper."""
    correct = recorded.take(recorded.correct), generated.take(generated.correct)
    return {
        "unfiltered": _compare(recorded, generated, repeats, f"{title}, all clips"),
        "filtered": _compare(*correct, repeats, f"{title}, recognised clips"),
    }


def halves_per_label(recorded: Recognised, generated: Recognised, per_label: int) -> IntArray:
    """How many clips of each class (classes,) a set of either side holds."""
    classes = int(max(recorded.labels.max(initial=-1), generated.labels.max(initial=-1))) + 1
    there = np.stack([np.bincount(pool.labels, minlength=classes) for pool in (recorded, generated)])
    halves: IntArray = np.minimum(there.min(0), per_label) // 2
    return halves


def _compare(recorded: Recognised, generated: Recognised, repeats: Repeats, title: str) -> dict[str, Any]:
    counts = halves_per_label(recorded, generated, repeats.per_label)
    n = int(counts.sum())
    description = {
        "n": n,
        "pool": {"recorded": len(recorded), "generated": len(generated)},
        "per_label": counts.tolist(),
    }
    if n < FEWEST:
        missing = unknown(f"fewer than {FEWEST} clips in half of the scarcer pool", n=n)
        return {**description, **{name: dict.fromkeys(METRICS, missing) for name in SETS}}
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in SETS}
    with progress_bar("repeats") as bar:
        task = bar.add_task(f"comparing {title}", total=repeats.count, note="")
        for repeat in range(repeats.count):
            rng = np.random.default_rng([repeats.seed, repeat])
            first, second = _draw(recorded.labels, counts, 2, rng)
            (half,) = _draw(generated.labels, counts, 1, rng)
            reference = recorded.take(first)
            rows["generated"].append(_measure(generated.take(half), reference, counts, rng))
            rows["recorded"].append(_measure(reference, recorded.take(second), counts, rng))
            bar.advance(task)
    return {**description, **{name: _summary(rows[name], counts) for name in SETS}}


def _draw(labels: IntArray, counts: IntArray, sets: int, rng: np.random.Generator) -> list[IntArray]:
    """``sets`` sets of positions without common clips, each with ``counts`` clips of every class."""
    drawn: list[list[IntArray]] = [[] for _ in range(sets)]
    for label, count in enumerate(counts):
        order = rng.permutation(np.flatnonzero(labels == label))
        for place, chosen in enumerate(drawn):
            chosen.append(order[place * count : (place + 1) * count])
    return [np.concatenate(chosen) for chosen in drawn]


def _measure(clips: Recognised, others: Recognised, counts: IntArray, rng: np.random.Generator) -> dict[str, float]:
    """``METRICS`` of one set, with the FID to ``others``."""
    several = clips.take(counts[clips.labels] > 1)
    figures = {
        "fid": metrics.frechet_distance(clips.states, others.states),
        "diversity": metrics.diversity(clips.states, rng),
        "diversity_all_pairs": metrics.diversity_all_pairs(clips.states),
    }
    if len(several):
        figures["multimodality"] = metrics.multimodality(several.states, several.labels, rng)
        figures["multimodality_all_pairs"] = metrics.multimodality_all_pairs(several.states, several.labels)
    return figures


def _summary(rows: list[dict[str, float]], counts: IntArray) -> dict[str, Any]:
    """Every metric's mean over the repeats and interval, with the n that went into it."""
    several = int(counts[counts > 1].sum())
    known = rows[0].keys()
    return {
        name: half_samples(
            np.array([row[name] for row in rows]), several if name.startswith("multi") else int(counts.sum())
        )
        if name in known
        else unknown("fewer than 2 clips of every label", n=several)
        for name in METRICS
    }
