"""A corpus as training sees it: the features of all its frames in one tensor, and where each clip lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from generation.corpus.store import SPLITS, Corpus
from generation.errors import MiburiError
from generation.model.config import MIN_FRAMES
from generation.model.features import FEATURES, motion_features
from generation.progress import progress_bar
from generation.skeleton import JOINTS


@dataclass(frozen=True)
class Batch:
    """features (B, T, 147) padded with zeros, lengths (B,), mask (B, T), labels (B,) class indices."""

    features: Tensor
    lengths: Tensor
    mask: Tensor
    labels: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(*(tensor.to(device) for tensor in (self.features, self.lengths, self.mask, self.labels)))


@dataclass(frozen=True)
class Clips:
    """features (F, 147) of all frames, clip after clip; per clip starts, lengths, labels, intensities (C,).

    intensities: 0 where the corpus names none, else 1 + the position in ``intensity_names``. splits: clip indices.
    """

    features: Tensor
    starts: Tensor
    lengths: Tensor
    labels: Tensor
    intensities: Tensor
    splits: dict[str, list[int]]
    classes: int
    intensity_names: tuple[str, ...] = ()

    @classmethod
    def of_corpus(cls, corpus: Corpus) -> Clips:
        """Compute the features of a corpus that ``check_corpus`` lets through."""
        features = torch.empty(len(corpus.frames), FEATURES)
        starts, lengths = (
            torch.as_tensor(corpus.clips[name].to_numpy(np.int64, copy=True)) for name in ("start", "frames")
        )
        with progress_bar("clips") as bar:
            task = bar.add_task("reading", total=len(corpus), note="")
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
                frames = torch.from_numpy(np.array(corpus.frames[start : start + length]))
                poses = frames[:, :-3].reshape(-1, len(JOINTS), 3)
                features[start : start + length] = motion_features(poses, frames[:, -3:])
                bar.advance(task)
        names = intensity_names(corpus)
        return cls(
            features,
            starts,
            lengths,
            torch.tensor([corpus.labels.index(name) for name in corpus.clips["label"]]),
            torch.tensor([names.index(name) + 1 if name in names else 0 for name in corpus.clips["intensity"]]),
            {split: corpus.rows(split) for split in SPLITS},
            len(corpus.labels),
            names,
        )

    def batch(self, indices: Sequence[int] | Tensor, frames: int | None = None) -> Batch:
        """These clips, padded to ``frames``, by default to the longest. Nothing is read back from a GPU when both the
        indices are a tensor there and ``frames`` is given."""
        chosen = torch.as_tensor(indices, device=self.features.device)
        lengths = self.lengths[chosen]
        mask = self.mask(chosen, int(lengths.max()) if frames is None else frames)
        times = torch.arange(mask.shape[1], device=chosen.device)
        places = (self.starts[chosen].unsqueeze(1) + times).clamp(max=len(self.features) - 1)
        features = self.features[places].masked_fill(~mask.unsqueeze(-1), 0.0)
        return Batch(features, lengths, mask, self.labels[chosen])

    def mask(self, indices: Tensor, frames: int) -> Tensor:
        """(len(indices), frames), true for the clips' own frames."""
        return torch.arange(frames, device=indices.device) < self.lengths[indices].unsqueeze(1)

    def to(self, device: torch.device) -> Clips:
        """The same clips with all frames on ``device``."""
        where = {name: getattr(self, name).to(device) for name in ("features", "starts", "lengths", "labels")}
        return replace(self, intensities=self.intensities.to(device), **where)

    def training_frames(self) -> Tensor:
        """Features of all training frames (F, 147)."""
        return torch.cat([self.clip(index) for index in self.splits["train"]])

    def clip(self, index: int) -> Tensor:
        """Features of one clip (T, 147)."""
        start = int(self.starts[index])
        return self.features[start : start + int(self.lengths[index])]


def intensity_names(corpus: Corpus) -> tuple[str, ...]:
    """The intensities that the corpus names, in its own order of first appearance."""
    return tuple(name for name in dict.fromkeys(corpus.clips["intensity"].fillna("")) if name)


def check_corpus(corpus: Corpus) -> None:
    """MiburiError when a corpus cannot be learnt from, or is not what its hash, which the run will name, says."""
    corpus.check_hashes()
    present = set(corpus.clips["label"])
    if len(present) < 2:
        raise MiburiError(
            f"{corpus.path}: all clips are labelled {', '.join(sorted(present))}; training needs at least 2 labels"
        )
    trained = set(corpus.clips.loc[corpus.clips["split"] == "train", "label"])
    missing = [name for name in corpus.labels.names if name not in trained]
    if missing:
        raise MiburiError(
            f"{corpus.path}: no training clip of {', '.join(missing)}; import the corpus again without "
            f"{'it' if len(missing) == 1 else 'them'} (--labels), or with more clips"
        )
    short = corpus.clips[corpus.clips["frames"] < MIN_FRAMES]
    if len(short):
        raise MiburiError(
            f"{corpus.path}: {len(short)} clips are shorter than {MIN_FRAMES} frames, the first is "
            f"{short.iloc[0]['id']} with {short.iloc[0]['frames']}; remove their sources and import again"
        )
    if not np.isfinite(corpus.frames).all():
        raise MiburiError(f"{corpus.path}: the frames hold NaN or infinite values; import the corpus again")
