"""Importing stimulus sets: whole, once, and under names that tell nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.labels import Label, LabelSet
from study.design import importing
from study.design.importing import import_set, open_study
from study.models import Stimulus, StimulusSet, Study
from study.session.pages.page import answer_options
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db


def edit_manifest(folder: Path, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def test_the_command_opens_a_study_and_prints_both_links(
    stimulus_set_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_stimuli", str(stimulus_set_folder), "--study", "first", "--url", "https://study.example.org/")
    printed = capsys.readouterr().out
    study = Study.objects.get(slug="first")
    assert "https://study.example.org/s/first/" in printed
    assert f"https://study.example.org/studies/first/results/?key={study.results_key}" in printed
    assert "synthetic" in printed and "made for tests" in printed
    assert study.texts.version == 1


def test_videos_are_copied_whole_under_random_names(stimulus_set_folder: Path, media_folder: Path) -> None:
    stimuli = import_set(stimulus_set_folder).stimuli.all()
    assert len(stimuli) == 20
    for stimulus in stimuli:
        assert re.fullmatch(r"[0-9a-f]{32}", stimulus.media_name)
        assert sha256_of(media_folder / f"{stimulus.media_name}.mp4") == stimulus.video_sha256
    names_in_set_order = [stimulus.media_name for stimulus in stimuli.order_by("manifest_id")]
    assert names_in_set_order != sorted(names_in_set_order)


def test_the_same_set_again_changes_nothing(stimulus_set_folder: Path, media_folder: Path) -> None:
    for _ in range(2):
        call_command("import_stimuli", str(stimulus_set_folder), "--study", "first")
    assert (StimulusSet.objects.count(), Stimulus.objects.count(), Study.objects.count()) == (1, 20, 1)
    assert len(list(media_folder.iterdir())) == 20


def test_provenance_terms_and_the_synthetic_mark_are_inherited(stimulus_set_folder: Path) -> None:
    stored = import_set(stimulus_set_folder)
    assert stored.synthetic and stored.terms == "made for tests"


def test_a_set_that_does_not_say_is_taken_for_synthetic(stimulus_set_folder: Path) -> None:
    edit_manifest(stimulus_set_folder, lambda data: data.update(provenance={}))
    assert import_set(stimulus_set_folder).synthetic


def nothing_imported(media_folder: Path) -> bool:
    return not StimulusSet.objects.exists() and not (media_folder.exists() and list(media_folder.iterdir()))


def test_a_set_without_videos_is_refused(stimulus_set_folder: Path, media_folder: Path) -> None:
    edit_manifest(stimulus_set_folder, lambda data: data["stimuli"][3].update(video_sha256=None))
    with pytest.raises(MiburiError, match=r"stimulus-003.mp4: no such video; run `python -m generation render .*set`"):
        import_set(stimulus_set_folder)
    assert nothing_imported(media_folder)


def test_an_empty_set_is_refused(stimulus_set_folder: Path) -> None:
    edit_manifest(stimulus_set_folder, lambda data: data.update(stimuli=[]))
    with pytest.raises(MiburiError, match="the stimulus set is empty"):
        import_set(stimulus_set_folder)


def test_a_changed_video_is_refused_and_nothing_is_left_behind(stimulus_set_folder: Path, media_folder: Path) -> None:
    (stimulus_set_folder / "videos" / "stimulus-019.mp4").write_bytes(b"another video")
    with pytest.raises(MiburiError, match="stimulus-019.mp4: not the video that its manifest names"):
        import_set(stimulus_set_folder)
    assert nothing_imported(media_folder)


def test_a_failing_database_leaves_no_videos_behind(
    stimulus_set_folder: Path, media_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_store", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left on device; free some space"):
        call_command("import_stimuli", str(stimulus_set_folder))
    assert nothing_imported(media_folder)


def test_a_missing_folder_is_one_line_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere/manifest.json: no such file; a stimulus set is made by") as caught:
        call_command("import_stimuli", str(tmp_path / "nowhere"))
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


def test_a_set_made_anew_does_not_slip_under_a_study(stimulus_set_folder: Path, media_folder: Path) -> None:
    call_command("import_stimuli", str(stimulus_set_folder), "--study", "first")
    edit_manifest(stimulus_set_folder, lambda data: data.update(rendering={"size": 256}))
    with pytest.raises(CommandError, match="study 'first' exists with another stimulus set; choose another name"):
        call_command("import_stimuli", str(stimulus_set_folder), "--study", "first")
    assert (StimulusSet.objects.count(), len(list(media_folder.iterdir()))) == (1, 20)


def test_the_same_set_again_brings_back_videos_that_were_lost(stimulus_set_folder: Path, media_folder: Path) -> None:
    lost = import_set(stimulus_set_folder).stimuli.order_by("manifest_id")[3]
    (media_folder / f"{lost.media_name}.mp4").unlink()
    import_set(stimulus_set_folder)
    assert sha256_of(media_folder / f"{lost.media_name}.mp4") == lost.video_sha256


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probabilities": {"joy": 1.0}}, "stimulus-003: probabilities: sadness is missing"),
        ({"probabilities": None}, "stimulus-003: probabilities: joy is missing"),
        (
            {"probabilities": dict.fromkeys(["joy", "sadness", "anger", "surprise"], "high")},
            "probabilities: joy is mis",
        ),
        ({"frames": 0}, "stimulus-003: 0 frames at 20 fps"),
        ({"fps": "fast"}, "stimulus-003: 10 frames at 'fast' fps"),
        ({"seed": 2**63}, "stimulus-003: seed 9223372036854775808"),
    ],
)
def test_a_stimulus_that_results_could_not_use_is_refused(
    stimulus_set_folder: Path, media_folder: Path, change: dict[str, object], message: str
) -> None:
    edit_manifest(stimulus_set_folder, lambda data: data["stimuli"][3].update(change))
    with pytest.raises(CommandError, match=message) as caught:
        call_command("import_stimuli", str(stimulus_set_folder))
    assert "manifest.json" in str(caught.value)
    assert nothing_imported(media_folder)


def test_a_study_keeps_its_set(make_stimulus_set: Callable[..., Path]) -> None:
    open_study(import_set(make_stimulus_set(name="one")), "taken", "One", 0, "en")
    other = import_set(make_stimulus_set(name="two", per_label={"real": 1}))
    with pytest.raises(MiburiError, match="study 'taken' exists with another stimulus set; choose another name"):
        open_study(other, "taken", "Two", 0, "en")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--study=Not A Slug", "use small letters, digits and hyphens"),
        ("--seed=-1", "seed must be 0 or more"),
        ("--language=fr", "unknown language 'fr'; expected one of en, ja"),
    ],
)
def test_nonsense_options_are_refused(stimulus_set_folder: Path, option: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("import_stimuli", str(stimulus_set_folder), option)
    assert not Study.objects.exists()


@pytest.mark.parametrize(("options", "warned"), [(20, False), (21, True)])
def test_more_answer_options_than_keys_are_warned_of(
    make_stimulus_set: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    db: None,
    options: int,
    warned: bool,
) -> None:
    labels = LabelSet(tuple(Label(f"e{each}", f"feeling {each}", f"気持ち{each}") for each in range(options)))
    folder = make_stimulus_set(labels, {"real": 1})
    definition = tmp_path / "study.toml"
    definition.write_text('schema = "miburi.study/1"\n')
    call_command("import_stimuli", str(folder), "--study", "many")
    call_command("define_study", "many", str(definition))
    told = f"{options} answer options, and keys for 20"
    assert capsys.readouterr().err.count(told) == (2 if warned else 0)
    rater = Rater("many").begin_rating()
    keys = [option["key"] for option in answer_options(rater.session)]
    assert "".join(keys) == "1234567890qwertyuiop" and len(keys) == options


def test_links_are_printed_again(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("links", "test")
    assert f"?key={study.results_key}" in capsys.readouterr().out


def test_an_unknown_study_names_those_there_are(study: Study) -> None:
    with pytest.raises(CommandError, match="no study 'tset'; there are: test"):
        call_command("links", "tset")
