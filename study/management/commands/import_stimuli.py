"""``manage.py import_stimuli SET``: a rendered stimulus set becomes a study that is open to raters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils.text import slugify

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.progress import progress_bar
from generation.stimuli.manifest import read_manifest
from study.design.answer_keys import warning
from study.design.defining import define
from study.design.definition import Definition, read_definition
from study.design.fitting import refuse_misfit
from study.design.importing import import_set, open_study, refuse_another_set
from study.links import study_links
from study.management.command import StudyCommand
from study.models import Language


class Command(StudyCommand):
    help = "Import a rendered stimulus set and open a study of it; the same set again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="SET", help="folder with manifest.json and videos/")
        parser.add_argument("--study", metavar="SLUG", help="name in the study's address (default: the folder's name)")
        parser.add_argument(
            "--definition", type=Path, metavar="FILE", help="study.toml: what raters are asked, and how"
        )
        parser.add_argument("--title", help="title that raters see (default: in each language its own)")
        parser.add_argument("--seed", type=int, help="presentation orders follow from it (default: 0)")
        parser.add_argument("--language", help="where a rater chooses none: en (default) or ja")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the site is, for the printed links")

    def handle(self, *, folder: Path, url: str, **options: Any) -> None:
        slug = options["study"] or slugify(folder.resolve().name)
        if slug != slugify(slug) or not slug:
            raise MiburiError(f"study name {slug!r}: use small letters, digits and hyphens in --study")
        definition = _definition(options)
        manifest = read_manifest(folder)
        refuse_another_set(slug, sha256_of(folder / "manifest.json"))
        if definition is not None:
            refuse_misfit(definition.protocol, [stimulus.role for stimulus in manifest.stimuli])
        with progress_bar("videos") as progress:
            task = progress.add_task("importing", total=len(manifest.stimuli), note="")
            stimulus_set = import_set(folder, lambda: progress.advance(task))
        with transaction.atomic():  # nobody meets the study before it is defined
            study = open_study(
                stimulus_set, slug, options["title"], options["seed"] or 0, options["language"] or Language.ENGLISH
            )
            if definition is not None:
                define(study, definition)
        if definition is not None:
            self.stdout.write(f"Protocol {study.protocol.sha256}, texts version {study.texts.version}")
        if stimulus_set.synthetic:
            self.stdout.write("The motions are synthetic, and are called so wherever results show.")
        if told := warning(len(stimulus_set.label_set)):
            self.stderr.write(told)
        self.stdout.write(f"Terms of use: {stimulus_set.terms}")
        self.stdout.write(study_links(study, url))


def _definition(options: dict[str, Any]) -> Definition | None:
    """MiburiError if something is said both in the file and beside it, or is out of range."""
    if options["definition"] is not None:
        for flag in ("title", "seed", "language"):
            if options[flag] is not None:
                raise MiburiError(
                    f"--{flag} stands in {options['definition']} where --definition is given; write it there"
                )
        return read_definition(options["definition"])
    if (options["seed"] or 0) < 0:
        raise MiburiError(f"seed must be 0 or more, got {options['seed']}")
    return None
