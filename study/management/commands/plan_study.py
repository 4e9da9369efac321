"""``manage.py plan_study [FILE] OUT``: how many raters? Power and precision of a planned study, by simulation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from generation.errors import MiburiError
from generation.files import atomic_write, exclusive, is_free, write_json
from generation.progress import progress_bar
from study.management.command import StudyCommand
from study.management.studies import find_study
from study.models import Study
from study.planning.figure import render_power
from study.planning.fitted import fitted_plan
from study.planning.reading import plan_of, read_plan
from study.planning.run import PARTS, STUDIES_PER_PART, kept_parts, parts_of, simulate_parts, sums_by_point
from study.planning.summary import summary
from study.planning.wording import planning_words
from study.planning.written import power_lines, said
from study.report.figures.style import FORMATS
from study.report.source import results_of
from study.report.wording import LANGUAGES
from study.statistics.estimate import NotEstimable
from study.statistics.planning.plan import StudyPlan

RATERS = (5, 10, 15, 20, 30, 40, 60, 80)
MOST_RATERS = 2000


class Command(StudyCommand):
    help = "Simulate a planned study for several numbers of raters; run again, it goes on, or adds to what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="folder for planning.json and the curve as svg, png and pdf")
        parser.add_argument("--plan", type=Path, metavar="FILE", help="plan.toml (default: the paper's design)")
        parser.add_argument("--study", metavar="SLUG", help="a study's own conditions, clips and labels instead")
        parser.add_argument(
            "--fitted", action="store_true", help="with --study: accuracies and spreads of its own mixed models"
        )
        parser.add_argument("--raters", type=int, nargs="+", default=list(RATERS), metavar="N")
        parser.add_argument(
            "--clips", type=float, nargs="+", default=[1.0], metavar="TIMES", help="times the clips (default: 1)"
        )
        parser.add_argument("--studies", type=int, default=400, help="simulated studies per point (default: 400)")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="default: all cores")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the curve (default: %(default)s)")

    def handle(self, *, out: Path, plan: Path | None, study: str | None, language: str, **options: Any) -> None:
        planned = _plan(plan, study, fitted=options["fitted"])
        raters, factors = sorted(set(options["raters"])), sorted(set(options["clips"]))
        _refuse(raters, factors, options)
        parts = parts_of(raters, factors, options["studies"])
        folder = out.resolve()
        _refuse_foreign(folder)
        with exclusive(folder):
            folder.mkdir(parents=True, exist_ok=True)
            done = len(set(parts) & set(kept_parts(folder, planned, options["seed"])))
            with progress_bar("parts") as progress:
                note = f"{STUDIES_PER_PART} studies each"
                task = progress.add_task("simulating", total=len(parts), completed=done, note=note)
                sums = simulate_parts(
                    planned, parts, options["seed"], options["processes"], folder, lambda: progress.advance(task)
                )
            points = sums_by_point(sums)
            found = summary(planned, options["seed"], points)
            write_json(folder / "planning.json", found)
            for factor in factors:
                name = "power" if factor == 1 else f"power_clips_x{factor:g}"
                lines = power_lines(planned, points, factor, language)
                note = _note(planned, factor, options["studies"], language)
                for form in FORMATS:
                    atomic_write(folder / f"{name}.{form}", render_power(lines, note, form, language=language))
        self.stdout.write("\n".join(said(found)))
        self.stdout.write(f"{out / 'planning.json'}")


def _plan(path: Path | None, slug: str | None, *, fitted: bool) -> StudyPlan:
    if path and slug:
        raise MiburiError("--plan and --study exclude each other; name one")
    if fitted and not slug:
        raise MiburiError("--fitted is of a study's own answers; name it with --study")
    if path:
        return read_plan(path)
    if not slug:
        return StudyPlan()
    study = find_study(slug)
    return _fitted(study) if fitted else plan_of(study)


def _fitted(study: Study) -> StudyPlan:
    results = results_of(study, include_simulated=False)
    found = fitted_plan(plan_of(study), results.models, results.analysis.speed_accuracy.across_raters)
    if isinstance(found, NotEstimable):
        raise MiburiError(f"the mixed model of {study.slug!r} does not serve yet: {found.reason}; leave out --fitted")
    return found.plan


def _refuse(raters: list[int], factors: list[float], options: dict[str, Any]) -> None:
    if wrong := [number for number in raters if not 2 <= number <= MOST_RATERS]:
        raise MiburiError(f"--raters must be 2 to {MOST_RATERS}, got {wrong[0]}")
    if wrong_factors := [factor for factor in factors if not 0.05 <= factor <= 100]:
        raise MiburiError(f"--clips must be 0.05 to 100 times, got {wrong_factors[0]:g}")
    if options["studies"] < STUDIES_PER_PART or options["studies"] % STUDIES_PER_PART:
        raise MiburiError(f"--studies must be a multiple of {STUDIES_PER_PART}, got {options['studies']}")
    if options["processes"] < 1 or options["seed"] < 0:
        raise MiburiError("--processes must be 1 or more and --seed 0 or more")


def _refuse_foreign(folder: Path) -> None:
    if not is_free(folder) and not (folder / PARTS).exists():
        raise MiburiError(f"{folder} exists and holds no plan; name a new folder")


def _note(plan: StudyPlan, factor: float, studies: int, language: str) -> str:
    return planning_words(language)["plan_by_simulation"].format(
        clips=plan.with_clips(factor).clips,
        raters=f"{plan.rater_sd:g}",
        clips_sd=f"{plan.clip_sd:g}",
        studies=f"{studies:,}",
    )
