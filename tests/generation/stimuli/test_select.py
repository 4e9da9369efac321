from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from generation.__main__ import main
from generation.errors import MiburiError
from generation.motion import Motion
from generation.stimuli.candidates import Spool
from generation.stimuli.design import Matching
from generation.stimuli.manifest import motion_path, read_manifest, write_manifest
from generation.stimuli.record import Names
from generation.stimuli.select import select_stimuli
from generation.training.run import Draw, Run
from tests.generation.stimuli.cast import content, paper


def test_quotas_are_filled_for_every_label_and_condition(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(2, 3, 1))
    cells = Counter((stimulus.label, stimulus.condition) for stimulus in manifest.stimuli)
    assert cells == {
        (label, condition): count
        for label in run.labels.names
        for condition, count in (("correct", 2), ("misclassified", 3), ("mean_latent", 1))
    }
    assert manifest.shortfall == ()
    for stimulus in manifest.stimuli:
        if stimulus.condition != "mean_latent":
            assert (stimulus.predicted == stimulus.label) == (stimulus.condition == "correct")
        assert stimulus.predicted == max(stimulus.probabilities, key=lambda name: stimulus.probabilities[name])


def test_the_motions_are_those_of_the_manifest(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(1, 1, 1))
    assert read_manifest(tmp_path / "set") == manifest
    for stimulus in manifest.stimuli:
        motion = Motion.load(motion_path(tmp_path / "set", stimulus))
        assert (motion.sha256, len(motion)) == (stimulus.motion_sha256, stimulus.frames)


def test_same_seed_gives_the_same_bytes_and_another_seed_other_stimuli(run: Run, tmp_path: Path) -> None:
    for name, seed in (("first", 0), ("second", 0), ("other", 1)):
        select_stimuli(run, tmp_path / name, paper(1, 1, 1), seed=seed)
    assert content(tmp_path / "first") == content(tmp_path / "second")
    assert content(tmp_path / "first").keys().isdisjoint(content(tmp_path / "other").keys() - {"manifest.json"})


def test_ids_and_order_tell_neither_label_nor_condition(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(2, 2, 1))
    text = " ".join(path for path in content(tmp_path / "set"))
    assert not any(word in text for word in (*run.labels.names, "correct", "misclassified", "mean"))
    labels = [stimulus.label for stimulus in manifest.stimuli]
    assert labels != sorted(labels, key=run.labels.names.index)


def test_ids_and_order_follow_from_run_design_and_seed_together() -> None:
    request = {"run_sha256": "a", "design_sha256": "b", "seed": 0}
    ids = set(Names.of_request(request).ids(500))
    assert len(ids) == 500
    for name in request:
        others = Names.of_request({**request, name: "other"})
        assert ids.isdisjoint(others.ids(500))
        assert others.order(500) != Names.of_request(request).order(500)


def test_provenance_says_where_the_set_comes_from(run: Run, tmp_path: Path) -> None:
    provenance = select_stimuli(run, tmp_path / "set", paper(1, 1, 0), seed=4).provenance
    assert provenance["run_sha256"] == run.sha256
    assert provenance["corpus_sha256"] == run.description["corpus"]["sha256"]
    assert (provenance["terms"], provenance["synthetic"], provenance["seed"]) == ("CC0 1.0", True, 4)
    for row in provenance["candidates"].values():
        assert row["acceptance_rate"] == pytest.approx(row["correct"] / row["drawn"], abs=1e-4)


def test_what_the_budget_does_not_fill_is_recorded(
    tiny_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_joy = np.array([0.8, 0.1, 0.1])
    monkeypatch.setattr(Run, "classify", lambda self, motions: np.tile(always_joy, (len(motions), 1)))
    manifest = select_stimuli(tiny_run, tmp_path / "set", paper(2, 2, 1, budget=5))
    missing = {(cell.label, cell.condition): (cell.wanted, cell.found, cell.candidates) for cell in manifest.shortfall}
    assert missing == {
        ("joy", "misclassified"): (2, 0, 5),
        ("sadness", "correct"): (2, 0, 5),
        ("neutral", "correct"): (2, 0, 5),
    }
    assert read_manifest(tmp_path / "set").shortfall == manifest.shortfall


def test_the_command_exits_with_1_on_a_shortfall_unless_allowed(
    tiny_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    always_joy = np.array([0.8, 0.1, 0.1])
    monkeypatch.setattr(Run, "classify", lambda self, motions: np.tile(always_joy, (len(motions), 1)))
    command = ["stimuli", str(tiny_run.path), "--budget", "3", "--device", "cpu"]
    assert main([*command[:2], str(tmp_path / "first"), *command[2:]]) == 1
    assert main([*command[:2], str(tmp_path / "second"), *command[2:], "--allow-shortfall"]) == 0


def test_clips_are_no_longer_than_asked(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(2, 2, 1, max_seconds=1.0))
    assert max(stimulus.frames for stimulus in manifest.stimuli) <= 20
    assert manifest.provenance["design"]["settings"]["max_seconds"] == 1.0


def test_several_mean_latent_stimuli_differ_in_length(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(0, 0, 3))
    frames = [stimulus.frames for stimulus in manifest.stimuli if stimulus.label == "joy"]
    assert len(set(frames)) == 3


def test_a_folder_in_use_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(MiburiError, match="already there and not empty"):
        select_stimuli(run, tmp_path, paper(1, 1, 1))
    assert content(tmp_path) == {"notes.txt": b"mine"}


def test_the_same_set_is_kept_with_its_videos_and_another_is_refused(run: Run, tmp_path: Path) -> None:
    folder, selection = tmp_path / "set", paper(1, 1, 1)
    made = select_stimuli(run, folder, selection)
    rendered = made.with_video(made.stimuli[0].id, "ab")
    write_manifest(folder, rendered)
    assert select_stimuli(run, folder, selection) == rendered
    with pytest.raises(MiburiError, match=r"holds another stimulus set \(seed: there 0, here 1\)"):
        select_stimuli(run, folder, paper(1, 1, 1), seed=1)
    assert read_manifest(folder) == rendered


def test_an_interrupted_selection_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Motion, "save", lambda self, path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        select_stimuli(run, tmp_path / "set", paper(1, 1, 1))
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_in_the_midst_of_sampling_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode, calls = Run.decode, []

    def interrupted(self: Run, draws: Sequence[Draw]) -> list[Motion]:
        calls.append(len(draws))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return decode(self, draws)

    monkeypatch.setattr(Run, "decode", interrupted)
    assert main(["stimuli", str(run.path), str(tmp_path / "set"), "--device", "cpu"]) == 130
    assert list(tmp_path.iterdir()) == []


def test_only_one_labels_candidates_wait_at_a_time(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = paper(2, 2, 0, matching=Matching(("speed",), pool=6))
    keep, most = Spool.keep, 0

    def counted(self: Spool, motion: Motion) -> int:
        nonlocal most
        number = keep(self, motion)
        most = max(most, len(list(tmp_path.rglob("spool/*.npz"))))
        return number

    monkeypatch.setattr(Spool, "keep", counted)
    manifest = select_stimuli(run, tmp_path / "set", design)
    assert 4 * 6 <= most <= len(manifest.stimuli) + 4 * 6


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--correct", "-1"], "--correct must not be negative"),
        (["--correct", "0", "--misclassified", "0", "--mean-latent", "0"], "all quotas are 0"),
        (["--budget", "0"], "budget = 0: expected a whole number of at least 1"),
        (["--max-seconds", "0.1"], "max_seconds = 0.1: expected a number of at least 0.2"),
        (["--max-seconds", "nan"], "max_seconds = nan: expected a number"),
    ],
)
def test_flags_without_sense_are_refused(
    flags: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stimuli", str(tmp_path / "run"), str(tmp_path / "set"), *flags]) == 2
    assert message in capsys.readouterr().err


def test_an_unfinished_or_missing_run_ends_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stimuli", str(tmp_path / "nothing"), str(tmp_path / "set")]) == 2
    assert "not a run, config.json is missing" in capsys.readouterr().err
    assert not (tmp_path / "set").exists()
