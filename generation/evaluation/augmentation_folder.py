"""An augmentation experiment on disk: begun, gone on with, recognised, finished.

plan.json            what the folder is for
trainings/           one file per training: figures, the clips that were added, which test clips were recognised
augmentation.csv     one row per training
augmentation.json    the summary, written last: a folder with it is a finished experiment
material/            clips that trainings read, a gigabyte per seed at full size; removed at the end
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from generation import __version__
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.augmentation import Experiment, Plan
from generation.evaluation.augmentation_summary import summarise
from generation.files import is_free, sweep, write_json
from generation.training.clips import Clips, check_corpus
from generation.training.run import Run, read_json

SCHEMA = "miburi.augmentation/1"
PLAN, SUMMARY = "plan.json", "augmentation.json"


def augment(corpus: Corpus, run: Run, out: Path, plan: Plan, *, oracle: Corpus | None, workers: int) -> bool:
    """Carry out ``plan`` in the folder ``out``, with ``oracle`` where it asks for one; False when that was done before.

    MiburiError, and nothing done, when the run is not of this corpus, the oracle shares clips with it or has other
    labels, or ``out`` holds something else.
    """
    if workers < 1:
        raise MiburiError(f"--workers must be at least 1, got {workers}")
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # else an LSTM on a GPU is not reproducible; see cuBLAS
    _check(corpus, run)
    if oracle is not None:
        check_oracle(corpus, oracle)
    if plan.filters:
        run.draws(0, [0], spread=plan.spread, intensity=plan.intensity)  # refused now rather than in a worker
    settings = _settings(corpus, run, plan, oracle)
    if _prepare(out, settings):
        return False
    experiment = Experiment(out, plan, run.path, run.device.type)
    experiment.carry_out(Clips.of_corpus(corpus), None if oracle is None else Clips.of_corpus(oracle), workers)
    write_json(
        out / SUMMARY,
        {
            "schema": SCHEMA,
            "provenance": _provenance(corpus, settings),
            "chance": round(1 / len(corpus.labels), 6),
            **summarise(plan, experiment.outcomes),
        },
    )
    return True


def _check(corpus: Corpus, run: Run) -> None:
    check_corpus(corpus)
    if run.description["corpus"]["sha256"] != corpus.sha256:
        raise MiburiError(
            f"{run.path}: was trained on another corpus than {corpus.path}, perhaps on its test clips; "
            "name the run's own corpus"
        )
    if not corpus.rows("test"):
        raise MiburiError(f"{corpus.path}: has no test clips to measure recognition on; import it with more clips")


def check_oracle(corpus: Corpus, oracle: Corpus) -> None:
    """MiburiError when the oracle has other labels or shares clips with the corpus, perhaps test clips."""
    check_corpus(oracle)
    if oracle.labels != corpus.labels:
        raise MiburiError(
            f"{oracle.path}: the oracle's labels ({', '.join(oracle.labels.names)}) are not those of {corpus.path} "
            f"({', '.join(corpus.labels.names)}); name a corpus of the same labels"
        )
    shared = set(oracle.clips["sha256"]) & set(corpus.clips["sha256"])
    if shared:
        raise MiburiError(
            f"{oracle.path}: {len(shared)} of the oracle's clips are in {corpus.path} too; name a corpus of other clips"
        )


def _settings(corpus: Corpus, run: Run, plan: Plan, oracle: Corpus | None) -> dict[str, Any]:
    """All that decides the result."""
    config = plan.config.to_json()
    return {
        "schema": SCHEMA,
        "miburi": __version__,
        "run_sha256": run.sha256,
        "corpus_sha256": corpus.sha256,
        "oracle": None
        if oracle is None
        else {"sha256": oracle.sha256, "clips": len(oracle), "provenance": oracle.description["provenance"]},
        "sizes": list(plan.sizes),
        "seeds": list(plan.seeds),
        "schedules": list(plan.schedules),
        "filters": list(plan.filters),
        "pool_per_label": plan.pool,
        "spread": plan.spread or run.spread,
        "intensity": plan.intensity,
        "steps": plan.config.recogniser_schedule.steps,
        **{name: config[name] for name in ("recogniser", "recogniser_schedule", "early_stopping")},
        "device": run.device.type,
    }


def _provenance(corpus: Corpus, settings: dict[str, Any]) -> dict[str, Any]:
    """As of every evaluation: what was measured, by what, with which settings."""
    own = ("miburi", "run_sha256", "corpus_sha256", "device")
    return {
        **{name: settings[name] for name in own},
        "corpus": corpus.description["provenance"],
        "synthetic": corpus.synthetic,
        "terms": corpus.terms,
        "seed": settings["seeds"][0],
        "settings": {name: value for name, value in settings.items() if name not in (*own, "schema")},
    }


def _prepare(out: Path, settings: dict[str, Any]) -> bool:
    """Make the folder or recognise it; True when the experiment in it is finished."""
    if not is_free(out) and not (out / PLAN).exists():
        raise MiburiError(f"{out}: already there and not an augmentation experiment; choose another folder")
    if not (out / PLAN).exists():
        write_json(out / PLAN, settings)
        return False
    there = read_json(out / PLAN)
    for name, value in settings.items():
        if there.get(name) != value:
            raise MiburiError(
                f"{out}: holds an augmentation experiment with other settings ({name}: there {there.get(name)}, "
                f"here {value}); choose another folder, or its own settings"
            )
    for folder in (out, out / "trainings", out / "material"):
        sweep(folder)
    return (out / SUMMARY).exists()
