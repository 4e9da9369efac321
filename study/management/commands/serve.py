"""``manage.py serve``: the site, ready for use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from study.management.command import StudyCommand
from study.serving import site_server


class Command(StudyCommand):
    help = "Serve the site with waitress until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default: 8000; 0 takes a free one")
        parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine only")

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        server = site_server(host, port)
        self.stdout.write(f"Serving on http://{host}:{server.effective_port} (Ctrl-C stops)")
        if host not in settings.ALLOWED_HOSTS:
            names = ", ".join(settings.ALLOWED_HOSTS)
            self.stdout.write(f"It answers to the names {names}; MIBURI_HOSTS=name,name adds those it is reached by.")
        self.stdout.flush()
        try:
            server.run()
        finally:
            server.close()
