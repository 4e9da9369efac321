"""Blocks of main trials, and the places of attention checks among them."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from generation.errors import MiburiError
from study.allocation.orders import CHECK_PLACES


def block_sizes(trials: int, longest: int) -> list[int]:
    """Main trials per block: as few blocks of at most ``longest`` as there can be (0: one), even to one trial."""
    blocks = -(-trials // longest) if longest else 1
    return [trials // blocks + (block < trials % blocks) for block in range(blocks)]


def refuse_crowded_checks(checks: int, trials: int, longest: int) -> None:
    """MiburiError if ``checks`` cannot be placed among ``trials`` in blocks of at most ``longest``."""
    if checks > (room := len(_gaps(block_sizes(trials, longest)))):
        raise MiburiError(
            f"attention: {checks} checks among {trials} main trials in blocks of at most {longest or trials}, where "
            f"there is room for {room}; ask for fewer checks or longer blocks"
        )


def check_places(sizes: list[int], checks: int, seed: int) -> list[int]:
    """How many main trials come before each of the checks, in order.

    A check is never the first or last of its block and never next to another one: each has its own gap between two
    main trials of one block. The gaps are cut into as many equal stretches as there are checks; each check is drawn
    from the middle half of its own, so that they are spread over the session. Same sizes and seed, same places.
    """
    refuse_crowded_checks(checks, sum(sizes), max(sizes, default=0))
    generator = np.random.default_rng([seed, CHECK_PLACES])
    gaps = _gaps(sizes)
    edges = [len(gaps) * check // checks for check in range(checks + 1)] if checks else [0]
    places = []
    for start, stop in zip(edges, edges[1:], strict=False):
        margin = (stop - start) // 4
        places.append(gaps[int(generator.integers(start + margin, stop - margin))])
    return places


def _gaps(sizes: list[int]) -> list[int]:
    """Main trials before each gap that lies inside a block."""
    ends = set(accumulate(sizes))
    return [before for before in range(1, sum(sizes)) if before not in ends]
