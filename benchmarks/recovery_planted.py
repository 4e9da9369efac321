"""Simulate and recover what needs confusions, tastes, a recogniser and ratings: the studies of `benchmarks.planted`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from benchmarks.outcomes import COVERAGE, ERROR, Outcome, Reading, holds, known, small
from benchmarks.planted import (
    CONDITIONS,
    LABELS,
    STRENGTH_OF_ANSWERS,
    STRENGTH_OF_CLIPS,
    STRENGTH_OF_RATERS,
    World,
    blind,
    draw_study,
    draw_world,
    recognised,
    recogniser_shares,
    with_a_stranger,
)
from study.statistics.accuracy.contrasts import condition_contrasts
from study.statistics.accuracy.table import accuracy_table
from study.statistics.confusion import (
    clip_alignment,
    compare_confusions,
    information_transmitted,
    response_bias,
    unbiased_hit_rates,
)
from study.statistics.estimate import Number, Range
from study.statistics.intraclass import intraclass
from study.statistics.ratings import rating_means
from study.statistics.response_time import conditional_accuracy, response_times, speed_accuracy

POPULATION = 10_000  # raters, whose statistics are taken for the truth of the fixed clips
MANY_CLIPS = 60  # times the clips that the truth of other clips is taken from
EACH_SEES = 0.5  # of the clips, where designs are incomplete


def same_planted_clips(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """The clips and the recogniser stay, raters are others."""
    world, truth = planted_clips()
    responses, probabilities = draw_study(world, raters, rng)
    for measure, subject, _, interval in readings(responses, probabilities, int(rng.integers(2**31))):
        yield COVERAGE, f"{measure} (these clips)", holds(interval, truth[measure, subject])


def other_planted_clips(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """Clips and raters are others."""
    truth = planted_alignment(raters)
    world = draw_world(rng)
    found = clip_alignment(draw_study(world, raters, rng)[0], int(rng.integers(2**31)))
    for name, interval in (
        ("r", found.pearson.interval),
        ("ranks", found.spearman.interval),
        ("slope", found.slope_interval),
        ("ceiling", found.ceiling_interval),
        ("r corrected", found.corrected_interval),
    ):
        yield COVERAGE, f"clip alignment, {name} (other clips too)", holds(interval, truth[name])
    partly, _ = draw_study(world, raters, rng, each_sees=EACH_SEES)
    between, within = STRENGTH_OF_CLIPS**2, STRENGTH_OF_RATERS**2 + STRENGTH_OF_ANSWERS**2
    counts = partly.groupby("stimulus", observed=True).size()
    k = len(counts) / float((1 / counts).sum())
    for row, ratings in zip(intraclass(partly, "rating_strength"), (1.0, k), strict=True):
        planted = between / (between + within / ratings)
        yield COVERAGE, f"{row.name}, incomplete design (other clips too)", holds(row.interval, planted)


def no_sight(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """Raters who see nothing and answer by taste, or evenly; and a recogniser that has nothing of people."""
    world = draw_world(rng)
    guessed, _ = draw_study(blind(world), raters, rng, ability_sd=0.0)
    for rate in unbiased_hit_rates(guessed, LABELS):
        yield ERROR, "hits against chance, favourite answers (H_u)", small(rate.p)
    even, _ = draw_study(blind(world), raters, rng, ability_sd=0.0, taste_sd=0.0)
    for share in response_bias(even, LABELS, 0):
        yield ERROR, "response bias, t", small(share.p)
    responses, probabilities = draw_study(with_a_stranger(world, rng), raters, rng)
    compared = compare_confusions(responses, LABELS, int(rng.integers(2**31)), probabilities=probabilities)
    yield ERROR, "recogniser's mistakes beside people's, exchanged labels", small(compared.p_mistakes)
    aligned = clip_alignment(responses, 0)
    yield ERROR, "clip alignment, r", small(aligned.pearson.p)
    yield ERROR, "clip alignment, ranks", small(aligned.spearman.p)


def readings(responses: pd.DataFrame, probabilities: pd.DataFrame, seed: int) -> Iterator[Reading]:
    """Estimates whose intervals speak of other raters of the same clips."""
    for rate in unbiased_hit_rates(responses, LABELS):
        yield "H_u", rate.label, rate.unbiased, rate.interval
    for share in response_bias(responses, LABELS, seed):
        yield "response bias", share.label, share.share, share.interval
    information = information_transmitted(responses, LABELS)
    yield "information transmitted, raters' tastes", "", information.corrected, information.interval
    yield "information, relative", "", information.relative, information.relative_interval
    for accuracy in accuracy_table(responses, ["intended"], [(label,) for label in LABELS], 1 / len(LABELS), seed):
        yield "accuracy by emotion, by rater", accuracy.cell[0], accuracy.accuracy, accuracy.clustered
    contrast = condition_contrasts(responses, CONDITIONS)[0]
    yield "effect size d_z", "", contrast.effect_size, contrast.effect_interval
    for part in conditional_accuracy(responses, seed):
        yield "conditional accuracy", str(part.from_quantile), part.accuracy, part.interval
    for times in response_times(responses, CONDITIONS):
        yield "geometric mean RT", times.group, times.geometric_mean, times.geometric_interval
    yield "RT and accuracy within raters, ranks", "", *_within_ranks(responses)
    for mean in rating_means(responses, "rating_strength", ["condition"], [(name,) for name in CONDITIONS]):
        yield "rating mean", mean.cell[0], mean.mean, mean.interval
    for how, given in (("probabilities", probabilities), ("first choices", None)):
        yield from _beside_people(responses, given, how)


def _within_ranks(responses: pd.DataFrame) -> tuple[Number, Range]:
    found = speed_accuracy(responses).within_raters_ranks
    return found.r, found.interval


def _beside_people(responses: pd.DataFrame, probabilities: pd.DataFrame | None, how: str) -> Iterator[Reading]:
    found = compare_confusions(responses, LABELS, 0, probabilities=probabilities)
    yield f"recogniser, correlation of all cells, {how}", "", found.all_cells_corrected, found.all_cells_interval
    yield f"recogniser, correlation of mistakes, {how}", "", found.mistakes_corrected, found.mistakes_interval
    yield f"recogniser, divergence, {how}", "", found.divergence_corrected, found.divergence_interval
    for row in found.rows:
        yield f"recogniser, divergence of an emotion, {how}", row.label, row.corrected, row.interval


@cache
def planted_clips() -> tuple[World, dict[tuple[str, str], float]]:
    """One set of clips, and what POPULATION raters make of it."""
    rng = np.random.default_rng(65)
    world = draw_world(rng)
    crowd, probabilities = draw_study(world, POPULATION, rng)
    return world, {(row[0], row[1]): known(row[2]) for row in readings(crowd, probabilities, 0)}


@cache
def planted_alignment(raters: int) -> dict[str, float]:
    """Over very many clips, each answered by so many raters; corrected: by all."""
    world = draw_world(np.random.default_rng(9), MANY_CLIPS)
    clips = np.arange(len(world.intended))
    x = recogniser_shares(world)[clips, world.intended]
    share, of_raters = recognised(world)
    of_x, both, of_share = np.cov(x, share)[[0, 0, 1], [0, 1, 1]]
    noise = (float((share * (1 - share)).mean()) - of_raters) / raters
    drawn = np.random.default_rng(1).binomial(raters, share, (20, len(clips)))
    ranked = rankdata(x)
    return {
        "r": float(both / np.sqrt(of_x * (of_share + noise))),
        "ranks": float(np.mean([np.corrcoef(ranked, rankdata(hits))[0, 1] for hits in drawn])),
        "slope": float(both / of_x),
        "ceiling": float(np.sqrt(of_share / (of_share + noise))),
        "r corrected": float(both / np.sqrt(of_x * of_share)),
    }
