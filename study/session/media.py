"""The clips, under names that tell nothing."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
# A name is random and its bytes never change; the rating page fetches a clip whole, so ranges are not needed.
CACHE = "private, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """One clip, as one ``kind`` of ``TYPES``. ``name`` is hexadecimal (the address pattern sees to it), so it stays
    inside the folder."""
    path = Path(settings.MEDIA_ROOT) / f"{name}.{kind}"
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise Http404("no such clip") from None
    return FileResponse(stream, content_type=TYPES[kind], headers={"Cache-Control": CACHE})
