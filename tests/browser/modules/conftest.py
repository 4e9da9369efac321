"""One window and one faulty server for all tests of the rating page's modules."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.conftest import own_window
from tests.browser.modules.faulty_server import FaultyServer


@pytest.fixture(scope="session")
def faulty_server() -> Iterator[FaultyServer]:
    server = FaultyServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def window(request: pytest.FixtureRequest) -> Iterator[WebDriver]:
    with own_window(request.getfixturevalue(request.param)) as window:
        yield window
        window.get_log("browser")  # full of requests that failed, as they were told to
