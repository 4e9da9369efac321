"""Addresses of the researcher's pages."""

from __future__ import annotations

from django.urls import path

from study.dashboard import downloads, planning, views

app_name = "dashboard"
urlpatterns = [
    path("studies/", views.studies, name="studies"),
    path("studies/<slug:slug>/results/", views.results, name="results"),
    path("studies/<slug:slug>/results/figures/<slug:name>.<str:form>", views.figure, name="figure"),
    path("studies/<slug:slug>/planning/", planning.planning, name="planning"),
    path("studies/<slug:slug>/planning/power.<str:form>", planning.planning_figure, name="planning_figure"),
    path("studies/<slug:slug>/results/responses.csv", downloads.responses_csv, name="responses_csv"),
    path("studies/<slug:slug>/results/raters.csv", downloads.raters_csv, name="raters_csv"),
    path("studies/<slug:slug>/results/clips.csv", downloads.clips_csv, name="clips_csv"),
    path("studies/<slug:slug>/results/report.json", downloads.numbers, name="numbers"),
]
