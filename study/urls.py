"""All addresses of the site."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from study.dashboard.signing_in import sign_in


def home(request: HttpRequest) -> HttpResponseBase:
    """Researchers find their studies; raters come by a study's own link."""
    return redirect("dashboard:studies") if request.user.is_staff else render(request, "home.html")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("favicon.ico", RedirectView.as_view(url="/static/icon.svg")),  # asked for beside figures and tables
    path("login", sign_in, name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("", include("study.session.urls")),
    path("", include("study.dashboard.urls")),
    path("admin/", admin.site.urls),
]
