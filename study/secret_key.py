"""The site's secret key: from the environment, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from generation.errors import MiburiError


def secret_key(folder: Path) -> str:
    """MIBURI_SECRET_KEY if set; else the key in ``folder/secret_key`` (mode 0600), made on first use.

    MiburiError where ``folder`` cannot be made or the key not be kept in it.
    """
    path = folder / "secret_key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if key := os.environ.get("MIBURI_SECRET_KEY"):
            return key
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise MiburiError(
            f"{error.filename or path}: {error.strerror}; set MIBURI_VAR to a folder that can be written"
        ) from None


def _make(path: Path) -> None:
    """Two processes may start at once: each writes its own file, and the first link wins."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(50))
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
