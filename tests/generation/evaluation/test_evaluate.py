from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation import evaluate, recognition
from generation.evaluation.evaluate import SCHEMA, Settings, evaluate_run, read_evaluation
from generation.training.run import Run

SETTINGS = Settings(per_label=10, repeats=3, mesh_frames=20)


@pytest.fixture(scope="module")
def done(tiny_corpus: Corpus, tiny_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evaluation") / "out"
    assert evaluate_run(tiny_corpus, tiny_run, out, SETTINGS)
    return out


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "out"))


def leaves(data: Any) -> Iterator[Any]:
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from leaves(value)
    else:
        yield data


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_evaluation_says_what_it_was_made_from(done: Path, tiny_corpus: Corpus, tiny_run: Run):
    evaluation = read_evaluation(done)
    assert evaluation["schema"] == SCHEMA == "miburi.evaluation/1"
    provenance = evaluation["provenance"]
    assert provenance["run_sha256"] == tiny_run.sha256
    assert provenance["corpus_sha256"] == tiny_corpus.sha256
    assert (provenance["synthetic"], provenance["terms"]) == (True, "CC0 1.0")
    assert (provenance["seed"], provenance["device"]) == (0, "cpu")
    assert provenance["settings"] == {"per_label": 10, "repeats": 3, "mesh_frames": 20, "spread": None}


def test_it_holds_the_whole_of_table_1(done: Path, tiny_corpus: Corpus):
    evaluation = read_evaluation(done)
    for split in ("train", "validation", "test"):
        for answer in ("reconstructed", "mean_pose"):
            figures = evaluation["reconstruction"][split][answer]
            assert {"angular_deg", "joint_cm", "mesh_cm"} <= figures.keys()
            assert figures["joint_cm"]["low"] <= figures["joint_cm"]["value"] <= figures["joint_cm"]["high"]
    for reference in ("all", "test"):
        for kept in ("unfiltered", "filtered"):
            figures = evaluation["generation"][reference][kept]
            assert figures["generated"].keys() == figures["recorded"].keys()
    assert evaluation["generation"]["all"]["unfiltered"]["n"] == 15  # 3 labels, half of 10 clips each
    assert evaluation["generation"]["all"]["unfiltered"]["generated"]["fid"]["value"] > 0
    recogniser = evaluation["recogniser"]
    assert recogniser["accuracy"]["test"]["n"] == len(tiny_corpus.rows("test"))
    assert recogniser["accuracy"]["generated"]["n"] == 30
    assert np.sum(recogniser["confusion"]["generated"]["counts"]) == 30
    assert {"value", "low", "high"} <= recogniser["generated_to_real"].keys()
    assert {"real", "generated"} <= evaluation["quality"].keys()


def test_every_number_is_finite_and_rounded_to_6_digits(done: Path):
    for value in leaves(read_evaluation(done)):
        if isinstance(value, float):
            assert np.isfinite(value) and value == round(value, 6)


def test_of_training_clips_no_more_are_reconstructed_than_of_test_clips(done: Path, tiny_corpus: Corpus):
    reconstruction = read_evaluation(done)["reconstruction"]
    assert reconstruction["train"]["clips"] == reconstruction["test"]["clips"] == len(tiny_corpus.rows("test"))


def test_the_same_settings_again_do_nothing(copy: Path, tiny_corpus: Corpus, tiny_run: Run):
    before = contents(copy)
    assert not evaluate_run(tiny_corpus, tiny_run, copy, SETTINGS)
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (Settings(per_label=10, repeats=5, mesh_frames=20), r"repeats: there 3, here 5"),
        (Settings(per_label=10, repeats=3, mesh_frames=20, seed=1), r"seed: there 0, here 1"),
    ],
)
def test_other_settings_are_refused_with_the_difference(copy: Path, tiny_corpus, tiny_run, other, difference):
    before = contents(copy)
    with pytest.raises(MiburiError, match=difference):
        evaluate_run(tiny_corpus, tiny_run, copy, other)
    assert contents(copy) == before


def test_an_interrupted_evaluation_goes_on_to_the_same_bytes(done, tmp_path, tiny_corpus, tiny_run, monkeypatch):
    out = tmp_path / "out"
    original = recognition.generated_motions

    def interrupted(run: Run, label: int, *rest: Any) -> Any:
        if label == 1:
            raise KeyboardInterrupt
        return original(run, label, *rest)

    monkeypatch.setattr(recognition, "generated_motions", interrupted)
    with pytest.raises(KeyboardInterrupt):
        evaluate_run(tiny_corpus, tiny_run, out, SETTINGS)
    assert not (out / "evaluation.json").exists()
    kept = (out / "parts" / "generated-00.npz").stat().st_mtime_ns, (out / "parts" / "reconstruction-test.json").stat()
    monkeypatch.setattr(recognition, "generated_motions", original)
    assert evaluate_run(tiny_corpus, tiny_run, out, SETTINGS)
    assert (out / "parts" / "generated-00.npz").stat().st_mtime_ns == kept[0]
    assert (out / "parts" / "reconstruction-test.json").stat().st_mtime_ns == kept[1].st_mtime_ns
    assert (out / "evaluation.json").read_bytes() == (done / "evaluation.json").read_bytes()


def test_a_run_is_evaluated_on_its_own_corpus_only(tmp_path, make_corpus: Callable[..., Corpus], tiny_run: Run):
    other = make_corpus(tmp_path / "other", seed=9)
    with pytest.raises(MiburiError, match="was trained on another corpus"):
        evaluate_run(other, tiny_run, tmp_path / "out", SETTINGS)
    assert not (tmp_path / "out").exists()


def test_a_spread_that_the_run_lacks_is_refused_before_anything_is_written(tmp_path, tiny_corpus, tiny_run):
    with pytest.raises(MiburiError, match="has no flow"):
        evaluate_run(tiny_corpus, replace(tiny_run, flow=None), tmp_path / "out", Settings(spread="flow"))
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path, tiny_corpus, tiny_run):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(MiburiError, match="already there and not an evaluation"):
        evaluate_run(tiny_corpus, tiny_run, tmp_path, SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_damaged_part_is_named(copy: Path, tiny_corpus, tiny_run):
    (copy / "evaluation.json").unlink()
    (copy / "parts" / "quality.json").write_text("{")
    with pytest.raises(MiburiError, match="quality.json: damaged"):
        evaluate_run(tiny_corpus, tiny_run, copy, SETTINGS)


def test_another_schema_is_refused(copy: Path):
    (copy / "evaluation.json").write_text(json.dumps({"schema": "miburi.evaluation/0"}))
    with pytest.raises(MiburiError, match=r"not an evaluation \(schema 'miburi.evaluation/0'"):
        read_evaluation(copy)


@pytest.mark.parametrize(("name", "value"), [("per_label", 1), ("repeats", 1), ("mesh_frames", -1), ("seed", -1)])
def test_settings_that_mean_nothing_are_refused(name: str, value: int):
    with pytest.raises(MiburiError, match=f"--{name.replace('_', '-')} must be at least"):
        Settings(**{name: value})


def test_running_out_of_memory_says_what_to_do(tmp_path, tiny_corpus, tiny_run, monkeypatch):
    def full(*_: Any) -> Any:
        raise evaluate.torch.OutOfMemoryError

    monkeypatch.setattr(evaluate, "_evaluation", full)
    with pytest.raises(MiburiError, match="ran out of memory on cpu; use --device cpu"):
        evaluate_run(tiny_corpus, tiny_run, tmp_path / "out", SETTINGS)


def test_the_command_prints_both_tables_and_a_second_call_finds_its_result(copy, tiny_corpus, tiny_run, capsys):
    command = ["evaluate", str(tiny_corpus.path), str(tiny_run.path), str(copy), "--device", "cpu"]
    options = ["--per-label", "10", "--repeats", "3", "--mesh-frames", "20"]
    assert main([*command, *options]) == 0
    said = capsys.readouterr().err
    assert "nothing to do" in said and "reconstruction" in said and "generation" in said
    assert main([*command, *options, "--seed", "3"]) == 2
    assert "seed: there 0, here 3" in capsys.readouterr().err
