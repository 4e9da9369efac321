"""Studies as commands name them."""

from __future__ import annotations

from generation.errors import MiburiError
from study.models import Study


def find_study(slug: str) -> Study:
    """The study of this name; MiburiError names those there are."""
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist:
        names = ", ".join(Study.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise MiburiError(f"no study {slug!r}; there are: {names}") from None
