"""``manage.py export_responses STUDY OUT``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from generation.progress import progress_bar
from study.exports.description import notices, summary
from study.exports.folder import FORMATS, export_study
from study.management.command import StudyCommand
from study.management.studies import find_study


class Command(StudyCommand):
    help = (
        "Write a study's data to a folder: a Psych-DS dataset (csv), with parquet and BIDS beside it (docs/export.md)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("out", type=Path, help="folder to write; an earlier export of this study there is replaced")
        parser.add_argument("--include-simulated", action="store_true", help="simulated raters too, marked so")
        parser.add_argument(
            "--format", nargs="+", choices=FORMATS, default=FORMATS, help="beside csv, which is always there"
        )
        parser.add_argument("--without-text", action="store_true", help="leave out words that raters typed")

    def handle(self, *, study: str, out: Path, include_simulated: bool, without_text: bool, **options: Any) -> None:
        found = find_study(study)
        with progress_bar("parts") as progress:
            task = progress.add_task("exporting", total=None, note="")
            contents = export_study(
                found,
                out.resolve(),
                include_simulated=include_simulated,
                formats=options["format"],
                free_text=not without_text,
                advance=lambda done, of: progress.update(task, completed=done, total=of),
            )
        self.stdout.write(" ".join([summary(contents), *notices(found, contents)]))
        free = [column.name for table in contents.tables.values() for column in table.columns if column.free]
        if free:
            self.stdout.write(
                f"Raters typed words of their own, which may name people: {', '.join(free)}; read them before you "
                "publish, or use --without-text"
            )
        self.stdout.write(str(out))
