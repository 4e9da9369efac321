"""All results of a reproduction as one object: page, figures and report.json are made from it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from generation import __version__
from generation.corpus.store import SPLITS, Corpus
from generation.files import sha256_of
from generation.motion import FPS
from generation.reproduction import comparability, paper
from generation.reproduction.augmented import augmentation, headline
from generation.reproduction.latents import latents, strips
from generation.reproduction.plan import VARIANTS, WITH, Plan, Variant
from generation.reproduction.recognition import recogniser
from generation.reproduction.sections import as_estimate, quality, training_curves
from generation.reproduction.stages import read_stages
from generation.reproduction.table1 import Evaluations, generation, reconstruction
from generation.reproduction.targets import Reached, targets
from generation.training.run import CONFIG, LOG, read_json

SCHEMA = "miburi.reproduction/1"
REPORT_STAGE = "report"


def gather(corpus: Corpus, plan: Plan) -> dict[str, Any]:
    """Everything that the report shows. Same stage results, same object."""
    evaluations = {v.name: read_json(plan.evaluation(v) / "evaluation.json") for v in VARIANTS}
    augmented = read_json(plan.augmentation / "augmentation.json")
    interpolated = read_json(plan.interpolation / "interpolation.json")
    best = headline(augmented)
    stages = [row for row in read_stages(plan.out) if row["name"] != REPORT_STAGE]
    return {
        "schema": SCHEMA,
        "inputs": inputs(plan),
        "warnings": list(comparability.warnings(corpus, plan.quick)),
        "notices": list(comparability.notices(corpus, plan.quick)),
        "comparable": not comparability.differences(corpus, plan.quick),
        "comparability": comparability.comparability(corpus, plan.quick),
        "chance": round(1 / len(corpus.labels), 6),
        "corpus": _corpus(corpus),
        "run": _run(plan, evaluations, stages),
        "variants": [_variant(plan, variant, evaluations) for variant in VARIANTS],
        "stages": stages,
        "targets": targets(_reached(evaluations, best), judged=not plan.quick),
        "reconstruction": reconstruction(evaluations),
        "generation": generation(evaluations),
        "recogniser": recogniser(evaluations, _augmented(augmented, best)),
        "augmentation": augmentation(augmented, judged=not plan.quick),
        "latents": latents(interpolated),
        "strips": strips(plan.strips),
        "quality": quality(evaluations),
        "training": training_curves({variant.name: plan.run(variant) / LOG for variant in VARIANTS}),
        "paper": paper.to_json(),
    }


def inputs(plan: Plan) -> dict[str, str]:
    """SHA-256 of every file that the report is made from, by its path in the folder."""
    files = [plan.augmentation / "augmentation.json", plan.interpolation / "interpolation.json"]
    for variant in VARIANTS:
        files += [plan.evaluation(variant) / "evaluation.json", plan.run(variant) / CONFIG, plan.run(variant) / LOG]
    files += sorted(plan.strips.glob("*.png"))
    return {str(file.relative_to(plan.out)): sha256_of(file) for file in files}


def _corpus(corpus: Corpus) -> dict[str, Any]:
    provenance = corpus.description["provenance"]
    performers = set(corpus.clips["performer"]) - {""}
    plain = {name: value for name, value in provenance.items() if isinstance(value, str | int | float)}
    return {
        "name": str(provenance.get("source") or ("synthetic corpus" if corpus.synthetic else corpus.path.name)),
        "sha256": corpus.sha256,
        "clips": len(corpus),
        "hours": round(int(corpus.clips["frames"].sum()) / FPS / 3600, 4),
        "performers": len(performers),
        "splits": {split: len(corpus.rows(split)) for split in SPLITS},
        "split_by": comparability.split_of(corpus),
        "labels": corpus.labels.to_json(),
        "synthetic": corpus.synthetic,
        "terms": corpus.terms,
        "provenance": plain,
    }


def _run(plan: Plan, evaluations: Evaluations, stages: list[dict[str, Any]]) -> dict[str, Any]:
    provenance = evaluations[WITH.name]["provenance"]
    return {
        **plan.settings,
        "device": provenance["device"],
        "miburi": __version__,
        "torch": str(torch.__version__),
        "seconds": round(sum(row["seconds"] for row in stages), 1),
    }


def _variant(plan: Plan, variant: Variant, evaluations: Evaluations) -> dict[str, Any]:
    config = read_json(plan.run(variant) / CONFIG)["config"]
    losses, schedule = config["losses"], config["generator_schedule"]
    points = {"joints": "24 joints", "vertices": "a subset of the vertices", "mesh": "all vertices"}[losses["points"]]
    vertex = f"vertex loss on {points} weighted {losses['surface']:g}" if losses["surface"] else "no vertex loss"
    return {
        "name": variant.name,
        "title": variant.title,
        "run_sha256": evaluations[variant.name]["provenance"]["run_sha256"],
        "steps": schedule["steps"],
        "batch": schedule["batch"],
        "loss": f"{vertex}, KL divergence weighted {losses['kl']:f}".rstrip("0"),
        "config": config,
    }


def _augmented(summary: Mapping[str, Any], best: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Test accuracy with the headline's clips; the interval is over trainings, n are the test clips."""
    return None if best is None else {**best["test_accuracy"], "size": best["size"], "n": summary["test_clips"]}


def _reached(evaluations: Evaluations, best: Mapping[str, Any] | None) -> Reached:
    measured = evaluations[WITH.name]
    return Reached(
        ratio=measured["recogniser"]["generated_to_real"],
        mesh_cm=measured["reconstruction"]["test"]["reconstructed"]["mesh_cm"],
        gain=None if best is None else best["lift"],
        skating=as_estimate(measured["quality"]["ratio"].get("skating_speed")),
    )
