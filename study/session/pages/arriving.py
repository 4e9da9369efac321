"""The beginning of a session where raters come from a recruiter, or with a code: who is let in, and what others see."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from study.design.recruiter import SENT
from study.models import Language, Session, Study
from study.session.access_codes import begin_with_code, is_known
from study.session.attempts import count_wrong_code, is_guessing
from study.session.cookie import forget_session, session_of, set_session, study_path
from study.session.pages import mturk
from study.session.pages.page import NEVER_KEPT, page_context, render_fresh, to_its_page
from study.session.recruiting import (
    Arrival,
    arrival_of,
    begin_recruited,
    forget_arrival,
    is_own,
    keep_arrival,
    new_arrival,
    recruitment_of,
)
from study.session.refusals import is_kept_out
from study.session.speaking import both_languages, language_asked


def arrive(request: HttpRequest, study: Study) -> HttpResponseBase | None:
    """What the study's address answers to a recruiter's parameters; None if it was opened without them.

    They are taken into a cookie and off the address, so that they end in no bookmark, screenshot or referrer.
    """
    kind = study.protocol.recruiter.kind
    if not any(name in request.GET for name in SENT[kind]):
        return None
    if kind == "mturk" and mturk.is_preview(request):
        return mturk.preview(request, study)
    arrival = new_arrival(request, study)
    if kind == "mturk" and mturk.is_framed(request):
        framed = mturk.frame(request, study) if arrival else None
        return framed or mturk.for_the_frame(_refused(request, study))
    if arrival is None:
        return _refused(request, study)
    response = _to_plain_address(request, study)
    keep_arrival(response, study, arrival)
    session = session_of(request, study.slug)
    if session is not None and not _is_of(session, arrival):
        forget_session(response, study.slug)  # another person at the same device
    return response


def turn_away(request: HttpRequest, study: Study) -> HttpResponseBase | None:
    """For a browser without a session here: the page that says why none can begin; None if one can."""
    if not SENT[study.protocol.recruiter.kind]:
        return None
    arrival = arrival_of(request, study)
    if arrival is None:
        return None if study.state == Study.State.CLOSED else _refused(request, study)
    known = recruitment_of(study, arrival)
    if known is None:
        gone = is_kept_out(study, arrival.external_hmac)
        return _page(request, study, "returning", 403, over=True) if gone else None
    if is_own(known.session, arrival):
        return _go_on(known.session, study, arrival)
    return _page(request, study, "returning", 403, over=known.session.is_over)


def admit(request: HttpRequest, study: Study, at: datetime) -> HttpResponseBase:
    """The rater wants to begin, in a study with a recruiter: on to the session, to the typing of a code, or back."""
    if study.protocol.recruiter.kind == "codes":
        return redirect(f"{reverse('session:code', args=[study.slug])}?language={language_asked(request, study)}")
    arrival = arrival_of(request, study)
    if arrival is None or not _may_begin(study, arrival):
        return redirect("session:welcome", study.slug)
    session = begin_recruited(study, arrival, language_asked(request, study), at)
    return redirect("session:welcome", study.slug) if session is None else _go_on(session, study, arrival)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where a one-time code is typed; a right one begins the session."""
    study = get_object_or_404(Study.objects.select_related("stimulus_set"), slug=slug)
    if study.protocol.recruiter.kind != "codes":
        return redirect("session:welcome", slug)
    if (session := session_of(request, slug)) is not None:
        return to_its_page(session)
    arrival = arrival_of(request, study) or Arrival()
    if request.method == "POST":
        return _typed(request, study, arrival)
    response = _code_page(request, study, 200)
    keep_arrival(response, study, arrival)
    return response


def _typed(request: HttpRequest, study: Study, arrival: Arrival) -> HttpResponseBase:
    if study.state == Study.State.CLOSED:
        return redirect("session:welcome", study.slug)
    if is_guessing(request, study):
        return _code_page(request, study, 429, problem="code_too_often")
    typed = request.POST.get("code", "")
    session = begin_with_code(study, typed, arrival, language_asked(request, study), timezone.now())
    if session is not None:
        return _go_on(session, study, arrival)
    if is_known(study, typed):
        return _code_page(request, study, 403, problem="code_used")
    count_wrong_code(request, study)
    return _code_page(request, study, 403, problem="code_unknown")


def _code_page(request: HttpRequest, study: Study, status: int, problem: str = "") -> HttpResponse:
    language, texts = language_asked(request, study), study.texts
    page = page_context(texts, language, text=texts.text("code", language))
    page["languages"] = Language.choices
    page["problem"] = page["words"][problem] if problem else ""
    page["typed"] = request.POST.get("code", "")[:40]
    return render_fresh(request, "session/code.html", page, status)


def _go_on(session: Session, study: Study, arrival: Arrival) -> HttpResponseBase:
    """On to the session's page; of the arrival only what the way back will need is kept."""
    response = to_its_page(session)
    set_session(response, session)
    if not arrival.echoed:
        forget_arrival(response, study)
    return response


def _may_begin(study: Study, arrival: Arrival) -> bool:
    """A closed study takes nobody new; who began before comes back."""
    return study.state != Study.State.CLOSED or recruitment_of(study, arrival) is not None


def _is_of(session: Session, arrival: Arrival) -> bool:
    recruitment = getattr(session, "recruitment", None)
    return recruitment is not None and recruitment.external_hmac == arrival.external_hmac


def _refused(request: HttpRequest, study: Study) -> HttpResponse:
    return _page(request, study, "recruited_only", 403, kind=study.protocol.recruiter.kind)


def _page(request: HttpRequest, study: Study, name: str, status: int, **context: object) -> HttpResponse:
    page = both_languages(request, study, said=f"session/{name}.html", **context)
    return render_fresh(request, "session/both.html", page, status)


def _to_plain_address(request: HttpRequest, study: Study) -> HttpResponseBase:
    language = request.GET.get("language")
    query = "?" + urlencode({"language": language}) if language in Language.values else ""
    response = redirect(study_path(study.slug) + query)
    response.headers["Cache-Control"] = NEVER_KEPT
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
