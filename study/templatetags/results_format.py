"""How numbers and names of results are written on pages. What is not estimable says why."""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from generation.labels import LabelSet
from study.report.wording import CONDITION_NAMES
from study.statistics.estimate import Interval, NotEstimable, Number, Range

register = template.Library()
MINUS = "\N{MINUS SIGN}"


def _written(value: Number, write: Callable[[float], str]) -> str:
    if isinstance(value, NotEstimable):
        return format_html('<span class="not-estimable">{}</span>', str(value))
    return write(value).replace("-", MINUS)


def _range(value: Range, write: Callable[[float], str], unit: str = "") -> str:
    if isinstance(value, Interval):
        return f"{write(value.low)} to {write(value.high)}{unit}".replace("-", MINUS)
    return _written(value, write)


@register.filter
def percent(value: Number, digits: int = 1) -> str:
    """0.208 → 20.8 %"""
    return _written(value, lambda number: f"{number * 100:.{digits}f} %")


@register.filter
def percent_range(value: Range) -> str:
    return _range(value, lambda number: f"{number * 100:.1f}", unit=" %")


@register.filter
def points(value: Number) -> str:
    """A difference of proportions, in percentage points: 0.139 → +13.9"""
    return _written(value, lambda number: f"{number * 100:+.1f}")


@register.filter
def points_range(value: Range) -> str:
    return _range(value, lambda number: f"{number * 100:+.1f}")


@register.filter
def decimal(value: Number, digits: int = 2) -> str:
    return _written(value, lambda number: f"{number:.{digits}f}")


@register.filter
def decimal_range(value: Range) -> str:
    return _range(value, lambda number: f"{number:.2f}")


@register.filter
def seconds(milliseconds: Number) -> str:
    """3214.7 ms → 3.21 s"""
    return _written(milliseconds, lambda number: f"{number / 1000:.2f} s")


@register.filter
def p_value(value: Number, digits: int = 3) -> str:
    """0.0332 → .033, as APA writes it; below .001 only that."""
    return _written(value, lambda p: "< .001" if p < 0.001 else f"{p:.{digits}f}".removeprefix("0"))


@register.filter
def p_equals(value: Number) -> str:
    """As p_value, with the sign that a sentence needs: = .033, < .001"""
    written = p_value(value)
    return written if written.startswith("<") else f"= {written}"


@register.filter
def condition_name(condition: str | None) -> str:
    """A condition in words; any other group of answers as it is called."""
    return CONDITION_NAMES.get(condition, condition.capitalize()) if condition else "All conditions"


@register.filter
def emotion_name(name: str, labels: LabelSet) -> SafeString:
    """English and Japanese name of a label."""
    label = labels.labels[labels.index(name)]
    if label.ja == label.en:
        return format_html("{}", label.en)
    return format_html('{} <span lang="ja">{}</span>', label.en, label.ja)


@register.filter
def entry(mapping: dict[str, float], key: str) -> float | None:
    """The value of a key that a template only knows by another name."""
    return mapping.get(key)
