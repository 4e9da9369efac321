"""Calibration: figures worked out by hand, and what temperature scaling does to a tiny run."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from generation.corpus.store import Corpus
from generation.evaluation.calibration import (
    BINS,
    calibration,
    equal_mass_bins,
    expected_error,
    measure_calibration,
)
from generation.model.recogniser import fit_temperature
from generation.motion import Motion
from generation.training.clips import Clips
from generation.training.run import Run
from generation.training.tasks import predictions


def test_four_clips_by_hand() -> None:
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.5, 0.5]])
    figures = calibration(probabilities, np.array([0, 1, 1, 0]))
    # bins of .9 (one of two right), .6 (right) and .5 (right): 2/4 |.5 - .9| + 1/4 |1 - .6| + 1/4 |1 - .5|
    assert figures["ece"] == pytest.approx(0.425)
    assert figures["adaptive_ece"] == pytest.approx((0.1 + 0.9 + 0.4 + 0.5) / 4)  # more bins than clips: one each
    assert figures["brier"] == pytest.approx((0.02 + 1.62 + 0.32 + 0.5) / 4)
    assert figures["nll"] == pytest.approx(-np.log([0.9, 0.1, 0.6, 0.5]).mean(), abs=1e-6)
    assert (figures["n"], figures["accuracy"], figures["confidence"]) == (4, 0.75, 0.725)


def test_a_bin_holds_its_upper_edge_and_every_clip_lies_in_one() -> None:
    confidence = np.array([1 / 3, 0.34, 0.5, 2 / 3, 1.0])
    probabilities = np.stack([confidence, *np.tile((1 - confidence) / 4, (4, 1))], 1)
    rows = calibration(probabilities, np.zeros(5, np.int64))["reliability"]
    assert len(rows) == BINS
    assert sum(row["n"] for row in rows) == 5
    holding = {round(row["upper"], 3): row["n"] for row in rows if row["n"]}
    assert holding == {0.333: 1, 0.4: 1, 0.533: 1, 0.667: 1, 1.0: 1}
    assert all((row["confidence"] is None) == (row["n"] == 0) for row in rows)


def test_honest_probabilities_have_next_to_no_error_and_sharpened_ones_do() -> None:
    rng = np.random.default_rng(0)
    honest = rng.dirichlet(np.ones(5), 20_000)
    labels = np.array([rng.choice(5, p=row) for row in honest])
    sharpened = honest**3 / (honest**3).sum(1, keepdims=True)
    figures, worse = calibration(honest, labels), calibration(sharpened, labels)
    for name in ("ece", "adaptive_ece"):
        assert figures[name] < 0.015
        assert worse[name] > 0.15
    assert figures["brier"] < worse["brier"]
    assert figures["nll"] < worse["nll"]


def test_the_error_by_chance_is_that_of_honest_probabilities_and_shrinks_with_clips() -> None:
    rng = np.random.default_rng(1)
    by_chance = {}
    for clips in (200, 20_000):
        honest = rng.dirichlet(np.ones(5), clips)
        labels = (honest.cumsum(1) > rng.random((clips, 1))).argmax(1)
        figures = calibration(honest, labels)
        by_chance[clips] = figures["ece_by_chance"]
        assert figures["ece"] == pytest.approx(by_chance[clips], rel=0.7)
    assert by_chance[200] > 5 * by_chance[20_000] > 0


def test_equal_mass_bins_hold_equal_numbers() -> None:
    confidence = np.random.default_rng(0).random(100) ** 3
    bins = equal_mass_bins(confidence)
    assert set(np.bincount(bins)) == {6, 7}
    order = np.argsort(confidence)
    assert bool((np.diff(bins[order]) >= 0).all())
    assert expected_error(confidence, confidence > 2, bins) == pytest.approx(confidence.mean())


def test_a_run_reports_both_splits_before_and_after(tiny_run: Run, tiny_corpus: Corpus) -> None:
    clips = Clips.of_corpus(tiny_corpus)
    report = measure_calibration(tiny_run, clips)
    json.dumps(report, allow_nan=False)
    assert report["temperature"] == pytest.approx(float(tiny_run.recogniser.temperature), abs=1e-6)
    for split in ("validation", "test"):
        before, after = report[split]["before"], report[split]["after"]
        assert report[split]["n"] == before["n"] == after["n"] == len(clips.splits[split])
        assert before["accuracy"] == after["accuracy"]
    assert report["validation"]["after"]["nll"] <= report["validation"]["before"]["nll"]


def test_a_run_carries_the_temperature_of_its_validation_clips(tiny_run: Run, tiny_corpus: Corpus) -> None:
    clips = Clips.of_corpus(tiny_corpus)
    indices = clips.splits["validation"]
    logits = predictions(tiny_run.recogniser, clips, indices, tiny_run.device)
    fitted = fit_temperature(logits, clips.labels[indices])
    assert float(tiny_run.recogniser.temperature) == pytest.approx(fitted, rel=1e-3)
    assert fitted != 1.0
    motions = [Motion(motion.poses.copy(), motion.trans.copy()) for motion in map(tiny_corpus.motion, indices)]
    np.testing.assert_allclose(tiny_run.classify(motions), torch.softmax(logits.double() / fitted, -1), atol=1e-4)


def test_a_split_without_clips_is_null_with_a_reason(tiny_run: Run, tiny_corpus: Corpus) -> None:
    clips = Clips.of_corpus(tiny_corpus)
    without = replace(clips, splits={**clips.splits, "test": []})
    report = measure_calibration(tiny_run, without)["test"]
    assert (report["n"], report["before"], report["after"]) == (0, None, None)
    assert "no clips" in report["reason"]
