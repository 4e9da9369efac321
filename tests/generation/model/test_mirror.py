from __future__ import annotations

import torch

from generation.model.features import FEATURES, ROTATIONS, feature_joints
from generation.model.mirror import mirrored
from generation.skeleton import INDEX, OFFSETS

FEATURES_OF = torch.randn(2, 5, FEATURES, generator=torch.Generator().manual_seed(0))


def test_mirroring_twice_gives_the_clip_again_and_leaves_others_alone() -> None:
    once = mirrored(FEATURES_OF, torch.tensor([True, False]))
    torch.testing.assert_close(once[1], FEATURES_OF[1])
    assert not torch.allclose(once[0], FEATURES_OF[0])
    torch.testing.assert_close(mirrored(once, torch.tensor([True, False])), FEATURES_OF)


def test_what_the_left_hand_did_the_right_hand_does() -> None:
    before, after = (feature_joints(x)[0] for x in (FEATURES_OF, mirrored(FEATURES_OF, torch.tensor([True, True]))))
    across = torch.tensor([-1.0, 1.0, 1.0])
    asymmetry = abs(OFFSETS[[INDEX["left_hip"], INDEX["left_shoulder"]], 0]).max() * 0.05 + 0.01  # of the rest pose
    for left, right in (("left_wrist", "right_wrist"), ("left_foot", "right_foot"), ("head", "head")):
        apart = before[:, INDEX[left]] * across - after[:, INDEX[right]]
        assert float(apart.abs().max()) < asymmetry


def test_a_step_to_the_left_becomes_one_to_the_right() -> None:
    after = mirrored(FEATURES_OF, torch.tensor([True, True]))
    torch.testing.assert_close(after[..., ROTATIONS], -FEATURES_OF[..., ROTATIONS])
    torch.testing.assert_close(after[..., ROTATIONS + 1 :], FEATURES_OF[..., ROTATIONS + 1 :])
