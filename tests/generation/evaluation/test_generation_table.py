from __future__ import annotations

import numpy as np
import pytest

from generation.evaluation.generation_table import METRICS, Repeats, compare, halves_per_label
from generation.evaluation.recognition import Recognised

REPEATS = Repeats(count=8, per_label=400, seed=0)


def clips(counts: list[int], seed: int, shift: float = 0.0, hits: float = 1.0) -> Recognised:
    """Clips of the recogniser's features N(label + shift, 1) in 4 dimensions, a share of them recognised."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    states = rng.normal(size=(len(labels), 4)) + labels[:, None] + shift
    wrong = rng.random(len(labels)) >= hits
    return Recognised(states.astype(np.float32), (labels + wrong) % len(counts), labels)


def test_clips_of_the_recorded_distribution_score_as_recorded_ones_do():
    table = compare(clips([120, 120], 0), clips([120, 120], 1), REPEATS)["unfiltered"]
    for metric in METRICS:
        generated, recorded = table["generated"][metric], table["recorded"][metric]
        assert generated["low"] < recorded["high"] and recorded["low"] < generated["high"], metric
    assert table["recorded"]["fid"]["value"] > 0.05  # the bias of n = 120, not 0


def test_shifted_clips_score_a_higher_fid_but_the_same_diversity():
    table = compare(clips([120, 120], 0), clips([120, 120], 1, shift=1.0), REPEATS)["unfiltered"]
    assert table["generated"]["fid"]["value"] == pytest.approx(4 + table["recorded"]["fid"]["value"], rel=0.2)
    diversities = (table[name]["diversity_all_pairs"]["value"] for name in ("generated", "recorded"))
    assert next(diversities) == pytest.approx(next(diversities), rel=0.1)


def test_both_sides_hold_as_many_clips_of_a_label_as_half_of_the_scarcer_pool():
    recorded, generated = clips([10, 40, 7, 0], 0), clips([30, 20, 30, 30], 1)
    assert halves_per_label(recorded, generated, 400).tolist() == [5, 10, 3, 0]
    assert halves_per_label(recorded, generated, 12).tolist() == [5, 6, 3, 0]


def test_the_mix_of_labels_in_the_pools_does_not_move_the_figures():
    balanced = compare(clips([60, 60], 0), clips([60, 60], 1), REPEATS)["unfiltered"]
    lopsided = compare(clips([60, 60], 0), clips([60, 600], 1), REPEATS)["unfiltered"]
    assert lopsided["n"] == balanced["n"] == 60
    fids = [table["generated"]["fid"] for table in (balanced, lopsided)]
    assert fids[1]["value"] < fids[0]["high"]


def test_filtered_sets_hold_recognised_clips_alone():
    generated = clips([100, 100], 1, hits=0.5)
    table = compare(clips([100, 100], 0), generated, REPEATS)
    assert table["filtered"]["pool"] == {"recorded": 200, "generated": int(generated.correct.sum())}
    assert table["filtered"]["n"] < table["unfiltered"]["n"] == 100


def test_a_label_that_is_never_recognised_leaves_the_filtered_sets_on_both_sides():
    generated = clips([40, 40, 40], 1)
    generated.predicted[generated.labels == 1] = 0
    filtered = compare(clips([40, 40, 40], 0), generated, REPEATS)["filtered"]
    assert filtered["per_label"] == [20, 0, 20]
    assert filtered["n"] == filtered["generated"]["multimodality"]["n"] == 40


def test_recorded_halves_have_no_clip_in_common():
    # Every clip is one point of its own: FID between halves that shared clips would be smaller than between fresh ones.
    pool = clips([400], 0)
    fid = compare(pool, clips([400], 1), Repeats(20, 400, 0))["unfiltered"]
    assert fid["recorded"]["fid"]["value"] == pytest.approx(fid["generated"]["fid"]["value"], rel=0.35)


def test_nothing_recognised_is_null_with_a_reason():
    filtered = compare(clips([40, 40], 0), clips([40, 40], 1, hits=0.0), REPEATS)["filtered"]
    assert filtered["n"] == 0
    for metric in METRICS:
        assert filtered["generated"][metric]["value"] is None
        assert "fewer than 10 clips" in filtered["generated"][metric]["reason"]


def test_fewer_than_ten_clips_have_no_figures():
    assert compare(clips([19], 0), clips([400], 1), REPEATS)["unfiltered"]["generated"]["fid"]["value"] is None
    assert compare(clips([20], 0), clips([400], 1), REPEATS)["unfiltered"]["generated"]["fid"]["n"] == 10


def test_labels_with_one_clip_in_a_set_leave_multimodality_but_not_fid():
    table = compare(clips([2, 2, 20], 0), clips([2, 2, 20], 1), REPEATS)["unfiltered"]["generated"]
    assert (table["fid"]["n"], table["multimodality"]["n"]) == (12, 10)
    table = compare(clips([2] * 10, 0), clips([2] * 10, 1), REPEATS)["unfiltered"]["generated"]
    assert table["fid"]["value"] is not None and table["multimodality"]["value"] is None


def test_the_same_seed_gives_the_same_table():
    sides = clips([30, 30], 0), clips([30, 30], 1)
    assert compare(*sides, REPEATS) == compare(*sides, REPEATS)
    assert compare(*sides, REPEATS) != compare(*sides, Repeats(8, 400, 1))
