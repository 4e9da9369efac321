"""Sheets of rendered poses of what ``interpolate`` decoded: Fig. 6 and Fig. 7 of arXiv 2606.28769."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generation.evaluation.latent_figures import STRIPS, read_latents
from generation.evaluation.latent_motions import BIAS, MEAN
from generation.files import atomic_path, sweep
from generation.labels import LabelSet
from generation.motion import Motion
from generation.progress import progress_bar
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import open_renderer
from generation.rendering.sheet import SHEET_SIZE, SheetRow, sheet

LATENTS_SHEET = "mean-latents-and-bias-vectors"
LATENT_POSES, PAIR_POSES = 6, 8


@dataclass(frozen=True)
class Sheet:
    """A sheet that is to be drawn."""

    name: str
    title: str
    groups: tuple[str, ...]
    rows: Callable[[], list[SheetRow]]
    count: int
    poses: int


def draw_strips(out: Path, labels: LabelSet) -> int:
    """Draw the sheets that are not there yet; returns how many that were.

    MiburiError when nothing can be drawn on this machine, or a motion is not there.
    """
    result = read_latents(out)
    sheets = [_latents(out, result, labels), *_pairs(out, result, labels)]
    missing = [each for each in sheets if not _path(out, each).exists()]
    if not missing:
        return 0
    (out / STRIPS).mkdir(exist_ok=True)
    sweep(out / STRIPS)
    renderer = open_renderer(Presentation(size=SHEET_SIZE))
    try:
        with progress_bar("strips") as bar:
            task = bar.add_task("drawing", total=sum(each.count for each in missing), note="")
            for each in missing:
                bar.update(task, note=each.name)
                picture = sheet(
                    renderer, each.title, each.groups, each.rows(), each.poses, lambda: bar.advance(task)
                )  # fmt: skip
                with atomic_path(_path(out, each)) as partial:
                    picture.save(partial)
    finally:
        renderer.close()
    return len(missing)


def _path(out: Path, sheet: Sheet) -> Path:
    return out / STRIPS / f"{sheet.name}.png"


def _latents(out: Path, result: dict[str, Any], labels: LabelSet) -> Sheet:
    """Fig. 6: a row per label."""

    def rows() -> list[SheetRow]:
        return [
            SheetRow(
                label.en,
                "\n".join(_recognised(result["labels"][label.name][kind], kind, labels) for kind in (MEAN, BIAS)),
                tuple(_motion(out, result["labels"][label.name][kind]) for kind in (MEAN, BIAS)),
            )
            for label in labels
        ]

    return Sheet(LATENTS_SHEET, "", ("Mean latent", "Bias vector"), rows, len(labels), LATENT_POSES)


def _recognised(decoded: dict[str, Any], kind: str, labels: LabelSet) -> str:
    share = decoded["probabilities"][decoded["predicted"]]
    name = labels.labels[labels.index(decoded["predicted"])].en
    return f"{kind.split('_')[0]}: {decoded['seconds']:.1f} s, as {name} ({share:.2f})"


def _pairs(out: Path, result: dict[str, Any], labels: LabelSet) -> Iterator[Sheet]:
    """Fig. 7: of each label's first pair, the real clips and a row per step between them."""
    drawn = set()
    for pair in result["pairs"]:
        if pair["label"] in drawn:
            continue
        drawn.add(pair["label"])
        title = f"{labels.labels[labels.index(pair['label'])].en}: {pair['start']['id']} to {pair['end']['id']}"
        yield Sheet(pair["name"], title, ("",), _steps(out, pair), len(pair["steps"]) + 2, PAIR_POSES)


def _steps(out: Path, pair: dict[str, Any]) -> Callable[[], list[SheetRow]]:
    def rows() -> list[SheetRow]:
        first, last = ((pair[end], f"real, {pair[end]['intensity'] or end}") for end in ("start", "end"))
        between = [(step, f"w = {step['weight']:.2f}") for step in pair["steps"]]
        return [
            SheetRow(title, f"{clip['seconds']:.1f} s, {clip['movement']['speed']:.2f} m/s", (_motion(out, clip),))
            for clip, title in (first, *between, last)
        ]

    return rows


def _motion(out: Path, described: dict[str, Any]) -> Motion:
    return Motion.load(out / described["motion"])
