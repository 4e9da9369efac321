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
from generation.training.distributed import ALONE, Ranks, SharedGradients
from generation.training.seeding import mixed

if TYPE_CHECKING:
    from generation.training.loop import Inputs, Task

LARGEST_GRADIENT = 1.0  # norm over all parameters
_WARM_UP = 3  # eager steps before a recording, as CUDA graphs require: libraries allocate on first use

Shape = tuple[object, ...]


class Stepper:
    """Takes the steps of one task."""

    def __init__(self, task: Task, ranks: Ranks = ALONE) -> None:
        self.task, self.ranks = task, ranks
        ranks.same(task.module)
        self.shared = SharedGradients(task.module) if ranks.size > 1 else None
        self.recorded = task.static_shapes and task.device.type == "cuda"
        self.recordings: dict[Shape, tuple[torch.cuda.CUDAGraph, Inputs, dict[str, Tensor]]] = {}
        self.eager_steps = 0

    def step(self, step: int) -> dict[str, Tensor]:
        """Losses of step 0, 1, ...; read them seldom, a GPU is waited for."""
        task = self.task
        set_learning_rate(task.optimizer, learning_rate(task.schedule, step))
        torch.manual_seed(mixed(self.ranks.rank, task.seed, step))  # dropout
        task.module.train()
        inputs = self.ranks.part(task.inputs(step))
        if self.recorded and self.eager_steps >= _WARM_UP and len(inputs.batch) == task.schedule.batch:
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
        values = self._differentiate(inputs)
        self._update()
        return values

    def _differentiate(self, inputs: Inputs) -> dict[str, Tensor]:
        if self.shared:
            self.shared.zero()
        else:
            self.task.optimizer.zero_grad(set_to_none=True)
        totals: dict[str, Tensor] = {}
        for part in self._affordable(inputs):
            values = self.task.losses(part)
            values["loss"].backward()  # type: ignore[no-untyped-call]
            totals = {name: value.detach() + totals.get(name, 0.0) for name, value in values.items()}
        return totals

    def _affordable(self, inputs: Inputs) -> list[Inputs]:
        """The step's clips in as many parts as memory asks for; their gradients add up."""
        clips = len(inputs.tensors["clips"])
        count = min(clips, math.ceil(clips * inputs.frames / self.task.frames_at_once)) if inputs.frames else 1
        return [inputs.part(number, count) for number in range(count)] if count > 1 else [inputs]

    def _update(self) -> None:
        if self.shared:
            self.shared.sum()
        nn.utils.clip_grad_norm_(self.task.module.parameters(), LARGEST_GRADIENT)
        self.task.optimizer.step()

    def _replay(self, inputs: Inputs) -> dict[str, Tensor]:
        shape: Shape = (inputs.frames, *((name, tuple(each.shape)) for name, each in inputs.tensors.items()))
        if shape not in self.recordings:
            self.recordings[shape] = self._record(inputs)
        graph, fixed, values = self.recordings[shape]
        for name, tensor in inputs.tensors.items():
            fixed.tensors[name].copy_(tensor)
        graph.replay()
        if self.shared:
            self._update()
        return values

    def _record(self, inputs: Inputs) -> tuple[torch.cuda.CUDAGraph, Inputs, dict[str, Tensor]]:
        """A recording of a step with inputs of this shape, up to where the processes meet. Recording runs nothing."""
        fixed = inputs.clone()
        pool = next(iter(self.recordings.values()))[0].pool() if self.recordings else None
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            values = self._differentiate(fixed) if self.shared else self._take(fixed)
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
