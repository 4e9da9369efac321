"""Which two clips an interpolation goes between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generation.corpus.store import Corpus
from generation.errors import MiburiError

LOW, HIGH = "low", "high"
MATCHED = ("performer", "scenario")  # what the two clips of a pair share where the corpus allows it, the first before
_PAIRING = 11  # the stream of random numbers that decides among clips that match equally well


@dataclass(frozen=True)
class ClipPair:
    """Rows of a corpus: w = 0 is ``start``, w = 1 is ``end``."""

    start: int
    end: int


def intensity_pairs(corpus: Corpus, split: str, per_label: int, seed: int) -> list[ClipPair]:
    """Up to ``per_label`` pairs of each label, from a low to a high clip; no clip is in two pairs.

    Pairs of one performer and scenario come first, then of one performer, then of one scenario, then any; among equals
    the seed decides. A label without clips of both intensities has no pair; MiburiError when no label has one.
    """
    rng = np.random.default_rng([seed, _PAIRING])
    rows = corpus.rows(split)
    pairs: list[ClipPair] = []
    for label in corpus.labels.names:
        clips = {row: corpus.clips.iloc[row] for row in rows if corpus.clips["label"].iloc[row] == label}
        lows, highs = ([row for row in clips if clips[row]["intensity"] == wished] for wished in (LOW, HIGH))
        candidates = [ClipPair(low, high) for low in lows for high in highs]
        shuffled = [candidates[position] for position in rng.permutation(len(candidates))]
        shuffled.sort(key=lambda pair: [clips[pair.start][name] != clips[pair.end][name] for name in MATCHED])
        pairs += _first_apart(shuffled, per_label)
    if not pairs:
        raise MiburiError(
            f"{corpus.path}: no clips of low and high intensity of one label in the {split} split; choose another "
            "--split, name two clips with --between, or leave pairs out with --pairs 0"
        )
    return pairs


def _first_apart(pairs: Sequence[ClipPair], count: int) -> list[ClipPair]:
    """The first ``count`` pairs that have no clip in common with an earlier one."""
    chosen: list[ClipPair] = []
    used: set[int] = set()
    for pair in pairs:
        if len(chosen) < count and used.isdisjoint((pair.start, pair.end)):
            chosen.append(pair)
            used |= {pair.start, pair.end}
    return chosen


def named_pair(corpus: Corpus, start: str, end: str) -> ClipPair:
    """The pair of two clips by their ids. MiburiError for an id that is not in the corpus, or twice the same."""
    if start == end:
        raise MiburiError(f"--between needs two different clips, got {start!r} twice")
    return ClipPair(_row(corpus, start), _row(corpus, end))


def _row(corpus: Corpus, clip: str) -> int:
    found = np.flatnonzero(corpus.clips["id"].to_numpy() == clip)
    if not len(found):
        raise MiburiError(
            f"{corpus.path}: no clip {clip!r}; its clips are named as in {corpus.clips['id'].iloc[0]!r}, "
            "see the column id of clips.parquet"
        )
    return int(found[0])


def matched(corpus: Corpus, pair: ClipPair) -> list[str]:
    """What of ``MATCHED`` the two clips share, where it is known."""
    start, end = corpus.clips.iloc[pair.start], corpus.clips.iloc[pair.end]
    return [name for name in MATCHED if start[name] and start[name] == end[name]]


def clip_facts(corpus: Corpus, row: int) -> dict[str, Any]:
    """What the corpus says about a clip."""
    clip = corpus.clips.iloc[row]
    columns = ("id", "label", "performer", "scenario", "intensity", "split")
    return {**{name: str(clip[name]) for name in columns}, "frames": int(clip["frames"])}
