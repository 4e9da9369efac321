"""From a corpus to a finished run: recogniser, generator, latents, metrics; each step is kept once it is done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from generation import __version__
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.feet.swings import swing_height
from generation.files import atomic_path, is_free, sweep, write_json
from generation.model.config import RunConfig
from generation.model.device import choose_device
from generation.model.features import features_to_motion
from generation.model.latents import LabelDurations, LabelLatents
from generation.motion import Motion
from generation.progress import console, progress_bar
from generation.training import run as folder
from generation.training.board import check_tensorboard, recorder
from generation.training.checkpoint import load_module, save_weights
from generation.training.clips import Clips, check_corpus, intensity_names
from generation.training.distributed import ALONE, Ranks
from generation.training.evaluation import latents_of_clips, measure
from generation.training.loop import Task, train
from generation.training.run import Run
from generation.training.tasks import FlowTask, GeneratorTask, RecogniserTask

SEEN_CLIPS = 300  # for the habits of their feet


def train_run(
    corpus: Corpus,
    path: Path,
    config: RunConfig,
    *,
    seed: int,
    device: str,
    resume: bool,
    ranks: Ranks = ALONE,
    board: bool = False,
) -> bool:
    """Train generator and recogniser on ``corpus`` into the folder ``path``; False when that run was finished before.

    ranks: the processes that train it together, the first of which writes the folder. board: a TensorBoard log too.

    MiburiError, and nothing written, when the corpus cannot be learnt from, or when ``path`` holds something else:
    another run, or with ``resume`` unset an interrupted one.
    """
    where = choose_device(device)
    if board:
        check_tensorboard()
    check_corpus(corpus)
    for schedule in (config.generator_schedule, config.recogniser_schedule):
        ranks.check(len(corpus.rows("train")), schedule.batch)
    if ranks.from_first(_prepare, path, _description(corpus, config, seed, where), resume):
        return False
    fit = partial(_train, ranks=ranks, board=path / folder.BOARD if board and ranks.first else None)
    clips = Clips.of_corpus(corpus)
    recogniser = RecogniserTask(clips, config, seed, where)
    fit(recogniser, path / folder.RECOGNISER)
    generator = GeneratorTask(clips, config, seed, where)
    fit(generator, path / folder.GENERATOR)
    train_clips = clips.splits["train"]
    mu, sigma = latents_of_clips(generator.generator, clips, train_clips, where)
    labels = clips.labels[train_clips]
    if config.flow is not None:
        fit(FlowTask(clips, train_clips, (mu, sigma), config, seed, where), path / folder.FLOW)

    def finish() -> None:
        save_weights(path / folder.LATENTS, LabelLatents(mu, sigma, labels).tensors())
        durations = LabelDurations.of_clips(clips.lengths[train_clips].tolist(), labels.tolist(), clips.classes)
        write_json(path / folder.DURATIONS, dict(zip(corpus.labels.names, durations.frames, strict=True)))
        write_json(path / folder.FEET, {"swing_metres": round(swing_height(_some_motions(clips)), 4)})
        metrics = measure(Run.load(path, where.type), clips, config.evaluation_clips, seed)
        write_json(path / folder.METRICS, metrics)

    ranks.from_first(finish)
    return True


def _some_motions(clips: Clips) -> Iterator[Motion]:
    """Training clips, evenly from all of them: feet are much the same in the rest."""
    train = clips.splits["train"]
    for index in train[:: max(1, len(train) // SEEN_CLIPS)]:
        yield features_to_motion(clips.batch([index]).features[0])


def _description(corpus: Corpus, config: RunConfig, seed: int, device: torch.device) -> dict[str, Any]:
    return {
        "schema": folder.SCHEMA,
        "miburi": __version__,
        "labels": corpus.labels.to_json(),
        "synthetic": corpus.synthetic,
        "terms": corpus.terms,
        "corpus": {"sha256": corpus.sha256, "clips": len(corpus), "provenance": corpus.description["provenance"]},
        "seed": seed,
        "device": device.type,
        "intensities": list(intensity_names(corpus)),
        "config": config.to_json(),
    }


def _prepare(path: Path, description: dict[str, Any], resume: bool) -> bool:
    """Make the run folder or recognise it; True when the run in it is finished."""
    sweep(path)
    if not is_free(path) and not (path / folder.CONFIG).exists():
        raise MiburiError(f"{path}: already there and not a run; choose another folder")
    if not (path / folder.CONFIG).exists():
        write_json(path / folder.CONFIG, description)
        return False
    there = folder.read_json(path / folder.CONFIG)
    if there != description:
        raise MiburiError(f"{path}: holds a run with other settings ({_difference(there, description)}); {_ANOTHER}")
    if (path / folder.METRICS).exists():
        return True
    if not resume:
        raise MiburiError(f"{path}: holds an interrupted run; add --resume to go on with it, or remove the folder")
    return False


_ANOTHER = "choose another folder, or the run's own settings"


def _difference(there: Any, here: Any, name: str = "") -> str:
    """The first setting that differs, in words."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in [*here, *there]:
            if there.get(key) != here.get(key):
                return _difference(there.get(key), here.get(key), f"{name}.{key}" if name else key)
    return f"{name}: there {_short(there)}, here {_short(here)}"


def _short(value: Any) -> str:
    text = ", ".join(row["name"] for row in value) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _train(task: Task, weights: Path, ranks: Ranks, board: Path | None) -> None:
    """Train until ``weights`` are there; load them when they are there already."""
    checkpoint = weights.with_name(f"checkpoint-{weights.name}")
    if weights.exists():
        load_module(weights, task.module)
        ranks.from_first(partial(checkpoint.unlink, missing_ok=True))
        return
    try:
        with progress_bar("steps") as bar, recorder(board, task.name) as record:
            train(task, checkpoint, bar, ranks, record)
    except torch.OutOfMemoryError:
        raise MiburiError(
            f"training the {task.name} ran out of memory on {weights.parent}; lower --batch, now {task.schedule.batch}"
        ) from None
    task.finish()
    ranks.from_first(_keep, task, weights, checkpoint)


def _keep(task: Task, weights: Path, checkpoint: Path) -> None:
    _write_log(weights.with_name(folder.LOG), task)
    save_weights(weights, task.module.state_dict())
    checkpoint.unlink(missing_ok=True)
    last = task.log[-1]
    console.print(f"{task.name}: {int(last['step'])} steps, last loss {last['loss']:.4f}")


def _write_log(path: Path, task: Task) -> None:
    """Add the task's rows to the run's log; rows of an earlier attempt at the same model give way."""
    rows = pd.DataFrame(task.log)
    rows.insert(0, "model", task.name)
    if path.exists():
        before = pd.read_csv(path)
        rows = pd.concat([before[before["model"] != task.name], rows])
    with atomic_path(path) as partial:
        rows.to_csv(partial, index=False)
