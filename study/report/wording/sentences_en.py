"""Results in English sentences, in the style of the APA, built from the numbers. What is missing says why."""

from __future__ import annotations

from study.report.results import Results
from study.report.wording.names import clips_in, label_in
from study.report.written import (
    bounded,
    bounded_bracketed,
    bracketed,
    decimal,
    grouped,
    p_equals,
    percent,
)
from study.statistics.accuracy import Accuracy, Contrast
from study.statistics.estimate import Interval, NotEstimable, Range, first_missing
from study.statistics.mixed.model import ModelContrast

ALPHA = 0.05


def count(n: int, one: str, many: str = "") -> str:
    """1 rater, 2 raters"""
    return f"{grouped(n)} {one if n == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """a, b and c"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(parts: list[str]) -> str:
    """A, b and c."""
    text = listed(parts)
    return f"{text[:1].upper()}{text[1:]}."


def paragraphs(results: Results) -> tuple[str, ...]:
    """One paragraph per topic. Results without an answer have none."""
    if not results.analysis.responses:
        return ()
    made = (
        " ".join((_overall(results), *_against_chance(results))),
        " ".join(_contrasts(results)),
        " ".join(_models(results)),
        _emotions(results),
        _agreement(results),
        _recogniser(results),
        " ".join(_times(results)),
    )
    return tuple(text for text in made if text)


def _overall(results: Results) -> str:
    analysis = results.analysis
    kept = " that the declared exclusion rules kept" if results.after else ""
    who = "simulated rater" if by_programs_only(results) else "rater"
    mixed = ", programs among them" if results.simulated and not by_programs_only(results) else ""
    return (
        f"The analysis rests on {count(analysis.responses, 'answer')}{kept}, given by "
        f"{count(analysis.raters_with_answers, who)}{mixed}."
    )


def by_programs_only(results: Results) -> bool:
    return results.simulated and results.flow.simulated_raters == results.flow.raters


def _against_chance(results: Results) -> list[str]:
    """Conditions that fared alike in one sentence."""
    fared: dict[str, list[str]] = {}
    missing = []
    chance = percent(results.chance)
    for row in results.analysis.by_condition:
        clips = clips_in(row.cell[0], "en")
        if isinstance(row.accuracy, NotEstimable):
            missing.append(f"Accuracy for {clips} is {row.accuracy}.")
            continue
        mean = f"M = {percent(row.accuracy)}, {_best(row)}"
        if isinstance(row.t, NotEstimable) or isinstance(row.t_p_holm, NotEstimable):
            reason = first_missing(row.t, row.t_p_holm)
            missing.append(f"Whether other raters would be above chance ({chance}) for {clips} ({mean}) is {reason}.")
            continue
        how = _verdict(row.t, row.t_p_holm)
        test = f"t({row.raters - 1}) = {decimal(row.t)}, p {p_equals(row.t_p_holm)}"
        fared.setdefault(how, []).append(f"{clips} ({mean}, {test})")
    tests = " (t tests across raters, Holm-corrected)" if fared else ""
    said = [f"Recognition {how} ({chance}) for {listed(which)}{tests}." for how, which in fared.items()]
    return [*said, *missing]


def _verdict(t: float, p: float) -> str:
    if p >= ALPHA:
        return "did not differ reliably from chance"
    return "was above chance" if t > 0 else "was below chance"


def _best(row: Accuracy) -> str:
    """The interval that knows of raters, where there is one."""
    if isinstance(row.clustered, Interval):
        return _interval(row.clustered, 100, 1)
    return f"Wilson {_interval(row.wilson, 100, 1)}"


def _contrasts(results: Results) -> list[str]:
    if len(results.study.conditions) < 2:
        return ["Conditions cannot be compared, because the study has one condition only."]
    return [_contrast(row) for row in results.analysis.contrasts]


def _contrast(row: Contrast) -> str:
    first, second = clips_in(row.first, "en"), clips_in(row.second, "en")
    if isinstance(row.p_holm, NotEstimable) or isinstance(row.effect_size, NotEstimable):
        return f"The difference between {first} and {second} is {first_missing(row.p_holm, row.effect_size)}."
    assert isinstance(row.difference, float) and isinstance(row.interval, Interval) and isinstance(row.t, float)
    test = (
        f"{_interval(row.interval, 100, 1)}, t({row.raters - 1}) = {decimal(row.t)}, Holm-corrected "
        f"p {p_equals(row.p_holm)}, d_z = {decimal(row.effect_size)}"
    )
    if row.p_holm >= ALPHA:
        return f"Accuracy did not differ reliably between {first} and {second} (difference {_points(row)}, {test})."
    more = "higher" if row.difference > 0 else "lower"
    return f"Accuracy was {_points(row, sign=False)} {more} for {first} than for {second} ({test})."


def _points(row: Contrast, *, sign: bool = True) -> str:
    assert isinstance(row.difference, float)
    value = 100 * (row.difference if sign else abs(row.difference))
    return f"{decimal(value, 1)} percentage points"


def _models(results: Results) -> list[str]:
    """What each mixed model says, or why it says nothing."""
    if results.models is None or len(results.study.conditions) < 2:
        return []
    models = (
        (results.models.accuracy, "logistic mixed model of correct answers", "the odds of a correct answer"),
        (results.models.response_time, "linear mixed model of log response times", "response times"),
    )
    said = []
    for model, what, outcome in models:
        if isinstance(model, NotEstimable):
            said.append(f"The {what} is {model}.")
            continue
        ratios = listed([_ratio(row, outcome) for row in model.contrasts])
        said.append(f"In a {what} with random intercepts for raters and stimuli, {ratios}.")
    return said


def _ratio(row: ModelContrast, outcome: str) -> str:
    return (
        f"{outcome} for {clips_in(row.first, 'en')} were {decimal(row.ratio)} times those for "
        f"{clips_in(row.second, 'en')} ({_interval(row.ratio_interval, 1, 2)}, z = {decimal(row.z)}, "
        f"p {_p(row.p_holm)})"
    )


def _p(p: float | NotEstimable) -> str:
    return str(p) if isinstance(p, NotEstimable) else p_equals(p)


def _emotions(results: Results) -> str:
    rows = [(row.accuracy, row) for row in results.analysis.by_emotion if isinstance(row.accuracy, float)]
    if len(rows) < 2:
        return ""
    best, worst = max(rows, key=lambda each: each[0]), min(rows, key=lambda each: each[0])
    if best[0] == worst[0]:
        return f"All emotions were recognised equally often ({percent(best[0])})."
    return (
        f"{_how_many(recognised(results), len(rows))} recognised beyond what favourite answers bring (unbiased hit "
        "rates, Mantel–Haenszel tests, Holm-corrected). Accuracy was highest for "
        f"{_emotion(best, results)} and lowest for {_emotion(worst, results)}. {_bias(results)}"
    )


def recognised(results: Results) -> int:
    """Emotions whose unbiased hit rate is reliably above chance."""
    return sum(
        isinstance(row.p_holm, float)
        and isinstance(row.unbiased, float)
        and isinstance(row.chance, float)
        and row.p_holm < ALPHA
        and row.unbiased > row.chance
        for row in results.analysis.unbiased
    )


def _how_many(above: int, emotions: int) -> str:
    if above == emotions:
        return f"All {emotions} emotions were"
    return f"Of {emotions} emotions, {count(above, 'was', 'were') if above else 'none was'}"


def _emotion(found: tuple[float, Accuracy], results: Results) -> str:
    name = label_in(found[1].cell[0], results.study.labels, "en")
    return f"{name} (M = {percent(found[0])}, {_best(found[1])})"


def _bias(results: Results) -> str:
    shares = [(row.share, row) for row in results.analysis.bias if isinstance(row.share, float)]
    share, row = max(shares, key=lambda each: each[0])
    name = label_in(row.label, results.study.labels, "en")
    often = f"{percent(share)} of answers; {percent(row.even)} if all were used alike"
    return f"The answer given most often was {name} ({often})."


def _agreement(results: Results) -> str:
    kappa, alpha = results.analysis.agreement
    if isinstance(kappa.value, NotEstimable) or isinstance(alpha.value, NotEstimable):
        return f"Agreement of raters is {first_missing(kappa.value, alpha.value)}."
    text = (
        f"Raters’ choices agreed with Fleiss’ κ = {bounded(kappa.value)} ({_bounded(kappa.interval)}) and "
        f"Krippendorff’s α = {bounded(alpha.value)} ({_bounded(alpha.interval)})."
    )
    information = results.analysis.information[0]
    if isinstance(information.corrected, NotEstimable):
        return f"{text} Information transmitted is {information.corrected}."
    return (
        f"{text} An answer transmitted {decimal(information.corrected)} of at most {decimal(information.maximum)} bits "
        f"({_interval(information.interval, 1, 2)})."
        if isinstance(information.maximum, float)
        else text
    )


def _recogniser(results: Results) -> str:
    found = results.analysis.alignment[0].pearson
    if isinstance(found.r, NotEstimable) or isinstance(found.p, NotEstimable):
        missing = first_missing(found.p, found.r)
        return f"The correlation over clips of the recogniser’s probability and people’s accuracy is {missing}."
    reliably = "correlated" if found.p < ALPHA else "did not correlate reliably"
    within = [
        f"r({row.pearson.n - 2}) = {bounded(row.pearson.r)} for {clips_in(row.condition, 'en')}"
        for row in results.analysis.alignment[1:]
        if row.condition and isinstance(row.pearson.r, float)
    ]
    apart = f" Within conditions, which differ in both, it was {listed(within)}." if len(within) > 1 else ""
    return (
        f"Over clips, the recogniser’s probability of the intended emotion and accuracy {reliably}, "
        f"r({found.n - 2}) = {bounded(found.r)}, {_bounded(found.interval)}, p {p_equals(found.p)}.{apart}"
    )


def _times(results: Results) -> list[str]:
    found = results.analysis.speed_accuracy.across_raters
    said = []
    if isinstance(found.r, NotEstimable) or isinstance(found.p, NotEstimable):
        missing = first_missing(found.p, found.r)
        said.append(f"The correlation across raters of response time and accuracy is {missing}.")
    else:
        reliably = "correlated" if found.p < ALPHA else "did not correlate reliably"
        said.append(
            f"Raters’ mean response time and accuracy {reliably}, r({found.n - 2}) = {bounded(found.r)}, "
            f"{_bounded(found.interval)}, p {p_equals(found.p)}."
        )
    return [*said, _correct_against_wrong(results)]


def _correct_against_wrong(results: Results) -> str:
    found = results.analysis.correct_against_wrong
    if isinstance(found.ratio, NotEstimable) or isinstance(found.p, NotEstimable):
        return f"The ratio of response times of correct and wrong answers is {first_missing(found.p, found.ratio)}."
    test = f"ratio {decimal(found.ratio)}, {_interval(found.interval, 1, 2)}, p {p_equals(found.p)}"
    if found.p >= ALPHA:
        return f"Within raters, correct and wrong answers took about as long ({test})."
    how, clips = ("faster", "easier") if found.ratio < 1 else ("slower", "harder")
    return f"Within raters, correct answers were {how} than wrong ones ({test}); {clips} clips may be part of it."


def _interval(interval: Range, scale: float, digits: int) -> str:
    if isinstance(interval, NotEstimable):
        return f"95% CI {interval}"
    return f"95% CI {bracketed(interval, scale, digits)}"


def _bounded(interval: Range) -> str:
    return f"95% CI {interval}" if isinstance(interval, NotEstimable) else f"95% CI {bounded_bracketed(interval)}"
