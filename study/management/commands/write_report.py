"""``manage.py write_report STUDY OUT``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from generation.errors import MiburiError
from study.management.command import StudyCommand
from study.management.studies import find_study
from study.report.folder import write_report
from study.report.source import SEED, results_of
from study.report.wording import LANGUAGES


class Command(StudyCommand):
    help = "Write the results of a study to a folder: report.html, figures (svg, png, pdf), every number in report.json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("out", type=Path, help="folder to write; an earlier report there is replaced")
        parser.add_argument(
            "--language",
            choices=(*LANGUAGES, "both"),
            default="en",
            help="of pages and figures; both: English, and Japanese beside it (default: %(default)s)",
        )
        parser.add_argument("--include-simulated", action="store_true", help="count simulated raters too, marked so")
        parser.add_argument("--seed", type=int, default=SEED, help="of the bootstrap (default: %(default)s)")

    def handle(self, *, study: str, out: Path, language: str, include_simulated: bool, seed: int, **_: Any) -> None:
        if seed < 0:
            raise MiburiError(f"--seed must be 0 or more, got {seed}")
        languages = LANGUAGES if language == "both" else (language,)
        results = results_of(find_study(study), include_simulated=include_simulated, seed=seed)
        write_report(results, out.resolve(), languages)
        self.stdout.write(f"{out / 'report.html'}")
