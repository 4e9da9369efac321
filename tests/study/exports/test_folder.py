"""An export: valid, whole, the same each time, loadable, and without anything that leads to a person."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generation.errors import MiburiError
from study.design.exclusion import Exclusion, ResponseRule
from study.design.questions import RatingQuestion, Words
from study.exports import chunks, folder
from study.exports.columns import tables_of
from study.exports.folder import dataset_name, export_study
from study.models import ExclusionVersion, Participant, Response, Session, Study, Trial
from study.responses import tidy_responses
from tests.study.exports.psych_ds import errors_of
from tests.study.rated_study import add_raters
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db

WHY = Words(en="Why?", ja="なぜですか。")


@pytest.fixture
def rated(study: Study, rater: Rater) -> Study:
    """One rater who answered everything, one who stopped, and one simulated."""
    rater.begin_rating().answer_all()
    Rater(study.slug, "ja").begin_rating()
    add_raters(study, 1, simulated=True)
    return Study.objects.get(pk=study.pk)


def loaded(out: Path, table: str = "responses") -> pd.DataFrame:
    described = "" if table == "responses" else f"_description-{table}"
    return pd.read_csv(out / f"data/study-test{described}_data.csv", keep_default_na=False, na_values=[""])


def digests(out: Path) -> dict[str, str]:
    files = [path for path in sorted(out.rglob("*")) if path.is_file()]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def ask(study: Study, *questions: RatingQuestion) -> Study:
    """The study with these second questions."""
    changed = msgspec.structs.replace(study.protocol, questions=questions)
    Study.objects.filter(pk=study.pk).update(definition=changed.to_json())
    return Study.objects.get(pk=study.pk)


@pytest.mark.parametrize("simulated", [False, True])
def test_an_export_is_a_valid_dataset(rated: Study, tmp_path: Path, simulated: bool) -> None:
    contents = export_study(rated, tmp_path / "out", include_simulated=simulated)
    assert errors_of(tmp_path / "out") == []
    assert contents.responses == len(loaded(tmp_path / "out")) == (40 if simulated else 20)
    assert set(loaded(tmp_path / "out", "participants")["simulated"]) == ({False, True} if simulated else {False})


def test_a_study_without_responses_makes_a_dataset_that_says_so(study: Study, tmp_path: Path) -> None:
    export_study(study, tmp_path / "out", include_simulated=False)
    assert errors_of(tmp_path / "out") == []
    assert "There are no responses yet." in (tmp_path / "out/README.md").read_text()
    assert loaded(tmp_path / "out").empty and len(loaded(tmp_path / "out", "stimuli")) == 20


def test_the_same_data_give_the_same_bytes_however_they_are_parted(
    rated: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_study(rated, tmp_path / "one", include_simulated=True)
    export_study(rated, tmp_path / "two", include_simulated=True)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    monkeypatch.setattr(chunks, "SESSIONS_AT_ONCE", 1)
    export_study(rated, tmp_path / "three", include_simulated=True)
    parted = {name: digest for name, digest in digests(tmp_path / "three").items() if not name.endswith(".parquet")}
    assert parted.items() <= digests(tmp_path / "one").items()


def test_tables_hold_what_the_database_holds(rated: Study, tmp_path: Path) -> None:
    export_study(rated, tmp_path / "out", include_simulated=True)
    table, tidy = loaded(tmp_path / "out"), tidy_responses(rated, include_simulated=True)
    for column in ("participant", "stimulus", "chosen", "correct", "rt_ms", "trial_index", "flag_same", "protocol"):
        assert list(table[column]) == list(tidy[column])
    trials = loaded(tmp_path / "out", "trials")
    assert len(trials) == Trial.objects.count() and trials["answered"].sum() == Response.objects.count()
    assert (table["time_elapsed"] >= 0).all()
    parquet = pq.read_table(tmp_path / "out/products/parquet/responses.parquet").to_pandas()
    assert list(parquet.columns) == list(table.columns) and list(parquet["rt_ms"]) == list(table["rt_ms"])


def test_excluded_rows_stay_and_say_why(rated: Study, tmp_path: Path) -> None:
    rules = Exclusion(responses=(ResponseRule(name="slow", measure="rt_ms", above=2000),))
    ExclusionVersion.objects.create(
        study=rated, version=1, rules=rules.to_json(), sha256=rules.sha256, sessions_before=3
    )
    export_study(rated, tmp_path / "out", include_simulated=False)
    assert set(loaded(tmp_path / "out")["reasons"]) == {"slow"}
    assert loaded(tmp_path / "out", "exclusions")["responses"].tolist() == [20]
    assert "after 3 sessions had begun" in (tmp_path / "out/README.md").read_text()
    assert errors_of(tmp_path / "out") == []


def test_nothing_in_an_export_opens_a_session_or_tells_a_day(rated: Study, tmp_path: Path) -> None:
    definition = rated.protocol.to_json()
    definition["recruiter"]["completed"] = {"code": "C0MPLETED99", "url": ""}
    Study.objects.filter(pk=rated.pk).update(definition=definition)
    export_study(Study.objects.get(pk=rated.pk), tmp_path / "out", include_simulated=True)
    secrets = {rated.results_key, "C0MPLETED99"}
    secrets |= {value for row in Session.objects.values_list("token", "completion_code") for value in row if value}
    secrets |= {value for row in Trial.objects.values_list("key", "stimulus__media_name") for value in row}
    secrets |= {value for row in Response.objects.values_list("idempotency_key", "body_sha256") for value in row}
    # The simulated raters of the tests have their participant's name as code.
    secrets -= {"0" * 64, *Participant.objects.values_list("public_id", flat=True)}
    for path in (tmp_path / "out").rglob("*"):
        text = path.read_bytes() if path.is_file() else b""
        assert [secret for secret in secrets if secret.encode() in text] == [], path
        if path.suffix in (".csv", ".tsv"):
            assert not re.search(rb"\d{4}-\d\d-\d\d", text), path


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
    | st.sampled_from(['a,"b"\n\r\nc', "مرحبا, \u202eabc", "NA", " ", "=1+1", "'", "\ufeff", "\t|;"])
)
def test_what_raters_type_comes_back_as_they_typed_it(rated: Study, tmp_path: Path, typed: str) -> None:
    study = ask(rated, RatingQuestion(name="why", kind="text", text=WHY, required=False))
    Response.objects.all().update(ratings={"why": typed})
    out = tmp_path / hashlib.sha256(typed.encode()).hexdigest()
    if not out.exists():
        export_study(study, out, include_simulated=False, formats=["csv", "parquet"])
        assert errors_of(out) == []
        read = pq.read_table(out / "products/parquet/responses.parquet").to_pandas()
        assert set(read["rating_why"]) == {typed}
        with (out / "data/study-test_data.csv").open(newline="", encoding="utf-8") as stream:
            assert {row["rating_why"] for row in csv.DictReader(stream)} == {typed}


def test_what_raters_type_can_be_left_out(rated: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(rated, RatingQuestion(name="why", kind="text", text=WHY, required=False))
    Response.objects.all().update(ratings={"why": "Taro told me"})
    call_command("export_responses", "test", str(tmp_path / "with"), "--format", "csv")
    assert "rating_why; read them before you publish" in capsys.readouterr().out
    call_command("export_responses", "test", str(tmp_path / "without"), "--without-text")
    assert "rating_why" not in capsys.readouterr().out
    assert not any(b"Taro" in path.read_bytes() for path in (tmp_path / "without").rglob("*") if path.is_file())


def test_second_questions_have_columns_that_the_codebook_describes(rated: Study, tmp_path: Path) -> None:
    ends = {"low": Words(en="weak", ja="弱い"), "high": Words(en="strong", ja="強い")}
    study = ask(
        rated,
        RatingQuestion(name="strength", kind="scale", text=WHY, points=5, **ends),
        RatingQuestion(name="feel", kind="affect_grid", text=WHY),
    )
    Response.objects.all().update(ratings={"strength": 4, "feel": [0.5, -0.25]})
    export_study(study, tmp_path / "out", include_simulated=False)
    row = loaded(tmp_path / "out").iloc[0]
    assert (row["rating_strength"], row["rating_feel_valence"], row["rating_feel_arousal"]) == (4, 0.5, -0.25)
    for language, word in (("en", "1 to 5: weak – strong"), ("ja", "弱い〜強い")):
        assert word in (tmp_path / f"out/documentation/codebook_{language}.csv").read_text("utf-8")


def test_every_column_is_described_in_both_languages(rated: Study) -> None:
    for table in tables_of(rated.protocol, rated.stimulus_set.label_set, free_text=True).values():
        for column in table.columns:
            assert column.en and re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", column.ja), column.name


def test_python_loads_it(rated: Study, tmp_path: Path) -> None:
    export_study(rated, tmp_path / "out", include_simulated=False, formats=["csv"])
    ran = subprocess.run(
        [sys.executable, tmp_path / "out/analysis/load.py"], capture_output=True, text=True, check=True
    )
    assert "responses: 20 rows" in ran.stdout and "correct" in ran.stdout


def test_bids_has_one_file_for_each_rater_who_answered(rated: Study, tmp_path: Path) -> None:
    export_study(rated, tmp_path / "out", include_simulated=False)
    bids = tmp_path / "out/products/bids"
    (path,) = bids.glob("sub-*/beh/sub-*_task-test_events.tsv")
    rows = pd.read_csv(path, sep="\t", na_values="n/a")
    assert len(rows) == 20 and set(rows["response_time"]) == {2.5005}
    described = json.loads((bids / "task-test_events.json").read_text())
    assert set(rows.columns) == set(described) - {"TaskName"}
    assert len(pd.read_csv(bids / "participants.tsv", sep="\t")) == 2


def test_what_is_there_is_not_overwritten(rated: Study, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(MiburiError, match="is there already; name a new folder or remove it"):
        export_study(rated, tmp_path, include_simulated=False)
    with pytest.raises(CommandError, match="no study 'tets'; there are: test"):
        call_command("export_responses", "tets", str(tmp_path / "out"))


def test_an_export_that_fails_leaves_nothing(rated: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(folder, "stimuli_of", fail)
    with pytest.raises(OSError, match="disk full"):
        export_study(rated, tmp_path / "out", include_simulated=False)
    assert list(tmp_path.glob("**/*_data.csv")) == [] and not (tmp_path / "out").exists()


@pytest.mark.parametrize(("slug", "name"), [("pilot", "pilot"), ("my-pilot_2", "mypilot2"), ("---", "study")])
def test_names_of_files_are_letters_and_digits(slug: str, name: str) -> None:
    assert dataset_name(slug) == name
