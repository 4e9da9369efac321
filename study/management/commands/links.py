"""``manage.py links STUDY``: the study's links again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from study.links import study_links
from study.management.command import StudyCommand
from study.management.studies import find_study


class Command(StudyCommand):
    help = "Print the link for raters and the link to the results of a study."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="the name in the study's address")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the site is")

    def handle(self, *, study: str, url: str, **options: Any) -> None:
        self.stdout.write(study_links(find_study(study), url))
