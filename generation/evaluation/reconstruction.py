"""How well a run's generator gives a recorded clip back, by way of its mean latent mu, without noise.

Five errors, each a mean over frames. ``angular_deg``: mean geodesic angle of the 24 local joint rotations. ``joint_cm``
and ``mesh_cm``: mean distance of joints, and of all vertices of the open body, with the pelvis at the origin, as in
ACTOR's vertex loss. ``root_cm``: distance of the root translation. ``mesh_with_root_cm``: of the vertices, with it.

Beside them the same errors of one fixed answer, the mean of the training frames' features: below it, nothing is learnt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.errors import MiburiError
from generation.evaluation.intervals import mean_over_frames
from generation.model.features import ROTATIONS, feature_rotations
from generation.model.kinematics import joint_positions
from generation.model.surface import Skin
from generation.progress import progress_bar
from generation.training.clips import Batch, Clips
from generation.training.run import Run
from generation.training.tasks import EVALUATION_BATCH

ERRORS = ("angular_deg", "joint_cm", "root_cm")
MESH_ERRORS = ("mesh_cm", "mesh_with_root_cm")
CENTIMETRES = 100
POSED_AT_ONCE = {"cpu": 32, "cuda": 512}  # frames; on a CPU, beyond that the vertices leave the cache


@dataclass(frozen=True)
class ErrorSums:
    """Of each clip: sums over frames of ``ERRORS`` and then ``MESH_ERRORS`` (C, 5), and the frames in them (C, 5)."""

    sums: NDArray[np.float64]
    frames: NDArray[np.int64]

    @classmethod
    def of_clips(cls, clips: int) -> ErrorSums:
        columns = len(ERRORS) + len(MESH_ERRORS)
        return cls(np.zeros((clips, columns)), np.zeros((clips, columns), np.int64))

    def add(self, clip: NDArray[np.int64], errors: Tensor, first: int) -> None:
        """Errors (F, E) of frames of these clips (F,), for the columns from ``first`` on."""
        columns = slice(first, first + errors.shape[1])
        np.add.at(self.sums[:, columns], clip, errors.cpu().double().numpy())
        np.add.at(self.frames[:, columns], clip, 1)

    def to_json(self, seed: int) -> dict[str, Any]:
        if not np.isfinite(self.sums).all():
            raise MiburiError("the generator reconstructs NaN or infinite motion; it has diverged, train the run again")
        return {
            name: mean_over_frames(self.sums[:, column], self.frames[:, column], seed)
            for column, name in enumerate((*ERRORS, *MESH_ERRORS))
        }


@torch.no_grad()
def measure_reconstruction(
    run: Run, clips: Clips, indices: Sequence[int], skin: Skin, *, mesh_frames: int, seed: int, split: str = ""
) -> dict[str, Any]:
    """{clips, frames, reconstructed: {error: estimate}, mean_pose: {error: estimate}} of these clips.

    ``mesh_frames``: the mesh is posed on so many frames, drawn at random from all clips; 0: on every one.
    """
    reconstructed, mean_pose = (ErrorSums.of_clips(len(indices)) for _ in range(2))
    posed = frames_to_pose(clips.lengths[list(indices)].cpu().numpy(), mesh_frames, seed)
    mean = run.generator.mean.unsqueeze(0)
    with progress_bar("clips") as bar:
        task = bar.add_task(f"reconstructing {split}", total=len(indices), note="")
        for positions, batch in _batches(clips, indices, run.device):
            recorded, decoded = batch.features[batch.mask], _decoded(run, batch)[batch.mask]
            clip = np.repeat(positions, batch.lengths.cpu().numpy())
            reconstructed.add(clip, frame_errors(decoded, recorded), 0)
            mean_pose.add(clip, frame_errors(mean, recorded), 0)
            chosen = np.concatenate([posed[position] for position in positions])
            frames = torch.from_numpy(np.flatnonzero(chosen)).to(run.device)
            meshes = mesh_errors(skin, decoded[frames], mean, recorded[frames])
            for answer, errors in zip((reconstructed, mean_pose), meshes, strict=True):
                answer.add(clip[chosen], errors, len(ERRORS))
            bar.advance(task, len(positions))
    return {
        "clips": len(indices),
        "frames": int(reconstructed.frames[:, 0].sum()),
        "mesh_frames": int(reconstructed.frames[:, -1].sum()),
        "reconstructed": reconstructed.to_json(seed),
        "mean_pose": mean_pose.to_json(seed),
    }


def frame_errors(given: Tensor, recorded: Tensor) -> Tensor:
    """``ERRORS`` (F, 3) of frames (F, 147); a single given frame (1, 147) is compared with all."""
    rotations, reference = feature_rotations(given), feature_rotations(recorded)
    joints = (joint_positions(rotations) - joint_positions(reference)).norm(dim=-1).mean(-1)
    root = (given[:, ROTATIONS:] - recorded[:, ROTATIONS:]).norm(dim=-1)
    angles = geodesic_angle(rotations, reference).mean(-1)
    return torch.stack([angles.rad2deg(), CENTIMETRES * joints, CENTIMETRES * root], -1)


def geodesic_angle(first: Tensor, second: Tensor) -> Tensor:
    """Angle (...) in radians of the turn between rotation matrices (..., 3, 3).

    From ‖A - B‖_F = 2 √2 sin(angle / 2), which unlike the arc cosine of the trace is exact for small angles.
    """
    chord = (first - second).flatten(-2).norm(dim=-1)
    angle: Tensor = 2 * (chord / (2 * math.sqrt(2))).clamp(max=1).asin()
    return angle


def mesh_errors(skin: Skin, decoded: Tensor, mean: Tensor, recorded: Tensor) -> tuple[Tensor, Tensor]:
    """``MESH_ERRORS`` (F, 2) of decoded frames (F, 147) and of the single frame mean (1, 147)."""
    at_once = POSED_AT_ONCE.get(recorded.device.type, POSED_AT_ONCE["cpu"])
    mean_skin = skin.place(feature_rotations(mean))
    ours, baseline = [recorded.new_empty(0, 2)], [recorded.new_empty(0, 2)]
    for start in range(0, len(recorded), at_once):
        frames = slice(start, start + at_once)
        reference = skin.place(feature_rotations(recorded[frames]))
        apart = skin.place(feature_rotations(decoded[frames])) - reference
        ours.append(_distances(apart, (decoded - recorded)[frames, ROTATIONS:]))
        baseline.append(_distances(mean_skin - reference, (mean - recorded[frames])[:, ROTATIONS:]))
    return torch.cat(ours), torch.cat(baseline)


def frames_to_pose(lengths: NDArray[np.int64], wanted: int, seed: int) -> list[NDArray[np.bool_]]:
    """For each clip which of its frames (T,) the mesh is posed on: ``wanted`` of all frames at random, or all for 0."""
    total = int(lengths.sum())
    chosen = np.ones(total, bool)
    if 0 < wanted < total:
        chosen = np.zeros(total, bool)
        chosen[np.random.default_rng(seed).choice(total, wanted, replace=False)] = True
    return np.split(chosen, np.cumsum(lengths)[:-1])


def _distances(apart: Tensor, root: Tensor) -> Tensor:
    """Differences of vertices (F, V, 3) and of the root (F, 3) -> mean lengths (F, 2) in cm, without and with root."""
    lengths = [difference.norm(dim=-1).mean(-1) for difference in (apart, apart + root.unsqueeze(1))]
    return CENTIMETRES * torch.stack(lengths, -1)


def _decoded(run: Run, batch: Batch) -> Tensor:
    """Features (B, T, 147) as the decoder gives them back from mu."""
    run.generator.eval()
    posterior = run.generator.encode(batch.features, batch.mask, batch.labels)
    return run.generator.decode(posterior.mu, batch.labels, batch.mask).float()


def _batches(clips: Clips, indices: Sequence[int], device: torch.device) -> Iterator[tuple[list[int], Batch]]:
    """Positions in ``indices`` and their clips, those of like length together."""
    ranked = sorted(range(len(indices)), key=lambda position: int(clips.lengths[indices[position]]))
    for first in range(0, len(ranked), EVALUATION_BATCH):
        positions = ranked[first : first + EVALUATION_BATCH]
        yield positions, clips.batch([indices[position] for position in positions]).to(device)
