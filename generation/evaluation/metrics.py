"""How generated motions compare with real ones, in the recogniser's feature space: pure functions of NumPy arrays.

Definitions after Action2Motion (Guo et al., ACM MM 2020), as ACTOR and arXiv 2606.28769 use them. Features are
(samples, dimensions), labels (samples,) class indices. The sampled forms are noisy; the all-pairs forms beside them are
what they estimate. Both members of a pair are drawn independently, as in the reference, so that a sample meets itself
once in n times: the all-pairs forms are means over all n² pairs, (n - 1) / n of those over different samples.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import cdist

from generation.errors import MiburiError

DIVERSITY_PAIRS = 200  # S_d
MULTIMODALITY_PAIRS = 20  # S_l, per class
_BLOCK = 512  # rows of the distance matrix that are held at once

FloatArray = NDArray[np.float64]


def frechet_distance(first: ArrayLike, second: ArrayLike) -> float:
    """Fréchet inception distance (Heusel et al., NeurIPS 2017), squared units of the features.

    ‖mu1 - mu2‖² + tr(S1 + S2 - 2 (S1 S2)^½), covariances with n - 1; tr((S1 S2)^½) is the sum of the roots of the
    eigenvalues of S1^½ S2 S1^½, which is symmetric. Biased upwards in small samples: compare at one n only.
    """
    a, b = _features(first, "the first set"), _features(second, "the second set")
    if a.shape[1] != b.shape[1]:
        raise MiburiError(f"both sets need features of the same kind, got {a.shape[1]} and {b.shape[1]} dimensions")
    shift = a.mean(0) - b.mean(0)
    covariance_a, covariance_b = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (a, b))
    root = _square_root(covariance_a)
    shared = np.sqrt(np.linalg.eigvalsh(root @ covariance_b @ root).clip(min=0)).sum()
    return max(float(shift @ shift + np.trace(covariance_a) + np.trace(covariance_b) - 2 * shared), 0.0)


def diversity(features: ArrayLike, rng: np.random.Generator, pairs: int = DIVERSITY_PAIRS) -> float:
    """Mean distance over random pairs of samples."""
    return _sampled(_features(features, "the set"), rng, pairs)


def diversity_all_pairs(features: ArrayLike) -> float:
    """Mean distance over all pairs of samples."""
    return _all_pairs(_features(features, "the set"))


def multimodality(
    features: ArrayLike, labels: ArrayLike, rng: np.random.Generator, pairs: int = MULTIMODALITY_PAIRS
) -> float:
    """Mean over classes of the mean distance over random pairs of the class's samples."""
    return float(np.mean([_sampled(group, rng, pairs) for group in _classes(features, labels)]))


def multimodality_all_pairs(features: ArrayLike, labels: ArrayLike) -> float:
    """Mean over classes of the mean distance over all pairs of the class's samples."""
    return float(np.mean([_all_pairs(group) for group in _classes(features, labels)]))


def _features(features: ArrayLike, what: str) -> FloatArray:
    values = np.asarray(features, np.float64)
    if values.ndim != 2 or not values.shape[1]:
        raise MiburiError(f"{what} must have the shape (samples, dimensions), got {values.shape}")
    if len(values) < 2:
        raise MiburiError(f"{what} needs at least 2 samples, got {len(values)}")
    if not np.isfinite(values).all():
        raise MiburiError(f"{what} holds NaN or infinite features; the recogniser that made them has diverged")
    return values


def _classes(features: ArrayLike, labels: ArrayLike) -> list[FloatArray]:
    """Features of each class that occurs."""
    values, classes = _features(features, "the set"), np.asarray(labels)
    if classes.shape != values.shape[:1]:
        raise MiburiError(f"{len(values)} samples need as many labels, got the shape {classes.shape}")
    return [_features(values[classes == label], f"class {label}") for label in np.unique(classes)]


def _square_root(covariance: FloatArray) -> FloatArray:
    """The symmetric square root of a covariance matrix."""
    values, vectors = np.linalg.eigh(covariance)
    root: FloatArray = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    return root


def _sampled(values: FloatArray, rng: np.random.Generator, pairs: int) -> float:
    if pairs < 1:
        raise MiburiError(f"at least 1 pair must be drawn, got {pairs}")
    one, other = rng.integers(len(values), size=(2, pairs))
    return float(np.linalg.norm(values[one] - values[other], axis=1).mean())


def _all_pairs(values: FloatArray) -> float:
    total = 0.0
    for start in range(0, len(values), _BLOCK):
        distances = cdist(values[start : start + _BLOCK], values[start:])
        rows = len(distances)
        total += float(distances[:, :rows].sum()) + 2 * float(distances[:, rows:].sum())
    return total / len(values) ** 2
