"""``manage.py simulate_raters STUDY``: simulated raters answer over HTTP, marked as simulated for good."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.base import CommandParser

from generation.errors import MiburiError
from generation.progress import progress_bar
from study.management.command import StudyCommand
from study.management.studies import find_study
from study.simulation.behaviour import ATTENTION, PLANNED_ACCURACY, Plan
from study.simulation.raters import missing_raters, own_site, simulate


class Command(StudyCommand):
    help = "Let simulated raters take part over HTTP; run again, it tops up to the same number."

    def add_arguments(self, parser: CommandParser) -> None:
        planned = " ".join(f"{condition}={accuracy:g}" for condition, accuracy in PLANNED_ACCURACY.items())
        parser.add_argument("study", metavar="STUDY", help="the name in the study's address")
        parser.add_argument("--raters", type=int, default=20, help="how many there shall be in the end (default: 20)")
        parser.add_argument("--seed", type=int, default=0, help="their answers and times follow from it (default: 0)")
        parser.add_argument("--url", help="a running site with this database (default: an own one for the while)")
        parser.add_argument(
            "--accuracy", nargs="+", default=[], metavar="CONDITION=P", help=f"planted accuracy (default: {planned})"
        )
        parser.add_argument(
            "--correlation", type=float, default=-0.23, help="of ability and slowness, across raters (default: -0.23)"
        )
        parser.add_argument(
            "--attention",
            type=float,
            default=ATTENTION,
            help=f"chance that an attention check is passed (default: {ATTENTION})",
        )

    def handle(self, *, study: str, raters: int, seed: int, url: str | None, **options: Any) -> None:
        if raters < 1 or seed < 0:
            raise MiburiError(f"--raters must be 1 or more and --seed 0 or more, got {raters} and {seed}")
        plan = Plan(
            {**PLANNED_ACCURACY, **_accuracies(options["accuracy"])}, options["correlation"], options["attention"]
        )
        found = find_study(study)
        missing = missing_raters(found, raters)
        if missing and found.state == found.State.CLOSED:
            raise MiburiError(f"study {found.slug!r} is closed; open it again under /admin/ before raters take part")
        with progress_bar("simulated raters") as progress, nullcontext(url) if url else own_site() as site:
            task = progress.add_task("rating", total=raters, completed=raters - len(missing), note="")
            simulate(found, missing, plan, seed, site, lambda: progress.advance(task))
        self.stdout.write(f"{found.slug}: {raters} simulated raters have finished ({len(missing)} of them now)")


def _accuracies(stated: list[str]) -> dict[str, float]:
    accuracies = {}
    for word in stated:
        condition, _, value = word.partition("=")
        try:
            accuracies[condition] = float(value)
        except ValueError:
            raise MiburiError(f"--accuracy {word!r}: expected CONDITION=P, such as correct=.25") from None
    return accuracies
