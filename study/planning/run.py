"""A plan simulated in several processes; what is done is kept, so that an interrupted run goes on.

``simulated.jsonl``: a first line with plan and seed, then one line per part: a number of raters, a factor of clips, the
numbers of the simulated studies, and their sums. More studies or other numbers of raters add to it.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import msgspec

from generation.errors import MiburiError
from generation.files import atomic_write
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.power import Moments, Tally, add, simulate_power

SCHEMA = "miburi.planning-parts/1"
PARTS = "simulated.jsonl"
STUDIES_PER_PART = 20


@dataclass(frozen=True, order=True)
class Part:
    """Simulated studies ``first`` to ``first`` + STUDIES_PER_PART − 1 at one point of the curve."""

    clips_factor: float
    raters: int
    first: int


def parts_of(raters: Sequence[int], clips_factors: Sequence[float], studies: int) -> list[Part]:
    """In an order that tells something of every point early."""
    return [
        Part(factor, number, first)
        for first in range(0, studies, STUDIES_PER_PART)
        for factor in clips_factors
        for number in raters
    ]


def simulate_parts(
    plan: StudyPlan, parts: Sequence[Part], seed: int, processes: int, folder: Path, advance: Callable[[], None]
) -> dict[Part, Tally]:
    """The sums of these parts: those in the folder, and the others now. ``advance`` is called after each of these."""
    done = kept_parts(folder, plan, seed)
    missing = [part for part in parts if part not in done]
    if missing:
        _write_all(folder, plan, seed, done)  # without what a killed run left half-written
    with (folder / PARTS).open("a", encoding="utf-8") as stream:
        for part, tally in _simulated(plan, missing, seed, processes):
            stream.write(_line(part, tally))
            stream.flush()
            done[part] = tally
            advance()
    return {part: done[part] for part in parts}


def kept_parts(folder: Path, plan: StudyPlan, seed: int) -> dict[Part, Tally]:
    """What an earlier run has done. MiburiError if it was of another plan or seed."""
    path = folder / PARTS
    if not path.exists():
        return {}
    first, *lines = path.read_text("utf-8").splitlines()
    if other := differences(json.loads(first), _heading(plan, seed)):
        raise MiburiError(f"{folder} holds another plan ({other}); name a new folder")
    done = {}
    for line in lines:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            break  # half-written
        tally = {(measure, subject): Moments(*moments) for measure, subject, moments in row["sums"]}
        done[Part(row["clips_factor"], row["raters"], row["first"])] = tally
    return done


def differences(old: dict[str, Any], new: dict[str, Any]) -> str:
    """The keys in which two headings differ, with both values; "" if there is none."""
    flat = ({**heading.get("plan", {}), **{k: v for k, v in heading.items() if k != "plan"}} for heading in (old, new))
    before, now = flat
    changed = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    return "; ".join(f"{key} {json.dumps(before.get(key))}, not {json.dumps(now.get(key))}" for key in changed)


def sums_by_point(done: dict[Part, Tally]) -> dict[tuple[float, int], Tally]:
    """By factor of clips and number of raters."""
    points: dict[tuple[float, int], Tally] = {}
    for part in sorted(done):  # floats are added in one order, however the parts came
        key = part.clips_factor, part.raters
        points[key] = add(points.get(key, {}), done[part])
    return points


def _simulated(plan: StudyPlan, parts: Sequence[Part], seed: int, processes: int) -> Iterator[tuple[Part, Tally]]:
    if processes == 1:
        for part in parts:
            yield part, _sums(plan, part, seed)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(_sums, plan, part, seed): part for part in parts}
        try:
            for finished in as_completed(waiting):
                yield waiting[finished], finished.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _sums(plan: StudyPlan, part: Part, seed: int) -> Tally:
    studies = range(part.first, part.first + STUDIES_PER_PART)
    return simulate_power(plan.with_clips(part.clips_factor), part.raters, seed, studies)


def _write_all(folder: Path, plan: StudyPlan, seed: int, done: dict[Part, Tally]) -> None:
    heading = json.dumps(_heading(plan, seed), ensure_ascii=False) + "\n"
    atomic_write(folder / PARTS, (heading + "".join(_line(*row) for row in done.items())).encode())


def _heading(plan: StudyPlan, seed: int) -> dict[str, Any]:
    return {"schema": SCHEMA, "seed": seed, "plan": json.loads(msgspec.json.encode(plan))}


def _line(part: Part, tally: Tally) -> str:
    sums = [[measure, subject, astuple(moments)] for (measure, subject), moments in tally.items()]
    row = {"clips_factor": part.clips_factor, "raters": part.raters, "first": part.first, "sums": sums}
    return json.dumps(row, ensure_ascii=False) + "\n"
