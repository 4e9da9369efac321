"""The report's sections on quality of motion and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generation.reproduction.plan import VARIANTS
from generation.reproduction.table1 import Evaluations
from generation.reproduction.targets import SKATING

MEASURES = {  # title, unit, decimals
    "skating_speed": ("Foot skating", "cm/s", 2),
    "skating_share": ("Frames with a sliding foot", "share", 3),
    "support_speed": ("Speed of the supporting sole", "cm/s", 2),
    "penetration_share": ("Frames with a sole in the floor", "share", 3),
    "penetration_depth": ("Floor penetration", "cm", 3),
    "floating": ("Lowest sole above the floor", "cm", 2),
    "jerk": ("Jerk", "m/s³", 1),
    "jerk_peak": ("Jerk, peak", "m/s³", 0),
    "acceleration_peak": ("Acceleration, peak", "m/s²", 1),
    "joint_speed": ("Speed of the joints", "m/s", 3),
    "root_speed": ("Speed over the floor", "m/s", 3),
    "extent": ("Extent", "m", 3),
    "rest_share": ("Frames at rest", "share", 3),
}
LOG_ROWS = 200  # of a training curve in report.json


def quality(evaluations: Evaluations) -> dict[str, Any]:
    """Every measure of real and generated clips, and their ratio per variant."""
    measured = {variant.name: evaluations[variant.name]["quality"] for variant in VARIANTS}
    rows = []
    for name, (title, unit, digits) in MEASURES.items():
        cells = [
            {
                "variant": variant.name,
                "generated": as_estimate(measured[variant.name]["generated"].get(name)),
                "ratio": as_estimate(measured[variant.name]["ratio"][name]),
            }
            for variant in VARIANTS
        ]
        real = as_estimate(measured[VARIANTS[0].name]["real"].get(name))
        rows.append({"name": name, "title": title, "unit": unit, "digits": digits, "real": real, "cells": cells})
    return {
        "target": SKATING,
        "variants": [{"name": variant.name, "title": variant.title} for variant in VARIANTS],
        "clips": {
            "real": measured[VARIANTS[0].name]["real"]["n"],
            **{variant.name: measured[variant.name]["generated"]["n"] for variant in VARIANTS},
        },
        "rows": rows,
        "long_clips": [_long_clips(variant.title, evaluations[variant.name]["long_clips"]) for variant in VARIANTS],
    }


def _long_clips(title: str, measured: Mapping[str, Any]) -> dict[str, Any]:
    """Jerk and acceleration of one-minute clips over those of usual ones."""
    ratios = {name: as_estimate(measured["ratio"][name]) for name in ("jerk", "jerk_peak", "acceleration_peak")}
    lengths = {name: measured[name] for name in ("seconds", "reference_seconds")}
    return {"title": title, "n": measured["long"]["n"], **lengths, **ratios}


def as_estimate(measured: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """{mean, low, high} as {value, low, high}; None where there were no clips."""
    if measured is None:
        return None
    return {"value": measured["mean"], **{name: value for name, value in measured.items() if name != "mean"}}


def training_curves(logs: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Every logged quantity of every model of both runs, thinned to ``LOG_ROWS`` steps; logs: log.csv by variant."""
    curves = []
    for variant in VARIANTS:
        log = pd.read_csv(logs[variant.name])
        for model, rows in log.groupby("model", sort=False):
            if model == "recogniser" and variant is not VARIANTS[0]:
                continue  # both runs share it
            kept = rows.iloc[np.unique(np.linspace(0, len(rows) - 1, LOG_ROWS).round().astype(int))]
            curves += [
                {
                    "model": str(model),
                    "variant": variant.name,
                    "title": variant.title,
                    "quantity": quantity,
                    "steps": [int(step) for step in kept["step"]],
                    "values": [round(float(value), 6) for value in kept[quantity]],
                }
                for quantity in _logged(kept)
            ]
    return curves


def _logged(rows: pd.DataFrame) -> Sequence[str]:
    return [
        str(name)
        for name in rows.columns
        if name not in ("model", "step") and rows[name].notna().all() and rows[name].any()
    ]
