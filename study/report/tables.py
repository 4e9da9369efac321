"""Rows of tables that join several results, in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from study.report.analysis import Analysis
from study.report.models import Models
from study.report.results import Results
from study.report.wording import condition_in, not_estimable_in, words_in
from study.report.written import bounded, bounded_bracketed, bracketed, decimal, grouped, p_value, percent, points
from study.statistics.estimate import NotEstimable, Number, Range


def analysis_tables(analysis: Analysis, results: Results, language: str) -> dict[str, Any]:
    """What the template cannot put together itself."""
    words = words_in(language)
    found = analysis.speed_accuracy
    ranks = f" ({words['ranks']})" if language == "en" else f"（{words['ranks']}）"
    return {
        "emotions": list(zip(analysis.by_emotion, analysis.confusions[0].recognition, strict=True)),
        "information": list(zip((None, *results.study.conditions), analysis.information, strict=True)),
        "correlations": [
            (words["across_raters"], found.across_raters),
            (words["across_raters"] + ranks, found.across_raters_ranks),
            (words["across_stimuli"], found.across_stimuli),
            (words["across_stimuli"] + ranks, found.across_stimuli_ranks),
            (words["within_raters"], found.within_raters),
            (words["within_raters"] + ranks, found.within_raters_ranks),
        ],
        "clips": [(row, results.study.stimuli.get(row.name)) for row in analysis.by_stimulus],
        "ratings": [
            (*_rating_names(results, rating.question, rating.axis, rating.least, rating.most, language), rating)
            for rating in analysis.ratings
        ],
    }


def _rating_names(results: Results, name: str, axis: str, least: float, most: float, language: str) -> tuple[str, str]:
    """What was asked, and in which range."""
    words = words_in(language)
    text = next(question.text.in_(language) for question in results.study.protocol.questions if question.name == name)
    asked = f"{text} – {words[axis]}" if axis else text
    return asked, words["range"].format(least=decimal(least, 0), most=decimal(most, 0))


def compared_rows(results: Results, language: str) -> list[tuple[str, str, str]]:
    """The main results before and after exclusions, as they are written."""
    words = words_in(language)
    assert results.after is not None
    before, after = (list(_main(part, results, language)) for part in (results.before, results.after))
    rows = [(name, mine, theirs) for (name, mine), (_, theirs) in zip(before, after, strict=True)]
    odds = [_odds(models, language) for models in (results.models_before, results.models)]
    rows += [(f"{words['odds_ratio']}: {pair}", odds[0].get(pair, "–"), value) for pair, value in odds[1].items()]
    return rows


def _main(analysis: Analysis, results: Results, language: str) -> Iterator[tuple[str, str]]:
    words = words_in(language)
    yield words["raters"], grouped(analysis.raters_with_answers)
    yield words["answers"], grouped(analysis.responses)
    for row in (analysis.overall, *analysis.by_condition):
        name = condition_in(row.cell[0] if row.cell else None, language)
        interval = _range(row.clustered, lambda found: bracketed(found, 100, 1), language)
        yield f"{words['accuracy']}: {name}", f"{_number(row.accuracy, percent, language)} {interval}"
    for contrast in analysis.contrasts:
        pair = f"{condition_in(contrast.first, language)} − {condition_in(contrast.second, language)}"
        yield (
            f"{words['difference']}: {pair}",
            f"{_number(contrast.difference, points, language)}, p {_number(contrast.p_holm, p_value, language)}",
        )
    r = analysis.speed_accuracy.across_raters
    interval = _range(r.interval, bounded_bracketed, language)
    yield f"{words['correlations_caption']}, r", f"{_number(r.r, bounded, language)} {interval}"
    yield "Fleiss κ", _number(analysis.agreement[0].value, bounded, language)
    median = analysis.response_times[0].median
    yield f"{words['times_title']}: {words['median']}", _number(median, lambda ms: f"{ms / 1000:.2f} s", language)


def _odds(models: Models | None, language: str) -> dict[str, str]:
    if models is None or isinstance(models.accuracy, NotEstimable):
        return {}
    return {
        f"{condition_in(row.first, language)} / {condition_in(row.second, language)}": (
            f"{decimal(row.ratio)} {bracketed(row.ratio_interval)}"
        )
        for row in models.accuracy.contrasts
    }


def _number(value: Number, write: Callable[[float], str], language: str) -> str:
    return not_estimable_in(value, language) if isinstance(value, NotEstimable) else write(value)


def _range(value: Range, write: Callable[[Any], str], language: str) -> str:
    return f"[{not_estimable_in(value, language)}]" if isinstance(value, NotEstimable) else write(value)
