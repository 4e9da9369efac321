"""One browser and one faulty server for all tests of the rating page's modules."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from tests.browser.conftest import chromium_window
from tests.browser.modules.faulty_server import FaultyServer

SCRIPT_SECONDS = 20


@pytest.fixture(scope="session")
def faulty_server() -> Iterator[FaultyServer]:
    server = FaultyServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def modules_window(profile: Path) -> Iterator[WebDriver]:
    with chromium_window(profile) as window:
        window.set_script_timeout(SCRIPT_SECONDS)
        yield window


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with modules_window(tmp_path_factory.mktemp("modules") / "profile") as window:
        yield window
