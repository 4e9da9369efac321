"""The site's secret key: from the environment, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from generation.errors import MiburiError
from generation.files import write_once


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
            write_once(path, secrets.token_urlsafe(50).encode(), 0o600)
        if not (key := path.read_text().strip()):
            raise MiburiError(
                f"{path} is empty; put it back from a backup, or remove it: then there is a new key, and raters who "
                "began with the old one are not known again"
            )
        return key
    except OSError as error:
        raise MiburiError(
            f"{error.filename or path}: {error.strerror}; set MIBURI_VAR to a folder that can be written"
        ) from None
