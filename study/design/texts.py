"""The texts a study owns: their versions, and the hash that consent refers to."""

from __future__ import annotations

import hashlib

from django.db import transaction

from generation.errors import MiburiError
from generation.files import json_bytes
from study.design.default_texts import DEFAULT_TEXTS, Texts
from study.models import Language, Study, TextVersion


def texts_sha256(texts: Texts) -> str:
    """Hash of all texts; the same words give the same hash."""
    return hashlib.sha256(json_bytes(texts)).hexdigest()


def consent_sha256(version: TextVersion, language: str) -> str:
    """Hash of the consent text exactly as a rater of this language sees it."""
    return hashlib.sha256(version.text("consent", language).encode()).hexdigest()


@transaction.atomic
def publish_texts(study: Study, texts: Texts) -> TextVersion:
    """Make ``texts`` what new sessions see; the words that they see already are no new version."""
    _refuse_gaps(texts)
    digest = texts_sha256(texts)
    newest = study.text_versions.order_by("version").last()
    if newest is not None and newest.sha256 == digest:
        return newest
    version = newest.version + 1 if newest is not None else 1
    return TextVersion.objects.create(study=study, version=version, texts=texts, sha256=digest)


def _refuse_gaps(texts: Texts) -> None:
    for name in DEFAULT_TEXTS:
        for language in Language.values:
            if not texts.get(name, {}).get(language, "").strip():
                raise MiburiError(
                    f"study texts: {name!r} has no words in {language!r}; give every text in all languages"
                )
