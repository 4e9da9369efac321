from __future__ import annotations

import json
from pathlib import Path

import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus

FAST = ["--steps", "2", "--flow-steps", "2", "--recogniser-steps", "2", "--batch", "4", "--device", "cpu"]


def test_a_run_is_made_and_left_alone_the_second_time(
    tiny_corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["train", str(tiny_corpus.path), str(tmp_path / "run"), "--kl", "0.001", *FAST]
    assert main(command) == 0
    config = json.loads((tmp_path / "run" / "config.json").read_text())["config"]
    assert config["losses"]["kl"] == 0.001
    assert (
        config["generator_schedule"]["steps"]
        == config["recogniser_schedule"]["steps"]
        == config["flow"]["schedule"]["steps"]
        == 2
    )
    assert config["generator_schedule"]["batch"] == config["recogniser_schedule"]["batch"] == 4
    capsys.readouterr()
    assert main(command) == 0
    assert "finished already; nothing to do" in " ".join(capsys.readouterr().err.split())


def test_a_missing_corpus_ends_in_one_line_and_leaves_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(tmp_path / "nothing"), str(tmp_path / "run")]) == 2
    assert "not a corpus" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_settings_without_sense_leave_no_run(
    tiny_corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["train", str(tiny_corpus.path), str(tmp_path / "run"), "--steps", "0", "--device", "cpu"]
    assert main(command) == 2
    assert "steps must be greater than 0, got 0" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
