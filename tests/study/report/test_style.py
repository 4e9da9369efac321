"""Figures write names as they are, and have room for what they say."""

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from study.report.figures.drawing import _figures, _with_warnings
from study.report.figures.style import figure_language, image_of, style
from study.report.results import compute_results
from study.report.wording import LANGUAGES
from tests.study.planted import planted_responses, planted_sessions
from tests.study.report.test_wording import facts


def test_a_dollar_sign_in_a_name_is_no_mathematics():
    def titled(title):
        figure = Figure(figsize=(2, 1))
        figure.subplots().set_title(title)
        return figure

    assert image_of(lambda: titled(r"$\frac$"), "png", "en").startswith(b"\x89PNG")  # no formula: would be refused
    assert image_of(lambda: titled("$joy$"), "png", "en") != image_of(lambda: titled("joy"), "png", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_warns_has_room_above_every_figure(language):
    responses = planted_responses(raters=6, simulated=True)
    results = compute_results(responses, planted_sessions(responses), facts(synthetic=True), seed=0)
    assert len(results.warnings) == 2
    with matplotlib.rc_context(style(language)):
        for name, draw in _figures(results).items():
            figure = _with_warnings(draw, results, figure_language(language))
            FigureCanvasAgg(figure).draw()
            assert figure._suptitle.get_window_extent().x1 <= figure.bbox.x1, name
