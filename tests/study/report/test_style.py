"""Figures write names as they are."""

from matplotlib.figure import Figure

from study.report.figures.style import image_of


def test_a_dollar_sign_in_a_name_is_no_mathematics():
    def titled(title):
        figure = Figure(figsize=(2, 1))
        figure.subplots().set_title(title)
        return figure

    assert image_of(lambda: titled(r"$\frac$"), "png", "en").startswith(b"\x89PNG")  # no formula: would be refused
    assert image_of(lambda: titled("$joy$"), "png", "en") != image_of(lambda: titled("joy"), "png", "en")
