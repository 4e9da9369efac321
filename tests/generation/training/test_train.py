from __future__ import annotations

import json
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.labels import LabelSet
from generation.model.config import RunConfig
from generation.progress import progress_bar
from generation.training import loop, stepping, tasks
from generation.training.run import CONTENT, Run
from generation.training.train import train_run

FILES = (*CONTENT, "metrics.json", "log.csv")


def train(corpus: Corpus, path: Path, config: RunConfig, resume: bool = False, seed: int = 0) -> bool:
    return train_run(corpus, path, config, seed=seed, device="cpu", resume=resume)


def interrupt_at(monkeypatch: pytest.MonkeyPatch, task: type[loop.Task], step: int) -> None:
    """Ctrl-C while this step of the task is computed."""
    inputs = task.inputs

    def pressed(self: loop.Task, at: int) -> loop.Inputs:
        if at == step:
            signal.raise_signal(signal.SIGINT)
        return inputs(self, at)

    monkeypatch.setattr(task, "inputs", pressed)


def test_a_run_holds_what_the_design_says(tiny_run: Run, tiny_corpus: Corpus) -> None:
    assert {path.name for path in tiny_run.path.iterdir()} == set(FILES)
    description = json.loads((tiny_run.path / "config.json").read_text())
    assert description["corpus"]["sha256"] == tiny_corpus.sha256
    assert (description["terms"], description["synthetic"]) == ("CC0 1.0", True)
    metrics = json.loads((tiny_run.path / "metrics.json").read_text())
    assert metrics["recogniser"]["train_accuracy"] > 0.6  # arms at three heights; chance is a third
    assert metrics["recogniser"]["generated_clips"] == 12
    assert metrics["generator"]["test_joint_error_cm"] > 0
    log = pd.read_csv(tiny_run.path / "log.csv")
    assert list(log["model"].unique()) == ["recogniser", "generator", "flow"]


def test_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path
) -> None:
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    train(tiny_corpus, first, tiny_config)
    torch.manual_seed(99)  # global state must not matter
    train(tiny_corpus, second, tiny_config)
    train(tiny_corpus, other, tiny_config, seed=1)
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert (first / "generator.safetensors").read_bytes() != (other / "generator.safetensors").read_bytes()


def test_training_leaves_torchs_global_generator_alone(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path
) -> None:
    before = torch.get_rng_state()
    train(tiny_corpus, tmp_path / "run", tiny_config)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(("task", "step"), [(tasks.RecogniserTask, 9), (tasks.GeneratorTask, 5), (tasks.FlowTask, 7)])
def test_a_resumed_run_equals_an_uninterrupted_one(
    task: type[loop.Task],
    step: int,
    tiny_corpus: Corpus,
    tiny_config: RunConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    train(tiny_corpus, whole, tiny_config)
    with monkeypatch.context() as patch:
        interrupt_at(patch, task, step)
        with pytest.raises(KeyboardInterrupt):
            train(tiny_corpus, cut, tiny_config)
    assert (cut / f"checkpoint-{task.name}.safetensors").exists()
    with pytest.raises(MiburiError, match="interrupted run; add --resume"):
        train(tiny_corpus, cut, tiny_config)
    assert train(tiny_corpus, cut, tiny_config, resume=True)
    for name in FILES:
        assert (whole / name).read_bytes() == (cut / name).read_bytes(), name
    assert {path.name for path in cut.iterdir()} == set(FILES)


def test_a_finished_run_is_left_as_it_is(tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path) -> None:
    assert train(tiny_corpus, tmp_path / "run", tiny_config)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "run").iterdir()}
    assert not train(tiny_corpus, tmp_path / "run", tiny_config)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "run").iterdir()} == before


def test_a_folder_with_another_run_is_refused(tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path) -> None:
    train(tiny_corpus, tmp_path / "run", tiny_config)
    with pytest.raises(MiburiError, match=r"other settings \(seed: there 0, here 5\)"):
        train(tiny_corpus, tmp_path / "run", tiny_config, resume=True, seed=5)


def test_a_folder_with_something_else_is_refused(tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(MiburiError, match="already there and not a run"):
        train(tiny_corpus, tmp_path, tiny_config)


def test_what_a_killed_process_left_neither_blocks_a_run_nor_stays_in_it(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".config.4711.partial.json").touch()  # killed while the run was begun
    train(tiny_corpus, tmp_path / "run", tiny_config)
    (tmp_path / "run" / "metrics.json").unlink()
    (tmp_path / "run" / "checkpoint-generator.safetensors").touch()  # killed before it was removed
    assert train(tiny_corpus, tmp_path / "run", tiny_config, resume=True)
    assert {path.name for path in (tmp_path / "run").iterdir()} == set(FILES)


def test_a_corpus_that_was_changed_by_hand_is_refused(
    make_corpus: Callable[..., Corpus], tiny_config: RunConfig, tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus")
    clips = corpus.clips.assign(label=corpus.clips["label"].to_numpy()[::-1])
    clips.to_parquet(corpus.path / "clips.parquet", index=False)
    with pytest.raises(MiburiError, match=r"clips.parquet: changed since the corpus was made"):
        train(Corpus.open(corpus.path), tmp_path / "run", tiny_config)
    assert not (tmp_path / "run").exists()


def test_a_corpus_of_one_label_is_refused(
    make_corpus: Callable[..., Corpus], tiny_config: RunConfig, tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus", names=["joy"])
    with pytest.raises(MiburiError, match="all clips are labelled joy; training needs at least 2 labels"):
        train(corpus, tmp_path / "run", tiny_config)
    assert not (tmp_path / "run").exists()


def test_a_label_without_training_clips_is_refused_by_name(
    make_corpus: Callable[..., Corpus], tiny_config: RunConfig, tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus", names=["joy", "sadness"])
    with pytest.raises(MiburiError, match="no training clip of neutral"):
        train(corpus, tmp_path / "run", tiny_config)


def test_clips_too_short_to_hold_motion_are_refused_by_name(
    make_corpus: Callable[..., Corpus], tiny_config: RunConfig, tmp_path: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus", frames=(3, 4))
    with pytest.raises(MiburiError, match="36 clips are shorter than 4 frames, the first is clip-000 with 3"):
        train(corpus, tmp_path / "run", tiny_config)


def test_damaged_frames_are_refused(tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path) -> None:
    frames = np.array(tiny_corpus.frames)
    frames[3, 5] = np.nan
    with pytest.raises(MiburiError, match="hold NaN or infinite values"):
        train(replace(tiny_corpus, frames=frames), tmp_path / "run", tiny_config)


def test_a_corpus_without_validation_and_test_clips_trains(
    make_corpus: Callable[..., Corpus], tiny_config: RunConfig, tmp_path: Path
) -> None:
    labels = LabelSet.of_names(["happy", "angry"])
    corpus = make_corpus(tmp_path / "corpus", names=["happy", "angry"], clips=2, splits=["train"] * 4, labels=labels)
    train(corpus, tmp_path / "run", tiny_config)
    recogniser = json.loads((tmp_path / "run" / "metrics.json").read_text())["recogniser"]
    assert recogniser["test_accuracy"] is None
    assert recogniser["test_clips"] == 0


def test_the_recogniser_ends_with_its_best_weights_on_validation(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    measured = tasks.validation_loss

    def recorded(*arguments: object) -> float:
        seen.append(measured(*arguments))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(tasks, "validation_loss", recorded)
    config = replace(tiny_config, recogniser_schedule=replace(tiny_config.recogniser_schedule, learning_rate=0.3))
    clips = tasks.Clips.of_corpus(tiny_corpus)
    task = tasks.RecogniserTask(clips, config, 0, torch.device("cpu"))
    with progress_bar("steps") as bar:
        loop.train(task, tmp_path / "checkpoint", bar)
    task.finish()
    assert measured(task.recogniser, clips, torch.device("cpu")) == pytest.approx(min(seen))


def test_training_that_diverges_is_one_line_and_no_finished_run(
    tiny_corpus: Corpus, tiny_config: RunConfig, tmp_path: Path
) -> None:
    config = replace(tiny_config, losses=replace(tiny_config.losses, kl=1e38))
    with pytest.raises(MiburiError, match=r"training the generator diverged: its loss is (inf|nan) at step 10; .*--kl"):
        train(tiny_corpus, tmp_path / "run", config)
    assert not (tmp_path / "run" / "generator.safetensors").exists()


def test_learning_rate_warms_up_and_falls_to_zero(tiny_config: RunConfig) -> None:
    schedule = replace(tiny_config.generator_schedule, steps=100, warmup=10)
    rates = np.array([stepping.learning_rate(schedule, step) for step in range(101)])
    assert rates[0] == pytest.approx(schedule.learning_rate / 10)
    assert rates[:10].argmax() == 9
    assert rates[100] == pytest.approx(0.0)
