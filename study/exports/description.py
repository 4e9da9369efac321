"""What stands beside the tables: Psych-DS's description, the codebook, the study's definition, words for readers."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from generation import __version__
from study.exports.columns import Column, Table
from study.models import Study

DESCRIPTION = "dataset_description.json"
PSYCH_DS = "Psych-DS 0.4.0"
WRITTEN_BY = "written by Miburi"
SYNTHETIC = "The motions are synthetic: computed, not recorded from people."
SIMULATED = "Simulated raters are among the data, marked in the column simulated."
NOTHING = "There are no responses yet."


@dataclass(frozen=True)
class Contents:
    """What an export holds."""

    tables: dict[str, Table]
    responses: int
    sessions: int
    participants: int
    include_simulated: bool


def dataset_description(study: Study, contents: Contents) -> dict[str, Any]:
    """As Psych-DS and schema.org have it. Columns that several tables share are described once."""
    variables = {column.name: column for table in contents.tables.values() for column in table.columns}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": study.title,
        "description": " ".join([summary(contents), *notices(study, contents)]),
        "schemaVersion": PSYCH_DS,
        "license": study.stimulus_set.terms,
        "keywords": ["emotion perception", "body motion", "forced choice", "Miburi"],
        "creativeWorkStatus": f"{study.state}; {WRITTEN_BY} {__version__}",
        "variableMeasured": [_variable(column) for column in variables.values()],
    }


def table_description(study: Study, table: Table) -> dict[str, Any]:
    """Of one data file, in place of what holds for all of them."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"{study.title}: {table.name}",
        "description": table.en,
        "variableMeasured": [_variable(column) for column in table.columns],
    }


def _variable(column: Column) -> dict[str, str]:
    unit = {"unitText": column.unit} if column.unit else {}
    return {"@type": "PropertyValue", "name": column.name, "description": column.en, **unit}


def summary(contents: Contents) -> str:
    counts = f"{contents.responses} responses, {contents.sessions} sessions, {contents.participants} raters"
    return f"Emotions that raters recognised in clips of body motion: {counts}."


def notices(study: Study, contents: Contents) -> list[str]:
    """What must be said wherever the data go."""
    late = [version for version in study.exclusion_versions.order_by("version") if version.sessions_before]
    return [
        *([SYNTHETIC] if study.stimulus_set.synthetic else []),
        *([SIMULATED] if contents.include_simulated else []),
        *([] if contents.responses else [NOTHING]),
        *(
            f"Exclusion rules version {version.version} were declared on {version.created_at:%Y-%m-%d}, after "
            f"{version.sessions_before} sessions had begun."
            for version in late
        ),
    ]


def codebook_rows(tables: dict[str, Table]) -> list[dict[str, str]]:
    """One row for each column of each table, in both languages."""
    return [
        {
            "table": table.name,
            "column": column.name,
            "type": column.kind,
            "unit": column.unit,
            "en": column.en,
            "ja": column.ja,
        }
        for table in tables.values()
        for column in table.columns
    ]


def codebook_csv(tables: dict[str, Table], language: str) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["table", "column", "type", "unit", "description"])
    for row in codebook_rows(tables):
        writer.writerow([row["table"], row["column"], row["type"], row["unit"], row[language]])
    return stream.getvalue().encode()


def study_json(study: Study) -> dict[str, Any]:
    """The definition, without what opens something: codes and ways back of the recruiter."""
    protocol = study.protocol.to_json()
    protocol["recruiter"] = {"kind": protocol["recruiter"]["kind"]}
    stimuli = study.stimulus_set
    return {
        "slug": study.slug,
        "title": study.title,
        "state": study.state,
        "seed": study.seed,
        "default_language": study.default_language,
        "protocol_sha256": study.protocol.sha256,
        "protocol": protocol,
        "labels": stimuli.labels,
        "manifest_sha256": stimuli.manifest_sha256,
        "terms": stimuli.terms,
        "provenance": stimuli.provenance,
        "rendering": stimuli.rendering,
        "withdrawn_sessions": study.withdrawals.count(),
        "exclusion_versions": [
            {
                "version": version.version,
                "sha256": version.sha256,
                "declared_on": f"{version.created_at:%Y-%m-%d}",
                "sessions_before": version.sessions_before,
                "rules": version.rules,
            }
            for version in study.exclusion_versions.order_by("version")
        ],
        "miburi": __version__,
    }


def texts_json(study: Study) -> list[dict[str, Any]]:
    """All versions of what raters read."""
    return [
        {"version": each.version, "sha256": each.sha256, "texts": each.texts}
        for each in study.text_versions.order_by("version")
    ]


def readme(study: Study, contents: Contents) -> str:
    free = [column.name for table in contents.tables.values() for column in table.columns if column.free]
    lines = [
        f"# {study.title}",
        "",
        summary(contents),
        *notices(study, contents),
        "",
        "Psych-DS dataset. Columns: documentation/codebook_en.csv, 項目の説明: documentation/codebook_ja.csv.",
        "To load it: analysis/load.py, analysis/load.R. Rows that rules exclude are marked, not removed.",
        "",
        "| table | rows | 行 |",
        "|---|---|---|",
        *(f"| {table.name} | {table.en} | {table.ja} |" for table in contents.tables.values()),
        "",
        "## Terms of use",
        "",
        f"Inherited from the motions: {study.stimulus_set.terms}",
        "",
        "## Privacy",
        "",
        "Raters have random names. Dates are cut to the month, times count from the session's start. Age, country and",
        "other answers about raters can single somebody out in a small sample: look before you publish.",
        *([f"Raters typed words of their own, which may name people: {', '.join(free)}."] if free else []),
        "",
    ]
    return "\n".join(lines)


def bids_readme(study: Study, contents: Contents) -> str:
    lines = [
        study.title,
        "",
        summary(contents),
        *notices(study, contents),
        "",
        "Behaviour of raters: each has one file of events, a row for each answered main trial. Practice, attention",
        "checks, the clips and all other measurements stand in the tables of the dataset that this one came with.",
        "Rows that rules exclude are marked in the column excluded, not removed.",
        "",
        f"Terms of use, inherited from the motions: {study.stimulus_set.terms}",
        "",
        f"Written by Miburi {__version__}.",
        "",
    ]
    return "\n".join(lines)


def changes(study: Study) -> str:
    """What the study's data went through: versions of texts and exclusion rules."""
    lines = ["# Changes", ""]
    lines += [f"- texts version {each.version}: {each.created_at:%Y-%m}" for each in study.text_versions.order_by("pk")]
    lines += [
        f"- exclusion rules version {each.version} ({each.sha256}): {each.created_at:%Y-%m-%d}, sessions before: "
        f"{each.sessions_before}"
        for each in study.exclusion_versions.order_by("version")
    ]
    return "\n".join([*lines, ""])
