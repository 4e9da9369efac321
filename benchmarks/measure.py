"""Time, memory and the lines that a benchmark ends in."""

from __future__ import annotations

import ctypes
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from benchmarks.resident import resident_megabytes

Metrics = dict[str, float]
CLEAR_REFS = Path("/proc/self/clear_refs")


def seconds(work: Callable[[], object], device: torch.device) -> float:
    """How long ``work`` takes until the device has finished it."""
    synchronize(device)
    started = time.perf_counter()
    work()
    synchronize(device)
    return time.perf_counter() - started


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def spread_over(costs: Sequence[float], count: int) -> list[int]:
    """Positions of ``count`` of the costs, the middles of as many equal parts in their order from small to large."""
    ranked = sorted(range(len(costs)), key=lambda position: (costs[position], position))
    return [ranked[int((part + 0.5) * len(ranked) / count)] for part in range(count)]


class PeakMemory:
    """The most memory in use within its blocks, in MB: of the device where it has its own, else of the process.

    On a GPU it is what the device gave since the object was made, in the first block alone: recorded steps keep theirs,
    and later nobody could tell whose it is.
    """

    def __init__(self, device: torch.device) -> None:
        self.device, self.megabytes, self.before = device, 0.0, 0
        if device.type == "cuda":
            torch.cuda.empty_cache()
            self.before = torch.cuda.memory_reserved(device)

    def __enter__(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
        elif CLEAR_REFS.exists():  # Linux: what was freed goes back, and the highest resident size starts again
            if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
                trim(0)
            CLEAR_REFS.write_text("5")

    def __exit__(self, *error: object) -> None:
        if self.device.type != "cuda":
            self.megabytes = max(self.megabytes, resident_megabytes())
        elif not self.megabytes:
            self.megabytes = (torch.cuda.max_memory_reserved(self.device) - self.before) / 1e6


def machine(device: torch.device) -> str:
    """What the figures were measured on."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else processor()
    return f"torch {torch.__version__}, {device.type}: {name}, {torch.get_num_threads()} threads"


def processor() -> str:
    """The machine's processor, by name."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def print_metrics(metrics: Metrics) -> None:
    """One line ``METRIC name value`` each; four significant digits are more than any of them has."""
    for name, value in metrics.items():
        print(f"METRIC {name} {value:.4g}")
