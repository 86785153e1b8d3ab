"""SARIF of what is open today, where it stands today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aigate.audit_model import Audit
from aigate.model import Bucket, Severity
from aigate.reports.audit import sarif
from tests.reports.audit.specimen import empty, large, specimen

SCHEMA = Path(__file__).parents[3].parent / "shared" / "schemas" / "sarif-2.1.0.json"


def run(audit: Audit) -> Any:
    (only,) = json.loads(sarif.render(audit))["runs"]
    return only


@pytest.mark.parametrize("audit", [specimen(), large(300), empty()], ids=["a specimen", "many findings", "nothing"])
def test_the_official_schema_accepts_it(audit: Audit) -> None:
    if not SCHEMA.exists():
        pytest.skip("the SARIF schema does not lie beside the project")
    from jsonschema import Draft4Validator

    validator = Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(json.loads(sarif.render(audit)))] == []


def test_only_open_findings_are_told_the_worst_first() -> None:
    results = run(specimen())["results"]
    assert len(results) == len(specimen().open_findings)
    severities = [Severity[one["properties"]["severity"].upper()] for one in results]
    assert severities == sorted(severities, reverse=True)


def test_a_finding_stands_where_it_is_today() -> None:
    found = next(one for one in specimen().open_findings if one.now and one.now.line != one.finding.anchor)
    assert found.now
    result = next(
        one
        for one in run(specimen())["results"]
        if one["partialFingerprints"]["aigate/v1"] == found.finding.fingerprint
    )
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == found.now.line
    assert result["properties"]["commit"] == found.commit
    assert result["properties"]["introduced"].endswith("Z")


def test_an_accepted_finding_says_so() -> None:
    accepted = [one for one in specimen().open_findings if one.finding.bucket is Bucket.SUPPRESSED]
    told = [one for one in run(specimen())["results"] if one["suppressions"]]
    assert len(told) == len(accepted) > 0


def test_what_could_not_be_read_is_notified_and_is_no_success() -> None:
    (invocation,) = run(specimen())["invocations"]
    assert invocation["executionSuccessful"] is False
    texts = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert any("could not be read" in text for text in texts)
    assert any(text.startswith("Not examined") for text in texts)
    assert run(empty())["invocations"][0]["executionSuccessful"] is True


def test_the_revision_is_named() -> None:
    assert run(specimen())["versionControlProvenance"] == [
        {"repositoryUri": "https://git.example.org/acme/shop", "revisionId": specimen().reach.tip}
    ]
