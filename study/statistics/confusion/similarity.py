"""Does a recogniser mistake the emotions that people mistake? Its confusion matrix against theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.confusion.mantel import mantel_test
from study.statistics.confusion.matrix import NEVER_SHOWN
from study.statistics.counting import Codes, codes_among, table_of, units_of
from study.statistics.estimate import NotEstimable, Number, Range, first_reason
from study.statistics.proportions import NO_RESPONSES
from study.statistics.resampling import RESAMPLES, Floats, percentile_interval, times_drawn

_SAME = 1e-12


@dataclass(frozen=True)
class LabelDivergence:
    """Jensen–Shannon divergence (bits) of the two rows of one emotion, over ``clips``: 0 alike, 1 nothing in common."""

    label: str
    clips: int
    divergence: Number
    interval: Range


@dataclass(frozen=True)
class ConfusionSimilarity:
    """Two confusion matrices, of people and of a recogniser, over the same ``clips``; rows sum to 1.

    ``all_cells`` is Pearson's r over all cells, ``mistakes`` over those off the diagonal, ``p_mistakes`` its
    permutation test. ``divergence`` is the mean over ``rows``.
    """

    condition: str | None
    labels: tuple[str, ...]
    clips: int
    human: tuple[tuple[float, ...] | NotEstimable, ...]
    recogniser: tuple[tuple[float, ...] | NotEstimable, ...]
    all_cells: Number
    all_cells_interval: Range
    mistakes: Number
    mistakes_interval: Range
    p_mistakes: Number
    divergence: Number
    divergence_interval: Range
    rows: tuple[LabelDivergence, ...]


@dataclass(frozen=True)
class _Clips:
    """What people and the recogniser made of each clip; shares are (clips, labels)."""

    intended: Codes
    human: Floats
    recogniser: Floats

    def matrices(self, weights: Floats) -> tuple[Floats, Floats]:
        """Both confusion matrices for each row of weights (draws, clips): (draws, labels, labels); rows of emotions
        without clips are nan."""
        labels = self.human.shape[1]
        both = np.full((2, len(weights), labels, labels), np.nan)
        for label in np.unique(self.intended):
            clips = self.intended == label
            share = weights[:, clips] / weights[:, clips].sum(axis=1, keepdims=True)
            both[0, :, label], both[1, :, label] = share @ self.human[clips], share @ self.recogniser[clips]
        return both[0], both[1]

    def drawn_weights(self, rng: np.random.Generator) -> Floats:
        """How often each clip is drawn, with replacement within its emotion: (RESAMPLES, clips)."""
        weights = np.zeros((RESAMPLES, len(self.intended)))
        for label in np.unique(self.intended):
            (clips,) = np.nonzero(self.intended == label)
            weights[:, clips] = times_drawn(len(clips), RESAMPLES, rng)
        return weights


def compare_confusions(
    responses: pd.DataFrame,
    labels: Sequence[str],
    seed: int,
    condition: str | None = None,
    probabilities: pd.DataFrame | None = None,
) -> ConfusionSimilarity:
    """Over the clips that were answered; each counts once, however often it was shown.

    The recogniser's row is the mean of its ``probabilities`` (index stimulus, a column per label) if they are given,
    else the shares of its first choices, ``predicted``. Divergence: Lin (1991), IEEE Trans. Inf. Theory 37, 145–151.
    Intervals: percentiles over clips drawn with replacement within each emotion; a divergence cannot fall below 0, so
    that drawing pushes it up a little.
    """
    clips = _clips(responses, labels, condition, probabilities)
    rng = np.random.default_rng(seed)
    human, machine = clips.matrices(np.ones((1, len(clips.intended))))
    shown = np.bincount(clips.intended, minlength=len(labels))
    drawn = clips.matrices(clips.drawn_weights(rng))
    rows, drawn_rows = divergences(human, machine)[0], divergences(*drawn)
    apart = ~np.eye(len(labels), dtype=bool)
    everywhere = np.ones_like(apart)
    missing = first_reason((not len(clips.intended), NO_RESPONSES.reason))
    cannot = missing or _cannot_correlate(human[0], machine[0], everywhere, shown > 0, "cells")
    cannot_apart = missing or _cannot_correlate(human[0], machine[0], apart, shown > 0, "cells off the diagonal")
    once = first_reason((int(shown.max(initial=0)) < 2, "no emotion has two clips"))
    used = shown > 0
    return ConfusionSimilarity(
        condition=condition,
        labels=tuple(labels),
        clips=len(clips.intended),
        human=_as_rows(human[0]),
        recogniser=_as_rows(machine[0]),
        all_cells=cannot or float(correlations(human, machine, everywhere, used)[0]),
        all_cells_interval=cannot or once or _percentiles(correlations(*drawn, everywhere, used)),
        mistakes=cannot_apart or float(correlations(human, machine, apart, used)[0]),
        mistakes_interval=cannot_apart or once or _percentiles(correlations(*drawn, apart, used)),
        p_mistakes=cannot_apart or mantel_test(human[0], machine[0], used, rng),
        divergence=missing or float(rows[used].mean()),
        divergence_interval=missing or once or _percentiles(drawn_rows[:, used].mean(axis=1)),
        rows=tuple(
            _row(label, int(shown[place]), float(rows[place]), drawn_rows[:, place])
            for place, label in enumerate(labels)
        ),
    )


def divergences(first: Floats, second: Floats) -> Floats:
    """Jensen–Shannon divergence in bits of each pair of rows of matrices (draws, labels, labels): (draws, labels)."""
    middle = (first + second) / 2
    bits: Floats = (_relative_entropy(first, middle) + _relative_entropy(second, middle)) / 2
    return bits


def correlations(first: Floats, second: Floats, cells: NDArray[np.bool_], used: NDArray[np.bool_]) -> Floats:
    """Pearson's r over ``cells`` of the ``used`` rows of each pair of matrices (draws, labels, labels): (draws,)."""
    chosen = cells & used[:, None]
    x, y = first[:, chosen], second[:, chosen]
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    below = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    r: Floats = np.divide((x * y).sum(axis=1), below, out=np.full(len(x), np.nan), where=below > _SAME)
    return np.clip(r, -1, 1)


def _clips(
    responses: pd.DataFrame, labels: Sequence[str], condition: str | None, probabilities: pd.DataFrame | None
) -> _Clips:
    kept = responses[["stimulus", "condition", "intended", "chosen", "predicted"]]
    if condition is not None:
        kept = kept[kept["condition"] == condition]
    stimulus, names = units_of(kept["stimulus"])
    counts = table_of((len(names), len(labels)), stimulus, codes_among(kept["chosen"], labels)).astype(np.float64)
    first = kept.iloc[np.unique(stimulus, return_index=True)[1]]
    intended = codes_among(first["intended"], labels)
    if probabilities is None:
        machine = np.eye(len(labels) + 1)[codes_among(first["predicted"], labels), :-1]
    else:
        machine = probabilities.reindex(index=list(names), columns=list(labels)).fillna(0.0).to_numpy(np.float64)
    known = (intended >= 0) & (counts.sum(axis=1) > 0) & (machine.sum(axis=1) > 0)
    human, machine = counts[known], machine[known]
    return _Clips(
        intended[known], human / human.sum(axis=1, keepdims=True), machine / machine.sum(axis=1, keepdims=True)
    )


def _relative_entropy(rows: Floats, middle: Floats) -> Floats:
    ratio = np.divide(rows, middle, out=np.ones_like(rows), where=rows > 0)
    bits: Floats = np.where(rows > 0, rows * np.log2(ratio), np.where(np.isnan(rows), np.nan, 0.0)).sum(axis=-1)
    return bits


def _cannot_correlate(
    human: Floats, machine: Floats, cells: NDArray[np.bool_], used: NDArray[np.bool_], which: str
) -> NotEstimable | None:
    chosen = cells & used[:, None]
    return first_reason(
        (int(used.sum()) < 3, f"clips of {int(used.sum())} emotions only were answered"),
        (float(np.ptp(human[chosen])) < _SAME if chosen.any() else True, f"people's {which} are all the same"),
        (
            float(np.ptp(machine[chosen])) < _SAME if chosen.any() else True,
            f"the recogniser's {which} are all the same",
        ),
    )


def _as_rows(matrix: Floats) -> tuple[tuple[float, ...] | NotEstimable, ...]:
    return tuple(NEVER_SHOWN if np.isnan(row).any() else tuple(row.tolist()) for row in matrix)


def _row(label: str, clips: int, value: float, draws: Floats) -> LabelDivergence:
    if not clips:
        return LabelDivergence(label, 0, NEVER_SHOWN, NEVER_SHOWN)
    once = first_reason((clips < 2, "there is one clip of it only"))
    return LabelDivergence(label, clips, value, once or _percentiles(draws))


def _percentiles(draws: Floats) -> Range:
    if np.isnan(draws).sum() > len(draws) / 2:
        return NotEstimable("there are too few clips to draw from")
    return percentile_interval(draws)
