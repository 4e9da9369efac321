"""The two browser engines that the tests drive, and what each is told in its own way.

Both run what depends on an engine: playback, frames and clocks, presses, IndexedDB, tabs, focus, layout. In Chromium
alone: what it takes DevTools for (a slow line, a browser that crashes), and what is the server's or the words' doing
(practice, breaks, checks, languages). Of the walks for accessibility, Firefox has those in Japanese.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.firefox import Firefox

both_engines = pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)


def before_every_page(window: WebDriver, script: str) -> None:
    """Run ``script`` before the page's own, on every page from now on."""
    if isinstance(window, Firefox):
        window.before_every_page(script)
    else:
        devtools(window, "Page.addScriptToEvaluateOnNewDocument", source=script)


def block(window: WebDriver, *addresses: str) -> None:
    """Requests to these addresses (with * in them) fail from now on; none: all get through."""
    if isinstance(window, Firefox):
        window.block(*addresses)
    else:
        devtools(window, "Network.enable")
        devtools(window, "Network.setBlockedURLs", urls=list(addresses))


def set_cookie(window: WebDriver, address: str, name: str, value: str) -> None:
    """For the pages below ``address``, before any of them is open."""
    place = urlsplit(address)
    cookie = {"name": name, "value": value, "domain": place.hostname, "path": place.path}
    if isinstance(window, Firefox):
        window.set_cookie(cookie)
    else:
        devtools(window, "Network.setCookie", **cookie)


def press_and_hold(window: WebDriver, again: bool = False) -> None:
    """Enter goes down and does not come up; or ``again``, as the system repeats a key that is held."""
    if isinstance(window, Firefox):  # which sees by itself that the key is down already
        window.act({"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": Keys.ENTER}]})
    else:
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        devtools(window, "Input.dispatchKeyEvent", type="keyDown", autoRepeat=again, **enter)


def go_offline(window: WebDriver, is_offline: bool = True) -> None:
    """Nothing can be reached, and the browser knows it; or all can be again."""
    if isinstance(window, Firefox):
        window.go_offline(is_offline)
    else:
        devtools(window, "Network.enable")
        line = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        devtools(window, "Network.emulateNetworkConditions", offline=is_offline, **line)


def look_away(window: WebDriver) -> None:
    """Another tab comes to the front, and then the page's again: it was out of sight."""
    page = window.current_window_handle
    window.switch_to.new_window("tab")
    window.switch_to.window(page)


def set_viewport(window: WebDriver, width: int, height: int, mobile: bool = False) -> None:
    """The page's area in CSS pixels. ``mobile``, in Chromium: with a phone's scroll bars and viewport."""
    if isinstance(window, Firefox):
        window.set_window_size(width, height)
    else:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        devtools(window, "Emulation.setDeviceMetricsOverride", **size)


def ask_for(window: WebDriver, setting: str, value: str) -> None:
    """What a rater's system asks of all pages, in Chromium; Firefox has less motion as a setting of the program."""
    devtools(window, "Emulation.setEmulatedMedia", features=[{"name": setting, "value": value}])


def without_console_errors(window: WebDriver, *expected: str) -> None:
    """The browser itself notes requests that fail: these are ``expected``, and no other errors."""
    left = [entry["message"] for entry in window.get_log("browser")]  # type: ignore[attr-defined]
    assert [message for message in left if not any(each in message for each in expected)] == []


def devtools(window: WebDriver, command: str, **arguments: Any) -> Any:
    """A command of Chromium's DevTools protocol."""
    return window.execute_cdp_cmd(command, arguments)
