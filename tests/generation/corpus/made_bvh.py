"""Small BVH recordings written by the tests: Bandai-Namco's joint names on bones of round lengths."""

from __future__ import annotations

import math
from pathlib import Path

# name, parent, offset in centimetres; arms hang down, so that the zero pose is a reference
SKELETON = [("joint_Root", None, (0, 0, 0)), ("Hips", "joint_Root", (0, 94, 0)), ("Spine", "Hips", (0, 16, 0)),
            ("Chest", "Spine", (0, 9, 0)), ("Neck", "Chest", (0, 16, 0)), ("Head", "Neck", (0, 7, 0))]  # fmt: skip
for _side, _x in (("L", 1), ("R", -1)):
    SKELETON += [
        (f"Shoulder_{_side}", "Chest", (4 * _x, 13, 0)),
        (f"UpperArm_{_side}", f"Shoulder_{_side}", (8 * _x, 0, 0)),
        (f"LowerArm_{_side}", f"UpperArm_{_side}", (0, -24, 0)),
        (f"Hand_{_side}", f"LowerArm_{_side}", (0, -22, 0)),
        (f"UpperLeg_{_side}", "Hips", (7 * _x, -2, 0)),
        (f"LowerLeg_{_side}", f"UpperLeg_{_side}", (0, -39, 0)),
        (f"Foot_{_side}", f"LowerLeg_{_side}", (0, -41, 0)),
        (f"Toes_{_side}", f"Foot_{_side}", (0, -8, 9)),
    ]
JOINTS = [name for name, _, _ in SKELETON]


def bvh_text(
    turns: dict[str, tuple[float, float, float]] | None = None,
    *,
    frames: int = 31,
    frame_time: float = 1 / 30,
    scale: float = 1.0,
    z_up: bool = False,
) -> str:
    """A recording in which each joint of ``turns`` swings from 0 to its (z, x, y) degrees and back."""

    channels = "Xposition Yposition Zposition " + (
        "Yrotation Xrotation Zrotation" if z_up else "Zrotation Xrotation Yrotation"
    )

    def length(offset: tuple[float, float, float]) -> str:
        x, y, z = offset
        return " ".join(f"{scale * value:.9g}" for value in ((x, -z, y) if z_up else (x, y, z)))

    def joint(name: str, depth: int) -> list[str]:
        offset = next(offset for other, _, offset in SKELETON if other == name)
        children = [child for child, parent, _ in SKELETON if parent == name]
        inner = [line for child in children for line in joint(child, depth + 1)]
        inner = inner or ["End Site", "{", "OFFSET 0 0 0", "}"]
        word = "JOINT" if depth else "ROOT"
        return [f"{word} {name}", "{", f"OFFSET {length(offset)}", f"CHANNELS 6 {channels}", *inner, "}"]

    lines = ["HIERARCHY", *joint("joint_Root", 0)]
    order = [line.split()[1] for line in lines if line.startswith(("ROOT", "JOINT"))]
    offsets = {name: length(offset) for name, _, offset in SKELETON}
    rows = []
    for frame in range(frames):
        share = math.sin(math.pi * frame / max(frames - 1, 1))
        angles = {name: [share * angle for angle in (turns or {}).get(name, (0, 0, 0))] for name in order}
        if z_up:  # our z axis is that world's -y, our y its z
            angles = {name: [-z, x, y] for name, (z, x, y) in angles.items()}
        rows.append(" ".join(f"{offsets[name]} {' '.join(f'{angle:.9g}' for angle in angles[name])}" for name in order))
    return "\n".join([*lines, "MOTION", f"Frames: {frames}", f"Frame Time: {frame_time:.9g}", *rows, ""])


DIEM_A_NAMES = {"Chest": "Spine3"} | {
    f"{name}_{letter}": f"{word}{theirs}"
    for letter, word in (("L", "Left"), ("R", "Right"))
    for name, theirs in (
        ("Shoulder", "Shoulder"), ("UpperArm", "Arm"), ("LowerArm", "ForeArm"), ("Hand", "Hand"),
        ("UpperLeg", "UpLeg"), ("LowerLeg", "Leg"), ("Foot", "Foot"), ("Toes", "ToeBase"),
    )
}  # fmt: skip


def diem_a_text(turns: dict[str, tuple[float, float, float]] | None = None) -> str:
    """The same recording under DIEM-A's joint names, with its two more joints in the spine and one in the neck."""
    lines = bvh_text(turns).split("\n")
    joints = [line.split()[1] for line in lines if line.startswith(("ROOT", "JOINT"))]
    for before, new, offset in (
        ("Chest", "Spine2", "0 3 0"),
        ("Spine2", "Spine1", "0 3 0"),
        ("Head", "Neck1", "0 3 0"),
    ):
        start = lines.index(f"JOINT {before}")
        depth, end = 0, start
        while depth > 0 or end <= start + 1:  # to the brace that closes the joint
            depth += {"{": 1, "}": -1}.get(lines[end], 0)
            end += 1
        channels = next(line for line in lines if line.startswith("CHANNELS"))
        lines[start:end] = [f"JOINT {new}", "{", f"OFFSET {offset}", channels, *lines[start:end], "}"]
        place = joints.index(before) * 6
        joints.insert(joints.index(before), new)
        for row in range(lines.index("MOTION") + 3, len(lines) - 1):
            values = lines[row].split()
            lines[row] = " ".join([*values[:place], *offset.split(), "0", "0", "0", *values[place:]])
    named = [f"{word} {DIEM_A_NAMES.get(rest, rest)}" if rest else word for word, _, rest in
             (line.partition(" ") if line.startswith("JOINT") else (line, "", "") for line in lines)]  # fmt: skip
    return "\n".join(named)


def write_source(folder: Path, styles: tuple[str, ...] = ("normal", "happy"), contents: int = 3) -> Path:
    """A folder of recordings with a licence: for each style and content one clip."""
    (folder / "data").mkdir(parents=True)
    (folder / "LICENSE").write_text("Attribution-NonCommercial 4.0 International\n")
    for number, style in enumerate(styles):
        for content in range(contents):
            turns = {"LowerArm_L": (0.0, -20.0 * number - 9, 0.0), "Spine": (0.0, 5.0 * content, 0.0)}
            path = folder / "data" / f"dataset-1_content{content}_{style}_001.bvh"
            path.write_text(bvh_text(turns))
    return folder
