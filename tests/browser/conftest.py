"""Real browsers, and the site under a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

from study.simulation.raters import own_site
from tests.browser.bidi import Connection, running_firefox
from tests.browser.firefox import Firefox

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900"
)
H264 = 'video/mp4; codecs="avc1.64001f"'


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of the site, over the test database."""
    with own_site() as address:
        yield address


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Chromium, unless a test is marked `both_engines` (tests/browser/engines.py)."""
    return str(getattr(request, "param", "chromium"))


@pytest.fixture
def browser(engine: str, tmp_path: Path, site: str, request: pytest.FixtureRequest) -> Iterator[WebDriver]:
    """A fresh browser, closed before the site is; its console must stay free of errors."""
    opened: AbstractContextManager[webdriver.Chrome | Firefox] = chromium_window(tmp_path / "profile")
    if engine == "firefox":
        opened = firefox_window(request.getfixturevalue("firefox"))
    with opened as window:
        yield window
        assert window.get_log("browser") == []


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One Firefox for all tests that use it; each has a window of its own."""
    if shutil.which("firefox-esr") is None:
        pytest.skip("firefox-esr is missing; on Debian: apt-get install firefox-esr")
    with running_firefox(tmp_path_factory.mktemp("firefox") / "profile") as connection:
        with firefox_window(connection) as window:
            plays = window.execute_script(f"return document.createElement('video').canPlayType('{H264}')")
        if not plays:
            pytest.skip("this Firefox plays no H.264; on Debian: apt-get install libavcodec-extra")
        yield connection


@contextmanager
def firefox_window(connection: Connection) -> Iterator[Firefox]:
    window = Firefox(connection)
    try:
        yield window
    finally:
        window.quit()


@contextmanager
def chromium_window(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium on a profile folder; skips the test where it is missing."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium or chromedriver is missing; on Debian: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield window
    finally:
        window.quit()
