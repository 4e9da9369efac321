"""One small interface for work that is done elsewhere, job by job.

A ``Workshop`` is opened once in each process that works: it loads what all jobs share, a renderer or a model, and gives
back the worker that does one job after the other. Jobs and results travel by value, so that no disk is shared.
"""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from generation.errors import MiburiError

Job = TypeVar("Job")
Result = TypeVar("Result")
Report = Callable[[int], None]
"""Called with how much of a job has been done since the last call, in the job's own unit (frames, motions)."""
Worker = Callable[[Job, Report], Result]
Workshop = Callable[[], Worker[Job, Result]]
"""Must survive pickling: it is opened in another process."""


class Executor(Protocol):
    """Where jobs are done."""

    def results(
        self, workshop: Workshop[Job, Result], jobs: Iterable[Job], report: Report
    ) -> Iterator[tuple[int, Result]]:
        """Yield (number of the job, its result) as jobs are finished, in whatever order.

        ``jobs`` is read as workers get free. The first failure ends the work: MiburiError for what a person can put
        right, RuntimeError with the worker's traceback for what they cannot.
        """
        ...


def in_order(results: Iterable[tuple[int, Result]]) -> Iterator[Result]:
    """Results by the number of their job."""
    held: dict[int, Result] = {}
    number = 0
    for finished, result in results:
        held[finished] = result
        while number in held:
            yield held.pop(number)
            number += 1


def refuse_other_versions(wanted: Mapping[str, str], here: Mapping[str, str]) -> None:
    """MiburiError names the first of the ``wanted`` versions that this machine does not have."""
    for name, version in wanted.items():
        if here.get(name) != version:
            raise MiburiError(
                f"{socket.gethostname()} has {name} {here.get(name, 'not at all')}, the work was begun with {version}; "
                "install the same on every machine"
            )


def attempt(step: Callable[[], Any]) -> tuple[str, Any]:
    """What ``step`` came to, in a form that travels: ("result", value), ("error", its line) or ("crash", traceback)."""
    try:
        return "result", step()
    except (EOFError, BrokenPipeError, ConnectionResetError):  # of the line to the parent
        raise
    except MiburiError as error:
        return "error", str(error)
    except OSError as error:
        return "error", f"{error.filename or 'temporary folder'}: {error.strerror or error}"
    except Exception:
        return "crash", traceback.format_exc()


def outcome(kind: str, value: Any) -> Any:
    """The value of a result; what else ``attempt`` may tell is raised."""
    if kind == "result":
        return value
    raise (MiburiError if kind == "error" else RuntimeError)(value)
