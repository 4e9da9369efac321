"""How well people's accuracy of clips could be predicted at all: it is noisy, since few raters answered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from study.statistics.estimate import NotEstimable, Number, first_reason

Floats = NDArray[np.float64]
SPLITS = 100
_CHUNK = 20  # splits held in memory at once
_SAME = 1e-12


def split_half_reliability(hits: Floats, answers: Floats, seed: int) -> Number:
    """Of the accuracies of clips; hits and answers (raters, clips).

    Raters are divided into random halves; the correlation r of the halves' accuracies over clips, averaged over
    ``SPLITS`` divisions, is stepped up to all raters, 2r / (1 + r): Spearman (1910), Br. J. Psychol. 3, 271–295; Brown
    (1910), Br. J. Psychol. 3, 296–322.
    """
    raters = len(hits)
    if raters < 2:
        return NotEstimable("there is one rater only" if raters else "there are no responses")
    rng = np.random.default_rng(seed)
    parts = [_of_halves(hits, answers, _halves(raters, rng)) for _ in range(SPLITS // _CHUNK)]
    found = np.concatenate(parts)
    known = found[~np.isnan(found)]
    r = float(known.mean()) if len(known) else 0.0
    missing = first_reason(
        (len(known) < len(found) / 2, "halves of the raters have too few clips in common"),
        (r <= _SAME, "clips differ by no more than chance among so few raters"),
    )
    return missing or 2 * r / (1 + r)


def _halves(raters: int, rng: np.random.Generator) -> Floats:
    """Which raters are in the first half: (_CHUNK, raters) of 0 and 1."""
    order = rng.permuted(np.tile(np.arange(raters), (_CHUNK, 1)), axis=1)
    return (order < raters // 2).astype(np.float64)


def _of_halves(hits: Floats, answers: Floats, first: Floats) -> Floats:
    """Correlation of the two halves' accuracies over the clips that both answered: (splits,)."""
    one = first @ answers, first @ hits
    other = answers.sum(axis=0) - one[0], hits.sum(axis=0) - one[1]
    both = ((one[0] > 0) & (other[0] > 0)).astype(np.float64)
    clips = np.maximum(both.sum(axis=1, keepdims=True), 1)
    apart = []
    for n, right in (one, other):
        accuracy = both * right / np.maximum(n, 1)
        apart.append(both * (accuracy - accuracy.sum(axis=1, keepdims=True) / clips))
    above = (apart[0] * apart[1]).sum(axis=1)
    below = np.sqrt((apart[0] ** 2).sum(axis=1) * (apart[1] ** 2).sum(axis=1))
    r: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > _SAME)
    return r
