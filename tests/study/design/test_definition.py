"""``study.toml`` as researchers write it: the examples hold, and every mistake is one line that names its place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from generation.errors import MiburiError
from study.design.definition import definition_of, read_definition
from study.design.fitting import refuse_misfit

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "docs/studies").glob("*.toml"))
PAPER_SET = ["trial"] * 65 + ["practice"] * 4 + ["attention"] * 3

HEAD = 'schema = "miburi.study/1"\n'
ASKED = '[[questionnaire]]\nname = "age"\nkind = "{kind}"\ntext = {{ en = "Age", ja = "年齢" }}\n'
NUMBER, CHOICE = ASKED.format(kind="number"), ASKED.format(kind="choice")
RATED = '[[questions]]\nname = "sure"\nkind = "{kind}"\ntext = {{ en = "Sure?", ja = "自信は？" }}\n'
OPTION = '[[questionnaire.choices]]\nname = "{name}"\ntext = {{ en = "A", ja = "あ" }}\n'
ENDS = 'low = { en = "a", ja = "あ" }\nhigh = { en = "b", ja = "い" }\n'


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_hold_and_a_set_with_practice_and_attention_clips_serves_them(path: Path) -> None:
    refuse_misfit(read_definition(path).protocol, PAPER_SET)


def test_the_full_example_has_every_key() -> None:
    """As docs/study.md lists them."""
    written = (ROOT / "docs/studies/full.toml").read_text()
    keys = {
        name.split(".")[-1] for name in re.findall(r"^\| `([a-z_.]+)` \|", (ROOT / "docs/study.md").read_text(), re.M)
    }
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", written)] == []


def test_texts_lose_the_empty_lines_around_them() -> None:
    text = definition_of(tomllib.loads(f'{HEAD}[texts.break]\nen = """\nRest.\n\nGo on.\n"""\nja = "休憩\\n"')).texts[
        "break"
    ]
    assert (text.en, text.ja) == ("Rest.\n\nGo on.", "休憩")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'schema is missing; begin the file with schema = "miburi.study/1"'),
        ('schema = "miburi.design/1"', "schema = 'miburi.design/1': expected 'miburi.study/1'"),
        (f"{HEAD}blocs = 3", "key 'blocs' is unknown; did you mean 'blocks'?"),
        (f"{HEAD}[entirely.other]", "key 'entirely' is unknown; there are: "),
        (f"{HEAD}[answers]\noder = 1", "[answers] key 'oder' is unknown; did you mean 'order'?"),
        (f'{HEAD}[answers]\norder = "per-rater"', 'order = "per-rater": expected one of "fixed", "per_rater"; did you'),
        (f'{HEAD}[answers]\nreplays = "3"', '[answers] replays = "3": expected a whole number'),
        (f"{HEAD}[answers]\nreplays = true", "[answers] replays = true: expected a whole number"),
        (f"{HEAD}[answers]\nreplays = 21", "[answers] replays must lie between 0 and 20, got 21"),
        (f"{HEAD}answers = 3", "answers = 3: expected a table"),
        (f"{HEAD}[practice]\ntrials = -1", "[practice] trials must lie between 0 and 50, got -1"),
        (f"{HEAD}[blocks]\nrest_seconds = 3601", "[blocks] rest_seconds must lie between 0 and 3600, got 3601"),
        (f"{HEAD}[attention]\ninstructed = 101", "[attention] instructed must lie between 0 and 100, got 101"),
        (f"{HEAD}[attention]\nallowed_failures = -1", "[attention] allowed_failures must lie between 0 and 100"),
        (f"{HEAD}[device]\nphones = 1", "[device] phones = 1: expected true or false"),
        (f"{HEAD}[device]\nmin_width = 10001", "[device] min_width must lie between 0 and 10000"),
        (f"{HEAD}[resting]\nhours = nan", "[resting] hours must lie between 0.01 and 8760, got nan"),
        (f"{HEAD}[withdrawal]\ndays = 1.5", "[withdrawal] days = 1.5: expected a whole number"),
        (f"{HEAD}seed = -1", "seed must lie between 0 and"),
        (f'{HEAD}state = "opened"', 'state = "opened": expected one of "closed", "open"; did you mean "open"?'),
        (f'{HEAD}title = "Bodies"', 'title = "Bodies": expected words in all languages, such as { en = '),
        (f'{HEAD}title = {{ en = "{"x" * 201}", ja = "x" }}', "title: more than 200 characters in 'en'"),
        (f"{HEAD}default_language = 'fr'", 'default_language = "fr": expected one of "en", "ja"'),
        (f"{HEAD}starts = 2026-01-01", "key 'starts' is unknown"),
        (f"{HEAD}seed = 2026-01-01", 'seed = "2026-01-01": expected a whole number'),
        (f"{HEAD}texts = 3", "texts = 3: expected a table"),
        (f'{HEAD}[texts.consnet]\nen = "a"\nja = "b"', "[texts] 'consnet' is unknown; did you mean 'consent'?"),
        (f'{HEAD}[texts.title]\nen = "a"\nja = "b"', "[texts.title] stands at the head of the file: title = { en"),
        (f'{HEAD}[texts.consent]\nen = "a"', "[texts.consent] ja is missing: expected text in quotes"),
        (f'{HEAD}[texts.consent]\nen = "a"\nja = " "', "[texts.consent] no words in 'ja'; give every text in all"),
        (
            f'{HEAD}[texts.break]\nen = "{{day}}"\nja = "b"',
            "[texts.break] en: in braces, 'day' is unknown; did you mean 'd",
        ),
        (
            f'{HEAD}[texts.instructed]\nen = "Choose {{label}}"\nja = "選ぶ"',
            "[texts.instructed] ja: {label} is missing; it stands for the answer to give",
        ),
        (
            f'{HEAD}[texts.question]\nen = "Is it {{label}}?"\nja = "b"',
            "[texts.question] en: in braces, 'label' is unknown",
        ),
        (f'{HEAD}title = {{ en = "{{who}}", ja = "b" }}', "title en: in braces, 'who' is unknown; there are: days, re"),
        (f"{HEAD}{NUMBER}{NUMBER}", "questionnaire: 'age' is given 2 times; names must differ"),
        (f'{HEAD}questionnaire = "age"', 'questionnaire = "age": expected a list of tables'),
        (f'{HEAD}questionnaire = ["age"]', '[questionnaire] number 1 = "age": expected a table'),
        (f"{HEAD}{ASKED.format(kind='nmber')}", '[[questionnaire]] 1 (age) kind = "nmber": expected one of'),
        (
            f"{HEAD}{NUMBER}least = 9\nmost = 8",
            "[[questionnaire]] 1 (age) age: least 9 to most 8 is no range of numbers",
        ),
        (f"{HEAD}{NUMBER}screen_below = 18", "age: a question that screens out must be required = true"),
        (f"{HEAD}{NUMBER}required = true\nscreen_below = 0", "age: screen_below 0 must lie above least"),
        (f"{HEAD}{NUMBER}required = true\nscreen_above = 1000", "age: screen_above 1000 must lie below most"),
        (f"{HEAD}{NUMBER}required = true\nscreen_below = 60\nscreen_above = 18", "screen_above 18: nobody is left"),
        (f"{HEAD}{NUMBER}{OPTION.format(name='a')}", "age: choices are given for kind 'choice', and only for that"),
        (f"{HEAD}{CHOICE}", "age: choices are given for kind 'choice', and only for that"),
        (
            f"{HEAD}{CHOICE}screen_below = 3\n{OPTION.format(name='a')}",
            "screen_below and screen_above are for kind 'num",
        ),
        (f"{HEAD}{CHOICE}{OPTION.format(name='A')}", '[[questionnaire.choices]] 1 (A) name = "A": expected a name of'),
        (f"{HEAD}{CHOICE}{OPTION.format(name='a')}{OPTION.format(name='a')}", "age: 'a' is given 2 times"),
        (f"{HEAD}{CHOICE}required=true\n{OPTION.format(name='a')}screens_out=true", "every choice screens out: nobody"),
        (f"{HEAD}{RATED.format(kind='scale')}", "sure: low and high name the ends of a scale; give both"),
        (
            f"{HEAD}{RATED.format(kind='text')}{ENDS}",
            "sure: low and high are for kinds 'scale' and 'slider', not 'text'",
        ),
        (f"{HEAD}{RATED.format(kind='scale')}{ENDS}points = 12", "sure: points must lie between 2 and 11, got 12"),
        (f"{HEAD}{RATED.format(kind='text')}{RATED.format(kind='text')}", "questions: 'sure' is given 2 times"),
        (f'{HEAD}[recruiter]\nkind = "prolifc"', 'kind = "prolifc": expected one of'),
        (f'{HEAD}[recruiter.completed]\nurl = "http://x.org"', "[recruiter.completed] url must begin with https://"),
        (f'{HEAD}[recruiter.completed]\nurl = "http://localhost.x.org"', "url must begin with https://"),
        (f'{HEAD}[recruiter.completed]\nurl = "https://[x"', "url must begin with https:// and name a host"),
        (f'{HEAD}[recruiter.completed]\nurl = "https://x.org/{{0!r}}"', "url: a brace without its name, as in {code}"),
        (
            f'{HEAD}[recruiter.completed]\nurl = "https://x.org/{{cod}}"',
            "completed.url: {cod} is nothing that kind = 'no",
        ),
        (f'{HEAD}[recruiter.completed]\ncode = "C1 "', "code begins or ends with a space: 'C1 '"),
        (
            f'{HEAD}[recruiter.complete]\ncode = "C1"',
            "[recruiter] key 'complete' is unknown; did you mean 'completed'?",
        ),
    ],
)
def test_a_mistake_is_one_line_with_file_place_value_and_what_is_expected(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MiburiError, match=re.escape(message)) as caught:
        read_definition(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value) and "$" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="study.toml: no such study definition; docs/studies has examples"):
        read_definition(tmp_path / "study.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = ")
    with pytest.raises(MiburiError, match=r"broken.toml: not TOML \(Invalid value \(at end of document\)\)"):
        read_definition(broken)
    broken.write_bytes("title = '体'".encode("shift_jis"))
    with pytest.raises(MiburiError, match="broken.toml: not UTF-8 text"):
        read_definition(broken)
