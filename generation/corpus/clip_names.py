"""What a file's name says about its clip: the conventions of the corpora that can be imported."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generation.errors import MiburiError

INTENSITIES = {"L": "low", "M": "medium", "H": "high"}

# dataset-N_{content}_{style}_{take}: Bandai-Namco-Research-Motiondataset-1 and -2.
BANDAI_NAMCO = re.compile(r"dataset-\d+_(?P<scenario>[^_]+)_(?P<label>[^_]+)_(?P<take>[^_]+)", re.ASCII)
# {JP|TW}_{performer}_{emotion}_{scenario}_{L|M|H}: DIEM-A; its neutral clips have no sure intensity token.
DIEM_A = re.compile(
    r"(?P<performer>(?:JP|TW)_[^_]+)_(?P<label>[^_]+)_(?P<scenario>[^_]+?)(?:_(?P<intensity>[LMH]))?", re.ASCII
)


@dataclass(frozen=True)
class ClipName:
    """Facts read from a file name; empty where the name does not tell."""

    label: str
    scenario: str
    performer: str = ""
    intensity: str = ""
    take: str = ""


def parse_clip_name(stem: str) -> ClipName:
    """Read a file name without folder and suffix. MiburiError when it follows no known convention."""
    match = BANDAI_NAMCO.fullmatch(stem) or DIEM_A.fullmatch(stem)
    if match is None:
        raise MiburiError(
            f"{stem}.bvh: the name tells no label; expected dataset-N_CONTENT_STYLE_TAKE (Bandai-Namco) or "
            "JP_PERFORMER_EMOTION_SCENARIO_L|M|H (DIEM-A)"
        )
    facts = {key: value for key, value in match.groupdict().items() if value}
    facts["label"] = facts["label"].lower()
    if "intensity" in facts:
        facts["intensity"] = INTENSITIES[facts["intensity"]] if facts["label"] != "neutral" else ""
    return ClipName(**facts)
