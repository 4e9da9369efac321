"""Every statistic, on every table in which something is lacking: a value, or why there is none. Never nan, no crash."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from study.report.wording.reasons import reason_in
from study.statistics.estimate import Interval, NotEstimable, to_json
from tests.study.statistics.every import CONDITIONS, LABELS, STATISTICS, called, public_statistics

RATERS, TAKES = 8, 2


def whole() -> pd.DataFrame:
    """8 raters, 2 conditions, 3 emotions, 2 clips of each; answers that are right two times in three."""
    rng = np.random.default_rng(6)
    clips = [(f"{c}-{label}-{take}", c, label) for c in CONDITIONS for label in LABELS for take in range(TAKES)]
    table = pd.DataFrame(
        [(f"r{rater}", *clip) for rater in range(RATERS) for clip in clips],
        columns=["participant", "stimulus", "condition", "intended"],
    )
    sure = dict(zip(table["stimulus"].unique(), rng.uniform(0.1, 0.9, len(clips)), strict=True))
    guess = pd.Series(rng.choice(LABELS, len(table)))
    table["chosen"] = table["intended"].where(rng.random(len(table)) < 0.5, guess)
    table["predicted"] = table["stimulus"].map(dict(zip(sure, rng.choice(LABELS, len(sure)), strict=True)))
    table["probability_intended"] = table["stimulus"].map(sure)
    table["rt_ms"] = rng.lognormal(9, 0.4, len(table))
    table["rating_strength"] = rng.integers(1, 8, len(table)).astype(float)
    return judged(table)


def judged(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(correct=table["chosen"] == table["intended"])


def answered(table: pd.DataFrame, right: pd.Series) -> pd.DataFrame:
    """Right where it says so, else the next label."""
    wrong = table["intended"].map(dict(zip(LABELS, LABELS[1:] + LABELS[:1], strict=True)))
    return judged(table.assign(chosen=table["intended"].where(right, wrong)))


def one_each(table: pd.DataFrame) -> pd.DataFrame:
    rater, clip = pd.factorize(table["participant"])[0], pd.factorize(table["stimulus"])[0]
    return table[rater == clip]


LACKING: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "nothing": lambda table: table,
    "no responses": lambda table: table.head(0),
    "one answer": lambda table: table.head(1),
    "one rater": lambda table: table[table["participant"] == "r0"],
    "two raters": lambda table: table[table["participant"].isin(["r0", "r1"])],
    "one condition": lambda table: table[table["condition"] == "correct"],
    "one emotion": lambda table: table[table["intended"] == "happy"],
    "one clip": lambda table: table[table["stimulus"] == "correct-sad-0"],
    "two clips": lambda table: table[table["stimulus"].isin(["correct-sad-0", "mean_latent-sad-0"])],
    "an empty cell": lambda table: table[(table["condition"] == "correct") | (table["intended"] != "happy")],
    "one rater in a cell": lambda table: table[(table["participant"] == "r0") | (table["intended"] != "happy")],
    "each rater in one condition": lambda table: table[
        table["participant"].isin(["r0", "r1", "r2"]) == (table["condition"] == "correct")
    ],
    "one answer by each": one_each,
    "all correct": lambda table: answered(table, pd.Series(True, index=table.index)),
    "all wrong": lambda table: answered(table, pd.Series(False, index=table.index)),
    "one condition right, one wrong": lambda table: answered(table, table["condition"] == "correct"),
    "one condition right": lambda table: answered(table, table["correct"] | (table["condition"] == "correct")),
    "each clip right or wrong": lambda table: answered(table, table["stimulus"].str.endswith("0")),
    "each rater right or wrong": lambda table: answered(table, table["participant"] < "r4"),
    "the same answer always": lambda table: judged(table.assign(chosen="sad")),
    "raters who answer alike": lambda table: judged(
        table.assign(chosen=table["stimulus"].map(table.groupby("stimulus")["chosen"].first()))
    ),
    "no response times": lambda table: table.assign(rt_ms=np.nan),
    "some response times": lambda table: table.assign(rt_ms=table["rt_ms"].where(table["participant"] > "r1")),
    "response times of one rater": lambda table: table.assign(rt_ms=table["rt_ms"].where(table["participant"] == "r1")),
    "response times of zero": lambda table: table.assign(rt_ms=0.0),
    "response times below zero": lambda table: table.assign(rt_ms=-1.0),
    "the same response time": lambda table: table.assign(rt_ms=1500.0),
    "no recogniser": lambda table: table.assign(predicted=None, probability_intended=np.nan),
    "a recogniser that is always sure": lambda table: table.assign(
        predicted=table["intended"], probability_intended=1.0
    ),
    "no ratings": lambda table: table.assign(rating_strength=np.nan),
    "one rating": lambda table: table.assign(rating_strength=table["rating_strength"].where(table.index == 3)),
    "the same rating": lambda table: table.assign(rating_strength=4.0),
    "ratings of clips alone": lambda table: table.assign(
        rating_strength=pd.factorize(table["stimulus"])[0].astype(float)
    ),
    "ratings of raters alone": lambda table: table.assign(
        rating_strength=pd.factorize(table["participant"])[0].astype(float)
    ),
}


def with_categories(table: pd.DataFrame) -> pd.DataFrame:
    """As the tables of the database are; categories stay that no row has any more."""
    complete = whole()
    names = [name for name in complete if complete[name].dtype == object]
    return table.assign(**{name: pd.Categorical(table[name], complete[name].unique()) for name in names})


def parts(result: Any) -> Iterator[Any]:
    """A result and all that it is made of."""
    yield result
    if is_dataclass(result):
        for field in fields(result):
            yield from parts(getattr(result, field.name))
    elif isinstance(result, (list, tuple)):
        for part in result:
            yield from parts(part)


def test_every_public_statistic_is_tried() -> None:
    assert public_statistics() - called() == set()
    assert len(public_statistics()) > 20


@pytest.mark.parametrize("lacking", LACKING)
@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_what_is_lacking_is_told(name: str, lacking: str) -> None:
    result = STATISTICS[name](with_categories(LACKING[lacking](whole())))
    json.dumps(to_json(result), allow_nan=False)
    for part in parts(result):
        if isinstance(part, Interval):
            assert part.low <= part.high
        if isinstance(part, NotEstimable):
            assert reason_in(part, "ja") != part.reason, "a reason is told in Japanese too"
