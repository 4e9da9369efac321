"""``python -m generation render SET``: the videos of a stimulus set."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from generation.executors.arguments import add_executor_arguments
from generation.executors.executor import Executor
from generation.executors.local import LocalExecutor
from generation.executors.ray import RayExecutor
from generation.progress import console
from generation.rendering.checking import Checked, check_set
from generation.rendering.presentation import Presentation
from generation.rendering.presentation_arguments import add_presentation_arguments, presentation_of
from generation.rendering.renderer import RENDERERS, choose_renderer
from generation.rendering.settings import BodyFile, Settings
from generation.rendering.stimulus_set import recorded, render_set
from generation.stimuli.manifest import Manifest, read_manifest

GPU_SHARE = 0.25  # of a GPU, for each of the tasks on a cluster that draw with one
SHOWN = 40  # faults that `--check` lists


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", type=Path, metavar="SET", help="folder of a stimulus set, with manifest.json")
    parser.add_argument(
        "--check", action="store_true", help="only verify all that is in the set; exits with 1 if anything is wrong"
    )
    parser.add_argument(
        "--anew",
        action="store_true",
        help="make all videos again, with these options and otherwise those of the design",
    )
    add_presentation_arguments(parser)
    parser.add_argument(
        "--webm", action="store_true", default=None, help="make WebM beside each MP4, for browsers without H.264"
    )
    parser.add_argument(
        "--body", type=Path, metavar="PATH", help="SMPL body, .pkl or .npz (default: the open body that Miburi ships)"
    )
    parser.add_argument(
        "--betas",
        type=float,
        nargs="+",
        metavar="SD",
        help="shape of the body, SMPL's parameters in standard deviations (default: the average shape)",
    )
    parser.add_argument(
        "--renderer",
        choices=("auto", *RENDERERS),
        default="auto",
        help="numba and osmesa draw on the CPU, egl on a GPU (default: as the set was begun, else egl where an NVIDIA "
        "GPU is there, else numba)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=min(8, os.cpu_count() or 1),
        help="processes at once on this machine (default: one per core, 8 at most)",
    )
    add_executor_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.check:
        return _told(check_set(arguments.set))
    executor = _executor(arguments)
    manifest = read_manifest(arguments.set)
    before = None if arguments.anew else recorded(arguments.set, manifest)
    done = render_set(arguments.set, _settings(arguments, before or _designed(manifest)), executor, anew=arguments.anew)
    if done.videos:
        speed = done.frames / max(done.seconds, 1e-9)
        kept = f", {done.kept} were there already" if done.kept else ""
        print(f"{done.videos} videos, {done.frames} frames in {done.seconds:.0f} s ({speed:.1f} frames/s){kept}")
    else:
        print(f"all {done.kept} videos are rendered already")
    print(f"to look through them: {arguments.set / 'preview.html'}, {arguments.set / 'contact_sheet.png'}")
    return 0


def _executor(arguments: argparse.Namespace) -> Executor:
    if arguments.executor == "ray":
        return RayExecutor(arguments.ray_address, GPU_SHARE if arguments.renderer == "egl" else 0.0)
    return LocalExecutor(arguments.workers)


def _designed(manifest: Manifest) -> dict[str, Any]:
    """What the set's design asks of its videos."""
    settings = (manifest.provenance.get("design") or {}).get("settings", {})
    return {"presentation": settings.get("presentation")}


def _settings(arguments: argparse.Namespace, before: Mapping[str, Any]) -> Settings:
    """What the command line asks for; what it leaves open is as ``before``: as the set was begun, or else designed."""
    presentation = presentation_of(arguments, _chosen(before.get("presentation") or {}))
    wish = arguments.renderer if arguments.renderer != "auto" else before.get("renderer") or "auto"
    shape = (before.get("body") or {}).get("betas", ()) if arguments.betas is None else arguments.betas
    return Settings(
        presentation,
        None if arguments.body is None else BodyFile.read(arguments.body),
        choose_renderer(wish),
        bool(before.get("webm") if arguments.webm is None else arguments.webm),
        tuple(shape),
    )


def _chosen(table: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is the display's own, so that the command line can ask for another display."""
    presentation = Presentation.from_json(table)
    own = Presentation(presentation.display).to_json()
    chosen = {name: value for name, value in presentation.to_json().items() if value != own[name]}
    return {**chosen, "display": presentation.display}


def _told(checked: Checked) -> int:
    if not checked.faults:
        print(f"all is well: {checked.files} files of {checked.stimuli} stimuli are those of the manifest")
        return 0
    table = Table(title="nothing was changed")
    for column in ("file", "what is wrong"):
        table.add_column(column, overflow="fold")
    for fault in checked.faults[:SHOWN]:
        table.add_row(fault.file, fault.what)
    if len(checked.faults) > SHOWN:
        table.add_row(f"and {len(checked.faults) - SHOWN} more", "")
    console.print(table)
    print(
        f"{len(checked.faults)} of {checked.files} files are wrong; `render` without --check makes videos and pages "
        "again, motions come with the set"
    )
    return 1
