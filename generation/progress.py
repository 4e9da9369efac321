"""Progress bars: what is being done, how far, how fast, how long still."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

console = Console(stderr=True)


def progress_bar(unit: str, estimated_over: float = 30.0) -> Progress:
    """A rich progress bar counting ``unit``; give tasks a ``note`` field for loss, frames/s and the like.

    estimated_over: seconds that the estimate of the time left looks back on; units that take long need more of them.
    """
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        speed_estimate_period=estimated_over,
    )
