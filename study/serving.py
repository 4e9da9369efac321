"""The site under waitress: one process, a few threads."""

from __future__ import annotations

import errno
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from waitress.server import create_server

from generation.errors import MiburiError

THREADS = 8


def site_server(host: str, port: int, sockets: dict[int, Any] | None = None) -> Any:
    """A server that is bound and ready to ``run()``; port 0 takes a free one (``effective_port``).

    ``sockets`` is where waitress keeps its open ones, for a caller that runs the loop itself.
    """
    application = get_wsgi_application()
    resolve("/")  # loads all pages now, not at the first rater's request
    try:
        return create_server(
            application,
            map=sockets,
            host=host,
            port=port,
            threads=THREADS,
            ident="",
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise MiburiError(f"{host}:{port}: {error.strerror}; choose another port with --port") from None
