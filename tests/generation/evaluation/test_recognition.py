from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation import recognition
from generation.evaluation.recognition import (
    Recognised,
    accuracy,
    accuracy_ratio,
    confusion,
    recognise_clips,
    recognise_motions,
    recognised_generated,
)
from generation.labels import LabelSet
from generation.motion import Motion
from generation.training.clips import Clips
from generation.training.run import Run

LABELS = LabelSet.of_names(["joy", "sadness", "anger", "fear"])


def answers(labels: list[int], predicted: list[int]) -> Recognised:
    return Recognised(np.zeros((len(labels), 2), np.float32), np.array(predicted), np.array(labels))


def copied(motion: Motion) -> Motion:
    """The same motion in memory of its own, which torch may write to."""
    return Motion(motion.poses.copy(), motion.trans.copy())


def test_a_recorded_clip_and_the_same_motion_as_if_generated_have_the_same_state(tiny_run: Run, tiny_corpus: Corpus):
    recorded = recognise_clips(tiny_run, Clips.of_corpus(tiny_corpus), range(12))
    generated = recognise_motions(tiny_run, [tiny_corpus.motion(row) for row in range(12)], 0)
    assert generated.states == pytest.approx(recorded.states, abs=1e-6)
    assert np.array_equal(generated.predicted, recorded.predicted)


def test_place_and_facing_of_the_first_frame_reach_no_state(tiny_run: Run, tiny_corpus: Corpus):
    motion = tiny_corpus.motion(0)
    moved = replace(motion, trans=motion.trans + np.float32([3, 0, -2]))
    states = recognise_motions(tiny_run, [motion, moved], 0).states
    assert states[1] == pytest.approx(states[0], abs=1e-4)


def test_answers_are_the_recogniser_s_and_do_not_depend_on_the_company(tiny_run: Run, tiny_corpus: Corpus):
    motions = [copied(tiny_corpus.motion(row)) for row in range(len(tiny_corpus))]
    together = recognise_motions(tiny_run, motions, 0)
    assert np.array_equal(together.predicted, tiny_run.classify(motions).argmax(1))
    for position in (0, 20):
        alone = recognise_motions(tiny_run, [motions[position]], 0)
        assert together.states[position] == pytest.approx(alone.states[0], abs=1e-5)


def test_generated_clips_are_kept_label_by_label_and_not_made_twice(tiny_run: Run, tmp_path: Path, monkeypatch):
    first = recognised_generated(tiny_run, [3, 0, 2], 0, tmp_path)
    assert first.labels.tolist() == [0, 0, 0, 2, 2]
    (tmp_path / "generated-02.npz").unlink()
    made: list[int] = []
    original = recognition.generated_motions

    def counted(run: Run, label: int, *rest: object) -> list[Motion]:
        made.append(label)
        return original(run, label, *rest)

    monkeypatch.setattr(recognition, "generated_motions", counted)
    again = recognised_generated(tiny_run, [3, 0, 2], 0, tmp_path)
    assert made == [2]
    assert np.array_equal(again.states, first.states) and np.array_equal(again.predicted, first.predicted)


def test_another_seed_generates_other_clips(tiny_run: Run, tmp_path: Path):
    first, second = (recognised_generated(tiny_run, [2, 2, 2], seed, tmp_path / str(seed)) for seed in (0, 1))
    assert not np.allclose(first.states, second.states)


def test_a_damaged_file_of_states_is_named(tiny_run: Run, tmp_path: Path):
    (tmp_path / "generated-00.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(MiburiError, match="generated-00.npz: damaged"):
        recognised_generated(tiny_run, [1, 1, 1], 0, tmp_path)


def test_balanced_accuracy_weighs_labels_alike():
    found = accuracy(answers([0, 0, 0, 0, 1], [0, 0, 0, 1, 0]))
    assert (found["value"], found["correct"], found["n"], found["balanced"]) == (0.6, 3, 5, 0.375)


def test_no_clips_have_no_accuracy():
    found = accuracy(answers([], []))
    assert found["value"] is None and found["balanced"] is None


def test_the_accuracy_ratio_is_of_the_two_accuracies():
    ratio = accuracy_ratio(answers([0, 0, 1, 1], [0, 0, 0, 0]), answers([0, 1, 1, 1, 1], [0, 1, 1, 1, 0]))
    assert (ratio["value"], ratio["n"], ratio["reference_n"]) == (0.625, 4, 5)


def test_a_confusion_matrix_counts_intended_by_recognised_and_names_the_top_three():
    table = confusion(answers([0, 0, 0, 0, 0, 0, 0, 2], [1, 1, 1, 0, 2, 0, 3, 2]), LABELS)
    assert table["counts"] == [[2, 3, 1, 1], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert [answer["label"] for answer in table["top"]["joy"]] == ["sadness", "joy", "anger"]
    assert table["top"]["joy"][0] == {"label": "sadness", "clips": 3, "share": pytest.approx(3 / 7, abs=1e-6)}
    assert table["top"]["sadness"] == []
    assert [answer["label"] for answer in table["top"]["anger"]] == ["anger"]
