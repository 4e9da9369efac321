"""The cast of the study's tests: tiny rendered stimulus sets, and studies that are open."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import imageio_ffmpeg
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from generation.files import sha256_of
from generation.labels import EMOTIONS, LabelSet
from generation.stimuli.manifest import Manifest, Stimulus, read_manifest, video_path, webm_path, write_manifest
from study.design.importing import import_set, open_study
from study.models import Study
from tests.study.rater import Rater

# No test depends on the clock: not on how long an example takes, either.
hypothesis_settings.register_profile("miburi", deadline=None)
hypothesis_settings.load_profile("miburi")

PAPER_CONDITIONS = {"correct": 2, "misclassified": 2, "mean_latent": 1}
FPS = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first: of two workers, none is to be left alone with it."""
    items.sort(key=lambda item: item.path.name != "test_whole_path.py")


def pytest_unconfigure() -> None:
    """SQLite's log stays behind where a server's thread still had the test database open."""
    name = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    for left in name.parent.glob(f"{name.name}*"):
        left.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def media_folder(settings: Settings, tmp_path: Path) -> Path:
    """Tests never write to the real media folder."""
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    return folder


def encoded(path: Path, options: str) -> bytes:
    """Half a second that browsers play."""
    source = f"testsrc=size=128x128:rate={FPS}:duration=0.5"
    encode = f"{options} -pix_fmt yuv420p -bitexact -v error"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-f", "lavfi", "-i", source, *encode.split(), path], check=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def video_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """In H.264."""
    return encoded(tmp_path_factory.mktemp("video") / "clip.mp4", "-c:v libx264 -movflags +faststart")


@pytest.fixture(scope="session")
def webm_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """In VP9."""
    return encoded(tmp_path_factory.mktemp("video") / "clip.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8")


@pytest.fixture
def make_stimulus_set(tmp_path: Path, video_bytes: bytes) -> Callable[..., Path]:
    """Makes a rendered set: per label and condition the given number of half-second clips."""

    def make(
        labels: LabelSet = LabelSet(EMOTIONS.labels[:4]),  # noqa: B008
        per_label: dict[str, int] | None = None,
        name: str = "set",
    ) -> Path:
        folder = tmp_path / name
        (folder / "videos").mkdir(parents=True)
        cells = product(labels.names, (per_label or PAPER_CONDITIONS).items())
        plan = [(label, condition) for label, (condition, count) in cells for _ in range(count)]
        stimuli = []
        for number, (label, condition) in enumerate(plan):
            other = labels.names[(labels.index(label) + 1) % len(labels)]
            predicted = other if condition == "misclassified" else label
            stimulus = Stimulus(
                id=f"stimulus-{number:03d}",
                condition=condition,
                label=label,
                predicted=predicted,
                probabilities={name: 0.7 if name == predicted else 0.3 / (len(labels) - 1) for name in labels.names},
                source="made for a test",
                seed=number,
                frames=FPS // 2,
                fps=FPS,
                motion_sha256=f"{number:064x}",
            )
            # A trailing free atom keeps the clips' bytes, and so their hashes, apart; players skip it.
            atom = number.to_bytes(4, "big")
            video_path(folder, stimulus).write_bytes(video_bytes + (12).to_bytes(4, "big") + b"free" + atom)
            stimuli.append(stimulus)
        manifest = Manifest(labels, tuple(stimuli), {"synthetic": True, "terms": "made for tests", "seed": 0})
        for stimulus in stimuli:
            manifest = manifest.with_video(stimulus.id, sha256_of(video_path(folder, stimulus)))
        write_manifest(folder, manifest)
        return folder

    return make


@pytest.fixture
def add_webm(webm_bytes: bytes) -> Callable[[Path], Path]:
    """Puts WebM beside each MP4 of a set."""

    def add(folder: Path) -> Path:
        manifest = read_manifest(folder)
        stimuli = []
        for number, stimulus in enumerate(manifest.stimuli):
            void = b"\xec\x84" + number.to_bytes(4, "big")  # which players skip, as they do free atoms
            webm_path(folder, stimulus).write_bytes(webm_bytes + void)
            stimuli.append(replace(stimulus, webm_sha256=sha256_of(webm_path(folder, stimulus))))
        write_manifest(folder, replace(manifest, stimuli=tuple(stimuli)))
        return folder

    return add


@pytest.fixture
def stimulus_set_folder(make_stimulus_set: Callable[..., Path]) -> Path:
    """Four emotions in the paper's design: 20 clips."""
    return make_stimulus_set()


@pytest.fixture
def study(stimulus_set_folder: Path, db: None) -> Study:
    """An open study of four emotions: 2 practice and 20 main trials."""
    return open_study(import_set(stimulus_set_folder), "test", None, seed=0, language="en")


@pytest.fixture
def rater(study: Study) -> Rater:
    """Someone who has just opened the study's link."""
    return Rater(study.slug)


@pytest.fixture
def another_rater(study: Study) -> Rater:
    return Rater(study.slug)
