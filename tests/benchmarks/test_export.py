"""The benchmark of exports, on a small study."""

from __future__ import annotations

import subprocess
import sys


def test_it_ends_in_its_metrics() -> None:
    command = [sys.executable, "-m", "benchmarks", "export", "--raters", "3", "--plain-raters", "2", "--trials", "5"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [line.split()[1] for line in printed.splitlines() if line.startswith("METRIC ")]
    assert {"export_seconds", "export_peak_mb", "tidy_seconds", "plain_seconds", "export_speedup"} <= set(names)
    assert "METRIC export_responses 15" in printed and "METRIC plain_responses 10" in printed
