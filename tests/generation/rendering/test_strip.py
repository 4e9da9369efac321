"""`strip`: a set's clips as rows of poses, in formats that papers take."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.__main__ import main
from generation.rendering.body import OPEN_BODY
from generation.rendering.picture import Picture
from generation.rendering.sheet import GAP, NAMES, SUBHEAD
from generation.stimuli.manifest import read_manifest
from tests.generation.rendering.sets import make_set, render

SIZE = 96
BODILY = ("--size", "64", "--renderer", "numba", "--no-floor")


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


@pytest.fixture(scope="module")
def tall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of one clip, rendered with a tall body."""
    folder = make_set(tmp_path_factory.mktemp("tall") / "set", clips=1)
    assert render(folder, *BODILY, "--betas", "3", "-1") == 0
    return folder


def test_the_body_has_the_shape_of_the_sets_videos_unless_another_is_asked_for(tall: Path, tmp_path: Path) -> None:
    pictures = {}
    for name, options in {"own": (), "same": ("--betas", "3", "-1"), "average": ("--betas", "0")}.items():
        assert strip(tall, tmp_path / f"{name}.png", *options) == 0
        pictures[name] = (tmp_path / f"{name}.png").read_bytes()
    assert pictures["own"] == pictures["same"] != pictures["average"]


def test_the_shape_of_the_sets_videos_is_not_put_on_another_body(
    tall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = dict(np.load(OPEN_BODY))
    np.savez(tmp_path / "other.npz", **fields | {"v_template": fields["v_template"] * 1.01})
    other = ("--body", str(tmp_path / "other.npz"))
    assert strip(tall, tmp_path / "a.png", *other) == strip(tall, tmp_path / "b.png", *other, "--betas", "0") == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, *BODILY, *other) == strip(folder, tmp_path / "c.png") == 0
    assert "the set's videos show another body (other.npz)" in " ".join(capsys.readouterr().err.split())


def test_a_body_larger_than_others_is_not_cut(tall: Path, tmp_path: Path) -> None:
    fields = dict(np.load(OPEN_BODY))
    pelvis = (fields["J_regressor"] @ fields["v_template"])[0]
    np.savez(tmp_path / "giant.npz", **fields | {"v_template": pelvis + 1.5 * (fields["v_template"] - pelvis)})
    assert strip(tall, tmp_path / "strip.png", "--body", str(tmp_path / "giant.npz")) == 0
    with Image.open(tmp_path / "strip.png") as picture:
        row = np.asarray(picture.convert("L"))[SUBHEAD : SUBHEAD + SIZE, NAMES:-GAP].astype(int)
    drawn = np.abs(row - row[0, 0]) > 3
    assert drawn.any()
    assert not (drawn[0].any() or drawn[-1].any() or drawn[:, 0].any() or drawn[:, -1].any())


@pytest.mark.parametrize(
    ("out", "options", "message"),
    [
        ("strip.jpg", (), "a picture's name ends in .png, .svg, .pdf"),
        ("strip.png", ("--stimuli", "0"), "has no stimulus '0'"),
        ("strip.png", ("--label", "rage"), "unknown label 'rage'"),
        ("strip.png", ("--condition", "real"), "no stimulus has this condition and label"),
        ("strip.png", ("--poses", "0"), "--poses must be from 1 to 40, got 0"),
        ("strip.png", ("--background", "grey"), "background must be a colour like #cecece"),
        ("strip.png", ("--betas", "nan"), "betas must be finite"),
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
