"""Labels and messages of any length, and any number of answers: what is read and pressed stays in its place."""

from __future__ import annotations

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from generation.labels import Label, LabelSet
from study.design.default_texts import DEFAULT_TEXTS
from study.design.texts import publish_texts
from tests.browser.accessibility import check
from tests.browser.engines import block, set_viewport, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker, each_screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = """joy 喜び, embarrassment きまり悪さ, disappointment 失望, contentment 満足感, frustration フラストレーション,
    schadenfreude 他人の不幸を喜ぶ気持ち, determination 決意, nostalgia ノスタルジー, tenderness いとおしさ,
    pneumonoultramicroscopicsilicovolcanoconiosis とてつもなく長い感情のなまえでありながら切れ目のないもの"""
IN_BOTH = pytest.mark.parametrize(
    ("engine", "language"), [("chromium", "en"), ("chromium", "ja"), ("firefox", "en")], indirect=["engine"]
)
SCREENS = [(320, 568), (390, 844), (844, 390), (1280, 800)]
# Answers whose words are not all within them; the page's own width is judged apart.
OVERFULL = """
return [...document.querySelectorAll(".answer")].filter((each) => {
  const words = document.createRange();
  words.selectNodeContents(each.querySelector("span"));
  const [inner, outer] = [words.getBoundingClientRect(), each.getBoundingClientRect()];
  const above = inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  return above || inner.left < outer.left || inner.right > outer.right;
}).map((each) => each.innerText)"""
LOWEST = (
    "return Math.max(...[...document.querySelectorAll('.answer, .stage')].map((e) => e.getBoundingClientRect().bottom))"
)
FREE = """
const right = (part) => document.querySelector(part).getBoundingClientRect().right;
return right(".buttons") - right(".answer:last-child")"""
PLACES = """return [...document.querySelectorAll(".answer, .stage")].map((each) => {
  const { left, top, width, height } = each.getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
})"""
BOX = "const box = arguments[0].getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]"


def long_labels() -> LabelSet:
    return LabelSet(tuple(Label(en, en, ja) for en, ja in (each.split() for each in LONG.split(","))))


def short_labels(count: int) -> LabelSet:
    return LabelSet.of_names(f"mood {number}" for number in range(1, count + 1))


@IN_BOTH
def test_words_stay_within_their_answers(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, language: str
) -> None:
    make_study(labels=long_labels(), practice={"trials": 0})
    page = open_page(language)
    page.wait(page.can_answer)
    for width, height in each_screen(browser, SCREENS):
        assert browser.execute_script(OVERFULL) == [], (width, height)
        assert check(browser, "sideways") == [], (width, height)


def test_a_word_without_end_widens_no_page_before_the_clips(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    word = dict.fromkeys(("en", "ja"), "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2)
    choices = [{"name": name, "text": word} for name in ("one", "other")]
    question = {"name": "which", "kind": "choice", "text": word, "choices": choices}
    study = make_study(questionnaire=[question])
    publish_texts(study, DEFAULT_TEXTS | dict.fromkeys(("title", "welcome", "consent", "questionnaire"), word))
    set_viewport(browser, 320, 568, mobile=True)
    page = open_page(begin=False)
    for step in ("/consent", "/questionnaire"):
        assert check(browser, "sideways") == []
        for tick in browser.find_elements("css selector", "#agree"):
            tick.click()
        page.submit(step)
    assert check(browser, "sideways") == []


@pytest.mark.parametrize(("count", "screens"), [(20, SCREENS[1:]), (2, SCREENS)])
def test_twenty_answers_are_in_view_and_two_fill_the_width(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, count: int, screens: list[tuple[int, int]]
) -> None:
    make_study(labels=short_labels(count), practice={"trials": 0})
    page = open_page()
    page.wait(page.can_answer)
    for width, height in each_screen(browser, screens):
        assert browser.execute_script(LOWEST) <= height, (width, height)
        assert browser.execute_script("return document.querySelector('.answer').offsetHeight") >= 40
        if count == 2:
            assert browser.execute_script(FREE) < 1, (width, height)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_lost_connection_is_told_in_view_and_moves_neither_clip_nor_answers(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, language: str
) -> None:
    make_study(labels=short_labels(15), practice={"trials": 0})
    page = open_page(language)
    page.wait(page.can_answer)
    page.press("1")
    page.wait(lambda: "2" in page.counter() and page.can_answer())
    before = {screen: browser.execute_script(PLACES) for screen in each_screen(browser, SCREENS)}
    block(browser, "*/response", "*/events")
    page.press("1")
    page.wait(lambda: page.find("#trouble").is_displayed() and page.can_answer())
    for width, height in each_screen(browser, SCREENS):
        left, top, right, bottom = browser.execute_script(BOX, page.find("#trouble"))
        assert left >= 0 and top >= 0 and right <= width, (width, height)
        stage = before[width, height][0]
        assert bottom <= stage[1] + 1, (width, height)  # above the clip, which it does not cover
        assert browser.execute_script(PLACES) == before[width, height], (width, height)
    block(browser)
    page.wait(lambda: not page.find("#trouble").is_displayed())
    without_console_errors(browser, "BLOCKED_BY_CLIENT")
