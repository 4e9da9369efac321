"""Which joints of a recording's skeleton stand for which of SMPL's: tables, one per family of skeletons."""

from __future__ import annotations

from dataclasses import dataclass

from generation.errors import MiburiError

SIDES = (("left", "Left", "L"), ("right", "Right", "R"))


@dataclass(frozen=True)
class Rig:
    """A family of skeletons with the same joint names.

    bones: SMPL joint -> (joint that moves the same bone, the bone's other end, SMPL joint at that end).
    followers: SMPL joint -> joint whose turning it takes over, where no bone beyond it is recorded.
    """

    name: str
    pelvis: str
    bones: dict[str, tuple[str, str, str]]
    followers: dict[str, str]

    @property
    def required(self) -> frozenset[str]:
        """The joint names that a recording must have."""
        ends = {name for start, end, _ in self.bones.values() for name in (start, end)}
        return frozenset({self.pelvis, *ends, *self.followers.values()})


def _limbs(pattern: str, names: dict[str, str]) -> tuple[dict[str, tuple[str, str, str]], dict[str, str]]:
    """Both sides' arms and legs; ``pattern`` joins a name with its side."""
    bones, followers = {}, {}
    chains = ("hip knee ankle foot", "collar shoulder elbow wrist")
    for side, word, letter in SIDES:
        theirs = {joint: pattern.format(name=name, word=word, letter=letter) for joint, name in names.items()}
        for chain in map(str.split, chains):
            for joint, end in zip(chain, chain[1:], strict=False):
                bones[f"{side}_{joint}"] = (theirs[joint], theirs[end], f"{side}_{end}")
            followers[f"{side}_{chain[-1]}"] = theirs[chain[-1]]
    return bones, followers


def _rig(name: str, spine: dict[str, tuple[str, str, str]], pattern: str, limbs: dict[str, str]) -> Rig:
    bones, followers = _limbs(pattern, limbs)
    return Rig(name, "Hips", spine | bones, followers | {"head": "Head"})


RIGS = (
    _rig(
        "Bandai-Namco",
        {
            "spine1": ("Spine", "Chest", "spine2"),
            "spine3": ("Chest", "Neck", "neck"),
            "neck": ("Neck", "Head", "head"),
        },
        "{name}_{letter}",
        {
            "hip": "UpperLeg", "knee": "LowerLeg", "ankle": "Foot", "foot": "Toes",
            "collar": "Shoulder", "shoulder": "UpperArm", "elbow": "LowerArm", "wrist": "Hand",
        },
    ),
    _rig(
        "DIEM-A",
        {
            "spine1": ("Spine", "Spine1", "spine2"),
            "spine2": ("Spine1", "Spine2", "spine3"),
            "spine3": ("Spine3", "Neck", "neck"),
            "neck": ("Neck", "Neck1", "head"),
        },
        "{word}{name}",
        {
            "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot": "ToeBase",
            "collar": "Shoulder", "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
        },
    ),
)  # fmt: skip


def find_rig(joints: tuple[str, ...], name: str) -> Rig:
    """The family that a skeleton belongs to. MiburiError names the joints found and those that are missing."""
    for rig in RIGS:
        if rig.required <= set(joints):
            return rig
    nearest = min(RIGS, key=lambda rig: len(rig.required - set(joints)))
    raise MiburiError(
        f"{name}: unknown skeleton with joints {', '.join(joints) or 'none'}; the nearest known one, {nearest.name}, "
        f"also needs {', '.join(sorted(nearest.required - set(joints)))}; add its joints to generation/corpus/rigs.py"
    )
