"""An export: valid, whole, the same each time, loadable, and without anything that leads to a person."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generation.errors import MiburiError
from generation.files import exclusive
from study.design.exclusion import Exclusion, ResponseRule
from study.design.questions import RatingQuestion, Words
from study.exports import chunks
from study.exports.bids import BidsDataset
from study.exports.columns import tables_of
from study.exports.folder import dataset_name, export_study
from study.models import ExclusionVersion, Participant, Response, Study, Trial
from study.responses import tidy_responses
from tests.study.exports.psych_ds import errors_of

pytestmark = pytest.mark.django_db

# What a reader of docs/export.md would type.
PYTHON = """
from load import load
tables = load()
people, responses = tables["participants"], tables["responses"]
print(*people.iloc[0][["questionnaire_age", "questionnaire_country", "questionnaire_first_language"]])
print(responses["rating_affect_valence"][0], responses["excluded"].dtype, len(responses[~responses["excluded"]]))
"""
R = """
source("load.R")
tables <- load_tables()
people <- tables$participants
responses <- tables$responses
cat(people$questionnaire_age[1], people$questionnaire_country[1], people$questionnaire_first_language[1], "")
cat(responses$rating_affect_valence[1], class(responses$excluded), nrow(subset(responses, !excluded)))
"""
JAPANESE = r"[\u3040-\u30ff\u4e00-\u9fff]"
WHY = Words(en="Why?", ja="なぜですか。")


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
    assert not (tmp_path / "out/results/bids").exists()


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
    parquet = pq.read_table(tmp_path / "out/results/parquet/responses.parquet").to_pandas()
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


TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
AWKWARD = st.sampled_from(['a,"b"\n\r\nc', "مرحبا, \u202eabc", "NA", " ", "=1+1", "'", "\ufeff", "\t|;"])


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TYPED | AWKWARD, min_size=20, max_size=20))
def test_what_raters_type_comes_back_as_they_typed_it(rated: Study, tmp_path: Path, typed: list[str]) -> None:
    study = ask(rated, RatingQuestion(name="why", kind="text", text=WHY, required=False))
    main = Response.objects.filter(trial__kind="main", trial__session__participant__simulated=False)
    for response, text in zip(main.order_by("trial__position"), typed, strict=True):
        Response.objects.filter(pk=response.pk).update(ratings={"why": text})
    out = tmp_path / "out"
    export_study(study, out, include_simulated=False, formats=["csv", "parquet"])
    assert errors_of(out) == []
    assert pq.read_table(out / "results/parquet/responses.parquet")["rating_why"].to_pylist() == typed
    with (out / "data/study-test_data.csv").open(newline="", encoding="utf-8") as stream:
        assert [row["rating_why"] for row in csv.DictReader(stream)] == typed


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
        for told in (table, *table.columns):
            assert told.en and re.search(JAPANESE, told.ja), told.name


def test_every_column_of_every_file_is_in_both_codebooks(asked: Study, tmp_path: Path) -> None:
    export_study(asked, tmp_path / "out", include_simulated=True)
    files = {
        **{path: pd.read_csv(path).columns for path in (tmp_path / "out/data").glob("*.csv")},
        **{path: pq.read_schema(path).names for path in (tmp_path / "out/results/parquet").glob("*.parquet")},
    }
    assert len(files) == 2 * 7
    for language in ("en", "ja"):
        book = pd.read_csv(tmp_path / f"out/documentation/codebook_{language}.csv", keep_default_na=False)
        assert (book["description"] != "").all()
        for path, columns in files.items():
            named = re.search(r"(?:description-|parquet/)([a-z]+)", str(path))
            table = named[1] if named else "responses"
            assert list(book["column"][book["table"] == table]) == list(columns), path


def test_python_loads_it(asked: Study, tmp_path: Path) -> None:
    export_study(asked, tmp_path / "out", include_simulated=False, formats=["csv"])
    script = [sys.executable, tmp_path / "out/analysis/load.py"]
    assert "responses: 20 rows" in subprocess.run(script, capture_output=True, text=True, check=True).stdout
    told = subprocess.run(
        [sys.executable, "-c", PYTHON], cwd=script[1].parent, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["21", "NA", "日本語", "0.5", "bool", "20"]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_loads_it(asked: Study, tmp_path: Path) -> None:
    export_study(asked, tmp_path / "out", include_simulated=False, formats=["csv"])
    analysis = tmp_path / "out/analysis"
    ran = subprocess.run(["Rscript", analysis / "load.R"], capture_output=True, text=True, check=True)
    assert "responses: 20 rows" in ran.stdout and "misclassified" in ran.stdout
    (tmp_path / "own.R").write_text(R.replace("load.R", str(analysis / "load.R")), "utf-8")
    told = subprocess.run(["Rscript", tmp_path / "own.R"], cwd=analysis, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["21", "NA", "日本語", "0.5", "logical", "20"]


def test_bids_has_one_file_for_each_rater_who_answered(rated: Study, tmp_path: Path) -> None:
    export_study(rated, tmp_path / "out", include_simulated=False)
    bids = tmp_path / "out/results/bids"
    (path,) = bids.glob("sub-*/beh/sub-*_task-test_events.tsv")
    rows = pd.read_csv(path, sep="\t", na_values="n/a")
    assert len(rows) == 20 and set(rows["response_time"]) == {2.5005}
    described = json.loads((bids / "task-test_events.json").read_text())
    assert set(rows.columns) == set(described) - {"TaskName", "TaskDescription", "Instructions", "StimulusPresentation"}
    assert "Each clip is shown once." in described["Instructions"]
    assert list(pd.read_csv(bids / "participants.tsv", sep="\t")["participant_id"]) == [path.parents[1].name]


def test_names_of_raters_in_bids_are_letters_and_digits(rated: Study, tmp_path: Path) -> None:
    Participant.objects.filter(simulated=False).update(
        public_id=Concat(Value("simulated-0001-"), "pk", output_field=CharField())
    )
    export_study(rated, tmp_path / "out", include_simulated=True)
    (path,) = (tmp_path / "out/results/bids").glob("sub-simulated0001*/beh/*.tsv")
    assert path.name.startswith(f"{path.parents[1].name}_task-")
    subjects = pd.read_csv(tmp_path / "out/results/bids/participants.tsv", sep="\t")["participant_id"]
    assert path.parents[1].name in set(subjects) and subjects.str.fullmatch("sub-[a-zA-Z0-9]+").all()


def test_an_earlier_export_is_replaced_by_the_newer_data(rated: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_study(rated, out, include_simulated=True)
    first = digests(out)
    subprocess.run([sys.executable, out / "analysis/load.py"], capture_output=True, check=True)
    export_study(rated, out, include_simulated=True)
    assert digests(out) == first
    export_study(rated, out, include_simulated=False, formats=["csv"])
    assert len(loaded(out)) == 20 and not (out / "results/bids").exists()
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out"]


@pytest.mark.parametrize("mine", ["notes.txt", "analysis/mine.R", "results/bids/code/mine.py", ".git/config"])
def test_what_no_export_wrote_is_not_lost(rated: Study, tmp_path: Path, mine: str) -> None:
    out = tmp_path / "out"
    export_study(rated, out, include_simulated=False)
    (out / mine).parent.mkdir(exist_ok=True)
    (out / mine).write_text("mine")
    before = digests(out)
    with pytest.raises(MiburiError, match=f"{mine} is not part of an export of this study and would be lost"):
        export_study(rated, out, include_simulated=True)
    assert digests(out) == before


def test_another_study_s_export_is_not_replaced(rated: Study, tmp_path: Path) -> None:
    export_study(rated, tmp_path / "out", include_simulated=False)
    Study.objects.filter(pk=rated.pk).update(slug="second")
    with pytest.raises(MiburiError, match="study-test_data.csv is not part of an export of this study"):
        export_study(Study.objects.get(pk=rated.pk), tmp_path / "out", include_simulated=False)


def test_two_exports_into_one_folder_do_not_meet(rated: Study, tmp_path: Path) -> None:
    with exclusive(tmp_path / "out"), pytest.raises(MiburiError, match="is at work on it"):
        export_study(rated, tmp_path / "out", include_simulated=False)


def test_other_folders_are_refused(rated: Study, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for out in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(MiburiError, match="exists and is not an earlier export; name a new folder or remove it"):
            export_study(rated, out, include_simulated=False)
    with pytest.raises(CommandError, match="no study 'tets'; there are: test"):
        call_command("export_responses", "tets", str(tmp_path / "out"))


@pytest.mark.parametrize("earlier", [False, True])
def test_a_full_disk_is_told_in_a_line_and_leaves_all_as_it_was(
    rated: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    if earlier:
        export_study(rated, tmp_path / "out", include_simulated=False)
    before = digests(tmp_path)

    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "bids")

    monkeypatch.setattr(BidsDataset, "write", fail)
    with pytest.raises(CommandError, match="No space left on device; free some space or name another folder"):
        call_command("export_responses", "test", str(tmp_path / "out"))
    assert digests(tmp_path) == before and (tmp_path / "out").exists() == earlier


@pytest.mark.parametrize(("slug", "name"), [("pilot", "pilot"), ("my-pilot_2", "mypilot2"), ("---", "study")])
def test_names_of_files_are_letters_and_digits(slug: str, name: str) -> None:
    assert dataset_name(slug) == name
