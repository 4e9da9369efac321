"""Studies of half-second clips for the rating page, and the page itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from generation.files import sha256_of
from generation.labels import EMOTIONS, LabelSet
from generation.stimuli.manifest import PRACTICE, read_manifest, video_path, write_manifest
from study.design.importing import import_set, open_study
from study.models import Study
from study.session.cookie import COOKIE
from tests.browser.engines import set_cookie, set_viewport
from tests.browser.rating_page import RatingPage
from tests.study.rater import Rater

FOUR = LabelSet(EMOTIONS.labels[:4])
StudyMaker = Callable[..., Study]
Opener = Callable[..., RatingPage]


@pytest.fixture
def make_study(
    make_stimulus_set: Callable[..., Path], add_webm: Callable[[Path], Path], transactional_db: None
) -> StudyMaker:
    """Opens a study with a main trial of each of the ``labels`` and two of practice, without a device check.

    ``own_practice``: so many of the set's clips are for practice alone. ``broken_mp4``: no browser decodes it. Other
    arguments: parts of the protocol.
    """

    def make(
        own_practice: int = 0,
        webm: bool = False,
        broken_mp4: bool = False,
        labels: LabelSet = FOUR,
        **protocol: Any,
    ) -> Study:
        conditions = {"correct": 1, "misclassified": 1} if own_practice else {"correct": 1}
        folder = make_stimulus_set(labels, conditions)
        if own_practice:
            manifest = read_manifest(folder)
            stimuli = [
                replace(each, role=PRACTICE) if number % 2 and number < 2 * own_practice else each
                for number, each in enumerate(manifest.stimuli)
            ]
            write_manifest(folder, replace(manifest, stimuli=tuple(stimuli)))
        if broken_mp4:
            manifest = read_manifest(folder)
            for stimulus in manifest.stimuli:
                video_path(folder, stimulus).write_bytes(f"no video, but {stimulus.id}".encode())
                manifest = manifest.with_video(stimulus.id, sha256_of(video_path(folder, stimulus)))
            write_manifest(folder, manifest)
        study = open_study(import_set(add_webm(folder) if webm else folder), "short", None, 0, "en")
        study.definition = {"device": {"check": False}, **protocol}
        study.save()
        return study

    return make


def is_seen_to_end(timing: dict[str, Any]) -> bool:
    """Where the machine was too busy to show the last frames, the answer must say that frames were dropped."""
    return bool(timing["seen_to_end"]) or timing["dropped_frames"] >= 2


def each_screen(window: WebDriver, sizes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The page at one size after the other, in CSS pixels: the small ones are phones."""
    for width, height in sizes:
        set_viewport(window, width, height, mobile=width < 1000)
        yield width, height


@pytest.fixture
def open_page(browser: WebDriver, site: str) -> Opener:
    """The study `short` in a language: its first clip, begun; else, without ``begin``, its link."""

    def opened(language: str = "en", begin: bool = True) -> RatingPage:
        address = f"{site}/s/short/"
        if not begin:
            return RatingPage(browser, f"{address}?language={language}")
        # All that comes before the clips is passed without the browser, for speed.
        set_cookie(browser, address, COOKIE, Rater("short", language).begin_rating().session.token)
        page = RatingPage(browser, f"{address}trials")
        page.play()
        return page

    return opened
