"""``python -m generation strip SET OUT``: evenly spaced poses of a set's clips in one picture, for papers."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import replace
from pathlib import Path

from generation.errors import MiburiError
from generation.files import atomic_path
from generation.progress import console, progress_bar
from generation.rendering.body import OPEN_BODY
from generation.rendering.motions import read_motion
from generation.rendering.picture import check_format
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import RENDERERS, choose_renderer, open_renderer
from generation.rendering.room import room_for
from generation.rendering.settings import BodyFile, Settings
from generation.rendering.sheet import SheetRow, sheet
from generation.stimuli.manifest import CONDITIONS, Manifest, Stimulus, read_manifest

MOST = 40  # poses in a row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", type=Path, metavar="SET", help="folder of a stimulus set, with manifest.json")
    parser.add_argument("out", type=Path, metavar="OUT", help="picture to write: .png, .svg or .pdf")
    parser.add_argument("--stimuli", nargs="+", metavar="ID", help="only these, in this order")
    parser.add_argument("--condition", nargs="+", choices=CONDITIONS, help="only of these conditions")
    parser.add_argument("--label", nargs="+", metavar="LABEL", help="only with these intended labels")
    parser.add_argument("--poses", type=int, default=8, help="poses of each clip (default: 8)")
    parser.add_argument("--size", type=int, default=360, help="height of a row in pixels, even (default: 360)")
    parser.add_argument("--background", metavar="RRGGBB", help="(default: that of the set's videos)")
    parser.add_argument("--body", type=Path, metavar="PATH", help="SMPL body, .pkl or .npz (default: the open body)")
    parser.add_argument(
        "--betas",
        type=float,
        nargs="+",
        metavar="SD",
        help="shape of the body, SMPL's parameters in standard deviations (default: that of the set's videos if they "
        "show this body, else the average shape)",
    )
    parser.add_argument("--renderer", choices=("auto", *RENDERERS), default="auto")


def run(arguments: argparse.Namespace) -> int:
    check_format(arguments.out)
    if not 1 <= arguments.poses <= MOST:
        raise MiburiError(f"--poses must be from 1 to {MOST}, got {arguments.poses}")
    manifest = read_manifest(arguments.set)
    chosen = _chosen(manifest, arguments)
    settings = _settings(manifest, arguments)
    presentation, room = settings.presentation, room_for(settings)
    rows = [_row(manifest, arguments.set, stimulus) for stimulus in chosen]
    renderer = open_renderer(presentation, arguments.body, settings.renderer, settings.betas)
    try:
        with progress_bar("clips") as bar:
            task = bar.add_task("drawing", total=len(rows), note="")
            picture = sheet(renderer, "", ("",), rows, arguments.poses, lambda: bar.advance(task), presentation, room)
    finally:
        renderer.close()
    with atomic_path(arguments.out) as partial:
        picture.save(partial)
    print(f"{arguments.out}: {arguments.poses} poses of {len(rows)} clips")
    return 0


def _chosen(manifest: Manifest, arguments: argparse.Namespace) -> list[Stimulus]:
    """MiburiError when nothing is left, or an id or label is not of the set."""
    for label in arguments.label or ():
        manifest.labels.index(label)
    known = {stimulus.id: stimulus for stimulus in manifest.stimuli}
    unknown = [name for name in arguments.stimuli or () if name not in known]
    if unknown:
        raise MiburiError(f"{arguments.set}: has no stimulus {unknown[0]!r}; preview.html names them")
    stimuli = [known[name] for name in arguments.stimuli] if arguments.stimuli else _in_order(manifest)
    chosen = [
        stimulus
        for stimulus in stimuli
        if stimulus.condition in (arguments.condition or CONDITIONS)
        and stimulus.label in (arguments.label or manifest.labels.names)
    ]
    if not chosen:
        raise MiburiError(f"{arguments.set}: no stimulus has this condition and label; choose others")
    return chosen


def _in_order(manifest: Manifest) -> list[Stimulus]:
    """By label, condition, and how far along an interpolation."""
    names = manifest.labels.names
    return sorted(
        manifest.stimuli, key=lambda each: (names.index(each.label), CONDITIONS.index(each.condition), each.weight or 0)
    )


def _settings(manifest: Manifest, arguments: argparse.Namespace) -> Settings:
    """The body's shape is that of the set's videos, where they show this very body and no other shape is asked for."""
    body = None if arguments.body is None else BodyFile.read(arguments.body)
    shown = (manifest.rendering or {}).get("body") or {}
    data = OPEN_BODY.read_bytes() if body is None else body.data
    alike = shown.get("sha256") == hashlib.sha256(data).hexdigest()
    if shown and not alike and body is None:
        console.print(
            f"note: the set's videos show another body ({shown['name']}) than the open one; name it by --body"
        )
    betas = arguments.betas or (shown.get("betas", ()) if alike else ())
    return Settings(_presentation(manifest, arguments), body, choose_renderer(arguments.renderer), betas=tuple(betas))


def _presentation(manifest: Manifest, arguments: argparse.Namespace) -> Presentation:
    """As the set's videos are, where it is rendered; each clip stands, so there is no frame rate, hold or fade."""
    shown = Presentation.from_json((manifest.rendering or {}).get("presentation", {}))
    background = shown.background if arguments.background is None else "#" + arguments.background.removeprefix("#")
    return replace(
        shown, size=arguments.size, background=background, fps=None, hold_first=0, hold_last=0, fade=0, follow=False
    )


def _row(manifest: Manifest, folder: Path, stimulus: Stimulus) -> SheetRow:
    label, predicted = (
        manifest.labels.labels[manifest.labels.index(name)].en for name in (stimulus.label, stimulus.predicted)
    )
    share = stimulus.probabilities.get(stimulus.predicted, 0.0)
    weight = "" if stimulus.weight is None else f", w = {stimulus.weight:.2f}"
    condition = stimulus.condition.replace("_", " ") + weight
    note = f"{condition}\n{stimulus.duration:.1f} s\nrecognised: {predicted} ({share:.2f})"
    return SheetRow(label, note, (read_motion(folder, stimulus),))
