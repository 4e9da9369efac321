"""The results to reach, each with this run's figure and whether it does; beside them, the paper's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generation.reproduction import paper
from generation.reproduction.page import Estimate, decimal, decimal_range, percent, percent_range, times

RATIO, MESH_CM, GAIN, SKATING = 0.80, 3.0, 0.15, 1.5


@dataclass(frozen=True)
class Reached:
    """This run's estimates: of the generator with vertex loss on the test split, and of one-time supervised
    augmentation; None where the stage left none."""

    ratio: Estimate | None
    mesh_cm: Estimate | None
    gain: Estimate | None
    skating: Estimate | None


def targets(reached: Reached, judged: bool) -> list[dict[str, Any]]:
    """Each with name, title, meaning, goal, estimate, how it is written, whether met (null where not measured).

    ``judged``: false where no figure means anything, so that none is met or missed.
    """
    found = [
        _target(
            "ratio", "Generated-to-real recognition", "accuracy on generated over that on real test clips",
            reached.ratio, RATIO, at_least=True,
            words=(f"≥ {RATIO:.2f}", decimal(reached.ratio), decimal_range(reached.ratio), f"{paper.RATIO:.3f}"),
        ),
        _target(
            "mesh_cm", "Reconstruction, mesh error", "test clips given back by way of their latent",
            reached.mesh_cm, MESH_CM, at_least=False,
            words=(
                f"≤ {MESH_CM:g} cm", _centimetres(reached.mesh_cm), decimal_range(reached.mesh_cm),
                f"< {paper.MESH_ERROR_BELOW_CM:g} cm",
            ),
        ),
        _target(
            "gain", "Gain by augmentation", "test accuracy with generated clips added once, supervised, over without",
            reached.gain, GAIN, at_least=True,
            words=(
                f"≥ {100 * GAIN:.0f} %", percent(reached.gain), percent_range(reached.gain),
                f"{100 * paper.AUGMENTATION_GAIN:.0f} %",
            ),
        ),
        _target(
            "skating", "Foot skating", "of generated clips over that of real ones", reached.skating, SKATING,
            at_least=False,
            words=(f"≤ {SKATING:g}×", times(reached.skating), decimal_range(reached.skating), "not given"),
        ),
    ]  # fmt: skip
    return found if judged else [{**target, "met": None} for target in found]


def _target(
    name: str,
    title: str,
    meaning: str,
    estimate: Estimate | None,
    limit: float,
    *,
    at_least: bool,
    words: tuple[str, str, str, str],
) -> dict[str, Any]:
    value = None if estimate is None else estimate["value"]
    met = None if value is None else (value >= limit if at_least else value <= limit)
    goal, shown, interval, theirs = words
    return {
        "name": name, "title": title, "meaning": meaning, "limit": limit, "at_least": at_least,
        "estimate": None if estimate is None else dict(estimate), "met": met,
        "goal": goal, "shown": shown, "interval": interval, "paper": theirs,
    }  # fmt: skip


def _centimetres(estimate: Estimate | None) -> str:
    return decimal(estimate) if estimate is None or estimate["value"] is None else f"{decimal(estimate)} cm"
