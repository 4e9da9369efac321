"""Addresses of the rater's side."""

from __future__ import annotations

from django.urls import path, re_path

from study.session import api, media, views

app_name = "session"
urlpatterns = [
    path("s/<slug:slug>/", views.welcome, name="welcome"),
    path("s/<slug:slug>/start", views.start, name="start"),
    path("s/<slug:slug>/consent", views.consent, name="consent"),
    path("s/<slug:slug>/instructions", views.instructions, name="instructions"),
    path("s/<slug:slug>/trials", views.trials, name="trials"),
    path("s/<slug:slug>/trials/next", api.window, name="next"),
    path("s/<slug:slug>/trials/<slug:key>/response", api.response, name="response"),
    path("s/<slug:slug>/trials/<slug:key>/events", api.events, name="events"),
    path("s/<slug:slug>/done", views.done, name="done"),
    re_path(r"^media/(?P<name>[0-9a-f]{32})\.(?P<kind>mp4|webm)$", media.media, name="media"),
]
