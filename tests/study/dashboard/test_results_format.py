"""How numbers are written."""

import pytest

from generation.labels import EMOTIONS
from study.statistics.estimate import Interval, NotEstimable
from study.templatetags import results_format as written

ONE_RATER = NotEstimable("there is one rater only")
REASON = '<span class="not-estimable">not estimable, because there is one rater only</span>'


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0332, ".033"), (0.0004, "< .001"), (0.001, ".001"), (0.9994, ".999"), (0.9996, "> .999"), (1.0, "> .999")],
)
def test_p_values_are_written_as_apa_writes_them(p, text):
    assert written.p_value(p) == text


def test_shares_are_per_cent_and_differences_carry_their_sign():
    assert written.percent(0.2083) == "20.8%"
    assert written.percent(0.2491, 2) == "24.91%"
    assert written.percent_range(Interval(0.1, 0.25)) == "10.0 to 25.0%"
    assert written.points(-0.139) == "−13.9"
    assert written.points_range(Interval(-0.02, 0.03)) == "−2.0 to +3.0"


def test_other_numbers():
    assert written.seconds(3214.7) == "3.21 s"
    assert written.decimal(-0.234) == "−0.23"


@pytest.mark.parametrize("write", [written.percent, written.percent_range, written.points, written.p_value])
def test_a_reason_stands_in_place_of_the_number_and_is_escaped_once(write):
    assert write(ONE_RATER) == REASON
    assert hasattr(write(ONE_RATER), "__html__")


def test_emotions_carry_their_japanese_name():
    assert written.emotion_name("joy", EMOTIONS) == 'joy <span lang="ja">喜び</span>'


def test_symbols_are_in_italics_and_nothing_else_is_markup():
    assert written.statistics("d_z = 0.5 <b>, H_u; id_z") == (
        "<i>d</i><sub>z</sub> = 0.5 &lt;b&gt;, <i>H</i><sub>u</sub>; id_z"
    )
    assert written.statistics("t(19) = 2.1, p < .001, 補正後p = .03; help = 3; n of them") == (
        "<i>t</i>(19) = 2.1, <i>p</i> &lt; .001, 補正後<i>p</i> = .03; help = 3; n of them"
    )
    assert written.head("p (Holm)") == "<i>p</i> (Holm)"
    assert written.head("Pearson’s r") == "Pearson’s <i>r</i>"
