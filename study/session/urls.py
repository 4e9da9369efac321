"""Addresses of the rater's side."""

from __future__ import annotations

from django.urls import path, re_path

from study.session import api, media
from study.session.pages import (
    another,
    arriving,
    consent,
    device,
    instructions,
    leaving,
    outcomes,
    questionnaire,
    trials,
    welcome,
)

app_name = "session"
urlpatterns = [
    path("s/<slug:slug>/", welcome.welcome, name="welcome"),
    path("s/<slug:slug>/start", welcome.start, name="start"),
    path("s/<slug:slug>/code", arriving.code, name="code"),
    path("s/<slug:slug>/consent", consent.consent, name="consent"),
    path("s/<slug:slug>/language", consent.language, name="language"),
    path("s/<slug:slug>/questionnaire", questionnaire.questionnaire, name="questionnaire"),
    path("s/<slug:slug>/device", device.device, name="device"),
    path("s/<slug:slug>/instructions", instructions.instructions, name="instructions"),
    path("s/<slug:slug>/trials", trials.trials, name="trials"),
    path("s/<slug:slug>/trials/next", api.window, name="next"),
    path("s/<slug:slug>/trials/<slug:key>/response", api.response, name="response"),
    path("s/<slug:slug>/trials/<slug:key>/events", api.events, name="events"),
    path("s/<slug:slug>/done", outcomes.done, name="done"),
    path("s/<slug:slug>/ended", outcomes.ended, name="ended"),
    path("s/<slug:slug>/decline", leaving.decline, name="decline"),
    path("s/<slug:slug>/another", another.another, name="another"),
    path("s/<slug:slug>/withdraw", leaving.withdrawal, name="withdraw"),
    re_path(r"^media/(?P<name>[0-9a-f]{32})\.(?P<kind>mp4|webm)$", media.media, name="media"),
]
