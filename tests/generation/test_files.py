import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generation.errors import MiburiError
from generation.files import (
    PARTIAL,
    atomic_folder,
    atomic_path,
    atomic_write,
    exclusive,
    is_free,
    json_bytes,
    replaced_folder,
    restore_folder,
    sha256_of,
    sweep,
    write_once,
)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "report.json"
    atomic_write(target, b"old")
    with pytest.raises(RuntimeError), atomic_path(target) as partial:
        partial.write_bytes(b"half of the n")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_not_there_before_it_is_whole(tmp_path):
    target = tmp_path / "deep" / "video.mp4"
    with atomic_path(target) as partial:
        partial.write_bytes(b"frames")
        assert not target.exists()
        assert partial.suffix == ".mp4", "encoders choose the container by the suffix"
    assert target.read_bytes() == b"frames"


def test_what_is_written_once_is_on_the_disk_before_it_is_there(tmp_path, monkeypatch):
    target, synced = tmp_path / "key", []
    fsync = os.fsync

    def watched(descriptor):
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink(), target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    write_once(target, b"first", 0o600)
    (partial, early), (folder, late) = synced
    assert partial.parent == folder == tmp_path and (early, late) == (False, True)
    write_once(target, b"second", 0o600)
    assert target.read_bytes() == b"first"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_folder_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), atomic_folder(tmp_path / "corpus") as partial:
        (partial / "clips.parquet").write_bytes(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_left_by_a_killed_run_does_not_leak_into_the_next(tmp_path):
    stale = tmp_path / ".corpus.partial"
    stale.mkdir()
    (stale / "stale.npz").write_bytes(b"stale")
    with atomic_folder(tmp_path / "corpus") as partial:
        (partial / "fresh.npz").write_bytes(b"fresh")
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["fresh.npz"]


def replace_report(path, text):
    with replaced_folder(path) as partial:
        (partial / "report.json").write_text(text)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    for text in ("old", "new"):
        replace_report(tmp_path / "report", text)
        assert contents(tmp_path) == {"report/report.json": text}


def test_a_failed_replacement_leaves_the_old_folder(tmp_path):
    replace_report(tmp_path / "report", "old")
    with pytest.raises(RuntimeError), replaced_folder(tmp_path / "report") as partial:
        (partial / "report.json").write_text("half")
        raise RuntimeError
    assert contents(tmp_path) == {"report/report.json": "old"}


def test_a_replacement_that_cannot_be_put_in_place_puts_the_old_folder_back(tmp_path, monkeypatch):
    replace_report(tmp_path / "report", "old")
    rename = Path.rename

    def full_disk(path, target):
        if path.name.endswith(PARTIAL):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(OSError, match="No space left"):
        replace_report(tmp_path / "report", "new")
    assert contents(tmp_path) == {"report/report.json": "old"}


KILLED = """
import os, sys
from pathlib import Path
from generation.files import replaced_folder

report, place, moment = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
rename = Path.rename

def killed(path, target):
    here = place == ("aside" if path == report else "in")
    if here and moment == "before":
        os.kill(os.getpid(), 9)
    rename(path, target)
    if here:
        os.kill(os.getpid(), 9)

Path.rename = killed
with replaced_folder(report) as partial:
    (partial / "report.json").write_text("new")
"""


@pytest.mark.parametrize(
    ("place", "moment", "left"),
    [("aside", "before", "old"), ("aside", "after", "old"), ("in", "before", "old"), ("in", "after", "new")],
)
def test_a_killed_replacement_loses_no_folder(tmp_path, place, moment, left):
    report = tmp_path / "report"
    replace_report(report, "old")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(report), place, moment], check=False)
    assert killed.returncode == -9
    restore_folder(report)
    assert contents(report) == {"report.json": left}
    replace_report(report, "next")
    assert contents(tmp_path) == {"report/report.json": "next"}


def test_what_was_put_in_the_place_of_a_moved_folder_is_not_written_over(tmp_path):
    (tmp_path / ".report.old").mkdir()
    (tmp_path / ".report.old" / "report.json").write_text("old")
    (tmp_path / "report").write_text("somebody's")
    restore_folder(tmp_path / "report")
    assert contents(tmp_path) == {"report": "somebody's", ".report.old/report.json": "old"}


def test_nothing_and_an_empty_folder_are_free_and_nothing_else_is(tmp_path):
    assert is_free(tmp_path / "nowhere") and is_free(tmp_path)
    (tmp_path / "file").touch()
    assert not is_free(tmp_path) and not is_free(tmp_path / "file")


def test_a_sweep_takes_what_a_killed_write_left_and_nothing_else(tmp_path):
    kept = tmp_path / "video.mp4"
    kept.touch()
    with atomic_path(kept) as partial:
        partial.touch()
        killed = partial.with_name(partial.name.replace("video", "other"))
        killed.touch()
    sweep(tmp_path)
    sweep(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == [kept]


def test_json_refuses_nan():
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes({"fid": float("nan")})


def test_json_keeps_japanese_readable_and_ends_in_a_newline():
    assert json_bytes({"label": "喜び"}).decode() == '{\n  "label": "喜び"\n}\n'


def test_sha256_of_a_file_is_the_published_value_of_abc(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_folder_that_is_worked_on_is_refused_with_the_process_that_does(tmp_path):
    refusal = rf"run: process {os.getpid()} on \S+ is at work on it; wait for it"
    with exclusive(tmp_path / "run"):
        with pytest.raises(MiburiError, match=refusal), exclusive(tmp_path / "other" / ".." / "run"):
            pytest.fail("two at once")
        with exclusive(tmp_path / "other"):
            pass
    with exclusive(tmp_path / "run"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_work_that_fails_gives_its_folder_up(tmp_path):
    with pytest.raises(KeyboardInterrupt), exclusive(tmp_path / "run"):
        raise KeyboardInterrupt
    with exclusive(tmp_path / "run"):
        pass


def test_a_killed_process_holds_nothing(tmp_path):
    killed = (
        "import os, sys; from pathlib import Path; from generation.files import exclusive\n"
        "with exclusive(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", killed, str(tmp_path / "run")], check=False).returncode == -9
    assert (tmp_path / ".run.lock").exists()
    with exclusive(tmp_path / "run"):
        assert (tmp_path / ".run.lock").read_text().startswith(f"process {os.getpid()} on ")


def test_a_lock_that_its_holder_removes_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    """Between opening the file and locking it, its holder ends and removes it; another may have made a new one."""
    lock, flock, taken = tmp_path / ".run.lock", fcntl.flock, []

    def late(stream, operation):
        flock(stream, operation)
        if not taken:
            lock.unlink()
        taken.append(stream)

    monkeypatch.setattr(fcntl, "flock", late)
    with exclusive(tmp_path / "run"):
        assert len(taken) == 2
        assert lock.exists()


def test_a_file_system_without_locks_is_worked_on_without_one(tmp_path, monkeypatch):
    def unknown(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with exclusive(tmp_path / "run"):
        pass
