"""The JSON and JSONL of an audit: every key, once each; the two say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aigate.audit_model import Audit
from aigate.reports.audit import json_report, jsonl
from tests.reports.audit.specimen import empty, specimen

AUDIT_KEYS = "repository weblink made version policy reach density not_examined rules months commits findings files"
REACH_KEYS = (
    "revisions tip filters commits ai_commits patches every_patch checks has_exposure whole unread edges git_exit notes"
)
COMMIT_KEYS = (
    "id when author subject lines authored sources evidence files declared signed_off breaches stopped_by suppressions"
)
FINDING_KEYS = (
    "rule path line end_line anchor columns statement severity confidence message hint cwe owasp kind scanner agent "
    "evidence bucket blocking reason fingerprint references way also model commit when author state now fixed_by fixed_when owner"
)
FILE_KEYS = "path language lines authored oldest newest owner findings"
MONTH_KEYS = "month commits ai_commits lines authored surviving introduced fixed"


def document(audit: Audit) -> Any:
    return json.loads(json_report.render(audit))


def test_every_key_is_there() -> None:
    whole = document(specimen())
    assert list(whole) == ["schema", "command", "audit"]
    assert (whole["schema"], whole["command"]) == ("aigate/1", "audit")
    audit = whole["audit"]
    assert list(audit) == AUDIT_KEYS.split()
    assert list(audit["reach"]) == REACH_KEYS.split()
    for name, keys in (
        ("commits", COMMIT_KEYS),
        ("findings", FINDING_KEYS),
        ("files", FILE_KEYS),
        ("months", MONTH_KEYS),
    ):
        assert {tuple(one) for one in audit[name]} == {tuple(keys.split())}


def test_an_empty_audit_has_the_same_keys() -> None:
    assert list(document(empty())["audit"]) == AUDIT_KEYS.split()


def test_what_is_not_known_is_null() -> None:
    findings = document(specimen())["audit"]["findings"]
    assert {one["now"] is None for one in findings if one["state"] == "fixed"} == {True}
    assert {one["fixed_by"] for one in findings if one["state"] == "open"} == {None}
    assert "" not in {one["agent"] for one in findings}


def test_no_code_is_told() -> None:
    assert "snippet" not in json_report.render(specimen())


def test_what_is_listed_stands_one_a_line() -> None:
    lines = json_report.render(specimen()).splitlines()
    assert sum(line.startswith('{"rule": ') for line in lines) == len(specimen().findings)


@pytest.mark.parametrize("audit", [specimen(), empty()], ids=["a specimen", "nothing"])
def test_the_lines_say_what_the_document_says(audit: Audit) -> None:
    records = [json.loads(line) for line in jsonl.render(audit).splitlines()]
    head, *rest = records
    assert head.pop("type") == "audit"
    assert head.pop("schema") == "aigate/1"
    told: dict[str, list[Any]] = {"months": [], "files": [], "commits": [], "findings": []}
    for record in rest:
        told[{"month": "months", "file": "files"}.get(record["type"], record["type"] + "s")].append(
            {key: value for key, value in record.items() if key != "type"}
        )
    assert {**head, **told} == document(audit)["audit"]
