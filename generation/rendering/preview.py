"""A page that plays a whole stimulus set, for the researcher: it names what raters must not know.

One file, which needs the videos beside it and nothing else: no network, no server.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generation.stimuli.manifest import CONDITIONS, ROLES, Manifest, Stimulus

PREVIEW = "preview.html"
PARTS = Path(__file__).parent / "preview_page"
FILTERS = {"condition": "Condition", "label": "Intended", "predicted": "Recognised as", "role": "Role"}


def preview_page(manifest: Manifest, manifest_sha256: str) -> bytes:
    """The page of a rendered set; the same manifest, the same bytes."""
    environment = Environment(loader=FileSystemLoader(PARTS), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("page.html").render(
        style=Markup((PARTS / "page.css").read_text()),
        script=Markup((PARTS / "page.js").read_text()),
        data=Markup(_script_safe(_data(manifest))),
        manifest_sha256=manifest_sha256,
        about=_about(manifest),
        filters=FILTERS,
    )
    return page.encode()


def _data(manifest: Manifest) -> dict[str, Any]:
    assert manifest.rendering is not None
    return {
        "webm": bool(manifest.rendering["webm"]),
        "background": manifest.rendering["presentation"]["background"],
        "labels": {label.name: [label.en, label.ja] for label in manifest.labels},
        "orders": {
            "condition": CONDITIONS,
            "label": manifest.labels.names,
            "predicted": manifest.labels.names,
            "role": ROLES,
        },
        "clips": [_clip(manifest, stimulus) for stimulus in manifest.stimuli],
    }


def _clip(manifest: Manifest, stimulus: Stimulus) -> dict[str, Any]:
    return {
        "id": stimulus.id,
        "condition": stimulus.condition,
        "label": stimulus.label,
        "predicted": stimulus.predicted,
        "role": stimulus.role,
        "seconds": round(stimulus.duration, 2),
        "weight": stimulus.weight,
        "seed": stimulus.seed,
        "source": stimulus.source,
        "probabilities": [round(stimulus.probabilities.get(name, 0.0), 3) for name in manifest.labels.names],
    }


def _about(manifest: Manifest) -> str:
    facts = manifest.rendering
    assert facts is not None
    shown = facts["presentation"]
    parts = [
        f"{len(manifest.stimuli):,} clips",
        f"{facts['size']} pixels, {facts['fps']} frames/s",
        f"{shown['display']}, {shown['view']}, {shown['projection']}",
        f"Miburi {facts['made_with']['miburi']}",
    ]
    if manifest.provenance.get("synthetic"):
        parts.append("made from a synthetic corpus")
    return " · ".join(parts)


def _script_safe(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
