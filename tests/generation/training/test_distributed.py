"""Several processes train as one does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import torch

from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.model.config import RunConfig
from generation.training import run as folder
from generation.training.checkpoint import load_weights
from generation.training.clips import Clips
from generation.training.distributed import ALONE, Ranks, SharedGradients, joined, take_device
from generation.training.loop import Inputs, Task
from generation.training.stepping import Stepper
from generation.training.tasks import FlowTask, GeneratorTask, RecogniserTask

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]
LAUNCH = ("-m", "torch.distributed.run", "--standalone")
SETTINGS = ("--preset", "small", "--steps", "12", "--recogniser-steps", "4", "--flow-steps", "4", "--batch", "6")


def without_dropout(config: RunConfig) -> RunConfig:
    return replace(
        config,
        generator=replace(config.generator, dropout=0.0),
        recogniser=replace(config.recogniser, dropout=0.0),
        flow=None if config.flow is None else replace(config.flow, dropout=0.0),
    )


def generator(clips: Clips, config: RunConfig) -> Task:
    return GeneratorTask(clips, config, 0, CPU)


def recogniser(clips: Clips, config: RunConfig) -> Task:
    return RecogniserTask(clips, config, 0, CPU)


def flow(clips: Clips, config: RunConfig) -> Task:
    train = clips.splits["train"]
    random = torch.Generator().manual_seed(0)
    posterior = tuple(torch.rand(len(train), config.generator.latent, generator=random) for _ in range(2))
    return FlowTask(clips, train, posterior, config, 0, CPU)  # type: ignore[arg-type]


def gradient_and_values(task: Task, processes: int) -> tuple[torch.Tensor, dict[str, float]]:
    """Of step 0, added up over the parts that so many processes would take."""
    inputs, totals = task.inputs(0), dict[str, float]()
    task.module.train()
    for rank in range(processes):
        values = task.losses(Ranks(rank, processes).part(inputs))
        values["loss"].backward()
        totals = {name: totals.get(name, 0.0) + value.item() for name, value in values.items()}
    return torch.cat([parameter.grad.flatten() for parameter in task.module.parameters()]), totals


@pytest.mark.parametrize("make", [generator, recogniser, flow])
@pytest.mark.parametrize("processes", [2, 3])
def test_losses_and_gradients_of_ragged_parts_add_up_to_the_whole(
    make: Callable[[Clips, RunConfig], Task], processes: int, tiny_corpus: Corpus, tiny_config: RunConfig
):
    clips, config = Clips.of_corpus(tiny_corpus), without_dropout(tiny_config)
    whole, values = gradient_and_values(make(clips, config), 1)
    added, same = gradient_and_values(make(clips, config), processes)
    torch.testing.assert_close(added, whole, atol=1e-6, rtol=1e-4)
    assert same == pytest.approx(values, rel=1e-4, abs=1e-6)
    assert whole.norm() > 0


def test_every_clip_has_one_process_and_the_same_noise_there(tiny_corpus: Corpus, tiny_config: RunConfig):
    task = generator(Clips.of_corpus(tiny_corpus), tiny_config)
    inputs = task.inputs(0)
    noise = dict(zip(inputs.tensors["clips"].tolist(), inputs.tensors["noise"].tolist(), strict=True))
    seen: dict[int, list[float]] = {}
    for rank in range(3):
        part = Ranks(rank, 3).part(inputs)
        assert part.batch.tolist() == inputs.batch.tolist()
        assert not seen.keys() & set(part.tensors["clips"].tolist())
        seen |= dict(zip(part.tensors["clips"].tolist(), part.tensors["noise"].tolist(), strict=True))
    assert seen == noise


def test_a_batch_too_large_for_memory_is_learnt_from_in_parts_with_the_same_result(
    tiny_corpus: Corpus, tiny_config: RunConfig
):
    clips, config = Clips.of_corpus(tiny_corpus), without_dropout(tiny_config)
    tasks, sizes = [generator(clips, config) for _ in range(2)], list[int]()
    tasks[1].frames_at_once = 2 * tasks[1].inputs(0).frames
    losses = tasks[1].losses

    def counted(inputs: Inputs) -> dict[str, torch.Tensor]:
        sizes.append(len(inputs.tensors["clips"]))
        return losses(inputs)

    tasks[1].losses = counted  # type: ignore[method-assign]
    whole, parts = (Stepper(task).step(0) for task in tasks)
    assert sizes == [2, 2, 2]
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, atol=1e-6, rtol=1e-4)
    for one, other in zip(*(task.module.parameters() for task in tasks), strict=True):
        torch.testing.assert_close(one.grad, other.grad, atol=1e-6, rtol=1e-4)


def test_dropout_differs_between_processes_and_alone_is_as_ever(tiny_corpus: Corpus, tiny_config: RunConfig):
    drawn = []
    for ranks in (ALONE, Ranks(0, 1), Ranks(1, 1)):
        Stepper(generator(Clips.of_corpus(tiny_corpus), tiny_config), ranks).step(3)
        drawn.append(float(torch.rand(())))
    assert drawn[0] == drawn[1] != drawn[2]


def test_gradients_lie_in_one_buffer():
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(2, 1))
    shared = SharedGradients(module)
    for _ in range(2):
        shared.zero()
        module(torch.ones(4, 3)).sum().backward()
    gradient = shared.buffer.clone()
    assert module[1].bias.grad.item() == gradient[-1].item() == 4.0
    assert module[1].bias.grad.data_ptr() == shared.buffer[-1].data_ptr()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="recording a step needs a GPU")
def test_a_recorded_step_updates_as_an_eager_one_does_where_gradients_are_shared(
    tiny_corpus: Corpus, tiny_config: RunConfig, monkeypatch: pytest.MonkeyPatch
):
    for name in ("broadcast", "all_reduce"):  # the other process of the two adds nothing
        monkeypatch.setattr(torch.distributed, name, lambda *given: None)
    clips, config = Clips.of_corpus(tiny_corpus), without_dropout(tiny_config)
    tasks = [GeneratorTask(clips, config, 0, torch.device("cuda")) for _ in range(2)]
    recorded, eager = (Stepper(task, Ranks(0, 2)) for task in tasks)
    eager.recorded = False
    for step in range(40):
        values, expected = recorded.step(step), eager.step(step)
    assert len(recorded.recordings) > 1
    torch.testing.assert_close(values["loss"], expected["loss"], rtol=1e-2, atol=1e-4)
    for one, other in zip(*(task.module.parameters() for task in tasks), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-2, atol=1e-3)


@pytest.mark.parametrize(("clips", "batch", "last"), [(10, 8, 2), (2, 8, 2), (8, 2, 2)])
def test_a_batch_with_no_clip_for_some_process_is_refused(clips: int, batch: int, last: int):
    with pytest.raises(MiburiError, match=f"last batch of {clips} training clips has {last}, too few for 3 processes"):
        Ranks(0, 3).check(clips, batch)
    Ranks(0, 2).check(clips, batch)


def test_without_torchrun_a_process_is_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RANK", "1")  # as some schedulers set it
    with joined("cpu") as ranks:
        assert ranks == ALONE
        assert ranks.from_first(lambda: 3) == 3
        assert ranks.agreed(True, False) == (True, False)


def test_every_process_needs_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(MiburiError, match=r"no GPU is left for process 2 .* which has 1; .*--nproc-per-node 1"):
        take_device(torch.device("cuda"))
    with pytest.raises(MiburiError, match="--device mps: several processes cannot"):
        take_device(torch.device("mps"))
    take_device(CPU)


def torchrun(*words: object) -> list[str]:
    return [sys.executable, *LAUNCH, "--nproc-per-node=2", "-m", "generation", *map(str, words), "--device", "cpu"]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def script(path: Path, corpus: Corpus, happens: str) -> list[str]:
    """Two processes train the generator of a tiny run; after step 5, ``happens`` in the second."""
    path.write_text(SCRIPT.format(corpus=str(corpus.path), checkpoint=str(path.with_suffix(".ckpt")), happens=happens))
    return [sys.executable, *LAUNCH, "--nproc-per-node=2", str(path)]


SCRIPT = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
import torch
from generation.__main__ import main
from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.progress import progress_bar
from generation.training.clips import Clips
from generation.training.distributed import joined
from generation.training.loop import train
from generation.training.tasks import GeneratorTask
from tests.generation.conftest import TINY

class Disturbed(GeneratorTask):
    disturbed = False
    def after_step(self, done):
        if done == 5 and self.disturbed and ranks.rank == 1:
            {happens}

def task():
    made = Disturbed(clips, TINY, 0, torch.device("cpu"))
    made.disturbed = not checkpoint.exists()
    return made

clips, checkpoint = Clips.of_corpus(Corpus.open(Path({corpus!r}))), Path({checkpoint!r})
try:
    with joined("cpu") as ranks, progress_bar("steps") as bar:
        interrupted, resumed, whole = task(), task(), task()
        try:
            train(interrupted, checkpoint, bar, ranks)
        except KeyboardInterrupt:
            print(f"process {{ranks.rank}} stopped, checkpoint {{checkpoint.exists()}}")
        ranks.from_first(lambda: None)
        train(resumed, checkpoint, bar, ranks)
        ranks.from_first(checkpoint.unlink)
        whole.disturbed = False
        train(whole, checkpoint, bar, ranks)
        pairs = zip(resumed.module.parameters(), whole.module.parameters(), strict=True)
        print(f"process {{ranks.rank}} same weights {{all(torch.equal(*pair) for pair in pairs)}}")
except MiburiError as error:
    print(f"error: {{error}}")
"""


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def one_process(tiny_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "run"
    assert main(["train", str(tiny_corpus.path), str(path), *SETTINGS, "--device", "cpu"]) == 0
    return path


def same_run(path: Path, other: Path) -> None:
    log, expected = (pd.read_csv(each / folder.LOG) for each in (path, other))
    generator = log["model"] == "generator"
    pd.testing.assert_frame_equal(log[generator], expected[generator], rtol=1e-4, atol=1e-6)
    weights, same = (load_weights(each / folder.GENERATOR) for each in (path, other))
    for name, tensor in weights.items():
        torch.testing.assert_close(tensor, same[name], atol=5e-5, rtol=1e-3, msg=name)


def test_two_processes_make_the_run_that_one_makes(one_process: Path, tiny_corpus: Corpus, tmp_path: Path):
    done = run(torchrun("train", tiny_corpus.path, tmp_path / "run", *SETTINGS))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("generator: 12 steps") == 1
    same_run(tmp_path / "run", one_process)


def test_a_failure_is_told_once_and_ends_all(tiny_corpus: Corpus, tmp_path: Path):
    done = run(torchrun("train", tiny_corpus.path, tmp_path / "run", *SETTINGS[:-1], 1))
    assert done.returncode != 0
    assert done.stderr.count("error: ") == 1
    assert "too few for 2 processes" in done.stderr


def test_a_signal_to_one_process_stops_all_at_the_same_step_and_resuming_changes_nothing(
    tiny_corpus: Corpus, tmp_path: Path
):
    done = run(script(tmp_path / "script.py", tiny_corpus, "os.kill(os.getpid(), signal.SIGTERM)"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("stopped, checkpoint True") == 2
    assert done.stdout.count("same weights True") == 2


def test_when_a_process_dies_the_others_end_too(tiny_corpus: Corpus, tmp_path: Path):
    done = run(script(tmp_path / "script.py", tiny_corpus, "os._exit(9)"))
    assert done.returncode != 0
    assert "exitcode  : 9" in done.stderr  # torchrun names the one that died
    told = [line for line in done.stdout.splitlines() if line.startswith("error: ")]
    assert len(told) <= 1  # torchrun may end the other before it can say so
    assert all("another process of this training has ended" in line for line in told)
    assert "same weights" not in done.stdout
