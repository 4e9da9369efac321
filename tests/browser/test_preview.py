"""The page that plays a stimulus set, opened as a file as a researcher does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from generation.labels import EMOTIONS, LabelSet
from generation.rendering.presentation import Presentation
from generation.rendering.preview import PREVIEW, preview_page
from generation.stimuli.manifest import read_manifest, write_manifest
from tests.browser.accessibility import faults
from tests.browser.engines import both_engines, set_viewport

pytestmark = [pytest.mark.browser, both_engines]
PLAYING = "return [...document.querySelectorAll('.clip video')].filter(v => !v.paused && v.readyState > 2).length"
LOADED = "return document.querySelectorAll('.clip video[src]').length"


@pytest.fixture
def page(browser: WebDriver, make_stimulus_set: Callable[..., Path]) -> WebDriver:
    """Eight labels, five clips each."""
    folder = make_stimulus_set(labels=LabelSet(EMOTIONS.labels[:8]))
    manifest = read_manifest(folder)
    rendering: dict[str, Any] = {
        "presentation": Presentation(size=128).to_json(), "size": 128, "fps": 20, "webm": None,
        "made_with": {"miburi": "0.1.0"},
    }  # fmt: skip
    write_manifest(folder, manifest := type(manifest)(**{**vars(manifest), "rendering": rendering}))
    (folder / PREVIEW).write_bytes(preview_page(manifest, "0" * 64))
    browser.set_window_size(1280, 800)
    browser.get((folder / PREVIEW).as_uri())
    return browser


def shown(page: WebDriver) -> str:
    return page.find_element(By.ID, "count").text


def choose(page: WebDriver, group: str, value: str) -> None:
    page.find_element(By.CSS_SELECTOR, f"[data-filter={group}] input[value={value}]").click()


def until(page: WebDriver, done: Callable[[WebDriver], Any]) -> None:
    WebDriverWait(page, 15).until(done)


def test_only_what_is_in_view_plays(page: WebDriver) -> None:
    until(page, lambda driver: driver.execute_script(PLAYING) > 0)
    assert len(page.find_elements(By.CLASS_NAME, "clip")) == 40
    assert 0 < page.execute_script(LOADED) < 40
    in_view = page.execute_script(
        "return [...document.querySelectorAll('.clip')].filter(c => { const b = c.getBoundingClientRect();"
        " return b.top < innerHeight && b.bottom > 0 }).map(c => c.dataset.index)"
    )
    loaded = page.execute_script(
        "return [...document.querySelectorAll('.clip:has(video[src])')].map(c => c.dataset.index)"
    )
    assert set(loaded) <= set(in_view)
    page.execute_script("scrollTo(0, document.body.scrollHeight)")
    until(page, lambda driver: driver.execute_script("return !!document.querySelector('.clip:last-child video[src]')"))
    assert not page.execute_script("return !!document.querySelector('.clip:first-child video[src]')")


def test_filters_narrow_and_are_kept_in_the_address(page: WebDriver) -> None:
    assert shown(page) == "40 of 40 clips"
    choose(page, "condition", "misclassified")
    assert shown(page) == "16 of 40 clips"
    choose(page, "label", "joy")
    choose(page, "label", "anger")
    assert shown(page) == "4 of 40 clips"
    address = page.current_url
    page.get("about:blank")
    page.get(address)
    assert shown(page) == "4 of 40 clips"
    page.find_element(By.ID, "clear").click()
    assert shown(page) == "40 of 40 clips"
    choose(page, "predicted", "joy")
    assert shown(page) == "5 of 40 clips"


def test_all_can_be_done_by_keyboard(page: WebDriver) -> None:
    until(page, lambda driver: driver.execute_script(PLAYING) > 0)
    first = page.find_element(By.CLASS_NAME, "clip")
    page.execute_script("arguments[0].focus()", first)
    keys = ActionChains(page)
    keys.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT).perform()
    assert page.switch_to.active_element.get_attribute("data-index") == "1"
    keys.send_keys(Keys.ENTER).perform()
    dialog = page.find_element(By.ID, "large")
    assert dialog.get_attribute("open") is not None
    assert "Recognised as" in dialog.text and "Seed" in dialog.text
    keys.send_keys(Keys.ARROW_RIGHT).perform()
    keys.send_keys(Keys.ESCAPE).perform()
    until(page, lambda driver: dialog.get_attribute("open") is None)
    assert page.switch_to.active_element.get_attribute("data-index") == "2"
    keys.send_keys(Keys.SPACE).perform()
    until(page, lambda driver: driver.execute_script(PLAYING) == 0)
    assert page.find_element(By.ID, "play").text == "Play all"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(page: WebDriver, width: int) -> None:
    set_viewport(page, width, 800, mobile=width < 500)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_everybody_can_use_it(page: WebDriver) -> None:
    assert faults(page) == []
    choose(page, "condition", "misclassified")
    choose(page, "predicted", "joy")
    page.find_element(By.CLASS_NAME, "clip").click()
    assert faults(page) == []
