"""Answers counted by rater, cell and label: whole columns at a time, so that a million answers take less than a second.

Levels become codes from 0; −1 is what is not among the levels asked for, and is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def codes_among(column: pd.Series, levels: Sequence[str]) -> Codes:
    """The place of each value among ``levels``: (rows,)."""
    codes, values = pd.factorize(column)
    places = np.append(pd.Index(list(levels), dtype=object).get_indexer(pd.Index(values, dtype=object)), -1)
    return np.asarray(places[codes], np.int64)  # what is missing has code −1: the last place


def units_of(column: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    """Codes (rows,) of the raters or stimuli in ``column``, and their names in order."""
    codes, names = pd.factorize(column, sort=True)
    return np.asarray(codes, np.int64), tuple(str(name) for name in names)


def cell_codes(responses: pd.DataFrame, by: Sequence[str], cells: Sequence[tuple[str, ...]]) -> Codes:
    """The cell of each answer: (rows,). ``by`` names the columns that the cells' levels come from; () is one cell."""
    code = np.zeros(len(responses), np.int64)
    known = np.ones(len(responses), bool)
    places = np.zeros(len(cells), np.int64)
    size = 1
    for axis, name in enumerate(by):
        levels = tuple(dict.fromkeys(cell[axis] for cell in cells))
        own = codes_among(responses[name], levels)
        known &= own >= 0
        code = code * len(levels) + own
        places = places * len(levels) + np.array([levels.index(cell[axis]) for cell in cells], np.int64)
        size *= len(levels)
    lookup = np.full(size, -1, np.int64)
    lookup[places] = np.arange(len(cells))
    return np.where(known, lookup[np.where(known, code, 0)], -1) if size else np.full(len(code), -1, np.int64)


def table_of(shape: tuple[int, ...], *codes: Codes) -> Counts:
    """How many rows have each combination of codes: ``shape``. Rows with a code of −1 are left out."""
    _, place = _places(shape, codes)
    return np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)


def sums_of(shape: tuple[int, ...], values: Floats, *codes: Codes) -> Floats:
    """The sums of ``values`` (rows,) over the rows that `table_of` counts: ``shape``."""
    known, place = _places(shape, codes)
    sums: Floats = np.bincount(place, values[known], int(np.prod(shape))).astype(np.float64)
    return sums.reshape(shape)


def _places(shape: tuple[int, ...], codes: Sequence[Codes]) -> tuple[NDArray[np.bool_], Codes]:
    """Which rows have no code of −1, and the place of these in a flat table of ``shape``."""
    known = np.logical_and.reduce([code >= 0 for code in codes])
    flat = np.ravel_multi_index([code[known] for code in codes], shape) if known.any() else np.zeros(0, np.int64)
    return known, flat


def less_one_answer(counts: Floats, unit: Codes, answer: Codes) -> tuple[Floats, Codes, Codes]:
    """What leaving out one answer makes of counts (units, answers), told once for all that are alike.

    For each kind, one answer of one unit: the unit's counts without one of it (kinds, answers) and the unit (kinds,);
    and the kind of each of the rows of ``unit`` and ``answer`` (rows,).
    """
    kinds, kind = np.unique(unit * counts.shape[1] + answer, return_inverse=True)
    of, which = np.divmod(kinds, counts.shape[1])
    less = counts[of]
    less[np.arange(len(kinds)), which] -= 1
    return less, of, kind


def hits_and_answers(
    responses: pd.DataFrame, by: Sequence[str], cells: Sequence[tuple[str, ...]]
) -> tuple[Counts, Counts]:
    """Counts of correct answers and of answers, both (raters, cells)."""
    raters, names = units_of(responses["participant"])
    cell = cell_codes(responses, by, cells)
    shape = (len(names), len(cells))
    correct = responses["correct"].to_numpy(dtype=bool)
    return table_of(shape, np.where(correct, raters, -1), cell), table_of(shape, raters, cell)


def confusions_of_raters(responses: pd.DataFrame, labels: Sequence[str], condition: str | None = None) -> Counts:
    """Counts of (rater, intended, chosen), in one condition or in all, of the raters who have any; in the order of
    their names."""
    raters, names = units_of(responses["participant"])
    if condition is not None:
        raters = np.where(responses["condition"].to_numpy() == condition, raters, -1)
    shape = (len(names), len(labels), len(labels))
    intended, chosen = codes_among(responses["intended"], labels), codes_among(responses["chosen"], labels)
    counts = table_of(shape, raters, intended, chosen)
    answered: Counts = counts[counts.sum(axis=(1, 2)) > 0]
    return answered
