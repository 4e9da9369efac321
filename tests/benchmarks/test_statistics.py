"""Simulate and recover, small: bounds so wide that chance alone leaves them once in a million runs."""

import re
import subprocess
import sys

import pytest
from scipy.stats import binom

from benchmarks.__main__ import main
from benchmarks.recovery import BOUNDS, recover
from benchmarks.statistics import INSTEAD

STUDIES, RATERS = 40, 20


@pytest.fixture(scope="module")
def recovered():
    return recover(STUDIES, RATERS, seed=1, processes=1)


def test_intervals_hold_what_was_planted_and_tests_err_as_they_say(recovered):
    meant = [row for row in recovered if not any(row.name.startswith(name) for name in INSTEAD)]
    assert len(meant) > 20
    for row in meant:
        low, high = BOUNDS[row.kind]
        fewest, most = binom.ppf(1e-6, STUDIES, low), binom.ppf(1 - 1e-6, STUDIES, high)
        assert fewest <= row.share * STUDIES <= most, row
        assert row.failed <= 0.2 * STUDIES, row


def test_what_takes_clips_for_given_errs_where_clips_differ(recovered):
    errs = next(row for row in recovered if row.name == "paired t (clips differ)")
    assert errs.share > 0.06


def test_the_benchmark_ends_in_metrics(capsys):
    assert main(["statistics", "--studies", "2", "--raters", "8", "--large", "20", "--processes", "1"]) == 0
    printed = capsys.readouterr().out
    names = re.findall(r"^METRIC ([a-z_]+) [-+.e0-9]+$", printed, re.MULTILINE)
    assert {"coverage_min", "type_one_max", "statistics_seconds", "statistics_full_seconds"} <= set(names)
    assert "coverage with 8 raters" in printed


def test_it_runs_without_a_database():
    command = [sys.executable, "-m", "benchmarks", "statistics", "--studies", "0", "--large", "0"]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""


@pytest.mark.parametrize("options", [["--studies", "-1"], ["--raters", "2"], ["--processes", "0"]])
def test_options_that_cannot_be_are_refused(options, capsys):
    assert main(["statistics", *options]) == 2
    assert capsys.readouterr().err.startswith("error: --")
