"""The folder that ``interpolate`` leaves.

interpolation.json   all that was measured, with what made it
motions/             every decoded motion and the real clips of the pairs, as ``.npz``
strips/              sheets of rendered poses: Fig. 6 and, of each label's first pair, Fig. 7 of arXiv 2606.28769

Motions and measures appear at once, when all is done. The sheets are drawn from them afterwards, here or on another
machine; one that is there already is kept.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from generation import __version__
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.intensity import along_axes
from generation.evaluation.interpolation import weights
from generation.evaluation.latent_motions import LatentMotions, interpolations, mean_latent_distances, trends_over
from generation.evaluation.movement import QUANTITIES
from generation.evaluation.pairs import ClipPair, intensity_pairs, named_pair
from generation.files import atomic_folder, is_free, write_json
from generation.model.config import MIN_FRAMES
from generation.motion import FPS
from generation.progress import progress_bar
from generation.training.run import Run

SCHEMA = "miburi.interpolation/3"
RESULT, MOTIONS, STRIPS = "interpolation.json", "motions", "strips"


@dataclass(frozen=True)
class LatentSettings:
    """pairs: low-to-high pairs per label, 0 for none; between: two clips' ids instead of those pairs; steps: weights
    from 0 to 1; beyond: further weights on either side; split: where pairs come from; seconds: length of mean latents'
    and bias vectors' motions, by default each label's median."""

    pairs: int = 5
    between: tuple[str, str] | None = None
    steps: int = 7
    beyond: int = 0
    split: str = "test"
    seconds: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        weights(self.steps, self.beyond)
        if self.pairs < 0:
            raise MiburiError(f"--pairs must be at least 0, got {self.pairs}")
        if self.seconds is not None and not MIN_FRAMES / FPS <= self.seconds < math.inf:
            raise MiburiError(f"--seconds must be at least {MIN_FRAMES / FPS} and finite, got {self.seconds}")

    @property
    def frames(self) -> int | None:
        return None if self.seconds is None else round(self.seconds * FPS)

    def chosen(self, corpus: Corpus) -> list[ClipPair]:
        """The pairs to interpolate between."""
        if self.between is not None:
            return [named_pair(corpus, *self.between)]
        return intensity_pairs(corpus, self.split, self.pairs, self.seed) if self.pairs else []


def write_latents(corpus: Corpus, run: Run, out: Path, settings: LatentSettings) -> bool:
    """Decode, measure and write all but the sheets; False when this very result is in ``out`` already.

    MiburiError when ``out`` holds anything else, when the run is of another corpus, or where the corpus has no such
    clips. Same corpus, run, settings and device, same bytes.
    """
    if run.description["corpus"]["sha256"] != corpus.sha256:
        raise MiburiError(
            f"{run.path}: trained on another corpus than {corpus.path}; name the corpus it was trained on"
        )
    provenance = _provenance(corpus, run, settings)
    if already_there(out, provenance):
        return False
    latents = LatentMotions(run)
    result = {
        "schema": SCHEMA,
        "provenance": provenance,
        "quantities": {
            name: {"unit": quantity.unit, "meaning": quantity.meaning, "source": quantity.source}
            for name, quantity in QUANTITIES.items()
        },
        **_measured(latents, corpus, settings),
    }
    with atomic_folder(out) as folder:
        (folder / MOTIONS).mkdir()
        for name, motion in latents.motions.items():
            motion.save(folder / MOTIONS / f"{name}.npz")
        write_json(folder / RESULT, result)
    return True


def _measured(latents: LatentMotions, corpus: Corpus, settings: LatentSettings) -> dict[str, Any]:
    pairs, steps = settings.chosen(corpus), weights(settings.steps, settings.beyond)
    by_intensity = bool(pairs) and settings.between is None
    with progress_bar("steps") as bar:
        total = 1 + len(pairs) + (len(corpus.labels) if by_intensity else 0)
        task = bar.add_task("interpolating", total=total, note="mean latents and bias vectors")
        labels = latents.labels(settings.frames)
        bar.update(task, advance=1, note="pairs of clips")
        described = interpolations(latents, corpus, pairs, steps, lambda: bar.advance(task))
        bar.update(task, note="from low to high intensity")
        along = None
        if by_intensity:
            along = along_axes(latents, corpus, pairs, steps, settings.seed, lambda: bar.advance(task))
        bar.update(task, completed=total)
    return {
        "labels": labels,
        "mean_latent_distances": mean_latent_distances(latents.run),
        "pairs": described,
        "trends": trends_over(described, settings.seed) if described else None,
        "intensity": along,
        **({} if described else {"reason": "no pairs of clips were asked for (--pairs 0)"}),
    }


def read_latents(out: Path) -> dict[str, Any]:
    """The content of interpolation.json. MiburiError when it is missing, damaged or of another schema."""
    try:
        result = json.loads((out / RESULT).read_bytes())
        if result["schema"] != SCHEMA:
            raise ValueError(f"schema {result['schema']!r} is not {SCHEMA!r}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MiburiError(f"{out}: not a folder of `interpolate` ({error}); remove it") from None
    return dict(result)


def already_there(out: Path, provenance: dict[str, Any]) -> bool:
    """Whether ``out`` holds what would be made; MiburiError names the difference when it holds anything else.

    The device is on record but may differ: what a GPU decoded is drawn on any machine.
    """
    if is_free(out):
        return False
    if not (out / RESULT).is_file():
        raise MiburiError(f"{out}: already there and not empty; choose another folder or remove it")
    there = read_latents(out)["provenance"]
    here, there = ({**each, **each["settings"]} for each in (provenance, there))
    for name, value in here.items():
        if name not in ("settings", "device") and there.get(name) != value:
            raise MiburiError(
                f"{out}: holds other interpolations ({name}: there {there.get(name)}, here {value}); "
                "choose another folder or remove it"
            )
    return True


def _provenance(corpus: Corpus, run: Run, settings: LatentSettings) -> dict[str, Any]:
    """All that decides the result."""
    chosen = asdict(settings)
    seed = chosen.pop("seed")
    chosen["between"] = None if settings.between is None else list(settings.between)
    return {
        "miburi": __version__,
        "command": "interpolate",
        "run_sha256": run.sha256,
        "corpus_sha256": corpus.sha256,
        "corpus": corpus.description["provenance"],
        "synthetic": corpus.synthetic,
        "terms": corpus.terms,
        "seed": seed,
        "device": run.device.type,
        "settings": chosen,
    }
