"""``define_study`` and ``import_stimuli --definition``: what changes, what is said of it, and what no longer may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from study.design.protocol import Protocol
from study.models import StimulusSet, Study, Withdrawal
from study.session.plan import begin_session

HEAD = 'schema = "miburi.study/1"\n'
PROLIFIC = '[recruiter]\nkind = "prolific"\n[recruiter.completed]\ncode = "{code}"\n'

Define = Callable[[str], str]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """A definition as a file."""

    def write(text: str) -> str:
        path = tmp_path / "study.toml"
        path.write_text(HEAD + text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def define(study: Study, file: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> Define:
    """Runs the command on the study of the tests; what it printed."""

    def run(text: str) -> str:
        call_command("define_study", study.slug, file(text))
        return capsys.readouterr().out

    return run


def test_what_changes_is_printed_with_the_hash_of_the_protocol(study: Study, define: Define) -> None:
    printed = define("seed = 5\n[answers]\nreplays = 2\n[attention]\ninstructed = 3\nallowed_failures = 1\n")
    assert "seed: 0 → 5" in printed
    assert "answers.replays: 0 → 2" in printed
    assert "attention.allowed_failures: none → 1" in printed
    assert "answers.order" not in printed
    stored = Study.objects.get()
    assert stored.protocol.attention.instructed == 3 and stored.seed == 5
    assert f"Protocol {stored.protocol.sha256}, texts version 1" in printed


def test_the_same_file_again_changes_nothing(study: Study, define: Define) -> None:
    text = 'title = { en = "A", ja = "あ" }\n[texts.break]\nen = "Rest."\nja = "休憩"\n'
    assert "texts.break: changed" in define(text) and study.texts.version == 2
    assert "Nothing has changed." in define(text) and study.texts.version == 2


def test_what_a_file_leaves_out_goes_back_to_its_default_but_for_the_head(study: Study, define: Define) -> None:
    define(
        'seed = 5\nstate = "closed"\ndefault_language = "ja"\ntitle = { en = "A", ja = "あ" }\n[answers]\nreplays = 2\n'
    )
    printed = define("")
    stored = Study.objects.get()
    assert "answers.replays: 2 → 0" in printed and stored.protocol == Protocol()
    assert (stored.seed, stored.state, stored.default_language) == (5, "closed", "ja")
    assert (stored.title, stored.texts.text("title", "ja")) == ("A", "あ")


def test_questions_are_named_one_by_one(define: Define) -> None:
    age = '[[questionnaire]]\nname = "age"\nkind = "number"\ntext = { en = "Age", ja = "年齢" }\n'
    printed = define(age)
    assert "questionnaire: none → age" in printed and "questionnaire.age: new" in printed
    assert define(age + "most = 99\n").startswith("questionnaire.age: changed\nProtocol")
    assert "questionnaire.age: removed" in define("")


def test_a_set_that_cannot_serve_it_leaves_the_study_as_it_was(study: Study, define: Define) -> None:
    with pytest.raises(CommandError, match=r"\[practice\] trials = 21: the stimulus set has 20 clips") as caught:
        define("seed = 5\n[practice]\ntrials = 21\n")
    assert caught.value.returncode == 2
    assert Study.objects.get().seed == 0


def test_once_a_session_has_begun_what_raters_are_asked_stays(study: Study, define: Define) -> None:
    begin_session(study, "en", timezone.now())
    with pytest.raises(CommandError) as caught:
        define("seed = 5\n[answers]\nreplays = 2\n")
    assert "study 'test' has begun (sessions: 1, of these simulated: 0; withdrawn: 0)" in str(caught.value)
    assert "can no longer change: seed, answers.replays;" in str(caught.value)
    assert (Study.objects.get().seed, Study.objects.get().protocol) == (0, Protocol())


def test_words_state_and_ways_back_can_change_while_raters_come(study: Study, define: Define) -> None:
    define(PROLIFIC.format(code="C1"))
    begin_session(Study.objects.get(), "en", timezone.now())
    printed = define('state = "closed"\n' + PROLIFIC.format(code="C2") + '[texts.break]\nen = "Rest."\nja = "休憩"\n')
    assert 'recruiter.completed.code: "C1" → "C2"' in printed
    assert 'state: "open" → "closed"' in printed and "texts version 2" in printed
    with pytest.raises(CommandError, match="can no longer change: recruiter.kind;"):
        define("")


def test_a_rater_keeps_the_words_that_the_session_began_with(study: Study, define: Define) -> None:
    session = begin_session(study, "en", timezone.now())
    define('[texts.consent]\nen = "Agree?"\nja = "同意しますか？"\n')
    session.refresh_from_db()
    assert session.text_version.text("consent", "en") != study.texts.text("consent", "en") == "Agree?"


def test_a_study_whose_only_rater_withdrew_has_begun(study: Study, define: Define) -> None:
    Withdrawal.objects.create(study=study, day="2026-11-23", state="completed")
    with pytest.raises(CommandError, match="sessions: 0, of these simulated: 0; withdrawn: 1"):
        define("seed = 5\n")


def test_simulated_raters_count_and_are_told_apart(study: Study, define: Define) -> None:
    begin_session(study, "en", timezone.now(), simulated_rater=0)
    with pytest.raises(CommandError, match="sessions: 1, of these simulated: 1"):
        define("seed = 5\n")


@pytest.mark.django_db
def test_a_set_is_imported_with_its_study_s_definition(
    stimulus_set_folder: Path, file: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file('seed = 3\ndefault_language = "ja"\ntitle = { en = "A", ja = "あ" }\n[blocks]\ntrials = 10\n')
    for _ in range(2):
        call_command("import_stimuli", str(stimulus_set_folder), "--study", "first", "--definition", path)
    study = Study.objects.get(slug="first")
    assert (study.seed, study.default_language, study.title) == (3, "ja", "A")
    assert study.protocol.blocks.trials == 10 and study.texts.text("title", "ja") == "あ"
    assert f"Protocol {study.protocol.sha256}" in capsys.readouterr().out


@pytest.mark.django_db
def test_nothing_is_imported_with_a_definition_that_the_set_cannot_serve(
    stimulus_set_folder: Path, file: Callable[[str], str], media_folder: Path
) -> None:
    path = file("[attention]\ninstructed = 21\n")
    with pytest.raises(CommandError, match="instructed = 21: more than the 20 main trials"):
        call_command("import_stimuli", str(stimulus_set_folder), "--definition", path)
    assert not StimulusSet.objects.exists() and not Study.objects.exists()
    assert not (media_folder.exists() and list(media_folder.iterdir()))


@pytest.mark.django_db
@pytest.mark.parametrize("flag", ["--title=A", "--seed=0", "--language=en"])
def test_what_stands_in_the_file_is_not_said_again_beside_it(
    stimulus_set_folder: Path, file: Callable[[str], str], flag: str
) -> None:
    with pytest.raises(CommandError, match=f"{flag.split('=')[0]} stands in .*study.toml where --definition is given"):
        call_command("import_stimuli", str(stimulus_set_folder), "--definition", file(""), flag)


def test_an_unknown_study_or_file_is_named(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no study 'tset'; there are: test"):
        call_command("define_study", "tset", str(tmp_path / "study.toml"))
    with pytest.raises(CommandError, match="study.toml: no such study definition"):
        call_command("define_study", "test", str(tmp_path / "study.toml"))


RULES = '[[exclude.responses]]\nname = "hasty"\nflag = "fast"\n'


def test_exclusion_rules_are_declared_once_and_their_hash_is_printed(study: Study, define: Define) -> None:
    printed = [define(RULES) for _ in range(2)]
    (version,) = study.exclusion_versions.all()
    assert version.sha256 == study.exclusion.sha256 and version.sessions_before == 0
    assert all(f"Exclusion rules {version.sha256}" in each for each in printed)
    assert study.exclusion.names == ["hasty"]


def test_exclusion_rules_that_change_after_the_start_are_a_new_version_that_says_so(
    study: Study, define: Define
) -> None:
    begin_session(study, "en", timezone.now())
    assert "exclude.responses: none → hasty\nexclude.responses.hasty: new\n" in define(RULES)
    assert study.exclusion_versions.get().sessions_before == 1
    assert "exclude.responses.hasty: removed" in define("")
    assert [each.version for each in study.exclusion_versions.order_by("version")] == [1, 2]
    assert study.exclusion.names == []
