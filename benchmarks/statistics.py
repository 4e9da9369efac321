"""``python -m benchmarks statistics``: do the statistics recover what was planted, and how fast is a large report?

Recovery: many simulated studies of the paper's design, and the share of them in which each interval holds the truth and
each test errs. Speed: all statistics of 1,000,000 answers, of 10,000 raters to 100 of 390 clips each.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.measure import Metrics, processor
from benchmarks.outcomes import COVERAGE, ERROR
from benchmarks.recovery import BOUNDS, Recovered, recover
from generation.errors import MiburiError
from generation.labels import EMOTIONS
from study.report.facts import StudyFacts
from study.report.results import compute_results, fitted
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.simulation import draw_answers, draw_clips, label_names, tidy

CLIPS_FACTOR = 6  # times the paper's 65
EACH_SEES = 100
BEGIN = pd.Timestamp("2026-11-01T09:00:00Z")

# Measures that are outside their bounds by their nature, and what to read instead.
INSTEAD = {
    "accuracy, Wilson, raters differ": "takes answers as independent; read the interval by rater",
    "accuracy, by rater (other clips too)": "speaks of these clips only; read the mixed model",
    "paired t (clips differ)": "speaks of these clips only; read the mixed model",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--studies", type=int, default=2000, help="simulated studies (default: 2000; 0: speed only)")
    parser.add_argument("--raters", type=int, default=20, help="of each simulated study (default: 20, as in the paper)")
    parser.add_argument("--large", type=int, default=10_000, help="raters of the large study (default: 10000; 0: none)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="for the recovery (default: all)")
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> Metrics:
    for name in ("studies", "large", "seed"):
        if getattr(arguments, name) < 0:
            raise MiburiError(f"--{name} must be 0 or more, got {getattr(arguments, name)}")
    if arguments.processes < 1 or arguments.raters < 5:
        raise MiburiError("--processes must be 1 or more and --raters 5 or more")
    print(f"statistics: {processor()}, {arguments.processes} processes")
    metrics: Metrics = {}
    if arguments.studies:
        found = recover(arguments.studies, arguments.raters, arguments.seed, arguments.processes)
        print_recovery(found, arguments.raters)
        metrics |= recovery_metrics(found)
    if arguments.large:
        metrics |= timed_report(arguments.large, arguments.seed)
    return metrics


def print_recovery(found: Sequence[Recovered], raters: int) -> None:
    """One line per measure: its share with the interval of the simulation, and whether it is within the bounds."""
    for kind in (COVERAGE, ERROR):
        low, high = BOUNDS[kind]
        print(f"\n{kind} with {raters} raters, to be {low:.0%} to {high:.0%}")
        for row in sorted((row for row in found if row.kind == kind), key=lambda row: not row.holds):
            print(
                f"  {row.name:58} {row.share:6.1%} ({row.interval.low:.1%} to {row.interval.high:.1%})  {verdict(row)}"
            )


def verdict(row: Recovered) -> str:
    failed = f", not estimable {row.failed} times" if row.failed else ""
    if row.holds:
        return f"holds{failed}"
    low, high = BOUNDS[row.kind]
    where = "below" if row.share < low else "above"
    near = ", within the simulation's error" if row.interval.low <= high and row.interval.high >= low else ""
    reason = next((text for name, text in INSTEAD.items() if row.name.startswith(name)), "")
    return f"{where}{near}{': ' if reason else ''}{reason}{failed}"


def recovery_metrics(found: Sequence[Recovered]) -> Metrics:
    """How many measures are within their bounds, of how many; the extreme ones of those that are meant to be."""
    meant = [row for row in found if not any(row.name.startswith(name) for name in INSTEAD)]
    coverage = [row.share for row in meant if row.kind == COVERAGE]
    errors = [row.share for row in meant if row.kind == ERROR]
    return {
        "recovery_measures": len(meant),
        "recovery_within_bounds": sum(row.holds for row in meant),
        "coverage_min": min(coverage),
        "coverage_max": max(coverage),
        "type_one_min": min(errors),
        "type_one_max": max(errors),
    }


def timed_report(raters: int, seed: int) -> Metrics:
    """Seconds for all statistics without the mixed models, for these alone, and for both."""
    responses, sessions = large_study(raters, seed)
    facts = StudyFacts("large", "Large study", EMOTIONS, StudyPlan().names, True, "simulated", "0" * 64)
    started = time.perf_counter()
    results = compute_results(responses, sessions, facts, seed, models=False)
    middle = time.perf_counter()
    fitted(results, responses, sessions)
    ended = time.perf_counter()
    return {
        "statistics_responses": len(responses),
        "statistics_seconds": middle - started,
        "statistics_models_seconds": ended - middle,
        "statistics_full_seconds": ended - started,
    }


def large_study(raters: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tidy responses and sessions; the columns that `study.responses` has and the report reads."""
    rng = np.random.default_rng(seed)
    plan = StudyPlan().with_clips(CLIPS_FACTOR)
    clips = draw_clips(plan, rng)
    responses = tidy(plan, clips, draw_answers(plan, clips, raters, rng, EACH_SEES), rng)
    named = dict(zip(label_names(plan.labels), EMOTIONS.names, strict=True))
    for column in ("intended", "chosen"):
        responses[column] = responses[column].cat.rename_categories(named)
    order = responses.groupby("participant", observed=True).cumcount()
    responses = responses.assign(
        trial_index=order,
        predicted=responses["intended"],
        probability_intended=rng.random(len(clips.logit))[responses["stimulus"].cat.codes.to_numpy()],
        rt_from_end_ms=responses["rt_ms"] - 6500,
        clip_seconds=6.5,
        practised=False,
        language="en",
        clock="frame",
        answered_at=BEGIN + pd.to_timedelta(20 * order, unit="s"),
    )
    names = responses["participant"].cat.categories
    sessions = pd.DataFrame(
        {
            "participant": names,
            "simulated": True,
            "session": responses["session"].cat.categories,
            "state": "completed",
            "started_at": BEGIN,
            "completed_at": BEGIN + pd.Timedelta(minutes=30),
            "minutes": 30.0,
        }
    )
    return responses, sessions
