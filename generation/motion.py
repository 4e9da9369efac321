"""A motion clip: what every stage of ``generation`` hands to the next."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import atomic_path
from generation.skeleton import JOINTS

FPS = 20
FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Motion:
    """Body motion on SMPL's 24 joints.

    poses: (frames, 24, 3) axis-angle in radians; joint 0 is the pelvis's global orientation, y up, the rest local.
    trans: (frames, 3) SMPL translation in metres, y up: the pelvis is at ``trans + REST_JOINTS[0]``, the floor y = 0.
    """

    poses: FloatArray
    trans: FloatArray
    fps: int = FPS

    def __post_init__(self) -> None:
        frames = len(self.poses)
        if self.poses.shape != (frames, len(JOINTS), 3) or self.trans.shape != (frames, 3):
            raise MiburiError(
                f"a motion is poses (frames, {len(JOINTS)}, 3) and trans (frames, 3), "
                f"got {self.poses.shape} and {self.trans.shape}"
            )
        if not (np.isfinite(self.poses).all() and np.isfinite(self.trans).all()):
            raise MiburiError("a motion must not hold NaN or infinite values")

    def __len__(self) -> int:
        return len(self.poses)

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self) / self.fps

    @property
    def sha256(self) -> str:
        """Hash of the numbers themselves, whatever file they lie in."""
        digest = hashlib.sha256(f"{self.fps} {len(self)}".encode())
        digest.update(np.ascontiguousarray(self.poses, "<f4").tobytes())
        digest.update(np.ascontiguousarray(self.trans, "<f4").tobytes())
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write as ``.npz``, atomically and with the same bytes each time."""
        with atomic_path(path) as partial, partial.open("wb") as stream:
            np.savez(stream, poses=self.poses, trans=self.trans, fps=np.int64(self.fps))

    @classmethod
    def load(cls, path: Path) -> Motion:
        """Read what ``save`` wrote. MiburiError when the file is missing or is something else."""
        try:
            with np.load(path, allow_pickle=False) as data:
                return cls(data["poses"], data["trans"], int(data["fps"]))
        except FileNotFoundError:
            raise MiburiError(f"{path}: no such motion file") from None
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise MiburiError(f"{path}: not a motion file written by Miburi ({error})") from None
