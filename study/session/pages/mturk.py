"""Mechanical Turk's frame: the one page of a study that another site may show inside its own.

MTurk shows the study's address in a frame of worker.mturk.com, where browsers keep no cookies of ours, and takes an
assignment as done only from that frame: submitted from a tab of its own it stays at "Loading next HIT"
(https://github.com/Dallinger/Dallinger/issues/5356). So the frame keeps nothing. It opens the study in a new tab, by a
link to its own address with ``tab`` added, and holds the form in which the worker types the completion code: a POST of
``assignmentId`` and ``code`` to ``turkSubmitTo`` + ``/mturk/externalSubmit``. Before the worker accepts the HIT,
``assignmentId`` is ``ASSIGNMENT_ID_NOT_AVAILABLE``.
https://docs.aws.amazon.com/AWSMechTurk/latest/AWSMturkAPI/ApiReference_ExternalQuestionArticle.html

Browsers say by ``Sec-Fetch-Dest`` what is a frame. Safari before 16.4 does not, and none does to an address without
https. Who does not say gets the frame's page until ``tab`` says that its link was followed: that page works in a tab,
too, while the pages of a session stay blank in a frame.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from study.headers import CONTENT_SECURITY_POLICY
from study.models import Study
from study.session.pages.page import render_fresh
from study.session.recruiting import parameters
from study.session.speaking import both_languages

PREVIEW = "ASSIGNMENT_ID_NOT_AVAILABLE"
SUBMIT_HOSTS = ("https://www.mturk.com", "https://workersandbox.mturk.com")
FRAME_HOSTS = ("https://worker.mturk.com", "https://workersandbox.mturk.com")
FRAMED = ("frame", "iframe")
TAB = "tab"


def is_framed(request: HttpRequest) -> bool:
    """Or may be."""
    told = request.headers.get("Sec-Fetch-Dest")
    return TAB not in request.GET if told is None else told in FRAMED


def is_preview(request: HttpRequest) -> bool:
    return PREVIEW in request.GET.getlist("assignmentId")


def preview(request: HttpRequest, study: Study) -> HttpResponse:
    """The HIT is not accepted yet: nothing can be done here."""
    page = both_languages(request, study, said="session/mturk_preview.html")
    return for_the_frame(render_fresh(request, "session/both.html", page))


def frame(request: HttpRequest, study: Study) -> HttpResponse | None:
    """The two steps of an accepted HIT; None where the address lacks what they need."""
    host = request.GET.get("turkSubmitTo", "").rstrip("/")
    assignment = parameters(request, study).get("assignmentId")
    if host not in SUBMIT_HOSTS or assignment is None:
        return None
    context = both_languages(
        request,
        study,
        submit=f"{host}/mturk/externalSubmit",
        assignment=assignment,
        tab=f"?{request.GET.urlencode()}&{TAB}=1",
    )
    return for_the_frame(render_fresh(request, "session/mturk_frame.html", context))


def for_the_frame(response: HttpResponse) -> HttpResponse:
    """MTurk may show this page inside its own, and the page may submit to MTurk."""
    # FRAME_HOSTS too: a browser that checks form-action on redirects meets them after the submission.
    targets = " ".join(sorted({*SUBMIT_HOSTS, *FRAME_HOSTS}))
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action {targets}")
    policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(FRAME_HOSTS)}")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Referrer-Policy"] = "no-referrer"
    response.xframe_options_exempt = True
    return response
