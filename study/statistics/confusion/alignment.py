"""Clip by clip: is what the recogniser is sure of what people recognise?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import linregress, t

from study.statistics.correlation import Correlation, pearson, spearman
from study.statistics.counting import units_of
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range


@dataclass(frozen=True)
class AlignedClip:
    """One clip: the recogniser's ``probability`` of the intended label, and people's accuracy over ``n`` answers."""

    stimulus: str
    condition: str
    intended: str
    probability: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class Alignment:
    """Over ``clips``: r, ranks' ρ, and the slope of accuracy on probability by least squares, with t interval.

    A slope of 1 through 0 would be a recogniser whose probability is people's accuracy.
    """

    condition: str | None
    clips: tuple[AlignedClip, ...]
    pearson: Correlation
    spearman: Correlation
    slope: Number
    slope_interval: Range


def clip_alignment(responses: pd.DataFrame, condition: str | None = None) -> Alignment:
    """Of one condition, or of all clips; over conditions it also shows how these differ, so read both.

    Accuracy over few answers is noisy, which draws r and slope to 0 (Spearman 1904, Am. J. Psychol. 15, 72–101).
    """
    clips = _aligned_clips(responses, condition)
    x, y = np.array([clip.probability for clip in clips]), np.array([clip.accuracy for clip in clips])
    names = ("clips", "recogniser's probability", "accuracy")
    r = pearson(x, y, *names)
    if isinstance(r.interval, NotEstimable):
        slope: Number = r.interval
        interval: Range = r.interval
    else:
        line = linregress(x, y)
        half = float(t.ppf((1 + LEVEL) / 2, len(clips) - 2) * line.stderr)
        slope, interval = float(line.slope), Interval(float(line.slope) - half, float(line.slope) + half)
    return Alignment(condition, clips, r, spearman(x, y, *names), slope, interval)


def _aligned_clips(responses: pd.DataFrame, condition: str | None) -> tuple[AlignedClip, ...]:
    columns = ["stimulus", "condition", "intended", "probability_intended", "correct"]
    kept = responses.loc[responses["probability_intended"].notna(), columns]
    if condition is not None:
        kept = kept[kept["condition"] == condition]
    stimulus, names = units_of(kept["stimulus"])
    first = kept.iloc[np.unique(stimulus, return_index=True)[1]]
    n = np.bincount(stimulus, minlength=len(names))
    accuracy = np.bincount(stimulus, kept["correct"].to_numpy(dtype=bool), len(names)) / n
    columns_of_clips = (first["condition"], first["intended"], first["probability_intended"].astype(float))
    rows = zip(names, *(column.tolist() for column in columns_of_clips), accuracy.tolist(), n.tolist(), strict=True)
    return tuple(AlignedClip(*row) for row in rows)
