"""One browser and one faulty server for all tests of the rating page's modules."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.webdriver import WebDriver

from tests.browser.conftest import FLAGS
from tests.browser.modules.faulty_server import FaultyServer

SCRIPT_SECONDS = 20


@pytest.fixture(scope="session")
def faulty_server() -> Iterator[FaultyServer]:
    server = FaultyServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def start_browser() -> Callable[[Path], WebDriver]:
    """Starts a Chromium on a profile folder."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium or chromedriver is missing; on Debian: apt-get install chromium chromium-driver")

    def start(profile: Path) -> WebDriver:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        window.set_script_timeout(SCRIPT_SECONDS)
        return window

    return start


@contextmanager
def closing(window: WebDriver) -> Iterator[WebDriver]:
    try:
        yield window
    finally:
        window.quit()


@pytest.fixture(scope="session")
def window(start_browser: Callable[[Path], WebDriver], tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with closing(start_browser(tmp_path_factory.mktemp("modules") / "profile")) as window:
        yield window
