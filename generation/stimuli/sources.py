"""Where candidates come from: the run, sampled in rounds, and a corpus of recorded clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import cycle

import numpy as np

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.intensity import Axis, intensity_axes, why_not_asked
from generation.evaluation.pairs import HIGH, LOW, ClipPair, intensity_pairs
from generation.model.config import MIN_FRAMES
from generation.motion import Motion
from generation.stimuli.candidates import ANY_LENGTH, Candidate, Pool, Spool, mean_speed
from generation.stimuli.design import Design
from generation.stimuli.sampling import Request, Sample, Sampler
from generation.stimuli.shapes import clip_shape, real_distance
from generation.training.run import Run, child_seeds

BATCH = 32  # motions in one request
ROUND = 8  # requests that may be worked on at once: how pools stand decides the next round only
_REAL = 17  # the stream of random numbers that orders recorded clips


@dataclass(frozen=True)
class Sources:
    """All that clips can come from, and what is wanted of them."""

    run: Run
    design: Design
    seed: int
    corpus: Corpus | None
    sampler: Sampler
    spool: Spool

    @property
    def spread(self) -> str:
        return self.design.spread or self.run.spread

    @cached_property
    def pairs(self) -> dict[str, list[ClipPair]]:
        """By label, clips of low and of high intensity between which a series can go."""
        wish, corpus = self.design.interpolated, self.clips
        assert wish is not None
        levels = set(corpus.clips.loc[corpus.clips["split"] == wish.split, "intensity"])
        if not levels >= {LOW, HIGH}:
            raise MiburiError(
                f"{self.design.origin}: [interpolated] needs clips of {LOW} and {HIGH} intensity, the {wish.split} "
                f"split of {corpus.path} has none; choose another split or corpus, or leave the condition out"
            )
        pairs: dict[str, list[ClipPair]] = {}
        for pair in intensity_pairs(corpus, wish.split, len(corpus), self.seed):
            lengths = [int(corpus.clips["frames"].iloc[row]) for row in (pair.start, pair.end)]
            if min(lengths) >= MIN_FRAMES and max(lengths) <= self.design.longest:
                pairs.setdefault(str(corpus.clips["label"].iloc[pair.start]), []).append(pair)
        return pairs

    @property
    def asks_flow(self) -> bool:
        """Whether series come from the run's flow."""
        wish = self.design.interpolated
        return wish is not None and wish.may_ask_flow and why_not_asked(self.run) is None

    @cached_property
    def acted(self) -> set[str]:
        """Labels with recorded clips of low and of high intensity: of others the flow has learnt neither."""
        by_label = self.clips.clips.groupby("label")["intensity"]
        found = {str(label) for label, levels in by_label if {LOW, HIGH} <= set(levels)}
        if not found:
            raise MiburiError(
                f"{self.design.origin}: [interpolated] needs clips of {LOW} and {HIGH} intensity, {self.clips.path} "
                "has none; give the corpus that the run was trained on, or leave the condition out"
            )
        return found

    @cached_property
    def axes(self) -> dict[str, Axis]:
        """By label, the way from its mean latent at low to that at high intensity."""
        if self.clips.sha256 != self.run.description["corpus"]["sha256"]:
            raise MiburiError(
                f'{self.design.origin}: [interpolated] along = "axis" needs the corpus that the run was trained on, '
                f'{self.clips.path} is another; give that one with --corpus, or write along = "clips"'
            )
        return {axis.label: axis for axis in intensity_axes(self.run, self.clips)}

    @property
    def clips(self) -> Corpus:
        assert self.corpus is not None  # checked before the first clip is made
        return self.corpus

    def nearest(self, label: int) -> float | None:
        """Metres that clips of one cell keep from each other; None where the design does not ask."""
        if self.design.diversity is None:
            return None
        return real_distance(self.clips, self.run.labels.names[label], self.design.diversity.nearest, self.seed)


def fill_with_samples(sources: Sources, label: int, pools: Sequence[Pool]) -> tuple[int, int]:
    """Samples of a label, in the order of their seeds, until the pools are full or the budget is spent.

    A candidate goes to the first pool that has room. Returns how many were drawn, and how many of them the recogniser
    gave their label.
    """
    budget = sources.design.budget
    seeds = child_seeds(sources.seed, label, budget)
    drawn = correct = 0
    while drawn < budget and not all(pool.full for pool in pools):
        requests = _round(sources, label, seeds[drawn : drawn + BATCH * ROUND], pools)
        for samples in sources.sampler(requests):
            for sample in samples:
                drawn += 1
                correct += int(sample.probabilities.argmax()) == label
                _offer(sources, label, sample, "sampled latent", pools)
            if all(pool.full for pool in pools):
                break
    return drawn, correct


def fill_with_clips(
    sources: Sources, label: int, split: str, intensities: Sequence[str], pool: Pool, taken: set[int]
) -> None:
    """Recorded clips of a label in random order, until the pool is full; rows ``taken`` are left out and added to."""
    rows = [row for row in _rows(sources, label, split, intensities) if row not in taken]
    for first in range(0, len(rows), BATCH):
        if pool.full:
            return
        batch = rows[first : first + BATCH]
        motions = [_own(sources.clips.motion(row)) for row in batch]
        for row, motion, probabilities in zip(batch, motions, sources.run.classify(motions), strict=True):
            name = f"clip {sources.clips.clips['id'].iloc[row]}"
            if _offer(sources, label, Sample(sources.seed, motion, probabilities), name, [pool]):
                taken.add(row)


def candidate(sources: Sources, label: int, sample: Sample, source: str, weight: float | None = None) -> Candidate:
    """What is known of a motion, which goes to the spool."""
    return Candidate(
        sources.spool.keep(sample.motion),
        len(sample.motion),
        sample.motion.fps,
        sample.motion.sha256,
        label,
        int(sample.probabilities.argmax()),
        sample.probabilities,
        mean_speed(sample.motion),
        source,
        sample.seed,
        weight,
    )


def _own(motion: Motion) -> Motion:
    """A copy: a corpus is mapped read-only, which tensors do not know of."""
    return replace(motion, poses=motion.poses.copy(), trans=motion.trans.copy())


def _offer(sources: Sources, label: int, sample: Sample, source: str, pools: Sequence[Pool]) -> bool:
    """Whether one of the pools took it."""
    make = partial(candidate, sources, label, sample, source)
    roomy = [pool for pool in pools if pool.look_at(sample.probabilities, len(sample.motion))]
    if not roomy:
        return False
    shape = clip_shape(sample.motion)
    return any(pool.take(shape, make) for pool in roomy)


def _round(sources: Sources, label: int, seeds: Sequence[int], pools: Sequence[Pool]) -> Iterator[Request]:
    """Requests for the lengths of which candidates are wanted as the round begins, each in its turn."""
    wanted = sorted({length for pool in pools for length in pool.open_lengths})
    every = sources.run.durations.up_to(sources.design.longest).frames[label]
    options = cycle(every if length == ANY_LENGTH else (length,) for length in wanted)
    return (
        Request(label, tuple(seeds[first : first + BATCH]), lengths, sources.spread)
        for first, lengths in zip(range(0, len(seeds), BATCH), options, strict=False)
    )


def _rows(sources: Sources, label: int, split: str, intensities: Sequence[str]) -> list[int]:
    clips = sources.clips.clips
    kept = (
        (clips["label"] == sources.run.labels.names[label])
        & (clips["split"] == split)
        & clips["frames"].between(MIN_FRAMES, sources.design.longest)
    )
    if intensities:
        kept &= clips["intensity"].isin(list(intensities))
    rng = np.random.default_rng([sources.seed, _REAL, label])
    return [int(row) for row in rng.permutation(np.flatnonzero(kept.to_numpy()))]
