"""The figures of a reproduction, each drawn from its report's numbers alone. Same numbers, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from generation.reproduction.figures.augmentation import draw_augmentation, draw_gain
from generation.reproduction.figures.latents import draw_distances, draw_intensity, draw_movement
from generation.reproduction.figures.quality import draw_quality
from generation.reproduction.figures.recognition import (
    draw_accuracy,
    draw_confusions,
    draw_label_accuracy,
    draw_reliability,
)
from generation.reproduction.figures.training import draw_training

Results = Mapping[str, Any]


@dataclass(frozen=True)
class ReportFigure:
    """``detailed``: scrolls sideways on a narrow screen rather than become too small to read."""

    name: str
    caption: str
    draw: Callable[[], Figure]
    detailed: bool = True


def figures_of(results: Results) -> dict[str, ReportFigure]:
    """The figures that these results have, in reporting order."""
    found = [*_recognition(results), *_augmentation(results), *_latents(results), *_quality(results)]
    found += _training(results)
    return {figure.name: figure for figure in found}


def _recognition(results: Results) -> list[ReportFigure]:
    recogniser, chance = results["recogniser"], results["chance"]
    names = [label["en"] for label in results["corpus"]["labels"]]
    matrices = [{**matrix, "title": f"{matrix['title']} ({matrix['n']:,})"} for matrix in recogniser["confusion"]]
    figures = [
        ReportFigure(
            "accuracy",
            "Accuracy of the recogniser by kind of clip; thin lines: Wilson’s intervals at 95 %, over trainings where "
            "clips were added; dashed: chance.",
            lambda: draw_accuracy(recogniser["accuracy"], chance, results["comparable"]),
        ),
        ReportFigure(
            "confusion",
            "What clips of each label are recognised as, in per cent of the row; frames: the three largest of a row.",
            lambda: draw_confusions(names, matrices),
        ),
        ReportFigure(
            "label_accuracy",
            "Accuracy by label; thin lines: Wilson’s intervals at 95 %; dashed: chance.",
            lambda: draw_label_accuracy(names, recogniser["by_label"], chance),
        ),
    ]
    curves = recogniser["calibration"]["reliability"]
    if curves:
        figures.append(
            ReportFigure(
                "reliability",
                "Confidence against accuracy of the test clips in 15 bins: bars are the bin’s accuracy, ticks its mean "
                "confidence; on the dashed line the recogniser is as sure as it is right.",
                lambda: draw_reliability(curves, curves[0]["n"]),
            )
        )
    return figures


def _augmentation(results: Results) -> list[ReportFigure]:
    found = results["augmentation"]
    figures = [
        ReportFigure(
            "augmentation",
            "Accuracy on real test clips against the number of clips added; bands: 95 % intervals over trainings, cut "
            f"at the edges. Chance is {100 * results['chance']:.1f} %.",
            lambda: draw_augmentation(found["arms"], found["baseline"], found["chance"]),
            detailed=False,
        )
    ]
    rows = [row for row in found["rows"] if row["lift"] and row["lift"]["value"] is not None and not row["note"]]
    if rows:
        figures.append(
            ReportFigure(
                "gain",
                "Gain in test accuracy by the largest number of clips added, with two intervals at 95 %: thick, over "
                "test clips; thin, over trainings, cut at the edges. Dashed: the gain to reach.",
                lambda: draw_gain(rows, found["verdict"]["to_reach"]),
                detailed=False,
            )
        )
    return figures


def _latents(results: Results) -> list[ReportFigure]:
    found = results["latents"]
    names = [label["en"] for label in results["corpus"]["labels"]]
    figures = [
        ReportFigure(
            "distances",
            "Euclidean distance between the labels’ mean latents; frames: the nearest other label of each row.",
            lambda: draw_distances(names, np.array(found["distances"]["euclidean"])),
        )
    ]
    if found["curves"]:
        figures.append(
            ReportFigure(
                "movement",
                "Movement of decoded clips between a low- and a high-intensity clip: thin lines are labels, means over "
                "their pairs; the thick line is the mean of labels.",
                lambda: draw_movement(found["curves"]),
            )
        )
    if found["intensity"]:
        figures.append(
            ReportFigure(
                "intensity",
                "Movement along each label’s axis of intensity: change from the low end, up where it goes as the "
                "label’s real clips do from low to high, whether that is more or less. Rows: mean latents decoded; low "
                "test clips moved by the same differences of latents; where the run can be asked, clips of its flow "
                "asked for at rising intensity, mean over a label’s. Dashed: how far real training clips go, drawn "
                "straight.",
                lambda: draw_intensity(found["intensity"]["curves"]),
            )
        )
    return figures


def _quality(results: Results) -> list[ReportFigure]:
    rows = [_ratios(row, results["quality"]["variants"]) for row in results["quality"]["rows"]]
    rows = [row for row in rows if row["ratios"]]
    if not rows:
        return []
    return [
        ReportFigure(
            "quality",
            "Generated over real clips, on a logarithmic axis; measures that real clips hardly show are left out.",
            lambda: draw_quality(rows, results["quality"]["target"]),
            detailed=False,
        )
    ]


def _ratios(row: Mapping[str, Any], variants: list[dict[str, str]]) -> dict[str, Any]:
    pairs = zip(row["cells"], variants, strict=True)
    ratios = [
        {"variant": cell["variant"], "title": variant["title"], "value": cell["ratio"]["value"]}
        for cell, variant in pairs
        if cell["ratio"] is not None and cell["ratio"]["value"]
    ]
    return {"title": row["title"], "ratios": ratios}


def _training(results: Results) -> list[ReportFigure]:
    models = dict.fromkeys(curve["model"] for curve in results["training"])

    def figure(model: str) -> ReportFigure:
        curves = [curve for curve in results["training"] if curve["model"] == model]
        caption = f"Training of the {model}: batches as logged, thin, and their running median."
        detailed = len({curve["quantity"] for curve in curves}) > 2
        return ReportFigure(f"training_{model}", caption, lambda: draw_training(curves), detailed)

    return [figure(model) for model in models]
