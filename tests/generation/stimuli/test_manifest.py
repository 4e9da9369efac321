import json
from dataclasses import replace

import pytest

from generation.errors import MiburiError
from generation.labels import LabelSet
from generation.stimuli.manifest import Manifest, Shortfall, Stimulus, read_manifest, write_manifest

STIMULUS = Stimulus(
    id="4f1c2a90", condition="misclassified", label="shame", predicted="joy", probabilities={"joy": 0.7, "shame": 0.3},
    source="prior", seed=11, frames=90, fps=20, motion_sha256="ab",
)  # fmt: skip
MANIFEST = Manifest(
    labels=LabelSet.of_names(["joy", "shame"]),
    stimuli=(STIMULUS, replace(STIMULUS, id="77aa0e13", condition="correct", predicted="shame")),
    provenance={"seed": 3, "synthetic": True},
    shortfall=(Shortfall("joy", "correct", 2, 1, 400),),
)


def test_a_manifest_survives_its_file(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


def test_a_set_of_before_roles_and_series_reads_as_trials(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    data = json.loads((tmp_path / "manifest.json").read_text())
    del data["selection"]
    for row in data["stimuli"]:
        for name in ("role", "place", "speed", "series", "weight"):
            del row[name]
    del data["shortfall"][0]["role"]
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    assert read_manifest(tmp_path) == MANIFEST
    assert {stimulus.role for stimulus in read_manifest(tmp_path).stimuli} == {"trial"}


def test_an_unknown_role_is_refused():
    with pytest.raises(MiburiError, match="unknown role 'warm-up'; expected one of trial, practice, attention"):
        replace(MANIFEST, stimuli=(replace(STIMULUS, role="warm-up"),))


def test_the_file_states_the_duration_in_seconds(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    assert '"duration": 4.5' in (tmp_path / "manifest.json").read_text()


def test_a_video_is_noted_on_its_stimulus_alone():
    noted = MANIFEST.with_video("77aa0e13", "cd")
    assert [stimulus.video_sha256 for stimulus in noted.stimuli] == [None, "cd"]


def test_a_missing_manifest_says_how_to_make_one(tmp_path):
    with pytest.raises(MiburiError, match="manifest.json: no such file; .*generation stimuli"):
        read_manifest(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(MiburiError, match="file/manifest.json: no such file"):
        read_manifest(tmp_path / "file")


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"schema": "miburi.stimulus-set/1"}', '{"schema": "miburi.stimulus-set/1", "labels": 3}']
)
def test_a_file_that_is_no_manifest_is_named(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(MiburiError, match="manifest.json: not a manifest"):
        read_manifest(tmp_path)


def test_another_schema_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text('{"schema": "miburi.stimulus-set/9"}')
    with pytest.raises(MiburiError, match="schema 'miburi.stimulus-set/9' is not"):
        read_manifest(tmp_path)


def test_unknown_conditions_labels_and_repeated_ids_are_refused():
    with pytest.raises(MiburiError, match="unknown condition 'best'"):
        replace(MANIFEST, stimuli=(replace(STIMULUS, condition="best"),))
    with pytest.raises(MiburiError, match="unknown label 'pride'"):
        replace(MANIFEST, stimuli=(replace(STIMULUS, label="pride"),))
    with pytest.raises(MiburiError, match="must not repeat a stimulus id"):
        replace(MANIFEST, stimuli=(STIMULUS, STIMULUS))
