"""Where the models run."""

from __future__ import annotations

import torch

from generation.errors import MiburiError

DEVICES = ("auto", "cuda", "mps", "cpu")


def choose_device(name: str) -> torch.device:
    """``auto`` takes cuda, then mps, then cpu; MiburiError when the named one is not on this machine."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, available in there.items() if available)
    if not there.get(name, False):
        usable = ", ".join(kind for kind, available in there.items() if available)
        raise MiburiError(f"device {name!r} is not available on this machine; use --device auto, or one of {usable}")
    return torch.device(name)
