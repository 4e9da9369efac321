"""Terms of use: found beside the recordings, carried by the corpus and by everything made from it."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

from generation.corpus.sources import Source

UNKNOWN = "unknown: ask the owner"
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|terms)", re.IGNORECASE)
README_FILE = re.compile(r"readme", re.IGNORECASE)
CREATIVE_COMMONS = re.compile(
    r"(?P<title>Attribution(?P<nc>-NonCommercial)?(?P<nd>-NoDeriv\w*)?(?P<sa>-ShareAlike)?) (?P<version>\d\.\d)", re.I
)


def find_terms(source: Source) -> tuple[str, dict[str, str]]:
    """The terms in words, and for the provenance the file they stand in with its SHA-256 and first line.

    A licence file is preferred over a readme's line on the licence, the one nearest the top over the others.
    """
    for pattern, whole in ((LICENCE_FILE, True), (README_FILE, False)):
        for file in sorted(source.files, key=lambda file: (file.count("/"), file)):
            if pattern.match(PurePosixPath(file).name):
                data = source.read(file)
                lines = _telling_lines(data.decode("utf-8", errors="replace"), whole)
                if lines:
                    digest = hashlib.sha256(data).hexdigest()
                    terms = f"{_short_name(lines[0])} (see {file} of {source.name})"
                    return terms, {"file": file, "sha256": digest, "first_line": lines[0]}
    return UNKNOWN, {}


def _telling_lines(text: str, whole: bool) -> list[str]:
    """Lines with words in them; of a readme, those about the licence."""
    lines = [line.strip(" \t#*=-") for line in text.splitlines()]
    return [line[:200] for line in lines if line and (whole or re.search(r"licen[cs]e\b.*\w", line, re.I))]


def _short_name(line: str) -> str:
    """``CC BY-NC 4.0`` for Creative Commons' long titles, any other line as it is."""
    match = CREATIVE_COMMONS.search(line)
    if match is None:
        return line
    parts = [part.upper() for part in ("nc", "nd", "sa") if match[part]]
    return f"CC {'-'.join(['BY', *parts])} {match['version']}"
