from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.corpus.splits import split_by_clip, split_by_content
from generation.errors import MiburiError


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


CONTENTS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["joy", "shame"])), min_size=3, max_size=200)


@settings(max_examples=25)
@given(CONTENTS.filter(lambda clips: len({content for content, _ in clips}) >= 3), st.integers(0, 2**32))
def test_leave_content_out_shares_no_content_and_fills_every_split(clips, seed):
    contents, labels = zip(*clips, strict=True)
    splits = split_by_content(contents, labels, seed)
    assert splits == split_by_content(contents, labels, seed)
    assert set(splits) == {"train", "validation", "test"}
    assert len(set(zip(contents, splits, strict=True))) == len(set(contents))


def test_leave_content_out_is_as_near_to_80_10_10_as_the_contents_allow():
    contents = [content for content in "abcdefghij" for _ in range(10)]
    labels = ["joy", "shame"] * 50
    assert Counter(split_by_content(contents, labels, 5)) == {"train": 80, "validation": 10, "test": 10}


def test_leave_content_out_prefers_contents_that_hold_every_label():
    contents = [content for content in "abcdefgh" for _ in range(10)] + ["one-label"] * 10 + ["other"] * 10
    labels = ["joy", "shame"] * 40 + ["joy"] * 20
    for seed in range(10):
        splits = split_by_content(contents, labels, seed)
        for split in ("train", "validation", "test"):
            assert {label for label, where in zip(labels, splits, strict=True) if where == split} == {"joy", "shame"}


def test_leave_content_out_needs_three_contents():
    with pytest.raises(MiburiError, match="needs at least 3 contents, got 2: bow, walk; use --split clip"):
        split_by_content(["walk", "bow", "walk"], ["joy", "shame", "joy"], 0)
