"""The report's page: a template, its stylesheet, and how numbers are written on it.

An estimate is {"value", "low", "high"}: low and high may be missing; value may be null, then "reason" says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from generation.labels import LabelSet
from generation.reproduction import paper

STYLES = (
    Path(__file__).resolve().parents[2] / "static" / "dashboard" / "results.css",  # the study report's
    Path(__file__).with_name("templates") / "report.css",
)
MINUS = "\N{MINUS SIGN}"

Estimate = Mapping[str, Any]


def render_page(context: Mapping[str, Any]) -> str:
    """The whole page as HTML, with its styles inside; only figures lie beside it."""
    template = _environment().get_template("report.html")
    styles = "\n".join(path.read_text("utf-8") for path in STYLES)
    return template.render(styles=Markup(styles), **context)


def written(estimate: Estimate | None, write: Callable[[float], str]) -> str:
    """An estimate's value; the reason where there is none."""
    if estimate is None:
        return "–"
    if estimate["value"] is None:
        return Markup('<span class="not-estimable">{}</span>').format(estimate.get("reason") or "not estimable")
    return write(estimate["value"]).replace("-", MINUS)


def percent(estimate: Estimate | None, digits: int = 1) -> str:
    """0.3428 → 34.3 %"""
    return written(estimate, lambda share: f"{100 * share:.{digits}f} %")


def gain(estimate: Estimate | None) -> str:
    """0.234 → +23.4 %"""
    return written(estimate, lambda share: f"{100 * share:+.1f} %")


def decimal(estimate: Estimate | None, digits: int = 2) -> str:
    return written(estimate, lambda number: f"{number:.{digits}f}")


def times(estimate: Estimate | None) -> str:
    return written(estimate, lambda number: f"{number:.2f}×")


def percent_range(estimate: Estimate | None) -> str:
    return _range(estimate, lambda share: f"{100 * share:.1f}", " %")


def decimal_range(estimate: Estimate | None, digits: int = 2) -> str:
    return _range(estimate, lambda number: f"{number:.{digits}f}")


def plus_minus(estimate: Estimate | None, digits: int = 2) -> str:
    """value ± half the width of its 95 % interval."""
    if estimate is None or estimate["value"] is None or estimate.get("low") is None:
        return decimal(estimate, digits)
    half = (estimate["high"] - estimate["low"]) / 2
    return f"{decimal(estimate, digits)} ± {half:.{digits}f}"


def percent_plus_minus(estimate: Estimate | None) -> str:
    if estimate is None or estimate["value"] is None or estimate.get("low") is None:
        return percent(estimate)
    return f"{100 * estimate['value']:.1f} ± {50 * (estimate['high'] - estimate['low']):.1f} %"


def duration(seconds: float) -> str:
    """4210 → 1 h 10 min; 96 → 1 min 36 s; 7.4 → 7.4 s"""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def count(number: int) -> str:
    """5439 → 5,439"""
    return f"{number:,}"


def label_name(name: str, labels: LabelSet) -> str:
    """English and Japanese name of a label."""
    label = labels.labels[labels.index(name)]
    if label.ja == label.en:
        return label.en
    return Markup('{} <span lang="ja">{}</span>').format(label.en, label.ja)


def published(share: float | None) -> str:
    """A figure of the paper with the paper's own digits."""
    return "not given" if share is None else paper.WRITTEN[share]


def _range(estimate: Estimate | None, write: Callable[[float], str], unit: str = "") -> str:
    if estimate is None or estimate.get("low") is None:
        return "–"
    return f"{write(estimate['low'])} to {write(estimate['high'])}{unit}".replace("-", MINUS)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("generation.reproduction"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "percent": percent, "gain": gain, "percent_range": percent_range, "percent_plus_minus": percent_plus_minus,
        "decimal": decimal, "decimal_range": decimal_range, "plus_minus": plus_minus, "times": times,
        "duration": duration, "count": count, "label_name": label_name, "published": published,
    }  # fmt: skip
    environment.filters.update(filters)
    return environment
