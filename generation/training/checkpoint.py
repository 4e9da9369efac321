"""Weights and training state on disk: safetensors and JSON, written whole or not at all, loaded strictly, no pickle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from generation.errors import MiburiError
from generation.files import atomic_write

_STATE = "state"  # one metadata key: safetensors does not keep the order of several, and bytes should repeat


@dataclass(frozen=True)
class Checkpoint:
    """Named tensors, and whatever else JSON can hold."""

    tensors: dict[str, Tensor]
    state: dict[str, Any]

    def save(self, path: Path) -> None:
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.tensors.items()}
        atomic_write(path, save(tensors, {_STATE: json.dumps(self.state)}))

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        try:
            with safe_open(path, "pt") as file:
                state = json.loads((file.metadata() or {})[_STATE])
                return cls({name: file.get_tensor(name) for name in file.keys()}, state)  # noqa: SIM118
        except (SafetensorError, KeyError, ValueError) as error:
            raise MiburiError(f"{path}: not a checkpoint that Miburi can read ({error}); remove it") from None


def save_weights(path: Path, tensors: dict[str, Tensor]) -> None:
    atomic_write(path, save({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}))


def load_weights(path: Path) -> dict[str, Tensor]:
    """MiburiError when the file is missing or damaged."""
    try:
        return dict(load_file(path))
    except FileNotFoundError:
        raise MiburiError(f"{path}: no such file; train the run again") from None
    except SafetensorError as error:
        raise MiburiError(f"{path}: not a file of weights ({error}); train the run again") from None


def load_module(path: Path, module: nn.Module) -> None:
    """Load weights strictly. MiburiError when they are of another model or label set."""
    load_strictly(module, load_weights(path), path)


def load_strictly(module: nn.Module, tensors: dict[str, Tensor], path: Path) -> None:
    """Set all of a module's weights; MiburiError when the names or shapes are not the module's own."""
    own = module.state_dict()
    wrong = sorted(own.keys() ^ tensors.keys())
    wrong += [name for name in own.keys() & tensors.keys() if own[name].shape != tensors[name].shape]
    if wrong:
        raise MiburiError(
            f"{path}: the weights are of another model or label set (first difference: {wrong[0]}); "
            "use the run folder as it was written"
        )
    module.load_state_dict(tensors, strict=True)


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's state, named ``parameter.quantity``."""
    state = optimizer.state_dict()["state"]
    return {f"{index}.{name}": value for index, values in state.items() for name, value in values.items()}


def load_optimizer(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """The inverse of ``optimizer_tensors``."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        index, quantity = name.split(".", 1)
        state.setdefault(int(index), {})[quantity] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
