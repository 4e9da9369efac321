"""What R says: figures.csv and choices.csv, made by reference.R (R 4.2.2, base only)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
LABELS = ("angry", "happy", "neutral", "sad")
_FIGURES = pd.read_csv(HERE / "figures.csv").set_index("name")["value"]


def figure(name: str) -> float:
    return float(_FIGURES[name])


def figures(name: str) -> list[float]:
    """All that share a name: NAME.1, NAME.2 …"""
    found = [key for key in _FIGURES.index if key.rpartition(".")[0] == name]
    return [figure(f"{name}.{place + 1}") for place in range(len(found))]


def small_study() -> pd.DataFrame:
    """12 raters, 24 clips of 4 emotions in 2 conditions; a few answers are not there."""
    return pd.read_csv(HERE / "choices.csv")
