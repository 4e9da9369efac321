"""A browser that shows clips on a watched screen with the rating page's own modules, and answers what it measured."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.screen.display import HEIGHT, WIDTH, Display
from generation.errors import MiburiError

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "static" / "session"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".mp4": "video/mp4", ".webm": "video/webm"}
ENGINES = {"chromium": "chromium", "firefox": "firefox-esr"}
PRESS_SECONDS = (0.15, 0.6)  # after the page has told the onset
FIREFOX_SETTINGS = """
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("full-screen-api.warning.timeout", 0);
"""


@dataclass
class Showing:
    """What the page is told to do, and what it answered. ``presses``: seconds before and after each key press."""

    display: Display
    clips: Path
    settings: dict[str, Any]
    seed: int
    trials: list[dict[str, Any]] = field(default_factory=list)
    presses: list[tuple[float, float]] = field(default_factory=list)
    ending: dict[str, Any] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)

    def answer(self, path: str) -> tuple[bytes, str]:
        """Body and media type; KeyError or OSError where there is nothing."""
        if path == "clock":
            return repr(time.monotonic()).encode(), "text/plain"
        if path == "settings":
            return json.dumps(self.settings).encode(), "application/json"
        folder, _, name = path.rpartition("/")
        file = {"": HERE, "session": MODULES, "clips": self.clips}[folder] / name
        return file.read_bytes(), TYPES[file.suffix]

    def take(self, path: str, body: dict[str, Any]) -> None:
        if path == "onset":
            threading.Timer(self._rng.uniform(*PRESS_SECONDS), self._press).start()
        elif path == "trial":
            self.trials.append(body)
        elif path == "done":
            self.ending = body
            self.done.set()

    def _press(self) -> None:
        self.presses.append(self.display.press())


def show(showing: Showing, engine: str, seconds: float) -> None:
    """In a browser of its own; MiburiError if it is not done within ``seconds``."""
    command = shutil.which(ENGINES[engine])
    if command is None:
        raise MiburiError(f"{ENGINES[engine]}: not found; on Debian: apt-get install {ENGINES[engine]}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, _serving(showing) as address:
        browser = subprocess.Popen(
            [command, *_arguments(engine, Path(profile)), f"{address}/timing.html"],
            env={**os.environ, "DISPLAY": showing.display.name, "HOME": profile},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            if not showing.done.wait(seconds):
                raise MiburiError(f"{engine}: {len(showing.trials)} clips shown within {seconds:.0f} s, then none")
        finally:
            browser.terminate()
            browser.wait()


def _arguments(engine: str, profile: Path) -> list[str]:
    if engine == "firefox":
        (profile / "user.js").write_text(FIREFOX_SETTINGS)
        return ["--no-remote", "--profile", str(profile), "--kiosk"]
    flags = "--no-sandbox --disable-gpu --no-first-run --kiosk --disable-background-networking --window-position=0,0"
    return [*flags.split(), f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={profile}"]


@contextmanager
def _serving(showing: Showing) -> Iterator[str]:
    """The address of a server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                body, kind = showing.answer(self.path.lstrip("/"))
            except (KeyError, OSError):
                self.send_error(404)
                return
            self._send(body, kind)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            showing.take(self.path.lstrip("/"), json.loads(body))
            self._send(b"", "text/plain")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the screen is for the results."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Nothing: a browser that is ended drops its connections."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
