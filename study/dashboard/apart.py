"""Results of large studies, computed by a process of its own and at low priority: no page and no rater's answer waits.

``python -m study.dashboard.apart DATABASE STUDY``: what is found is written to standard output, for this module only.
Nothing of Django is imported before the new process has set it up.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from study.dashboard.computing import Kept

ROOT = Path(__file__).resolve().parents[2]
LESS_URGENT = 10
TOO = "simulated-too"


def computed_apart(study: int, database: str, *, include_simulated: bool) -> Iterator[Kept]:
    """What `computing.computed` yields, of the study with this key. RuntimeError if the process fails, which has told
    why on the console."""
    command = [sys.executable, "-m", "study.dashboard.apart", database, str(study)]
    command += [TOO] if include_simulated else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            while True:
                yield pickle.load(process.stdout)
        except EOFError:
            status = process.wait()
        except BaseException:
            process.kill()
            raise
    if status:
        raise RuntimeError(f"the process that computes results ended with {status}")


def compute(found: BinaryIO, database: str, study: int, *, include_simulated: bool) -> None:
    """In the new process: all results, as soon as they are known."""
    if hasattr(os, "nice"):
        os.nice(LESS_URGENT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "study.settings")
    import django

    django.setup()
    from django.db import connection

    from study.dashboard.computing import computed, counted
    from study.models import Study

    connection.settings_dict["NAME"] = database
    of = Study.objects.get(pk=study)
    for kept in computed(of, include_simulated, counted(of)):
        pickle.dump(kept, found)
        found.flush()


if __name__ == "__main__":
    into, sys.stdout = sys.stdout.buffer, sys.stderr  # what anything prints must not get among the results
    compute(into, sys.argv[1], int(sys.argv[2]), include_simulated=TOO in sys.argv[3:])
