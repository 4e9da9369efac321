"""How numbers are written, in tables and in sentences: in the style of the APA (7th edition)."""

from __future__ import annotations

import re

from study.statistics.estimate import Interval

MINUS = "\N{MINUS SIGN}"


def fixed(value: float, digits: int, sign: str = "") -> str:
    """Rounded, with a true minus; what rounds to zero has no sign."""
    text = f"{value:{sign}.{digits}f}"
    if not float(text):
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


def percent(share: float, digits: int = 1) -> str:
    """0.208 → 20.8%"""
    return f"{fixed(share * 100, digits)}%"


def points(difference: float) -> str:
    """A difference of proportions, in percentage points: 0.139 → +13.9"""
    return fixed(difference * 100, 1, "+")


def decimal(value: float, digits: int = 2) -> str:
    return fixed(value, digits)


def bounded(value: float, digits: int = 2) -> str:
    """What cannot be larger than 1 in size, without its leading zero: −0.23 → −.23"""
    text = fixed(value, digits)
    return text.replace("0.", ".", 1) if text.lstrip(MINUS).startswith("0.") else text


def p_value(p: float, digits: int = 3) -> str:
    """0.0332 → .033; below .001 only that, and so above .999."""
    if p < 0.001:
        return "< .001"
    return "> .999" if p >= 0.9995 else bounded(p, digits)


def p_equals(p: float) -> str:
    """With the sign that a sentence needs: = .033, < .001"""
    written = p_value(p)
    return written if written.startswith(("<", ">")) else f"= {written}"


def bracketed(interval: Interval, scale: float = 1.0, digits: int = 2) -> str:
    """[0.46, 1.23]; ``scale`` 100 for per cent."""
    return f"[{fixed(interval.low * scale, digits)}, {fixed(interval.high * scale, digits)}]"


def bounded_bracketed(interval: Interval) -> str:
    """[−.61, .24]"""
    return f"[{bounded(interval.low)}, {bounded(interval.high)}]"


def unbroken(text: str) -> str:
    """No line of a page ends between a number and its sign or name: p = .03, 95% CI [1, 2]."""
    return re.sub(
        r" (?=[=<>])|(?<=[=<>]) |(?<=CI) (?=\[)|(?<=%) (?=CI)|(?<=,) (?=\u2212?[\d.]+\])", "\N{NO-BREAK SPACE}", text
    )


def grouped(n: int) -> str:
    """1000000 → 1,000,000"""
    return f"{n:,}"
