"""Which emotion was taken for which, and how often a label was right when it was used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.counting import codes_among, table_of
from study.statistics.estimate import NotEstimable, Number
from study.statistics.proportions import NO_RESPONSES

Confusion = NDArray[np.int64]
NEVER_SHOWN = NotEstimable("it was never shown")


@dataclass(frozen=True)
class Recognition:
    """One emotion of a confusion matrix. ``unbiased`` is H_u, ``unbiased_chance`` what guessing would give."""

    label: str
    shown: int
    chosen: int
    hits: int
    hit_rate: Number
    unbiased: Number
    unbiased_chance: Number


@dataclass(frozen=True)
class Mistake:
    """``intended`` was taken for ``chosen`` in ``count`` answers, ``share`` of those to that emotion."""

    intended: str
    chosen: str
    count: int
    share: float


@dataclass(frozen=True)
class ConfusionMatrix:
    """``counts[i][j]``: emotion ``labels[i]`` shown, ``labels[j]`` chosen; ``shares`` sum to 1 in each row."""

    condition: str | None
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...] | NotEstimable, ...]
    recognition: tuple[Recognition, ...]
    mistakes: tuple[Mistake, ...]


def confusion_matrix(
    responses: pd.DataFrame, labels: Sequence[str], condition: str | None = None, mistakes: int = 5
) -> ConfusionMatrix:
    """The confusion of one condition, or of all; with the ``mistakes`` most frequent confusions."""
    counts = count_confusions(responses, labels, condition)
    return ConfusionMatrix(
        condition=condition,
        labels=tuple(labels),
        counts=tuple(tuple(int(n) for n in row) for row in counts),
        shares=tuple(tuple(float(n) / int(row.sum()) for n in row) if row.sum() else NO_RESPONSES for row in counts),
        recognition=recognition(counts, labels),
        mistakes=most_frequent_mistakes(counts, labels, mistakes),
    )


def count_confusions(responses: pd.DataFrame, labels: Sequence[str], condition: str | None = None) -> Confusion:
    """Counts of shape (intended, chosen)."""
    intended, chosen = codes_among(responses["intended"], labels), codes_among(responses["chosen"], labels)
    if condition is not None:
        intended = np.where(responses["condition"].to_numpy() == condition, intended, -1)
    return table_of((len(labels), len(labels)), intended, chosen)


def unbiased_hit_rate(confusion: Confusion) -> NDArray[np.float64]:
    """H_u per emotion: hits² / (times shown × times chosen); nan where it was never shown or never chosen. Of one
    confusion (intended, chosen), or of each of (raters, intended, chosen).

    Wagner (1993), J. Nonverbal Behav. 17, 3–28. It is 1 only if the emotion was always recognised and its label never
    used for another one, so a rater who always answers the same gains nothing.
    """
    product = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).astype(np.float64)
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    rates = np.full(product.shape, np.nan)
    np.divide(hits**2, product, out=rates, where=product > 0)
    return rates


def unbiased_chance(confusion: Confusion) -> NDArray[np.float64]:
    """H_u expected by chance: (times shown / N) × (times chosen / N), of one confusion or of each rater's. Wagner
    (1993); needs N > 0."""
    total = confusion.sum(axis=(-2, -1), keepdims=True)[..., 0]
    return np.asarray(confusion.sum(axis=-1) * confusion.sum(axis=-2) / total**2, np.float64)


def recognition(confusion: Confusion, labels: Sequence[str]) -> tuple[Recognition, ...]:
    """Hit rate and unbiased hit rate of every emotion."""
    shown, chosen = confusion.sum(axis=1), confusion.sum(axis=0)
    unbiased = unbiased_hit_rate(confusion)
    chance = unbiased_chance(confusion) if confusion.sum() else unbiased
    rows = []
    for place, label in enumerate(labels):
        hits = int(confusion[place, place])
        reason = _never(int(shown[place]), int(chosen[place]))
        rows.append(
            Recognition(
                label=label,
                shown=int(shown[place]),
                chosen=int(chosen[place]),
                hits=hits,
                hit_rate=hits / int(shown[place]) if shown[place] else NEVER_SHOWN,
                unbiased=reason or float(unbiased[place]),
                unbiased_chance=reason or float(chance[place]),
            )
        )
    return tuple(rows)


def most_frequent_mistakes(confusion: Confusion, labels: Sequence[str], at_most: int) -> tuple[Mistake, ...]:
    """The largest cells off the diagonal, by share of the row; ties in label order."""
    shown = confusion.sum(axis=1)
    cells = [
        Mistake(labels[i], labels[j], int(count), int(count) / int(shown[i]))
        for (i, j), count in np.ndenumerate(confusion)
        if i != j and count
    ]
    return tuple(sorted(cells, key=lambda cell: -cell.share)[:at_most])


def _never(shown: int, chosen: int) -> NotEstimable | None:
    if not shown:
        return NEVER_SHOWN
    return None if chosen else NotEstimable("it was never chosen")
