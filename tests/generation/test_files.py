import fcntl
import os
import subprocess
import sys

import pytest

from generation.errors import MiburiError
from generation.files import atomic_folder, atomic_path, atomic_write, exclusive, json_bytes, sha256_of, sweep


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
