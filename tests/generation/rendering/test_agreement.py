"""Both ways to draw the body draw the same picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from generation.rendering.body import Posing, load_body
from generation.rendering.camera import frame_clips
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import open_renderer
from tests.generation.rendering.postures import BEFORE_THE_FACE, CROUCHING, OVERHEAD, STRIDING, acting

OCHRE = "#b07030"  # of a coloured body the silhouette is known: floor, shadow and background are grey
COLOURED = 40  # levels between the channels of a pixel that the body covers by about half
Frames = NDArray[np.uint8]
PRESENTATIONS = {
    "frontal": Presentation(body_colour=OCHRE),
    "grey": Presentation(),
    "three-quarter in perspective": Presentation(view="three-quarter", projection="perspective", body_colour=OCHRE),
    "without a floor": Presentation(floor=False, body_colour=OCHRE, background="#202020"),
    "followed": Presentation(follow=True, projection="perspective", body_colour=OCHRE, size=720),
}


@pytest.fixture(scope="module")
def drawn(request: pytest.FixtureRequest) -> tuple[Frames, Frames]:
    """Four postures as numba and as OSMesa draw them."""
    presentation = PRESENTATIONS[request.param]
    motion = acting(Posing(load_body()), OVERHEAD, CROUCHING, BEFORE_THE_FACE, STRIDING)
    camera = frame_clips([motion], presentation)[0]
    ways = []
    for wish in ("numba", "osmesa"):
        renderer = open_renderer(presentation, wish=wish)
        ways.append(np.stack(list(renderer.frames(motion, camera))))
        renderer.close()
    return ways[0], ways[1]


def silhouettes(frames: Frames) -> NDArray[np.bool_]:
    return np.ptp(frames.astype(int), axis=-1) > COLOURED


@pytest.mark.parametrize("drawn", PRESENTATIONS, indirect=True)
def test_pictures_are_alike(drawn: tuple[Frames, Frames]) -> None:
    for one, other in zip(*drawn, strict=True):
        assert structural_similarity(one, other, channel_axis=2, data_range=255) >= 0.99  # 0.97 is the promise
        assert np.abs(one.astype(int) - other).mean() < 0.5  # levels of 256


@pytest.mark.parametrize(
    "drawn", [name for name, shown in PRESENTATIONS.items() if shown.body_colour == OCHRE], indirect=True
)
def test_silhouettes_are_the_same(drawn: tuple[Frames, Frames]) -> None:
    for one, other in zip(*map(silhouettes, drawn), strict=True):
        assert one.sum() > 0.03 * one.size
        assert (one & other).sum() / (one | other).sum() >= 0.99


@pytest.mark.parametrize("drawn", [name for name, shown in PRESENTATIONS.items() if not shown.follow], indirect=True)
def test_what_is_neither_body_nor_shadow_differs_by_no_more_than_rounding(drawn: tuple[Frames, Frames]) -> None:
    ours, theirs = drawn
    still = (np.ptp(ours, axis=0).max(-1) == 0) & (np.ptp(theirs, axis=0).max(-1) == 0)
    assert still.mean() > 0.5
    assert np.abs(ours[0].astype(int) - theirs[0])[still].max() <= 1
