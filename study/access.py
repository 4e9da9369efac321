"""Who may see results: signed-in staff, and whoever holds the study's results key.

The key comes once, in the address (``?key=...``); it is then kept in the browser's session and the address is
shown without it, so that it does not end up in bookmarks, screenshots or referrers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from secrets import compare_digest
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from study.models import Study

SESSION_KEY = "results_keys"
P = ParamSpec("P")


def results_access(
    view: Callable[Concatenate[HttpRequest, Study, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For views of ``studies/<slug>/...``: the view gets the Study; who may not see it is sent to the login page."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        study = get_object_or_404(Study, slug=slug)
        if key := request.GET.get("key"):
            return _take_key(request, study, key)
        if not may_see_results(request, study):
            return to_login(request)
        response = view(request, study, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return guarded


def may_see_results(request: HttpRequest, study: Study) -> bool:
    """A key that was changed since no longer opens anything."""
    held = request.session.get(SESSION_KEY, {}).get(study.slug, "")
    return bool(getattr(request.user, "is_staff", False)) or compare_digest(held.encode(), study.results_key.encode())


def to_login(request: HttpRequest) -> HttpResponseBase:
    """For who may not see a page. Signed in already, and not staff: the login page would send them straight back."""
    if request.user.is_authenticated:
        raise PermissionDenied("for staff")
    return redirect_to_login(request.get_full_path())


def results_path(study: Study) -> str:
    """The results page's address with the key that opens it."""
    return f"{reverse('dashboard:results', args=[study.slug])}?key={study.results_key}"


def _take_key(request: HttpRequest, study: Study, key: str) -> HttpResponseBase:
    if not compare_digest(key.encode(), study.results_key.encode()):
        return render(request, "403_key.html", status=403)
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), study.slug: key}
    return HttpResponseRedirect(request.path)
