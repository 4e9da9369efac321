"""How long a session takes, as raters are told before they begin."""

from __future__ import annotations

from generation.stimuli.manifest import ATTENTION
from study.allocation.checks import block_sizes
from study.design.protocol import Protocol
from study.models import Study

# Guesses on the slow side, in seconds.
READING = 120  # welcome, consent, instructions
DEVICE_CHECK = 30
FORM_QUESTION = 10
ANSWER = 12  # beside the clip
RATING = 6  # a second question about a clip
WRITING = 20  # the same in words


def minutes(study: Study) -> int:
    """All that the study asks for, rounded up to 5 minutes."""
    protocol = study.protocol
    clips = [frames / fps for frames, fps in study.stimulus_set.trials.values_list("frames", "fps")]
    mean = sum(clips) / len(clips)
    checks = protocol.attention.checks(study.stimulus_set.stimuli.filter(role=ATTENTION).count())
    trials = protocol.practice.trials + len(clips) + checks
    seconds = trials * (mean + ANSWER + _per_trial(protocol)) + _around(protocol, len(clips))
    return 5 * -(-int(seconds) // 300)


def _per_trial(protocol: Protocol) -> float:
    return sum(WRITING if question.kind == "text" else RATING for question in protocol.questions)


def _around(protocol: Protocol, clips: int) -> float:
    """What comes before the clips, and the breaks between blocks of ``clips`` main trials."""
    breaks = len(block_sizes(clips, protocol.blocks.trials)) - 1
    asked = FORM_QUESTION * len(protocol.questionnaire) + (DEVICE_CHECK if protocol.device.check else 0)
    return READING + asked + breaks * protocol.blocks.rest_seconds
