"""Where an export goes: a new or empty folder, or an earlier export of the same study and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generation.errors import MiburiError
from generation.files import exclusive, is_free, replaced_folder, restore_folder
from study.exports.description import DESCRIPTION, PSYCH_DS, WRITTEN_BY

# All that an export of study NAME can hold, and what Python leaves beside load.py. Earlier versions had products/.
CONTENTS = (
    r"dataset_description\.json|README\.md|CHANGES\.md|\.psychds-ignore",
    r"data/study-NAME(_description-[a-z]+)?_data\.(csv|json)",
    r"documentation/codebook(_en\.csv|_ja\.csv|\.json)",
    r"materials/(study|texts)\.json",
    r"analysis/(load\.py|load\.R|__pycache__/load\.[\w.-]+\.pyc)",
    r"(results|products)/parquet/[a-z]+\.parquet",
    r"(results|products)/bids/(README|dataset_description\.json|participants\.(json|tsv)|task-NAME_events\.json)",
    r"(results|products)/bids/sub-[\w-]+/beh/sub-[\w-]+_task-NAME_events\.tsv",
)


@contextmanager
def placed(out: Path, name: str) -> Iterator[Path]:
    """Yield an empty folder to fill, which becomes ``out``; on any failure ``out`` is as it was.

    name: of the study, as in its data's file names. MiburiError if ``out`` holds what no export of this study wrote,
    or another process is at work on it.
    """
    with exclusive(out):
        restore_folder(out)
        _refuse_other_contents(out, name)
        with replaced_folder(out) as folder:
            yield folder


def _refuse_other_contents(out: Path, name: str) -> None:
    if is_free(out):
        return
    if not _is_export(out):
        raise MiburiError(f"{out} exists and is not an earlier export; name a new folder or remove it")
    pattern = re.compile("|".join(CONTENTS).replace("NAME", re.escape(name)))
    for path in sorted(out.rglob("*")):
        place = path.relative_to(out).as_posix()
        if (path.is_symlink() or not path.is_dir()) and not pattern.fullmatch(place):
            raise MiburiError(
                f"{path} is not part of an export of this study and would be lost; move it or name a new folder"
            )


def _is_export(out: Path) -> bool:
    try:
        described = json.loads((out / DESCRIPTION).read_bytes())
        return bool(described["schemaVersion"] == PSYCH_DS and WRITTEN_BY in described["creativeWorkStatus"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
