"""The options of ``Presentation`` on a command line."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from generation.rendering.presentation import DISPLAYS, PROJECTIONS, VIEWS, Presentation


def add_presentation_arguments(parser: argparse.ArgumentParser) -> None:
    """One option for each field of ``Presentation``; what is not given stays None."""
    group = parser.add_argument_group("presentation", "the same for all clips of the set, and recorded with it")
    group.add_argument("--display", choices=DISPLAYS, help="body, point lights or stick figure (default: body)")
    group.add_argument("--size", type=int, help="width and height in pixels, even (default: 512)")
    group.add_argument("--fps", type=int, help="frames per second, by interpolation (default: the motion's own)")
    group.add_argument("--view", choices=VIEWS, help="where the camera stands (default: frontal)")
    group.add_argument("--projection", choices=PROJECTIONS, help="how the camera sees depth (default: orthographic)")
    group.add_argument(
        "--follow",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="the camera goes along with the body (default: it stands still and sees all that the clip does)",
    )
    group.add_argument("--background", type=_colour, metavar="RRGGBB", help="(default: cecece; points, stick: 000000)")
    group.add_argument(
        "--body-colour",
        type=_colour,
        metavar="RRGGBB",
        help="of the body, the points or the lines (default: 9c9c9c; points, stick: ffffff)",
    )
    group.add_argument(
        "--floor",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="a floor that fades into the background, with the body's shadow (default: under a body)",
    )
    for option, meaning in (
        ("--hold-first", "seconds for which the first frame stands still (default: 0)"),
        ("--hold-last", "seconds for which the last frame stands still (default: 0)"),
        ("--fade", "seconds to come out of the background, and to go back into it (default: 0)"),
    ):
        group.add_argument(option, type=float, metavar="SECONDS", help=meaning)


def presentation_of(arguments: argparse.Namespace, designed: Mapping[str, Any] | None = None) -> Presentation:
    """What the command line asks for; ``designed`` are the set's own options, which it goes before."""
    asked = {field.name: getattr(arguments, field.name) for field in fields(Presentation)}
    return Presentation.from_json(
        {**(designed or {}), **{name: value for name, value in asked.items() if value is not None}}
    )


def _colour(text: str) -> str:
    """With or without the #, which a shell takes for the beginning of a comment."""
    return "#" + text.removeprefix("#").lower()
