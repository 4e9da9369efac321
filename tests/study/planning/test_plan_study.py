"""``manage.py plan_study``: what it writes, that it goes on where it stopped, and what it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from study.planning.reading import accuracy_among
from study.planning.run import PARTS
from tests.study.rated_study import make_study

pytestmark = pytest.mark.django_db
PLAN = """
labels = 4
clip_sd = 0.5

[[conditions]]
name = "correct"
accuracy = 0.6
clips = 8

[[conditions]]
name = "misclassified"
accuracy = 0.2
clips = 8
"""
SMALL = {"raters": [4, 8], "studies": 20, "processes": 1}


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_it_writes_the_numbers_and_the_curve(plan, out, capsys):
    call_command("plan_study", out, plan=plan, **SMALL)
    found = json.loads((out / "planning.json").read_text())
    assert found["schema"] == "miburi.planning/1"
    assert found["seed"] == 0
    assert [point["raters"] for point in found["points"]] == [4, 8]
    contrast = found["points"][0]["contrasts"][0]
    assert 0 <= contrast["model"]["value"] <= 1
    assert contrast["model"]["studies"] + contrast["model"]["not_estimable"] == 20
    assert found["points"][0]["widths"]["correct"]["by_rater"]["value"] > 0
    assert {row["power"] for row in found["answers"]} == {0.8, 0.9}
    assert all((out / f"power.{form}").stat().st_size > 1000 for form in ("svg", "png", "pdf"))
    assert "Correctly classified − Misclassified, power 80%" in capsys.readouterr().out


def test_an_interrupted_run_goes_on_to_the_same_bytes(plan, out, tmp_path, monkeypatch):
    call_command("plan_study", tmp_path / "whole", plan=plan, **SMALL)
    from study.planning import run

    simulate, calls = run.simulate_power, []

    def stops(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return simulate(*arguments)

    monkeypatch.setattr(run, "simulate_power", stops)
    with pytest.raises(CommandError, match="interrupted"):
        call_command("plan_study", out, plan=plan, **SMALL)
    with (out / PARTS).open("a") as stream:
        stream.write('{"clips_factor": 1.0, "rat')  # as a killed process leaves it
    call_command("plan_study", out, plan=plan, **SMALL)
    assert len(calls) == 3  # one more, the part that was missing
    assert (out / "planning.json").read_bytes() == (tmp_path / "whole" / "planning.json").read_bytes()


def test_a_second_run_simulates_nothing(plan, out, monkeypatch):
    call_command("plan_study", out, plan=plan, **SMALL)
    before = (out / "planning.json").read_bytes()
    monkeypatch.setattr("study.planning.run.simulate_power", None)
    call_command("plan_study", out, plan=plan, **SMALL)
    assert (out / "planning.json").read_bytes() == before


def test_another_plan_in_the_same_folder_is_refused_with_the_difference(plan, out):
    call_command("plan_study", out, plan=plan, **SMALL)
    plan.write_text(PLAN.replace("clip_sd = 0.5", "clip_sd = 0.7"))
    with pytest.raises(CommandError, match=r"holds another plan \(clip_sd 0.5, not 0.7\); name a new folder"):
        call_command("plan_study", out, plan=plan, **SMALL)


def test_a_folder_with_something_else_is_left_alone(plan, out):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="exists and holds no plan"):
        call_command("plan_study", out, plan=plan, **SMALL)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"raters": [1]}, "--raters must be 2 to 2000, got 1"),
        ({"studies": 30}, "--studies must be a multiple of 20, got 30"),
        ({"clips": [0.0]}, "--clips must be 0.05 to 100 times, got 0"),
        ({"processes": 0}, "--processes must be 1 or more"),
        ({"study": "none"}, "exclude each other"),
    ],
)
def test_options_that_cannot_be_are_refused(change, said, plan, out):
    with pytest.raises(CommandError, match=said):
        call_command("plan_study", out, plan=plan, **{**SMALL, **change})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("labels = ", "not TOML"),
        ("lables = 4", "'lables' is unknown; did you mean 'labels'"),
        ("clip_sd = 9.0", "clip_sd must lie between 0 and 3, got 9"),
    ],
)
def test_a_faulty_file_is_named_with_the_fault(text, said, plan, out):
    plan.write_text(text)
    with pytest.raises(CommandError, match=said) as refused:
        call_command("plan_study", out, plan=plan, **SMALL)
    assert "plan.toml" in str(refused.value)


def test_a_studys_own_clips_are_planned(out):
    make_study()
    call_command("plan_study", out, study="pilot", **{**SMALL, "raters": [4]})
    plan = json.loads((out / "planning.json").read_text())["plan"]
    assert plan["labels"] == 4
    assert [(row["name"], row["clips"]) for row in plan["conditions"]] == [
        ("correct", 8),
        ("misclassified", 8),
        ("mean_latent", 4),
    ]


def test_with_fewer_answers_guessing_is_likelier_and_so_are_right_answers():
    assert accuracy_among(13, 0.2491) == 0.2491
    assert accuracy_among(4, 1 / 13) == pytest.approx(0.25, abs=1e-4)
