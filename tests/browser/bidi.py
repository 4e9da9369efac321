"""A Firefox that listens, and what WebDriver BiDi says to it and hears from it. https://w3c.github.io/webdriver-bidi/"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket
from selenium.common import exceptions

# Whatever is not on this machine goes to a proxy that does not exist: Firefox, too, makes no connection but the tests'.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "data:,",
    "ui.prefersReducedMotion": 0,
    "ui.useOverlayScrollbars": 1,  # as on a phone: the page has the whole width
}
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
EVENTS = ["log.entryAdded", "network.beforeRequestSent"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # as WebDriver marks one in JSON
SECONDS = 30.0
ERRORS = {
    "no such node": exceptions.StaleElementReferenceException,
    "no such element": exceptions.NoSuchElementException,
    "no such frame": exceptions.NoSuchWindowException,
    "invalid selector": exceptions.InvalidSelectorException,
}


class Connection:
    """A running Firefox: commands to it, and what it told meanwhile."""

    def __init__(self, address: str) -> None:
        self.socket = websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=SECONDS)
        self.number = 0
        self.listeners: list[Callable[[str, dict[str, Any]], None]] = []
        accept = {"unhandledPromptBehavior": {"beforeUnload": "accept", "default": "ignore"}}
        self.call("session.new", capabilities={"alwaysMatch": accept})
        self.call("session.subscribe", events=EVENTS)

    def call(self, method: str, **params: Any) -> Any:
        """The result, once it is there; a WebDriverException if it is an error."""
        number = self.send(method, **params)
        while True:
            try:
                told = json.loads(self.socket.recv())
            except websocket.WebSocketTimeoutException:
                raise exceptions.TimeoutException(f"{method}: no answer within {SECONDS:.0f} s") from None
            if told.get("type") == "event":
                for listener in list(self.listeners):
                    listener(told["method"], told["params"])
            elif told.get("id") == number:
                if told["type"] == "success":
                    return told["result"]
                error = ERRORS.get(told["error"], exceptions.WebDriverException)
                raise error(f"{method}: {told['error']}: {told['message']}")

    def send(self, method: str, **params: Any) -> int:
        """Without waiting for the answer."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        return self.number


@contextmanager
def running_firefox(profile: Path) -> Iterator[Connection]:
    """Starts Firefox on a new profile folder; FileNotFoundError where there is none."""
    command = shutil.which("firefox-esr")
    if command is None:
        raise FileNotFoundError("firefox-esr")
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))
    arguments = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)]
    log = profile / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([command, *arguments], stdout=out, stderr=out)
    try:
        yield Connection(_address(process, log))
    finally:
        process.terminate()
        process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 2 * SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := LISTENING.search(log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"firefox-esr does not listen: {log.read_text(errors='replace')[-500:]}")


def local(value: Any) -> dict[str, Any]:
    """A value for a script, from JSON in which elements are marked as WebDriver marks them."""
    if isinstance(value, dict):
        if ELEMENT in value:
            return {"sharedId": value[ELEMENT]}
        return {"type": "object", "value": [[key, local(each)] for key, each in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"type": "array", "value": [local(each) for each in value]}
    if value is None:
        return {"type": "null"}
    kind = "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
    return {"type": kind, "value": value}


def plain(told: dict[str, Any]) -> Any:
    """The way back."""
    kind, value = told["type"], told.get("value")
    if kind == "node":
        return {ELEMENT: told["sharedId"]}
    if kind in ("array", "nodelist", "htmlcollection", "set"):
        return [plain(each) for each in value or []]
    if kind == "object":
        return {key: plain(each) for key, each in value or []}
    if kind == "number" and isinstance(value, str):
        return {"-0": -0.0, "NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}[value]
    return value
