"""``import SOURCE OUT``: a folder or zip of BVH files becomes a corpus."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from generation.corpus.clip_names import ClipName
from generation.corpus.importing import retarget_files, settle_conventions, survey_files
from generation.corpus.sources import Source, open_source
from generation.corpus.splits import split_by_clip, split_by_content
from generation.corpus.store import Corpus, write_corpus
from generation.corpus.terms import find_terms
from generation.errors import MiburiError
from generation.files import is_free
from generation.labels import LabelSet
from generation.motion import Motion


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE", help="folder or zip of BVH files")
    parser.add_argument("out", type=Path, metavar="OUT", help="the corpus to write")
    parser.add_argument(
        "--labels", type=_names, metavar="A,B,...", help="keep only these labels, in this order (default: all, sorted)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the split (default: 0)")
    parser.add_argument(
        "--split", choices=("clip", "content"), default="clip",
        help="clip: 80/10/10 within each label; content: train, validation and test share no content (default: clip)",
    )  # fmt: skip
    parser.add_argument("--skip-broken", action="store_true", help="leave broken files out, and record which")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def run(arguments: argparse.Namespace) -> int:
    if arguments.workers < 1:
        raise MiburiError(f"--workers must be at least 1, got {arguments.workers}")
    source = open_source(arguments.source)
    files = source.with_suffix(".bvh")
    if not files:
        raise MiburiError(
            f"{source.path}: no BVH file among its {len(source.files)} files; give a source of .bvh files"
        )
    request = {
        "command": "import",
        "source": source.name,
        "source_sha256": source.sha256(files),
        "options": {"labels": arguments.labels, "split": arguments.split, "skip_broken": arguments.skip_broken},
        "seed": arguments.seed,
    }
    if _already_there(arguments.out, request):
        return 0
    surveys, faults = survey_files(source, files, arguments.workers, arguments.skip_broken)
    if not surveys:
        raise MiburiError(f"{source.path}: none of its {len(files)} BVH files can be read; the first: {faults[0]}")
    names = {file: name for file, (name, _) in surveys.items()}
    labels = _choose_labels(source, names, arguments.labels)
    kept = {file: name for file, name in names.items() if name.label in labels.names}
    splits = dict(zip(kept, _split(kept, arguments.split, arguments.seed), strict=True))
    conventions = settle_conventions(source, surveys)
    motions, unfit = retarget_files(source, list(kept), conventions, arguments.workers, arguments.skip_broken)
    faults += unfit
    provenance = {**request, "found": conventions.to_json(), "skipped": faults}
    _write(arguments.out, source, labels, provenance, kept, motions, splits)
    _report(arguments.out, conventions.to_json(), faults)
    return 0


def _already_there(out: Path, request: dict[str, Any]) -> bool:
    """Whether ``out`` is this very import. MiburiError when something else is there."""
    if is_free(out):
        return False
    if out.is_dir() and (out / "corpus.json").is_file():
        provenance = Corpus.open(out).description["provenance"]
        if {key: provenance.get(key) for key in request} == json.loads(json.dumps(request)):
            print(f"{out}: already imported from {request['source']} with these options", file=sys.stderr)
            return True
    raise MiburiError(f"{out}: already there, from another source or other options; choose another folder or remove it")


def _choose_labels(source: Source, names: dict[str, ClipName], wanted: list[str] | None) -> LabelSet:
    found = Counter(name.label for name in names.values())
    for label in wanted or []:
        if label not in found:
            raise MiburiError(f"{source.path}: no clip is labelled {label!r}; labels found: {', '.join(sorted(found))}")
    chosen = sorted(found) if wanted is None else wanted
    if len(set(chosen)) < 2:
        raise MiburiError(
            f"{source.path}: a corpus needs at least 2 labels, got {len(set(chosen))}: {', '.join(chosen) or 'none'}; "
            f"labels found: {', '.join(sorted(found))}"
        )
    return LabelSet.of_names(chosen)


def _split(clips: dict[str, ClipName], how: str, seed: int) -> list[str]:
    labels = [name.label for name in clips.values()]
    if how == "content":
        return split_by_content([name.scenario for name in clips.values()], labels, seed)
    return split_by_clip(labels, seed)


def _write(
    out: Path,
    source: Source,
    labels: LabelSet,
    provenance: dict[str, Any],
    clips: dict[str, ClipName],
    motions: dict[str, Motion],
    splits: dict[str, str],
) -> None:
    terms, licence = find_terms(source)
    stems = Counter(PurePosixPath(file).stem for file in motions)
    with write_corpus(
        out, labels=labels, terms=terms, synthetic=False, provenance={**provenance, "licence": licence}
    ) as writer:
        for file, motion in motions.items():
            name, stem = clips[file], PurePosixPath(file).stem
            writer.add(
                motion,
                clip_id=stem if stems[stem] == 1 else PurePosixPath(file).with_suffix("").as_posix().replace("/", "__"),
                label=name.label,
                split=splits[file],
                source=file,
                performer=name.performer,
                scenario=name.scenario,
                intensity=name.intensity,
                take=name.take,
            )


def _report(out: Path, found: dict[str, Any], faults: list[str]) -> None:
    corpus = Corpus.open(out)
    counts = corpus.clips["label"].value_counts()
    fps = ", ".join(f"{rate:g}" for rate in found["fps"])
    print(f"{out}: {len(corpus)} clips, {len(corpus.frames) / corpus.motion(0).fps / 60:.1f} min at 20 fps")
    print(f"recorded: {found['up_axis']} up, {found['unit']}, {fps} fps, {', '.join(found['skeletons'])} skeleton")
    print(f"labels: {', '.join(f'{name} {counts.get(name, 0)}' for name in corpus.labels.names)}")
    print(f"splits: {', '.join(f'{name} {count}' for name, count in corpus.clips['split'].value_counts().items())}")
    print(f"terms of use: {corpus.terms}")
    for fault in faults:
        print(f"skipped: {fault}", file=sys.stderr)
