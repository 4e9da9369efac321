"""The training loop of both models: steps, log, checkpoints, interruption.

What a step does depends on nothing but the weights, the optimiser's state and the step's number: a run that was
interrupted at any step and resumed ends with the same weights as one that was not.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from rich.progress import Progress
from torch import Tensor, nn

from generation.errors import MiburiError
from generation.model.config import Schedule
from generation.training.checkpoint import Checkpoint, load_optimizer, load_strictly, optimizer_tensors
from generation.training.seeding import seeded

CHECKPOINT_SECONDS = 60.0
LOG_ROWS = 1000  # at most, per model

LogRow = dict[str, float]


class Task:
    """A model in training. ``log`` grows by a row every ``log_every`` steps."""

    name: str

    def __init__(self, module: nn.Module, schedule: Schedule, seed: int) -> None:
        self.module, self.schedule, self.seed = module, schedule, seed
        parameters = list(module.parameters())
        self.optimizer = torch.optim.AdamW(
            parameters, lr=schedule.learning_rate, weight_decay=schedule.weight_decay, foreach=True
        )
        self.log: list[LogRow] = []
        self.log_every = max(10, math.ceil(schedule.steps / LOG_ROWS))
        self.stopped = False

    def losses(self, step: int) -> dict[str, Tensor]:
        """Scalars of the step's batch; ``loss`` is the one to make small."""
        raise NotImplementedError

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


def train(task: Task, checkpoint: Path, progress: Progress) -> None:
    """Run ``task`` to its end, from ``checkpoint`` if there is one.

    The checkpoint is written every minute, and on Ctrl-C before KeyboardInterrupt goes on its way.
    """
    done = _resume(task, checkpoint) if checkpoint.exists() else 0
    bar = progress.add_task(f"training {task.name}", total=task.schedule.steps, completed=done, note="")
    saved = time.monotonic()
    with _deferred_interrupt() as interrupted:
        while done < task.schedule.steps and not task.stopped:
            values = _step(task, done)
            done += 1
            task.after_step(done)
            progress.update(bar, completed=done)
            if done % task.log_every == 0 or done == task.schedule.steps:
                task.log.append({"step": done, **{name: round(float(value), 6) for name, value in values.items()}})
                progress.update(bar, note=f"loss {task.log[-1]['loss']:.4f}")
                _check_loss(task)
            if interrupted or time.monotonic() - saved > CHECKPOINT_SECONDS:
                _save(task, checkpoint, done)
                saved = time.monotonic()
            if interrupted:
                raise KeyboardInterrupt
    progress.update(bar, total=done, completed=done)


def learning_rate(schedule: Schedule, step: int) -> float:
    """Linear warm-up, then constant or a cosine that reaches zero after the last step."""
    rate = schedule.learning_rate * min(1.0, (step + 1) / max(1, schedule.warmup))
    return rate * 0.5 * (1 + math.cos(math.pi * step / schedule.steps)) if schedule.cosine else rate


def _step(task: Task, step: int) -> dict[str, Tensor]:
    for group in task.optimizer.param_groups:
        group["lr"] = learning_rate(task.schedule, step)
    task.module.train()
    with seeded(task.seed, step):  # dropout and the sampled latents
        values = task.losses(step)
    task.optimizer.zero_grad(set_to_none=True)
    values["loss"].backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(task.module.parameters(), 1.0)
    task.optimizer.step()
    return {name: value.detach() for name, value in values.items()}


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
    """Yield a list that Ctrl-C fills, so that no step is cut in half; a second Ctrl-C interrupts at once."""
    received: list[int] = []

    def note(signum: int, frame: FrameType | None) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(signum)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread: Ctrl-C goes elsewhere
        yield received
        return
    try:
        yield received
    finally:
        signal.signal(signal.SIGINT, before)
