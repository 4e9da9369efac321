from __future__ import annotations

import re
from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path

import pytest

from generation.__main__ import main
from generation.commands import stimuli
from generation.errors import MiburiError
from generation.labels import EMOTIONS
from generation.rendering.presentation import Presentation
from generation.stimuli.design import Correct, Design, Interpolated, Matching, Misclassified, Real
from generation.stimuli.design_file import SCHEMA, read_design

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "designs").glob("*.toml"))
HEAD = f'schema = "{SCHEMA}"\n'
SHOWN = "[correct]\nper_label = 1\n[presentation]\n"


def written(folder: Path, text: str, head: str = HEAD) -> Path:
    path = folder / "design.toml"
    path.write_text(head + text)
    return path


def example(name: str) -> Design:
    return read_design(next(path for path in EXAMPLES if path.stem == name))


def test_the_default_is_the_papers_design() -> None:
    parser = ArgumentParser()
    stimuli.add_arguments(parser)
    default = stimuli.design_of_arguments(parser.parse_args(["run", "out"]))
    assert default == example("paper")
    assert default.sha256 == example("paper").sha256


def test_the_papers_design_asks_for_65_clips_of_13_emotions() -> None:
    design = example("paper")
    assert {name: quota.per_label for name, quota in design.quotas.items()} == {
        "correct": 2,
        "misclassified": 2,
        "mean_latent": 1,
    }
    assert sum(quota.per_label for quota in design.quotas.values()) * len(EMOTIONS) == 65


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_every_example_is_a_design_for_the_thirteen_emotions(path: Path) -> None:
    design = read_design(path)
    design.check_labels(EMOTIONS.names)
    assert design.title
    assert design.text == path.read_text()


def test_all_keys_reach_the_design(tmp_path: Path) -> None:
    design = read_design(
        written(
            tmp_path,
            """
            budget = 50
            max_seconds = 8
            spread = "total"
            [correct]
            per_label = 3
            labels = ["joy"]
            confidence = [0.5, 1]
            [misclassified]
            per_label = 2
            predicted = ["joy", "shame"]
            most_per_prediction = 1
            [real]
            per_label = 1
            split = "validation"
            intensities = ["high"]
            [interpolated]
            per_label = 1
            steps = 7
            along = "axis"
            lengths = "interpolated"
            split = "train"
            way = "latents"
            [matching]
            on = ["speed"]
            conditions = ["correct", "real"]
            pool = 3
            largest_difference = 0.5
            if_worse = "fail"
            """,
        )
    )
    assert design == Design(
        correct=Correct(3, ("joy",), (0.5, 1.0)),
        misclassified=Misclassified(2, predicted=("joy", "shame"), most_per_prediction=1),
        real=Real(1, split="validation", intensities=("high",)),
        interpolated=Interpolated(1, (), 7, "axis", "interpolated", "train", "latents"),
        matching=Matching(("speed",), ("correct", "real"), 3, 0.5, "fail"),
        budget=50,
        max_seconds=8.0,
        spread="total",
    )


def test_a_comment_more_is_the_same_design_and_another_number_is_not(tmp_path: Path) -> None:
    first = read_design(written(tmp_path, "[correct]\nper_label = 2\n"))
    assert read_design(written(tmp_path, "# two\n[correct]\nper_label = 2  # of each\n")).sha256 == first.sha256
    assert read_design(written(tmp_path, "[correct]\nper_label = 3\n")).sha256 != first.sha256


def test_how_clips_are_shown_is_part_of_a_design_that_says_so(tmp_path: Path) -> None:
    plain = read_design(written(tmp_path, "[correct]\nper_label = 2\n"))
    assert plain.presentation is None
    assert (
        plain.sha256 == "d1657d2c0388b1e695cd3921952cf3b4b2e62704e4196c42cb3a545c1ac6960b"
    )  # as it was before designs could say it
    shown = read_design(written(tmp_path, "[correct]\nper_label = 2\n[presentation]\nfps = 60\nfade = 1\n"))
    assert shown.presentation == Presentation(fps=60, fade=1.0)
    assert shown.sha256 != plain.sha256
    assert Presentation.from_json(shown.settings["presentation"]) == shown.presentation


def test_a_default_that_is_written_out_is_the_same_design(tmp_path: Path) -> None:
    first, second = (
        read_design(written(tmp_path, f"[correct]\nper_label = 2\n[presentation]\n{keys}"))
        for keys in ("size = 256", "size = 256\nview = 'frontal'\nbackground = '#CECECE'\nfade = 0")
    )
    assert first.sha256 == second.sha256


def test_the_example_names_all_that_a_presentation_has(tmp_path: Path) -> None:
    path = next(path for path in EXAMPLES if path.stem == "practice-and-attention")
    table = path.read_text().split("# [presentation]\n")[1]
    shown = read_design(written(tmp_path, SHOWN + re.sub("^# ", "", table, flags=re.MULTILINE)))
    assert re.findall(r"^# (\w+) =", table, re.MULTILINE) == [each.name for each in fields(Presentation)]
    assert shown.presentation is not None
    assert shown.presentation.display == "points" and shown.presentation.fade == 0.25


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[corect]\nper_label = 1", "key unknown 'corect'; did you mean 'correct'?"),
        ("[correct]\nper_lable = 1", r"\[correct\] key unknown 'per_lable'; did you mean 'per_label'?"),
        ("[correct]\nqwerty = 1", r"\[correct\] key unknown 'qwerty'; expected one of per_label, labels, confidence"),
        ("[correct]\nlabels = ['joy']", r"\[correct\] per_label is missing; add it"),
        ("[correct]\nper_label = 0", r"\[correct\] per_label = 0: expected a whole number of at least 1"),
        ("[correct]\nper_label = 1.5", r"\[correct\] per_label = 1.5: expected a whole number"),
        ("[correct]\nper_label = true", r"\[correct\] per_label = True: expected a whole number"),
        ("correct = 2", "correct = 2: expected a table; write .correct. and its keys below"),
        ("[correct]\nper_label = 1\nlabels = 'joy'", "labels = 'joy': expected a list of names, such as"),
        ("[correct]\nper_label = 1\nlabels = ['joy', 'joy']", "expected each name once"),
        ("[correct]\nper_label = 1\nconfidence = 0.5", "confidence = 0.5: expected two numbers, such as"),
        ("[correct]\nper_label = 1\nconfidence = [0.9, 0.5]", "expected two numbers from 0 to 1, the smaller first"),
        ("[real]\nper_label = 1\nsplit = 'tset'", r"\[real\] split = 'tset': unknown 'tset'; did you mean 'test'?"),
        (
            '[interpolated]\nper_label = 1\nway = "flows"',
            r"\[interpolated\] way = 'flows': unknown 'flows'; did you mean 'flow'\?",
        ),
        (
            '[interpolated]\nper_label = 1\nway = "flow"\nalong = "axis"',
            r"\[interpolated\] along = 'axis': expected way = \"latents\" with it; the flow takes no recorded clips",
        ),
        (
            "[interpolated]\nper_label = 1\nsteps = 1",
            r"\[interpolated\] steps = 1: expected a whole number of at least 2",
        ),
        ("[misclassified]\nper_label = 1\nmost_per_prediction = 0", "most_per_prediction = 0: expected a whole number"),
        ("[practice]\nclips = 3", "no condition is asked for; add one of correct, misclassified"),
        (
            "[correct]\nper_label = 1\n[matching]\non = ['size']",
            r"\[matching\] on = 'size': unknown 'size'; expected one",
        ),
        ("[correct]\nper_label = 1\n[matching]\non = []", r"\[matching\] on = \[\]: expected at least one of duration"),
        (
            "[correct]\nper_label = 1\n[matching]\non = ['speed']\nconditions = ['real']",
            "conditions = 'real': expected a condition of this design: correct",
        ),
        ("[correct]\nper_label = 1\n[diversity]\nnearest = 5", r"\[diversity\] nearest = 5.0: expected a share"),
        ("presentation = 512", "presentation = 512: expected a table; write .presentation. and its keys below"),
        (SHOWN + "dispaly = 'body'", r"\[presentation\] key unknown 'dispaly'; did you mean 'display'\?"),
        (SHOWN + "lens = 50", r"\[presentation\] key unknown 'lens'; expected one of display, size, fps, view"),
        (SHOWN + "display = 'robot'", r"\[presentation\] display must be one of body, points, stick, got 'robot'"),
        (SHOWN + "size = 513", r"\[presentation\] size must be an even number of pixels from 64 to 2160, got 513"),
        (SHOWN + "fps = 29.97", r"\[presentation\] fps = 29.97: expected a whole number"),
        (SHOWN + "follow = 'yes'", r"\[presentation\] follow = 'yes': expected true or false"),
        (SHOWN + "fade = '1 s'", r"\[presentation\] fade = '1 s': expected a number"),
        (SHOWN + "background = 'grey'", r"\[presentation\] background must be a colour like #cecece, got 'grey'"),
        (SHOWN + "display = 'stick'\nfloor = true", r"\[presentation\] floor must be false for stick, which has none"),
        ("spread = 'wide'\n[correct]\nper_label = 1", "spread = 'wide': unknown 'wide'; expected one of flow, total"),
        ("[correct]\nper_label 2", r"not TOML \(Expected .* \(at line 3, column 11\)\); correct it there"),
    ],
)
def test_what_is_wrong_is_named_with_file_table_key_and_value(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(MiburiError, match=message) as caught:
        read_design(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "design.toml"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("head", "message"),
    [("", "schema is missing; begin the file with"), ('schema = "miburi.design/9"\n', "expected 'miburi.design/1'")],
)
def test_a_file_of_another_schema_is_refused(tmp_path: Path, head: str, message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        read_design(written(tmp_path, "[correct]\nper_label = 1", head))


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="none.toml: no such design file; docs/designs has examples"):
        read_design(tmp_path / "none.toml")
    (tmp_path / "design.toml").write_bytes(b"title = \xff")
    with pytest.raises(MiburiError, match="not UTF-8 text"):
        read_design(tmp_path / "design.toml")


def test_labels_that_the_run_does_not_know_are_refused_with_the_nearest(tmp_path: Path) -> None:
    design = read_design(written(tmp_path, "[correct]\nper_label = 1\nlabels = ['sadnes']"))
    with pytest.raises(MiburiError, match=r"design.toml: \[correct\] labels: unknown 'sadnes'; did you mean 'sadness'"):
        design.check_labels(("joy", "sadness"))


@pytest.mark.parametrize("flag", ["--correct", "--budget", "--max-seconds"])
def test_a_design_and_a_flag_that_says_the_same_are_refused(
    tmp_path: Path, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    design = written(tmp_path, "[correct]\nper_label = 1")
    assert main(["stimuli", "run", str(tmp_path / "set"), "--design", str(design), flag, "3"]) == 2
    assert f"{flag} and --design are both given" in capsys.readouterr().err
