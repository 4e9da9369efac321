"""The endpoints of the rating page as OpenAPI 3.1, made from the structs that they read and write."""

from __future__ import annotations

from typing import Any

import msgspec
from django.urls import get_resolver

from study.session.answers import KEY_PATTERN
from study.session.cookie import COOKIE
from study.session.messages import AnswerBody, Conflict, EventBody, Noted, Over, Recorded, Refused, Window
from study.session.timing import LEAST, LONGEST_FAILURES, MOST

REF = "#/components/schemas/{name}"
STRUCTS = (AnswerBody, EventBody, Window, Recorded, Conflict, Noted, Refused, Over)
RETRY = "Send the same bytes with the same Idempotency-Key again until there is a reply below 500."

NO_SESSION = (403, "No session of this study in this browser, or withdrawn meanwhile", Refused)
FORBIDDEN = (403, f"{NO_SESSION[1]}, or no CSRF token (then HTML)", Refused)
NOT_THERE = (404, "No such trial in this session", Refused)
MALFORMED = (400, "Malformed: names the field. Sending it again helps nothing", Refused)
OVER = (410, "The session is over", Over)


def document() -> dict[str, Any]:
    """The whole document; the same code gives the same."""
    _, components = msgspec.json.schema_components(STRUCTS, ref_template=REF)
    _add_ranges(components["Timing"]["properties"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Miburi: rating a study's clips",
            "version": "1",
            "description": "What the rating page and the server say to each other. docs/protocol.md explains it.",
        },
        "paths": {
            _path("next"): {"parameters": [_in_path("slug")], "get": _window()},
            _path("response"): _about_trial(
                "answer",
                "Answer the session's next trial",
                AnswerBody,
                (201, "Recorded: the answer is on the disk", Recorded),
                (200, "The same answer was recorded before", Recorded),
                (409, "Another answer is recorded, or it is not this trial's turn", Conflict),
            ),
            _path("events"): _about_trial(
                "tell",
                "Tell what happened to a trial's clip",
                EventBody,
                (201, "Noted: the event is on the disk", Noted),
                (200, "The same event was noted before", Noted),
                (409, "The key belongs to another event, there are too many, or it is not the time", Refused),
            ),
        },
        "components": {
            "schemas": components,
            "securitySchemes": {
                "rater": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "HttpOnly; set at start"}
            },
        },
        "security": [{"rater": []}],
    }


def _add_ranges(timing: dict[str, Any]) -> None:
    for name, most in MOST.items():
        timing[name] |= {"minimum": LEAST.get(name, 0), "maximum": most}
    timing["failures"] |= {"maxItems": LONGEST_FAILURES}


def _window() -> dict[str, Any]:
    replies = ((200, "The next trials; none when the session is at another step", Window), NO_SESSION)
    return {"operationId": "window", "summary": "The trials that come next", "responses": _responses(*replies)}


def _about_trial(
    name: str, summary: str, body: type[msgspec.Struct], *replies: tuple[int, str, type[msgspec.Struct]]
) -> dict[str, Any]:
    return {
        "parameters": [_in_path("slug"), _in_path("key")],
        "post": {
            "operationId": name,
            "summary": summary,
            "description": RETRY,
            "parameters": [
                _in_header("Idempotency-Key", {"type": "string", "pattern": KEY_PATTERN}),
                _in_header("X-CSRFToken", {"type": "string"}),
            ],
            "requestBody": {"required": True, "content": _json(body)},
            "responses": _responses(*replies, MALFORMED, FORBIDDEN, NOT_THERE, OVER),
        },
    }


def _responses(*replies: tuple[int, str, type[msgspec.Struct]]) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"description": said, "content": _json(shape)}
        for status, said, shape in sorted(replies, key=lambda reply: reply[0])
    }
    if FORBIDDEN in replies:  # without a CSRF token it is Django that refuses
        responses["403"]["content"]["text/html"] = {}
    return responses


def _json(shape: type[msgspec.Struct]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(name=shape.__name__)}}}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_header(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": schema}


def _path(name: str) -> str:
    """As the site's addresses have it, ``/s/{slug}/trials/next``."""
    [(pattern, _), *_] = get_resolver("study.session.urls").reverse_dict.getlist(name)[0][0]
    return f"/{pattern}".replace("%(", "{").replace(")s", "}")
