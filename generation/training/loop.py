"""The training loop of both models: steps, log, checkpoints, interruption.

What a step does depends on nothing but the weights, the optimiser's state and the step's number: a run that was
interrupted at any step and resumed ends with the same weights as one that was not.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from rich.progress import Progress
from torch import Tensor, nn

from generation.errors import MiburiError
from generation.model.config import Schedule
from generation.training.checkpoint import Checkpoint, load_optimizer, load_strictly, optimizer_tensors
from generation.training.distributed import ALONE, Ranks
from generation.training.stepping import Stepper, adamw

CHECKPOINT_SECONDS = 60.0
LOG_ROWS = 1000  # at most, per model

LogRow = dict[str, float]
Record = Callable[[LogRow], None]


def unrecorded(row: LogRow) -> None:
    """The row stays in the task's log alone."""


@dataclass(frozen=True)
class Inputs:
    """What a step reads, on its device: indices of ``clips`` and random numbers, and the length to pad them to.

    Where several processes share a step, these are one's part of it, and ``batch`` has the indices of all clips.
    """

    tensors: dict[str, Tensor]
    frames: int

    @property
    def batch(self) -> Tensor:
        return self.tensors.get("batch", self.tensors["clips"])

    @property
    def share(self) -> float:
        """How many of the step's clips are here."""
        return len(self.tensors["clips"]) / len(self.batch)

    def part(self, number: int, count: int) -> Inputs:
        """Part 0, 1, ... of ``count``: every so-many-th clip."""
        rows = {name: tensor[number::count] for name, tensor in self.tensors.items() if name != "batch"}
        return Inputs({**rows, "batch": self.batch}, self.frames)

    def clone(self) -> Inputs:
        return Inputs({name: tensor.clone() for name, tensor in self.tensors.items()}, self.frames)


class Task:
    """A model in training. ``log`` grows by a row every ``log_every`` steps.

    ``static_shapes``: its batches come in few shapes and its layers can be recorded on a GPU. ``frames_at_once``: a
    batch with more, padding included, is learnt from in parts, which bounds a step's memory and changes nothing else.
    """

    name: str
    static_shapes = False
    frames_at_once: float = math.inf

    def __init__(self, module: nn.Module, schedule: Schedule, seed: int, device: torch.device) -> None:
        self.module, self.schedule, self.seed, self.device = module, schedule, seed, device
        self.optimizer = adamw(module, schedule, device)
        self.log: list[LogRow] = []
        self.log_every = max(10, math.ceil(schedule.steps / LOG_ROWS))
        self.stopped = False

    def inputs(self, step: int) -> Inputs:
        """What step 0, 1, ... reads."""
        raise NotImplementedError

    def losses(self, inputs: Inputs) -> dict[str, Tensor]:
        """Scalars of a step, ``loss`` the one to make small; those of a batch's parts add up to its own."""
        raise NotImplementedError

    def precision(self) -> AbstractContextManager[None]:
        """bfloat16 for a transformer's matrix products on a GPU, float32 elsewhere; losses are always float32."""
        if self.device.type != "cuda":
            return nullcontext()
        # A cast that were cached while recording would never be made again, and the weights would stand still.
        return torch.autocast("cuda", torch.bfloat16, cache_enabled=False)

    def after_step(self, done: int) -> None:
        """Called with the number of steps done; may set ``stopped``."""

    def finish(self) -> None:
        """Called once, after the last step."""

    def extra_tensors(self) -> dict[str, Tensor]:
        """What the task keeps beside weights and optimiser."""
        return {}

    def extra_state(self) -> dict[str, Any]:
        return {}

    def restore(self, tensors: dict[str, Tensor], state: dict[str, Any]) -> None:
        """Take back ``extra_tensors`` and ``extra_state``."""


def train(task: Task, checkpoint: Path, progress: Progress, ranks: Ranks = ALONE, record: Record = unrecorded) -> None:
    """Run ``task`` to its end, from ``checkpoint`` if there is one; ``record`` is given each row of the log.

    The checkpoint is written every minute, and on Ctrl-C or SIGTERM before KeyboardInterrupt goes on its way.
    """
    done = _resume(task, checkpoint) if checkpoint.exists() else 0
    bar = progress.add_task(f"training {task.name}", total=task.schedule.steps, completed=done, note="")
    saved, stepper = time.monotonic(), Stepper(task, ranks)
    with _deferred_interrupt() as interrupted, torch.random.fork_rng():
        while done < task.schedule.steps and not task.stopped:
            values = stepper.step(done)
            done += 1
            task.after_step(done)
            ending, task.stopped = ranks.agreed(bool(interrupted), task.stopped)
            progress.update(bar, completed=done)
            if done % task.log_every == 0 or done == task.schedule.steps:
                task.log.append({"step": done, **_rounded(ranks.summed(values))})
                record(task.log[-1])
                progress.update(bar, note=f"loss {task.log[-1]['loss']:.4f}")
                _check_loss(task)
            if ending:
                ranks.from_first(_save, task, checkpoint, done)
                raise KeyboardInterrupt
            if ranks.first and time.monotonic() - saved > CHECKPOINT_SECONDS:
                _save(task, checkpoint, done)
                saved = time.monotonic()
    progress.update(bar, total=done, completed=done)


def _rounded(values: dict[str, float]) -> LogRow:
    return {name: round(value, 6) for name, value in values.items()}


def _check_loss(task: Task) -> None:
    last = task.log[-1]
    if not math.isfinite(last["loss"]):
        raise MiburiError(
            f"training the {task.name} diverged: its loss is {last['loss']} at step {int(last['step'])}; "
            "train into another folder with a smaller --kl or a larger --batch"
        )


def _save(task: Task, path: Path, done: int) -> None:
    groups = {
        "model": task.module.state_dict(),
        "optimizer": optimizer_tensors(task.optimizer),
        "extra": task.extra_tensors(),
    }
    Checkpoint(
        {f"{group}.{name}": tensor for group, tensors in groups.items() for name, tensor in tensors.items()},
        {"step": done, "log": task.log, "stopped": task.stopped, "extra": task.extra_state()},
    ).save(path)


def _resume(task: Task, path: Path) -> int:
    saved = Checkpoint.load(path)
    groups: dict[str, dict[str, Tensor]] = {"model": {}, "optimizer": {}, "extra": {}}
    for name, tensor in saved.tensors.items():
        group, rest = name.split(".", 1)
        groups[group][rest] = tensor
    load_strictly(task.module, groups["model"], path)
    load_optimizer(task.optimizer, groups["optimizer"])
    task.restore(groups["extra"], saved.state["extra"])
    task.log, task.stopped = list(saved.state["log"]), bool(saved.state["stopped"])
    return int(saved.state["step"])


@contextmanager
def _deferred_interrupt() -> Iterator[list[int]]:
    """Yield a list that Ctrl-C and SIGTERM fill, so that no step is cut in half; a second one interrupts at once.

    SIGTERM is what a cluster sends when a job's time is over or its place is needed.
    """
    received: list[int] = []

    def note(signum: int, frame: FrameType | None) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(signum)

    try:
        before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread: Ctrl-C goes elsewhere
        yield received
        return
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
