"""BVH files into a corpus, in two passes: survey all files, settle the source's conventions, then retarget each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeVar

from generation.corpus.bvh import parse_bvh
from generation.corpus.clip_names import ClipName, parse_clip_name
from generation.corpus.recording import Reference, Survey, length_unit, record, survey, up_axis
from generation.corpus.retarget import Calibration, calibrate, retarget
from generation.corpus.rigs import RIGS
from generation.corpus.sources import Source
from generation.errors import MiburiError
from generation.motion import Motion
from generation.progress import progress_bar
from generation.workers import ordered_map

T = TypeVar("T")
CALM = ("neutral", "normal")  # labels whose clips are preferred as references
REFERENCES = 10  # frames that a calibration is the mean of
NEAR = 0.5  # how much larger than the best reference's cost theirs may be
ENOUGH = 1.5  # a reference's largest cost: about 30° off the ideal in every limb

Skeleton = tuple[str, tuple[str, ...]]  # family and joint names


@dataclass(frozen=True)
class Conventions:
    """What holds for the whole source, found in it. ``references``: the files whose frames calibrate."""

    up: str
    unit: str
    fps: tuple[float, ...]
    calibrations: dict[Skeleton, Calibration]
    references: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "up_axis": self.up,
            "unit": self.unit,
            "fps": list(self.fps),
            "skeletons": sorted(rig for rig, _ in self.calibrations),
            "reference_frames": list(self.references),
        }


@dataclass(frozen=True)
class Fault:
    """A file that could not be read, in the words of the error."""

    message: str


def survey_files(
    source: Source, files: list[str], workers: int, skip_broken: bool
) -> tuple[dict[str, tuple[ClipName, Survey]], list[str]]:
    """Read every file once: what its name and its motion tell, and the errors of those that were skipped.

    MiburiError for the first broken file, unless ``skip_broken``.
    """
    return _without_faults(_over_files("reading", partial(_survey_file, source), files, workers), skip_broken)


def settle_conventions(source: Source, surveys: dict[str, tuple[ClipName, Survey]]) -> Conventions:
    """Up axis, unit and one calibration per skeleton. MiburiError when one cannot be determined."""
    measured = [one for _, one in surveys.values()]
    up = up_axis([one.up for one in measured], str(source.path))
    unit = length_unit([one.leg_length for one in measured], str(source.path))
    calibrations, names = {}, []
    for skeleton in sorted({(one.rig, one.joints) for one in measured}):
        chosen = _references(surveys, skeleton)
        if not chosen:
            raise MiburiError(
                f"{source.path}: no frame shows a person standing upright with arms down, which the {skeleton[0]} "
                "skeleton is calibrated on; add such a recording of the same skeleton"
            )
        rig = next(rig for rig in RIGS if rig.name == skeleton[0])
        calibrations[skeleton] = calibrate(rig, skeleton[1], [reference for _, reference in chosen])
        names += [f"{file}:{reference.frame}" for file, reference in chosen]
    fps = tuple(sorted({round(one.fps, 2) for one in measured}))
    return Conventions(up, unit, fps, calibrations, tuple(names))


def retarget_files(
    source: Source, files: list[str], conventions: Conventions, workers: int, skip_broken: bool
) -> tuple[dict[str, Motion], list[str]]:
    """Every file on our skeleton, and the errors of those that were skipped.

    MiburiError for the first file that does not fit its calibration, unless ``skip_broken``.
    """
    step = partial(_retarget_file, source, conventions)
    return _without_faults(_over_files("retargeting", step, files, workers), skip_broken)


def _without_faults(results: Mapping[str, T | Fault], skip_broken: bool) -> tuple[dict[str, T], list[str]]:
    faults = [result.message for result in results.values() if isinstance(result, Fault)]
    if faults and not skip_broken:
        more = f" ({len(faults) - 1} more like it)" if len(faults) > 1 else ""
        raise MiburiError(f"{faults[0]}{more}; or leave such files out with --skip-broken")
    return {file: result for file, result in results.items() if not isinstance(result, Fault)}, faults


def _references(surveys: dict[str, tuple[ClipName, Survey]], skeleton: Skeleton) -> list[tuple[str, Reference]]:
    """The best frames of one skeleton, one per clip, of calm clips if these have any."""
    found = [
        (name.label not in CALM, one.reference.cost, file, one.reference)
        for file, (name, one) in surveys.items()
        if one.reference and one.reference.cost <= ENOUGH and (one.rig, one.joints) == skeleton
    ]
    found.sort(key=lambda candidate: candidate[:3])
    alike = [one for one in found if one[0] == found[0][0] and one[1] <= found[0][1] + NEAR]
    return [(file, reference) for _, _, file, reference in alike[:REFERENCES]]


def _survey_file(source: Source, file: str) -> tuple[ClipName, Survey] | Fault:
    try:
        return parse_clip_name(PurePosixPath(file).stem), survey(parse_bvh(source.read(file), file), file)
    except MiburiError as error:
        return Fault(str(error))


def _retarget_file(source: Source, conventions: Conventions, file: str) -> Motion | Fault:
    try:
        recording = record(parse_bvh(source.read(file), file), file).turned_up(conventions.up)
        return retarget(recording, conventions.calibrations[recording.rig.name, recording.joints], file)
    except MiburiError as error:
        return Fault(str(error))


def _over_files(what: str, step: Callable[[str], T], files: list[str], workers: int) -> dict[str, T]:
    """``step`` of every file in order, with a progress bar; the result does not depend on ``workers``."""
    results = {}
    with progress_bar("files") as bar, ordered_map(min(workers, len(files)), chunk=8) as mapper:
        task = bar.add_task(what, total=len(files), note="")
        for file, result in zip(files, mapper(step, files), strict=True):
            results[file] = result
            bar.advance(task)
    return results
