"""Tidy tables of a study with known truth, for the tests of statistics and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from generation.labels import EMOTIONS, LabelSet
from study.report.results import StudyFacts

PLANTED = {"correct": 0.55, "misclassified": 0.15, "mean_latent": 0.35}
CLIPS = {"correct": 2, "misclassified": 2, "mean_latent": 1}  # per label, as in the paper
BEGIN = pd.Timestamp("2026-11-01T09:00:00Z")


def planted_responses(
    labels: Sequence[str] = EMOTIONS.names,
    raters: int = 20,
    accuracy: Mapping[str, float] = PLANTED,
    seed: int = 1,
    simulated: bool = False,
) -> pd.DataFrame:
    """Independent answers with the given accuracy per condition; lognormal response times around 4 s."""
    rng = np.random.default_rng(seed)
    design = [
        (condition, label, take) for condition in accuracy for label in labels for take in range(CLIPS[condition])
    ]
    rows = []
    for rater in range(raters):
        for index, (condition, label, take) in enumerate(design):
            right = rng.random() < accuracy[condition]
            wrong = [other for other in labels if other != label]
            rt_ms = float(rng.lognormal(np.log(4000), 0.5))
            rows.append(
                {
                    "participant": f"p{rater:03d}",
                    "simulated": simulated,
                    "session": f"s{rater:03d}",
                    "trial_index": index,
                    "stimulus": f"{condition}-{label}-{take}",
                    "condition": condition,
                    "intended": label,
                    "chosen": label if right else wrong[rng.integers(len(wrong))],
                    "correct": right,
                    "predicted": label,
                    "probability_intended": 0.5,
                    "rt_ms": rt_ms,
                    "rt_from_end_ms": rt_ms - 5000,
                    "clip_seconds": 3.0 + index % 5,
                    "practised": index < 2,
                    "language": "ja",
                    "answered_at": BEGIN + pd.Timedelta(seconds=10 * index),
                }
            )
    return pd.DataFrame(rows)


def planted_sessions(responses: pd.DataFrame, dropouts: int = 0) -> pd.DataFrame:
    """One completed session of 20, 21, 22 … minutes per rater; the last ``dropouts`` did not complete."""
    participants = sorted(responses["participant"].unique())
    minutes = [20.0 + place for place in range(len(participants))]
    done = [place < len(participants) - dropouts for place in range(len(participants))]
    return pd.DataFrame(
        {
            "participant": participants,
            "simulated": [bool(responses["simulated"].any())] * len(participants),
            "session": [name.replace("p", "s") for name in participants],
            "state": ["completed" if ok else "rating" for ok in done],
            "started_at": [BEGIN] * len(participants),
            "completed_at": [
                BEGIN + pd.Timedelta(minutes=m) if ok else pd.NaT for m, ok in zip(minutes, done, strict=True)
            ],
            "minutes": [m if ok else float("nan") for m, ok in zip(minutes, done, strict=True)],
        }
    )


def study_facts(labels: LabelSet = EMOTIONS, synthetic: bool = False) -> StudyFacts:
    return StudyFacts(
        slug="planted",
        title="Planted study",
        labels=labels,
        conditions=tuple(PLANTED),
        synthetic=synthetic,
        terms="for tests only",
        manifest_sha256="0" * 64,
    )
