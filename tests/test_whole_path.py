"""The main job, small: from a synthetic corpus to the report, by the commands that a researcher types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RATERS = 2


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a command in a data folder of its own; returns what it printed."""
    var = tmp_path_factory.mktemp("var")

    def run(*words: object) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "MIBURI_VAR": str(var), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    run.var = var
    return run


def test_from_a_corpus_to_the_report(run):
    corpus, trained, stimuli, report = (run.var / name for name in ("corpus", "run", "stimuli", "report"))
    generation, manage = ("-m", "generation"), ("manage.py",)

    run(*generation, "synthesize", corpus, "--performers", 1, "--seed", 3)
    few_steps = ("--steps", 12, "--recogniser-steps", 12, "--flow-steps", 12, "--batch", 8)
    run(*generation, "train", corpus, trained, "--preset", "small", *few_steps, "--device", "cpu")
    quotas = ("--correct", 1, "--misclassified", 1, "--mean-latent", 1, "--budget", 8, "--max-seconds", 2)
    run(*generation, "stimuli", trained, stimuli, *quotas, "--allow-shortfall", "--device", "cpu")
    run(*generation, "render", stimuli, "--size", 64)
    run(*manage, "migrate")
    run(*manage, "import_stimuli", stimuli, "--study", "small")
    run(*manage, "simulate_raters", "small", "--raters", RATERS, "--seed", 5)
    run(*manage, "write_report", "small", report, "--include-simulated")

    manifest = json.loads((stimuli / "manifest.json").read_text())
    assert {stimulus["condition"] for stimulus in manifest["stimuli"]} >= {"misclassified", "mean_latent"}
    assert manifest["provenance"]["synthetic"] is True
    assert all(stimulus["video_sha256"] for stimulus in manifest["stimuli"])

    results = json.loads((report / "report.json").read_text())["results"]
    assert results["flow"]["raters"] == RATERS
    assert results["flow"]["responses"] == RATERS * len(manifest["stimuli"])
    assert "simulated" in (report / "report.html").read_text().lower()
