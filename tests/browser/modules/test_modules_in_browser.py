"""The rating page's modules, each tested in a real browser; the sentences are in ``tests/*.test.js``."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.conftest import chromium_window
from tests.browser.engines import go_offline
from tests.browser.modules.faulty_server import FOLDERS, FaultyServer

pytestmark = pytest.mark.browser
SENTENCE = re.compile(r'^test\("(.+?)", ', re.MULTILINE)
FILES = {path.name.removesuffix(".test.js"): path for path in sorted(FOLDERS["tests"].glob("*.test.js"))}
TESTS = [(name, sentence) for name, path in FILES.items() for sentence in SENTENCE.findall(path.read_text())]
RESULT = "const done = arguments[arguments.length - 1]; window.run(...[...arguments].slice(0, -1)).then(done);"


def run(window: WebDriver, server: FaultyServer, module: str, sentence: str) -> dict[str, Any]:
    window.get(f"{server.address}/page/runner")
    result: dict[str, Any] = window.execute_async_script(RESULT, module, sentence)
    return result


@pytest.mark.parametrize(("module", "sentence"), TESTS, ids=[f"{module}: {sentence}" for module, sentence in TESTS])
def test_module(window: WebDriver, faulty_server: FaultyServer, module: str, sentence: str) -> None:
    result = run(window, faulty_server, f"{module}.test", sentence)
    assert result["error"] is None, result["error"]


def test_an_answer_outlives_a_browser_that_is_killed(faulty_server: FaultyServer, tmp_path: Path) -> None:
    """Kept while the server cannot be reached, then the browser's process crashes; the next one sends it."""
    channel = faulty_server.channels["killed"]
    channel.plan = [{"fault": "drop"}] * 50
    with chromium_window(tmp_path / "profile") as window:
        window.get(f"{faulty_server.address}/page/runner")
        kept = window.execute_async_script(RESULT, "killed.steps", "keep")
        with suppress(WebDriverException):
            window.execute_cdp_cmd("Browser.crash", {})
    channel.plan = []
    before = len(channel.seen)
    with chromium_window(tmp_path / "profile") as window:
        assert run(window, faulty_server, "killed.steps", "send")["error"] is None
    assert kept["error"] is None
    [sent] = channel.seen[before:]
    assert sent["recorded"] and sent["body"] == '{"chosen":"joy"}'
    assert {each["key"] for each in channel.seen} == {sent["key"]}


def test_an_answer_given_offline_is_sent_when_the_browser_says_that_it_is_online(
    window: WebDriver, faulty_server: FaultyServer
) -> None:
    """The browser's own `online` event, not the next try, brings it: the waits are made endless."""
    channel = faulty_server.channels["offline"]
    before = len(channel.seen)
    window.get(f"{faulty_server.address}/page/runner")
    assert window.execute_async_script(RESULT, "offline.steps", "open")["error"] is None
    go_offline(window)
    assert window.execute_async_script(RESULT, "offline.steps", "add")["error"] is None
    assert not channel.seen[before:]
    go_offline(window, False)
    assert window.execute_async_script(RESULT, "offline.steps", "wait")["error"] is None
    [sent] = channel.seen[before:]
    assert sent["recorded"]
