"""Everything that the paper reports, on one corpus, stage by stage."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.augmentation import FILTERS, SCHEDULES
from generation.evaluation.augmentation import Plan as AugmentationPlan
from generation.evaluation.augmentation_folder import augment, check_oracle
from generation.evaluation.evaluate import Settings, evaluate_run
from generation.evaluation.latent_figures import LatentSettings, write_latents
from generation.evaluation.pairs import HIGH, LOW
from generation.files import atomic_folder, write_json
from generation.progress import console
from generation.reproduction.plan import VARIANTS, WITH, WITHOUT, Plan, Variant
from generation.reproduction.report import write_report
from generation.reproduction.stages import Stage, run_stages
from generation.training import run as folder
from generation.training.run import Run, read_json
from generation.training.train import train_run

CANDIDATES = 4  # generated clips per clip that the largest size needs


def reproduce(corpus: Corpus, plan: Plan, oracle: Corpus | None) -> None:
    """Run all stages; what is finished is kept, what was interrupted goes on.

    oracle: a corpus of the same labels, whose real clips make one more arm of the augmentation.
    """
    if not corpus.rows("test"):
        raise MiburiError(f"{corpus.path}: has no test clips to measure anything on; import it with more clips")
    if oracle is not None:
        check_oracle(corpus, oracle)
    settings = {
        **plan.settings,
        "corpus": corpus.sha256,
        "oracle": None if oracle is None else oracle.sha256,
    }
    run_stages(plan.out, stages(corpus, plan, oracle), settings)


def stages(corpus: Corpus, plan: Plan, oracle: Corpus | None) -> list[Stage]:
    """In the order in which each needs the ones before."""
    trainings = [
        Stage(f"train-{v.name}", f"Train, {v.title.lower()}", _call(train_variant, corpus, plan, v)) for v in VARIANTS
    ]
    evaluations = [
        Stage(f"evaluate-{v.name}", f"Evaluate, {v.title.lower()}", _call(evaluate_variant, corpus, plan, v))
        for v in VARIANTS
    ]
    return [
        *trainings,
        *evaluations,
        Stage("augment", "Augment the recogniser", lambda: augment_recogniser(corpus, plan, oracle)),
        Stage("interpolate", "Interpolate between latents", lambda: interpolate(corpus, plan)),
        Stage("report", "Write the report", lambda: write_report(corpus, plan)),
    ]


def _call(
    work: Callable[[Corpus, Plan, Variant], bool], corpus: Corpus, plan: Plan, variant: Variant
) -> Callable[[], bool]:
    return lambda: work(corpus, plan, variant)


def train_variant(corpus: Corpus, plan: Plan, variant: Variant) -> bool:
    """Train one variant; the one without vertex loss takes over the other's recogniser."""
    if variant is WITHOUT:
        share_recogniser(plan)
    config = plan.config(variant)
    return train_run(corpus, plan.run(variant), config, seed=plan.seed, device=plan.device, resume=True)


def share_recogniser(plan: Plan) -> None:
    """Begin the run without vertex loss with the recogniser of the other one: it would become the same.

    Does nothing where that run is begun already.
    """
    first, second = plan.run(WITH), plan.run(WITHOUT)
    if second.exists():
        return
    log = (first / folder.LOG).read_text("utf-8").splitlines(keepends=True)
    with atomic_folder(second) as begun:
        description = read_json(first / folder.CONFIG)
        write_json(begun / folder.CONFIG, {**description, "config": plan.config(WITHOUT).to_json()})
        (begun / folder.RECOGNISER).write_bytes((first / folder.RECOGNISER).read_bytes())
        rows = [line for line in log[1:] if line.startswith("recogniser,")]
        (begun / folder.LOG).write_text("".join([log[0], *rows]), "utf-8")


def evaluate_variant(corpus: Corpus, plan: Plan, variant: Variant) -> bool:
    settings = Settings(repeats=plan.amounts.repeats, seed=plan.seed)
    if plan.quick:
        settings = replace(settings, per_label=12, mesh_frames=40)
    return evaluate_run(corpus, Run.open(plan.run(variant), plan.device), plan.evaluation(variant), settings)


def augment_recogniser(corpus: Corpus, plan: Plan, oracle: Corpus | None) -> bool:
    """Of the run with vertex loss; the recogniser's own settings train every recogniser."""
    trained = Run.open(plan.run(WITH), plan.device)
    sizes = plan.amounts.sizes
    experiment = AugmentationPlan(
        sizes=sizes,
        seeds=tuple(range(plan.seed, plan.seed + plan.amounts.seeds)),
        schedules=SCHEDULES,
        filters=FILTERS,
        pool=CANDIDATES * ceil(sizes[-1] / len(corpus.labels)),
        spread=None,
        oracle=oracle is not None,
        config=plan.config(WITH),
    )
    workers = 1 if plan.quick else os.cpu_count() or 1  # a process takes longer to start than a small training
    return augment(corpus, trained, plan.augmentation, experiment, oracle=oracle, workers=workers)


def interpolate(corpus: Corpus, plan: Plan) -> bool:
    """Mean latents, bias vectors, and where the test split has clips of both intensities the way between them."""
    trained = Run.open(plan.run(WITH), plan.device)
    pairs = 0 if not has_intensities(corpus) else 1 if plan.quick else LatentSettings().pairs
    settings = LatentSettings(pairs=pairs, steps=3 if plan.quick else LatentSettings().steps, seed=plan.seed)
    made = write_latents(corpus, trained, plan.interpolation, settings)
    return _draw(plan.interpolation, trained) or made


def has_intensities(corpus: Corpus) -> bool:
    """Whether some label has test clips of low and of high intensity."""
    test = corpus.clips[corpus.clips["split"] == "test"]
    return any({LOW, HIGH} <= set(clips["intensity"]) for _, clips in test.groupby("label"))


def _draw(out: Path, trained: Run) -> bool:
    """Render the strips; a machine that cannot leaves the report without them."""
    from generation.evaluation.latent_strips import draw_strips  # OpenGL is loaded only here

    try:
        return bool(draw_strips(out, trained.labels))
    except MiburiError as error:
        console.print(f"no strips are drawn: {error}")
        return False
