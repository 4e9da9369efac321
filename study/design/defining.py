"""Giving a study its definition, and what may still change once raters have come."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from generation.errors import MiburiError
from study.design.default_texts import DEFAULT_TEXTS, Texts
from study.design.definition import Definition
from study.design.exclusion import Exclusion
from study.design.fitting import refuse_misfit
from study.design.protocol import Protocol
from study.design.reading import shown
from study.design.texts import publish_texts
from study.models import ExclusionVersion, Study

# What can be changed while sessions run: words, whether new raters are let in, where raters go at the end, and what
# the analysis leaves out, of which each version says how many sessions there were before it.
FREE = ("title", "state", "texts.", "exclude.", *(f"recruiter.{outcome}." for outcome in Protocol().recruiter.returns))
LISTS = ("questionnaire", "questions", "exclude.sessions", "exclude.responses")


def has_begun(study: Study) -> bool:
    """Whether anybody has taken part, though they may have withdrawn since. Simulated raters count."""
    return study.sessions.exists() or study.withdrawals.exists()


@transaction.atomic
def define(study: Study, definition: Definition) -> list[str]:
    """Make ``definition`` the study's; what changed, one line for each key. The same again changes nothing.

    MiburiError if the study's stimulus set cannot serve it, or if it changes what no longer may change.
    """
    study.refresh_from_db()
    refuse_misfit(definition.protocol, study.stimulus_set.stimuli.values_list("role", flat=True))
    before = _settings(study, study.texts.texts, study.exclusion)
    texts = _texts(study, definition)
    study.definition = definition.protocol.to_json()
    study.__dict__.pop("protocol", None)
    study.title = definition.title.en if definition.title else study.title
    study.seed = study.seed if definition.seed is None else definition.seed
    study.state = definition.state or study.state
    study.default_language = definition.default_language or study.default_language
    after = _settings(study, texts, definition.exclude)
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    _refuse_late_changes(study, changed)
    study.save()
    publish_texts(study, texts)
    declare_exclusion(study, definition.exclude)
    return [_line(key, before.get(key), after.get(key)) for key in changed]


def declare_exclusion(study: Study, rules: Exclusion) -> None:
    """Make ``rules`` what the analysis leaves out: a new version, unless they are so already."""
    if rules == study.exclusion:
        return
    newest = study.exclusion_versions.order_by("version").last()
    ExclusionVersion.objects.create(
        study=study,
        version=newest.version + 1 if newest is not None else 1,
        rules=rules.to_json(),
        sha256=rules.sha256,
        sessions_before=study.sessions.count() + study.withdrawals.count(),
    )


def _texts(study: Study, definition: Definition) -> Texts:
    """All texts: the file's own, else the default ones; the title as it is if the file has none."""
    own = {name: {"en": words.en, "ja": words.ja} for name, words in definition.texts.items()}
    title = definition.title
    titles = {"en": title.en, "ja": title.ja} if title else study.texts.texts["title"]
    return {**DEFAULT_TEXTS, **own, "title": titles}


def _settings(study: Study, texts: Texts, exclude: Exclusion) -> dict[str, Any]:
    """All that a definition sets, by dotted key."""
    settings: dict[str, Any] = {
        "title": texts["title"],
        "state": study.state,
        "seed": study.seed,
        "default_language": study.default_language,
    }
    settings |= _flat(Protocol.of_json(study.definition).to_json() | {"exclude": exclude.to_json()})
    return settings | {
        f"texts.{name}": texts.get(name, DEFAULT_TEXTS[name]) for name in DEFAULT_TEXTS if name != "title"
    }


def _flat(data: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Tables by dotted keys; questions and rules by their names, with the order that they come in."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{above}{key}.")
        elif (name := f"{above}{key}") in LISTS:
            flat[name] = [each["name"] for each in value]
            flat |= {f"{name}.{each['name']}": each for each in value}
        else:
            flat[f"{above}{key}"] = value
    return flat


def _refuse_late_changes(study: Study, changed: list[str]) -> None:
    late = [key for key in changed if not key.startswith(FREE)]
    if not late or not has_begun(study):
        return
    sessions = study.sessions.count()
    simulated = study.sessions.exclude(simulated_rater=None).count()
    withdrawn = study.withdrawals.count()
    raise MiburiError(
        f"study {study.slug!r} has begun (sessions: {sessions}, of these simulated: {simulated}; "
        f"withdrawn: {withdrawn}), so this can no longer change: {', '.join(late)}; what can: title, texts, state, "
        "exclude, and where raters go at the end (recruiter.completed and so on). For all else open another study of "
        "the set: `import_stimuli SET --study NAME --definition FILE`"
    )


def _line(key: str, before: Any, after: Any) -> str:
    """One change. Questions and texts are too long to be shown."""
    if key.startswith(("texts.", *(f"{name}." for name in LISTS))):
        return f"{key}: {'new' if before is None else 'removed' if after is None else 'changed'}"
    return f"{key}: {_plain(before)} → {_plain(after)}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else shown(value)
