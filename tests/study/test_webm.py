"""WebM beside the MP4: taken into a study with it, told of in the same words, and as silent about the clip."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.stimuli.manifest import CONDITIONS, read_manifest, write_manifest
from study.design.importing import import_set, open_study
from study.models import Stimulus, StimulusSet
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(make_stimulus_set: Callable[..., Path], add_webm: Callable[[Path], Path]) -> Path:
    """A set of 8 clips in both formats."""
    return add_webm(make_stimulus_set(per_label={"correct": 1, "misclassified": 1}))


def test_both_files_of_a_clip_have_one_random_name(both: Path, media_folder: Path) -> None:
    stimuli = import_set(both).stimuli.all()
    assert len(list(media_folder.iterdir())) == 16
    for stimulus in stimuli:
        assert sha256_of(media_folder / f"{stimulus.media_name}.mp4") == stimulus.video_sha256
        assert sha256_of(media_folder / f"{stimulus.media_name}.webm") == stimulus.webm_sha256
    assert len({stimulus.webm_sha256 for stimulus in stimuli}) == 8


def test_a_rater_is_told_of_both_and_gets_what_was_told(both: Path) -> None:
    """Neither names, headers nor bytes tell the clip's condition or emotion."""
    rater = Rater(open_study(import_set(both), "both", None, 0, "en").slug).begin_rating()
    telling = (*CONDITIONS, "stimulus-0", "joy", "sadness", "anger", "surprise")
    while (trial := rater.next_trial()) is not None:
        assert set(trial["webm"]) == {"video", "sha256"}
        assert re.fullmatch(r"/media/[0-9a-f]{32}\.webm", trial["webm"]["video"])
        assert trial["webm"]["video"].removesuffix(".webm") == trial["video"].removesuffix(".mp4")
        reply: Any = rater.client.get(trial["webm"]["video"])
        assert reply.headers["Content-Type"] == "video/webm"
        told = b"".join(reply.streaming_content) + f"{reply.headers} {trial}".encode()
        assert not [word for word in telling if word.encode() in told.lower()]
        rater.answer(trial)


def test_a_study_without_webm_goes_on_and_tells_of_none(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert "webm" not in trial
    assert set(Stimulus.objects.values_list("webm_sha256", flat=True)) == {""}
    assert rater.client.get(trial["video"].replace(".mp4", ".webm")).status_code == 404


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), "stimulus-003.webm: no such video; run `python -m generation render"),
        (lambda path: path.write_bytes(b"other"), "stimulus-003.webm: not the video that its manifest names"),
    ],
    ids=["missing", "changed"],
)
def test_a_webm_that_is_not_the_manifests_is_refused_and_nothing_is_left(
    both: Path, media_folder: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(both / "videos" / "stimulus-003.webm")
    with pytest.raises(MiburiError, match=message):
        import_set(both)
    assert not StimulusSet.objects.exists()
    assert not (media_folder.exists() and list(media_folder.iterdir()))


def test_a_set_with_webm_for_some_clips_only_is_refused(both: Path) -> None:
    """Which format a clip is in would tell something of it."""
    manifest = read_manifest(both)
    first, *others = manifest.stimuli
    write_manifest(both, replace(manifest, stimuli=(replace(first, webm_sha256=None), *others)))
    with pytest.raises(MiburiError, match="stimulus-000.webm: no such video"):
        import_set(both)


def test_the_same_set_again_brings_back_a_lost_webm(both: Path, media_folder: Path) -> None:
    lost = import_set(both).stimuli.order_by("manifest_id")[3]
    (media_folder / f"{lost.media_name}.webm").unlink()
    import_set(both)
    assert sha256_of(media_folder / f"{lost.media_name}.webm") == lost.webm_sha256
