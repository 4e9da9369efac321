"""Where recordings come from: a folder or a zip of motion files, read in place, never unpacked to disk."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from generation.errors import MiburiError

LARGEST_MEMBER = 512 * 2**20  # bytes: no clip is larger, a zip bomb is


@dataclass(frozen=True)
class Source:
    """A folder or zip. ``files``: paths below the source's top folder, sorted, each with its own name inside.

    A single folder around everything is left out of the paths, so that a folder and a zip of it read alike.
    """

    path: Path
    files: dict[str, str]

    @property
    def name(self) -> str:
        """The name of the folder, or of the zip without its suffix."""
        resolved = self.path.resolve()
        return resolved.name if resolved.is_dir() else resolved.stem

    def with_suffix(self, suffix: str) -> list[str]:
        """The files whose names end so, whatever the case."""
        return [file for file in self.files if file.lower().endswith(suffix)]

    def read(self, file: str) -> bytes:
        """The bytes of one file. MiburiError when it cannot be read whole."""
        if self.path.is_dir():
            return (self.path / self.files[file]).read_bytes()
        try:
            archive = _archive(self.path, self.path.stat().st_mtime_ns)
            if archive.getinfo(self.files[file]).file_size > LARGEST_MEMBER:
                raise MiburiError(f"{self.path}: {file} unpacks to more than 512 MiB; it is no motion file")
            return archive.read(self.files[file])
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
            raise MiburiError(f"{self.path}: {file} cannot be read ({error}); get the zip anew") from None

    def sha256(self, files: list[str]) -> str:
        """One hash of the named files: of the lines ``SHA-256  path``, as ``sha256sum`` writes them."""
        lines = (f"{hashlib.sha256(self.read(file)).hexdigest()}  {file}\n" for file in files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def open_source(path: Path) -> Source:
    """Look into a folder or zip. MiburiError when it is missing, empty or neither of the two."""
    if path.is_dir():
        members = [file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()]
    elif not path.exists():
        raise MiburiError(f"{path}: no such folder or zip; check the path")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    else:
        raise MiburiError(f"{path}: neither a folder nor a zip; give a folder or a zip of BVH files")
    members = [member for member in members if not _hidden(member)]
    if not members:
        raise MiburiError(f"{path}: empty; give a folder or a zip of BVH files")
    top = _top_folder(members)
    return Source(path, dict(sorted((member[len(top) :], member) for member in members)))


@lru_cache(maxsize=1)
def _archive(path: Path, mtime_ns: int) -> zipfile.ZipFile:
    """The opened zip, kept open: reading its directory anew for each member takes longer than the members."""
    return zipfile.ZipFile(path)


def _hidden(member: str) -> bool:
    """Left behind by an operating system: ``.DS_Store``, ``__MACOSX/``."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member).parts)


def _top_folder(members: list[str]) -> str:
    """The single folder that everything lies in, with its slash; empty when there is none."""
    tops = {member.partition("/")[0] if "/" in member else "" for member in members}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""
