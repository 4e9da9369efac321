"""Are two confusion matrices alike because of which labels they are, or would any order of the labels do?"""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EXACT_UP_TO = 7  # labels whose orders are all counted: 5,040
PERMUTATIONS = 9_999
_ROUNDING = 1e-12


def mantel_test(first: Floats, second: Floats, used: NDArray[np.bool_], rng: np.random.Generator) -> float:
    """Two-sided p of the correlation off the diagonal of two matrices (labels, labels), in rows that are ``used``.

    Labels of the second matrix are exchanged in rows and columns at once, which keeps its mistakes together (Mantel
    1967, Cancer Res. 27, 209–220). All orders of up to 7 labels; else drawn ones, with the data among them.
    """
    places = np.flatnonzero(used)
    x, y = first[np.ix_(places, places)], second[np.ix_(places, places)]
    apart = ~np.eye(len(places), dtype=bool)
    x = np.where(apart, x - x[apart].mean(), 0.0)
    y = np.where(apart, y - y[apart].mean(), 0.0)
    exact = len(places) <= EXACT_UP_TO
    orders = (
        np.array(list(permutations(range(len(places)))))
        if exact
        else np.array([rng.permutation(len(places)) for _ in range(PERMUTATIONS)])
    )
    products = np.abs(np.einsum("ij,dij->d", x, y[orders[:, :, None], orders[:, None, :]]))
    found = abs(float((x * y).sum()))
    as_far = int((products >= found - _ROUNDING).sum())
    return as_far / factorial(len(places)) if exact else (1 + as_far) / (1 + PERMUTATIONS)
