"""`strip`: a set's clips as rows of poses, in formats that papers take."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.__main__ import main
from generation.rendering.picture import Picture
from generation.rendering.sheet import GAP, NAMES, SUBHEAD
from generation.stimuli.manifest import read_manifest

SIZE = 96


def strip(folder: Path, out: Path, *options: str) -> int:
    return main(["strip", str(folder), str(out), "--size", str(SIZE), "--poses", "5", *options])


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_clips_give_the_same_bytes(rendered: Path, tmp_path: Path, ending: str) -> None:
    first, second = (tmp_path / f"{name}.{ending}" for name in ("a", "b"))
    assert strip(rendered, first) == strip(rendered, second) == 0
    assert first.read_bytes() == second.read_bytes()


def test_there_is_a_row_for_each_clip_and_its_poses_stand_apart(rendered: Path, tmp_path: Path) -> None:
    assert strip(rendered, tmp_path / "strip.png") == 0
    with Image.open(tmp_path / "strip.png") as picture:
        pixels = np.asarray(picture.convert("L"))
    assert pixels.shape[0] == SUBHEAD + 3 * SIZE + GAP  # without a title there is no room for one
    for row in range(3):
        top = SUBHEAD + row * SIZE
        lit = pixels[top : top + SIZE, NAMES:-GAP] > 200  # white on black
        crown = int(np.flatnonzero(lit.any(1))[0])
        heads = lit[crown : crown + 5].any(0).astype(int)
        assert (np.diff(heads, prepend=0) == 1).sum() == 5


def test_in_svg_text_stays_text(rendered: Path, tmp_path: Path) -> None:
    assert strip(rendered, tmp_path / "strip.svg", "--condition", "misclassified") == 0
    svg = (tmp_path / "strip.svg").read_text()
    words = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert "joy" in words and "misclassified" in words and "100 %" in words
    assert svg.count("<image") == 1
    assert (tmp_path / "strip.svg").read_text().count("data:image/png") == 1  # nothing is elsewhere


def test_clips_are_picked_by_label_condition_and_name(rendered: Path, tmp_path: Path) -> None:
    sadness = next(stimulus for stimulus in read_manifest(rendered).stimuli if stimulus.label == "sadness")
    by_label, by_name = tmp_path / "label.png", tmp_path / "name.png"
    assert strip(rendered, by_label, "--label", "sadness", "--condition", "correct") == 0
    assert strip(rendered, by_name, "--stimuli", sadness.id) == 0
    assert by_label.read_bytes() == by_name.read_bytes()


@pytest.mark.parametrize(
    ("out", "options", "message"),
    [
        ("strip.jpg", (), "a picture's name ends in .png, .svg, .pdf"),
        ("strip.png", ("--stimuli", "0"), "has no stimulus '0'"),
        ("strip.png", ("--label", "rage"), "unknown label 'rage'"),
        ("strip.png", ("--condition", "real"), "no stimulus has this condition and label"),
        ("strip.png", ("--poses", "0"), "--poses must be from 1 to 40, got 0"),
        ("strip.png", ("--background", "grey"), "background must be a colour like #cecece"),
    ],
)
def test_nonsense_is_refused(
    rendered: Path, tmp_path: Path, out: str, options: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert strip(rendered, tmp_path / out, *options) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_picture_puts_every_pixel_where_it_belongs(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (20, 30, 3), dtype=np.uint8)
    picture = Picture(50, 40)
    picture.paste(image, 7, 5)
    np.testing.assert_array_equal(picture.pixels()[5:25, 7:37], image)
    assert (picture.pixels()[30:] == 255).all()
