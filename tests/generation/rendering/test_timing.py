"""A clip's pictures in time: held, faded, and exact in frames."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.rendering.presentation import Presentation
from generation.rendering.timing import Timing

GREY = "#646464"  # 100


def images(count: int) -> Iterator[NDArray[np.uint8]]:
    for number in range(count):
        yield np.full((4, 4, 3), 200 + number, np.uint8)


def levels(timing: Timing, count: int) -> list[int]:
    """The grey of each of the video's frames."""
    return [int(frame[0, 0, 0]) for frame in timing.timed(images(count), count, GREY)]


def test_a_clip_is_shown_as_it_is_unless_asked_otherwise() -> None:
    assert levels(Timing.of(Presentation(), 20), 5) == [200, 201, 202, 203, 204]


def test_the_first_and_last_frame_stand_for_their_seconds() -> None:
    timing = Timing.of(Presentation(hold_first=0.1, hold_last=0.15), 20)
    assert levels(timing, 3) == [200, 200, 200, 201, 202, 202, 202, 202]


def test_the_only_frame_is_held_for_both() -> None:
    assert levels(Timing.of(Presentation(hold_first=0.1, hold_last=0.1), 20), 1) == [200] * 5


def test_a_fade_begins_and_ends_with_the_background_alone() -> None:
    faded = levels(Timing(first=3, last=3, fade=4, fps=20), 3)
    assert faded == [100, 125, 150, 175, 201, 176, 151, 126, 100]


def test_pictures_between_the_fades_are_untouched() -> None:
    assert levels(Timing(0, 0, fade=2, fps=20), 9)[2:7] == [202, 203, 204, 205, 206]


def test_a_fade_goes_to_the_colour_of_the_background() -> None:
    timing = Timing(0, 0, fade=2, fps=20)
    first, second = list(timing.timed(images(9), 9, "#ff0080"))[:2]
    assert first[0, 0].tolist() == [255, 0, 128]
    assert second[0, 0].tolist() == [228, 100, 164]


@given(
    first=st.floats(0, 3), last=st.floats(0, 3), fade=st.floats(0, 3), fps=st.integers(1, 60), shown=st.integers(1, 30)
)
def test_the_frames_are_as_many_as_promised(first: float, last: float, fade: float, fps: int, shown: int) -> None:
    timing = Timing.of(Presentation(hold_first=first, hold_last=last, fade=fade), fps)
    assert abs(timing.first / fps - first) <= 0.5 / fps + 1e-9
    if timing.fade and 2 * timing.fade >= timing.first + shown + timing.last:
        with pytest.raises(MiburiError, match="fade must be less than half of the shortest clip with its holds"):
            timing.frames(shown)
        return
    presences = [timing.presence(frame, timing.frames(shown)) for frame in range(timing.frames(shown))]
    assert len(levels(timing, shown)) == timing.frames(shown) == timing.first + shown + timing.last
    assert max(presences) == 1
    assert presences == presences[::-1]


def test_a_clip_too_short_to_fade_is_refused_with_what_it_can_bear() -> None:
    with pytest.raises(MiburiError, match=r"fade must be less than half .*, 0.25 seconds, got 0.5"):
        Timing.of(Presentation(fade=0.5), 20).frames(10)
