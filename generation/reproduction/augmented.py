"""The augmentation section: the four arms of the paper's Fig. 4, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generation.reproduction import paper
from generation.reproduction.verdict import verdict

HEADLINE = ("one-time", "supervised")  # the paper's best arm
ORACLE = "oracle"

Summary = Mapping[str, Any]


def augmentation(summary: Summary, judged: bool) -> dict[str, Any]:
    """``summary``: augmentation.json. judged: false where no figure means anything."""
    arms = [_arm(arm) for arm in summary["arms"]]
    return {
        "seeds": summary["seeds"],
        "sizes": summary["sizes"],
        "test_clips": summary["test_clips"],
        "chance": summary["chance"],
        "baseline": summary["baseline"]["test_accuracy"],
        "arms": arms,
        "rows": _rows(summary, arms),
        "ceiling": _ceiling(arms),
        "verdict": verdict(headline(summary), oracle(summary), judged),
        "plateaus": [{"title": arm["title"], **arm["plateau"]} for arm in arms],
    }


def headline(summary: Summary) -> Mapping[str, Any] | None:
    """The largest size of the one-time supervised arm; None where that arm was left out."""
    return _largest(summary, *HEADLINE)


def oracle(summary: Summary) -> Mapping[str, Any] | None:
    """The largest size of the arm of real clips of another corpus; None without that arm."""
    return _largest(summary, "one-time", ORACLE)


def _largest(summary: Summary, schedule: str, kind: str) -> Mapping[str, Any] | None:
    for arm in summary["arms"]:
        if (arm["schedule"], arm["filter"]) == (schedule, kind):
            point: Mapping[str, Any] = arm["points"][-1]
            return point
    return None


def _ceiling(arms: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """What real clips of another corpus, as many as the largest size, gain; None without that arm."""
    for arm in arms:
        if arm["filter"] == ORACLE:
            point = arm["points"][-1]
            return {"size": min(point["added"]), "lift": point["lift"], "lift_over_clips": point["lift_over_clips"]}
    return None


def _arm(arm: Mapping[str, Any]) -> dict[str, Any]:
    points = [
        {
            "size": point["size"],
            "added": point["added"],
            "accuracy": point["test_accuracy"],
            "lift": point["lift"],
            "lift_over_clips": point["lift_over_clips"],
        }
        for point in arm["points"]
    ]
    names = {"schedule": arm["schedule"], "filter": arm["filter"], "title": arm_title(arm["schedule"], arm["filter"])}
    return {**names, "points": points, "plateau": arm["plateau"]}


def arm_title(schedule: str, kind: str) -> str:
    return "Real clips of another corpus" if kind == ORACLE else f"{schedule.capitalize()}, {kind}"


def _rows(summary: Summary, arms: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without added clips, every arm at its largest size, and the point that the validation split would choose."""
    nothing = {"accuracy": summary["baseline"]["test_accuracy"], "lift": None, "lift_over_clips": None}
    rows = [
        {
            "title": "None",
            "note": "",
            "size": 0,
            "added": None,
            **nothing,
            "paper": paper.WRITTEN[paper.REAL_ACCURACY],
        }
    ]
    for arm in arms:
        theirs = f"{paper.WRITTEN[paper.AUGMENTED_ACCURACY]} with {paper.AUGMENTED_SIZE:,}"
        given = "–" if arm["filter"] == ORACLE else "not given"
        is_headline = (arm["schedule"], arm["filter"]) == HEADLINE
        names = {name: arm[name] for name in ("title", "schedule", "filter")}
        rows.append({**names, "note": "", **arm["points"][-1], "paper": theirs if is_headline else given})
    best = summary["best"]
    if best["size"] is not None:
        point = {name: best[name] for name in ("size", "added", "lift", "lift_over_clips")}
        title = arm_title(best["schedule"], best["filter"])
        note = "arm and number chosen by the validation clips"
        rows.append({"title": title, "note": note, **point, "accuracy": best["test_accuracy"], "paper": "–"})
    return rows
