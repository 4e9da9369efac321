"""Clips that are decoded as asked for, not chosen: mean latents, bias vectors, and series between two intensities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generation.corpus.store import Corpus
from generation.evaluation.interpolation import between, encoded, weights
from generation.evaluation.pairs import HIGH, LOW, ClipPair
from generation.motion import Motion
from generation.stimuli.candidates import Candidate
from generation.stimuli.design import Interpolated
from generation.stimuli.sampling import Sample
from generation.stimuli.sources import Sources, candidate
from generation.training.run import Draw, child_seeds


def decoded_clips(sources: Sources, label: int, condition: str, wanted: int, lengths: Sequence[int]) -> list[Candidate]:
    """The motions of the label's mean mu or of its bias vector, of these lengths in frames; without them of evenly
    spaced quantiles of the label's durations, one clip: of the median."""
    run, name = sources.run, sources.run.labels.names[label]
    durations = run.durations.up_to(sources.design.longest)
    lengths = lengths or [durations.quantile(label, (rank + 0.5) / wanted) for rank in range(wanted)]
    if condition == "mean_latent":
        motions, source = run.decode([run.mean_draw(label, frames) for frames in lengths]), "mean latent"
    else:
        motions, source = [run.decode_bias(name, frames) for frames in lengths], "bias vector"
    return _candidates(sources, label, motions, source, [None] * len(motions))


def interpolated_clips(sources: Sources, label: int, quota: Interpolated) -> list[list[Candidate]]:
    """Up to ``per_label`` series of a label, each from low to high intensity."""
    steps, name = weights(quota.steps), sources.run.labels.names[label]
    if sources.asks_flow:
        return _asked_clips(sources, label, quota.per_label, steps) if name in sources.acted else []
    found = []
    if quota.along == "axis" and name not in sources.axes:
        return []
    for pair in sources.pairs.get(name, [])[: quota.per_label]:
        draws = _draws(sources, name, pair, quota, steps)
        motions = sources.run.decode(draws)
        found.append(_candidates(sources, label, motions, _source(sources.clips, pair, quota), steps))
    return found


def _asked_clips(sources: Sources, label: int, wanted: int, steps: Sequence[float]) -> list[list[Candidate]]:
    """Series of the flow, each from one noise, at evenly spaced quantiles of the label's durations."""
    run, durations = sources.run, sources.run.durations.up_to(sources.design.longest)
    found = []
    for rank, seed in enumerate(child_seeds(sources.seed, label, wanted)):
        frames = durations.quantile(label, (rank + 0.5) / wanted)
        motions = run.decode(run.draws_between(label, seed, (LOW, HIGH), steps, frames))
        found.append(_candidates(sources, label, motions, "flow from low to high intensity", steps, seed))
    return found


def _draws(sources: Sources, name: str, pair: ClipPair, quota: Interpolated, steps: Sequence[float]) -> list[Draw]:
    low, high = (encoded(sources.run, sources.clips.motion(row), name) for row in (pair.start, pair.end))
    draws = sources.axes[name].moved(low, steps) if quota.along == "axis" else between(low, high, steps)
    if quota.lengths == "interpolated":
        return [replace(draw, frames=each.frames) for draw, each in zip(draws, between(low, high, steps), strict=True)]
    return [replace(draw, frames=round((low.frames + high.frames) / 2)) for draw in draws]


def _source(corpus: Corpus, pair: ClipPair, quota: Interpolated) -> str:
    low, high = (str(corpus.clips["id"].iloc[row]) for row in (pair.start, pair.end))
    return f"between clips {low} and {high}" if quota.along == "clips" else f"clip {low} along the label's intensity"


def _candidates(
    sources: Sources,
    label: int,
    motions: Sequence[Motion],
    source: str,
    steps: Sequence[float | None],
    seed: int | None = None,
) -> list[Candidate]:
    """``seed``: where the motions have one of their own."""
    own = sources.seed if seed is None else seed
    rows = sources.run.classify(motions)
    return [
        candidate(sources, label, Sample(own, motion, row), source, weight)
        for motion, row, weight in zip(motions, rows, steps, strict=True)
    ]
