"""What follows from the gain by augmentation, told from its numbers: whether it is reached, and if not, what limits it.

Real clips of another corpus, as many as generated ones, are the evidence: where even they gain little, this corpus and
recogniser cannot show a large gain; where they gain much and generated ones do not, the generator falls short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.reproduction.page import Estimate, gain, percent_range
from generation.reproduction.targets import GAIN

REACHED, CORPUS, GENERATOR, UNKNOWN = "reached", "limited by the corpus", "limited by the generator", "unknown"

Point = Mapping[str, Any]


def verdict(generated: Point | None, real: Point | None, judged: bool) -> dict[str, Any]:
    """``generated``, ``real``: the largest size of one-time supervised augmentation and of real clips of another
    corpus, {size, added, lift, lift_over_clips}; None where there is no such arm. judged: false where no figure means
    anything. Returns the case, a paragraph, and the gain to reach.
    """
    case, sentences = _verdict(generated, real) if judged else (UNKNOWN, ["Not judged: no figure here means anything."])
    return {"case": case, "text": " ".join(sentences), "to_reach": GAIN}


def _verdict(generated: Point | None, real: Point | None) -> tuple[str, list[str]]:
    if generated is None:
        return UNKNOWN, ["One-time supervised augmentation, whose gain is to be judged, was left out."]
    if generated["lift"]["value"] is None:
        return UNKNOWN, [f"The gain by generated clips is not estimable: {generated['lift']['reason']}."]
    reached = generated["lift"]["value"] >= GAIN
    told = [f"{_told('generated clips', generated)}, {'which reaches' if reached else 'less than'} {_goal()}."]
    if real is None or real["lift"]["value"] is None:
        return (REACHED, told) if reached else (UNKNOWN, [*told, _no_evidence(real)])
    enough = real["lift"]["value"] >= GAIN
    told.append(f"{_told('real clips of another corpus in their place', real)}{_against(real, enough, reached)}.")
    if reached:
        return REACHED, [*told, _share(generated, real)]
    if enough:
        return GENERATOR, [*told, _generator(generated, real)]
    return CORPUS, [*told, _corpus(real)]


def _goal() -> str:
    return f"the {100 * GAIN:.0f} % to reach"


def _told(what: str, point: Point) -> str:
    """The number of clips, the gain and both of its intervals."""
    least, most = min(point["added"]), max(point["added"])
    number = f"{most:,}" if least == most else f"{least:,} to {most:,}"
    asked = "" if least == point["size"] else f" (of {point['size']:,} asked for)"
    return f"{number} {what}{asked} change test accuracy by {gain(point['lift'])} ({_ranges(point)})"


def _ranges(point: Point) -> str:
    known = [
        f"{percent_range(estimate)} over {what}"
        for estimate, what in ((point["lift_over_clips"], "test clips"), (point["lift"], "trainings"))
        if estimate["low"] is not None
    ]
    return f"95 %: {', '.join(known)}" if known else "no interval"


def _against(real: Point, enough: bool, reached: bool) -> str:
    if enough:
        return f", which reaches {_goal()}"
    return f", less than {_goal()}{'' if reached else ' too'}"


def _share(generated: Point, real: Point) -> str:
    """How much of what real clips gain generated ones do."""
    theirs = real["lift"]["value"]
    if theirs <= 0:
        return "Generated clips gain more than those real ones, which gain nothing."
    return f"Generated clips gain {100 * generated['lift']['value'] / theirs:.0f} % of what real ones do."


def _generator(generated: Point, real: Point) -> str:
    sure = _surely(real["lift_over_clips"], "low", above=True)
    hedge = "" if sure else ", as far as these test clips tell: the interval of real ones goes below it"
    return (
        f"More clips of the right kind do lift this recogniser on this corpus{hedge}, and generated ones do not: it is "
        f"the generator that falls short. {_share(generated, real)}"
    )


def _corpus(real: Point) -> str:
    told = (
        f"Even real clips, which no generator that learnt from this corpus alone can be expected to outdo, do not lift "
        f"this recogniser by {100 * GAIN:.0f} %"
    )
    if _surely(real["lift_over_clips"], "high", above=False):
        return (
            f"{told}: with this split, recogniser and number of clips, this corpus cannot show such a gain, whatever "
            "the generator."
        )
    return (
        f"{told}. That points to the corpus, with this split, recogniser and number of clips, rather than to the "
        f"generator, but does not settle it: the interval over test clips reaches {100 * GAIN:.0f} %."
    )


def _surely(estimate: Estimate, end: str, above: bool) -> bool:
    """Whether that end of the interval lies on the same side of the goal as the gain itself."""
    limit = estimate[end]
    return limit is not None and (limit >= GAIN if above else limit < GAIN)


def _no_evidence(real: Point | None) -> str:
    if real is not None:
        return f"What real clips of another corpus gain is not estimable: {real['lift']['reason']}."
    return (
        "Whether the generator or the corpus limits it cannot be told from this run: name a corpus of the same labels "
        "and other clips with --oracle, and as many real clips are added for comparison."
    )
