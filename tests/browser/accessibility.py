"""Whether everybody can use the page that a browser shows: axe-core, and what axe does not look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.engines import set_viewport

# WCAG 2.2 AA, and what axe-core holds for good practice beyond it.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """
const [tags, done] = arguments;
const settled = Promise.all(document.getAnimations().map(({ finished }) => finished)); // else a fade is judged half way
const why = ({ any, all }) => [...any, ...all].map(({ message }) => message).join("; ");
const told = (node) => `${node.target.join(" ")} (${why(node)})`;
settled.then(() => axe.run(document, { runOnly: tags, resultTypes: ["violations"] })).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(told).join(", ")}`)),
  (error) => done([`axe: ${error}`]),
);"""
# A small phone; a phone on its side, which is also 1280 x 720 at a zoom of 200 %; a computer.
SIZES = ((320, 568), (640, 360), (1280, 800))


@cache
def scripts() -> str:
    """axe-core, as the wheel axe-playwright-python carries it, and the checks of ``usability.js``."""
    package = find_spec("axe_playwright_python")
    assert package is not None and package.submodule_search_locations is not None
    axe = Path(package.submodule_search_locations[0]) / "axe.min.js"
    return axe.read_text() + Path(__file__).with_name("usability.js").read_text()


def axe_faults(window: WebDriver) -> list[str]:
    """What axe-core finds. A driver's scripts are not bound by the page's policy."""
    prepare(window)
    found: list[str] = window.execute_async_script(RUN_AXE, TAGS)
    return found


def check(window: WebDriver, name: str) -> list[str]:
    """What one check of ``usability.js`` finds."""
    prepare(window)
    found: list[str] = window.execute_script(f"return usability.{name}()")
    return found


def prepare(window: WebDriver) -> None:
    if not window.execute_script("return 'usability' in window"):
        window.execute_script(scripts())


def faults(window: WebDriver) -> list[str]:
    """All that is wrong with the page as it is now, at each of the `SIZES`."""
    found = axe_faults(window) + check(window, "structure") + check(window, "moving")
    for width, height in SIZES:
        with viewport(window, width, height):
            found += check(window, "sideways") + check(window, "targets")
    return list(dict.fromkeys(found))


@contextmanager
def viewport(window: WebDriver, width: int, height: int) -> Iterator[None]:
    """An area of this size for the page, in CSS pixels; then the usual one."""
    set_viewport(window, width, height)
    try:
        yield
    finally:
        set_viewport(window, 1280, 900)
