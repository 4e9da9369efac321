"""Stages: each once, in order, going on where the last call stopped."""

import json

import pytest

from generation.errors import MiburiError
from generation.reproduction.stages import Stage, read_stages, run_stages

SETTINGS = {"preset": "small", "seed": 0}


class Counted:
    """A stage's work that leaves a file, counts how often it made it, and may fail before it does."""

    def __init__(self, out, name, failure=None):
        self.path, self.failure, self.made = out / name, failure, 0

    def __call__(self):
        if self.path.exists():
            return False
        if self.failure is not None:
            raise self.failure
        self.path.write_text("made")
        self.made += 1
        return True


@pytest.fixture
def works(tmp_path):
    return {name: Counted(tmp_path / "out", name) for name in ("first", "second", "third")}


def stages_of(works):
    return [Stage(name, f"the {name}", work) for name, work in works.items()]


def states(out):
    return [row["state"] for row in read_stages(out)]


def test_stages_run_in_order_and_are_recorded_with_their_time(tmp_path, works):
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    rows = read_stages(tmp_path / "out")
    assert [(row["name"], row["state"]) for row in rows] == [(name, "finished") for name in works]
    assert all(row["seconds"] >= 0 for row in rows)
    assert all(work.made == 1 for work in works.values())


def test_a_second_call_changes_nothing(tmp_path, works):
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()}
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("failure", "state"), [(KeyboardInterrupt(), "interrupted"), (MiburiError("disk full"), "failed")]
)
def test_the_next_call_goes_on_with_the_stage_that_stopped(tmp_path, works, failure, state):
    works["second"].failure = failure
    with pytest.raises(type(failure)):
        run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    assert states(tmp_path / "out") == ["finished", state, "waiting"]
    works["second"].failure = None
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    assert states(tmp_path / "out") == ["finished"] * 3
    assert [work.made for work in works.values()] == [1, 1, 1]


def test_the_time_of_all_attempts_adds_up(tmp_path, works, monkeypatch):
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("generation.reproduction.stages.time.perf_counter", lambda: float(next(clock)))
    works["first"].failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    first = read_stages(tmp_path / "out")[0]["seconds"]
    works["first"].failure = None
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    assert read_stages(tmp_path / "out")[0]["seconds"] > first > 0


def test_a_result_that_was_removed_is_made_again(tmp_path, works):
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    works["second"].path.unlink()
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    assert [work.made for work in works.values()] == [1, 2, 1]


def test_other_settings_are_refused_with_the_difference(tmp_path, works):
    run_stages(tmp_path / "out", stages_of(works), SETTINGS)
    with pytest.raises(MiburiError, match=r"other settings \(seed: there 0, here 1\)"):
        run_stages(tmp_path / "out", stages_of(works), {**SETTINGS, "seed": 1})


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path, works):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(MiburiError, match="not a reproduction; choose another folder"):
        run_stages(out, stages_of(works), SETTINGS)
    assert [path.name for path in out.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"schema": "miburi.stages/0", "stages": []})])
def test_an_unreadable_record_is_one_line(tmp_path, works, content):
    out = tmp_path / "out"
    out.mkdir()
    (out / "stages.json").write_text(content)
    with pytest.raises(MiburiError, match=r"stages.json: not the record of a reproduction"):
        run_stages(out, stages_of(works), SETTINGS)
