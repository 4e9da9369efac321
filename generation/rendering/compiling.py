"""How loops over vertices and pixels are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Compile on the first call and keep the machine code on disk for the next process.

    The cache knows a function by its own file alone. So a loop calls only loops of its file, and what another module
    decides reaches it as an argument. Sums keep their order (no fast math): the same bytes on every processor.
    """
    return cast(Loop, numba.njit(nogil=True, cache=True, error_model="numpy")(loop))
