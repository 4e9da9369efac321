"""The log of a training for TensorBoard, for those who have it installed; ``log.csv`` is written in any case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generation.errors import MiburiError
from generation.training.loop import LogRow, Record, unrecorded


def check_tensorboard() -> None:
    """MiburiError when TensorBoard is not installed."""
    try:
        import torch.utils.tensorboard  # noqa: F401
    except ImportError:
        raise MiburiError(
            "--tensorboard: the package tensorboard is not installed; `pip install tensorboard`, or read log.csv"
        ) from None


@contextmanager
def recorder(folder: Path | None, name: str) -> Iterator[Record]:
    """Yield what writes rows of the log of the model ``name`` into ``folder``, nowhere if that is None."""
    if folder is None:
        yield unrecorded
        return
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder / name)) as writer:

        def record(row: LogRow) -> None:
            for key, value in row.items():
                if key != "step":
                    writer.add_scalar(key, value, int(row["step"]))

        yield record
