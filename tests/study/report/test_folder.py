"""The report on disk: whole, the same twice, every number in report.json."""

import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from generation.errors import MiburiError
from generation.labels import EMOTIONS, LabelSet
from study.report.figures import figure_names, render_figure
from study.report.folder import write_report
from study.report.results import compute_results
from tests.study.planted import PLANTED, planted_responses, planted_sessions, study_facts
from tests.study.report.test_results import numbers_in

TWO = LabelSet.of_names(["happy", "sad"])


def results_for(labels=TWO, simulated=True, raters=6, dropouts=1):
    responses = planted_responses(labels=labels.names, raters=raters, simulated=simulated)
    sessions = planted_sessions(responses, dropouts)
    return compute_results(responses, sessions, study_facts(labels, synthetic=True), seed=0)


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def two_label_report(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports") / "two"
    write_report(results_for(), out)
    return out


def draw_nothing(_, name, form, language):
    return f"{name} as {form} in {language}".encode()


@pytest.fixture
def quick_figures(monkeypatch):
    """For tests of the folder, not of the drawing."""
    monkeypatch.setattr("study.report.folder.render_figure", draw_nothing)


@pytest.fixture(scope="module")
def thirteen_label_report(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports") / "thirteen"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("study.report.folder.render_figure", draw_nothing)
        write_report(results_for(EMOTIONS, simulated=False), out)
    return out


class Numbers(HTMLParser):
    """The text of all elements of class "number"."""

    def __init__(self):
        super().__init__()
        self.inside = []
        self.texts = []

    def handle_starttag(self, tag, attrs):
        if tag in {"td", "dd", "span", "th", "small"}:
            self.inside.append("number" in (dict(attrs).get("class") or "").split())

    def handle_endtag(self, tag):
        if tag in {"td", "dd", "span", "th", "small"}:
            self.inside.pop()

    def handle_data(self, data):
        if any(self.inside):
            self.texts.append(data)


def written_numbers(html):
    parser = Numbers()
    parser.feed(html)
    texts = [text.replace("\N{MINUS SIGN}", "-") for text in parser.texts if "not estimable" not in text]
    return [
        number
        for text in texts
        for number in re.findall(r"(?<![\w<])[-+]?\d*\.?\d+", text)
        if text[:2] not in ("< ", "> ")
    ]


def test_every_number_on_the_page_is_in_report_json(two_label_report, thirteen_label_report):
    for folder in (two_label_report, thirteen_label_report):
        known = list(numbers_in(json.loads((folder / "report.json").read_bytes())))
        roundings = {
            f"{abs(number) * scale:.{digits}f}".lstrip("0") or "0"
            for number in known
            for scale in (1, 100, 1 / 1000)
            for digits in (0, 1, 2, 3)
        } | {f"{number:,}" for number in known if isinstance(number, int)}
        written = written_numbers((folder / "report.html").read_text())
        assert len(written) > 100
        assert not [number for number in written if (number.lstrip("+-").lstrip("0") or "0") not in roundings]


def test_same_results_same_bytes(two_label_report, tmp_path):
    write_report(results_for(), tmp_path / "again")
    assert digests(tmp_path / "again") == digests(two_label_report)


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_a_japanese_figure_is_the_same_twice(form):
    results = results_for()
    for name in ("flow", "confusion"):
        assert render_figure(results, name, form, "ja") == render_figure(results, name, form, "ja")


def test_every_figure_is_there_in_three_formats(thirteen_label_report):
    names = {path.name for path in (thirteen_label_report / "figures").iterdir()}
    drawn = ("flow", "accuracy", "confusion", "confusion_mean_latent", "confusion_recogniser", "alignment")
    for figure in (*drawn, "response_time_accuracy", "conditional_accuracy", "response_times", "exposure"):
        assert {f"{figure}.svg", f"{figure}.png", f"{figure}.pdf"} <= names
    html = (thirteen_label_report / "report.html").read_text()
    for link in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert (thirteen_label_report / link).exists(), link


def test_warnings_stand_on_the_page_and_in_the_numbers(two_label_report, thirteen_label_report):
    assert "SIMULATED RATERS" in (two_label_report / "report.html").read_text()
    assert json.loads((two_label_report / "report.json").read_bytes())["warnings"][0] == "SIMULATED RATERS"
    assert "SIMULATED RATERS" not in (thirteen_label_report / "report.html").read_text()


@pytest.mark.parametrize("name", ["accuracy", "confusion"])
def test_thirteen_labels_are_drawn(name):
    assert render_figure(results_for(EMOTIONS), name, "png").startswith(b"\x89PNG")


def test_a_warning_is_drawn_on_every_figure():
    of_programs, of_people = results_for(), results_for(simulated=False)
    for name in figure_names(of_people):
        assert render_figure(of_programs, name, "svg") != render_figure(of_people, name, "svg"), name


def test_the_paper_stands_beside_thirteen_labels_only(two_label_report, thirteen_label_report):
    assert "24.91%" in (thirteen_label_report / "report.html").read_text()
    assert "24.91%" not in (two_label_report / "report.html").read_text()


def test_every_head_of_the_papers_figures_says_that_they_do_not_compare(quick_figures, tmp_path):
    """A table that is cut out of the page must not pass for a comparison."""
    write_report(results_for(EMOTIONS, simulated=True), tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text()
    heads = re.findall(r"<th[^>]*>Paper.*?</th>", page, re.DOTALL)
    assert len(heads) == 3 and all("not comparable" in head for head in heads)
    assert page.count('<small class="own">simulated raters, synthetic corpus</small>') >= 3
    assert page.index("NOT COMPARABLE") < page.index("24.91%")


def test_people_who_rated_recorded_emotion_stand_beside_the_paper_without_alarm(quick_figures, tmp_path):
    responses = planted_responses(raters=4)
    results = compute_results(responses, planted_sessions(responses), study_facts(), seed=0)
    write_report(results, tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text()
    assert "24.91%" in page and "not comparable" not in page.lower() and '<small class="own">' not in page


def test_an_earlier_report_is_replaced_whole(quick_figures, tmp_path):
    out = tmp_path / "report"
    write_report(results_for(raters=2), out)
    (out / "figures" / "left over.svg").touch()
    write_report(results_for(raters=3), out)
    assert json.loads((out / "report.json").read_bytes())["results"]["flow"]["raters"] == 3
    assert not (out / "figures" / "left over.svg").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_of_something_else_is_not_touched(tmp_path):
    (tmp_path / "thesis.tex").write_text("do not lose")
    with pytest.raises(MiburiError, match="exists and is not an earlier report; name a new folder"):
        write_report(results_for(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_failure_leaves_the_earlier_report_as_it_was(quick_figures, tmp_path, monkeypatch):
    out = tmp_path / "report"
    write_report(results_for(raters=2), out)
    before = digests(out)
    monkeypatch.setattr("study.report.folder.render_to_string", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(results_for(), out)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_an_earlier_report_that_a_killed_run_had_moved_aside_is_put_back(quick_figures, tmp_path, monkeypatch):
    out = tmp_path / "report"
    write_report(results_for(raters=2), out)
    before = digests(out)
    out.rename(tmp_path / ".report.old")
    monkeypatch.setattr("study.report.folder.render_to_string", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(results_for(), out)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_nothing_is_written_when_there_is_nothing_to_report(tmp_path):
    nothing = planted_responses().head(0)
    results = compute_results(nothing, planted_sessions(nothing), study_facts(), seed=0)
    with pytest.raises(MiburiError, match="has no responses"):
        write_report(results, tmp_path / "report")
    assert not list(tmp_path.iterdir())


VOID = {"img", "link", "meta", "br", "input", "hr"}


class Outline(HTMLParser):
    """Whether what is opened is closed, in order; and what ids and inline styles there are."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.faults = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        if "style" in given or tag in {"style", "script"}:
            self.faults.append(f"inline {tag}")
        if tag == "table":
            self.faults += [] if "table" not in self.open else ["table in a table"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


POOR = {
    "one rater": planted_responses(raters=1),
    "one condition": planted_responses(raters=4).query("condition == 'correct'"),
    "all correct": planted_responses(raters=4, accuracy=dict.fromkeys(PLANTED, 1.0)),
    "simulated": planted_responses(raters=4, simulated=True),
    "no times": planted_responses(raters=4).assign(rt_ms=float("nan")),
}


@pytest.mark.parametrize("data", POOR)
def test_pages_of_both_languages_are_whole_on_poor_data(quick_figures, tmp_path, data):
    results = compute_results(POOR[data], planted_sessions(POOR[data]), study_facts(), seed=0)
    write_report(results, tmp_path / "report", ("en", "ja"))
    for name, language in (("report.html", "en"), ("report.ja.html", "ja")):
        page = (tmp_path / "report" / name).read_text()
        outline = Outline()
        outline.feed(page)
        assert not outline.open and not outline.faults
        assert len(outline.ids) == len(set(outline.ids))
        assert f'<html lang="{language}">' in page
        assert not re.search(r"\bnan\b|{[{%]|%}|None(?!\.)", page)
        assert ("not estimable" in page, "算出不可" in page) == (language == "en", language == "ja")
        for link in re.findall(r'(?:src|href)="([^"#]+)"', page):
            assert (tmp_path / "report" / link).exists(), link


@pytest.mark.parametrize("data", POOR)
def test_every_figure_can_be_drawn_from_poor_data_in_both_languages(data):
    results = compute_results(POOR[data], planted_sessions(POOR[data]), study_facts(), seed=0)
    for place, name in enumerate(figure_names(results)):
        assert render_figure(results, name, "svg", ("en", "ja")[place % 2]).startswith(b"<?xml")


def test_figures_are_in_english_where_there_are_no_japanese_letters(monkeypatch, tmp_path):
    """And the page says so."""
    monkeypatch.setattr("study.report.figures.style.japanese_font", lambda: None)
    results = results_for(raters=2)
    assert render_figure(results, "accuracy", "svg", "ja") == render_figure(results, "accuracy", "svg", "en")
    monkeypatch.setattr("study.report.folder.render_figure", draw_nothing)
    write_report(results, tmp_path / "report", ("ja",))
    assert "図は英語で表示しています" in (tmp_path / "report" / "report.html").read_text()
