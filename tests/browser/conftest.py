"""Real browsers, and the site under a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.simulation.raters import own_site
from tests.browser.bidi import Connection, running_firefox
from tests.browser.chromium import Chromium
from tests.browser.firefox import Firefox

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
def browser(engine: str, site: str, request: pytest.FixtureRequest) -> Iterator[WebDriver]:
    """A window that nobody has used, closed before the site is; its console must stay free of errors."""
    with own_window(request.getfixturevalue(engine)) as window:
        yield window
        assert window.get_log("browser") == []


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One Chromium for all tests that use it; each has a window of its own."""
    with chromium_window(tmp_path_factory.mktemp("chromium") / "profile") as program:
        yield program


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


def own_window(program: Chromium | Connection) -> AbstractContextManager[Chromium | Firefox]:
    """A window of this program that shares nothing with those before it, and goes with all that it kept."""
    return program.own_window() if isinstance(program, Chromium) else firefox_window(program)


@contextmanager
def firefox_window(connection: Connection) -> Iterator[Firefox]:
    window = Firefox(connection)
    try:
        yield window
    finally:
        window.quit()


@contextmanager
def chromium_window(profile: Path) -> Iterator[Chromium]:
    """A Chromium on a profile folder; skips the test where it is missing."""
    try:
        program = Chromium(profile)
    except FileNotFoundError as error:
        pytest.skip(f"{error} is missing; on Debian: apt-get install chromium chromium-driver")
    try:
        yield program
    finally:
        program.quit()
