"""Firefox behind Selenium's own interface, without geckodriver: Selenium's commands, said in WebDriver BiDi.

One Firefox serves many tests: each `Firefox` is a window onto a user context of its own, with its own cookies and
databases. Only what the tests use is here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

from selenium.common import exceptions
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.bidi import ELEMENT, SECONDS, Connection, local, plain

# A page that is on its way has no elements yet; WebDriver waits for it, BiDi does not.
LOADED = 'if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));'
ON_ITS_WAY = re.compile("AbortError|Discarded|destroyed|no such frame|Actor", re.IGNORECASE)
PLACE = """
    const element = arguments[0];
    element.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
    const [box] = element.getClientRects();
    if (!box) return null;
    const x = Math.floor((Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2);
    const y = Math.floor((Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2);
    const top = document.elementFromPoint(x, y);
    return element.contains(top) ? [x, y] : top?.outerHTML ?? "nothing";"""


class Firefox(WebDriver):
    """One rater's Firefox; `quit` ends the user context, not the program."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.blocked: tuple[str, ...] = ()
        self.intercept: str | None = None
        self.log: list[dict[str, Any]] = []
        self.contexts: set[str] = set()
        super().__init__(command_executor="http://127.0.0.1:9", options=Options())

    def start_session(self, capabilities: dict[str, Any]) -> None:
        self.caps, self.session_id = {"browserName": "firefox"}, "bidi"
        self.user = self.connection.call("browser.createUserContext")["userContext"]
        self.jar = {"type": "storageKey", "userContext": self.user}
        self.connection.listeners.append(self._hear)
        self.context = self._new_tab()
        self.set_window_size(1280, 900)

    def quit(self) -> None:
        self.connection.call("browser.removeUserContext", userContext=self.user)
        self.connection.listeners.remove(self._hear)

    def execute(self, driver_command: Any, params: dict[str, Any] | None = None) -> Any:
        given = self._wrap_value(params or {})  # type: ignore[no-untyped-call]
        return {"value": self._unwrap_value(COMMANDS[driver_command](self, given))}  # type: ignore[no-untyped-call]

    def get_log(self, kind: str) -> list[dict[str, Any]]:
        """Errors and warnings of the console since the last call."""
        log, self.log = self.log, []
        return log

    def before_every_page(self, script: str) -> None:
        here = {"functionDeclaration": f"() => {{{script}}}", "userContexts": [self.user]}
        self.connection.call("script.addPreloadScript", **here)

    def block(self, *addresses: str) -> None:
        """Requests to these addresses (with * in them) fail from now on; none: all get through."""
        self.blocked = addresses
        if self.intercept is None and addresses:
            phases = {"phases": ["beforeRequestSent"], "contexts": sorted(self.contexts)}
            self.intercept = self.connection.call("network.addIntercept", **phases)["intercept"]
        elif self.intercept is not None and not addresses:
            self.connection.call("network.removeIntercept", intercept=self.intercept)
            self.intercept = None

    def set_cookie(self, cookie: dict[str, Any]) -> None:
        value = {"value": {"type": "string", "value": cookie["value"]}}
        self.connection.call("storage.setCookie", cookie=cookie | value, partition=self.jar)

    def go_offline(self, is_offline: bool) -> None:
        conditions = {"type": "offline"} if is_offline else None
        self.connection.call("emulation.setNetworkConditions", networkConditions=conditions, userContexts=[self.user])

    def run(self, function: str, *arguments: Any) -> Any:
        """The result of ``function``, a function's body, in the page once it is loaded."""
        declaration = (
            f"async function () {{ {LOADED} return (function () {{ {function} \n}}).apply(null, arguments); }}"
        )
        here = {"context": self.context}
        call = {"functionDeclaration": declaration, "arguments": [local(each) for each in arguments]}
        until = time.monotonic() + SECONDS
        while True:
            try:
                told = self.connection.call("script.callFunction", target=here, awaitPromise=True, **call)
            except exceptions.WebDriverException as error:
                if time.monotonic() > until or not ON_ITS_WAY.search(str(error.msg)):
                    raise
                time.sleep(0.02)
                continue
            if told["type"] == "success":
                return plain(told["result"])
            raise exceptions.JavascriptException(told["exceptionDetails"]["text"])

    def here(self, method: str, **params: Any) -> Any:
        return self.connection.call(method, context=self.context, **params)

    def act(self, *sources: dict[str, Any]) -> None:
        self.here("input.performActions", actions=list(sources))

    def press(self, element: dict[str, str]) -> None:
        """A click in the middle of the element, where it can be seen."""
        place = self.run(PLACE, element)
        if place is None:
            raise exceptions.ElementNotInteractableException("the element has no place on the page")
        if isinstance(place, str):
            raise exceptions.ElementClickInterceptedException(f"covered by {place[:200]}")
        move = {"type": "pointerMove", "x": place[0], "y": place[1]}
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self.act({"type": "pointer", "id": "mouse", "actions": [move, down, up]})

    def type_into(self, element: dict[str, str], keys: str) -> None:
        self.run("arguments[0].focus()", element)
        presses = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keys", "actions": presses})

    def find(self, params: dict[str, Any]) -> dict[str, str]:
        """Only by CSS selectors, into which Selenium turns ids, names and classes."""
        found: dict[str, str] | None = self.run("return document.querySelector(arguments[0])", params["value"])
        if found is None:
            raise exceptions.NoSuchElementException(f"no element {params['value']}")
        return found

    def switch(self, context: str) -> None:
        self.context = context
        self.here("browsingContext.activate")

    def _new_tab(self) -> str:
        context: str = self.connection.call("browsingContext.create", type="tab", userContext=self.user)["context"]
        self.contexts.add(context)
        return context

    def _hear(self, event: str, told: dict[str, Any]) -> None:
        if event == "log.entryAdded" and told["source"].get("context") in self.contexts:
            if told["level"] in ("error", "warn"):
                self.log.append({"level": told["level"], "message": told["text"] or ""})
        elif event == "network.beforeRequestSent" and told["isBlocked"] and told["context"] in self.contexts:
            request = told["request"]
            is_blocked = any(fnmatch(request["url"], each) for each in self.blocked)
            method = "network.failRequest" if is_blocked else "network.continueRequest"
            self.connection.send(method, request=request["request"])

    def _viewport(self, params: dict[str, Any]) -> None:
        """Until the page has been laid out anew, so that a click finds its place."""
        self.here("browsingContext.setViewport", viewport={name: params[name] for name in ("width", "height")})
        self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def _forget(self, params: dict[str, Any]) -> None:
        named = {"filter": {"name": params["name"]}} if "name" in params else {}
        self.connection.call("storage.deleteCookies", partition=self.jar, **named)

    def _open(self, params: dict[str, Any]) -> dict[str, str]:
        return {"handle": self._new_tab()}

    def _actions(self, params: dict[str, Any]) -> None:
        """As Selenium says them, but for elements that a pointer moves to."""
        for source in params["actions"]:
            for action in source["actions"]:
                if isinstance(origin := action.get("origin"), dict):
                    action["origin"] = {"type": "element", "element": {"sharedId": origin[ELEMENT]}}
                if "duration" in action and source["type"] == "key":
                    del action["duration"]
        self.act(*params["actions"])


def of_element(body: str) -> Callable[[Firefox, dict[str, Any]], Any]:
    """A command that is a script on its element, ``arguments[0]``, and perhaps a name."""
    return lambda page, given: page.run(body, {ELEMENT: given["id"]}, given.get("name"))


ASYNC = "return new Promise((resolve) => (function () {{ {} \n}}).apply(null, [...arguments, resolve]));"
TEXT = "return arguments[0].checkVisibility() ? arguments[0].innerText.replaceAll('\\xa0', ' ').trim() : ''"
ALL = "return [...document.querySelectorAll(arguments[0])]"
COMMANDS: dict[str, Callable[[Firefox, dict[str, Any]], Any]] = {
    Command.GET: lambda page, given: page.here("browsingContext.navigate", url=given["url"], wait="complete"),
    Command.REFRESH: lambda page, given: page.here("browsingContext.reload", wait="complete"),
    Command.GO_BACK: lambda page, given: page.here("browsingContext.traverseHistory", delta=-1),
    Command.GET_TITLE: lambda page, given: page.run("return document.title"),
    Command.GET_CURRENT_URL: lambda page, given: page.run("return location.href"),
    Command.FIND_ELEMENT: Firefox.find,
    Command.FIND_ELEMENTS: lambda page, given: page.run(ALL, given["value"]),
    Command.W3C_GET_ACTIVE_ELEMENT: lambda page, given: page.run("return document.activeElement"),
    Command.CLICK_ELEMENT: lambda page, given: page.press({ELEMENT: given["id"]}),
    Command.SEND_KEYS_TO_ELEMENT: lambda page, given: page.type_into({ELEMENT: given["id"]}, given["text"]),
    Command.GET_ELEMENT_TEXT: of_element(TEXT),
    Command.GET_ELEMENT_PROPERTY: of_element("return arguments[0][arguments[1]]"),
    Command.IS_ELEMENT_ENABLED: of_element("return !arguments[0].matches(':disabled')"),
    Command.W3C_EXECUTE_SCRIPT: lambda page, given: page.run(given["script"], *given["args"]),
    Command.W3C_EXECUTE_SCRIPT_ASYNC: lambda page, given: page.run(ASYNC.format(given["script"]), *given["args"]),
    Command.W3C_ACTIONS: Firefox._actions,
    Command.W3C_GET_CURRENT_WINDOW_HANDLE: lambda page, given: page.context,
    Command.NEW_WINDOW: Firefox._open,
    Command.SWITCH_TO_WINDOW: lambda page, given: page.switch(given["handle"]),
    Command.SET_WINDOW_RECT: Firefox._viewport,
    Command.DELETE_COOKIE: Firefox._forget,
    Command.DELETE_ALL_COOKIES: Firefox._forget,
}
