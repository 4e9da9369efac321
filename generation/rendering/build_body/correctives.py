"""Pose correctives (SMPL's posedirs): with them linear blending comes near to what the deformer does.

SMPL adds to the rest pose, for every joint, nine shapes weighted by the entries of R - I, R the joint's rotation. They
are fitted so that the posed skin, not the rest pose, is nearest to the aim, over random rotations within the joint's
range of motion. At rest R - I is 0, and so are they.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.rendering.build_body.deformer import MIRROR, MOTILITY, Deformer, Motility, descends
from generation.rendering.build_body.human import Floats
from generation.rendering.build_body.symmetry import OTHER_SIDE, mirrored_block
from generation.skeleton import INDEX

SAMPLES = 108
RIDGE = 0.02  # of the mean square of what a shape is weighted by: directions that no sample has stay near 0
FAINTEST = 5e-4  # metres: a joint that never shifts a vertex by more does not shift it
HELD = 1e6  # the same, for shapes that are to stay 0
LEAST = 6e-4  # metres: a vertex that no pose corrects by more than this is left alone


def pose_correctives(
    template: Floats,
    faces: NDArray[np.int64],
    weights: Floats,
    joints: Floats,
    partner: NDArray[np.int64],
    rng: np.random.Generator,
) -> Floats:
    """(V, 3, 207), one block of nine per joint but the pelvis; ``partner`` (V,) is each vertex's mirror image."""
    blocks = np.zeros((24, len(template), 3, 9))
    for name, motility in MOTILITY.items():
        joint, other = INDEX[name], int(OTHER_SIDE[INDEX[name]])
        moving = {joint: motility} if joint == other else {joint: motility, other: motility.mirrored}
        deformer = Deformer(template, faces, weights, joints, moving)
        turns = _turns(list(moving.values()), rng)
        aims = np.array([deformer(turn) for turn in turns])
        within = np.stack([_within(template, joints, each, limit) for each, limit in moving.items()], 1)
        fitted, words = _fitted(joints[list(moving)], _follows(weights, moving), within, template, turns, aims)
        print(f"{name}: {words}")
        mirrored = mirrored_block(fitted[-1], partner)
        blocks[joint] = (fitted[0] + mirrored) / 2
        blocks[other] = mirrored_block(blocks[joint], partner)
    out: Floats = np.concatenate(list(blocks[1:]), axis=2)
    return out


def _turns(ranges: Sequence[Motility], rng: np.random.Generator) -> Floats:
    """(SAMPLES, joints, 3, 3): rotations within the ranges of motion, their far ends among them.

    A pair turns alike, one of the two alone, or each as it likes, in thirds.
    """
    drawn = np.stack([rng.uniform(np.deg2rad(each.low), np.deg2rad(each.high), (SAMPLES, 3)) for each in ranges], 1)
    for axis in range(3):  # a third about one axis alone, as most motion is
        low, high = np.deg2rad(ranges[0].low[axis]), np.deg2rad(ranges[0].high[axis])
        drawn[axis::9] = 0
        drawn[axis::9, 0, axis] = np.linspace(low, high, len(drawn[axis::9]))
    if len(ranges) == 2:
        kind = np.arange(SAMPLES) // 9 % 3
        drawn[kind == 0, 1] = drawn[kind == 0, 0] * MIRROR
        drawn[kind == 1, 1] = 0
    along = drawn * np.eye(3)[ranges[0].bone]
    swing, twist = (Rotation.from_rotvec(part.reshape(-1, 3)) for part in (drawn - along, along))
    return np.asarray((swing * twist).as_matrix(), np.float64).reshape(SAMPLES, len(ranges), 3, 3)


def _follows(weights: Floats, moving: Iterable[int]) -> Floats:
    """(V, joints) how much of each vertex goes with each joint."""
    return np.stack(
        [weights[:, [other for other in range(24) if descends(other, joint)]].sum(1) for joint in moving], 1
    )


def _within(template: Floats, joints: Floats, joint: int, motility: Motility) -> NDArray[np.bool_]:
    """(V,) the skin that a joint may correct: around it, and along the limb that twists with it."""
    near, far = (joints[INDEX[name]] for name in motility.limb or ("pelvis", "pelvis"))
    reach = max(motility.around, 1.1 * float(np.linalg.norm(far - near)))
    inside: NDArray[np.bool_] = np.linalg.norm(template - joints[joint], axis=1) < reach
    return inside


def _fitted(
    pivots: Floats, follows: Floats, within: NDArray[np.bool_], template: Floats, turns: Floats, aims: Floats
) -> tuple[Floats, str]:
    """(joints, V, 3, 9) least squares of the posed skin against ``aims`` (K, V, 3), and how well it fits, in words.

    follows (V, joints), turns (K, joints, 3, 3), pivots (joints, 3): what linear blending does; within (V, joints):
    which joints may correct a vertex.
    """
    away = turns - np.eye(3)
    lacking = aims - template
    for joint, pivot in enumerate(pivots):
        lacking -= follows[:, joint, None] * np.einsum("kij,vj->kvi", away[:, joint], template - pivot)
    active = np.flatnonzero(np.linalg.norm(lacking, axis=2).max(0) > LEAST)
    lacking = lacking[:, active]
    frames = np.eye(3) + np.einsum("vj,kjab->kvab", follows[active], away)
    shape = away.reshape(len(turns), -1)
    square = np.einsum("kvca,kvcb->kvab", frames, frames)
    size = 3 * shape.shape[1]
    normal = np.einsum("kvab,km,kn->vambn", square, shape, shape, optimize=True).reshape(len(active), size, size)
    held = np.where(within[active], RIDGE, HELD) * len(turns)
    normal += np.tile(np.repeat(held, 9, axis=1), (1, 3))[:, :, None] * np.eye(size)
    right = np.einsum("kvca,kvc,km->vam", frames, lacking, shape, optimize=True).reshape(len(active), size, 1)
    shapes = np.linalg.solve(normal, right).reshape(len(active), 3, -1)
    after = lacking - np.einsum("kvca,vam,km->kvc", frames, shapes, shape, optimize=True)
    before, remains = (1e3 * np.sqrt((error**2).sum(2).mean()) for error in (lacking, after))
    blocks = np.zeros((len(pivots), len(template), 3, 9))
    blocks[:, active] = shapes.reshape(len(active), 3, -1, 9).transpose(2, 0, 1, 3)
    for joint, block in enumerate(blocks):
        shift = np.einsum("vam,km->kva", block, away[:, joint].reshape(-1, 9), optimize=True)
        block[np.linalg.norm(shift, axis=2).max(0) < FAINTEST] = 0
    return blocks, f"{len(active)} vertices corrected, {before:.1f} mm from the aim, {remains:.1f} mm with correctives"
