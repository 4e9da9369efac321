"""What the report has to know of a study beside its answers: its clips, what was asked, how clips were shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generation.labels import LabelSet
from study.design.exclusion import Exclusion
from study.design.protocol import Protocol


@dataclass(frozen=True)
class ClipCount:
    """How many clips of the experiment show one intended emotion in one condition."""

    condition: str
    label: str
    clips: int


@dataclass(frozen=True)
class Clip:
    """One clip of the experiment. ``probability``: the recogniser's, of the intended emotion."""

    condition: str
    intended: str
    probability: float | None = None


@dataclass(frozen=True)
class Declared:
    """Exclusion rules as they stand: ``version`` 0 is none. ``sessions_before``: begun when they were written down."""

    rules: Exclusion = field(default_factory=Exclusion)
    version: int = 0
    sessions_before: int = 0

    @property
    def any(self) -> bool:
        return bool(self.rules.names)

    @property
    def by_accuracy(self) -> bool:
        """Whether a rule goes by what is to be measured."""
        return any(rule.measure == "accuracy" for rule in self.rules.sessions)

    @property
    def in_time(self) -> bool:
        """Whether nobody had taken part yet."""
        return self.sessions_before == 0


@dataclass(frozen=True)
class StudyFacts:
    """``conditions`` are those of its clips, in reporting order. ``rendering`` and ``provenance`` are the manifest's;
    empty where it tells none. ``stimuli``: the clips of the experiment by their ids, answered or not."""

    slug: str
    title: str
    labels: LabelSet
    conditions: tuple[str, ...]
    synthetic: bool
    terms: str
    manifest_sha256: str
    protocol: Protocol = field(default_factory=Protocol)
    clips: tuple[ClipCount, ...] = ()
    stimuli: dict[str, Clip] = field(default_factory=dict)
    rendering: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    declared: Declared = field(default_factory=Declared)
    order_seed: int = 0
    title_ja: str = ""

    def title_in(self, language: str) -> str:
        """As raters read it in that language."""
        return self.title_ja if language == "ja" and self.title_ja else self.title

    def to_json(self) -> dict[str, Any]:
        """Plain values, with the hashes that fix what was asked and what is left out; without the recruiter's codes and
        ways back, which open something."""
        protocol = self.protocol.to_json()
        return {
            "slug": self.slug,
            "title": self.title,
            "title_ja": self.title_ja,
            "labels": self.labels.to_json(),
            "conditions": list(self.conditions),
            "synthetic": self.synthetic,
            "terms": self.terms,
            "manifest_sha256": self.manifest_sha256,
            "protocol": {**protocol, "recruiter": {"kind": protocol["recruiter"]["kind"]}},
            "protocol_sha256": self.protocol.sha256,
            "clips": [[row.condition, row.label, row.clips] for row in self.clips],
            "rendering": self.rendering,
            "exclusions": self.declared.rules.to_json() if self.declared.any else None,
            "exclusions_sha256": self.declared.rules.sha256 if self.declared.any else None,
            "exclusions_version": self.declared.version,
            "sessions_before_exclusions": self.declared.sessions_before,
            "order_seed": self.order_seed,
        }
