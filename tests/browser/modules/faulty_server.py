"""A server that fails as it is told to: the rating page's modules, their tests, and endpoints with planned faults.

Each request to ``/faulty/NAME/...`` takes the next step of NAME's plan; without one, it is recorded and replied to.
A step is an object: ``fault`` "drop" (no reply, and nothing was seen), "lose" (recorded, but no reply), "truncate"
(fewer bytes than announced) or "hold" (waits for ``/release/NAME``), else ``status`` and ``json`` or ``text``.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from study.headers import CONTENT_SECURITY_POLICY

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = {"static": ROOT / "static", "tests": Path(__file__).parent / "tests"}
# The site's own, but for frames: they stand for tabs.
POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'")
PAGE = '<!doctype html><meta charset="utf-8"><title>{0}</title><script type="module" src="/tests/{0}.js"></script>'
SECONDS = 10.0


class Channel:
    """One test's endpoint: what it will do, and what it has seen."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.plan: list[dict[str, Any]] = []
        self.seen: list[dict[str, Any]] = []
        self.released = 0

    def take(self, request: dict[str, Any]) -> dict[str, Any]:
        with self.changed:
            step = self.plan.pop(0) if self.plan else {}
            self.seen.append({**request, "recorded": step.get("fault") != "drop" and step.get("status", 201) < 300})
            self.changed.notify_all()
            if step.get("fault") == "hold":
                self.changed.wait_for(lambda: self.released > 0, SECONDS)
                self.released -= 1
            return step

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        with self.changed:
            self.changed.wait_for(lambda: len(self.seen) >= count, SECONDS)
            return self.seen

    def release(self) -> None:
        with self.changed:
            self.released += 1
            self.changed.notify_all()


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: a connection per request, so that the browser cannot quietly repeat one on a connection that broke."""

    server: FaultyServer

    def do_GET(self) -> None:
        kind, _, rest = self.path.partition("?")[0].strip("/").partition("/")
        if kind == "page":
            self.reply(200, PAGE.format(rest).encode(), "text/html")
        elif kind in FOLDERS:
            self.reply(200, (FOLDERS[kind] / rest).read_bytes(), "text/javascript")
        elif kind == "seen":
            name, count = rest.split("/")
            self.reply_json(200, self.server.channels[name].wait_for(int(count)))
        elif kind == "faulty":
            self.fail(rest, {"path": self.path, "cache": self.headers["Cache-Control"]}, rest.encode() * 100)
        else:
            self.reply(404, b"", "text/plain")

    def do_POST(self) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        if kind == "plan":
            self.server.channels[rest].plan = json.loads(body)
        elif kind == "release":
            self.server.channels[rest].release()
        else:
            key, csrf = self.headers["Idempotency-Key"], self.headers["X-CSRFToken"]
            self.fail(rest, {"path": self.path, "key": key, "csrf": csrf, "body": body}, b'{"recorded": true}', 201)
            return
        self.reply_json(200, {})

    def fail(self, rest: str, request: dict[str, Any], content: bytes, status: int = 200) -> None:
        """Reply with ``content`` unless the plan has something else."""
        step = self.server.channels[rest.partition("/")[0]].take(request)
        if "json" in step:
            content = json.dumps(step["json"]).encode()
        content = step.get("text", content.decode()).encode()
        if step.get("fault") in ("drop", "lose"):
            self.close_connection = True
        else:
            cut = len(content) // 2 if step.get("fault") == "truncate" else len(content)
            self.reply(step.get("status", status), content, "text/plain", cut)

    def reply_json(self, status: int, value: Any) -> None:
        self.reply(status, json.dumps(value).encode(), "application/json")

    def reply(self, status: int, content: bytes, media: str, cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        if status in (301, 302):
            self.send_header("Location", "/page/tab")
        self.send_header("Cache-Control", "max-age=60" if self.path.startswith("/faulty") else "no-store")
        self.end_headers()
        self.wfile.write(content[:cut])

    def log_message(self, format: str, *args: Any) -> None:
        """Faults are what the tests are about: nothing to tell."""


class FaultyServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.channels: defaultdict[str, Channel] = defaultdict(Channel)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up on purpose is no error."""
