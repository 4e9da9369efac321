"""One training by many processes, as ``torchrun`` starts them: gloo on CPUs, NCCL on GPUs.

Every process knows the whole batch and takes every n-th clip of it. Losses are divided by the counts of the whole
batch, so that losses and gradients add up to those of one process with that batch, however ragged the parts.
Gradients lie in one buffer, summed at once after the backward pass: ``DistributedDataParallel`` sums them during it, by
hooks that a recorded step (``generation.training.stepping``) would not run, and divides by the number of processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.distributed.rendezvous import rendezvous

from generation.errors import MiburiError
from generation.model.device import choose_device
from generation.progress import console

if TYPE_CHECKING:
    from generation.training.loop import Inputs

PATIENCE = timedelta(hours=24)  # the first process evaluates alone, the others wait; dead ones are noticed at once
_TORCHRUN = {"RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"}
_FAILED = "miburi/failed"

Value = TypeVar("Value")


@dataclass(frozen=True)
class Ranks:
    """This process among the ``size`` that train together; the ``first`` writes the files. Alone it does nothing."""

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        return self.rank == 0

    def part(self, inputs: Inputs) -> Inputs:
        """What of a step is this process's."""
        return inputs if self.size == 1 else inputs.part(self.rank, self.size)

    def check(self, clips: int, batch: int) -> None:
        """MiburiError when the last batch of an epoch of ``clips`` has none for some process."""
        last = clips % batch or batch
        if last < self.size:
            raise MiburiError(
                f"the last batch of {clips} training clips has {last}, too few for {self.size} processes; "
                f"train with another --batch than {batch}, or with fewer processes"
            )

    def same(self, module: nn.Module) -> None:
        """Give all processes the first one's weights."""
        if self.size > 1:
            for tensor in module.state_dict().values():
                _together(distributed.broadcast, tensor, 0)

    def summed(self, values: Mapping[str, Tensor]) -> dict[str, float]:
        """Scalars, added up over the processes."""
        totals = torch.stack([value.detach().float() for value in values.values()])
        if self.size > 1:
            _together(distributed.all_reduce, totals)
        return dict(zip(values, totals.tolist(), strict=True))

    def agreed(self, interrupted: bool, stopped: bool) -> tuple[bool, bool]:
        """Whether any process was interrupted, and whether the first one is to stop."""
        if self.size == 1:
            return interrupted, stopped
        flags = torch.tensor([interrupted, stopped and self.first], dtype=torch.uint8)
        _together(distributed.all_reduce, flags, distributed.ReduceOp.MAX)
        return bool(flags[0]), bool(flags[1])

    def from_first(self, act: Callable[..., Value], *given: object) -> Value:
        """What ``act`` returns to the first process, which alone calls it; the others wait until it has."""
        returned: list[Value | None] = [act(*given) if self.first else None]
        if self.size > 1:
            _together(distributed.broadcast_object_list, returned, 0)
        value: Value = returned[0]  # type: ignore[assignment]
        return value


ALONE = Ranks()


class SharedGradients:
    """The gradients of a module in one buffer, that all processes sum at once."""

    def __init__(self, module: nn.Module) -> None:
        parameters = list(module.parameters())
        sizes = [parameter.numel() for parameter in parameters]
        self.buffer = torch.zeros(sum(sizes), device=parameters[0].device)
        for parameter, part in zip(parameters, torch.split(self.buffer, sizes), strict=True):
            parameter.grad = part.view_as(parameter)  # the backward pass adds to it in place

    def zero(self) -> None:
        self.buffer.zero_()

    def sum(self) -> None:
        _together(distributed.all_reduce, self.buffer)


@contextmanager
def joined(device: str) -> Iterator[Ranks]:
    """Yield this process's place among those that ``torchrun`` started, ``ALONE`` without it, its device its own.

    Only the first process writes to the terminal. When one fails, it says why and all end; the others end in silence.
    """
    where = choose_device(device)
    if not _TORCHRUN.issubset(os.environ):
        yield ALONE
        return
    store, rank, size = next(iter(rendezvous("env://", timeout=PATIENCE)))
    console.quiet = rank > 0
    try:
        take_device(where)
        backend = "cpu:gloo,cuda:nccl" if where.type == "cuda" else "gloo"
        distributed.init_process_group(backend, store=store, rank=rank, world_size=size, timeout=PATIENCE)
        yield Ranks(rank, size)
    except (Exception, KeyboardInterrupt) as error:
        if store.add(_FAILED, 1) > 1:
            raise SystemExit(130 if isinstance(error, KeyboardInterrupt) else 2) from None
        raise
    finally:
        console.quiet = False
        if distributed.is_initialized():
            distributed.destroy_process_group()


def take_device(where: torch.device) -> None:
    """Each process of a machine takes a GPU of its own."""
    if where.type == "mps":
        raise MiburiError("--device mps: several processes cannot train on it together; use --device cpu")
    local = int(os.environ["LOCAL_RANK"])
    if where.type == "cuda":
        if local >= (there := torch.cuda.device_count()):
            raise MiburiError(
                f"no GPU is left for process {local + 1} of this machine, which has {there}; "
                f"start at most as many processes (--nproc-per-node {there}), or use --device cpu"
            )
        torch.cuda.set_device(local)


def _together(communicate: Callable[..., object], *given: object) -> None:
    """MiburiError when another process is gone."""
    try:
        communicate(*given)
    except RuntimeError as error:
        raise MiburiError(
            f"another process of this training has ended ({str(error).splitlines()[0][:100]}); "
            "see its message, then start all again with --resume"
        ) from None
