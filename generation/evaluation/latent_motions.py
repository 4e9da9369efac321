"""Every motion of the latents' figures, and what is measured on it.

Fig. 6 of arXiv 2606.28769: each label's mean latent and bias vector, decoded. Fig. 7: interpolations between clips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.corpus.store import Corpus
from generation.evaluation.interpolation import between, encoded
from generation.evaluation.movement import QUANTITIES, movement
from generation.evaluation.pairs import ClipPair, clip_facts, matched
from generation.evaluation.trends import Trend, summary
from generation.motion import Motion
from generation.training.run import Draw, Run

MEAN, BIAS = "mean_latent", "bias_vector"


@dataclass
class LatentMotions:
    """Motions by file name, and the JSON that describes them as it grows."""

    run: Run
    motions: dict[str, Motion] = field(default_factory=dict)

    def labels(self, frames: int | None) -> dict[str, Any]:
        """Mean latent and bias vector of each label, decoded at ``frames``, or at the label's median length."""
        found: dict[str, Any] = {}
        for name in self.run.labels.names:
            pair = {MEAN: self.run.decode_mean_latent(name, frames), BIAS: self.run.decode_bias(name, frames)}
            found[name] = {
                kind: {**self._keep(f"{kind}-{file_name(name)}", motion), **recognised}
                for (kind, motion), recognised in zip(pair.items(), self._recognised(list(pair.values())), strict=True)
            }
        return found

    def pair(self, corpus: Corpus, pair: ClipPair, number: int, weights: Sequence[float]) -> dict[str, Any]:
        """One interpolation; ``number`` counts the pairs of its label from 1."""
        clips = [clip_facts(corpus, row) for row in (pair.start, pair.end)]
        real = [corpus.motion(row) for row in (pair.start, pair.end)]
        draws = [encoded(self.run, motion, clip["label"]) for motion, clip in zip(real, clips, strict=True)]
        name = f"interpolation-{'-'.join(dict.fromkeys(file_name(clip['label']) for clip in clips))}-{number}"
        steps = self.steps(name, between(draws[0], draws[1], weights), weights)
        ends = [
            {**clip, **self._keep(f"{name}-real-{end}", motion)}
            for end, clip, motion in zip(("start", "end"), clips, real, strict=True)
        ]
        return {
            "name": name,
            "label": clips[0]["label"],
            "start": ends[0],
            "end": ends[1],
            "matched": matched(corpus, pair),
            "steps": steps,
            "trends": {quantity: trend.to_json() for quantity, trend in trends(ends, steps).items()},
        }

    def steps(self, name: str, draws: Sequence[Draw], weights: Sequence[float]) -> list[dict[str, Any]]:
        """One decoded motion per weight, kept and described."""
        motions = self.run.decode(draws)
        return [
            {"weight": round(weight, 6), **self._keep(f"{name}-step-{step:02d}", motion), **recognised}
            for step, (weight, motion, recognised) in enumerate(
                zip(weights, motions, self._recognised(motions), strict=True)
            )
        ]

    def _keep(self, name: str, motion: Motion) -> dict[str, Any]:
        self.motions[name] = motion
        return {
            "motion": f"motions/{name}.npz",
            "frames": len(motion),
            "seconds": round(motion.duration, 6),
            "movement": {quantity: round(value, 6) for quantity, value in movement(motion).items()},
        }

    def _recognised(self, motions: Sequence[Motion]) -> list[dict[str, Any]]:
        names = self.run.labels.names
        return [
            {
                "predicted": names[int(row.argmax())],
                "probabilities": {name: round(float(p), 6) for name, p in zip(names, row, strict=True)},
            }
            for row in self.run.classify(motions)
        ]


def trends(ends: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]]) -> dict[str, Trend]:
    """Of every quantity: ``steps`` against the two real ``ends``. Steps beyond the ends are no part of them."""
    inside = [step for step in steps if 0 <= step["weight"] <= 1]
    return {
        name: Trend(
            ends[1]["movement"][name] - ends[0]["movement"][name],
            tuple(step["weight"] for step in inside),
            tuple(step["movement"][name] for step in inside),
        )
        for name in QUANTITIES
    }


def trends_over(pairs: Sequence[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Every quantity's trend over pairs as ``LatentMotions.pair`` describes them."""
    found = [trends((pair["start"], pair["end"]), pair["steps"]) for pair in pairs]
    return {name: summary([each[name] for each in found], seed) for name in QUANTITIES}


def interpolations(
    latents: LatentMotions,
    corpus: Corpus,
    pairs: Sequence[ClipPair],
    weights: Sequence[float],
    done: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """All pairs, counted within their labels; ``done`` is called after each."""
    found: list[dict[str, Any]] = []
    for pair in pairs:
        label = corpus.clips["label"].iloc[pair.start]
        number = 1 + sum(each["label"] == label for each in found)
        found.append(latents.pair(corpus, pair, number, weights))
        done()
    return found


def mean_latent_distances(run: Run) -> dict[str, Any]:
    """Euclidean distances between the labels' mean latents (labels, labels).

    ``spread``: root mean square distance of a label's training clips from their mean, to read the distances by.
    """
    mu, classes = run.latents.mu.double(), run.latents.classes
    distances = (mu[:, None] - mu[None]).norm(dim=-1).tolist()
    away = (run.latents.clip_mu.double() - mu[classes]).square().sum(-1)
    spread = [float(away[classes == label].mean().sqrt()) for label in range(len(mu))]
    return {
        "labels": list(run.labels.names),
        "euclidean": [[round(value, 6) for value in row] for row in distances],
        "spread": [round(value, 6) for value in spread],
        "training_clips": [len(frames) for frames in run.durations.frames],
    }


def file_name(label: str) -> str:
    """A label's name as a part of a file's name."""
    return re.sub(r"[^\w]+", "_", label)
