"""Two commands on one folder at the same time: the second is refused, and nothing of the first is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.files import exclusive
from generation.training.run import Run


@pytest.mark.parametrize("command", ["train", "stimuli", "evaluate", "augment", "interpolate", "reproduce"])
def test_the_second_command_says_who_holds_the_folder_and_stops(
    command: str, tiny_corpus: Corpus, tiny_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    corpus, run = str(tiny_corpus.path), str(tiny_run.path)
    inputs = {"train": [corpus], "reproduce": [corpus], "stimuli": [run]}.get(command, [corpus, run])
    with exclusive(out):
        assert main([command, *inputs, str(out), "--device", "cpu"]) == 2
    error = capsys.readouterr().err
    assert f"error: {out}: process {os.getpid()} on " in error
    assert "is at work on it; wait for it, or choose another folder" in error
    assert not out.exists()
