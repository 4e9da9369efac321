"""The keys of the answers, by their places among the buttons."""

from __future__ import annotations

KEYS = "1234567890qwertyuiop"


def key_of(place: int) -> str:
    """Of the button at this place, from 0; empty where the keys have run out."""
    return KEYS[place : place + 1]


def warning(options: int) -> str:
    """What whoever opens a study should know of so many answer options; empty where each has its key."""
    if options <= len(KEYS):
        return ""
    return (
        f"Warning: {options} answer options, and keys for {len(KEYS)}. The others are reached by pointer, or by Tab "
        'and Enter, which takes longer: compare their response times with care, or use answers.order = "per_rater".'
    )
