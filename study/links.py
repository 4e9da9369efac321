"""The two links of a study: one for raters, one for the researcher."""

from __future__ import annotations

from django.urls import reverse

from study.access import results_path
from study.models import Study


def study_links(study: Study, site: str) -> str:
    """Both links in full. The results link carries the key that opens it: it is for the research team only."""
    site = site.rstrip("/")
    return f"Raters:  {site}{reverse('session:welcome', args=[study.slug])}\nResults: {site}{results_path(study)}"
