"""Whether a stimulus set can serve a protocol, and whether the protocol keeps what it promises its raters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from generation.errors import MiburiError
from generation.stimuli.manifest import ATTENTION, PRACTICE, TRIAL
from study.allocation.checks import refuse_crowded_checks
from study.design.protocol import Protocol


def refuse_misfit(protocol: Protocol, roles: Iterable[str]) -> None:
    """MiburiError names the first key that cannot be as it is. ``roles``: that of each clip of the set."""
    clips = Counter(roles)
    for wrong in (*_practice(protocol, clips), *_attention(protocol, clips), *_returns(protocol)):
        raise MiburiError(wrong)
    refuse_crowded_checks(protocol.attention.checks(clips[ATTENTION]), clips[TRIAL], protocol.blocks.trials)


def _practice(protocol: Protocol, clips: Counter[str]) -> Iterator[str]:
    wanted = protocol.practice.trials
    there = clips[PRACTICE] or clips[TRIAL]
    if wanted > there:
        whose = "practice clips" if clips[PRACTICE] else "clips"
        yield f"[practice] trials = {wanted}: the stimulus set has {there} {whose}; ask for {there} or fewer"


def _attention(protocol: Protocol, clips: Counter[str]) -> Iterator[str]:
    instructed, allowed = protocol.attention.instructed, protocol.attention.allowed_failures
    if instructed > clips[TRIAL]:
        yield f"[attention] instructed = {instructed}: more than the {clips[TRIAL]} main trials; ask for fewer"
    checks = protocol.attention.checks(clips[ATTENTION])
    if allowed is not None and allowed >= checks:
        there = f"there are {checks} checks" if checks != 1 else "there is 1 check"
        yield (
            f"[attention] allowed_failures = {allowed}: {there}, so no session could ever fail; "
            "ask for more checks (instructed), allow fewer failures, or leave the key out"
        )


def _returns(protocol: Protocol) -> Iterator[str]:
    """Prolific pays by code; SONA gives credit by an address that names the rater's survey code."""
    recruiter = protocol.recruiter
    for outcome in protocol.outcomes:
        back = recruiter.returns[outcome]
        if recruiter.kind == "prolific" and outcome != "timed_out" and not (back.code or back.url):
            yield (
                f"[recruiter.{outcome}] is missing: sessions can end so, and Prolific needs a code or url for it; "
                'give code = "..." as Prolific shows it'
            )
        if "code" in back.names and not back.code and (recruiter.kind == "prolific" or outcome != "completed"):
            yield f"[recruiter.{outcome}] url has {{code}}, and there is none; give code"
    if recruiter.kind == "sona" and "survey_code" not in recruiter.completed.names:
        yield (
            f"[recruiter.completed] url = {recruiter.completed.url!r}: SONA's completion address is needed, with "
            "{survey_code} where SONA says XXXX"
        )
