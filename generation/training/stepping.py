"""One step of training: losses, gradients, optimiser. On a GPU recorded once for each shape of batch and replayed.

A small transformer's step is a thousand short kernels, whose launching takes longer than their work; a CUDA graph
launches them all at once. Lengths are static there (``TrainingClips``), so that a few recordings serve a whole run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from generation.model.config import Schedule
from generation.training.seeding import mixed

if TYPE_CHECKING:
    from generation.training.loop import Inputs, Task

LARGEST_GRADIENT = 1.0  # norm over all parameters
_WARM_UP = 3  # eager steps before a recording, as CUDA graphs require: libraries allocate on first use

Shape = tuple[object, ...]


class Stepper:
    """Takes the steps of one task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.recorded = task.static_shapes and task.device.type == "cuda"
        self.recordings: dict[Shape, tuple[torch.cuda.CUDAGraph, Inputs, dict[str, Tensor]]] = {}
        self.eager_steps = 0

    def step(self, step: int) -> dict[str, Tensor]:
        """Losses of step 0, 1, ...; read them seldom, a GPU is waited for."""
        task = self.task
        set_learning_rate(task.optimizer, learning_rate(task.schedule, step))
        torch.manual_seed(mixed(task.seed, step))  # dropout
        task.module.train()
        inputs = task.inputs(step)
        if self.recorded and self.eager_steps >= _WARM_UP and len(inputs.tensors["clips"]) == task.schedule.batch:
            return self._replay(inputs)
        self.eager_steps += 1
        if not self.recorded:
            return self._take(inputs)
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            values = self._take(inputs)
        torch.cuda.current_stream().wait_stream(aside)
        return values

    def _take(self, inputs: Inputs) -> dict[str, Tensor]:
        task = self.task
        task.optimizer.zero_grad(set_to_none=True)
        values = task.losses(inputs)
        values["loss"].backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(task.module.parameters(), LARGEST_GRADIENT)
        task.optimizer.step()
        return {name: value.detach() for name, value in values.items()}

    def _replay(self, inputs: Inputs) -> dict[str, Tensor]:
        shape: Shape = (inputs.frames, *((name, tuple(each.shape)) for name, each in inputs.tensors.items()))
        if shape not in self.recordings:
            self.recordings[shape] = self._record(inputs)
        graph, fixed, values = self.recordings[shape]
        for name, tensor in inputs.tensors.items():
            fixed.tensors[name].copy_(tensor)
        graph.replay()
        return values

    def _record(self, inputs: Inputs) -> tuple[torch.cuda.CUDAGraph, Inputs, dict[str, Tensor]]:
        """A recording of a step with inputs of this shape. Recording does not run anything."""
        fixed = inputs.clone()
        pool = next(iter(self.recordings.values()))[0].pool() if self.recordings else None
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            values = self._take(fixed)
        return graph, fixed, values


def adamw(module: nn.Module, schedule: Schedule, device: torch.device) -> torch.optim.AdamW:
    """The optimiser of a task; on a GPU one whose step can be recorded, its learning rate a tensor."""
    recordable = device.type == "cuda"
    rate = torch.tensor(schedule.learning_rate, device=device) if recordable else schedule.learning_rate
    return torch.optim.AdamW(
        module.parameters(),
        lr=rate,
        weight_decay=schedule.weight_decay,
        foreach=not recordable,
        fused=recordable,
        capturable=recordable,
    )


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def learning_rate(schedule: Schedule, step: int) -> float:
    """Linear warm-up, then constant or a cosine that reaches zero after the last step."""
    rate = schedule.learning_rate * min(1.0, (step + 1) / max(1, schedule.warmup))
    return rate * 0.5 * (1 + math.cos(math.pi * step / schedule.steps)) if schedule.cosine else rate
