"""The recogniser's section: accuracy by kind of clip, confusions, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.evaluation.intervals import proportion
from generation.reproduction import paper
from generation.reproduction.plan import VARIANTS, WITH
from generation.reproduction.table1 import Evaluations

SPLITS = {"train": "Real, training", "validation": "Real, validation", "test": "Real, test"}


def recogniser(evaluations: Evaluations, augmented: Mapping[str, Any] | None) -> dict[str, Any]:
    """``augmented``: test accuracy after one-time supervised augmentation, the largest size; None without it.

    Both variants share one recogniser, so that its accuracy on real clips is given once.
    """
    measured = evaluations[WITH.name]["recogniser"]
    return {
        "accuracy": _accuracy(evaluations, augmented),
        "confusion": [
            {"title": "Real test clips", **_matrix(measured["confusion"]["test"])},
            {"title": "Generated clips", **_matrix(measured["confusion"]["generated"])},
        ],
        "by_label": _by_label(evaluations),
        "calibration": _calibration(measured["calibration"]),
    }


def _accuracy(evaluations: Evaluations, augmented: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    measured = evaluations[WITH.name]["recogniser"]["accuracy"]
    rows = [
        _row(title, measured[split], paper.REAL_ACCURACY if split == "test" else None)
        for split, title in SPLITS.items()
    ]
    for variant in VARIANTS:
        generated = evaluations[variant.name]["recogniser"]["accuracy"]["generated"]
        theirs = paper.GENERATED_ACCURACY if variant is WITH else None
        rows.append(_row(f"Generated, {variant.title.lower()}", generated, theirs))
    if augmented is not None:
        rows.append(_row("Real test, augmented", augmented, paper.AUGMENTED_ACCURACY))
    return [row for row in rows if row["n"]]


def _row(title: str, estimate: Mapping[str, Any], theirs: float | None) -> dict[str, Any]:
    return {"title": title, **{name: estimate.get(name) for name in ("value", "low", "high", "n")}, "paper": theirs}


def _matrix(confusion: Mapping[str, Any]) -> dict[str, Any]:
    counts = confusion["counts"]
    return {"counts": counts, "top": confusion["top"], "n": sum(map(sum, counts))}


def _by_label(evaluations: Evaluations) -> list[dict[str, Any]]:
    """Accuracy on each label: of real test clips, and of each variant's generated ones."""
    matrices = {"Real test clips": evaluations[WITH.name]["recogniser"]["confusion"]["test"]}
    for variant in VARIANTS:
        title = f"Generated, {variant.title.lower()}"
        matrices[title] = evaluations[variant.name]["recogniser"]["confusion"]["generated"]
    return [
        {"title": title, "cells": [proportion(row[place], sum(row)) for place, row in enumerate(matrix["counts"])]}
        for title, matrix in matrices.items()
    ]


def _calibration(measured: Mapping[str, Any]) -> dict[str, Any]:
    rows = []
    for split in ("validation", "test"):
        for when in ("before", "after"):
            figures = measured[split][when]
            if figures is not None:
                rows.append({"split": split, "when": when, **figures})
    temperature = measured["temperature"]
    titles = {"before": "As trained", "after": f"Temperature {temperature:.2f}"}
    reliability = [
        {"title": titles[row["when"]], **{name: row[name] for name in ("n", "ece")}, "bins": row.pop("reliability")}
        for row in rows
        if row["split"] == "test"
    ]
    for row in rows:
        row.pop("reliability", None)
    return {"temperature": temperature, "fitted_on": measured["fitted_on"], "rows": rows, "reliability": reliability}
