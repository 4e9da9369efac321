from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.corpus.store import Corpus, write_corpus
from generation.errors import MiburiError
from generation.evaluation.interpolation import between, encoded, weights
from generation.evaluation.pairs import ClipPair, intensity_pairs, matched, named_pair
from generation.evaluation.trends import Trend, summary
from generation.labels import LabelSet
from generation.motion import Motion
from generation.skeleton import SOLE_Y
from generation.training.clips import Clips
from generation.training.run import Run

Row = tuple[str, str, str, str, str]  # label, performer, scenario, intensity, split


def corpus_of(path: Path, rows: Sequence[Row]) -> Corpus:
    """Clips that stand still."""
    labels = LabelSet.of_names(["joy", "sadness"])
    motion = Motion(np.zeros((5, 24, 3), np.float32), np.full((5, 3), -SOLE_Y, np.float32))
    with write_corpus(path, labels=labels, terms="CC0 1.0", synthetic=True, provenance={}) as writer:
        for position, (label, performer, scenario, intensity, split) in enumerate(rows):
            writer.add(motion, clip_id=f"clip-{position}", label=label, split=split, source="fixture",
                       performer=performer, scenario=scenario, intensity=intensity)  # fmt: skip
    return Corpus.open(path)


@pytest.fixture
def ends(tiny_run: Run, tiny_corpus: Corpus) -> tuple[Motion, Motion]:
    """Two clips of joy that differ in length."""
    rows = [row for row in range(len(tiny_corpus)) if tiny_corpus.clips["label"].iloc[row] == "joy"]
    rows.sort(key=lambda row: int(tiny_corpus.clips["frames"].iloc[row]))
    return tiny_corpus.motion(rows[0]), tiny_corpus.motion(rows[-1])


@torch.no_grad()
def test_weights_0_and_1_give_the_reconstructions_of_the_two_clips(
    tiny_run: Run, tiny_corpus: Corpus, ends: tuple[Motion, Motion]
) -> None:
    draws = [encoded(tiny_run, motion, "joy") for motion in ends]
    decoded = tiny_run.decode(between(draws[0], draws[1], weights(5)))
    clips = Clips.of_corpus(tiny_corpus)
    for motion, end in ((decoded[0], ends[0]), (decoded[-1], ends[1])):
        row = [row for row in range(len(tiny_corpus)) if tiny_corpus.motion(row).sha256 == end.sha256]
        batch = clips.batch(row)
        mu = tiny_run.generator.encode(batch.features, batch.mask, batch.labels).mu
        expected = tiny_run.decode([replace(draws[0], frames=len(end), memory=tiny_run.memory(0, mu)[0])])[0]
        np.testing.assert_allclose(motion.poses, expected.poses, atol=1e-4)
        np.testing.assert_allclose(motion.trans, expected.trans, atol=1e-4)


def test_latents_and_lengths_lie_on_the_line_between_the_ends(tiny_run: Run, ends: tuple[Motion, Motion]) -> None:
    start, end = (encoded(tiny_run, motion, "joy") for motion in ends)
    draws = between(start, end, weights(5))
    assert [draw.frames for draw in draws] == [
        round(start.frames + weight * (end.frames - start.frames)) for weight in (0, 0.25, 0.5, 0.75, 1)
    ]
    torch.testing.assert_close(draws[2].memory, (start.memory + end.memory) / 2)
    assert torch.equal(draws[0].memory, start.memory) and torch.equal(draws[-1].memory, end.memory)


def test_between_two_labels_the_bias_is_averaged_too(tiny_run: Run, ends: tuple[Motion, Motion]) -> None:
    start, end = encoded(tiny_run, ends[0], "joy"), encoded(tiny_run, ends[0], "sadness")
    halfway = between(start, end, (0.5,))[0]
    torch.testing.assert_close(halfway.memory, (start.memory + end.memory) / 2)
    assert not torch.allclose(start.memory, end.memory)


def test_steps_beyond_the_ends_extrapolate_but_never_below_the_shortest_clip(
    tiny_run: Run, ends: tuple[Motion, Motion]
) -> None:
    assert weights(3, beyond=1) == (-0.5, 0.0, 0.5, 1.0, 1.5)
    start, end = (encoded(tiny_run, motion, "joy") for motion in ends)
    draws = between(start, end, (-5.0, 1.5))
    assert draws[0].frames == 4
    torch.testing.assert_close(draws[1].memory, 1.5 * end.memory - 0.5 * start.memory)


@pytest.mark.parametrize(("steps", "beyond", "message"), [(1, 0, "--steps must be at least 2"), (3, -1, "--beyond")])
def test_weights_without_sense_are_refused(steps: int, beyond: int, message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        weights(steps, beyond)


def test_pairs_of_one_performer_and_scenario_come_first_and_no_clip_is_used_twice(tmp_path: Path) -> None:
    rows = [
        ("joy", "P1", "1", "low", "test"),
        ("joy", "P2", "2", "low", "test"),
        ("joy", "P3", "1", "low", "test"),
        ("joy", "P3", "1", "medium", "test"),
        ("joy", "P4", "3", "high", "test"),
        ("joy", "P2", "1", "high", "test"),
        ("joy", "P1", "1", "high", "test"),
        ("joy", "P1", "1", "high", "train"),
    ]
    corpus = corpus_of(tmp_path / "corpus", rows)
    pairs = intensity_pairs(corpus, "test", 3, seed=0)
    assert pairs == [ClipPair(0, 6), ClipPair(1, 5), ClipPair(2, 4)]
    assert [matched(corpus, pair) for pair in pairs] == [["performer", "scenario"], ["performer"], []]
    assert intensity_pairs(corpus, "test", 1, seed=0) == pairs[:1]


def test_among_equal_pairs_the_seed_decides(tmp_path: Path) -> None:
    rows = [("joy", "", "", intensity, "test") for intensity in ("low", "high") for _ in range(8)]
    corpus = corpus_of(tmp_path / "corpus", rows)
    assert intensity_pairs(corpus, "test", 2, seed=1) == intensity_pairs(corpus, "test", 2, seed=1)
    assert len({tuple(intensity_pairs(corpus, "test", 2, seed)) for seed in range(6)}) > 1
    assert matched(corpus, ClipPair(0, 8)) == []  # what is not known is not shared


def test_a_corpus_without_intensity_has_no_pairs_and_says_what_to_do(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", [("joy", "P1", "1", "", "test"), ("sadness", "P1", "1", "high", "test")])
    with pytest.raises(MiburiError, match=r"no clips of low and high intensity .* test split; .*--pairs 0"):
        intensity_pairs(corpus, "test", 5, seed=0)


def test_clips_are_found_by_their_names(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "corpus", [("joy", "", "", "", "test"), ("sadness", "", "", "", "train")])
    assert named_pair(corpus, "clip-1", "clip-0") == ClipPair(1, 0)
    with pytest.raises(MiburiError, match="no clip 'clip-7'; its clips are named as in 'clip-0'"):
        named_pair(corpus, "clip-0", "clip-7")
    with pytest.raises(MiburiError, match="two different clips, got 'clip-0' twice"):
        named_pair(corpus, "clip-0", "clip-0")


def trend(real: float, *values: float) -> Trend:
    return Trend(real, weights(len(values)), values)


def test_a_trend_is_steady_only_where_every_step_goes_the_same_way() -> None:
    assert (trend(1, 1, 2, 3).rho, trend(1, 1, 2, 3).monotone) == (1, True)
    assert (trend(1, 3, 2, 1).rho, trend(1, 3, 2, 1).monotone) == (-1, True)
    assert (trend(1, 1, 3, 2, 4).rho, trend(1, 1, 3, 2, 4).monotone) == (pytest.approx(0.8), False)
    assert (trend(1, 2, 2, 2).rho, trend(1, 2, 2, 2).monotone) == (None, False)


def test_the_summary_holds_decoded_motion_against_the_real_clips() -> None:
    trends = [trend(1, 1, 2, 3), trend(1, 1, 3, 2, 4), trend(-1, 3, 2, 1), trend(-1, 1, 2, 3)]
    found = summary(trends, seed=0)
    assert found["real_rises_share"]["value"] == 0.5
    assert found["ends_agree"]["value"] == found["monotone"]["value"] == 0.75
    assert found["all_pairs"]["rho"]["value"] == pytest.approx((1 + 0.8 - 1 + 1) / 4)
    assert (found["real_rises"]["rho"]["value"], found["real_rises"]["rho"]["n"]) == (pytest.approx(0.9), 2)
    assert found["towards_real"]["rho"]["value"] == pytest.approx((1 + 0.8 + 1 - 1) / 4)
    assert found["towards_real"]["throughout"]["value"] == 0.5
    assert found["towards_real"]["positive"]["value"] == 0.75


def test_the_interval_of_rho_holds_the_mean_and_narrows_with_more_pairs() -> None:
    few = [trend(1, 1, 2, 3), trend(1, 1, 3, 2), trend(1, 3, 1, 2)]
    narrow, wide = (summary(trends, seed=0)["all_pairs"]["rho"] for trends in (few * 20, few))
    assert wide["low"] < narrow["low"] < narrow["value"] < narrow["high"] < wide["high"]


@pytest.mark.parametrize(("trends", "value"), [([], None), ([trend(1, 1, 2)], 1.0)])
def test_an_interval_of_too_few_pairs_is_null_with_a_reason(trends: list[Trend], value: float | None) -> None:
    rho = summary(trends, seed=0)["all_pairs"]["rho"]
    assert (rho["value"], rho["low"], rho["n"]) == (value, None, len(trends))
    assert rho["reason"] == "an interval needs at least 2 pairs"
