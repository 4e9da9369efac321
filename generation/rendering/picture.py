"""A figure of pictures and text, in pixels from its upper left corner; saved as PNG, SVG or PDF.

In SVG and PDF text stays text, so that a journal can set it in its own typeface; pictures are embedded as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from generation.errors import MiburiError

POINT = 72  # per inch: at this resolution a pixel is a point, and text has the same size in all formats
FORMATS = (".png", ".svg", ".pdf")
LARGEST = 2**16 - 1  # pixels across or down that matplotlib can draw
SAME_BYTES = {
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}
ANCHORS = {"l": "left", "m": "center", "r": "right"}
HEIGHTS = {"t": "top", "m": "center", "s": "baseline"}


@dataclass(frozen=True)
class _Text:
    x: float
    y: float
    words: str
    size: float
    colour: str
    bold: bool
    anchor: str


@dataclass
class Picture:
    """``width``, ``height``: pixels."""

    width: int
    height: int
    _images: list[tuple[int, int, NDArray[np.uint8]]] = field(default_factory=list)
    _texts: list[_Text] = field(default_factory=list)

    def paste(self, image: NDArray[np.uint8], x: int, y: int) -> None:
        """(h, w, 3) with its upper left corner at (x, y)."""
        self._images.append((x, y, image))

    def write(
        self, x: float, y: float, words: str, size: float, colour: str, bold: bool = False, anchor: str = "lm"
    ) -> None:
        """Text with its ``anchor`` at (x, y): left, middle or right, and top, middle or baseline (s). size: pixels."""
        self._texts.append(_Text(x, y, words, size, colour, bold, anchor))

    def save(self, path: Path) -> None:
        """As the ending of ``path`` says; the same picture, the same bytes."""
        check_format(path)
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "miburi", "pdf.fonttype": 42}):
            self._figure().savefig(path, dpi=POINT, metadata=SAME_BYTES.get(path.suffix, {"Software": None}))

    def pixels(self) -> NDArray[np.uint8]:
        """(height, width, 3)."""
        stream = BytesIO()
        self._figure().savefig(stream, dpi=POINT, format="png")
        with Image.open(stream) as image:
            return np.asarray(image.convert("RGB"))

    def _figure(self) -> Figure:
        if max(self.width, self.height) > LARGEST:
            raise MiburiError(
                f"a picture of {self.width} by {self.height} pixels is too large; choose fewer clips, fewer poses or a "
                "smaller --size"
            )
        figure = Figure((self.width / POINT, self.height / POINT), POINT, facecolor="white")
        for x, y, image in self._images:
            figure.figimage(image, x, self.height - y - len(image))
        for text in self._texts:
            figure.text(
                text.x / self.width,
                1 - text.y / self.height,
                text.words,
                fontsize=text.size,
                color=text.colour,
                fontweight="bold" if text.bold else "normal",
                ha=ANCHORS[text.anchor[0]],
                va=HEIGHTS[text.anchor[1]],
                linespacing=1.35,
                parse_math=False,
            )
        return figure


def check_format(path: Path) -> None:
    """MiburiError when ``path`` does not end as a format that pictures are saved in."""
    if path.suffix not in FORMATS:
        raise MiburiError(f"{path}: a picture's name ends in {', '.join(FORMATS)}")
