"""``manage.py write_report STUDY OUT``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.errors import MiburiError
from study.models import Study
from study.report.folder import write_report
from study.report.source import SEED, results_of


class Command(BaseCommand):
    help = "Write the results of a study to a folder: report.html, figures (svg, png, pdf), every number in report.json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("out", type=Path, help="folder to write; an earlier report there is replaced")
        parser.add_argument("--include-simulated", action="store_true", help="count simulated raters too, marked so")
        parser.add_argument("--seed", type=int, default=SEED, help="of the bootstrap (default: %(default)s)")

    def handle(self, *, study: str, out: Path, include_simulated: bool, seed: int, **_: Any) -> None:
        try:
            write_report(results_of(_study(study), include_simulated=include_simulated, seed=seed), out)
        except OSError as error:
            raise CommandError(f"{error.filename or out}: {error.strerror or error}; nothing was written") from error
        except MiburiError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{out / 'report.html'}")


def _study(slug: str) -> Study:
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist:
        known = ", ".join(Study.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise MiburiError(f"unknown study {slug!r}; known: {known}") from None
