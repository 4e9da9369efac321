"""Labels may bear any name; columns named after them stay whole in every file."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from generation.labels import Label, LabelSet
from study.exports.folder import export_study
from tests.study.exports.psych_ds import errors_of
from tests.study.rated_study import add_raters, make_study

pytestmark = pytest.mark.django_db
ODD = LabelSet(
    (Label('joy, "big"', "joy", "喜び"), Label("<b>sad</b>", "sad", "悲しみ"), Label("怒り", "anger", "怒り"))
)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    study = make_study("test", ODD)
    add_raters(study, 2, simulated=False)
    export_study(study, tmp_path / "out", include_simulated=False)
    return tmp_path / "out"


def test_columns_named_after_a_label_with_a_comma_and_quotes_hold_their_own_values(exported: Path) -> None:
    for csv in (exported / "data").glob("*_data.csv"):
        rows = pd.read_csv(csv, keep_default_na=False, index_col=False)
        described = json.loads((exported / "dataset_description.json").read_text())["variableMeasured"]
        assert set(rows.columns) <= {each["name"] for each in described}
    stimuli = pd.read_csv(exported / "data/study-test_description-stimuli_data.csv", index_col=False)
    for name in ODD.names:
        assert stimuli[f"probability_{name}"].tolist() == pytest.approx([1 / 3] * len(stimuli))
    assert set(stimuli["intended"]) == set(ODD.names)
    assert errors_of(exported) == []


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
def test_r_reads_them_under_the_same_names(exported: Path) -> None:
    code = (
        "s <- read.csv('data/study-test_description-stimuli_data.csv', check.names = FALSE, fileEncoding = 'UTF-8'); "
    )
    code += "cat(ncol(s), s[1, 'probability_joy, \"big\"'])"
    done = subprocess.run(["Rscript", "-e", code], cwd=exported, capture_output=True, text=True, check=True)
    columns, probability = done.stdout.split()
    assert int(columns) == len(pd.read_csv(exported / "data/study-test_description-stimuli_data.csv").columns)
    assert float(probability) == pytest.approx(1 / 3)
