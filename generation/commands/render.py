"""``python -m generation render SET``: the videos of a stimulus set."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from generation.errors import MiburiError
from generation.rendering.encode import check_size
from generation.rendering.executor import Settings
from generation.rendering.gl import BACKENDS, choose_backend
from generation.rendering.stimulus_set import render_set


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", type=Path, metavar="SET", help="folder of a stimulus set, with manifest.json")
    parser.add_argument("--size", type=int, default=512, help="width and height in pixels, even (default: 512)")
    parser.add_argument(
        "--body", type=Path, metavar="PATH", help="SMPL body, .pkl or .npz (default: the open body that Miburi ships)"
    )
    parser.add_argument(
        "--renderer",
        choices=("auto", *BACKENDS),
        default="auto",
        help="osmesa draws on the CPU, egl on a GPU (default: auto, egl where an NVIDIA GPU is there)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=min(8, os.cpu_count() or 1),
        help="processes that render at once (default: one per core, 8 at most)",
    )


def run(arguments: argparse.Namespace) -> int:
    check_size(arguments.size)
    if arguments.workers < 1:
        raise MiburiError(f"--workers must be at least 1, got {arguments.workers}")
    settings = Settings(arguments.size, arguments.body, choose_backend(arguments.renderer))
    done = render_set(arguments.set, settings, arguments.workers)
    if done.videos:
        speed = done.frames / done.seconds
        kept = f", {done.kept} were there already" if done.kept else ""
        print(f"{done.videos} videos, {done.frames} frames in {done.seconds:.0f} s ({speed:.1f} frames/s){kept}")
    else:
        print(f"all {done.kept} videos are rendered already")
    print(f"contact sheet: {done.contact_sheet}")
    return 0
