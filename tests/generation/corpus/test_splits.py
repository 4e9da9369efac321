from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.corpus.splits import split_by_clip


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    labels = ["joy"] * 40 + ["shame"] * 40
    assert split_by_clip(labels, 3) == split_by_clip(labels, 3)
    assert split_by_clip(labels, 3) != split_by_clip(labels, 4)


@given(st.lists(st.sampled_from(["joy", "shame", "pride"]), max_size=300), st.integers(0, 2**32))
def test_every_label_is_divided_80_10_10(labels, seed):
    splits = split_by_clip(labels, seed)
    for label in set(labels):
        counts = Counter(split for split, name in zip(splits, labels, strict=True) if name == label)
        total = sum(counts.values())
        assert set(counts) <= {"train", "validation", "test"}
        assert counts["train"] >= 0.8 * total - 2
        assert counts["test"] >= total // 10
        assert counts["validation"] >= total // 10


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_label_with_few_clips_keeps_them_for_training(size):
    assert set(split_by_clip(["rare"] * size + ["common"] * 50, 0)[:size]) == {"train"}
