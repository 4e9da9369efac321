"""Emotion labels. They are data: a corpus brings its own, the 13 emotions below are the default.

Standard library only: the manifest of a stimulus set carries its labels to ``study``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from generation.errors import MiburiError


@dataclass(frozen=True)
class Label:
    """One answer category: ``name`` in data and commands, ``en`` and ``ja`` on pages."""

    name: str
    en: str
    ja: str


@dataclass(frozen=True)
class LabelSet:
    """An ordered set of at least two labels; a label's index is its class everywhere."""

    labels: tuple[Label, ...]

    def __post_init__(self) -> None:
        names = self.names
        if len(names) < 2:
            raise MiburiError(f"a label set needs at least 2 labels, got {len(names)}: {', '.join(names) or 'none'}")
        if len(set(names)) != len(names):
            raise MiburiError(f"a label set must not repeat a label, got {', '.join(names)}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    def index(self, name: str) -> int:
        """The class of a label name; MiburiError names the known ones."""
        try:
            return self.names.index(name)
        except ValueError:
            raise MiburiError(f"unknown label {name!r}; expected one of {', '.join(self.names)}") from None

    def to_json(self) -> list[dict[str, str]]:
        return [asdict(label) for label in self.labels]

    @classmethod
    def from_json(cls, rows: Iterable[dict[str, Any]]) -> LabelSet:
        return cls(tuple(Label(row["name"], row["en"], row["ja"]) for row in rows))

    @classmethod
    def of_names(cls, names: Iterable[str]) -> LabelSet:
        """Labels known by name only: translations are looked up, and fall back on the name."""
        return cls(tuple(_KNOWN.get(name) or Label(name, name.replace("-", " "), name) for name in names))


EMOTIONS = LabelSet(
    (
        Label("joy", "joy", "喜び"),
        Label("sadness", "sadness", "悲しみ"),
        Label("anger", "anger", "怒り"),
        Label("surprise", "surprise", "驚き"),
        Label("fear", "fear", "恐れ"),
        Label("disgust", "disgust", "嫌悪"),
        Label("contempt", "contempt", "軽蔑"),
        Label("gratitude", "gratitude", "感謝"),
        Label("guilt", "guilt", "罪悪感"),
        Label("jealousy", "jealousy", "嫉妬"),
        Label("shame", "shame", "恥"),
        Label("pride", "pride", "誇り"),
        Label("neutral", "neutral", "中立"),
    )
)

# Styles of the openly available motion corpora that readers can import.
_STYLES = (
    Label("normal", "neutral", "普通"),
    Label("happy", "happy", "嬉しい"),
    Label("sad", "sad", "悲しい"),
    Label("angry", "angry", "怒っている"),
    Label("proud", "proud", "誇らしい"),
    Label("not-confident", "not confident", "自信がない"),
    Label("tired", "tired", "疲れた"),
    Label("exhausted", "exhausted", "疲れ切った"),
    Label("active", "lively", "元気な"),
    Label("feminine", "feminine", "女性らしい"),
    Label("masculine", "masculine", "男性らしい"),
    Label("masculinity", "masculine", "男性らしい"),
    Label("youthful", "youthful", "若々しい"),
    Label("elderly", "elderly", "年老いた"),
    Label("old", "old", "年老いた"),
    Label("childish", "childish", "子供っぽい"),
    Label("children", "childlike", "子供らしい"),
    Label("musical", "musical", "音楽的な"),
    Label("giant", "giant-like", "巨人のような"),
    Label("chimpira", "thuggish", "チンピラ風"),
)
_KNOWN = {label.name: label for label in (*_STYLES, *EMOTIONS)}
