"""Does a recogniser mistake the emotions that people mistake? Its confusion matrix against theirs.

The answers of few raters are noise on people's matrix, which draws correlations to 0 and pushes divergences up. Each
figure is given as it is counted, and corrected for that; the interval is the latter's. It speaks of other raters of
these clips, whose recogniser is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.confusion.mantel import mantel_test
from study.statistics.confusion.matrices import Matrices, both_matrices
from study.statistics.confusion.matrix import NEVER_SHOWN
from study.statistics.estimate import Interval, NotEstimable, Number, Range, first_reason
from study.statistics.jackknife import Floats, Jackknife, jackknife
from study.statistics.proportions import NO_RESPONSES

_SAME = 1e-12
ONE_RATER = NotEstimable("there is one rater only")
ANSWERED_BY_ONE = NotEstimable("clips of an emotion were answered by one rater only")
ALIKE = NotEstimable("without any one rater it is the same")


@dataclass(frozen=True)
class LabelDivergence:
    """Jensen–Shannon divergence (bits) of the two rows of one emotion, over ``clips``: 0 alike, 1 nothing in common."""

    label: str
    clips: int
    divergence: Number
    corrected: Number
    interval: Range


@dataclass(frozen=True)
class ConfusionSimilarity:
    """Two confusion matrices, of people and of a recogniser, over the same ``clips``; rows sum to 1.

    ``all_cells`` is Pearson's r over all cells, ``mistakes`` over those off the diagonal, ``p_mistakes`` its
    permutation test. ``divergence`` is the mean over ``rows``. Corrected: of very many such raters.
    """

    condition: str | None
    labels: tuple[str, ...]
    clips: int
    human: tuple[tuple[float, ...] | NotEstimable, ...]
    recogniser: tuple[tuple[float, ...] | NotEstimable, ...]
    all_cells: Number
    all_cells_corrected: Number
    all_cells_interval: Range
    mistakes: Number
    mistakes_corrected: Number
    mistakes_interval: Range
    p_mistakes: Number
    divergence: Number
    divergence_corrected: Number
    divergence_interval: Range
    rows: tuple[LabelDivergence, ...]


def compare_confusions(
    responses: pd.DataFrame,
    labels: Sequence[str],
    seed: int,
    condition: str | None = None,
    probabilities: pd.DataFrame | None = None,
) -> ConfusionSimilarity:
    """Over the clips that were answered; each counts once, however often it was shown. ``seed`` of the test's orders.

    The recogniser's row is the mean of its ``probabilities`` (index stimulus, a column per label) if they are given,
    else the shares of its first choices, ``predicted``. Divergence: Lin (1991), IEEE Trans. Inf. Theory 37, 145–151.
    Corrections and intervals: `jackknife` over raters.
    """
    both = both_matrices(responses, labels, condition, probabilities)
    used = both.clips > 0
    missing = first_reason((not used.any(), NO_RESPONSES.reason))
    everywhere = np.broadcast_to(used[:, None], (len(labels), len(labels)))
    apart = everywhere & ~np.eye(len(labels), dtype=bool)
    cannot = missing or _cannot_correlate(both, everywhere, "cells")
    cannot_apart = missing or _cannot_correlate(both, apart, "cells off the diagonal")
    all_cells = (cannot,) * 3 if cannot else _correlated(both, everywhere)
    mistakes = (cannot_apart,) * 3 if cannot_apart else _correlated(both, apart)
    rows, left = divergences(both.people, both.recogniser), divergences(both.without, both.recogniser)
    overall = (missing,) * 3 if missing else _diverging(float(rows[used].mean()), left[:, used].mean(axis=1))
    return ConfusionSimilarity(
        condition=condition,
        labels=tuple(labels),
        clips=int(both.clips.sum()),
        human=_as_rows(both.people),
        recogniser=_as_rows(both.recogniser),
        all_cells=all_cells[0],
        all_cells_corrected=all_cells[1],
        all_cells_interval=all_cells[2],
        mistakes=mistakes[0],
        mistakes_corrected=mistakes[1],
        mistakes_interval=mistakes[2],
        p_mistakes=cannot_apart or mantel_test(both.people, both.recogniser, used, np.random.default_rng(seed)),
        divergence=overall[0],
        divergence_corrected=overall[1],
        divergence_interval=overall[2],
        rows=tuple(
            LabelDivergence(label, int(clips), *(_diverging(float(row), own) if clips else (NEVER_SHOWN,) * 3))
            for label, clips, row, own in zip(labels, both.clips, rows, left.T, strict=True)
        ),
    )


def divergences(first: Floats, second: Floats) -> Floats:
    """Jensen–Shannon divergence in bits of each pair of rows of matrices (…, labels, labels): (…, labels)."""
    middle = (first + second) / 2
    bits: Floats = (_relative_entropy(first, middle) + _relative_entropy(second, middle)) / 2
    return bits


def correlations(people: Floats, recogniser: Floats, noise: float = 0.0) -> Floats:
    """Pearson's r of cells (draws, cells) with cells (cells,): (draws,). ``noise`` is the variance that is not people's
    but their few answers': Spearman (1904), Am. J. Psychol. 15, 72–101."""
    apart, other = people - people.mean(axis=1, keepdims=True), recogniser - recogniser.mean()
    below = ((apart**2).mean(axis=1) - noise) * (other**2).mean()
    above = (apart * other).mean(axis=1)
    r: Floats = np.divide(above, np.sqrt(np.maximum(below, 0)), out=np.full(len(apart), np.nan), where=below > _SAME**2)
    return r


def _correlated(both: Matrices, cells: NDArray[np.bool_]) -> tuple[Number, Number, Range]:
    """As counted, corrected, and the interval."""
    people, without, machine = both.people[cells], both.without[:, cells], both.recogniser[cells]
    counted = float(np.clip(correlations(people[None], machine)[0], -1, 1))
    raters = len(without)
    missing = first_reason((raters < 2, ONE_RATER.reason), (bool(np.isnan(without).any()), ANSWERED_BY_ONE.reason))
    if missing:
        return counted, missing, missing
    variance = float(people.var())
    noise = variance - jackknife(variance, without.var(axis=1)).corrected
    found = jackknife(
        float(correlations(people[None], machine, noise)[0]),
        correlations(without, machine, noise * raters / (raters - 1)),
    )
    if not found.known:
        few = NotEstimable("so few answers differ by chance as much as people's cells do")
        return counted, few, few
    return counted, *_bounded(found, -1.0, 1.0)


def _diverging(value: float, left: Floats) -> tuple[Number, Number, Range]:
    missing = first_reason((len(left) < 2, ONE_RATER.reason), (bool(np.isnan(left).any()), ANSWERED_BY_ONE.reason))
    if missing:
        return value, missing, missing
    return value, *_bounded(jackknife(value, left), 0.0, 1.0)


def _bounded(found: Jackknife, low: float, high: float) -> tuple[Number, Range]:
    corrected = float(np.clip(found.corrected, low, high))
    if found.variance < _SAME**2:
        return corrected, ALIKE
    interval = found.interval()
    return corrected, Interval(*(float(np.clip(end, low, high)) for end in (interval.low, interval.high)))


def _relative_entropy(rows: Floats, middle: Floats) -> Floats:
    rows, middle = np.broadcast_arrays(rows, middle)
    ratio = np.divide(rows, middle, out=np.ones(rows.shape), where=rows > 0)
    bits: Floats = np.where(rows > 0, rows * np.log2(ratio), np.where(np.isnan(rows), np.nan, 0.0)).sum(axis=-1)
    return bits


def _cannot_correlate(both: Matrices, cells: NDArray[np.bool_], which: str) -> NotEstimable | None:
    people, machine = both.people[cells], both.recogniser[cells]
    emotions = int((both.clips > 0).sum())
    return first_reason(
        (emotions < 3, f"clips of {emotions} emotions only were answered"),
        (float(np.ptp(people)) < _SAME if len(people) else True, f"people's {which} are all the same"),
        (float(np.ptp(machine)) < _SAME if len(machine) else True, f"the recogniser's {which} are all the same"),
    )


def _as_rows(matrix: Floats) -> tuple[tuple[float, ...] | NotEstimable, ...]:
    return tuple(NEVER_SHOWN if np.isnan(row).any() else tuple(row.tolist()) for row in matrix)
