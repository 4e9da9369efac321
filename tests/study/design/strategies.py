"""Protocols of all kinds, for properties that hold of any."""

from __future__ import annotations

from hypothesis import strategies as st

from study.design.protocol import Answers, Attention, Blocks, Consent, Device, Practice, Protocol, Resting, Withdrawal
from study.design.questions import Choice, Question, RatingQuestion, Words
from study.design.recruiter import SENT, Recruiter, Return

names = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
sayings = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
words = st.builds(Words, en=sayings, ja=sayings)
whole = st.integers


def choices(screening: bool) -> st.SearchStrategy[tuple[Choice, ...]]:
    """Some; the first keeps nobody out."""
    first = st.builds(Choice, name=st.just("first"), text=words)
    other = st.builds(Choice, name=names.filter("first".__ne__), text=words, screens_out=st.just(screening))
    others = st.lists(other, min_size=1, max_size=3, unique_by=lambda choice: choice.name)
    return st.tuples(first, others).map(lambda both: (both[0], *both[1]))


def question(screening: bool) -> st.SearchStrategy[Question]:
    required = st.just(True) if screening else st.booleans()
    limit = st.floats(1, 99) if screening else st.none()
    bounds = {"least": st.floats(-1000, 0), "most": st.floats(100, 1000)}
    return st.one_of(
        st.builds(
            Question, name=names, kind=st.just("number"), text=words, required=required, screen_below=limit, **bounds
        ),
        st.builds(
            Question, name=names, kind=st.just("choice"), text=words, required=required, choices=choices(screening)
        ),
        st.builds(Question, name=names, kind=st.sampled_from(["country", "text"]), text=words, required=st.booleans()),
    )


ends = {"low": words, "high": words}
rating_questions = st.one_of(
    st.builds(
        RatingQuestion,
        name=names,
        kind=st.sampled_from(["scale", "slider"]),
        text=words,
        points=whole(2, 11),
        required=st.booleans(),
        **ends,
    ),
    st.builds(
        RatingQuestion, name=names, kind=st.sampled_from(["affect_grid", "text"]), text=words, required=st.booleans()
    ),
)


@st.composite
def recruiters(draw: st.DrawFn) -> Recruiter:
    kind = draw(st.sampled_from(sorted(SENT)))
    braces = draw(st.lists(st.sampled_from(["code", *SENT[kind]]), max_size=2))
    url = "https://recruiter.example.org/back?" + "&".join(f"{name}={{{name}}}" for name in braces)
    returns = st.builds(Return, url=st.sampled_from(["", url]), code=st.sampled_from(["", "C1A2"]))
    return Recruiter(
        kind=kind,
        completed=draw(returns),
        screened_out=draw(returns),
        failed_checks=draw(returns),
        timed_out=draw(returns),
    )


def listed(each: st.SearchStrategy) -> st.SearchStrategy[tuple]:  # type: ignore[type-arg]
    return st.lists(each, max_size=3, unique_by=lambda question: question.name).map(tuple)


protocols = st.builds(
    Protocol,
    consent=st.builds(Consent, minimum_age=whole(0, 120)),
    answers=st.builds(
        Answers,
        order=st.sampled_from(["fixed", "per_rater"]),
        when=st.sampled_from(["anytime", "after_clip"]),
        replays=whole(0, 20),
    ),
    practice=st.builds(Practice, trials=whole(0, 50), feedback=st.booleans()),
    blocks=st.builds(Blocks, trials=whole(0, 10_000), rest_seconds=whole(0, 3600)),
    attention=st.builds(
        Attention, clips=st.booleans(), instructed=whole(0, 100), allowed_failures=st.none() | whole(0, 100)
    ),
    device=st.builds(
        Device,
        check=st.booleans(),
        min_width=whole(0, 10_000),
        min_height=whole(0, 10_000),
        phones=st.booleans(),
    ),
    resting=st.builds(Resting, hours=st.floats(0.01, 8760)),
    withdrawal=st.builds(Withdrawal, days=whole(0, 3650)),
    recruiter=recruiters(),
    questionnaire=listed(st.booleans().flatmap(question)),
    questions=listed(rating_questions),
)
