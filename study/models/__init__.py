"""The tables of a study. What is planned and what was observed are separate rows.

StimulusSet ─ Stimulus          imported from a manifest, never changed
Study ─ TextVersion             what raters are asked, in which words
  └─ ExclusionVersion           what the analysis leaves out, declared before anybody takes part
Participant ─ Session ─ Trial   the plan: who sees which clip when
                         ├─ Response     the observation: one per trial, written once
                         └─ TrialEvent   what happened to the clip on the way: shown, failed, stalled
Recruitment, AccessCode         where raters come from, as hashes, apart from what they answered
Withdrawal                      that somebody withdrew, and nothing of whom
Refusal                         of refused raters who withdrew: the hash by which they are known again
"""

from study.models.ids import opaque_id, secret_token
from study.models.observations import Response, TrialEvent
from study.models.recruiting import AccessCode, Recruitment, Refusal, Withdrawal
from study.models.sessions import OUTCOMES, Participant, Session, Trial
from study.models.stimuli import Stimulus, StimulusSet
from study.models.studies import ExclusionVersion, Language, Study, TextVersion

__all__ = [
    "OUTCOMES",
    "AccessCode",
    "ExclusionVersion",
    "Language",
    "Participant",
    "Recruitment",
    "Refusal",
    "Response",
    "Session",
    "Stimulus",
    "StimulusSet",
    "Study",
    "TextVersion",
    "Trial",
    "TrialEvent",
    "Withdrawal",
    "opaque_id",
    "secret_token",
]
