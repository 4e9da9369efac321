"""``manage.py access_codes STUDY N``: one-time codes for raters who are recruited by hand or by another service."""

from __future__ import annotations

import csv
from typing import Any

from django.core.management.base import CommandParser

from generation.errors import MiburiError
from study.management.command import StudyCommand
from study.management.studies import find_study
from study.session.access_codes import make_codes

MOST = 100_000


class Command(StudyCommand):
    help = "Make one-time codes and print them as csv, once: they cannot be read from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="the name in the study's address")
        parser.add_argument("count", metavar="N", type=int, help="how many codes")

    def handle(self, *, study: str, count: int, **options: Any) -> None:
        if not 1 <= count <= MOST:
            raise MiburiError(f"N must lie between 1 and {MOST}, got {count}")
        found = find_study(study)
        kind = found.protocol.recruiter.kind
        if kind != "codes":
            raise MiburiError(f'study {found.slug!r} has the recruiter {kind!r}; codes need recruiter.kind = "codes"')
        rows = csv.writer(self.stdout, lineterminator="\n")
        rows.writerow(["code"])
        rows.writerows([code] for code in make_codes(found, count))
