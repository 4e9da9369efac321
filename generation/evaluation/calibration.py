"""How far the recogniser's probabilities can be believed: of the clips that it is 70 % sure of, 70 % should be right.

Measured before and after temperature scaling (Guo et al., ICML 2017), whose one number is fitted on the validation
split: there the figures after it are fitted ones, on the test split they are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from generation.training.clips import Clips
from generation.training.run import Run
from generation.training.tasks import predictions

BINS = 15  # as in Guo et al. (2017)
SPLITS = ("validation", "test")
DRAWS = 500  # for the error to expect by chance

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def measure_calibration(run: Run, clips: Clips) -> dict[str, Any]:
    """{temperature, fitted_on, validation, test}: of each split n and the figures before and after (``calibration``).

    A split without clips has n 0 and null for both.
    """
    fitted = len(clips.splits["validation"])
    return {
        "temperature": _rounded(run.recogniser.temperature.item()),
        "fitted_on": {"split": "validation", "n": fitted},
        **{split: _split(run, clips, clips.splits[split]) for split in SPLITS},
    }


def calibration(probabilities: FloatArray, labels: IntArray) -> dict[str, Any]:
    """Figures of probabilities (N, labels) for clips with these labels (N,), N at least 1.

    ece: expected calibration error, ``BINS`` equal-width bins of confidence (Naeini et al., AAAI 2015).
    ece_by_chance: the ece to expect of so many clips if every confidence were right; it is not 0, since bins are small.
    adaptive_ece: the same as ece with bins of equal numbers of clips (Nguyen and O'Connor, EMNLP 2015).
    brier: sum over labels of squared differences, 0 to 2, averaged over clips (Brier 1950).
    nll: mean negative log-probability of the true label, in nats.
    reliability: per equal-width bin its limits, n, mean confidence and accuracy (null where n is 0).
    """
    confidence, correct = probabilities.max(1), probabilities.argmax(1) == labels
    edges = np.linspace(0, 1, BINS + 1)
    # A bin holds its upper edge, not its lower one, as in Guo et al.
    bins = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, BINS - 1)
    own = probabilities[np.arange(len(labels)), labels]
    return {
        "n": len(labels),
        "accuracy": _rounded(correct.mean()),
        "confidence": _rounded(confidence.mean()),
        "ece": _rounded(expected_error(confidence, correct, bins)),
        "ece_by_chance": _rounded(error_by_chance(confidence, bins)),
        "adaptive_ece": _rounded(expected_error(confidence, correct, equal_mass_bins(confidence))),
        "brier": _rounded(((probabilities - np.eye(probabilities.shape[1])[labels]) ** 2).sum(1).mean()),
        "nll": _rounded(-np.log(np.maximum(own, np.finfo(np.float64).tiny)).mean()),
        "reliability": [
            _bin(edges[position], edges[position + 1], confidence[bins == position], correct[bins == position])
            for position in range(BINS)
        ],
    }


def expected_error(confidence: FloatArray, correct: NDArray[np.bool_], bins: IntArray) -> float:
    """Mean over clips of |accuracy - mean confidence| of the bin (N,) that a clip lies in."""
    gaps = np.bincount(bins, weights=confidence - correct)
    return float(np.abs(gaps).sum() / len(confidence))


def error_by_chance(confidence: FloatArray, bins: IntArray) -> float:
    """Mean ``expected_error`` over ``DRAWS`` draws in which each clip is right with the probability that it states."""
    draws = np.random.default_rng(0).random((DRAWS, len(confidence))) < confidence
    return float(np.mean([expected_error(confidence, correct, bins) for correct in draws]))


def equal_mass_bins(confidence: FloatArray) -> IntArray:
    """The bin (N,) of each clip: the clips, sorted by confidence, are cut into ``BINS`` parts that differ by one."""
    bins = np.empty(len(confidence), np.int64)
    for position, part in enumerate(np.array_split(np.argsort(confidence, kind="stable"), BINS)):
        bins[part] = position
    return bins


def _split(run: Run, clips: Clips, indices: list[int]) -> dict[str, Any]:
    if not indices:
        return {"n": 0, "before": None, "after": None, "reason": "the corpus has no clips in this split"}
    logits = predictions(run.recogniser, clips, indices, run.device)
    labels = clips.labels[indices].cpu().numpy()
    after = run.recogniser.probabilities(logits)
    return {
        "n": len(indices),
        "before": calibration(torch.softmax(logits.double(), -1).numpy(), labels),
        "after": calibration(after.numpy(), labels),
    }


def _bin(lower: float, upper: float, confidence: FloatArray, correct: NDArray[np.bool_]) -> dict[str, Any]:
    n = len(confidence)
    return {
        "lower": _rounded(lower),
        "upper": _rounded(upper),
        "n": n,
        "confidence": _rounded(confidence.mean()) if n else None,
        "accuracy": _rounded(correct.mean()) if n else None,
    }


def _rounded(value: float | np.floating[Any]) -> float:
    return round(float(value), 6)
