import numpy as np
import pytest

from generation.corpus.store import Corpus, write_corpus
from generation.errors import MiburiError
from generation.labels import LabelSet
from generation.motion import Motion

LABELS = LabelSet.of_names(["joy", "shame"])


def motion(frames: int) -> Motion:
    rng = np.random.default_rng(frames)
    return Motion(rng.normal(size=(frames, 24, 3)).astype(np.float32), rng.normal(size=(frames, 3)).astype(np.float32))


def write(path, lengths=(4, 30, 7)):
    with write_corpus(path, labels=LABELS, terms="free", synthetic=True, provenance={"seed": 0}) as writer:
        for length in lengths:
            writer.add(
                motion(length),
                clip_id=f"clip-{length}",
                label="joy",
                split="train" if length > 4 else "test",
                source="x",
            )
    return path


def test_clips_come_back_as_they_were_written(tmp_path):
    corpus = Corpus.open(write(tmp_path / "corpus"))
    assert len(corpus) == 3
    assert [corpus.motion(row).sha256 for row in range(3)] == [motion(length).sha256 for length in (4, 30, 7)]
    assert list(corpus.clips["sha256"]) == [motion(length).sha256 for length in (4, 30, 7)]


def test_frames_are_one_plain_memory_mapped_array(tmp_path):
    write(tmp_path / "corpus")
    frames = np.load(tmp_path / "corpus" / "frames.npy", mmap_mode="r")
    assert isinstance(frames, np.memmap)
    assert frames.shape == (41, 75)


def test_the_same_clips_give_the_same_bytes(tmp_path):
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    for name in ("corpus.json", "clips.parquet", "frames.npy"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_rows_of_a_split(tmp_path):
    corpus = Corpus.open(write(tmp_path / "corpus"))
    assert (corpus.rows("train"), corpus.rows("validation"), corpus.rows("test")) == ([1, 2], [], [0])
    with pytest.raises(MiburiError, match="unknown split 'dev'"):
        corpus.rows("dev")


def test_an_interrupted_write_leaves_nothing(tmp_path):
    with (
        pytest.raises(KeyboardInterrupt),
        write_corpus(tmp_path / "corpus", labels=LABELS, terms="", synthetic=True, provenance={}) as writer,
    ):
        writer.add(motion(9), clip_id="a", label="joy", split="train", source="x")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_empty_corpus_is_not_written(tmp_path):
    with pytest.raises(MiburiError, match="no clips to write"):
        write(tmp_path / "corpus", lengths=())
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_is_never_written_over(tmp_path):
    write(tmp_path / "corpus")
    with pytest.raises(MiburiError, match="already there and not empty"):
        write(tmp_path / "corpus", lengths=(5,))
    assert len(Corpus.open(tmp_path / "corpus")) == 3
    (tmp_path / "file").touch()
    with pytest.raises(MiburiError, match="file: already there"):
        write(tmp_path / "file")


def test_another_frame_rate_is_refused(tmp_path):
    fast = Motion(motion(9).poses, motion(9).trans, fps=30)
    with (
        pytest.raises(MiburiError, match="walk.bvh: a corpus holds motion at 20 fps, got 30"),
        write_corpus(tmp_path / "corpus", labels=LABELS, terms="", synthetic=True, provenance={}) as writer,
    ):
        writer.add(fast, clip_id="a", label="joy", split="train", source="walk.bvh")


def test_a_missing_folder_says_how_to_make_one(tmp_path):
    with pytest.raises(MiburiError, match="nowhere: not a corpus, .*synthesize` or `import`"):
        Corpus.open(tmp_path / "nowhere")


def test_a_corpus_cut_short_is_refused(tmp_path):
    path = write(tmp_path / "corpus")
    frames = np.load(path / "frames.npy")
    np.save(path / "frames.npy", frames[:-3])
    with pytest.raises(MiburiError, match="frames.npy has 38 frames, clips.parquet 41"):
        Corpus.open(path)


def test_a_corpus_of_another_schema_is_refused(tmp_path):
    path = write(tmp_path / "corpus")
    text = (path / "corpus.json").read_text()
    (path / "corpus.json").write_text(text.replace("miburi.corpus/1", "miburi.corpus/99"))
    with pytest.raises(MiburiError, match="schema 'miburi.corpus/99' is not 'miburi.corpus/1'"):
        Corpus.open(path)
