"""One Chromium for many tests: each has a window of its own, and shares no cookies or databases with another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.command import Command

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900"
)
SIZE = {"width": 1280, "height": 900}


class Chromium(webdriver.Chrome):
    """Selenium's, on the windows of one rater after another, each of whom has a browser context."""

    def __init__(self, profile: Path) -> None:
        """Starts Chromium on a profile folder; FileNotFoundError where it or its driver is missing."""
        chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if chromium is None or driver is None:
            raise FileNotFoundError("chromium or chromedriver")
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        super().__init__(options=options, service=webdriver.ChromeService(driver))
        self.first_window = self.current_window_handle
        self.rater: str | None = None
        self.number = 0
        with urlopen(f"http://{self.caps['goog:chromeOptions']['debuggerAddress']}/json/version") as reply:
            address = json.load(reply)["webSocketDebuggerUrl"]
        self.program = websocket.create_connection(address, suppress_origin=True, timeout=30)

    @contextmanager
    def own_window(self) -> Iterator[Chromium]:
        """A window that shares nothing with those before it, and goes with all that it kept."""
        self.rater = self.tell("Target.createBrowserContext")["browserContextId"]
        self.switch_to.window(self._open_window(newWindow=True, **SIZE))
        try:
            yield self
        finally:
            self.switch_to.window(self.first_window)
            self.tell("Target.disposeBrowserContext", browserContextId=self.rater)
            self.rater = None

    def execute(self, driver_command: Any, params: dict[str, Any] | None = None) -> Any:
        if driver_command == Command.NEW_WINDOW and self.rater is not None:  # the driver's would be nobody's
            return {"value": {"handle": self._open_window()}}
        return super().execute(driver_command, params)

    def tell(self, command: str, **arguments: Any) -> dict[str, Any]:
        """A command of the DevTools protocol to the program, which takes some that a page does not."""
        self.number += 1
        self.program.send(json.dumps({"id": self.number, "method": command, "params": arguments}))
        while (told := json.loads(self.program.recv())).get("id") != self.number:
            pass
        if "error" in told:
            raise WebDriverException(f"{command}: {told['error']}")
        result: dict[str, Any] = told["result"]
        return result

    def _open_window(self, **arguments: Any) -> str:
        opened = self.tell("Target.createTarget", url="about:blank", browserContextId=self.rater, **arguments)
        handle: str = opened["targetId"]
        return handle
