"""``python -m generation augment``: what it writes, finds again and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.labels import LabelSet
from generation.training.run import Run

FAST = ["--sizes", "3", "--seeds", "1", "--filters", "supervised", "--schedules", "one-time", "--pool", "4"]
FAST += ["--steps", "4", "--workers", "1", "--device", "cpu"]


@pytest.fixture
def command(tiny_corpus: Corpus, tiny_run: Run, tmp_path: Path) -> list[str]:
    return ["augment", str(tiny_corpus.path), str(tiny_run.path), str(tmp_path / "out"), *FAST]


def error_of(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(command) == 2
    return " ".join(capsys.readouterr().err.split())


def test_an_experiment_is_made_and_found_the_second_time(
    command: list[str], tiny_corpus: Corpus, tiny_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "augmentation.csv",
        "augmentation.json",
        "plan.json",
        "trainings",
    ]
    summary = json.loads((out / "augmentation.json").read_text())
    assert summary["schema"] == "miburi.augmentation/1"
    provenance = summary["provenance"]
    assert (provenance["run_sha256"], provenance["corpus_sha256"]) == (tiny_run.sha256, tiny_corpus.sha256)
    assert (provenance["synthetic"], provenance["terms"]) == (True, "CC0 1.0")
    assert provenance["settings"]["steps"] == 4
    assert summary["test_clips"] == len(tiny_corpus.rows("test"))
    table = pd.read_csv(out / "augmentation.csv")
    assert table[["schedule", "filter", "size"]].values.tolist() == [["none", "none", 0], ["one-time", "supervised", 3]]
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    capsys.readouterr()
    assert main([*command, "--workers", "2"]) == 0
    assert "finished already; nothing to do" in " ".join(capsys.readouterr().err.split())
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert "(steps: there 4, here 3)" in error_of([*command, "--steps", "3"], capsys)


def test_a_run_of_another_corpus_is_refused(
    command: list[str],
    make_corpus: Callable[..., Corpus],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = make_corpus(tmp_path / "other", seed=5)
    command[1] = str(other.path)
    assert "was trained on another corpus" in error_of(command, capsys)
    assert not (tmp_path / "out").exists()


def test_an_oracle_must_have_other_clips_and_the_same_labels(
    command: list[str],
    tiny_corpus: Corpus,
    make_corpus: Callable[..., Corpus],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    same = error_of([*command, "--oracle", str(tiny_corpus.path)], capsys)
    assert "36 of the oracle's clips are in" in same
    labels = LabelSet.of_names(["joy", "anger"])
    other = make_corpus(tmp_path / "labels", names=labels.names, labels=labels, seed=6)
    assert "the oracle's labels (joy, anger) are not those of" in error_of(
        [*command, "--oracle", str(other.path)], capsys
    )
    assert not (tmp_path / "out").exists()
    real = make_corpus(tmp_path / "oracle", clips=4, splits=["train"] * 12, seed=7)
    assert main([*command, "--oracle", str(real.path)]) == 0
    summary = json.loads((tmp_path / "out" / "augmentation.json").read_text())
    assert summary["provenance"]["settings"]["oracle"]["sha256"] == real.sha256
    assert summary["arms"][-1]["filter"] == "oracle"


def test_a_folder_of_something_else_is_left_alone(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert "already there and not an augmentation experiment" in error_of(command, capsys)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--sizes", "-200"], "sizes must rise from 0"),
        (["--seeds", "0"], "at least 1 seed is needed"),
        (["--workers", "0"], "--workers must be at least 1, got 0"),
        (["--steps", "0"], "steps must be greater than 0, got 0"),
        (["--pool", "0"], "at least 1 clip per label, got 0"),
        (["--filters"], "name at least 1 filter, or an oracle"),
        (["--intensity", "furious"], "intensity 'furious' cannot be asked for"),
    ],
)
def test_settings_without_sense_leave_no_folder(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert message in error_of([*command, *options], capsys)
    assert not (tmp_path / "out").exists()
