"""A run against its corpus, in one file: the paper's Table I, the recogniser's answers, and the quality of motion.

OUT/request.json      what was asked for, written first
OUT/parts/            what takes long, each file written once it is done, so that an interrupted call goes on
OUT/evaluation.json   written last: a folder with it is finished
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from generation import __version__
from generation.corpus.store import SPLITS, Corpus
from generation.errors import MiburiError
from generation.evaluation.calibration import measure_calibration
from generation.evaluation.generation_table import Repeats, compare
from generation.evaluation.long_clips import steadiness
from generation.evaluation.quality import compare_quality
from generation.evaluation.recognition import (
    Recognised,
    accuracy,
    accuracy_ratio,
    confusion,
    generated_motions,
    recognise_clips,
    recognised_generated,
)
from generation.evaluation.reconstruction import measure_reconstruction
from generation.files import is_free, sweep, write_json
from generation.model.surface import open_skin
from generation.training.clips import Clips, check_corpus
from generation.training.run import Run

QUALITY_CLIPS = 500
SCHEMA = "miburi.evaluation/1"
EVALUATION, REQUEST, PARTS = "evaluation.json", "request.json", "parts"


@dataclass(frozen=True)
class Settings:
    """``per_label``: at most so many generated clips of a label; otherwise as many as the corpus has.

    400 for 13 labels make sets of up to 2,600 clips, the paper's. ``mesh_frames``: per split, 0 for all of them.
    ``spread``: where latents come from; None for the run's own.
    """

    per_label: int = 400
    repeats: int = 20
    mesh_frames: int = 10_000
    seed: int = 0
    spread: str | None = None

    def __post_init__(self) -> None:
        for name, least in (("per_label", 2), ("repeats", 2), ("mesh_frames", 0), ("seed", 0)):
            if getattr(self, name) < least:
                raise MiburiError(f"--{name.replace('_', '-')} must be at least {least}, got {getattr(self, name)}")


def evaluate_run(corpus: Corpus, run: Run, out: Path, settings: Settings) -> bool:
    """Evaluate ``run`` on the corpus it was trained on, into the folder ``out``; False when that was done before.

    MiburiError, and nothing written, when the corpus is another one, the run lacks the spread, or ``out`` holds
    something else.
    """
    check_corpus(corpus)
    if run.description["corpus"]["sha256"] != corpus.sha256:
        raise MiburiError(
            f"{run.path}: was trained on another corpus than {corpus.path}, whose test clips it may have learnt; "
            "evaluate it on its own"
        )
    if settings.spread:
        run.draws(0, [0], spread=settings.spread)  # refuses a spread that the run does not have
    request = {"schema": SCHEMA, "provenance": _provenance(corpus, run, settings)}
    if _claimed(out, request):
        return False
    try:
        evaluation = {**request, **_evaluation(corpus, run, out / PARTS, settings)}
    except torch.OutOfMemoryError:
        raise MiburiError(f"evaluating ran out of memory on {run.device}; use --device cpu") from None
    write_json(out / EVALUATION, evaluation)
    return True


def read_evaluation(out: Path) -> dict[str, Any]:
    """``OUT/evaluation.json``; MiburiError when it is missing or of another schema."""
    return _read(out / EVALUATION)


def _provenance(corpus: Corpus, run: Run, settings: Settings) -> dict[str, Any]:
    return {
        "miburi": __version__,
        "run_sha256": run.sha256,
        "corpus_sha256": corpus.sha256,
        "corpus": corpus.description["provenance"],
        "synthetic": corpus.synthetic,
        "terms": corpus.terms,
        "seed": settings.seed,
        "device": run.device.type,
        "settings": {name: value for name, value in asdict(settings).items() if name != "seed"},
    }


def _claimed(out: Path, request: dict[str, Any]) -> bool:
    """Make ``out`` this request's, or recognise it; True when the evaluation in it is finished."""
    path = out / REQUEST
    if not is_free(out) and not path.exists():
        raise MiburiError(f"{out}: already there and not an evaluation; choose another folder")
    sweep(out)
    sweep(out / PARTS)
    if not path.exists():
        write_json(path, request)
        return False
    there, here = (_flat(each["provenance"]) for each in (_read(path), request))
    for name in [*here, *there]:
        if there.get(name) != here.get(name):
            raise MiburiError(
                f"{out}: holds an evaluation with other settings ({name}: there {there.get(name)}, "
                f"here {here.get(name)}); choose another folder, or its own settings"
            )
    return (out / EVALUATION).exists()


def _flat(provenance: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in provenance.items() if name != "settings"}, **provenance["settings"]}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise ValueError(f"schema {data['schema']!r} is not {SCHEMA!r}")
    except FileNotFoundError:
        raise MiburiError(f"{path}: no such file; make it with `python -m generation evaluate`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise MiburiError(f"{path}: not an evaluation ({error}); remove the folder and evaluate again") from None
    return dict(data)


def _evaluation(corpus: Corpus, run: Run, parts: Path, settings: Settings) -> dict[str, Any]:
    clips = Clips.of_corpus(corpus)
    reconstruction = _reconstruction(run, clips, parts, settings)
    recorded = recognise_clips(run, clips, range(len(corpus)))
    splits = {split: recorded.take(np.array(clips.splits[split], np.int64)) for split in SPLITS}
    counts = np.minimum(np.bincount(recorded.labels, minlength=len(run.labels)), settings.per_label).tolist()
    generated = recognised_generated(run, counts, settings.seed, parts, settings.spread)
    return {
        "reconstruction": reconstruction,
        "generation": _generation(recorded, splits["test"], generated, parts, settings),
        "recogniser": {
            "chance": round(1 / len(run.labels), 6),
            "accuracy": {name: accuracy(each) for name, each in (*splits.items(), ("generated", generated))},
            "generated_to_real": accuracy_ratio(generated, splits["test"]),
            "confusion": {
                "test": confusion(splits["test"], run.labels),
                "generated": confusion(generated, run.labels),
            },
            "calibration": measure_calibration(run, clips),
        },
        "quality": _kept(parts / "quality.json", lambda: _quality(corpus, run, clips, settings)),
        "long_clips": _kept(parts / "long.json", lambda: steadiness(run, settings.seed, settings.spread)),
    }


def _reconstruction(run: Run, clips: Clips, parts: Path, settings: Settings) -> dict[str, Any]:
    """Of every split; of training clips only a sample as large as the test split."""
    test = len(clips.splits["test"])
    rng = np.random.default_rng(settings.seed)
    train = rng.permutation(clips.splits["train"])[: max(test, 1)]
    chosen = {**clips.splits, "train": sorted(train.tolist())}
    skin = open_skin("mesh", run.device)

    def measure(split: str) -> Callable[[], dict[str, Any]]:
        return lambda: measure_reconstruction(
            run, clips, chosen[split], skin, mesh_frames=settings.mesh_frames, seed=settings.seed, split=split
        )

    return {split: _kept(parts / f"reconstruction-{split}.json", measure(split)) for split in SPLITS}


def _generation(
    recorded: Recognised, test: Recognised, generated: Recognised, parts: Path, settings: Settings
) -> dict[str, Any]:
    """Against all recorded clips, which is what the paper's 2,600 take, and against the test split alone."""
    repeats = Repeats(settings.repeats, settings.per_label, settings.seed)
    return {
        "all": _kept(parts / "generation-all.json", lambda: compare(recorded, generated, repeats, "with all")),
        "test": _kept(parts / "generation-test.json", lambda: compare(test, generated, repeats, "with test")),
    }


def _quality(corpus: Corpus, run: Run, clips: Clips, settings: Settings) -> dict[str, Any]:
    """Training clips, up to ``QUALITY_CLIPS`` of them drawn by the seed, beside as many generated ones of each label.

    Training clips, since a generator makes the contents that it has learnt: of a test split with other contents, say
    waving instead of running, the feet say nothing about generated ones.
    """
    rows = np.random.default_rng(settings.seed).permutation(clips.splits["train"])[:QUALITY_CLIPS].tolist()
    counts = np.bincount(clips.labels[rows].numpy(), minlength=len(run.labels))
    generated = [
        motion
        for label, n in enumerate(counts.tolist())
        for motion in (generated_motions(run, label, n, settings.seed, settings.spread) if n else ())
    ]
    return compare_quality([corpus.motion(row) for row in rows], generated, settings.seed)


def _kept(path: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``make`` gives, kept at ``path``: made once, read when the evaluation goes on."""
    if path.exists():
        try:
            return dict(json.loads(path.read_bytes()))
        except ValueError as error:
            raise MiburiError(f"{path}: damaged ({error}); remove it and run the same command again") from None
    made = make()
    write_json(path, made)
    return made
