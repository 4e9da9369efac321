"""How all figures look: colours, fonts, and what makes their bytes the same each time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import PercentFormatter

Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = ("svg", "png", "pdf")
DRAWING = Lock()  # Matplotlib's settings belong to the whole process

# Okabe & Ito's colour-blind-safe palette, in the order of the conditions.
COLOURS = {
    "correct": "#0072B2",
    "misclassified": "#E69F00",
    "mean_latent": "#009E73",
    "bias_vector": "#CC79A7",
    "interpolated": "#56B4E9",
    "real": "#D55E00",
}
# One shape each as well, for prints without colour.
MARKERS = {
    "correct": "o",
    "misclassified": "s",
    "mean_latent": "^",
    "bias_vector": "D",
    "interpolated": "v",
    "real": "P",
}
FULL = 1.04  # the end of an axis of shares: what lies at 100 % is drawn whole
POINT = "#0072B2"
WARNING = "#B33F00"
GRID = "#E5E5E5"
CHANCE: dict[str, Any] = {"color": "black", "linewidth": 1, "linestyle": (0, (5, 3))}
NO_DATE: dict[Format, dict[str, Any]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
# Japanese fonts of the systems, the better drawn ones first; none is brought along.
JAPANESE = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans JP",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "BIZ UDPGothic",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "TakaoPGothic",
    "VL PGothic",
)


@cache
def japanese_font() -> str | None:
    """The first font of this machine that has Japanese letters."""
    known = {font.name for font in fontManager.ttflist}
    return next((name for name in JAPANESE if name in known), None)


def figure_language(language: str) -> str:
    """The language that figures can be labelled in here: English where there are no Japanese letters."""
    return "ja" if language == "ja" and japanese_font() else "en"


def style(language: str) -> dict[Any, Any]:
    """Settings of Matplotlib."""
    japanese = japanese_font() if figure_language(language) == "ja" else None
    return {
        "font.family": [japanese, "DejaVu Sans"] if japanese else ["DejaVu Sans"],
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.titlesize": 11,
        "legend.frameon": False,
        "text.parse_math": False,  # a label may have a dollar sign
        "pdf.fonttype": 42,  # text stays text
        "svg.fonttype": "path",
        "svg.hashsalt": "miburi",
    }


def image_of(draw: Callable[[], Figure], form: Format, language: str) -> bytes:
    """What is drawn, in this style, as a file. Same figure, same bytes."""
    with DRAWING, matplotlib.rc_context(style(language)):
        stream = io.BytesIO()
        draw().savefig(stream, format=form, dpi=200, metadata=NO_DATE[form])
    return stream.getvalue()


def turned_labels(names: Sequence[str], room: int = 32) -> dict[str, Any]:
    """Labels that are too long to stand side by side lean, so that they do not meet; ``room`` in Latin letters."""
    widths = [sum(2 if letter > "\u2fff" else 1 for letter in name) for name in names]
    lean = len(names) * (max(widths) + 1) > room
    return {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if lean else {}


def percent_axis(axes: Axes, highest: float) -> None:
    """Accuracy upwards from zero, with some air above."""
    axes.set_ylim(0, min(FULL, max(0.5, highest)))
    axes.yaxis.set_major_formatter(PercentFormatter(1))


def chance_line(axes: Axes, chance: float, words: dict[str, str]) -> None:
    """The dashed line, with its name beside the axes, where no point is."""
    axes.axhline(chance, **CHANCE)
    name = words["chance_small"]
    axes.annotate(name, (1, chance), (4, 0), ("axes fraction", "data"), "offset points", va="center", fontsize=9)


def note_above(axes: Axes, text: str) -> None:
    """What stands small above the axes, such as how many answers are drawn."""
    axes.set_title(text, loc="left", fontsize=9, color="#444444")
