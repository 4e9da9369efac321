"""What each part of a design does to a set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.motion import Motion
from generation.stimuli.design import (
    Correct,
    Design,
    Diversity,
    Interpolated,
    Matching,
    Misclassified,
    Quota,
    Real,
    Reserve,
)
from generation.stimuli.manifest import Manifest, Stimulus, motion_path, read_manifest
from generation.stimuli.select import select_stimuli
from generation.stimuli.shapes import clip_shape, distances
from generation.training.run import Run
from tests.generation.stimuli.cast import content, paper

ALL = Design(
    correct=Correct(2),
    misclassified=Misclassified(2, most_per_prediction=1),
    mean_latent=Quota(2),
    bias_vector=Quota(2),
    real=Real(2, split="train"),
    matching=Matching(("duration", "speed", "confidence"), pool=2),
    practice=Reserve(2),
    attention=Reserve(3, condition="real", choose="surest", split="train", confidence=(0.0, 1.0)),
)


def cells(manifest: Manifest, role: str = "trial") -> dict[tuple[str, str], list[Stimulus]]:
    found: dict[tuple[str, str], list[Stimulus]] = defaultdict(list)
    for stimulus in sorted(manifest.stimuli, key=lambda each: each.place or 0):
        if stimulus.role == role:
            found[stimulus.label, stimulus.condition].append(stimulus)
    return found


def test_real_clips_are_recorded_ones_of_the_test_split(run: Run, tiny_corpus: Corpus, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", Design(real=Real(1)), corpus=tiny_corpus)
    assert {stimulus.condition for stimulus in manifest.stimuli} == {"real"}
    tests = {tiny_corpus.motion(row).sha256: row for row in tiny_corpus.rows("test")}
    for stimulus in manifest.stimuli:
        row = tests[stimulus.motion_sha256]
        assert tiny_corpus.clips["label"].iloc[row] == stimulus.label
        assert stimulus.source == f"clip {tiny_corpus.clips['id'].iloc[row]}"
    assert manifest.provenance["clips"] == {
        "corpus_sha256": tiny_corpus.sha256,
        "trained_on": True,
        "terms": tiny_corpus.terms,
    }


def test_real_clips_are_of_the_intensities_asked_for(intense: tuple[Run, Corpus], tmp_path: Path) -> None:
    run, corpus = intense
    design = Design(real=Real(3, split="train", intensities=("high",)))
    for stimulus in select_stimuli(run, tmp_path / "set", design, corpus=corpus).stimuli:
        clip = corpus.clips.set_index("id").loc[stimulus.source.removeprefix("clip ")]
        assert clip["intensity"] == "high"


def test_clips_of_another_corpus_are_said_to_be_so(
    run: Run, make_corpus: Callable[..., Corpus], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_corpus(tmp_path / "other", seed=9)
    (tmp_path / "design.toml").write_text('schema = "miburi.design/1"\n[real]\nper_label = 1\nsplit = "train"\n')
    command = ["stimuli", str(run.path), str(tmp_path / "set"), "--design", str(tmp_path / "design.toml")]
    assert main([*command, "--corpus", str(other.path), "--device", "cpu"]) == 0
    assert "not of the corpus that the run was trained on" in " ".join(capsys.readouterr().err.split())
    assert read_manifest(tmp_path / "set").provenance["clips"]["trained_on"] is False


@pytest.mark.parametrize(
    ("design", "part"),
    [
        (Design(real=Real(1)), "real"),
        (Design(interpolated=Interpolated(1)), "interpolated"),
        (paper(1, 1, 1, diversity=Diversity()), "diversity"),
        (paper(1, 1, 1, attention=Reserve(1, condition="real")), "attention"),
    ],
)
def test_what_needs_recorded_clips_asks_for_their_corpus(run: Run, design: Design, part: str, tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match=rf"\[{part}\] needs recorded clips; name their corpus with --corpus"):
        select_stimuli(run, tmp_path / "set", design)
    assert list(tmp_path.iterdir()) == []


def test_a_bias_vector_is_decoded_at_the_median_length(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", Design(bias_vector=Quota(1)))
    for stimulus in manifest.stimuli:
        assert Motion.load(motion_path(tmp_path / "set", stimulus)).sha256 == stimulus.motion_sha256
        assert stimulus.motion_sha256 == run.decode_bias(stimulus.label).sha256


def test_only_the_labels_asked_for_are_in_the_set(run: Run, tmp_path: Path) -> None:
    design = Design(correct=Correct(1, ("joy",)), mean_latent=Quota(1, ("sadness", "neutral")))
    manifest = select_stimuli(run, tmp_path / "set", design)
    assert {(each.condition, each.label) for each in manifest.stimuli} == {
        ("correct", "joy"),
        ("mean_latent", "sadness"),
        ("mean_latent", "neutral"),
    }


def test_confidence_stays_in_its_range(run: Run, tmp_path: Path) -> None:
    design = Design(correct=Correct(3, confidence=(0.8, 1.0)), misclassified=Misclassified(3, confidence=(0.5, 0.6)))
    for stimulus in select_stimuli(run, tmp_path / "set", design).stimuli:
        low, high = (0.8, 1.0) if stimulus.condition == "correct" else (0.5, 0.6)
        assert low <= stimulus.probabilities[stimulus.predicted] <= high


def test_wrong_labels_are_those_allowed_and_spread(run: Run, tmp_path: Path) -> None:
    spread = Design(misclassified=Misclassified(2, most_per_prediction=1))
    for cell in cells(select_stimuli(run, tmp_path / "spread", spread)).values():
        assert len({stimulus.predicted for stimulus in cell}) == 2
    allowed = Design(misclassified=Misclassified(2, predicted=("joy", "neutral")))
    manifest = select_stimuli(run, tmp_path / "allowed", allowed)
    assert {stimulus.predicted for stimulus in manifest.stimuli} == {"joy", "neutral"}
    assert all(stimulus.predicted != stimulus.label for stimulus in manifest.stimuli)


def test_matched_conditions_have_the_same_lengths_place_by_place(run: Run, tiny_corpus: Corpus, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", ALL, corpus=tiny_corpus)
    assert manifest.shortfall == ()
    found = cells(manifest)
    for label in run.labels.names:
        lengths = {
            condition: [each.frames for each in cell] for (name, condition), cell in found.items() if name == label
        }
        assert len(lengths) == 5
        assert all(each == lengths["real"] for each in lengths.values())
        assert all([each.place for each in found[label, condition]] == [0, 1] for condition in lengths)
    for row in (manifest.selection or {})["balance"]["differences"]:
        if row["covariate"] == "duration":
            assert row["standardised_difference"] == 0


def test_fewer_clips_of_a_condition_take_lengths_from_the_same_places(run: Run, tmp_path: Path) -> None:
    design = paper(4, 2, 1, matching=Matching(("duration",)))
    found = cells(select_stimuli(run, tmp_path / "set", design))
    for label in run.labels.names:
        lengths = {each.place: each.frames for each in found[label, "correct"]}
        for condition in ("misclassified", "mean_latent"):
            assert all(lengths[each.place] == each.frames for each in found[label, condition])
        turn = run.labels.index(label) % 2  # of two middle places every second label takes the longer
        assert [each.place for each in found[label, "misclassified"]] == [turn, turn + 2]


def test_matching_makes_conditions_more_alike(run: Run, tmp_path: Path) -> None:
    def differences(name: str, design: Design) -> dict[str, float]:
        selection = select_stimuli(run, tmp_path / name, design).selection
        return {
            row["covariate"]: abs(row["standardised_difference"]) for row in (selection or {})["balance"]["differences"]
        }

    before = differences("first", paper(4, 4, 0))
    after = differences("matched", paper(4, 4, 0, matching=Matching(("speed", "confidence"), pool=6)))
    assert after["speed"] + after["confidence"] < before["speed"] + before["confidence"]
    assert max(after["speed"], after["confidence"]) < 0.25


def test_a_set_that_is_less_alike_than_allowed_fails_or_is_said_to_be(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        'schema = "miburi.design/1"\n[correct]\nper_label = 2\nconfidence = [0.5, 0.6]\n'
        "[misclassified]\nper_label = 2\nconfidence = [0.8, 0.9]\n"
        '[matching]\non = ["confidence"]\npool = 2\nif_worse = "{}"\n'
    )
    for verdict, status in (("fail", 2), ("warn", 0)):
        (tmp_path / "design.toml").write_text(text.format(verdict))
        command = ["stimuli", str(run.path), str(tmp_path / "set"), "--design", str(tmp_path / "design.toml")]
        assert main([*command, "--device", "cpu"]) == status
        said = " ".join(capsys.readouterr().err.split())
        if verdict == "fail":
            assert "[matching] correct and misclassified differ in confidence by" in said
            assert [path.name for path in tmp_path.iterdir()] == ["design.toml"]
        else:
            assert "warning: matched conditions differ by more than 0.1 standard deviations" in said


def test_no_two_clips_of_a_cell_are_near_duplicates(run: Run, tiny_corpus: Corpus, tmp_path: Path) -> None:
    free = select_stimuli(run, tmp_path / "free", paper(3, 3, 0))
    apart = select_stimuli(
        run, tmp_path / "apart", paper(3, 3, 0, diversity=Diversity(1e-9), budget=40), corpus=tiny_corpus
    )
    for manifest, folder in ((free, tmp_path / "free"), (apart, tmp_path / "apart")):
        rows = {(row["label"], row["condition"]): row for row in (manifest.selection or {})["cells"]}
        for key, cell in cells(manifest).items():
            shapes = [clip_shape(Motion.load(motion_path(folder, each))) for each in cell]
            if len(shapes) > 1:
                nearest = min(
                    distances(shape, np.stack(shapes[:place]))[0] for place, shape in enumerate(shapes) if place
                )
                assert rows[key]["smallest_distance"] <= nearest + 1e-5
    limits = (apart.selection or {})["nearest_allowed"]
    for row in (apart.selection or {})["cells"]:
        assert row["smallest_distance"] is None or row["smallest_distance"] >= limits[row["label"]] - 1e-6
    assert any(row["near_duplicates"] for row in (apart.selection or {})["cells"])


def test_practice_and_attention_clips_are_beside_the_trials(run: Run, tiny_corpus: Corpus, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", ALL, corpus=tiny_corpus)
    roles = Counter(stimulus.role for stimulus in manifest.stimuli)
    assert roles == {"trial": 5 * 2 * len(run.labels), "practice": 2, "attention": 3}
    beside = [stimulus for stimulus in manifest.stimuli if stimulus.role != "trial"]
    assert all(stimulus.predicted == stimulus.label for stimulus in beside)
    assert len({stimulus.label for stimulus in beside if stimulus.role == "attention"}) == 3
    chosen = [
        stimulus.motion_sha256
        for stimulus in manifest.stimuli
        if stimulus.condition not in ("mean_latent", "bias_vector")
    ]
    assert len(set(chosen)) == len(chosen)
    assert sum(row["found"] for row in (manifest.selection or {})["cells"]) == len(manifest.stimuli)


def test_the_surest_of_their_label_become_attention_checks(run: Run, tmp_path: Path) -> None:
    sure = paper(1, 1, 0, attention=Reserve(3, choose="surest", pool=20))
    some = paper(1, 1, 0, attention=Reserve(3))
    confidence = {
        name: np.mean([max(each.probabilities.values()) for each in manifest.stimuli if each.role == "attention"])
        for name, design in (("sure", sure), ("some", some))
        for manifest in [select_stimuli(run, tmp_path / name, design)]
    }
    assert confidence["sure"] > 0.85
    assert confidence["sure"] > confidence["some"]


def test_trials_are_the_same_with_and_without_clips_beside_them(run: Run, tmp_path: Path) -> None:
    alone = select_stimuli(run, tmp_path / "alone", paper(2, 2, 1))
    beside = select_stimuli(run, tmp_path / "beside", paper(2, 2, 1, practice=Reserve(3)))
    trials = {each.motion_sha256 for each in beside.stimuli if each.role == "trial"}
    assert trials == {each.motion_sha256 for each in alone.stimuli}


def test_reserves_that_are_not_found_are_a_shortfall(run: Run, tmp_path: Path) -> None:
    design = paper(1, 1, 1, attention=Reserve(3, confidence=(0.95, 1.0)), budget=40)
    manifest = select_stimuli(run, tmp_path / "set", design)
    (missing,) = manifest.shortfall
    assert (missing.label, missing.role, missing.wanted, missing.found) == ("any", "attention", 3, 0)
    assert missing.candidates > 0


def test_the_manifest_tells_how_every_cell_was_filled(run: Run, tmp_path: Path) -> None:
    manifest = select_stimuli(run, tmp_path / "set", paper(2, 2, 1))
    rows = (manifest.selection or {})["cells"]
    assert len(rows) == 3 * len(run.labels)
    for row in rows:
        assert row["found"] == row["wanted"] <= row["held"] <= row["fitting"] <= row["candidates"]
        assert row["acceptance_rate"] == pytest.approx(row["fitting"] / row["candidates"], abs=1e-6)
    assert manifest.provenance["design"]["settings"]["correct"]["per_label"] == 2
    assert read_manifest(tmp_path / "set") == manifest


def test_every_kind_of_clip_comes_out_byte_for_byte_again(run: Run, tiny_corpus: Corpus, tmp_path: Path) -> None:
    for name in ("first", "second"):
        select_stimuli(run, tmp_path / name, ALL, corpus=tiny_corpus, seed=3)
    assert content(tmp_path / "first") == content(tmp_path / "second")
    assert {path.name for path in (tmp_path / "first").iterdir()} == {"manifest.json", "motions"}
