"""The site's addresses, and some at which it fails."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from study.urls import urlpatterns as addresses

FAULTS = {400: BadRequest, 403: PermissionDenied, 500: RuntimeError}


def fault(request: HttpRequest, status: int) -> HttpResponse:
    raise FAULTS[status]("as the test wants it")


urlpatterns = [path("fault/<int:status>", fault), *addresses]
