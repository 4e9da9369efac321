"""Results as JSON: reasons in place of numbers, and no nan."""

import pytest

from study.statistics.estimate import Interval, NotEstimable, to_json


def test_a_reason_stands_where_a_number_would():
    assert to_json({"r": NotEstimable("there is one rater only"), "i": (Interval(0.1, 0.2), 3)}) == {
        "r": {"not_estimable": "there is one rater only"},
        "i": [{"low": 0.1, "high": 0.2}, 3],
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="without saying why"):
        to_json([value])
