"""The site under waitress: one process, a few threads."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from waitress.server import create_server

from generation.errors import MiburiError

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
THREADS = 8
LONGEST_REQUEST = 2**20  # bytes: an answer with forty free texts
FROM_PROXY = {"x-forwarded-for", "x-forwarded-proto"}
NOT_TO_BE_HAD = (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL)


def site_server(host: str, port: int, sockets: dict[int, Any] | None = None) -> Any:
    """A server that is bound and ready to ``run()``; port 0 takes a free one (``effective_port``).

    ``host`` is one address: a name that stands for several (localhost, in IPv4 and IPv6) means its first in IPv4.
    ``sockets`` is where waitress keeps its open ones, for a caller that runs the loop itself.
    """
    if not 0 <= port <= 65535:
        raise MiburiError(f"--port must lie between 0 and 65535, got {port}")
    application = get_wsgi_application()
    resolve("/")  # loads all pages now, not at the first rater's request
    try:
        return create_server(
            without_bodies_for_head(application),
            map=sockets,
            host=_address(host),
            port=port,
            threads=THREADS,
            ident="",
            max_request_body_size=LONGEST_REQUEST,
            clear_untrusted_proxy_headers=True,
            **_proxy(settings.PROXY),
        )
    except OSError as error:
        if error.errno not in NOT_TO_BE_HAD:
            raise
        raise MiburiError(f"{host}:{port}: {error.strerror}; choose another port with --port") from None


def without_bodies_for_head(application: Application) -> Application:
    """Django writes the whole page in reply to HEAD and leaves it to the server to drop it; waitress sends it, and a
    client or a proxy takes it for the reply to its next request."""

    def replying(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if close := getattr(body, "close", None):
            close()
        return [b""]

    return replying


def _proxy(address: str) -> dict[str, Any]:
    """Waitress's settings for one proxy before it, which has the raters' addresses; "": none."""
    trusted = {"trusted_proxy": address, "trusted_proxy_count": 1, "trusted_proxy_headers": FROM_PROXY}
    return trusted if address else {}


def _address(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return str(min(found, key=lambda place: place[0] != socket.AF_INET)[4][0])
    except (OSError, UnicodeError):
        raise MiburiError(f"--host {host!r} is no address of this machine; 127.0.0.1 and 0.0.0.0 always are") from None
