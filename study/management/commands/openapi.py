"""``manage.py openapi OUT``: the endpoints of the rating page as OpenAPI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from generation.files import write_json
from study.session.openapi import document


class Command(BaseCommand):
    help = "Write the endpoints of the rating page as OpenAPI 3.1 (docs/openapi.json)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="file to write")

    def handle(self, *, out: Path, **options: Any) -> None:
        write_json(out, document())
