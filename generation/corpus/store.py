"""A corpus on disk: ``corpus.json``, ``clips.parquet`` and all frames in one memory-mapped ``frames.npy``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from generation import __version__
from generation.errors import MiburiError
from generation.files import atomic_folder, is_free, sha256_of, write_json
from generation.labels import LabelSet
from generation.motion import FPS, FloatArray, Motion
from generation.skeleton import JOINTS

SCHEMA = "miburi.corpus/1"
ROW = len(JOINTS) * 3 + 3  # a frame: poses (24, 3), then trans (3)
SPLITS = ("train", "validation", "test")
COLUMNS = (
    "id", "label", "performer", "scenario", "intensity", "take", "start", "frames", "source", "sha256", "split",
)  # fmt: skip


@dataclass(frozen=True)
class Corpus:
    """An opened corpus. ``clips``: one row per clip, columns ``COLUMNS``; ``frames``: (F, 75) float32, read-only."""

    path: Path
    labels: LabelSet
    clips: pd.DataFrame
    frames: FloatArray
    description: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Corpus:
        """Open a corpus folder. MiburiError when it is missing, empty, incomplete or of another kind."""
        try:
            description = json.loads((path / "corpus.json").read_bytes())
            if description["schema"] != SCHEMA:
                raise MiburiError(
                    f"{path}: schema {description['schema']!r} is not {SCHEMA!r}; import the corpus again"
                )
            clips = pd.read_parquet(path / "clips.parquet")
            frames = np.load(path / "frames.npy", mmap_mode="r")
            labels = LabelSet.from_json(description["labels"])
        except FileNotFoundError as error:
            raise MiburiError(
                f"{path}: not a corpus, {error.filename} is missing; "
                "make one with `python -m generation synthesize` or `import`"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MiburiError(f"{path}: not a corpus that Miburi can read ({error!r})") from None
        if clips.empty:
            raise MiburiError(f"{path}: the corpus has no clips")
        if len(frames) != int(clips["frames"].sum()):
            raise MiburiError(
                f"{path}: frames.npy has {len(frames)} frames, clips.parquet {int(clips['frames'].sum())}"
            )
        return cls(path, labels, clips, frames, description)

    def __len__(self) -> int:
        return len(self.clips)

    @property
    def sha256(self) -> str:
        """Hash of ``corpus.json``, which holds the hashes of the other two files."""
        return sha256_of(self.path / "corpus.json")

    @property
    def synthetic(self) -> bool:
        return bool(self.description["synthetic"])

    @property
    def terms(self) -> str:
        """Terms of use; runs and stimuli made from the corpus inherit them."""
        return str(self.description["terms"])

    def check_hashes(self) -> None:
        """MiburiError when clips or frames are not those that were written; reads both files whole."""
        for name, digest in self.description["sha256"].items():
            if sha256_of(self.path / name) != digest:
                raise MiburiError(f"{self.path / name}: changed since the corpus was made; make the corpus again")

    def motion(self, position: int) -> Motion:
        """The clip in row ``position``."""
        row = self.clips.iloc[position]
        block = np.asarray(self.frames[int(row["start"]) : int(row["start"]) + int(row["frames"])])
        return Motion(block[:, :-3].reshape(-1, len(JOINTS), 3), block[:, -3:], FPS)

    def rows(self, split: str) -> list[int]:
        """Row positions of one split."""
        if split not in SPLITS:
            raise MiburiError(f"unknown split {split!r}; expected one of {', '.join(SPLITS)}")
        return [int(row) for row in np.flatnonzero(self.clips["split"].to_numpy() == split)]


@dataclass
class CorpusWriter:
    """Collects clips; ``write_corpus`` hands one out and finishes the folder."""

    stream: IO[bytes]
    rows: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0

    def add(
        self,
        motion: Motion,
        *,
        clip_id: str,
        label: str,
        split: str,
        source: str,
        performer: str = "",
        scenario: str = "",
        intensity: str = "",
        take: str = "",
    ) -> None:
        """Append one clip at 20 fps."""
        if motion.fps != FPS:
            raise MiburiError(f"{source}: a corpus holds motion at {FPS} fps, got {motion.fps}")
        block = np.concatenate([motion.poses.reshape(len(motion), -1), motion.trans], axis=1)
        self.stream.write(np.ascontiguousarray(block, "<f4").tobytes())
        self.rows.append(
            {
                "id": clip_id,
                "label": label,
                "performer": performer,
                "scenario": scenario,
                "intensity": intensity,
                "take": take,
                "start": self.total,
                "frames": len(motion),
                "source": source,
                "sha256": motion.sha256,
                "split": split,
            }  # fmt: skip
        )
        self.total += len(motion)


@contextmanager
def write_corpus(
    path: Path, *, labels: LabelSet, terms: str, synthetic: bool, provenance: dict[str, Any]
) -> Iterator[CorpusWriter]:
    """Yield a writer; the corpus appears at ``path`` when the block ends without error, else nothing does.

    provenance: what made it (command, seed, sources with their sha256); Miburi's version is added.
    """
    if not is_free(path):
        raise MiburiError(f"{path}: already there and not empty; choose another folder or remove it")
    with atomic_folder(path) as folder:
        with (folder / "frames.npy").open("wb") as stream:
            _write_header(stream, 0)
            writer = CorpusWriter(stream)
            yield writer
            if not writer.rows:
                raise MiburiError(f"{path}: no clips to write; the corpus would be empty")
            stream.seek(0)
            _write_header(stream, writer.total)
        clips = pd.DataFrame(writer.rows, columns=list(COLUMNS))
        clips.to_parquet(folder / "clips.parquet", index=False)
        write_json(
            folder / "corpus.json",
            {
                "schema": SCHEMA,
                "labels": labels.to_json(),
                "fps": FPS,
                "joints": list(JOINTS),
                "clips": len(clips),
                "frames": writer.total,
                "synthetic": synthetic,
                "terms": terms,
                "provenance": {"miburi": __version__, **provenance},
                "sha256": {name: sha256_of(folder / name) for name in ("clips.parquet", "frames.npy")},
            },
        )


def _write_header(stream: IO[bytes], frames: int) -> None:
    # NumPy pads the header so that the first axis may grow: the same length for any number of frames.
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": (frames, ROW)})
