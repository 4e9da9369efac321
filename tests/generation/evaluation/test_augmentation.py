"""Augmentation: what is added, that test clips decide nothing, and that workers and interruptions change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.evaluation import augmentation
from generation.evaluation.augmentation import TABLE, TRAININGS, Cell, Experiment, Plan
from generation.evaluation.augmentation_clips import choose, part_path, with_generated
from generation.evaluation.augmentation_summary import (
    summarise,
)
from generation.evaluation.augmentation_training import Outcome
from generation.model.config import RunConfig
from generation.model.features import FEATURES
from generation.training.clips import Clips
from generation.training.run import Run
from generation.training.stepping import Stepper
from generation.training.tasks import GeneratorTask, RecogniserTask


@pytest.fixture(scope="module")
def clips(tiny_corpus: Corpus) -> Clips:
    return Clips.of_corpus(tiny_corpus)


@pytest.fixture(scope="module")
def plan(tiny_config: RunConfig) -> Plan:
    return Plan(
        sizes=(0, 3, 7),
        seeds=(0, 1),
        schedules=("one-time", "iterative"),
        filters=("supervised", "unsupervised"),
        pool=8,
        config=tiny_config,
    )


def carry_out(
    out: Path, plan: Plan, run: Run, clips: Clips, oracle: Clips | None = None, workers: int = 1
) -> Experiment:
    experiment = Experiment(out, plan, run.path, "cpu")
    experiment.carry_out(clips, oracle, workers)
    return experiment


@pytest.fixture(scope="module")
def finished(plan: Plan, tiny_run: Run, clips: Clips, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return carry_out(tmp_path_factory.mktemp("augmentation") / "out", plan, tiny_run, clips)


def content(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def different_trainings(experiment: Experiment) -> int:
    """Those that differ in seed or added clips; this pool holds so few recognised clips that many do not."""
    return len({(cell.size, cell.seed, added) for cell, added in experiment.added.items()})


@contextmanager
def materials_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clips that trainings read stay in place after the last one."""
    with monkeypatch.context() as patch:
        patch.setattr("generation.evaluation.augmentation.shutil.rmtree", lambda *args, **kwargs: None)
        yield


def test_generated_clips_join_the_training_split_and_nothing_else(clips: Clips) -> None:
    generated = [torch.full((frames, FEATURES), float(frames)) for frames in (5, 9)]
    before = {split: list(indices) for split, indices in clips.splits.items()}
    extended = with_generated(clips, generated, [2, 0])
    first = len(clips.lengths)
    assert extended.splits == {**before, "train": [*before["train"], first, first + 1]}
    assert clips.splits == before
    assert extended.labels[first:].tolist() == [2, 0]
    for position, clip in enumerate(generated):
        assert torch.equal(extended.clip(first + position), clip)
    for index in range(first):
        assert torch.equal(extended.clip(index), clips.clip(index))
    batch = extended.batch([0, first + 1])
    assert batch.lengths.tolist() == [int(clips.lengths[0]), 9]
    assert with_generated(clips, [], []) is clips


def test_what_is_chosen_is_even_over_labels_and_in_order() -> None:
    labels = np.repeat([0, 1, 2], 5)
    chosen = choose(labels, 3, range(15), [], 7)
    assert Counter(labels[chosen].tolist()) == {0: 3, 1: 2, 2: 2}
    assert [clip for clip in chosen if labels[clip] == 0] == [0, 1, 2]
    assert choose(labels, 3, [4, 3, 2, 9, 14], chosen, 10) == [9, 14, 4]


def test_no_label_makes_up_for_one_that_runs_out() -> None:
    labels = np.repeat([0, 1], 5)
    assert sorted(choose(labels, 2, [0, 5, 6, 7, 8], [], 4)) == [0, 5, 6]
    assert choose(labels, 2, [5, 6, 7, 8], [5, 6], 4) == []
    assert choose(labels, 2, [5, 6, 7, 8], [5, 6], 6) == [7]


def test_supervised_arms_add_only_what_the_judging_recogniser_recognised(finished: Experiment) -> None:
    for seed in finished.plan.seeds:
        judged = finished.outcomes[Cell(0, seed, "none", "none")].recognised
        assert judged is not None
        for size in (3, 7):
            assert set(finished.added[Cell(size, seed, "one-time", "supervised")]) <= set(judged)
        first = finished.added[Cell(3, seed, "iterative", "supervised")]
        second = finished.added[Cell(7, seed, "iterative", "supervised")]
        later = finished.outcomes[Cell(3, seed, "iterative", "supervised")].recognised
        assert later is not None
        assert second[: len(first)] == first
        assert set(second[len(first) :]) <= set(later)


def test_unsupervised_arms_add_exactly_as_many_clips_as_asked_for(finished: Experiment) -> None:
    for cell, added in finished.added.items():
        assert len(set(added)) == len(added)
        if cell.filter == "unsupervised":
            assert len(added) == cell.size
    one_time, iterative = (
        finished.added[Cell(7, 0, schedule, "unsupervised")] for schedule in ("one-time", "iterative")
    )
    assert one_time != iterative


def test_only_recognisers_that_choose_clips_are_asked_about_the_pool(finished: Experiment) -> None:
    asked = {cell.name for cell, outcome in finished.outcomes.items() if outcome.recognised is not None}
    assert asked == {f"{name}-{seed}" for name in ("none-none-00000", "iterative-supervised-00003") for seed in (0, 1)}


def test_the_table_has_a_row_per_training(finished: Experiment, clips: Clips) -> None:
    table = finished.table()
    assert len(table) == finished.plan.trainings == 2 * (1 + 2 * 4)
    assert (table["test_clips"] == len(clips.splits["test"])).all()
    assert (table["test_accuracy"].between(table["test_low"], table["test_high"])).all()
    assert (table["train_clips"] == len(clips.splits["train"])).all()
    assert (finished.out / TABLE).read_text().startswith("schedule,filter,size,seed,added,")
    assert not finished.material.exists()


@pytest.fixture(scope="module")
def spoilt(clips: Clips) -> Clips:
    """Test clips of NaN under other labels; the other splits as they are."""
    features, labels = clips.features.clone(), clips.labels.clone()
    for index in clips.splits["test"]:
        start = int(clips.starts[index])
        features[start : start + int(clips.lengths[index])] = torch.nan
        labels[index] = (labels[index] + 1) % clips.classes
    return replace(clips, features=features, labels=labels)


@pytest.mark.parametrize("task", [GeneratorTask, RecogniserTask])
def test_no_model_learns_from_test_clips(
    task: type[GeneratorTask | RecogniserTask], clips: Clips, spoilt: Clips, tiny_config: RunConfig
) -> None:
    weights = []
    for given in (clips, spoilt):
        learner = task(given, tiny_config, 0, torch.device("cpu"))
        stepper = Stepper(learner)
        for step in range(6):
            stepper.step(step)
            learner.after_step(step + 1)
        learner.finish()
        weights.append(learner.module.state_dict())
    for name, tensor in weights[0].items():
        assert torch.equal(tensor, weights[1][name]), name


def test_test_clips_decide_nothing_but_the_last_figure(
    finished: Experiment,
    plan: Plan,
    tiny_run: Run,
    clips: Clips,
    spoilt: Clips,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same pool, choices, trainings and validation figures, whatever the test clips are."""
    pools = []
    for name, given in (("intact", clips), ("spoilt", spoilt)):
        with materials_kept(monkeypatch):
            experiment = carry_out(tmp_path / name, plan, tiny_run, given)
        pools.append(
            [
                part_path(experiment.material, f"generated-{seed}", label).read_bytes()
                for seed in plan.seeds
                for label in range(3)
            ]
        )
    assert pools[0] == pools[1]
    assert experiment.added == finished.added
    for cell, outcome in experiment.outcomes.items():
        assert outcome.figures == finished.outcomes[cell].figures
        assert outcome.recognised == finished.outcomes[cell].recognised
    assert [each.right for each in experiment.outcomes.values()] != [each.right for each in finished.outcomes.values()]


def test_workers_change_nothing(finished: Experiment, plan: Plan, tiny_run: Run, clips: Clips, tmp_path: Path) -> None:
    carry_out(tmp_path / "out", plan, tiny_run, clips, workers=2)
    assert content(tmp_path / "out") == content(finished.out)


def test_an_interrupted_experiment_goes_on_to_the_same_result(
    finished: Experiment,
    plan: Plan,
    tiny_run: Run,
    clips: Clips,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trained: list[Any] = []

    def interrupted(training: Any) -> Outcome:
        if len(trained) == 5:
            raise KeyboardInterrupt
        trained.append(training)
        return original(training)

    original = augmentation.train_recogniser
    monkeypatch.setattr(augmentation, "train_recogniser", interrupted)
    with pytest.raises(KeyboardInterrupt):
        carry_out(tmp_path / "out", plan, tiny_run, clips)
    assert len((tmp_path / "out" / TABLE).read_text().splitlines()) == 1 + 6, "two arms share the first size"
    assert len(list((tmp_path / "out" / TRAININGS).iterdir())) == 6
    monkeypatch.setattr(
        augmentation, "train_recogniser", lambda training: trained.append(training) or original(training)
    )
    carry_out(tmp_path / "out", plan, tiny_run, clips)
    assert len(trained) == different_trainings(finished)
    assert content(tmp_path / "out") == content(finished.out)


def test_what_is_the_same_in_two_arms_is_trained_once(
    finished: Experiment,
    plan: Plan,
    tiny_run: Run,
    clips: Clips,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing added, and the first size of both supervised schedules; alone, each arm comes out the same."""
    trained: list[Any] = []
    original = augmentation.train_recogniser
    monkeypatch.setattr(
        augmentation, "train_recogniser", lambda training: trained.append(training) or original(training)
    )
    carry_out(tmp_path / "both", plan, tiny_run, clips)
    assert len(trained) == different_trainings(finished) <= plan.trainings - len(plan.seeds)
    assert len({(each.seed, each.added) for each in trained}) == len(trained)
    for schedule in plan.schedules:
        alone = carry_out(tmp_path / schedule, replace(plan, schedules=(schedule,)), tiny_run, clips)
        assert {cell: finished.outcomes[cell] for cell in alone.outcomes} == alone.outcomes


def test_the_bar_says_how_many_trainings_are_to_go(
    plan: Plan, tiny_run: Run, clips: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []

    class Bar:
        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None: ...

        def add_task(self, _: str, **__: object) -> int:
            return 0

        def advance(self, _: int) -> None: ...

        def update(self, _: int, *, advance: int, note: str) -> None:
            notes.append(f"{advance} done, {note}")

    monkeypatch.setattr(augmentation, "progress_bar", lambda *_, **__: Bar())
    carry_out(tmp_path / "out", replace(plan, sizes=(0, 3), seeds=(0,)), tiny_run, clips)
    assert notes == ["1 done, 4 to go", "2 done, 2 to go", "1 done, 1 to go", "1 done, 0 to go"]


def test_the_oracle_adds_real_clips_of_the_other_corpus(
    plan: Plan, tiny_run: Run, clips: Clips, tmp_path: Path
) -> None:
    small = replace(plan, sizes=(0, 6), seeds=(0,), schedules=("one-time",), filters=("unsupervised",), oracle=True)
    experiment = carry_out(tmp_path / "out", small, tiny_run, clips, oracle=clips)
    added = experiment.added[Cell(6, 0, "one-time", "oracle")]
    assert len(added) == 6
    assert Counter(clip // 12 for clip in added) == {0: 2, 1: 2, 2: 2}  # 12 clips of each label, in their order
    summary = summarise(small, experiment.outcomes)
    assert [arm["filter"] for arm in summary["arms"]] == ["unsupervised", "oracle"]
    assert summary["best"]["filter"] == "unsupervised"


def test_the_oracle_alone_generates_nothing(
    plan: Plan, tiny_run: Run, clips: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = replace(plan, sizes=(0, 40), seeds=(0,), filters=(), oracle=True)
    with materials_kept(monkeypatch):
        experiment = carry_out(tmp_path / "out", alone, tiny_run, clips, oracle=clips)
    assert not list(experiment.material.glob("generated-*"))
    table = experiment.table()
    assert table[["schedule", "filter", "size", "added"]].values.tolist() == [
        ["none", "none", 0, 0],
        ["one-time", "oracle", 40, 36],  # all there are
    ]
    assert summarise(alone, experiment.outcomes)["best"]["size"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": (0,)}, "sizes must rise from 0 to at least one other, got 0"),
        ({"sizes": (0, 200, 200)}, "sizes must rise"),
        ({"sizes": (-200, 0)}, "sizes must rise"),
        ({"seeds": ()}, "at least 1 seed"),
        ({"pool": 0}, "at least 1 clip per label, got 0"),
        ({"filters": ()}, "name at least 1 filter, or an oracle"),
    ],
)
def test_a_plan_without_sense_is_refused(plan: Plan, change: dict[str, Any], message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        replace(plan, **change)
