"""What is trained on and sampled: clips of this task's own lengths, from 0.9 to 59.9 seconds, most of them short."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from generation.corpus.store import SPLITS, Corpus
from generation.corpus.synthetic.clip import draw_frames
from generation.model.features import FEATURES
from generation.training.clips import Clips

CLASSES = 13
DIEM_A_CLIPS = 5439  # arXiv 2606.28769
TRAINING_SHARE = 0.8


def clips_for(corpus: Path | None, count: int, seed: int) -> Clips:
    """The clips of a corpus, or ``count`` random ones with lengths distributed as DIEM-A's."""
    return Clips.of_corpus(Corpus.open(corpus)) if corpus else random_clips(count, seed)


def clip_lengths(corpus: Path | None, count: int, seed: int) -> list[int]:
    """Frames of ``count`` clips: drawn from a corpus's, or lognormal as DIEM-A's."""
    rng = np.random.default_rng(seed)
    if corpus:
        return [int(frames) for frames in rng.choice(Corpus.open(corpus).clips["frames"], count)]
    return [draw_frames(1.0, rng) for _ in range(count)]


def random_clips(count: int, seed: int) -> Clips:
    """Lognormal lengths, labels by turns, normal noise for features: how fast it is does not depend on the motion."""
    lengths = torch.tensor(clip_lengths(None, count, seed))
    rng = np.random.default_rng(seed)
    features = torch.from_numpy(rng.normal(0.0, 0.5, (int(lengths.sum()), FEATURES)).astype(np.float32))
    splits = {split: list(range(count)) if split == "train" else [] for split in SPLITS}
    labels = torch.arange(count) % CLASSES
    return Clips(features, lengths.cumsum(0) - lengths, lengths, labels, torch.zeros_like(labels), splits, CLASSES)
