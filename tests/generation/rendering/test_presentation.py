"""What a set's presentation may be, from a design's table or a command line."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

import pytest

from generation.errors import MiburiError
from generation.rendering.presentation import PLAIN, Presentation, rgb
from generation.rendering.presentation_arguments import add_presentation_arguments, presentation_of


def asked(*options: str, designed: dict[str, Any] | None = None) -> Presentation:
    parser = argparse.ArgumentParser()
    add_presentation_arguments(parser)
    return presentation_of(parser.parse_args(options), designed)


def test_a_body_is_grey_on_a_grey_floor() -> None:
    assert (PLAIN.background, PLAIN.body_colour, PLAIN.floor) == ("#cecece", "#9c9c9c", True)


@pytest.mark.parametrize("display", ["points", "stick"])
def test_points_and_lines_are_white_on_black_without_a_floor(display: str) -> None:
    shown = Presentation(display=display)
    assert (shown.background, shown.body_colour, shown.floor) == ("#000000", "#ffffff", False)


def test_colours_that_are_chosen_stay() -> None:
    assert Presentation(display="points", background="#CECECE").background == "#cecece"
    assert Presentation(body_colour="#ff8000").body_colour == "#ff8000"


@pytest.mark.parametrize("presentation", [PLAIN, Presentation(display="stick", fps=60, follow=True, fade=0.5)])
def test_what_is_recorded_reads_back_as_the_same(presentation: Presentation) -> None:
    assert Presentation.from_json(json.loads(json.dumps(presentation.to_json()))) == presentation


def test_a_table_may_leave_out_anything() -> None:
    assert Presentation.from_json({}) == PLAIN
    assert Presentation.from_json({"size": 720}) == Presentation(size=720)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"dsplay": "stick"}, "presentation: unknown option 'dsplay'; did you mean display?"),
        ({"lens": 50}, "presentation: unknown option 'lens'; known are display, size, fps, view"),
        ({"display": "robot"}, "display must be one of body, points, stick, got 'robot'"),
        ({"display": ["body"]}, "display must be one of body, points, stick, got ['body']"),
        ({"view": "side"}, "view must be one of frontal, three-quarter, got 'side'"),
        ({"projection": "fisheye"}, "projection must be one of orthographic, perspective, got 'fisheye'"),
        ({"size": "512"}, "size must be an even number of pixels from 64 to 2160, got '512'"),
        ({"size": 513}, "size must be an even number of pixels from 64 to 2160, got 513"),
        ({"size": 62}, "size must be an even number of pixels from 64 to 2160, got 62"),
        ({"size": 4096}, "size must be an even number of pixels from 64 to 2160, got 4096"),
        ({"size": 512.0}, "size must be an even number of pixels from 64 to 2160, got 512.0"),
        ({"fps": 29.97}, "fps must be a whole number 1 to 120, got 29.97"),
        ({"fps": 0}, "fps must be a whole number 1 to 120, got 0"),
        ({"fps": True}, "fps must be a whole number 1 to 120, got True"),
        ({"background": "grey"}, "background must be a colour like #cecece, got 'grey'"),
        ({"background": 206}, "background must be a colour like #cecece, got 206"),
        ({"display": "points", "body_colour": "#000000"}, "body_colour must be another colour than the background"),
        ({"follow": "yes"}, "follow must be true or false, got 'yes'"),
        ({"floor": 1}, "floor must be true or false, got 1"),
        ({"display": "points", "floor": True}, "floor must be false for points"),
        ({"hold_first": -1}, "hold_first must be from 0 to 10 seconds, got -1"),
        ({"hold_last": 11.0}, "hold_last must be from 0 to 10 seconds, got 11.0"),
        ({"fade": float("nan")}, "fade must be from 0 to 10 seconds, got nan"),
        ({"fade": "0.5"}, "fade must be from 0 to 10 seconds, got '0.5'"),
    ],
)
def test_nonsense_is_refused_by_name_value_and_what_is_expected(table: dict[str, Any], message: str) -> None:
    with pytest.raises(MiburiError, match=re.escape(message)):
        Presentation.from_json(table)


def test_a_command_line_without_options_asks_for_the_default() -> None:
    assert asked() == PLAIN


def test_every_option_can_be_asked_for_on_the_command_line() -> None:
    options = (
        "--display stick --size 720 --fps 60 --view three-quarter --projection perspective --follow --background "
        "102030 --body-colour #F0F0F0 --no-floor --hold-first 0.5 --hold-last 1 --fade 0.25"
    )
    assert asked(*options.split()) == Presentation(
        "stick", 720, 60, "three-quarter", "perspective", True, "#102030", "#f0f0f0", False, 0.5, 1.0, 0.25
    )


def test_the_command_line_goes_before_the_sets_design() -> None:
    designed = {"size": 1080, "follow": True, "fade": 0.5}
    assert asked("--size", "512", "--no-follow", designed=designed) == Presentation(fade=0.5)


def test_a_colour_of_a_display_has_its_display_values() -> None:
    assert rgb("#ff8000") == (1, 128 / 255, 0)
