"""Series that go from low to high intensity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.stimuli.design import Design, Interpolated
from generation.stimuli.manifest import Manifest, Stimulus
from generation.stimuli.select import select_stimuli
from generation.training.run import Run


def steps_by_series(manifest: Manifest) -> dict[str | None, list[Stimulus]]:
    """The steps of each series in their order."""
    series: dict[str | None, list[Stimulus]] = defaultdict(list)
    for stimulus in sorted(manifest.stimuli, key=lambda each: each.place or 0):
        series[stimulus.series].append(stimulus)
    return series


def test_a_series_goes_in_equal_steps_from_low_to_high(intense: tuple[Run, Corpus], tmp_path: Path) -> None:
    run, corpus = intense
    design = Design(interpolated=Interpolated(2, steps=4, split="train"))
    manifest = select_stimuli(run, tmp_path / "set", design, corpus=corpus)
    series = steps_by_series(manifest)
    assert len(series) == 2 * len(run.labels)
    clips = corpus.clips.set_index("id")
    for steps in series.values():
        assert [step.weight for step in steps] == [0, 0.333333, 0.666667, 1]
        assert len({step.frames for step in steps}) == len({step.label for step in steps}) == 1
        low, high = steps[0].source.removeprefix("between clips ").split(" and ")
        assert (clips.loc[low, "intensity"], clips.loc[high, "intensity"]) == ("low", "high")
        assert steps[0].frames == round((clips.loc[low, "frames"] + clips.loc[high, "frames"]) / 2)


def test_a_series_may_change_its_length_or_follow_the_labels_axis(intense: tuple[Run, Corpus], tmp_path: Path) -> None:
    run, corpus = intense
    changing = Design(interpolated=Interpolated(1, steps=2, lengths="interpolated", split="train"))
    along = Design(interpolated=Interpolated(1, steps=2, along="axis", split="train"))
    made = select_stimuli(run, tmp_path / "changing", changing, corpus=corpus)
    clips = corpus.clips.set_index("id")
    for stimulus in made.stimuli:
        ends = stimulus.source.removeprefix("between clips ").split(" and ")
        assert stimulus.frames == clips.loc[ends[round(stimulus.weight or 0)], "frames"]
    moved = select_stimuli(run, tmp_path / "along", along, corpus=corpus)
    assert {stimulus.source.split(" along ")[1] for stimulus in moved.stimuli} == {"the label's intensity"}


def test_a_series_of_the_flow_is_one_noise_at_rising_intensity(intense: tuple[Run, Corpus], tmp_path: Path) -> None:
    run, corpus = intense
    manifest = select_stimuli(run, tmp_path / "set", Design(interpolated=Interpolated(2, steps=3)), corpus=corpus)
    series = steps_by_series(manifest)
    assert len(series) == len({steps[0].seed for steps in series.values()}) == 2 * len(run.labels)
    for steps in series.values():
        assert [step.weight for step in steps] == [0, 0.5, 1]
        assert {step.source for step in steps} == {"flow from low to high intensity"}
        label = run.labels.index(steps[0].label)
        again = run.decode(
            run.draws_between(label, steps[0].seed, ("low", "high"), (0.0, 0.5, 1.0), steps[0].frames)
        )  # fmt: skip
        assert [step.motion_sha256 for step in steps] == [motion.sha256 for motion in again]
    asked = Design(interpolated=Interpolated(2, steps=3, way="flow"))
    assert asked.sha256 != Design(interpolated=Interpolated(2, steps=3)).sha256
    explicit = select_stimuli(run, tmp_path / "explicit", asked, corpus=corpus)
    assert {each.motion_sha256 for each in explicit.stimuli} == {each.motion_sha256 for each in manifest.stimuli}


def test_latents_are_the_way_where_a_design_says_so_or_the_flow_cannot_be_asked(
    intense: tuple[Run, Corpus], tmp_path: Path
) -> None:
    run, corpus = intense
    latents = Design(interpolated=Interpolated(1, steps=2, split="train", way="latents"))
    unasked = replace(run, intensities=())
    for number, (asked, design) in enumerate(
        [(run, latents), (unasked, Design(interpolated=Interpolated(1, steps=2, split="train")))]
    ):
        made = select_stimuli(asked, tmp_path / str(number), design, corpus=corpus)
        assert all(each.source.startswith("between clips ") for each in made.stimuli)
    flow = Design(interpolated=Interpolated(1, way="flow"))
    with pytest.raises(MiburiError, match=r'way = "flow": the run\'s flow does not know low and high intensity; write'):
        select_stimuli(unasked, tmp_path / "set", flow, corpus=corpus)
    with pytest.raises(MiburiError, match=r'way = "flow": the run has no flow; write way = "latents"'):
        select_stimuli(replace(run, flow=None), tmp_path / "set", flow, corpus=corpus)


def test_the_flow_is_not_asked_for_labels_without_recorded_clips_of_both_intensities(
    intense: tuple[Run, Corpus], make_corpus: Callable[..., Corpus], tmp_path: Path
) -> None:
    run, _ = intense
    some = make_corpus(tmp_path / "some", names=("joy", "neutral"), intensities=("low", "high"))
    manifest = select_stimuli(run, tmp_path / "set", Design(interpolated=Interpolated(1, steps=2)), corpus=some)
    assert {each.label for each in manifest.stimuli} == {"joy", "neutral"}
    assert [(cell.label, cell.wanted, cell.found) for cell in manifest.shortfall] == [("sadness", 2, 0)]


def test_series_need_intensities_and_axes_the_runs_own_corpus(
    intense: tuple[Run, Corpus], tiny_corpus: Corpus, make_corpus: Callable[..., Corpus], tmp_path: Path
) -> None:
    run, _ = intense
    with pytest.raises(MiburiError, match=r"\[interpolated\] needs clips of low and high intensity, .*tiny has none"):
        select_stimuli(run, tmp_path / "set", Design(interpolated=Interpolated(1)), corpus=tiny_corpus)
    with pytest.raises(MiburiError, match=r"\[interpolated\] needs clips of low and high intensity, the test split of"):
        select_stimuli(run, tmp_path / "set", Design(interpolated=Interpolated(1, way="latents")), corpus=tiny_corpus)
    other = make_corpus(tmp_path / "other", seed=9, intensities=("low", "high"))
    design = Design(interpolated=Interpolated(1, along="axis", split="train"))
    with pytest.raises(MiburiError, match=r'along = "axis" needs the corpus that the run was trained on'):
        select_stimuli(run, tmp_path / "set", design, corpus=other)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
