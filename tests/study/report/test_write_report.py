"""``manage.py write_report``"""

import json

import pytest
from django.core.management import CommandError, call_command

from study.design.exclusion import Exclusion, SessionRule
from study.models import ExclusionVersion
from tests.study.rated_study import add_raters, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_figures(monkeypatch):
    monkeypatch.setattr(
        "study.report.folder.render_figure", lambda _, name, form, language: f"{name} as {form} in {language}".encode()
    )


def test_simulated_raters_are_left_out_unless_asked_for(tmp_path, capsys):
    study = make_study()
    add_raters(study, 3, simulated=True)
    add_raters(study, 2, simulated=False, seed=1)
    call_command("write_report", "pilot", tmp_path / "people")
    call_command("write_report", "pilot", tmp_path / "all", "--include-simulated")
    people, everyone = (json.loads((tmp_path / name / "report.json").read_bytes()) for name in ("people", "all"))
    assert people["results"]["flow"]["raters"] == 2
    assert people["warnings"] == ["SYNTHETIC CORPUS"]
    assert everyone["results"]["flow"]["raters"] == 5
    assert everyone["results"]["flow"]["simulated_raters"] == 3
    assert everyone["warnings"] == ["SIMULATED RATERS", "SYNTHETIC CORPUS"]
    assert str(tmp_path / "all" / "report.html") in capsys.readouterr().out


def test_an_unknown_study_is_named_with_the_known_ones(tmp_path):
    make_study()
    with pytest.raises(CommandError, match=r"no study 'pilto'; there are: pilot"):
        call_command("write_report", "pilto", tmp_path / "report")


def test_only_simulated_responses_point_to_the_switch(tmp_path):
    add_raters(make_study(), 1, simulated=True)
    with pytest.raises(CommandError, match="add --include-simulated"):
        call_command("write_report", "pilot", tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    add_raters(make_study(), 1, simulated=False)
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=r"file: File exists; .* name another folder") as caught:
        call_command("write_report", "pilot", tmp_path / "file" / "report")
    assert caught.value.returncode == 2
    assert (tmp_path / "file").read_bytes() == b""


def test_the_folder_one_stands_in_can_hold_the_report(tmp_path, monkeypatch):
    add_raters(make_study(), 1, simulated=False)
    (tmp_path / "here").mkdir()
    for _ in range(2):
        monkeypatch.chdir(tmp_path / "here")
        call_command("write_report", "pilot", ".")
    assert (tmp_path / "here" / "report.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_negative_seed_is_refused(tmp_path):
    add_raters(make_study(), 1, simulated=False)
    with pytest.raises(CommandError, match="--seed must be 0 or more, got -1") as caught:
        call_command("write_report", "pilot", tmp_path / "report", "--seed=-1")
    assert caught.value.returncode == 2


def test_what_somebody_put_beside_a_report_is_not_lost(tmp_path):
    add_raters(make_study(), 1, simulated=False)
    call_command("write_report", "pilot", tmp_path / "report")
    (tmp_path / "report" / "notes.txt").write_text("for the paper")
    with pytest.raises(CommandError, match="notes.txt is not part of a report and would be lost"):
        call_command("write_report", "pilot", tmp_path / "report")
    assert (tmp_path / "report" / "notes.txt").read_text() == "for the paper"


def test_both_languages_stand_beside_each_other(tmp_path):
    add_raters(make_study(), 3, simulated=False)
    call_command("write_report", "pilot", tmp_path / "report", "--language", "both")
    english, japanese = (tmp_path / "report" / name for name in ("report.html", "report.ja.html"))
    assert 'href="report.ja.html" lang="ja"' in english.read_text()
    assert 'href="report.html" lang="en"' in japanese.read_text()
    assert {path.name for path in (tmp_path / "report" / "figures").iterdir()} == {
        path.name for path in (tmp_path / "report" / "figures-ja").iterdir()
    }
    call_command("write_report", "pilot", tmp_path / "report", "--language", "ja")
    assert '<html lang="ja">' in english.read_text() and not japanese.exists()


def test_declared_rules_leave_answers_out_and_keep_them_in_the_numbers_before(tmp_path):
    study = make_study()
    rules = Exclusion(sessions=(SessionRule(name="unfinished", incomplete=True),))
    ExclusionVersion.objects.create(
        study=study, version=1, rules=rules.to_json(), sha256=rules.sha256, sessions_before=0
    )
    add_raters(study, 3, simulated=False)
    add_raters(study, 1, simulated=False, completed=False, seed=1)
    call_command("write_report", "pilot", tmp_path / "report")
    results = json.loads((tmp_path / "report" / "report.json").read_bytes())["results"]
    assert (results["before"]["responses"], results["after"]["responses"]) == (70, 60)
    assert results["participation"]["excluded"] == 1
    assert results["study"]["exclusions_sha256"] == rules.sha256
    assert 'id="before-by-condition"' in (tmp_path / "report" / "report.html").read_text()
