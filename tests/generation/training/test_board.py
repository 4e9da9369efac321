"""TensorBoard is an extra: where it is not installed, training says so before it begins."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.model.config import RunConfig
from generation.training.board import recorder
from generation.training.train import train_run


def test_without_tensorboard_nothing_is_begun(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(MiburiError, match="the package tensorboard is not installed"):
        train_run(tiny_corpus, tmp_path / "run", tiny_config, seed=0, device="cpu", resume=False, board=True)
    assert not (tmp_path / "run").exists()


def test_rows_become_scalars_at_their_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[tuple[str, str, float, int]] = []

    class SummaryWriter:
        def __init__(self, folder: str) -> None:
            self.folder = folder

        def __enter__(self) -> SummaryWriter:
            return self

        def __exit__(self, *error: object) -> None: ...

        def add_scalar(self, name: str, value: float, step: int) -> None:
            written.append((self.folder, name, value, step))

    fake = types.ModuleType("tensorboard")
    fake.SummaryWriter = SummaryWriter  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", fake)
    with recorder(tmp_path, "generator") as record:
        record({"step": 20, "loss": 0.5, "kl": 3.0})
    here = str(tmp_path / "generator")
    assert written == [(here, "loss", 0.5, 20), (here, "kl", 3.0, 20)]
