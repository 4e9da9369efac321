"""Whatever a table of responses looks like, every statistic gives numbers or reasons: never nan, never a crash."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.statistics.estimate import to_json
from tests.study.statistics.every import CONDITIONS, LABELS, STATISTICS

TIMES = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 900.0, 900.0, 4000.0, 1e7]), st.floats(-10, 1e5))
RATINGS = st.one_of(st.none(), st.integers(1, 7).map(float))


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Few raters, few clips, few labels in use; times and ratings that are missing, zero, negative or all the same."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True))
    clips = [
        (
            f"clip {place}",
            draw(st.sampled_from(CONDITIONS)),
            draw(st.sampled_from(labels)),
            draw(st.sampled_from(LABELS)),
        )
        for place in range(draw(st.integers(1, 5)))
    ]
    sure = draw(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=len(clips), max_size=len(clips)))
    raters = draw(st.integers(0, 5))
    rows = []
    for rater in range(raters):
        for place in draw(st.lists(st.integers(0, len(clips) - 1), max_size=6, unique=True)):
            rows.append(
                (
                    f"rater {rater}",
                    *clips[place],
                    sure[place],
                    draw(st.sampled_from(labels)),
                    draw(TIMES),
                    draw(RATINGS),
                )
            )
    names = ["participant", "stimulus", "condition", "intended", "predicted", "probability_intended", "chosen", "rt_ms"]
    table = pd.DataFrame(rows, columns=[*names, "rating_strength"])
    numbers = dict.fromkeys(["probability_intended", "rt_ms", "rating_strength"], float)
    table = table.astype(numbers | dict.fromkeys([name for name in names if name not in numbers], str))
    if draw(st.booleans()):
        table["rt_ms"] = 1000.0
    if draw(st.booleans()):
        table["rating_strength"] = np.nan
    if draw(st.booleans()):
        table["chosen"] = table["intended"]
    return table.assign(correct=table["chosen"] == table["intended"])


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(table=tables())
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_wild_table_gives_numbers_or_reasons(name: str, table: pd.DataFrame) -> None:
    before = table.copy()
    json.dumps(to_json(STATISTICS[name](table)), allow_nan=False)
    pd.testing.assert_frame_equal(table, before)
