"""Writes the data sets that lme4 and `study.statistics.mixed` are compared on: ``python make_data.py``, then
``Rscript reference.R``. Neither is run by the tests: both results are in this folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

CONDITIONS = np.array(["correct", "misclassified", "mean_latent"])
LOGITS = np.array([-1.10, -2.09, -1.27])  # the paper's 24.91, 10.99 and 21.98 %
HERE = Path(__file__).parent
# name: raters, clips, share of answers that are there, SD between raters, between clips (logits), seed
SETS = {
    "paper": (20, 65, 1.0, 0.4, 0.7, 1),
    "online": (60, 130, 0.4, 0.6, 1.1, 2),
    "few": (8, 15, 1.0, 0.5, 0.5, 3),
    "alike": (30, 40, 0.9, 0.02, 0.8, 4),
}


def responses(raters: int, clips: int, share: float, rater_sd: float, clip_sd: float, seed: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    condition = np.arange(clips) % 3
    ability, slowness = generator.normal(0, rater_sd, raters), generator.normal(0, 0.35, raters)
    ease, length = generator.normal(0, clip_sd, clips), generator.normal(0, 0.2, clips)
    rater, clip = (grid.ravel() for grid in np.meshgrid(np.arange(raters), np.arange(clips), indexing="ij"))
    there = generator.random(len(rater)) < share
    rater, clip = rater[there], clip[there]
    logit = LOGITS[condition[clip]] + ability[rater] + ease[clip]
    log_rt = 9.2 + 0.1 * (condition[clip] == 1) + slowness[rater] + length[clip] + generator.normal(0, 0.5, len(rater))
    return pd.DataFrame(
        {
            "participant": [f"r{number:02d}" for number in rater],
            "stimulus": [f"s{number:03d}" for number in clip],
            "condition": CONDITIONS[condition[clip]],
            "correct": (generator.random(len(rater)) < 1 / (1 + np.exp(-logit))).astype(int),
            "rt_ms": np.exp(log_rt).round(1),
        }
    )


if __name__ == "__main__":
    for name, plan in SETS.items():
        responses(*plan).to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")
