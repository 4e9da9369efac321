"""How numbers and names of results are written on pages, in the active language. What is not estimable says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from generation.labels import LabelSet
from study.models import OUTCOMES
from study.report import written
from study.report.wording import coefficient_in, condition_in, flag_in, group_in, not_estimable_in, words_in
from study.statistics.estimate import NotEstimable, Number, Range
from study.statistics.mixed.model import MixedModel

register = template.Library()
register.filter("grouped", written.grouped)
SUBSCRIPTS = re.compile(r"(?<![A-Za-z])([Hd])_([uz])\b")
# Statistics in a sentence, before their value or degrees of freedom; and where they stand alone in the head of a table.
SYMBOLS = re.compile(r"(?<![A-Za-z_])(M|SD|[prtzn])(?=(?:\(\d[\d,]*\))?[ \N{NO-BREAK SPACE}](?:=|&lt;|&gt;))")
HEADS = re.compile(r"(?<![A-Za-z_])(SD|SE|[prtzn])(?![A-Za-z’])")


def _language() -> str:
    return "ja" if get_language() == "ja" else "en"


def _written(value: Number, write: Callable[[float], str]) -> str:
    if isinstance(value, NotEstimable):
        return format_html('<span class="not-estimable">{}</span>', not_estimable_in(value, _language()))
    return write(value)


def _range(value: Range, write: Callable[[float], str], unit: str = "") -> str:
    if isinstance(value, NotEstimable):
        return _written(value, write)
    between = "～" if _language() == "ja" else " to "
    return f"{write(value.low)}{between}{write(value.high)}{unit}"


@register.filter
def percent(value: Number, digits: int = 1) -> str:
    """0.208 → 20.8%"""
    return _written(value, lambda share: written.percent(share, digits))


@register.filter
def percent_range(value: Range) -> str:
    return _range(value, lambda share: written.percent(share).removesuffix("%"), unit="%")


@register.filter
def points(value: Number) -> str:
    """A difference of proportions, in percentage points: 0.139 → +13.9"""
    return _written(value, written.points)


@register.filter
def points_range(value: Range) -> str:
    return _range(value, written.points)


@register.filter
def decimal(value: Number, digits: int = 2) -> str:
    return _written(value, lambda number: written.decimal(number, digits))


@register.filter
def decimal_range(value: Range) -> str:
    return _range(value, written.decimal)


@register.filter
def bounded(value: Number) -> str:
    """A correlation, or what else is not larger than 1: −.23"""
    return _written(value, written.bounded)


@register.filter
def bounded_range(value: Range) -> str:
    return _range(value, written.bounded)


@register.filter
def seconds(milliseconds: Number) -> str:
    """3214.7 ms → 3.21 s"""
    return _written(milliseconds, lambda number: f"{number / 1000:.2f} {'秒' if _language() == 'ja' else 's'}")


@register.filter
def seconds_range(milliseconds: Range) -> str:
    unit = " 秒" if _language() == "ja" else " s"
    return _range(milliseconds, lambda number: f"{number / 1000:.2f}", unit=unit)


@register.filter
def p_value(value: Number, digits: int = 3) -> str:
    """0.0332 → .033, as APA writes it; below .001 only that."""
    return _written(value, lambda p: written.p_value(p, digits))


@register.filter
def is_number(value: Any) -> bool:
    return not isinstance(value, NotEstimable)


@register.filter
def condition_name(condition: str | None) -> str:
    """A condition in words, or all of them."""
    return condition_in(condition, _language())


@register.filter
def group_name(group: str) -> str:
    """A condition, or which answers."""
    return group_in(group, _language())


@register.filter
def emotion_name(name: str, labels: LabelSet) -> SafeString:
    """In the page's language; on English pages the Japanese name beside it, since raters may have read that."""
    label = labels.labels[labels.index(name)]
    if _language() == "ja":
        return format_html("{}", label.ja)
    if label.ja == label.en:
        return format_html("{}", label.en)
    return format_html('{} <span lang="ja">{}</span>', label.en, label.ja)


@register.filter
def state_name(state: str) -> str:
    """How a session ended, or that it has not."""
    words = words_in(_language())
    return words[state] if state in OUTCOMES else words["under_way"]


@register.filter
def flags_written(flags: tuple[tuple[str, int], ...]) -> str:
    """fast 2, same answer in a row 9"""
    between = "、" if _language() == "ja" else ", "
    return between.join(f"{flag_in(name, _language())} {n}" for name, n in flags)


@register.filter
def entry(mapping: dict[str, Any], key: str) -> Any:
    """The value of a key that a template only knows by another name."""
    return mapping.get(key)


@register.filter
def statistics(text: str) -> SafeString:
    """Symbols of statistics in italics, as the APA has them: M = 3, t(19) = 2, p < .001; H_u with its letter below."""
    return mark_safe(_subscripted(SYMBOLS.sub(r"<i>\1</i>", escape(text))))


@register.filter
def head(text: str) -> SafeString:
    """The same in the head of a table, where they stand alone: p (Holm)."""
    return mark_safe(_subscripted(HEADS.sub(r"<i>\1</i>", escape(text))))


def _subscripted(escaped: str) -> str:
    return SUBSCRIPTS.sub(r"<i>\1</i><sub>\2</sub>", escaped)


@register.filter
def coefficient_name(name: str) -> str:
    """As its inventors' names are written in the page's language."""
    return coefficient_in(name, _language())


@register.filter
def model_notes(model: MixedModel, words: dict[str, str]) -> str:
    """Random effects and fit, in sentences."""
    said = [
        words["random_sd"].format(rater=written.decimal(model.rater_sd), stimulus=written.decimal(model.stimulus_sd))
    ]
    if model.residual_sd is not None:
        said.append(words["residual_sd"].format(sd=written.decimal(model.residual_sd)))
    said.append(
        words["model_fit"].format(
            n=written.grouped(model.n),
            raters=written.grouped(model.raters),
            stimuli=written.grouped(model.stimuli),
            deviance=written.decimal(model.deviance, 1),
            aic=written.decimal(model.aic, 1),
        )
    )
    if model.singular:
        said.append(words["singular"])
    return (" " if _language() == "en" else "").join(said)
