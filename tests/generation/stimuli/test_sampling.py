from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generation.stimuli.design import Matching
from generation.stimuli.sampling import Request, Sample, sample, sample_from
from generation.stimuli.select import select_stimuli
from generation.training.run import Run
from tests.generation.stimuli.cast import content, paper


def test_samples_follow_from_the_runs_folder_and_the_request_alone(tiny_run: Run) -> None:
    request = Request(1, (3, 4, 5), (10, 20, 30), "flow")
    here, elsewhere = sample(tiny_run, request), sample_from(tiny_run.path, "cpu", request)
    assert [each.seed for each in here] == [3, 4, 5]
    assert [each.motion.sha256 for each in here] == [each.motion.sha256 for each in elsewhere]
    assert all(len(each.motion) in request.lengths for each in here)


def test_a_sampler_that_works_ahead_makes_the_same_set(run: Run, tmp_path: Path) -> None:
    asked: list[Request] = []

    def ahead(requests: Iterable[Request]) -> Iterator[list[Sample]]:
        asked.extend(all_ := list(requests))
        return iter([sample(run, request) for request in all_])

    for design in (paper(1, 1, 1), paper(2, 2, 1, matching=Matching(("duration", "speed"), pool=3))):
        asked.clear()
        here, there = tmp_path / f"here{design.sha256}", tmp_path / f"there{design.sha256}"
        select_stimuli(run, here, design)
        select_stimuli(run, there, design, sampler=ahead)
        assert asked
        assert content(here) == content(there)
