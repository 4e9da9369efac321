"""A stimulus set from its folder into the database, whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.stimuli import manifest as sets
from study.design.clip_files import ClipFile, clip_files, has_webm, removed_on_failure
from study.design.default_texts import DEFAULT_TEXTS
from study.design.texts import publish_texts
from study.models import Language, Stimulus, StimulusSet, Study


def import_set(folder: Path, advance: Callable[[], None] = lambda: None) -> StimulusSet:
    """The set in ``folder``; the same manifest is imported once. ``advance`` is called after each clip.

    Videos of a known set that are no longer there are brought back. Videos get fresh random names: nothing in a name
    leads back to the manifest. MiburiError for a set that has no videos yet, or whose files are not those of its
    manifest.
    """
    manifest = sets.read_manifest(folder)
    digest = sha256_of(folder / "manifest.json")
    _refuse_incomplete(folder, manifest)
    if known := StimulusSet.objects.filter(manifest_sha256=digest).first():
        _bring_back(folder, manifest, known)
        return known
    names = {stimulus.id: secrets.token_hex(16) for stimulus in manifest.stimuli}
    files = _files(folder, manifest)
    with removed_on_failure([file.place(names[each]) for each in files for file in files[each]]):
        for each, of_clip in files.items():
            for file in of_clip:
                file.copy(names[each])
            advance()
        return _store(manifest, digest, names)


def open_study(stimulus_set: StimulusSet, slug: str, title: str | None, seed: int, language: str) -> Study:
    """A study of the set under ``slug``, with the default texts; the same call again finds the same study.

    ``title`` is used in all languages; without it each language has its own.
    """
    if language not in Language.values:
        raise MiburiError(f"unknown language {language!r}; expected one of {', '.join(Language.values)}")
    refuse_another_set(slug, stimulus_set.manifest_sha256)
    if known := Study.objects.filter(slug=slug).first():
        return known
    titles = dict.fromkeys(Language.values, title) if title else DEFAULT_TEXTS["title"]
    with transaction.atomic():
        study = Study.objects.create(
            slug=slug, title=titles["en"], stimulus_set=stimulus_set, seed=seed, default_language=language
        )
        publish_texts(study, {**DEFAULT_TEXTS, "title": titles})
    return study


def refuse_another_set(slug: str, manifest_sha256: str) -> None:
    """MiburiError if ``slug`` names a study of another set; a set that was made or rendered anew is another."""
    if Study.objects.filter(slug=slug).exclude(stimulus_set__manifest_sha256=manifest_sha256).exists():
        raise MiburiError(
            f"study {slug!r} exists with another stimulus set; choose another name with --study "
            "(a set that was made or rendered anew is another one)"
        )


def _refuse_incomplete(folder: Path, manifest: sets.Manifest) -> None:
    if not any(stimulus.role == sets.TRIAL for stimulus in manifest.stimuli):
        raise MiburiError(f"{folder}: the stimulus set is empty; make it again")
    files = _files(folder, manifest)
    for stimulus in manifest.stimuli:
        for file in files[stimulus.id]:
            if file.sha256 is None or not file.source.is_file():
                raise MiburiError(f"{file.source}: no such video; run `python -m generation render {folder}` first")
        if wrong := _what_is_wrong(stimulus, manifest.labels.names):
            raise MiburiError(f"{folder / 'manifest.json'}: {stimulus.id}: {wrong}; make the set again")


def _what_is_wrong(stimulus: sets.Stimulus, labels: tuple[str, ...]) -> str | None:
    """What sessions and statistics could not do with; None if all is well. JSON can hold anything."""
    given = stimulus.probabilities if isinstance(stimulus.probabilities, dict) else {}
    for label in labels:
        if not isinstance(probability := given.get(label), int | float) or not 0 <= probability <= 1:
            return f"probabilities: {label} is missing or not between 0 and 1"
    if not all(isinstance(number, int) and number > 0 for number in (stimulus.frames, stimulus.fps)):
        return f"{stimulus.frames!r} frames at {stimulus.fps!r} fps"
    if not isinstance(stimulus.seed, int) or not 0 <= stimulus.seed < 2**63:
        return f"seed {stimulus.seed!r}"
    return None


def _bring_back(folder: Path, manifest: sets.Manifest, known: StimulusSet) -> None:
    stimuli = {stimulus.id: stimulus for stimulus in manifest.stimuli}
    for each, name, webm in known.stimuli.values_list("manifest_id", "media_name", "webm_sha256"):
        for file in clip_files(folder, stimuli[each], bool(webm)):
            if not file.place(name).exists():
                file.copy(name)


def _files(folder: Path, manifest: sets.Manifest) -> dict[str, list[ClipFile]]:
    """By stimulus id."""
    webm = has_webm(manifest)
    return {stimulus.id: clip_files(folder, stimulus, webm) for stimulus in manifest.stimuli}


@transaction.atomic
def _store(manifest: sets.Manifest, digest: str, names: dict[str, str]) -> StimulusSet:
    stored = StimulusSet.objects.create(
        manifest_sha256=digest,
        labels=manifest.labels.to_json(),
        provenance=manifest.provenance,
        rendering=manifest.rendering or {},
    )
    Stimulus.objects.bulk_create(
        Stimulus(
            stimulus_set=stored,
            manifest_id=stimulus.id,
            condition=stimulus.condition,
            role=stimulus.role,
            label=stimulus.label,
            predicted=stimulus.predicted,
            probabilities=stimulus.probabilities,
            source=stimulus.source,
            seed=stimulus.seed,
            frames=stimulus.frames,
            fps=stimulus.fps,
            motion_sha256=stimulus.motion_sha256,
            video_sha256=stimulus.video_sha256 or "",
            webm_sha256=stimulus.webm_sha256 or "",
            media_name=names[stimulus.id],
        )
        for stimulus in manifest.stimuli
    )
    return stored
