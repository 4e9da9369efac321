"""The section on latents: what they decode to, how far apart labels lie, and what intensity does in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

QUANTITIES = {
    "speed": "Speed",
    "peak_hand_speed": "Peak hand speed",
    "acceleration": "Acceleration",
    "extent": "Extent",
    "amplitude": "Amplitude",
    "hand_height": "Height of the hands",
    "trunk_lean": "Lean of the trunk",
    "root_path": "Way over the floor",
}
NO_PAIRS = "the test split has no label with clips of low and of high intensity"
WAYS = {"mean_latents": "steps", "moved_clips": "moved", "asked_clips": "asked"}  # summary, and where its steps are
DRAWN = ("speed", "peak_hand_speed", "extent", "amplitude")  # of these


def latents(result: Mapping[str, Any]) -> dict[str, Any]:
    """``result``: interpolation.json. ``curves``: of each quantity, every label's mean over its pairs."""
    labels = [
        {"label": name, "cells": [_recognised(kinds[kind]) for kind in ("mean_latent", "bias_vector")]}
        for name, kinds in result["labels"].items()
    ]
    known = {"labels": labels, "distances": distances(result["mean_latent_distances"])}
    if not result["pairs"]:
        return {**known, "pairs": 0, "reason": NO_PAIRS, "trends": None, "curves": [], "intensity": None}
    return {
        **known,
        "pairs": len(result["pairs"]),
        "split": result["provenance"]["settings"]["split"],
        "trends": [_trend(name, trend) for name, trend in result["trends"].items()],
        "curves": [_curve(result, name) for name in DRAWN],
        "intensity": intensity(result),
    }


def distances(measured: Mapping[str, Any]) -> dict[str, Any]:
    """Between the labels' mean latents; of each label the nearest and the farthest other one.

    ``by_chance``: the root mean square distance of two means that differ only because each is of other clips, mean over
    all pairs of labels: the variances of two independent means add up. Null where a label has too few clips to tell.
    """
    between, spread = np.array(measured["euclidean"]), np.array(measured["spread"])
    clips = np.array(measured["training_clips"])
    rows = [
        {
            "label": name,
            "clips": int(clips[place]),
            "spread": measured["spread"][place],
            "nearest": _other(measured, place, np.argmin),
            "farthest": _other(measured, place, np.argmax),
        }
        for place, name in enumerate(measured["labels"])
    ]
    by_chance = None
    if len(clips) > 1 and clips.min() > 1:
        of_mean = np.square(spread) / (clips - 1)
        first, second = np.triu_indices(len(clips), 1)
        by_chance = round(float(np.sqrt(of_mean[first] + of_mean[second]).mean()), 6)
    return {"labels": list(measured["labels"]), "euclidean": between.tolist(), "by_chance": by_chance, "rows": rows}


def _other(measured: Mapping[str, Any], place: int, choose: Any) -> dict[str, Any] | None:
    """The other label that lies nearest or farthest; None where there is no other."""
    others = [other for other in range(len(measured["labels"])) if other != place]
    if not others:
        return None
    row = measured["euclidean"][place]
    chosen = others[int(choose([row[other] for other in others]))]
    return {"label": measured["labels"][chosen], "distance": row[chosen]}


def intensity(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """Movement along each label's axis from its low to its high clips, against what the real clips do; None without."""
    measured = result["intensity"]
    if measured is None or not measured["labels"]:
        return None
    axes = measured["labels"]
    return {
        "labels": len(axes),
        "clips": {end: sum(axis[end]["clips"] for axis in axes.values()) for end in ("low", "high")},
        "moved": sum(axis["moved"]["clips"] for axis in axes.values()),
        "asked": sum(axis["asked"]["clips"] for axis in axes.values() if axis["asked"]),
        "asked_reason": measured.get("asked_reason"),
        "steps": len(_inside(next(iter(axes.values()))["steps"])),
        "rows": [_along(name, measured) for name in result["quantities"]],
        "curves": [_changes(result, name) for name in DRAWN],
    }


def _along(name: str, measured: Mapping[str, Any]) -> dict[str, Any]:
    """One quantity: in how many labels real clips have more of it, and how the ways along the axis agree. Clips that
    could not be asked for are None."""
    ways: dict[str, Any] = dict.fromkeys((*WAYS, "asked_means"))
    for way in ways:
        if measured[way]:
            ways[way] = {"ends": measured[way][name]["ends_agree"], **measured[way][name]["towards_real"]}
    return {
        "name": name,
        "title": QUANTITIES[name],
        "rises": measured["mean_latents"][name]["real_rises_share"],
        **ways,
    }


def _changes(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One quantity's change from the low end at each weight: per label, all ways, and what real clips do."""
    axes = result["intensity"]["labels"]
    lines = []
    for label, axis in axes.items():
        changes = {
            way: _from_first([step["movement"][name] for step in _steps(axis[key])]) for way, key in WAYS.items()
        }
        real = axis["high"]["movement"][name] - axis["low"]["movement"][name]
        lines.append({"label": label, "real": round(real, 6), **changes})
    weights = [step["weight"] for step in _inside(next(iter(axes.values()))["steps"])]
    unit = result["quantities"][name]["unit"]
    return {"name": name, "title": f"{QUANTITIES[name]} ({unit})", "weights": weights, "lines": lines}


def _steps(way: Any) -> list[dict[str, Any]]:
    """Of one way; none where it was not gone."""
    return _inside(way if isinstance(way, list) else way["steps"] if way else [])


def _inside(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those from one end to the other, not beyond."""
    return [step for step in steps if 0 <= step["weight"] <= 1]


def _from_first(values: Sequence[float]) -> list[float]:
    return [round(value - values[0], 6) for value in values]


def strips(folder: Path) -> list[dict[str, str]]:
    """The rendered sheets: mean latents and bias vectors first, then one interpolation per label; empty without any."""
    sheets = sorted(folder.glob("*.png"), key=lambda path: (not path.stem.startswith("mean"), path.stem))
    return [{"file": sheet.name, "caption": _caption(sheet.stem)} for sheet in sheets]


def _caption(name: str) -> str:
    if name.startswith("mean"):
        return "Poses decoded from each label’s mean latent and from its bias vector alone."
    label = name.removeprefix("interpolation-").rsplit("-", 1)[0].replace("_", " ")
    return (
        f"{label.capitalize()}: between a real clip of low intensity, above, and one of high intensity, below; "
        "w: weight of the latter’s latent."
    )


def _recognised(decoded: Mapping[str, Any]) -> dict[str, Any]:
    return {"predicted": decoded["predicted"], "probability": decoded["probabilities"][decoded["predicted"]]}


def _trend(name: str, trend: Mapping[str, Any]) -> dict[str, Any]:
    groups = {"rising": trend["real_rises"], "all": trend["all_pairs"]}
    none = {"value": None, "n": 0, "reason": "no such pair"}
    known = {key: group if group["rho"]["n"] else dict.fromkeys(group, none) for key, group in groups.items()}
    return {"name": name, "title": QUANTITIES[name], **known}


def _curve(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    by_label: dict[str, list[list[float]]] = {}
    for pair in result["pairs"]:
        values = [step["movement"][name] for step in _inside(pair["steps"])]
        by_label.setdefault(pair["label"], []).append(values)
    lines = [
        {"label": label, "pairs": len(values), "values": np.mean(values, axis=0).round(6).tolist()}
        for label, values in by_label.items()
    ]
    unit = result["quantities"][name]["unit"]
    weights = [step["weight"] for step in _inside(result["pairs"][0]["steps"])]
    return {"name": name, "title": f"{QUANTITIES[name]} ({unit})", "weights": weights, "lines": lines}
