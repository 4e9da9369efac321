from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.errors import MiburiError
from generation.labels import LabelSet
from generation.model.features import motion_features
from generation.model.flow import Wish
from generation.rotation import matrix_to_rot6d, rot6d_to_matrix
from generation.training.checkpoint import save_weights
from generation.training.run import Run


@pytest.fixture
def copy(tiny_run: Run, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_run.path, tmp_path / "run"))


def test_sampling_gives_grounded_motions_of_lengths_that_the_label_has(tiny_run: Run) -> None:
    motions = tiny_run.sample("joy", 5, seed=3)
    assert [len(motion) in tiny_run.durations.frames[0] for motion in motions] == [True] * 5


def test_the_same_seed_gives_the_same_motions(tiny_run: Run) -> None:
    first, again, other = (tiny_run.sample("joy", 3, seed) for seed in (3, 3, 4))
    assert [motion.sha256 for motion in first] == [motion.sha256 for motion in again]
    assert [motion.sha256 for motion in first] != [motion.sha256 for motion in other]


def test_a_longer_sample_begins_with_a_shorter_one(tiny_run: Run) -> None:
    short, long = tiny_run.sample("joy", 2, seed=0), tiny_run.sample("joy", 4, seed=0)
    for one, other in zip(short, long, strict=False):
        np.testing.assert_allclose(one.poses, other.poses, atol=1e-4)


def test_mean_latent_has_the_labels_median_length_and_follows_the_stored_mu(tiny_run: Run) -> None:
    motion = tiny_run.decode_mean_latent("sadness")
    assert len(motion) == tiny_run.durations.quantile(1, 0.5)
    mask = torch.ones(1, len(motion), dtype=torch.bool)
    with torch.no_grad():
        decoded = tiny_run.generator.decode(tiny_run.latents.mu[1:2], torch.tensor([1]), mask)[0]
    features = motion_features(torch.from_numpy(motion.poses), torch.from_numpy(motion.trans))
    spine = slice(18, 24)  # a joint that turning towards +z and planting the feet leave alone
    np.testing.assert_allclose(features[:, spine], matrix_to_rot6d(rot6d_to_matrix(decoded[:, spine])), atol=1e-4)


def test_a_bias_vector_decodes_to_a_motion_of_its_own(tiny_run: Run) -> None:
    bias, mean = tiny_run.decode_bias("joy", 20), tiny_run.decode_mean_latent("joy", 20)
    assert len(bias) == 20
    assert bias.sha256 != mean.sha256


def test_classification_is_a_distribution_over_labels(tiny_run: Run) -> None:
    probabilities = tiny_run.classify(tiny_run.sample("joy", 40, seed=0))
    assert probabilities.shape == (40, 3)
    np.testing.assert_allclose(probabilities.sum(1), 1.0)


def test_unknown_labels_are_refused(tiny_run: Run) -> None:
    with pytest.raises(MiburiError, match="unknown label 'awe'"):
        tiny_run.sample("awe", 1, seed=0)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match=r"not a run, config.json is missing"):
        Run.open(tmp_path)


def test_an_unfinished_run_is_refused(copy: Path) -> None:
    (copy / "metrics.json").unlink()
    with pytest.raises(MiburiError, match="not finished; go on with"):
        Run.open(copy)


def test_weights_of_another_label_set_are_refused(copy: Path) -> None:
    description = json.loads((copy / "config.json").read_text())
    description["labels"] = LabelSet.of_names(["joy", "neutral"]).to_json()
    (copy / "config.json").write_text(json.dumps(description))
    (copy / "durations.json").write_text(json.dumps({"joy": [20], "neutral": [20]}))
    with pytest.raises(MiburiError, match="of another label set"):
        Run.open(copy)


def test_weights_of_another_size_are_refused(copy: Path) -> None:
    description = json.loads((copy / "config.json").read_text())
    description["config"]["generator"]["feedforward"] = 64
    (copy / "config.json").write_text(json.dumps(description))
    with pytest.raises(MiburiError, match="another model or label set"):
        Run.open(copy)


def test_durations_of_another_label_set_are_refused(copy: Path) -> None:
    (copy / "durations.json").write_text(json.dumps({"joy": [20], "sadness": [20], "awe": [20]}))
    with pytest.raises(MiburiError, match="latents or durations are of another label set"):
        Run.open(copy)


def test_latents_that_lack_their_spread_are_refused(copy: Path, tiny_run: Run) -> None:
    tensors = tiny_run.latents.tensors()
    save_weights(copy / "latents.safetensors", {name: tensors[name] for name in ("mu", "sigma")})
    with pytest.raises(MiburiError, match="latents or durations are of another label set"):
        Run.open(copy)


def test_damaged_weights_are_refused(copy: Path) -> None:
    weights = copy / "generator.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(MiburiError, match=r"generator.safetensors: not a file of weights"):
        Run.open(copy)


def test_a_device_that_is_not_there_is_refused(tiny_run: Run) -> None:
    absent = "mps" if not torch.backends.mps.is_available() else "cuda"
    with pytest.raises(MiburiError, match=f"device '{absent}' is not available"):
        Run.open(tiny_run.path, absent)


def test_a_clip_at_intensities_between_two_begins_and_ends_as_one_asked_for_with_the_same_noise(
    intense_run: Run,
) -> None:
    assert intense_run.flow is not None
    draws = intense_run.draws_between(0, 5, ("low", "high"), [0.0, 0.5, 1.0], frames=40)
    assert [draw.frames for draw in draws] == [40] * 3
    noise = torch.from_numpy(np.random.default_rng(5).standard_normal((1, intense_run.flow.wide)).astype(np.float32))
    for level, draw in ((1, draws[0]), (2, draws[-1])):
        asked = Wish(torch.tensor([0]), torch.tensor([level]), torch.tensor([40]))
        torch.testing.assert_close(intense_run.memory(0, intense_run.flow.sample(noise, asked))[0], draw.memory)
    assert not torch.equal(draws[0].memory, draws[-1].memory)
    with pytest.raises(MiburiError, match="intensity 'medium' cannot be asked for"):
        intense_run.draws_between(0, 5, ("low", "medium"), [0.0], frames=40)


def test_every_spread_and_intensity_gives_other_latents_and_the_same_again(intense_run: Run) -> None:
    given = [("flow", ""), ("flow", "low"), ("flow", "high"), ("total", ""), ("mean-sigma", "")]
    once, again = ([intense_run.draws(0, [5], spread=s, intensity=i)[0].memory for s, i in given] for _ in range(2))
    for position, memory in enumerate(once):
        torch.testing.assert_close(memory, again[position])
        assert all(not torch.allclose(memory, other) for other in once[:position])


def test_what_a_run_cannot_give_is_refused(intense_run: Run, tiny_run: Run) -> None:
    with pytest.raises(MiburiError, match="unknown spread 'wide'; expected one of flow, total, mean-sigma"):
        tiny_run.draws(0, [1], spread="wide")
    with pytest.raises(MiburiError, match="intensity 'medium' cannot be asked for; it can give: low, high"):
        intense_run.draws(0, [1], intensity="medium")
    with pytest.raises(MiburiError, match="intensity 'low' cannot be asked for; it can give: none"):
        intense_run.draws(0, [1], spread="total", intensity="low")
    without = replace(tiny_run, flow=None)
    assert without.spread == "total"
    with pytest.raises(MiburiError, match="this run has no flow; sample with --spread total or mean-sigma"):
        without.draws(0, [1], spread="flow")
