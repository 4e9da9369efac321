"""The stages of a reproduction, one after another; ``stages.json`` tells how far it is and what took how long.

A stage finds its finished result or makes it, so that the same call goes on wherever the last one stopped. The state
and time of a stage are written when it begins and when it ends; one that was killed is left as ``running``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.files import is_free, sweep, write_json
from generation.progress import console

SCHEMA = "miburi.stages/1"
STAGES = "stages.json"
WAITING, RUNNING, INTERRUPTED, FAILED, FINISHED = "waiting", "running", "interrupted", "failed", "finished"


@dataclass(frozen=True)
class Stage:
    """``work`` makes the stage's result, or finds it made before and returns False."""

    name: str
    title: str
    work: Callable[[], bool]


def run_stages(out: Path, stages: Sequence[Stage], settings: dict[str, Any]) -> None:
    """Run every stage in order, in the folder ``out``.

    MiburiError, and nothing done, when ``out`` holds something else or a reproduction with other settings.
    """
    record = _open_record(out, stages, settings)
    for place, stage in enumerate(stages, 1):
        console.print(f"[bold]{place}/{len(stages)} {stage.title}[/bold]")
        _run(out, stage, record)


def read_stages(out: Path) -> list[dict[str, Any]]:
    """Name, title, state and seconds of every stage, in order. MiburiError when there is no readable record."""
    return list(_read(out / STAGES)["stages"])


def _open_record(out: Path, stages: Sequence[Stage], settings: dict[str, Any]) -> dict[str, Any]:
    path = out / STAGES
    if not is_free(out) and not path.exists():
        raise MiburiError(f"{out}: already there and not a reproduction; choose another folder")
    sweep(out)
    if not path.exists():
        rows = [{"name": stage.name, "title": stage.title, "state": WAITING, "seconds": 0.0} for stage in stages]
        record: dict[str, Any] = {"schema": SCHEMA, "settings": settings, "stages": rows}
        write_json(path, record)
        return record
    record = _read(path)
    for name, value in settings.items():
        if record["settings"].get(name) != value:
            raise MiburiError(
                f"{out}: holds a reproduction with other settings ({name}: there {record['settings'].get(name)}, "
                f"here {value}); choose another folder, or its own settings"
            )
    return record


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_bytes())
        if record["schema"] != SCHEMA:
            raise ValueError(f"schema {record['schema']!r} is not {SCHEMA!r}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MiburiError(f"{path}: not the record of a reproduction ({error}); choose another folder") from None
    return dict(record)


def _run(out: Path, stage: Stage, record: dict[str, Any]) -> None:
    """One stage; the seconds of every attempt that made something add up."""
    row = next(row for row in record["stages"] if row["name"] == stage.name)
    before, began = row["seconds"], time.perf_counter()

    def note(state: str) -> None:
        row.update(state=state, seconds=round(before + time.perf_counter() - began, 1))
        write_json(out / STAGES, record)

    if row["state"] == FINISHED:
        if stage.work():
            note(FINISHED)
        return
    note(RUNNING)
    try:
        stage.work()
    except KeyboardInterrupt:
        note(INTERRUPTED)
        raise
    except BaseException:
        note(FAILED)
        raise
    note(FINISHED)
