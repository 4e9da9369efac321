"""Figures: the same bytes twice, and what they mark."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from generation.reproduction.figures import figures_of
from generation.reproduction.figures.augmentation import draw_augmentation
from generation.reproduction.figures.quality import draw_quality
from generation.reproduction.figures.recognition import draw_accuracy, draw_confusions, top_of_row
from generation.reproduction.figures.style import render
from generation.reproduction.figures.training import running_median
from generation.reproduction.results import gather

NAMES = ["joy", "sadness", "anger", "fear"]


def frames_of(figure: Figure) -> set[tuple[int, int]]:
    """(row, column) of the marked cells of the first matrix."""
    marks = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return {(round(mark.get_y() + 0.42), round(mark.get_x() + 0.42)) for mark in marks}


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_figure_has_the_same_bytes_twice(form):
    matrix = {"title": "Real", "counts": np.arange(16).reshape(4, 4).tolist()}
    first, second = (render(lambda: draw_confusions(NAMES, [matrix, matrix]), ["SYNTHETIC CORPUS"], form) for _ in "ab")
    assert first == second
    assert b"Date" not in first and b"date" not in first


def test_the_three_largest_shares_of_a_row_are_framed_and_empty_rows_are_not():
    counts = [[5, 1, 3, 2], [0, 0, 0, 0], [0, 9, 0, 0], [1, 1, 1, 1]]
    figure = draw_confusions(NAMES, [{"title": "Real", "counts": counts}])
    assert frames_of(figure) == {(0, 0), (0, 2), (0, 3), (2, 1), (3, 0), (3, 1), (3, 2)}


def test_of_three_labels_none_is_marked():
    assert top_of_row(np.array([0.5, 0.3, 0.2])) == []
    assert top_of_row(np.array([0.1, 0.4, 0.4, 0.1])) == [1, 2, 0]


def test_confusions_without_any_clip_still_draw():
    assert render(lambda: draw_confusions(NAMES, [{"title": "Real", "counts": [[0] * 4] * 4}]), [], "svg")


def test_the_papers_bars_are_hatched_and_named_where_they_do_not_compare():
    rows = [{"title": "Real, test", "value": 0.4, "low": 0.3, "high": 0.5, "paper": 0.3428}]
    for comparable, label in ((True, "Paper"), (False, "Paper: not comparable")):
        figure = draw_accuracy(rows, 0.25, comparable)
        bars = [patch for patch in figure.axes[0].patches if patch.get_height() == 0.3428]
        assert [bool(bar.get_hatch()) for bar in bars] == [not comparable]
        assert label in [text.get_text() for text in figure.legends[0].get_texts()]


def test_augmentation_of_one_seed_draws_without_bands():
    value = {"value": 0.3, "low": None, "high": None}
    arm = {"schedule": "one-time", "filter": "oracle", "title": "Real", "points": [{"size": 5, "accuracy": value}]}
    figure = draw_augmentation([arm], value, 0.25)
    assert not figure.axes[0].collections


def test_the_most_that_skating_may_reach_is_marked():
    rows = [{"title": "Foot skating", "ratios": [{"variant": "with", "title": "With", "value": 0.01}]}]
    figure = draw_quality(rows, 1.5)
    assert 1.5 in {line.get_xdata()[0] for line in figure.axes[0].lines}


def test_the_running_median_ignores_a_single_outlier():
    values = [1.0] * 60
    values[30] = 99.0
    assert running_median(values) == [1.0] * 60


def test_every_figure_of_a_report_draws_with_its_warnings(finished):
    results = gather(finished.corpus, finished.plan)
    names = set(figures_of(results))
    assert {"accuracy", "confusion", "label_accuracy", "reliability", "augmentation", "movement", "quality"} <= names
    assert {"gain", "distances", "intensity", "training_generator", "training_recogniser"} <= names
    for name in names:
        for form in ("svg", "png"):
            assert (finished.plan.report / "figures" / f"{name}.{form}").stat().st_size > 5000
