"""The report's section on latents: distances between labels, and movement along the axis of intensity."""

import numpy as np
import pytest

from generation.reproduction.figures.latents import draw_distances, draw_intensity
from generation.reproduction.latents import DRAWN, QUANTITIES, distances, intensity


def measured(euclidean, spread=None, clips=None):
    labels = ["joy", "sadness", "anger"][: len(euclidean)]
    return {
        "labels": labels,
        "euclidean": euclidean,
        "spread": spread or [1.0] * len(labels),
        "training_clips": clips or [101] * len(labels),
    }


def test_every_label_has_its_nearest_and_farthest_other_label():
    rows = distances(measured([[0, 3, 5], [3, 0, 4], [5, 4, 0]]))["rows"]
    assert [(row["nearest"]["label"], row["farthest"]["label"]) for row in rows] == [
        ("sadness", "anger"), ("joy", "anger"), ("sadness", "joy"),
    ]  # fmt: skip
    assert rows[0]["nearest"]["distance"] == 3


def test_the_distance_by_chance_is_that_of_means_of_halves_of_one_label():
    """Simulated: many pairs of means of n draws of one distribution."""
    rng = np.random.default_rng(0)
    n, width = 40, 6
    draws = rng.normal(0, 3, (2, 4000, n, width))
    apart = np.sqrt(np.square(draws[0].mean(1) - draws[1].mean(1)).sum(-1).mean())
    spread = np.sqrt(np.square(draws - draws.mean(2, keepdims=True)).sum(-1).mean())
    stated = distances(measured([[0, 1], [1, 0]], [spread, spread], [n, n]))["by_chance"]
    assert stated == pytest.approx(apart, rel=0.02)


def test_a_single_label_and_single_clips_have_no_distances():
    alone = distances(measured([[0.0]]))
    assert (alone["rows"][0]["nearest"], alone["rows"][0]["farthest"], alone["by_chance"]) == (None, None, None)
    assert distances(measured([[0, 1], [1, 0]], clips=[1, 5]))["by_chance"] is None
    assert draw_distances(["joy"], np.zeros((1, 1)))


def test_the_nearest_label_of_each_row_is_framed():
    axes = draw_distances(["joy", "sadness", "anger"], np.array([[0, 3, 5], [3, 0, 4], [5, 4, 0.0]])).axes[0]
    frames = {(round(mark.get_y() + 0.42), round(mark.get_x() + 0.44)) for mark in axes.patches}
    assert frames == {(0, 1), (1, 0), (2, 1)}


def way(*values):
    steps = [{"weight": weight, "movement": dict.fromkeys(QUANTITIES, value)} for weight, value in values]
    return [{"weight": -1.0, "movement": dict.fromkeys(QUANTITIES, 99.0)}, *steps]


@pytest.fixture
def along():
    """Two labels: joy gains with intensity, as the mean latents do; sadness loses, and so do they."""

    def end(value, clips):
        return {"clips": clips, "movement": dict.fromkeys(QUANTITIES, value)}

    share = {"value": 0.5, "low": 0.1, "high": 0.9, "n": 2}
    group = {"rho": {"value": 1.0, "low": None, "high": None, "n": 2}, "positive": share, "throughout": share}
    summary = {"real_rises_share": share, "ends_agree": {**share, "value": 1.0}, "towards_real": group}
    return {
        "quantities": {name: {"unit": "m"} for name in QUANTITIES},
        "intensity": {
            "labels": {
                "joy": {
                    "low": end(1.0, 7), "high": end(3.0, 8),
                    "steps": way((0, 5), (0.5, 5.5), (1, 6)),
                    "moved": {"clips": 2, "steps": way((0, 1), (0.5, 2), (1, 3))},
                    "asked": {"clips": 5, "steps": way((0, 1), (0.5, 3), (1, 5))},
                },
                "sadness": {
                    "low": end(3.0, 9), "high": end(2.0, 9),
                    "steps": way((0, 4), (0.5, 3.5), (1, 3)), "moved": {"clips": 0, "steps": []},
                    "asked": {"clips": 5, "steps": way((0, 4), (0.5, 3), (1, 2))},
                },
            },
            "mean_latents": dict.fromkeys(QUANTITIES, summary),
            "moved_clips": dict.fromkeys(QUANTITIES, summary),
            "asked_clips": dict.fromkeys(QUANTITIES, summary),
            "asked_means": dict.fromkeys(QUANTITIES, summary),
        },
    }  # fmt: skip


def test_the_axis_of_intensity_is_told_with_its_numbers_of_labels_and_clips(along):
    found = intensity(along)
    assert (found["labels"], found["clips"], found["moved"], found["steps"]) == (2, {"low": 16, "high": 17}, 2, 3)
    assert [row["name"] for row in found["rows"]] == list(QUANTITIES)
    speed = found["rows"][0]
    assert (speed["rises"]["value"], speed["mean_latents"]["ends"]["value"]) == (0.5, 1.0)
    assert speed["moved_clips"]["throughout"]["n"] == speed["asked_clips"]["throughout"]["n"] == 2
    assert (found["asked"], found["asked_reason"]) == (10, None)
    assert intensity({**along, "intensity": None}) is None


def test_changes_along_the_axis_start_from_the_low_end_and_leave_out_what_is_beyond(along):
    curves = intensity(along)["curves"]
    assert [curve["name"] for curve in curves] == list(DRAWN)
    joy, sadness = curves[0]["lines"]
    assert curves[0]["weights"] == [0, 0.5, 1]
    assert (joy["real"], joy["mean_latents"], joy["moved_clips"]) == (2.0, [0, 0.5, 1], [0, 1, 2])
    assert (joy["asked_clips"], sadness["asked_clips"]) == ([0, 2, 4], [0, -1, -2])
    assert (sadness["real"], sadness["mean_latents"], sadness["moved_clips"]) == (-1.0, [0, -0.5, -1], [])


def test_a_change_goes_up_where_it_goes_as_real_clips_do_even_if_those_lose(along):
    figure = draw_intensity(intensity(along)["curves"])
    above, below, last = (figure.axes[row * len(DRAWN)] for row in range(3))
    assert [list(line.get_ydata()) for line in above.lines[:4]] == [[0, 0.5, 1], [0, 0.5, 1], [0, 0.5, 1], [0, 1.5]]
    assert [list(line.get_ydata()) for line in below.lines[:3]] == [[0, 1, 2], [0, 1, 2], [0, 2]]
    assert [list(line.get_ydata()) for line in last.lines[:3]] == [[0, 2, 4], [0, 1, 2], [0, 1.5, 3]]


def test_clips_that_could_not_be_asked_for_have_no_row_and_a_reason(along):
    measured = along["intensity"]
    measured |= {"asked_clips": None, "asked_means": None, "asked_reason": "the run has no flow"}
    for axis in measured["labels"].values():
        axis["asked"] = None
    found = intensity(along)
    assert (found["asked"], found["asked_reason"]) == (0, "the run has no flow")
    assert all(row["asked_clips"] is row["asked_means"] is None for row in found["rows"])
    assert all(line["asked_clips"] == [] for curve in found["curves"] for line in curve["lines"])
    assert len(draw_intensity(found["curves"]).axes) == 2 * len(DRAWN)
