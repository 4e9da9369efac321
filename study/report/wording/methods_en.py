"""The method in English, filled in from the study's own facts."""

from __future__ import annotations

from study.report.people import AboutRaters
from study.report.results import Results
from study.report.wording.names import clips_in, option_in
from study.report.wording.sentences_en import count, listed, sentence
from study.report.written import decimal, grouped, percent
from study.statistics.clusters import FEWEST_TO_DRAW
from study.statistics.estimate import NotEstimable

RECRUITERS = {
    "none": "Anybody who had the link could take part.",
    "prolific": "Raters were recruited through Prolific.",
    "sona": "Raters were recruited through a Sona participant pool.",
    "mturk": "Raters were recruited through Amazon Mechanical Turk.",
    "codes": "Raters were admitted by one-time access codes.",
}
MEANINGS = {
    "correct": "samples of the generator that the recogniser classified as intended",
    "misclassified": "samples that it took for another emotion",
    "mean_latent": "decoded from the mean latent vector of the emotion",
    "bias_vector": "decoded from the generator’s bias vector of the emotion",
    "interpolated": "decoded between two latent vectors",
    "real": "recorded motion",
}
DISPLAYS = {
    "body": "a body without face or hands in motion",
    "points": "a point-light display",
    "stick": "a stick figure",
}


def paragraphs(results: Results) -> tuple[str, ...]:
    """Participants, stimuli, procedure, timing, analysis."""
    return (_participants(results), _stimuli(results), _procedure(results), _timing(results), _analysis(results))


def _participants(results: Results) -> str:
    flow, people = results.flow, results.participation
    who = count(flow.raters, "rater")
    if flow.simulated_raters:
        who += f" ({grouped(flow.simulated_raters)} simulated, that is, programs)"
    recruited = RECRUITERS[results.study.protocol.recruiter.kind]
    ways = [
        f"{grouped(n)} {what}"
        for n, what in (
            (people.declined, "declined"),
            (people.not_consented, "without consent"),
            (people.screened_out, "screened out"),
            (people.failed_checks, "ended by failed attention checks"),
            (people.timed_out, "timed out"),
            (people.withdrawn, "withdrawn (their data deleted)"),
            (people.under_way, "not finished"),
        )
        if n
    ]
    lost = f"; {listed(ways)}" if ways else ""
    begun = f"Of {count(people.begun, 'session')} begun, {grouped(people.completed)} "
    begun += f"{'was' if people.completed == 1 else 'were'} completed{lost}."
    about = " ".join(_about(each, results) for each in results.about_raters)
    return " ".join(part for part in (f"{who} gave answers.", recruited, begun, about) if part)


def _about(about: AboutRaters, results: Results) -> str:
    name = about.question.replace("_", " ")
    if about.spread is not None:
        found = about.spread
        if isinstance(found.mean, NotEstimable) or isinstance(found.low, NotEstimable):
            return f"Nobody told their {name}."
        assert isinstance(found.high, float)
        sd = f", SD = {decimal(found.sd, 1)}" if isinstance(found.sd, float) else ""
        return (
            f"Asked for their {name}, {grouped(found.n)} of {grouped(about.asked)} answered: {found.low:g} to "
            f"{found.high:g} (M = {decimal(found.mean, 1)}{sd})."
        )
    question = next(each for each in results.study.protocol.questionnaire if each.name == about.question)
    given = [
        f"{grouped(option.raters)} "
        + (f"answered “{option_in(option.name, question, 'en')}”" if option.name else "gave no answer")
        for option in about.options[:8]
    ]
    given += [f"there were {len(about.options) - 8} more answers"] if len(about.options) > 8 else []
    return f"Asked for their {name}, {listed(given)}." if given else ""


def _stimuli(results: Results) -> str:
    study, flow = results.study, results.flow
    labels = listed([label.en for label in study.labels])
    total = sum(row.clips for row in study.clips) or flow.clips
    parts = [
        f"The stimuli were {count(total, 'video clip')} without sound, of {len(study.labels)} emotions ({labels})."
    ]
    if study.clips:
        parts.append(f"There were {listed([_clips(results, name) for name in study.conditions])}.")
    if study.synthetic:
        parts.append("The generator had learned from a synthetic corpus, not from people.")
    length = flow.clip_seconds
    if isinstance(length.mean, float) and isinstance(length.sd, float):
        parts.append(
            f"The clips that were rated lasted {decimal(length.mean)} s on average (SD = {decimal(length.sd)}, range "
            f"{decimal(float(length.low))} to {decimal(float(length.high))} s)."  # type: ignore[arg-type]
        )
    return " ".join((*parts, _presentation(results)))


def _clips(results: Results, condition: str) -> str:
    counts = [row.clips for row in results.study.clips if row.condition == condition]
    each = f"{counts[0]}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    return f"{sum(counts)} {clips_in(condition, 'en')} ({MEANINGS[condition]}; {each} per emotion)"


def _presentation(results: Results) -> str:
    record = results.study.rendering
    shown = record.get("presentation") or {}
    if not shown:
        return "The stimulus set does not record how its videos were made."
    body = (record.get("body") or {}).get("name")
    what = DISPLAYS[shown["display"]] + (f" ({body})" if body else "")
    floor = " with a floor" if shown.get("floor") else " without a floor"
    text = (
        f"Videos show {what} in {shown['view']} view, {shown['projection']} projection, {shown['size']} × "
        f"{shown['size']} pixels at {record['fps']} frames per second, in colour {shown['body_colour']} on "
        f"{shown['background']}{floor}; the camera {'follows the body' if shown.get('follow') else 'stands still'}."
    )
    holds = [(shown.get("hold_first"), "first"), (shown.get("hold_last"), "last")]
    said = [f"the {which} frame stands for {seconds:g} s" for seconds, which in holds if seconds]
    return f"{text} {sentence(said)}" if said else text


def _procedure(results: Results) -> str:
    protocol = results.study.protocol
    steps = ["consent"]
    steps += ["a questionnaire"] if protocol.questionnaire else []
    steps += ["a check of the device"] if protocol.device.check else []
    steps += ["instructions"]
    if protocol.practice.trials:
        feedback = " with feedback on practice clips" if protocol.practice.feedback else " without feedback"
        steps.append(f"{count(protocol.practice.trials, 'practice trial')}{feedback}")
    when = "once the clip had ended" if protocol.answers.when == "after_clip" else "from the clip’s first frame on"
    order = "in an order drawn for each rater" if protocol.answers.order == "per_rater" else "in the same order for all"
    replays = protocol.answers.replays
    again = f"a clip could be seen up to {count(replays, 'more time')}" if replays else "each clip was shown once"
    parts = [
        f"After {listed(steps)}, a complete session showed every clip of the experiment, in a random order of its own "
        f"without long runs of one emotion or condition (seed {results.study.order_seed}).",
        f"Raters named the emotion by one of {len(results.study.labels)} buttons ({order}), {when}; {again}.",
        _blocks(results),
        _checks(results),
        _questions(results),
    ]
    return " ".join(part for part in parts if part)


def _blocks(results: Results) -> str:
    blocks = results.study.protocol.blocks
    if not blocks.trials:
        return ""
    rest = f" of at least {count(blocks.rest_seconds, 'second')}" if blocks.rest_seconds else ""
    return f"Trials came in blocks of at most {grouped(blocks.trials)} with breaks{rest} between them."


def _checks(results: Results) -> str:
    attention = results.study.protocol.attention
    if not attention.instructed and attention.allowed_failures is None:
        return ""
    told = (
        f"{count(attention.instructed, 'trial')} told the rater which answer to give. " if attention.instructed else ""
    )
    if attention.allowed_failures is None:
        return told.strip()
    return f"{told}A session ended at more than {count(attention.allowed_failures, 'failed attention check')}."


def _questions(results: Results) -> str:
    questions = results.study.protocol.questions
    if not questions:
        return ""
    asked = [f"“{question.text.en}” ({_kind(question.kind, question.points)})" for question in questions]
    return f"After each choice they were asked: {'; '.join(asked)}."


def _kind(kind: str, points: int) -> str:
    names = {"scale": f"{points}-point scale", "slider": "slider", "affect_grid": "affect grid", "text": "free text"}
    return names[kind]


def _timing(results: Results) -> str:
    text = (
        "Response time is from the first frame of the clip on the screen to the press of the answer, on the browser’s "
        "monotonic clock."
    )
    counted = {row.clock: row.answers for row in results.clocks}
    total = sum(counted.values())
    if not total:
        return text
    said = [
        f"{percent(counted[clock] / total)} of answers {how}"
        for clock, how in (
            ("frame", "have the onset told by the frame itself (requestVideoFrameCallback)"),
            ("playing", "have the onset told by the start of playback (playing event)"),
            ("simulated", "have a simulated response time"),
        )
        if counted.get(clock)
    ]
    return f"{text} {sentence(said)}"


def _analysis(results: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results.versions)
    return (
        f"{_exclusions(results)} Accuracy is the share of answers that name the intended emotion; chance is "
        f"{percent(results.chance)}. Intervals at 95% of accuracies draw whole raters ({grouped(results.resamples)} "
        f"bootstrap samples, seed {results.seed}; t intervals with fewer than {FEWEST_TO_DRAW} raters). Conditions are "
        "compared with chance and with each other by t tests across raters, emotions with chance by Mantel–Haenszel "
        "tests of unbiased hit rates, all Holm-corrected. Mixed models have crossed random intercepts for raters and "
        "stimuli. "
        f"Analysed with {versions}; stimulus set {results.study.manifest_sha256[:12]}, definition "
        f"{results.study.protocol.sha256[:12]}."
    )


def _exclusions(results: Results) -> str:
    declared = results.study.declared
    if not declared.any:
        return "No exclusion rule was declared, and no answer was left out."
    when = (
        "before anybody took part"
        if declared.in_time
        else f"after {count(declared.sessions_before, 'session')} had begun"
    )
    left = results.before.responses - results.analysis.responses
    rules = "; ".join(f"{row.rule} ({row.criterion})" for row in results.exclusions)
    return (
        f"Exclusion rules were declared {when} (version {declared.version}, sha256 {declared.rules.sha256[:12]}): "
        f"{rules}. They left out {grouped(left)} of {count(results.before.responses, 'answer')}, "
        f"{count(results.participation.excluded, 'session')} among them whole.{_by_accuracy(results)}"
    )


def _by_accuracy(results: Results) -> str:
    if not results.study.declared.by_accuracy:
        return ""
    return " A rule that goes by accuracy keeps those who recognise well: accuracies after it are too high."
