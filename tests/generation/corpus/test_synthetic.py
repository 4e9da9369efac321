"""The synthetic corpus on disk: structure, lengths, the same bytes for the same seed, and refusals."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.corpus.synthetic.clip import draw_frames
from generation.corpus.synthetic.corpus import clip_id, roles, write_synthetic_corpus
from generation.corpus.synthetic.repertoire import REPERTOIRE
from generation.errors import MiburiError
from generation.files import sha256_of
from generation.labels import EMOTIONS
from generation.motion import FPS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    path = tmp_path_factory.mktemp("synthetic") / "corpus"
    write_synthetic_corpus(path, performers=2, seed=7, workers=1)
    return Corpus.open(path)


def bytes_of(path: Path) -> dict[str, str]:
    return {file.name: sha256_of(file) for file in sorted(path.iterdir())}


def test_a_performer_acts_diem_a_s_111_clips(corpus: Corpus) -> None:
    for _, clips in corpus.clips.groupby("performer"):
        assert len(clips) == 111
        emotions = clips[clips["label"] != "neutral"]
        assert set(emotions.groupby(["label", "scenario", "intensity"]).size()) == {1}
        assert emotions["label"].nunique() == 12
        assert set(emotions["scenario"]) == {"1", "2", "3"}
        assert set(emotions["intensity"]) == {"low", "medium", "high"}
        neutral = clips[clips["label"] == "neutral"]
        assert list(neutral["scenario"]) == ["1", "2", "3"]
        assert set(neutral["intensity"]) == {""}
    assert list(corpus.clips["performer"].unique()) == ["P01", "P02"]


def test_labels_are_the_default_13_and_each_has_a_repertoire(corpus: Corpus) -> None:
    assert corpus.labels == EMOTIONS
    assert set(REPERTOIRE) == set(EMOTIONS.names)


def test_clips_are_named_as_in_diem_a() -> None:
    names = [clip_id(6, role) for role in roles()]
    assert "P06_anger_2_M" in names
    assert "P06_neutral_3" in names
    assert len(set(names)) == 111


def test_it_says_that_it_is_synthetic(corpus: Corpus) -> None:
    assert corpus.synthetic
    assert "synthetic" in corpus.terms
    assert set(corpus.clips["source"]) == {"synthetic"}
    assert corpus.description["provenance"] | {"miburi": ""} == {
        "miburi": "",
        "command": "synthesize",
        "performers": 2,
        "seed": 7,
    }


def test_every_label_is_in_every_split_of_a_full_corpus_s_size(corpus: Corpus) -> None:
    shares = corpus.clips["split"].value_counts(normalize=True)
    assert shares["train"] == pytest.approx(0.8, abs=0.03)
    emotions = corpus.clips[corpus.clips["label"] != "neutral"]
    assert set(emotions.groupby("label")["split"].nunique()) == {3}


def test_clips_are_as_long_as_diem_a_s() -> None:
    rng = np.random.default_rng(0)
    seconds = np.array([draw_frames(REPERTOIRE[role.label].duration, rng) for role in roles() * 60]) / FPS
    assert seconds.min() >= 0.9
    assert seconds.max() <= 59.9
    assert seconds.mean() == pytest.approx(9.0, abs=0.35)
    assert seconds.std() == pytest.approx(6.0, abs=0.6)


def test_frames_in_the_corpus_are_finite_and_in_range(corpus: Corpus) -> None:
    lengths = corpus.clips["frames"].to_numpy()
    assert lengths.min() >= 18
    assert lengths.max() <= 1198
    assert np.isfinite(corpus.frames).all()


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers(corpus: Corpus, tmp_path: Path) -> None:
    write_synthetic_corpus(tmp_path / "again", performers=2, seed=7, workers=2)
    assert bytes_of(tmp_path / "again") == bytes_of(corpus.path)


def test_another_seed_or_performer_moves_otherwise(corpus: Corpus, tmp_path: Path) -> None:
    write_synthetic_corpus(tmp_path / "other", performers=1, seed=8, workers=1)
    other = Corpus.open(tmp_path / "other")
    first, second = corpus.clips[corpus.clips["performer"] == "P01"], corpus.clips[corpus.clips["performer"] == "P02"]
    assert not set(first["sha256"]) & set(second["sha256"])
    assert not set(corpus.clips["sha256"]) & set(other.clips["sha256"])


def test_more_performers_leave_the_first_ones_as_they_are(corpus: Corpus, tmp_path: Path) -> None:
    write_synthetic_corpus(tmp_path / "one", performers=1, seed=7, workers=1)
    one = Corpus.open(tmp_path / "one")
    assert list(one.clips["sha256"]) == list(corpus.clips["sha256"][:111])


@pytest.mark.parametrize(
    ("performers", "workers", "seed", "message"),
    [
        (0, 1, 0, "--performers must be at least 1, got 0"),
        (1, 0, 0, "--workers must be at least 1, got 0"),
        (1, 1, -1, "--seed must be at least 0, got -1"),
    ],
)
def test_impossible_numbers_are_refused(performers: int, workers: int, seed: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match=re.escape(message)):
        write_synthetic_corpus(tmp_path / "corpus", performers=performers, seed=seed, workers=workers)
    assert not list(tmp_path.iterdir())


def test_the_command_keeps_a_corpus_that_is_already_there(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    before = bytes_of(corpus.path)
    assert main(["synthesize", str(corpus.path), "--performers", "2", "--seed", "7"]) == 0
    assert "already there (2 performers, seed 7)" in capsys.readouterr().out
    assert bytes_of(corpus.path) == before


def test_the_command_refuses_a_folder_with_something_else(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    before = bytes_of(corpus.path)
    assert main(["synthesize", str(corpus.path), "--performers", "3", "--seed", "7"]) == 2
    assert "already there and not empty; choose another folder" in capsys.readouterr().err
    assert bytes_of(corpus.path) == before


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(task: tuple[int, int]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generation.corpus.synthetic.corpus.perform_all", interrupt)
    assert main(["synthesize", str(tmp_path / "corpus"), "--performers", "2", "--workers", "1"]) == 130
    assert not list(tmp_path.iterdir())
