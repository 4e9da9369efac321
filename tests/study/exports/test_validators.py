"""The validators of the formats themselves say that an export is valid; docs/export.md tells how to come by them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from study.exports.folder import export_study
from study.models import Study

pytestmark = pytest.mark.django_db
PSYCH_DS = shutil.which("psychds-validator")
BIDS = shutil.which("bids-validator-deno")
# What Psych-DS allows and does not need, and what BIDS recommends and Miburi does not know.
OPTIONAL = {"MISSING_DIRECTORY_METADATA"}
UNKNOWN = {"Authors", "HEDVersion", "SourceDatasets", "CogAtlasID", "CogPOID"} | {
    f"Institution{what}" for what in ("Name", "Address", "alDepartmentName")
}


def said(*command: str | Path) -> dict[str, Any]:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout, ran.stderr
    return dict(json.loads(ran.stdout))


@pytest.mark.skipif(PSYCH_DS is None, reason="psychds-validator is not on the PATH (docs/export.md)")
def test_psych_ds_s_own_validator_finds_nothing_to_mend(asked: Study, tmp_path: Path) -> None:
    export_study(asked, tmp_path / "out", include_simulated=True)
    result = said(str(PSYCH_DS), "--json", "--showWarnings", tmp_path / "out")
    assert result["valid"] and {issue["key"] for issue in result["issues"]} <= OPTIONAL


@pytest.mark.skipif(BIDS is None, reason="bids-validator-deno is not on the PATH (docs/export.md)")
def test_bids_s_own_validator_finds_nothing_to_mend(asked: Study, tmp_path: Path) -> None:
    export_study(asked, tmp_path / "out", include_simulated=True)
    issues = said(str(BIDS), "--format", "json", tmp_path / "out/results/bids")["issues"]["issues"]
    assert [issue for issue in issues if issue["severity"] == "error"] == []
    assert {issue["subCode"] for issue in issues if "subCode" in issue} <= UNKNOWN
