from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.__main__ import main
from generation.corpus.store import Corpus, write_corpus
from generation.errors import MiburiError
from generation.evaluation.intensity import asked_ways, intensity_axes, why_not_asked
from generation.evaluation.interpolation import encoded
from generation.evaluation.latent_figures import LatentSettings, write_latents
from generation.evaluation.movement import QUANTITIES, movement
from generation.motion import Motion
from generation.rendering import sheet as drawing
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import Renderer, open_renderer
from generation.training.run import Run, child_seeds

CELL = 64  # pixels


@pytest.fixture(scope="module")
def acted(tiny_corpus: Corpus, tiny_run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Run]:
    """The tiny corpus with intensities, and the tiny run as if it was trained on it."""
    path = tmp_path_factory.mktemp("acted") / "corpus"
    with write_corpus(path, labels=tiny_corpus.labels, terms="CC0 1.0", synthetic=True, provenance={}) as writer:
        for row in range(len(tiny_corpus)):
            clip = tiny_corpus.clips.iloc[row]
            writer.add(tiny_corpus.motion(row), clip_id=clip["id"], label=clip["label"], split=clip["split"],
                       source="fixture", performer="P1", scenario="1", intensity=("low", "high")[row % 2])  # fmt: skip
    corpus = Corpus.open(path)
    run = path.parent / "run"
    run.mkdir()
    for file in tiny_run.path.iterdir():
        if file.is_file():
            (run / file.name).write_bytes(file.read_bytes())
    config = json.loads((run / "config.json").read_text())
    config["corpus"]["sha256"] = corpus.sha256
    (run / "config.json").write_text(json.dumps(config))
    return corpus, Run.open(run, "cpu")


@pytest.fixture(scope="module")
def asked() -> LatentSettings:
    return LatentSettings(pairs=2, steps=3, split="train")


@pytest.fixture(scope="module")
def out(acted: tuple[Corpus, Run], asked: LatentSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("latents") / "out"
    assert write_latents(*acted, path, asked)
    return path


@pytest.fixture(scope="module")
def result(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "interpolation.json").read_text()))


@pytest.fixture(scope="module")
def small_renderer() -> Iterator[Renderer]:
    renderer = open_renderer(Presentation(size=CELL))
    yield renderer
    renderer.close()


@pytest.fixture
def small(small_renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sheets are drawn small, by a renderer that opens once; the sizes it was opened with."""
    opened: list[int] = []

    def open_small(presentation: Presentation) -> Renderer:
        opened.append(presentation.size)
        return small_renderer

    monkeypatch.setattr("generation.evaluation.latent_strips.open_renderer", open_small)
    monkeypatch.setattr(small_renderer, "close", lambda: None)
    return opened


def command(acted: tuple[Corpus, Run], out: Path, *options: str) -> list[str]:
    return ["interpolate", str(acted[0].path), str(acted[1].path), str(out), "--device", "cpu", *options]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_label_has_its_mean_latent_and_its_bias_vector(result: dict[str, Any], acted: tuple[Corpus, Run]) -> None:
    run = acted[1]
    assert list(result["labels"]) == list(run.labels.names)
    for name, decoded in result["labels"].items():
        for kind in ("mean_latent", "bias_vector"):
            assert decoded[kind]["frames"] == run.durations.quantile(run.labels.index(name), 0.5)
            assert sum(decoded[kind]["probabilities"].values()) == pytest.approx(1, abs=1e-4)
            assert set(decoded[kind]["movement"]) == set(QUANTITIES)


def test_distances_between_mean_latents_are_those_of_the_run(result: dict[str, Any], acted: tuple[Corpus, Run]) -> None:
    distances, mu = np.array(result["mean_latent_distances"]["euclidean"]), acted[1].latents.mu.double().numpy()
    assert (distances == distances.T).all() and (np.diag(distances) == 0).all()
    assert distances[0, 2] == pytest.approx(np.linalg.norm(mu[0] - mu[2]), rel=1e-4)
    latents = acted[1].latents
    joy = latents.clip_mu[latents.classes == 0].double().numpy()
    spread = np.sqrt(np.square(joy - joy.mean(0)).sum(1).mean())
    assert result["mean_latent_distances"]["spread"][0] == pytest.approx(spread, rel=1e-4)


def test_every_motion_that_is_named_is_there_and_moves_as_stated(result: dict[str, Any], out: Path) -> None:
    described = [decoded for kinds in result["labels"].values() for decoded in kinds.values()]
    for pair in result["pairs"]:
        described += [pair["start"], pair["end"], *pair["steps"]]
    for axis in result["intensity"]["labels"].values():
        described += axis["steps"]
    assert len({each["motion"] for each in described}) == len(described) == len(list((out / "motions").iterdir()))
    for each in described:
        motion = Motion.load(out / each["motion"])
        assert len(motion) == each["frames"]
        assert movement(motion) == pytest.approx(each["movement"], abs=1e-5)


def test_pairs_go_from_low_to_high_of_one_label(result: dict[str, Any]) -> None:
    assert [pair["label"] for pair in result["pairs"]] == ["joy", "joy", "sadness", "sadness", "neutral", "neutral"]
    for pair in result["pairs"]:
        assert (pair["start"]["intensity"], pair["end"]["intensity"]) == ("low", "high")
        assert pair["start"]["label"] == pair["end"]["label"] == pair["label"]
        assert [step["weight"] for step in pair["steps"]] == [0, 0.5, 1]
        assert (pair["steps"][0]["frames"], pair["steps"][-1]["frames"]) == (
            pair["start"]["frames"],
            pair["end"]["frames"],
        )


def test_trends_are_told_for_every_quantity_with_their_number_of_pairs(result: dict[str, Any]) -> None:
    assert set(result["trends"]) == set(QUANTITIES)
    assert all(trend["all_pairs"]["rho"]["n"] == 6 for trend in result["trends"].values())
    speed = [pair["trends"]["speed"]["real_change"] for pair in result["pairs"]]
    assert result["trends"]["speed"]["real_rises"]["rho"]["n"] == sum(change > 0 for change in speed)


def test_along_intensity_the_truth_is_the_mean_of_all_real_training_clips(
    result: dict[str, Any], acted: tuple[Corpus, Run]
) -> None:
    clips = acted[0].clips
    axes = result["intensity"]["labels"]
    assert list(axes) == list(acted[1].labels.names)
    chosen = (clips["split"] == "train") & (clips["label"] == "sadness") & (clips["intensity"] == "high")
    speeds = [movement(acted[0].motion(int(row)))["speed"] for row in np.flatnonzero(chosen)]
    assert axes["sadness"]["high"]["clips"] == len(speeds)
    assert axes["sadness"]["high"]["movement"]["speed"] == pytest.approx(np.mean(speeds), abs=1e-5)
    change = axes["sadness"]["high"]["movement"]["speed"] - axes["sadness"]["low"]["movement"]["speed"]
    assert axes["sadness"]["trends"]["speed"]["real_change"] == pytest.approx(change, abs=1e-5)
    moved = axes["sadness"]["moved"]
    assert (moved["clips"], [step["weight"] for step in moved["steps"]]) == (2, [0, 0.5, 1])
    assert set(moved["steps"][0]["movement"]) == set(QUANTITIES)
    assert result["intensity"]["mean_latents"]["speed"]["all_pairs"]["rho"]["n"] == 3
    assert result["intensity"]["moved_clips"]["speed"]["all_pairs"]["rho"]["n"] == 6


def test_clips_that_the_flow_cannot_be_asked_for_are_null_with_the_reason(
    result: dict[str, Any], acted: tuple[Corpus, Run]
) -> None:
    """The run's corpus had no intensities when its flow was trained."""
    found = result["intensity"]
    assert (found["asked_clips"], found["asked_means"]) == (None, None)
    assert found["asked_reason"] == "the run's flow does not know low and high intensity"
    assert all(axis["asked"] is None for axis in found["labels"].values())
    assert why_not_asked(replace(acted[1], flow=None)) == "the run has no flow"


@pytest.fixture(scope="module")
def intense(intense_run: Run) -> tuple[Corpus, Run]:
    return Corpus.open(intense_run.path.parent / "corpus"), intense_run


def test_clips_asked_for_are_held_against_the_real_clips_of_their_label(
    intense: tuple[Corpus, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--split", "train", "--pairs", "1", "--steps", "3", "--beyond", "1", "--no-strips"]
    assert main(command(intense, tmp_path / "out", *options)) == 0
    assert re.search(r"clips asked.*\n.*\bfor\b", capsys.readouterr().err)
    found = json.loads((tmp_path / "out" / "interpolation.json").read_text())["intensity"]
    labels = list(intense[1].labels.names)
    assert "asked_reason" not in found and list(found["labels"]) == labels
    for axis in found["labels"].values():
        assert axis["asked"]["clips"] == 5
        assert [step["weight"] for step in axis["asked"]["steps"]] == [0, 0.5, 1]  # nothing beyond can be asked for
    assert (set(found["asked_clips"]), set(found["asked_means"])) == (set(QUANTITIES), set(QUANTITIES))
    assert found["asked_clips"]["speed"]["all_pairs"]["rho"]["n"] == 5 * len(labels)
    assert found["asked_means"]["speed"]["all_pairs"]["rho"]["n"] == len(labels)
    rises = [axis["high"]["movement"]["speed"] > axis["low"]["movement"]["speed"] for axis in found["labels"].values()]
    for group, each in (("asked_clips", 5), ("asked_means", 1)):
        assert found[group]["speed"]["real_rises"]["rho"]["n"] == each * sum(rises)


def test_clips_asked_for_come_from_the_seed_and_from_one_noise(intense: tuple[Corpus, Run]) -> None:
    run = intense[1]
    ways = asked_ways(run, "joy", (0.0, 1.0), seed=3)
    assert ways == asked_ways(run, "joy", (0.0, 1.0), seed=3) != asked_ways(run, "joy", (0.0, 1.0), seed=4)
    still = run.decode(run.draws_between(0, child_seeds(3, 0, 1)[0], ("low", "high"), [0.0, 0.0, 1.0], 20))
    assert still[0].sha256 == still[1].sha256 != still[2].sha256
    assert ways == [[way[0], way[-1]] for way in asked_ways(run, "joy", (-1.0, 0.0, 0.5, 1.0, 2.0), seed=3)]


def test_a_folder_of_an_older_miburi_is_refused(acted: tuple[Corpus, Run], out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "out")
    made = tmp_path / "out" / "interpolation.json"
    made.write_text(made.read_text().replace("miburi.interpolation/3", "miburi.interpolation/2"))
    with pytest.raises(MiburiError, match=r"schema 'miburi.interpolation/2' is not 'miburi.interpolation/3'"):
        write_latents(*acted, tmp_path / "out", LatentSettings(pairs=2, steps=3, split="train"))


def test_the_ends_of_the_axis_are_the_mean_latents_of_the_clips_of_each_intensity(acted: tuple[Corpus, Run]) -> None:
    corpus, run = acted
    axis = next(axis for axis in intensity_axes(run, corpus) if axis.label == "joy")
    chosen = (
        (corpus.clips["split"] == "train") & (corpus.clips["label"] == "joy") & (corpus.clips["intensity"] == "low")
    )
    memories = [encoded(run, corpus.motion(int(row)), "joy").memory for row in np.flatnonzero(chosen)]
    torch.testing.assert_close(axis.draws[0].memory, torch.stack(memories).mean(0), atol=1e-4, rtol=1e-3)
    moved = axis.moved(axis.draws[0], (0.0, 0.5, 1.0))
    torch.testing.assert_close(moved[0].memory, axis.draws[0].memory)
    torch.testing.assert_close(moved[2].memory, axis.draws[1].memory)


def test_the_result_says_where_it_comes_from(result: dict[str, Any], acted: tuple[Corpus, Run]) -> None:
    provenance = result["provenance"]
    assert result["schema"] == "miburi.interpolation/3"
    assert (provenance["run_sha256"], provenance["corpus_sha256"]) == (acted[1].sha256, acted[0].sha256)
    assert (provenance["terms"], provenance["synthetic"], provenance["device"]) == ("CC0 1.0", True, "cpu")


def test_the_same_settings_give_the_same_bytes(
    acted: tuple[Corpus, Run], asked: LatentSettings, out: Path, tmp_path: Path
) -> None:
    assert write_latents(*acted, tmp_path / "again", asked)
    first = {name: data for name, data in content(out).items() if not name.startswith("strips")}
    assert content(tmp_path / "again") == first


def test_a_second_call_does_nothing_and_other_settings_are_refused_by_name(
    acted: tuple[Corpus, Run], out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(out)
    options = ["--split", "train", "--pairs", "2", "--steps", "3", "--no-strips"]
    assert main(command(acted, out, *options)) == 0
    assert "nothing to do" in " ".join(capsys.readouterr().err.split())
    assert main(command(acted, out, *options, "--seconds", "2")) == 2
    assert "holds other interpolations (seconds: there None, here 2.0)" in capsys.readouterr().err
    assert main(command(acted, out, *options, "--seed", "1")) == 2
    assert "(seed: there 0, here 1)" in capsys.readouterr().err
    assert content(out) == before


def test_what_another_device_made_is_kept(acted: tuple[Corpus, Run], out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "out")
    made = tmp_path / "out" / "interpolation.json"
    made.write_text(made.read_text().replace('"device": "cpu"', '"device": "cuda"'))
    assert (
        main(command(acted, tmp_path / "out", "--split", "train", "--pairs", "2", "--steps", "3", "--no-strips")) == 0
    )
    assert json.loads(made.read_text())["provenance"]["device"] == "cuda"


def test_strips_are_drawn_later_from_what_is_there_and_only_once(
    acted: tuple[Corpus, Run], tmp_path: Path, small: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--split", "train", "--pairs", "1", "--steps", "2"]
    assert main(command(acted, tmp_path / "out", *options, "--no-strips")) == 0
    assert not (tmp_path / "out" / "strips").exists()
    assert main(command(acted, tmp_path / "out", *options)) == 0
    sheets = {path.name for path in (tmp_path / "out" / "strips").iterdir()}
    assert sheets == {
        "mean-latents-and-bias-vectors.png", "interpolation-joy-1.png", "interpolation-sadness-1.png",
        "interpolation-neutral-1.png",
    }  # fmt: skip
    (tmp_path / "out" / "strips" / "interpolation-joy-1.png").unlink()
    drawn = content(tmp_path / "out" / "strips")
    assert main(command(acted, tmp_path / "out", *options)) == 0
    assert drawn.items() < content(tmp_path / "out" / "strips").items()
    capsys.readouterr()
    assert main(command(acted, tmp_path / "out", *options)) == 0
    assert len(small) == 2  # nothing was left to draw
    assert "nothing to do" in " ".join(capsys.readouterr().err.split())


def test_a_sheet_has_a_row_for_every_real_clip_and_step(
    acted: tuple[Corpus, Run], tmp_path: Path, small: list[int]
) -> None:
    corpus = acted[0]
    names = corpus.clips["id"].tolist()
    assert main(command(acted, tmp_path / "out", "--between", names[0], names[-1], "--steps", "3")) == 0
    pair = json.loads((tmp_path / "out" / "interpolation.json").read_text())["pairs"][0]
    assert (pair["name"], pair["start"]["id"], pair["end"]["id"]) == (
        "interpolation-joy-neutral-1", names[0], names[-1],
    )  # fmt: skip
    with Image.open(tmp_path / "out" / "strips" / "interpolation-joy-neutral-1.png") as sheet:
        height = sheet.height - drawing.HEAD - drawing.SUBHEAD - drawing.GAP
    assert height == CELL * (3 + 2)


def test_a_corpus_without_intensity_keeps_its_mean_latents(
    tiny_corpus: Corpus, tiny_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = command((tiny_corpus, tiny_run), tmp_path / "out", "--no-strips")
    assert main(plain) == 2
    assert "no clips of low and high intensity" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*plain, "--pairs", "0", "--seconds", "1.5"]) == 0
    result = json.loads((tmp_path / "out" / "interpolation.json").read_text())
    assert (result["pairs"], result["trends"], result["intensity"]) == ([], None, None)
    assert "--pairs 0" in result["reason"]
    assert {kinds["mean_latent"]["frames"] for kinds in result["labels"].values()} == {30}


def test_an_interrupted_call_leaves_nothing(
    acted: tuple[Corpus, Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Motion, "save", interrupted)
    assert main(command(acted, tmp_path / "out", "--no-strips", "--pairs", "0")) == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--steps", "1"], "--steps must be at least 2, the two ends, got 1"),
        (["--pairs", "-1"], "--pairs must be at least 0, got -1"),
        (["--seconds", "0.1"], "--seconds must be at least 0.2"),
        (["--split", "test"], "no clips of low and high intensity of one label in the test split"),
        (["--between", "clip-000", "nobody"], "no clip 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(
    acted: tuple[Corpus, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(command(acted, tmp_path / "out", *options)) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_run_of_another_corpus_is_refused(
    tiny_run: Run, acted: tuple[Corpus, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command((acted[0], tiny_run), tmp_path / "out")) == 2
    assert "trained on another corpus" in capsys.readouterr().err


def test_a_folder_with_something_else_is_left_alone(
    acted: tuple[Corpus, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(command(acted, tmp_path)) == 2
    assert "already there and not empty" in capsys.readouterr().err
    assert content(tmp_path) == {"notes.txt": b"mine"}
