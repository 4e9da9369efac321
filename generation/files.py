"""Files that are whole or not there: every output is written beside its place, synced, then renamed.

Standard library only, so that ``study`` may use it too.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import socket
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from generation.errors import MiburiError

PARTIAL = ".partial"
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)  # of file systems without flock, as some clusters have


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def json_bytes(data: Any) -> bytes:
    """The one JSON form of Miburi: UTF-8, two spaces, a final newline, no NaN."""
    return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def read_toml(path: Path, missing: str) -> tuple[dict[str, Any], str]:
    """A file that people write: its data and its text. MiburiError names the file; ``missing`` is said if there is
    none."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except FileNotFoundError:
        raise MiburiError(f"{path}: {missing}") from None
    except UnicodeDecodeError as error:
        raise MiburiError(f"{path}: not UTF-8 text ({error.reason}); save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise MiburiError(f"{path}: not TOML ({error}); correct it there") from None


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a path to write to; on success it becomes ``path``, on any failure it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial_of(path)
    try:
        yield partial
        _sync(partial)
        partial.replace(path)
        _sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def atomic_write(path: Path, data: bytes) -> None:
    """Write ``data`` so that ``path`` holds all of it or is as it was."""
    with atomic_path(path) as partial:
        partial.write_bytes(data)


def write_once(path: Path, data: bytes, mode: int) -> None:
    """Write ``data``, for whoever ``mode`` allows, unless ``path`` is there already: of two processes at once, one
    writes."""
    partial = _partial_of(path)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        _sync(partial)
        with suppress(FileExistsError):
            os.link(partial, path)
        _sync(path.parent)
    finally:
        partial.unlink()


def _partial_of(path: Path) -> Path:
    """Where this process writes what becomes ``path``."""
    return path.with_name(f".{path.stem}.{os.getpid()}{PARTIAL}{path.suffix}")


def write_json(path: Path, data: Any) -> None:
    """Write ``data`` as JSON, atomically."""
    atomic_write(path, json_bytes(data))


def is_free(path: Path) -> bool:
    """Whether nothing is there, or an empty folder: what is put there takes nothing from anybody."""
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; on success it becomes ``path``, on any failure it is removed.

    ``path`` must not exist yet, or be empty.
    """
    with _folder_beside(path) as partial:
        yield partial
        _sync_all(partial)
        partial.replace(path)
        _sync(path.parent)


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """As `atomic_folder`, but ``path`` may hold an earlier folder: it goes only when the new one is in its place.

    Whenever the process is killed, one of the two is whole, at ``path`` or where `restore_folder` finds it.
    """
    aside = _aside(path)
    with _folder_beside(path) as partial:
        yield partial
        _sync_all(partial)
        restore_folder(path)
        try:
            if path.exists():
                shutil.rmtree(aside, ignore_errors=True)
                path.rename(aside)
            partial.rename(path)
        finally:
            restore_folder(path)
        _sync(path.parent)
        shutil.rmtree(aside, ignore_errors=True)


def restore_folder(path: Path) -> None:
    """Put back what a killed `replaced_folder` had moved aside: for whoever looks what ``path`` holds."""
    if is_free(path) and (aside := _aside(path)).exists():
        aside.replace(path)
        _sync(path.parent)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}{PARTIAL}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written in a folder that no other process writes to now."""
    for left in folder.glob(f".*.[0-9]*{PARTIAL}.*"):
        left.unlink(missing_ok=True)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold ``folder``, which need not be there, against every other process that asks to.

    MiburiError names the process that holds it. The lock is a file beside the folder; the system gives it up when the
    process ends, however it ends.
    """
    place = folder.resolve()
    lock = place.with_name(f".{place.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with _locked(lock, folder) as stream:
        stream.write(f"process {os.getpid()} on {socket.gethostname()}")
        stream.flush()
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _locked(lock: Path, folder: Path) -> IO[str]:
    """The lock's file, empty and held."""
    while True:
        stream = lock.open("a+")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            holder = stream.read() or "another process"
            stream.close()
            raise MiburiError(f"{folder}: {holder} is at work on it; wait for it, or choose another folder") from None
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
        if _is_at(lock, stream):
            stream.truncate(0)
            return stream
        stream.close()  # its holder removed it in between


def _is_at(path: Path, stream: IO[str]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(stream.fileno()))
    except FileNotFoundError:
        return False


def _sync_all(folder: Path) -> None:
    for file in folder.rglob("*"):
        _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
