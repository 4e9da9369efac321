"""Ways of taking a study's answers out of the database, each run in a process of its own by `benchmarks.export`.

``python -m benchmarks.export_ways WAY FOLDER NUMBER ...`` says in JSON what the way took. Nothing is loaded here that
the study's own commands do not load.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.resident import resident_megabytes
from benchmarks.scratch_study import begin_database, make_study

if TYPE_CHECKING:
    from study.models import Response, Trial


def main(way: str, folder: Path, *settings: str) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    begin_database(folder)
    WAYS[way](folder, *settings)
    took = {"seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps(took | {"megabytes": resident_megabytes()}))


def _make(folder: Path, raters: str, trials: str, seed: str) -> None:
    make_study(int(raters), int(trials), int(seed))


def _export(folder: Path, *formats: str) -> None:
    from study.exports.folder import export_study
    from study.models import Study

    export_study(Study.objects.get(), folder / "out", include_simulated=False, formats=formats)


def _tidy(folder: Path) -> None:
    """What statistics start from: the whole table in memory."""
    from study.models import Study
    from study.responses import tidy_responses

    tidy_responses(Study.objects.get(), include_simulated=False)


def _plain(folder: Path) -> None:
    """As one writes it first: a loop over objects, a dictionary for each, and pandas."""
    import pandas as pd

    from study.models import Response, Trial

    answers = Response.objects.select_related("trial__session__participant", "trial__stimulus")
    trials = Trial.objects.select_related("session__participant", "stimulus", "response")
    tables = {
        "responses": [_response_row(each) for each in answers.order_by("trial__session__participant", "trial")],
        "trials": [_trial_row(each) for each in trials.order_by("session__participant", "position")],
    }
    for name, rows in tables.items():
        table = pd.DataFrame(rows)
        table.to_csv(folder / f"{name}.csv", index=False)
        table.to_parquet(folder / f"{name}.parquet")


def _response_row(response: Response) -> dict[str, Any]:
    trial, stimulus = response.trial, response.trial.stimulus
    return {
        "participant": trial.session.participant.public_id,
        "simulated": trial.session.participant.simulated,
        "session": trial.session.public_id,
        "position": trial.position,
        "block": trial.block,
        "stimulus": stimulus.manifest_id,
        "condition": stimulus.condition,
        "intended": stimulus.label,
        "chosen": response.chosen,
        "correct": response.chosen == stimulus.label,
        "predicted": stimulus.predicted,
        "probability_intended": stimulus.probabilities[stimulus.label],
        "rt_ms": response.rt_ms,
        "rt_from_end_ms": response.rt_from_end_ms,
        "time_elapsed": (response.answered_at - trial.session.started_at).total_seconds() * 1000,
        "clip_seconds": stimulus.duration,
        "clock": response.clock,
        "language": trial.session.participant.language,
        **response.timing,
    }


def _trial_row(trial: Trial) -> dict[str, Any]:
    response = getattr(trial, "response", None)
    return {
        "participant": trial.session.participant.public_id,
        "simulated": trial.session.participant.simulated,
        "session": trial.session.public_id,
        "position": trial.position,
        "kind": trial.kind,
        "block": trial.block,
        "stimulus": trial.stimulus.manifest_id,
        "instructed": trial.instructed,
        "answered": response is not None,
        "chosen": response and response.chosen,
        "rt_ms": response and response.rt_ms,
    }


WAYS: dict[str, Callable[..., None]] = {"make": _make, "export": _export, "tidy": _tidy, "plain": _plain}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
