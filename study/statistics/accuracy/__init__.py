"""Accuracy: by condition, emotion and both, by rater, by stimulus; against chance, and between conditions."""

from study.statistics.accuracy.contrasts import Contrast, RankContrast, condition_contrasts, condition_rank_contrasts
from study.statistics.accuracy.table import Accuracy, accuracy_table
from study.statistics.accuracy.units import UnitAccuracy, accuracy_of_raters, accuracy_of_stimuli

__all__ = [
    "Accuracy",
    "Contrast",
    "RankContrast",
    "UnitAccuracy",
    "accuracy_of_raters",
    "accuracy_of_stimuli",
    "accuracy_table",
    "condition_contrasts",
    "condition_rank_contrasts",
]
