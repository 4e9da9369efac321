"""The confusion matrices of people and of a recogniser over the same clips, each clip counting once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.counting import Codes, codes_among, less_one_answer, sums_of, table_of, units_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Matrices:
    """Rows (labels, labels) sum to 1, and are nan for emotions without clips; ``clips`` (labels,) is how many each has.

    ``without`` (raters, labels, labels) is people's matrix without each rater in turn; the recogniser stays as it is.
    """

    clips: NDArray[np.int64]
    people: Floats
    without: Floats
    recogniser: Floats


def both_matrices(
    responses: pd.DataFrame, labels: Sequence[str], condition: str | None, probabilities: pd.DataFrame | None
) -> Matrices:
    """Of the clips that were answered and that the recogniser knows. Its row is the mean of its ``probabilities``
    (index stimulus, a column per label) if they are given, else the shares of its first choices, ``predicted``."""
    kept = responses[["participant", "stimulus", "condition", "intended", "chosen", "predicted"]]
    if condition is not None:
        kept = kept[kept["condition"] == condition]
    stimulus, names = units_of(kept["stimulus"])
    chosen = codes_among(kept["chosen"], labels)
    counts = table_of((len(names), len(labels)), stimulus, chosen).astype(np.float64)
    first = kept.iloc[np.unique(stimulus, return_index=True)[1]]
    intended = codes_among(first["intended"], labels)
    if probabilities is None:
        machine = np.eye(len(labels) + 1)[codes_among(first["predicted"], labels), :-1]
    else:
        machine = probabilities.reindex(index=list(names), columns=list(labels)).fillna(0.0).to_numpy(np.float64)
    known = (intended >= 0) & (counts.sum(axis=1) > 0) & (machine.sum(axis=1) > 0)
    place = np.where(known, np.cumsum(known) - 1, -1)[stimulus]
    rows = (place >= 0) & (chosen >= 0)
    rater, _ = units_of(kept.loc[rows, "participant"])
    people, without = _of_people(counts[known], intended[known], rater, place[rows], chosen[rows])
    machine = machine[known] / machine[known].sum(axis=1, keepdims=True)
    return Matrices(
        clips=np.bincount(intended[known], minlength=len(labels)),
        people=people,
        without=without,
        recogniser=_means(_by_emotion(_parts(machine), intended[known])),
    )


def _of_people(counts: Floats, intended: Codes, rater: Codes, clip: Codes, chosen: Codes) -> tuple[Floats, Floats]:
    """Their matrix, and that without each rater; counts (clips, labels), the codes of each answer (answers,)."""
    parts = _parts(counts)
    sums = _by_emotion(parts, intended)
    less, of, kind = less_one_answer(counts, clip, chosen)
    change = _parts(less) - parts[of]
    shape = (int(rater.max(initial=-1)) + 1, counts.shape[1])
    changes = [sums_of(shape, column[kind], rater, intended[clip]) for column in change.T]
    return _means(sums), _means(sums + np.stack(changes, axis=-1))


def _parts(table: Floats) -> Floats:
    """What each clip adds to its emotion's row: 1 and its shares of labels, (clips, 1 + labels); nothing if nobody
    answered it."""
    n = table.sum(axis=1, keepdims=True)
    return np.where(n > 0, np.concatenate([np.ones_like(n), table / np.maximum(n, 1e-12)], axis=1), 0.0)


def _by_emotion(parts: Floats, intended: Codes) -> Floats:
    sums = np.zeros((parts.shape[1] - 1, parts.shape[1]))
    np.add.at(sums, intended, parts)
    return sums


def _means(sums: Floats) -> Floats:
    """(…, labels, labels) from (…, labels, 1 + labels)."""
    clips = np.rint(sums[..., :1])
    means: Floats = np.divide(sums[..., 1:], clips, out=np.full(sums[..., 1:].shape, np.nan), where=clips > 0)
    return np.maximum(means, 0.0)  # what rounding left below
