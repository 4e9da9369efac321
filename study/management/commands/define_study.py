"""``manage.py define_study SLUG FILE``: set what a study asks of its raters, or change what may still change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from study.design.answer_keys import warning
from study.design.defining import define
from study.design.definition import read_definition
from study.management.command import StudyCommand
from study.management.studies import find_study


class Command(StudyCommand):
    help = "Set a study's definition from a file (docs/study.md); once a session has begun, only words and ways back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", metavar="SLUG", help="the study's name in its address")
        parser.add_argument("file", type=Path, metavar="FILE", help="study.toml; examples: docs/studies")

    def handle(self, *, study: str, file: Path, **options: Any) -> None:
        found = find_study(study)
        changes = define(found, read_definition(file))
        self.stdout.write("\n".join(changes) or "Nothing has changed.")
        self.stdout.write(f"Protocol {found.protocol.sha256}, texts version {found.texts.version}")
        self.stdout.write(f"Exclusion rules {found.exclusion.sha256}")
        if told := warning(len(found.stimulus_set.label_set)):
            self.stderr.write(told)
