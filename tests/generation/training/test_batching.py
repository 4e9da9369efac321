from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generation.training.batching import BatchOrder, epoch_batches, static_lengths


@given(st.lists(st.integers(4, 1200), min_size=1, max_size=200), st.integers(1, 33), st.integers(0, 5))
def test_every_clip_is_in_one_batch_of_an_epoch(lengths: list[int], batch: int, epoch: int) -> None:
    batches = epoch_batches(lengths, batch, 0, epoch)
    assert sorted(clip for members in batches for clip in members) == list(range(len(lengths)))
    assert len(batches) == -(-len(lengths) // batch)


def test_batches_of_lognormal_lengths_are_mostly_valid_frames() -> None:
    lengths = np.random.default_rng(0).lognormal(5.0, 0.6, 4351).astype(int).tolist()
    padded = sum(len(members) * max(lengths[clip] for clip in members) for members in epoch_batches(lengths, 64, 0, 0))
    assert sum(lengths) / padded > 0.8


def test_same_seed_and_epoch_give_the_same_batches_and_others_differ() -> None:
    lengths = list(range(10, 110))
    assert epoch_batches(lengths, 8, 1, 2) == epoch_batches(lengths, 8, 1, 2)
    assert epoch_batches(lengths, 8, 1, 2) != epoch_batches(lengths, 8, 1, 3)
    assert epoch_batches(lengths, 8, 1, 2) != epoch_batches(lengths, 8, 2, 2)


def test_the_batch_of_a_step_does_not_depend_on_the_steps_before() -> None:
    lengths = list(range(10, 60))
    walked = BatchOrder(lengths, 8, 0)
    batches = [walked.at(step) for step in range(20)]
    assert BatchOrder(lengths, 8, 0).at(17) == batches[17]


def test_static_lengths_reach_the_longest_clip_in_steps_of_a_quarter() -> None:
    lengths = static_lengths([18, 700, 1199])
    assert lengths[-1] == 1200
    assert lengths[0] <= 32
    assert all(length % 8 == 0 for length in lengths)
    assert all(1 < longer / shorter <= 1.6 for shorter, longer in zip(lengths, lengths[1:], strict=False))
    assert len(lengths) <= 20  # as many recordings of a step
