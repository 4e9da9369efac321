"""The manifest of a stimulus set: all that passes from ``generation`` to ``study``.

Standard library only. A set is a folder:

    manifest.json   what this module reads and writes
    motions/ID.npz  the motion of each stimulus (`generation.motion.Motion`)
    videos/ID.mp4   once rendered; ID.webm beside it where asked for
    contact_sheet.png
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.files import write_json
from generation.labels import LabelSet

SCHEMA = "miburi.stimulus-set/1"
CONDITIONS = ("correct", "misclassified", "mean_latent", "bias_vector", "interpolated", "real")
TRIAL, PRACTICE, ATTENTION = ROLES = ("trial", "practice", "attention")


@dataclass(frozen=True)
class Stimulus:
    """One clip of a set. ``label`` is the intended emotion, ``predicted`` the recogniser's choice.

    role: one of ``ROLES``; only trials are the experiment. place: 0-based place in its cell; in a matched set, clips of
    one label and place are each other's counterparts. speed: of all joints, mean over time, m/s. series, weight: which
    clips are steps of one interpolation, and how far along, 0 to 1.
    """

    id: str
    condition: str
    label: str
    predicted: str
    probabilities: dict[str, float]
    source: str
    seed: int
    frames: int
    fps: int
    motion_sha256: str
    video_sha256: str | None = None
    webm_sha256: str | None = None
    role: str = TRIAL
    place: int | None = None
    speed: float | None = None
    series: str | None = None
    weight: float | None = None

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.fps


@dataclass(frozen=True)
class Shortfall:
    """A cell of the design that is not full: ``candidates`` were looked at. Label "any": clips of whichever label."""

    label: str
    condition: str
    wanted: int
    found: int
    candidates: int
    role: str = TRIAL


@dataclass(frozen=True)
class Manifest:
    """``provenance``: Miburi's version, command, seed, hashes of run and corpus, terms of use, synthetic or not.

    ``rendering``: renderer, body, size, fps and look, the same for all videos; None until rendered. ``selection``:
    candidates and acceptance per cell, balance of the conditions, thresholds; None in sets that were made without.
    """

    labels: LabelSet
    stimuli: tuple[Stimulus, ...]
    provenance: dict[str, Any]
    shortfall: tuple[Shortfall, ...] = ()
    rendering: dict[str, Any] | None = field(default=None)
    selection: dict[str, Any] | None = field(default=None)

    def __post_init__(self) -> None:
        ids = [stimulus.id for stimulus in self.stimuli]
        if len(set(ids)) != len(ids):
            raise MiburiError("a manifest must not repeat a stimulus id")
        for stimulus in self.stimuli:
            if stimulus.condition not in CONDITIONS:
                raise MiburiError(
                    f"stimulus {stimulus.id}: unknown condition {stimulus.condition!r}; "
                    f"expected one of {', '.join(CONDITIONS)}"
                )
            if stimulus.role not in ROLES:
                raise MiburiError(
                    f"stimulus {stimulus.id}: unknown role {stimulus.role!r}; expected one of {', '.join(ROLES)}"
                )
            self.labels.index(stimulus.label)
            self.labels.index(stimulus.predicted)

    def with_video(self, stimulus_id: str, video_sha256: str) -> Manifest:
        """The same set, with one more video known."""
        return replace(
            self,
            stimuli=tuple(
                replace(stimulus, video_sha256=video_sha256) if stimulus.id == stimulus_id else stimulus
                for stimulus in self.stimuli
            ),
        )


def motion_path(folder: Path, stimulus: Stimulus) -> Path:
    return folder / "motions" / f"{stimulus.id}.npz"


def video_path(folder: Path, stimulus: Stimulus) -> Path:
    return folder / "videos" / f"{stimulus.id}.mp4"


def webm_path(folder: Path, stimulus: Stimulus) -> Path:
    """For players without H.264, where the set was rendered with WebM."""
    return video_path(folder, stimulus).with_suffix(".webm")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``folder/manifest.json`` atomically."""
    stimuli = [{**asdict(stimulus), "duration": stimulus.duration} for stimulus in manifest.stimuli]
    write_json(
        folder / "manifest.json",
        {
            "schema": SCHEMA,
            "provenance": manifest.provenance,
            "labels": manifest.labels.to_json(),
            "stimuli": stimuli,
            "shortfall": [asdict(cell) for cell in manifest.shortfall],
            "selection": manifest.selection,
            "rendering": manifest.rendering,
        },
    )


def read_manifest(folder: Path) -> Manifest:
    """Read ``folder/manifest.json``. MiburiError names the file and what is wrong with it."""
    path = folder / "manifest.json"
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise MiburiError(f"{path}: schema {data['schema']!r} is not {SCHEMA!r}; make the set again")
        return Manifest(
            labels=LabelSet.from_json(data["labels"]),
            stimuli=tuple(_stimulus(row) for row in data["stimuli"]),
            provenance=data["provenance"],
            shortfall=tuple(Shortfall(**row) for row in data["shortfall"]),
            rendering=data["rendering"],
            selection=data.get("selection"),
        )
    except (FileNotFoundError, NotADirectoryError):
        raise MiburiError(
            f"{path}: no such file; a stimulus set is made by `python -m generation stimuli RUN OUT`"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise MiburiError(f"{path}: not a manifest of a stimulus set ({error!r})") from None


def _stimulus(row: dict[str, Any]) -> Stimulus:
    return Stimulus(**{key: value for key, value in row.items() if key != "duration"})
