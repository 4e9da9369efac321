"""A process's highest resident size. Loads nothing that would add to it."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def resident_megabytes() -> float:
    """Of this process; on Linux since its record was last cleared."""
    if STATUS.exists():  # where the other figure may be of the process that started this one
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1e3
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1e6 if sys.platform == "darwin" else 1e3)
