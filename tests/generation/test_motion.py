import numpy as np
import pytest

from generation.errors import MiburiError
from generation.motion import Motion


def motion(frames: int = 5, seed: int = 0) -> Motion:
    rng = np.random.default_rng(seed)
    return Motion(rng.normal(size=(frames, 24, 3)).astype(np.float32), rng.normal(size=(frames, 3)).astype(np.float32))


def test_a_motion_survives_its_file(tmp_path):
    motion().save(tmp_path / "a.npz")
    assert Motion.load(tmp_path / "a.npz").sha256 == motion().sha256


def test_the_same_motion_gives_the_same_bytes(tmp_path):
    for name in ("a.npz", "b.npz"):
        motion().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_the_hash_changes_with_any_number():
    changed = motion()
    changed.trans[3, 1] += 1e-3
    assert changed.sha256 != motion().sha256


def test_nan_is_refused():
    poses, trans = motion().poses, motion().trans
    poses[2, 4, 0] = np.nan
    with pytest.raises(MiburiError, match="NaN"):
        Motion(poses, trans)


def test_another_skeleton_is_refused():
    with pytest.raises(MiburiError, match=r"got \(5, 52, 3\)"):
        Motion(np.zeros((5, 52, 3), np.float32), np.zeros((5, 3), np.float32))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MiburiError, match="gone.npz: no such motion file"):
        Motion.load(tmp_path / "gone.npz")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"not a zip at all"])
def test_a_file_that_is_no_motion_is_named(tmp_path, content):
    (tmp_path / "broken.npz").write_bytes(content)
    with pytest.raises(MiburiError, match="broken.npz: not a motion file"):
        Motion.load(tmp_path / "broken.npz")
