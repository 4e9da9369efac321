"""A set whose motions were sampled elsewhere is the one sampled here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generation.__main__ import main
from generation.errors import MiburiError
from generation.executors.local import LocalExecutor
from generation.stimuli.remote_sampling import SamplingWorkshop, sampler_on, versions
from generation.stimuli.sampling import Request, sample
from generation.training.run import Run
from tests.generation.ray_cluster import two_nodes
from tests.generation.stimuli.cast import content

REQUESTS = [Request(label, (3, 4, 5), (10, 20, 30), "flow") for label in range(3)]


def test_samples_come_in_the_order_of_their_requests_and_are_those_of_this_process(tiny_run: Run) -> None:
    elsewhere = list(sampler_on(LocalExecutor(2), tiny_run)(REQUESTS))
    for request, samples in zip(REQUESTS, elsewhere, strict=True):
        here = sample(tiny_run, request)
        assert [each.seed for each in samples] == [3, 4, 5]
        assert [each.motion.sha256 for each in samples] == [each.motion.sha256 for each in here]


def test_a_set_sampled_on_a_cluster_is_the_one_sampled_here(
    tiny_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stimuli(out: Path, *options: str) -> int:
        small = ("--correct", "1", "--misclassified", "1", "--budget", "80", "--allow-shortfall", "--device", "cpu")
        return main(["stimuli", str(tiny_run.path), str(out), *small, *options])

    assert stimuli(tmp_path / "here") == 0
    with two_nodes(monkeypatch) as cluster:
        assert stimuli(tmp_path / "there", "--executor", "ray", "--ray-address", cluster.address) == 0
    assert content(tmp_path / "here") == content(tmp_path / "there")


def test_a_machine_with_another_torch_is_refused_by_name(tiny_run: Run) -> None:
    workshop = SamplingWorkshop.of(tiny_run)
    other = replace(workshop, versions={**versions(), "torch": "1.0"})
    with pytest.raises(MiburiError, match="has torch .*, the work was begun with 1.0"):
        other()
