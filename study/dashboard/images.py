"""Figures as the researcher's pages send them."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from study.report.figures.style import FORMATS, Format

CONTENT_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
# Matplotlib styles its SVG inline; such an image may load and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def format_of(form: str) -> Format:
    """The format that an address names; Http404 if there is none of that name."""
    for known in FORMATS:
        if known == form:
            return known
    raise Http404(f"no figures as {form!r}")


def image_response(image: bytes, form: Format) -> HttpResponse:
    return HttpResponse(image, content_type=CONTENT_TYPES[form], headers={"Content-Security-Policy": POLICY})
