"""Which emotion was taken for which: counts, unbiased hit rates, bias, information, and a recogniser beside people."""

from study.statistics.confusion.alignment import AlignedClip, Alignment, clip_alignment
from study.statistics.confusion.bias import AnswerShare, response_bias
from study.statistics.confusion.information import Information, information_transmitted
from study.statistics.confusion.matrix import (
    Confusion,
    ConfusionMatrix,
    Mistake,
    Recognition,
    confusion_matrix,
    unbiased_chance,
    unbiased_hit_rate,
)
from study.statistics.confusion.similarity import ConfusionSimilarity, LabelDivergence, compare_confusions
from study.statistics.confusion.unbiased import UnbiasedHitRate, unbiased_hit_rates

__all__ = [
    "AlignedClip",
    "Alignment",
    "AnswerShare",
    "Confusion",
    "ConfusionMatrix",
    "ConfusionSimilarity",
    "Information",
    "LabelDivergence",
    "Mistake",
    "Recognition",
    "UnbiasedHitRate",
    "clip_alignment",
    "compare_confusions",
    "confusion_matrix",
    "information_transmitted",
    "response_bias",
    "unbiased_chance",
    "unbiased_hit_rate",
    "unbiased_hit_rates",
]
