"""Table I of the report: reconstruction and generation of both loss variants, from their evaluations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.reproduction import paper
from generation.reproduction.plan import VARIANTS

SPLIT_TITLES = {"train": "Training clips", "validation": "Validation clips", "test": "Test clips"}
ERRORS = ("angular_deg", "joint_cm", "mesh_cm", "root_cm", "mesh_with_root_cm")
METRICS = ("fid", "diversity", "diversity_all_pairs", "multimodality", "multimodality_all_pairs")

Evaluations = Mapping[str, Mapping[str, Any]]  # by variant


def reconstruction(evaluations: Evaluations) -> dict[str, Any]:
    """One group of rows per split: both variants, and the mean pose."""
    first = evaluations[VARIANTS[0].name]["reconstruction"]
    splits: list[dict[str, Any]] = []
    for split, measured in first.items():
        if not measured["clips"]:
            continue
        rows: list[dict[str, Any]] = [
            {
                "variant": variant.name,
                "title": variant.title,
                "errors": _picked(evaluations[variant.name]["reconstruction"][split]["reconstructed"], ERRORS),
            }
            for variant in VARIANTS
        ]
        rows.append({"variant": None, "title": "Mean pose", "errors": _picked(measured["mean_pose"], ERRORS)})
        counts = {name: measured[name] for name in ("clips", "frames", "mesh_frames")}
        splits.append({"split": split, "title": SPLIT_TITLES[split], **counts, "rows": rows})
    return {"splits": splits}


def generation(evaluations: Evaluations) -> dict[str, Any]:
    """Real beside generated clips, per variant and filter: against all recorded clips, and against the test split."""
    return {"all": _groups(evaluations, "all"), "test": _groups(evaluations, "test")}


def _groups(evaluations: Evaluations, reference: str) -> list[dict[str, Any]]:
    groups = []
    for filtered in (False, True):
        for variant in VARIANTS:
            evaluation = evaluations[variant.name]
            compared = evaluation["generation"][reference]["filtered" if filtered else "unfiltered"]
            accuracy = evaluation["recogniser"]["accuracy"]
            real, generated = (None, None) if filtered else (accuracy["test"], accuracy["generated"])
            groups.append(
                {
                    "variant": variant.name,
                    "filtered": filtered,
                    "title": f"{variant.title}, {'recognised clips only' if filtered else 'all clips'}",
                    "rows": [
                        _generation_row(compared, "recorded", real, paper.REAL_ACCURACY),
                        _generation_row(compared, "generated", generated, paper.GENERATED_ACCURACY),
                    ],
                }
            )
    return groups


def _generation_row(
    compared: Mapping[str, Any], side: str, accuracy: Mapping[str, Any] | None, theirs: float
) -> dict[str, Any]:
    return {
        "real": side == "recorded",
        "title": "Real" if side == "recorded" else "Generated",
        "n": compared["n"],
        "accuracy": accuracy,
        **_picked(compared[side], METRICS),
        "paper": None if accuracy is None else theirs,
    }


def _picked(estimates: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: estimates[name] for name in names}
