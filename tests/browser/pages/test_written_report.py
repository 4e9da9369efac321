"""The report that is written to a folder, opened as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from study.report import folder
from study.report.source import results_of
from tests.browser.accessibility import faults
from tests.study.rated_study import add_raters, make_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_everybody_can_read_it(browser: WebDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "FORMATS", ("svg",))
    study = make_study()
    add_raters(study, 4, simulated=False)
    folder.write_report(results_of(study, include_simulated=False), tmp_path / "report", ("en", "ja"))
    for page in ("report.html", "report.ja.html"):
        browser.get((tmp_path / "report" / page).as_uri())
        assert browser.get_log("browser") == []
        assert faults(browser) == [], page
        browser.get_log("browser")  # axe wants the style sheet, and may not read it from a file
