"""From a run and a design to a stimulus set on disk: motions under opaque ids and their manifest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.intensity import why_not_asked
from generation.files import atomic_folder, is_free
from generation.progress import console, progress_bar
from generation.stimuli.balance import balance, refuse_unmatched
from generation.stimuli.candidates import Spool
from generation.stimuli.cells import label_pools
from generation.stimuli.choosing import LabelChoice, choose_label
from generation.stimuli.design import Design
from generation.stimuli.manifest import Manifest, motion_path, read_manifest, write_manifest
from generation.stimuli.record import request_of, set_manifest
from generation.stimuli.reserves import reserve_quotas
from generation.stimuli.sampling import Sampler, sampler_of
from generation.stimuli.sources import Sources
from generation.training.run import Run

SPOOL = "spool"


def select_stimuli(
    run: Run,
    out: Path,
    design: Design,
    *,
    seed: int = 0,
    corpus: Corpus | None = None,
    sampler: Sampler | None = None,
) -> Manifest:
    """Choose and write the set, unless this very set is in ``out`` already, rendered or not.

    What could not be found is in the manifest's ``shortfall``. Same run, design, corpus, seed and device, same bytes.
    MiburiError when ``out`` holds anything else, the design asks for what run or corpus cannot give, nothing was found,
    or the set is less matched than the design allows; nothing is left behind then.
    """
    check_request(run, design, corpus)
    request = request_of(run, design, seed, corpus)
    there = _already_there(out, request)
    if there is not None:
        console.print(f"{out}: this set is there already; nothing to do")
        return there
    with atomic_folder(out) as folder:
        spool = Spool(folder / SPOOL)
        labels = _choose(Sources(run, design, seed, corpus, sampler or sampler_of(run), spool))
        found = [each for label in labels for each in label.chosen]
        if not found:
            raise MiburiError(f"none of {design.budget} candidates per label fits a quota; raise the budget")
        differences = balance(design, found)
        refuse_unmatched(design, differences)
        manifest, chosen = set_manifest(run, design, request, labels, differences)
        (folder / "motions").mkdir()
        for stimulus, each in zip(manifest.stimuli, chosen, strict=True):
            spool.motion(each.candidate.motion).save(motion_path(folder, stimulus))
        shutil.rmtree(folder / SPOOL)
        write_manifest(folder, manifest)
    return manifest


def check_request(run: Run, design: Design, corpus: Corpus | None) -> None:
    """MiburiError when the run does not know the design's labels or intensities, or recorded clips are missing or of
    other labels."""
    design.check_labels(run.labels.names)
    reason = why_not_asked(run)
    if design.interpolated and design.interpolated.way == "flow" and reason:
        raise MiburiError(f'{design.origin}: [interpolated] way = "flow": {reason}; write way = "latents"')
    needs = design.needs_corpus
    if needs is None:
        return
    if corpus is None:
        raise MiburiError(f"{design.origin}: [{needs}] needs recorded clips; name their corpus with --corpus")
    corpus.check_hashes()
    missing = [name for name in run.labels.names if name not in corpus.labels.names]
    if missing:
        raise MiburiError(
            f"{corpus.path}: has no label {', '.join(missing)}, which the run knows; give the corpus that it was "
            "trained on, or one with the same labels"
        )


def _choose(sources: Sources) -> list[LabelChoice]:
    """Label after label, so that only one label's candidates wait at a time."""
    names = sources.run.labels.names
    roles = reserve_quotas(sources.design, names, sources.seed)
    labels = []
    with progress_bar("candidates") as bar:
        total = [
            sum(pool.capacity for pool in label_pools(sources.design, label, names, wanted, None))
            for label, wanted in enumerate(roles)
        ]
        task = bar.add_task("selecting", total=sum(total), note="")
        for label, name in enumerate(names):
            bar.update(task, note=name)
            labels.append(choose_label(sources, label, roles[label], lambda: bar.advance(task)))
            bar.update(task, completed=sum(total[: label + 1]))
    return labels


def _already_there(out: Path, request: dict[str, Any]) -> Manifest | None:
    """The set in ``out`` if it was made by this very request, None if there is nothing."""
    if is_free(out):
        return None
    if not (out / "manifest.json").is_file():
        raise MiburiError(f"{out}: already there and not empty; choose another folder or remove it")
    manifest = read_manifest(out)
    for name, value in request.items():
        made = manifest.provenance.get(name)
        if made != value:
            raise MiburiError(
                f"{out}: holds another stimulus set ({name}: there {made}, here {value}); "
                "choose another folder or remove it"
            )
    return manifest
