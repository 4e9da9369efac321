from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from torch import Tensor, nn

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation.reconstruction import (
    ERRORS,
    MESH_ERRORS,
    POSED_AT_ONCE,
    frame_errors,
    frames_to_pose,
    geodesic_angle,
    measure_reconstruction,
    mesh_errors,
)
from generation.model.features import ROTATIONS, feature_rotations, motion_features
from generation.model.surface import Skin, open_skin
from generation.motion import Motion
from generation.rendering.body import Posing, load_body
from generation.rotation import matrix_to_rot6d
from generation.training.clips import Clips
from generation.training.evaluation import joint_error
from generation.training.run import Run


@pytest.fixture(scope="module")
def skin() -> Skin:
    return open_skin("mesh", torch.device("cpu"))


@pytest.fixture(scope="module")
def clips(tiny_corpus: Corpus) -> Clips:
    return Clips.of_corpus(tiny_corpus)


@pytest.fixture
def frames(clips: Clips) -> Tensor:
    return clips.clip(0)


def turned(features: Tensor, joint: int, degrees: float) -> Tensor:
    """The same frames with one joint turned further about its own x axis."""
    poses = Rotation.from_matrix(feature_rotations(features)[:, joint].numpy())
    more = (poses * Rotation.from_euler("x", degrees, degrees=True)).as_matrix().astype(np.float32)
    changed = features.clone()
    changed[:, 6 * joint : 6 * joint + 6] = matrix_to_rot6d(torch.from_numpy(more))
    return changed


class Echo(nn.Module):
    """A generator that gives back what it read, moved by ``away`` metres."""

    def __init__(self, mean: Tensor, away: float = 0.0) -> None:
        super().__init__()
        self.mean, self.away = mean, away

    def encode(self, features: Tensor, mask: Tensor, labels: Tensor) -> Echo:
        self.mu = features
        return self

    def decode(self, latents: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        moved = latents.clone()
        moved[..., ROTATIONS] += self.away
        return moved


def test_the_angle_between_two_turns_is_the_angle_of_the_turn_between_them():
    rng = np.random.default_rng(0)
    first, second = (Rotation.random(50, random_state=rng) for _ in range(2))
    expected = (first.inv() * second).magnitude()
    angles = geodesic_angle(torch.from_numpy(first.as_matrix()), torch.from_numpy(second.as_matrix()))
    assert angles.numpy() == pytest.approx(expected, abs=1e-7)


def test_angles_of_a_thousandth_of_a_degree_are_not_lost_in_single_precision():
    small = Rotation.from_euler("z", 1e-3, degrees=True).as_matrix().astype(np.float32)
    angle = geodesic_angle(torch.from_numpy(small), torch.eye(3)).rad2deg()
    assert float(angle) == pytest.approx(1e-3, rel=1e-3)


def test_frames_given_back_as_they_were_have_no_error(frames, skin):
    assert frame_errors(frames, frames).abs().max() < 1e-4
    errors, _ = mesh_errors(skin, frames, frames[:1], frames)
    assert errors.abs().max() < 1e-4


def test_one_joint_turned_by_24_degrees_is_an_angular_error_of_one_degree(frames):
    angular, joints, root = frame_errors(turned(frames, 15, 24.0), frames).T  # the head: no joint hangs on it
    assert angular.numpy() == pytest.approx(1.0, abs=1e-3)
    assert joints.abs().max() < 1e-4 and root.abs().max() == 0


def test_the_root_s_translation_counts_in_the_errors_with_root_alone(frames, skin):
    away = frames.clone()
    away[:, ROTATIONS:] += torch.tensor([0.03, 0.0, 0.04])
    angular, joints, root = frame_errors(away, frames).T
    assert angular.abs().max() < 1e-4 and joints.abs().max() < 1e-4
    assert root.numpy() == pytest.approx(5.0, abs=1e-4)
    without, with_root = mesh_errors(skin, away, frames[:1], frames)[0].T
    assert without.abs().max() < 1e-4
    assert with_root.numpy() == pytest.approx(5.0, abs=1e-4)


def test_mesh_errors_are_those_of_the_body_that_is_rendered(tiny_corpus, skin):
    motions = [tiny_corpus.motion(row) for row in (0, 1)]
    frames = min(map(len, motions))
    poses = [np.concatenate([np.zeros((frames, 1, 3)), motion.poses[:frames, 1:]], 1) for motion in motions]
    still = [Motion(pose.astype(np.float32), np.zeros((frames, 3), np.float32)) for pose in poses]
    first, second = (Posing(load_body()).vertices(motion) for motion in still)
    expected = 100 * np.linalg.norm(first - second, axis=-1).mean(-1)
    features = [motion_features(torch.from_numpy(motion.poses), torch.from_numpy(motion.trans)) for motion in still]
    errors, _ = mesh_errors(skin, features[0], features[0][:1], features[1])
    assert errors[:, 0].numpy() == pytest.approx(expected, rel=1e-4)


def test_frames_posed_in_small_portions_have_the_same_errors(frames, skin, monkeypatch):
    other = frames.flip(0)
    whole = mesh_errors(skin, other, frames[:1], frames)
    monkeypatch.setitem(POSED_AT_ONCE, "cpu", 3)
    for once, again in zip(whole, mesh_errors(skin, other, frames[:1], frames), strict=True):
        assert again.numpy() == pytest.approx(once.numpy(), abs=1e-4)


def test_a_generator_that_gives_back_what_it_read_reconstructs_without_error(tiny_run, clips, skin):
    echo = replace(tiny_run, generator=Echo(tiny_run.generator.mean))
    figures = measure_reconstruction(echo, clips, clips.splits["train"], skin, mesh_frames=20, seed=0)
    assert max(figures["reconstructed"][name]["value"] for name in (*ERRORS, *MESH_ERRORS)) < 1e-4
    assert min(figures["mean_pose"][name]["value"] for name in (*ERRORS, *MESH_ERRORS)) > 0.1


def test_padding_never_counts(tiny_run, clips, skin):
    moved = replace(tiny_run, generator=Echo(tiny_run.generator.mean, away=0.02))
    indices = clips.splits["test"]
    figures = measure_reconstruction(moved, clips, indices, skin, mesh_frames=0, seed=0)
    frames = int(clips.lengths[indices].sum())
    assert figures["frames"] == figures["mesh_frames"] == frames
    assert figures["reconstructed"]["root_cm"] == {
        "value": pytest.approx(2.0, abs=1e-4),
        "low": pytest.approx(2.0, abs=1e-4),
        "high": pytest.approx(2.0, abs=1e-4),
        "clips": len(indices),
        "frames": frames,
    }


def test_the_joint_error_is_the_one_in_the_run_s_metrics(tiny_run: Run, clips, skin):
    indices = clips.splits["train"]
    figures = measure_reconstruction(tiny_run, clips, indices, skin, mesh_frames=5, seed=0)
    assert figures["reconstructed"]["joint_cm"]["value"] == pytest.approx(
        joint_error(tiny_run, clips, indices), abs=1e-3
    )


def test_sampled_mesh_frames_state_their_number_and_repeat_with_the_seed(tiny_run, clips, skin):
    measure = {
        seed: measure_reconstruction(tiny_run, clips, clips.splits["train"], skin, mesh_frames=40, seed=seed)
        for seed in (0, 1)
    }
    assert measure[0]["mesh_frames"] == measure[0]["reconstructed"]["mesh_cm"]["frames"] == 40
    assert measure[0] == measure_reconstruction(tiny_run, clips, clips.splits["train"], skin, mesh_frames=40, seed=0)
    assert measure[0]["reconstructed"]["mesh_cm"] != measure[1]["reconstructed"]["mesh_cm"]


def test_frames_to_pose_are_as_many_as_wanted_and_belong_to_their_clips():
    lengths = np.array([5, 1, 14])
    assert [len(clip) for clip in frames_to_pose(lengths, 7, 0)] == [5, 1, 14]
    assert sum(int(clip.sum()) for clip in frames_to_pose(lengths, 7, 0)) == 7
    for all_of_them in (0, 20, 99):
        assert all(clip.all() for clip in frames_to_pose(lengths, all_of_them, 0))


def test_a_split_without_clips_has_no_figures_but_a_reason(tiny_run, clips, skin):
    figures = measure_reconstruction(tiny_run, clips, [], skin, mesh_frames=10, seed=0)
    assert figures["clips"] == figures["frames"] == 0
    assert figures["reconstructed"]["mesh_cm"]["value"] is None
    assert figures["reconstructed"]["mesh_cm"]["reason"] == "no frames"


def test_a_generator_that_diverged_is_refused(tiny_run, clips, skin):
    broken = replace(tiny_run, generator=Echo(tiny_run.generator.mean, away=float("nan")))
    with pytest.raises(MiburiError, match="NaN or infinite motion"):
        measure_reconstruction(broken, clips, clips.splits["train"], skin, mesh_frames=5, seed=0)
