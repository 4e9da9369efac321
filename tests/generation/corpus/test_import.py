"""The command ``import``: from a folder or zip to a corpus, and the ways it can fail."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from generation.__main__ import main
from generation.corpus.store import Corpus
from tests.generation.corpus.made_bvh import bvh_text, diem_a_text, write_source

DATA = Path(__file__).parents[4] / "shared" / "data"


def _import(source: Path, out: Path, *options: str) -> int:
    return main(["import", str(source), str(out), "--workers", "1", *options])


def _zip(folder: Path, path: Path, below: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*"), reverse=True):
            archive.write(file, below + file.relative_to(folder).as_posix())
    return path


def _bytes(corpus: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in corpus.iterdir()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source(tmp_path / "recordings")


def test_a_folder_of_recordings_becomes_a_corpus(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert _import(source, tmp_path / "corpus", "--seed", "3") == 0
    corpus = Corpus.open(tmp_path / "corpus")
    assert corpus.labels.names == ("happy", "normal")
    assert corpus.clips["id"].tolist() == sorted(corpus.clips["id"])
    first = corpus.clips.iloc[0]
    assert (first["id"], first["label"], first["scenario"], first["take"]) == (
        "dataset-1_content0_happy_001", "happy", "content0", "001",
    )  # fmt: skip
    assert first["source"] == "data/dataset-1_content0_happy_001.bvh"
    assert not corpus.synthetic
    assert corpus.terms == "CC BY-NC 4.0 (see LICENSE of recordings)"
    provenance = corpus.description["provenance"]
    assert provenance["seed"] == 3
    assert provenance["found"]["up_axis"] == "y"
    assert provenance["found"]["unit"] == "centimetres"
    assert "centimetres, 30 fps, Bandai-Namco skeleton" in capsys.readouterr().out


def test_a_folder_its_zip_and_a_zip_around_it_give_the_same_bytes(source: Path, tmp_path: Path) -> None:
    assert _import(source, tmp_path / "folder") == 0
    for number, below in enumerate(("", "recordings/")):
        (tmp_path / str(number)).mkdir()
        archive = _zip(source, tmp_path / str(number) / "recordings.zip", below)
        assert _import(archive, tmp_path / str(number) / "corpus") == 0
        assert _bytes(tmp_path / str(number) / "corpus") == _bytes(tmp_path / "folder")


def test_the_number_of_workers_does_not_change_a_byte(source: Path, tmp_path: Path) -> None:
    assert _import(source, tmp_path / "one") == 0
    assert main(["import", str(source), str(tmp_path / "two"), "--workers", "2"]) == 0
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_chosen_labels_keep_their_order_and_leave_the_motion_as_it_was(tmp_path: Path) -> None:
    source = write_source(tmp_path / "recordings", ("normal", "angry", "happy"))
    assert _import(source, tmp_path / "all") == 0
    assert _import(source, tmp_path / "some", "--labels", "normal, happy") == 0
    everything, some = Corpus.open(tmp_path / "all"), Corpus.open(tmp_path / "some")
    assert some.labels.names == ("normal", "happy")
    assert len(some) == 6
    assert set(some.clips["sha256"]) < set(everything.clips["sha256"])


def test_a_split_by_content_shares_no_content(tmp_path: Path) -> None:
    source = write_source(tmp_path / "recordings", contents=4)
    assert _import(source, tmp_path / "corpus", "--split", "content") == 0
    clips = Corpus.open(tmp_path / "corpus").clips
    assert clips.groupby("scenario")["split"].nunique().max() == 1
    assert set(clips["split"]) == {"train", "validation", "test"}


def test_a_second_run_finds_the_corpus_there_and_changes_nothing(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert _import(source, tmp_path / "corpus") == 0
    before = _bytes(tmp_path / "corpus")
    assert _import(source, tmp_path / "corpus") == 0
    assert "already imported from recordings with these options" in capsys.readouterr().err
    assert _bytes(tmp_path / "corpus") == before


@pytest.mark.parametrize("options", [("--seed", "1"), ("--labels", "happy,normal"), ("--split", "content")])
def test_other_options_do_not_overwrite_a_corpus(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture, options: tuple[str, str]
) -> None:
    assert _import(source, tmp_path / "corpus") == 0
    before = _bytes(tmp_path / "corpus")
    assert _import(source, tmp_path / "corpus", *options) == 2
    assert "choose another folder or remove it" in capsys.readouterr().err
    assert _bytes(tmp_path / "corpus") == before


def test_a_changed_recording_is_another_source(source: Path, tmp_path: Path) -> None:
    assert _import(source, tmp_path / "corpus") == 0
    (source / "data" / "dataset-1_content0_happy_001.bvh").write_text(bvh_text({"Neck": (0, 9, 0)}))
    assert _import(source, tmp_path / "corpus") == 2


def _breaks(source: Path, name: str = "dataset-1_content1_happy_001.bvh", text: str = "HIERARCHY\n") -> None:
    (source / "data" / name).write_text(text)


def test_a_broken_file_stops_the_import_with_its_name_and_the_way_out(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    _breaks(source)
    assert _import(source, tmp_path / "corpus") == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: data/dataset-1_content1_happy_001.bvh: the file ends before its MOTION part")
    assert error.endswith("--skip-broken")
    assert not list(tmp_path.glob("*corpus*"))


def test_skipped_files_are_listed_and_recorded(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    _breaks(source)
    _breaks(source, "notes.bvh", bvh_text())
    assert _import(source, tmp_path / "corpus", "--skip-broken") == 0
    corpus = Corpus.open(tmp_path / "corpus")
    assert len(corpus) == 5
    skipped = corpus.description["provenance"]["skipped"]
    assert [message.split(":")[0] for message in skipped] == ["data/dataset-1_content1_happy_001.bvh", "notes.bvh"]
    assert f"skipped: {skipped[0]}" in capsys.readouterr().err


def test_a_file_whose_bones_lie_otherwise_than_the_others_is_a_broken_one_too(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    other = bvh_text({"Neck": (0, 9, 0)}).replace("0 -24 0", "24 0 0").replace("0 -22 0", "22 0 0")  # T-pose bones
    _breaks(source, text=other)
    assert _import(source, tmp_path / "corpus") == 2
    assert "import recordings of different skeletons apart" in capsys.readouterr().err
    assert _import(source, tmp_path / "corpus", "--skip-broken") == 0
    assert len(Corpus.open(tmp_path / "corpus")) == 5


def test_a_source_without_a_licence_says_to_ask_the_owner(source: Path, tmp_path: Path) -> None:
    (source / "LICENSE").unlink()
    assert _import(source, tmp_path / "corpus") == 0
    assert Corpus.open(tmp_path / "corpus").terms == "unknown: ask the owner"


def test_a_licence_named_in_the_readme_is_taken(source: Path, tmp_path: Path) -> None:
    (source / "LICENSE").unlink()
    (source / "README.md").write_text("# Motion\n\nLicence: academic use only, no redistribution\n")
    assert _import(source, tmp_path / "corpus") == 0
    terms = Corpus.open(tmp_path / "corpus").terms
    assert terms == "Licence: academic use only, no redistribution (see README.md of recordings)"


def _missing(path: Path) -> None:
    pass


def _not_a_zip(path: Path) -> None:
    path.write_text("not a zip")


def _no_bvh(path: Path) -> None:
    path.mkdir()
    (path / "README.md").write_text("nothing here")


def _zip_without_bvh(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.md", "nothing here")


def _only_broken(path: Path) -> None:
    write_source(path)
    for file in path.glob("data/*"):
        file.write_text("broken")


def _one_label(path: Path) -> None:
    write_source(path, ("normal",))


def _lying(path: Path) -> None:
    write_source(path)
    for file in path.glob("data/*"):
        text = file.read_text().replace("Zrotation Xrotation Yrotation", "Xrotation Yrotation Zrotation")
        head, row = text.rsplit("Frame Time: ", 1)
        lines = row.splitlines()
        tipped = [" ".join([*line.split()[:3], "50", "0", "0", *line.split()[6:]]) for line in lines[1:]]
        file.write_text("\n".join([f"{head}Frame Time: {lines[0]}", *tipped, ""]))


def _arms_up(path: Path) -> None:
    write_source(path)
    for file in path.glob("data/*"):
        file.write_text(file.read_text().replace("0 -24 0", "0 24 0").replace("0 -22 0", "0 22 0"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_missing, "no such folder or zip"),
        (Path.mkdir, "empty; give a folder or a zip of BVH files"),
        (_not_a_zip, "neither a folder nor a zip"),
        (_no_bvh, "no BVH file among its 1 files"),
        (_zip_without_bvh, "no BVH file among its 1 files"),
        (_only_broken, "does not begin with HIERARCHY; remove it or get it anew (5 more like it)"),
        (_one_label, "a corpus needs at least 2 labels, got 1: normal"),
        (_lying, "cannot tell which axis is up"),
        (_arms_up, "no frame shows a person standing upright with arms down"),
    ],
)
def test_a_source_that_cannot_be_imported_ends_in_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture, make: object, message: str
) -> None:
    make(tmp_path / "source.zip")  # type: ignore[operator]
    assert _import(tmp_path / "source.zip", tmp_path / "corpus") == 2
    assert message in capsys.readouterr().err.splitlines()[-1]
    assert not list(tmp_path.glob("*corpus*"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--labels", "normal,sad"), "no clip is labelled 'sad'; labels found: happy, normal"),
        (("--labels", "normal"), "a corpus needs at least 2 labels, got 1: normal"),
        (("--labels", "normal,normal"), "a corpus needs at least 2 labels, got 1"),
        (("--labels", ","), "a corpus needs at least 2 labels, got 0: none"),
        (("--workers", "0"), "--workers must be at least 1, got 0"),
    ],
)
def test_options_that_ask_for_the_impossible_are_refused(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture, options: tuple[str, str], message: str
) -> None:
    assert _import(source, tmp_path / "corpus", *options) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.glob("*corpus*"))


def test_a_split_by_content_needs_three_contents(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    source = write_source(tmp_path / "recordings", contents=2)
    assert _import(source, tmp_path / "corpus", "--split", "content") == 2
    assert "needs at least 3 contents, got 2: content0, content1" in capsys.readouterr().err


def test_a_zip_that_names_files_outside_itself_writes_nothing(source: Path, tmp_path: Path) -> None:
    archive = _zip(source, tmp_path / "recordings.zip")
    with zipfile.ZipFile(archive, "a") as members:
        members.writestr("../escaped.txt", "out")
        members.writestr("/tmp/../escaped.bvh.txt", "out")
    assert _import(archive, tmp_path / "corpus") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "recordings", "recordings.zip"]


def test_a_damaged_zip_is_refused(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    archive = _zip(source, tmp_path / "recordings.zip")
    data = bytearray(archive.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 200] = bytes(200)
    archive.write_bytes(data)
    assert _import(archive, tmp_path / "corpus") == 2
    assert "cannot be read" in capsys.readouterr().err
    assert not list(tmp_path.glob("*corpus*"))


def test_clips_of_one_name_in_two_folders_keep_their_own_ids(source: Path, tmp_path: Path) -> None:
    shutil.copytree(source / "data", source / "more")
    assert _import(source, tmp_path / "corpus") == 0
    ids = Corpus.open(tmp_path / "corpus").clips["id"]
    assert ids.is_unique
    assert "more__dataset-1_content0_happy_001" in set(ids)


def test_diem_a_names_fill_performer_and_intensity(tmp_path: Path) -> None:
    folder = tmp_path / "diem"
    folder.mkdir()
    for stem in ("JP_06_anger_1_L", "JP_06_anger_2_H", "JP_06_neutral_1"):
        (folder / f"{stem}.bvh").write_text(diem_a_text({"Neck": (0, 9, 0)}))
    assert _import(folder, tmp_path / "corpus") == 0
    clips = Corpus.open(tmp_path / "corpus").clips
    assert clips["performer"].tolist() == ["JP_06"] * 3
    assert clips["intensity"].tolist() == ["low", "high", ""]
    assert clips["label"].tolist() == ["anger", "anger", "neutral"]


@pytest.mark.corpora
@pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is absent")
def test_the_recorded_corpus_of_15_styles_is_imported_whole(tmp_path: Path) -> None:
    labels = "normal,happy,sad,angry,proud,not-confident,tired,active"
    assert main(["import", str(DATA / "bandai-namco-1"), str(tmp_path / "corpus"), "--labels", labels]) == 0
    corpus = Corpus.open(tmp_path / "corpus")
    assert corpus.clips["label"].value_counts()[labels.split(",")].tolist() == [20] + 7 * [11]
    assert json.dumps(corpus.description["provenance"]["licence"]).count("Attribution-NonCommercial 4.0") == 1
