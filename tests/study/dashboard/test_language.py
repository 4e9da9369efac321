"""The researcher's pages in English and Japanese, and how a choice is remembered."""

import re

import pytest

from study.dashboard.wording import WORDS
from study.planning.wording import WORDS as OF_PLANNING
from study.report.wording import LANGUAGES
from study.report.wording.names import FLAGS as FLAG_NAMES
from study.statistics.flags import FLAGS
from tests.study.rated_study import add_raters

pytestmark = pytest.mark.django_db
PAGES = ("/studies/", "/studies/pilot/results/", "/studies/pilot/planning/")
JAPANESE = re.compile("[぀-ヿ一-鿿]")
# What stays as it is: names of the study and its files, commands, the names of the languages, mathematical symbols.
LATIN = re.compile(r"[A-Za-z]{4,} [a-z]{3,} [a-z]{2,}")


def text_of(page):
    """What is read, without code."""
    body = re.sub(r"<(code|script|head)\b.*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "\n", body)


@pytest.mark.parametrize("words", [WORDS, OF_PLANNING], ids=["pages", "planning"])
def test_every_word_is_there_in_every_language(words):
    for key, said in words.items():
        assert set(said) == set(LANGUAGES), key
        assert JAPANESE.search(said["ja"]) and not JAPANESE.search(said["en"]), key
        assert set(re.findall(r"{\w+}", said["en"])) == set(re.findall(r"{\w+}", said["ja"])), key


def test_every_flag_has_a_name():
    assert set(FLAG_NAMES) == set(FLAGS)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_wholly_in_the_language_asked_for(researcher, study, path):
    add_raters(study, 6, simulated=False)
    add_raters(study, 1, simulated=True, seed=9)
    japanese = researcher.get(path, {"language": "ja"})
    assert '<html lang="ja">' in japanese.content.decode()
    sentences = [line for line in text_of(japanese).splitlines() if LATIN.search(line)]
    assert not [line for line in sentences if not JAPANESE.search(line)]
    english = researcher.get(path, {"language": "en"})
    assert '<html lang="en">' in english.content.decode()
    read = [line.strip() for line in text_of(english).splitlines() if JAPANESE.search(line)]
    assert set(read) <= {"日本語", "喜び", "悲しみ", "怒り", "驚き"}


def test_a_choice_is_remembered_on_every_page(researcher, study):
    researcher.get("/studies/", {"language": "ja"})
    for path in PAGES:
        assert '<html lang="ja">' in researcher.get(path).content.decode()
    researcher.get("/studies/", {"language": "en"})
    assert '<html lang="en">' in researcher.get(PAGES[1]).content.decode()


def test_without_a_choice_the_browsers_language_counts(client):
    japanese = client.get("/login", headers={"accept-language": "ja,en;q=0.5"}).content.decode()
    assert "<h1>ログイン</h1>" in japanese
    assert "<h1>Sign in</h1>" in client.get("/login", headers={"accept-language": "de"}).content.decode()
    assert "<h1>Sign in</h1>" in client.get("/login").content.decode()


@pytest.mark.parametrize("asked", ["", "de", "<b>", "ja'"])
def test_other_languages_are_not_taken(client, asked):
    page = client.get("/login", {"language": asked})
    assert "<h1>Sign in</h1>" in page.content.decode()
    assert not page.cookies.get("pages_language")


def test_a_wrong_password_is_told_in_japanese(client):
    reply = client.post("/login?language=ja", {"username": "nobody", "password": "wrong"})
    assert "名前またはパスワードが正しくありません" in reply.content.decode()


def test_a_change_of_language_keeps_the_rest_of_the_address(researcher, study):
    page = researcher.get(PAGES[2], {"raters": "35", "language": "ja"})
    assert 'href="?raters=35&amp;language=en"' in page.content.decode()
    assert 'src="/studies/pilot/planning/power.svg?raters=35&amp;language=ja"' in page.content.decode()


def test_figures_have_the_language_of_their_address_alone(researcher, study):
    english = researcher.get("/studies/pilot/planning/power.svg").content
    researcher.get("/studies/", {"language": "ja"})
    assert researcher.get("/studies/pilot/planning/power.svg").content == english
