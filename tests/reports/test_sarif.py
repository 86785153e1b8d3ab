"""SARIF that the official schema accepts, and that holds what code scanning services look for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aigate import __version__
from aigate.lines import Lines, Span
from aigate.model import Bucket, Confidence, Finding, Gap, Report, RuleInfo, Severity
from aigate.reports.sarif import render
from aigate.reports.sarif_results import prose, uri
from tests.reports import samples

SCHEMA = Path(__file__).parents[2].parent / "shared" / "schemas" / "sarif-2.1.0.json"
ODD = [
    replace(samples.WEAK_HASH, path="a\nb\x1b\U0001f680 \udcff#?%:.py", columns=None, span=Span(0, 0), fingerprint=""),
    replace(samples.WEAK_HASH, rule="", message="", hint="", cwe="", owasp="", scanner="", references=()),
    replace(samples.WEAK_HASH, rule="team/x", severity=Severity.INFO, cwe="CWE-79", references=("not a link",)),
    replace(
        samples.WEAK_HASH, rule="team/y", cwe="no number", references=("https://example.org/\u202e",), columns=(3, 3)
    ),
    replace(samples.ACCEPTED, reason=""),
    samples.OLD,
]
DOCUMENTS = {**samples.ALL, "odd": samples.report(samples.of(*ODD, changeset=samples.commit(samples.FIRST, "x")))}


def run(report: Report, **options: Any) -> Any:
    (only,) = json.loads(render(report, **options))["runs"]
    return only


def result(finding: Finding, **options: Any) -> Any:
    (only,) = run(samples.report(samples.of(finding)), **options)["results"]
    return only


@pytest.mark.parametrize("report", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_official_schema_accepts_it(report: Report) -> None:
    if not SCHEMA.exists():
        pytest.skip("the SARIF schema does not lie beside the project")
    from jsonschema import Draft4Validator

    validator = Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))
    for outside in (False, True):
        document = json.loads(render(report, include_outside=outside))
        assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_would_refuse_what_is_wrong() -> None:
    if not SCHEMA.exists():
        pytest.skip("the SARIF schema does not lie beside the project")
    from jsonschema import Draft4Validator

    document = json.loads(render(samples.BLOCKED))
    document["runs"][0]["results"][0]["level"] = "critical"
    assert list(Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(document))


def test_the_way_of_a_text_is_a_code_flow() -> None:
    (flow,) = result(replace(samples.WEAK_HASH, way=(2, 3)))["codeFlows"]
    regions = [
        step["location"]["physicalLocation"]["region"] for thread in flow["threadFlows"] for step in thread["locations"]
    ]
    assert [region["startLine"] for region in regions] == [2, 3, 4]


def test_a_result_as_a_whole() -> None:
    assert result(samples.WEAK_HASH) == {
        "ruleId": "python/weak-hash",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": "MD5 does not protect anything. Write hashlib.sha256(data)."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "app.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 11, "endLine": 4, "endColumn": 22},
                }
            }
        ],
        "suppressions": [],
        "partialFingerprints": {"aigate/v1": "3f2a9c1b77d0"},
        "properties": {
            "bucket": "blocking",
            "blocking": True,
            "reason": "",
            "severity": "medium",
            "confidence": "high",
            "kind": "weakness",
            "scanner": "patterns",
            "also": [],
            "agent": "claude",
            "model": "claude-opus-4-8",
            "evidence": {
                "source": "markers",
                "agent": "claude",
                "scope": "line",
                "quote": "# ai-begin claude",
                "verdict": "ai",
                "confidence": "high",
                "model": "claude-opus-4-8",
                "reviewer": None,
                "path": "app.py",
                "line": 2,
                "when": None,
            },
            "changeset": "index",
            "commit": None,
        },
    }


def test_a_rule_as_a_whole() -> None:
    driver = run(samples.report(samples.of(samples.WEAK_HASH, samples.WEAK_HASH)))["tool"]["driver"]
    assert driver["name"] == "aigate"
    assert driver["version"] == driver["semanticVersion"] == __version__
    link = "https://cwe.mitre.org/data/definitions/327.html"
    assert driver["rules"] == [
        {
            "id": "python/weak-hash",
            "shortDescription": {"text": "MD5 does not protect anything."},
            "fullDescription": {"text": "MD5 does not protect anything. Write hashlib.sha256(data)."},
            "help": {
                "text": "MD5 does not protect anything.\nWrite hashlib.sha256(data).\nCWE-327, OWASP A02:2021\n"
                f"See: {link}\nMore: aigate explain python/weak-hash",
                "markdown": "MD5 does not protect anything.\n\n"
                "**What to write instead:** Write hashlib.sha256(data).\n\nCWE-327, OWASP A02:2021\n\n"
                f"- <{link}>\n\n`aigate explain python/weak-hash` shows examples.",
            },
            "helpUri": link,
            "defaultConfiguration": {"level": "warning"},
            "properties": {
                "tags": ["security", "external/cwe/cwe-327", "A02:2021", "patterns"],
                "security-severity": "5.5",
                "precision": "high",
            },
        }
    ]


def test_the_report_describes_a_rule_before_the_finding_does() -> None:
    told = RuleInfo("bandit/B101", "As the scanner tells it.", Severity.HIGH, Confidence.LOW, "bandit")
    report = replace(samples.WARNED, rules=(told,))
    (rule,) = run(report)["tool"]["driver"]["rules"]
    assert rule["fullDescription"] == {"text": "As the scanner tells it."}
    assert rule["properties"]["precision"] == "low"


@pytest.mark.parametrize(
    ("cwe", "tag", "address"),
    [
        ("CWE-79", "external/cwe/cwe-079", "https://cwe.mitre.org/data/definitions/79.html"),
        ("CWE-1336", "external/cwe/cwe-1336", "https://cwe.mitre.org/data/definitions/1336.html"),
        ("", None, "https://github.com/aigate/aigate"),
        ("CWE-\u0663", None, "https://github.com/aigate/aigate"),
    ],
)
def test_a_cwe_becomes_a_tag_and_a_link(cwe: str, tag: str | None, address: str) -> None:
    finding = replace(samples.WEAK_HASH, rule="team/x", cwe=cwe, references=())
    (rule,) = run(samples.report(samples.of(finding)))["tool"]["driver"]["rules"]
    assert [each for each in rule["properties"]["tags"] if each.startswith("external/")] == ([tag] if tag else [])
    assert rule["helpUri"] == address


LEVELS = [
    (Severity.CRITICAL, "error", "9.5"),
    (Severity.HIGH, "error", "8.0"),
    (Severity.MEDIUM, "warning", "5.5"),
    (Severity.LOW, "note", "2.5"),
    (Severity.INFO, "note", "0.0"),
]


@pytest.mark.parametrize(("severity", "level", "score"), LEVELS)
def test_severity_becomes_level_and_score(severity: Severity, level: str, score: str) -> None:
    report = samples.report(samples.of(replace(samples.WEAK_HASH, rule="team/x", severity=severity)))
    assert run(report)["results"][0]["level"] == level
    (rule,) = run(report)["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": level}
    assert rule["properties"]["security-severity"] == score


REGIONS = {
    "whole lines": (
        replace(samples.WEAK_HASH, span=Span(4, 9), columns=None),
        {"startLine": 4, "endLine": 9},
    ),
    "part of a line inside a longer span": (
        replace(samples.WEAK_HASH, span=Span(4, 9), line=7, columns=(0, 3)),
        {"startLine": 7, "startColumn": 1, "endLine": 7, "endColumn": 4},
    ),
    "an empty part": (
        replace(samples.WEAK_HASH, columns=(5, 5)),
        {"startLine": 4, "startColumn": 6, "endLine": 4, "endColumn": 6},
    ),
    "a place where lines are gone": (
        replace(samples.WEAK_HASH, span=Span(0, -1), columns=None),
        {"startLine": 1, "endLine": 1},
    ),
}


@pytest.mark.parametrize(("finding", "region"), REGIONS.values(), ids=REGIONS)
def test_lines_and_columns_are_counted_from_one(finding: Finding, region: dict[str, int]) -> None:
    assert result(finding)["locations"][0]["physicalLocation"]["region"] == region
    assert run(samples.BLOCKED)["columnKind"] == "unicodeCodePoints"


PATHS = {
    "src/app.py": "src/app.py",
    "a b.py": "a%20b.py",
    "100%.py": "100%25.py",
    "a#b?c.py": "a%23b%3Fc.py",
    "c:evil.py": "c%3Aevil.py",
    "\u00fc\U0001f680": "%C3%BC%F0%9F%9A%80",
    "caf\udce9": "caf%E9",
    "a\nb\x1b\\": "a%0Ab%1B%5C",
}


@pytest.mark.parametrize(("path", "encoded"), PATHS.items())
def test_a_path_becomes_a_uri_byte_by_byte(path: str, encoded: str) -> None:
    assert uri(path) == encoded


def test_findings_outside_stay_out_unless_asked_for() -> None:
    report = samples.report(samples.of(samples.OLD))
    assert run(report)["results"] == []
    assert run(report)["tool"]["driver"]["rules"] == []
    assert [each["properties"]["bucket"] for each in run(report, include_outside=True)["results"]] == ["outside"]


def test_a_suppressed_finding_says_so_and_why_or_stays_out_for_services_that_do_not_listen() -> None:
    assert result(samples.ACCEPTED)["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": samples.ACCEPTED.reason}
    ]
    assert run(samples.SUPPRESSED, include_suppressed=False)["results"] == []


def test_what_was_not_examined_is_notified_with_its_place() -> None:
    (invocation,) = run(samples.UNSEEN)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 1
    whole, part, note = invocation["toolExecutionNotifications"]
    assert whole["descriptor"] == part["descriptor"] == {"id": "aigate/not-examined"}
    assert whole["level"] == "error"
    assert whole["message"] == {"text": "Not examined: binary"}
    assert whole["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "data.bin", "uriBaseId": "%SRCROOT%"}}}
    ]
    regions = [each["physicalLocation"]["region"] for each in part["locations"]]
    assert regions == [{"startLine": 3, "endLine": 4}, {"startLine": 9, "endLine": 9}]
    assert note == {
        "descriptor": {"id": "aigate/evidence"},
        "level": "note",
        "message": {"text": "app.py: the marker on line 30 is never closed"},
    }


def test_a_gap_that_does_not_block_is_a_warning() -> None:
    judgement = replace(samples.of(), not_examined=(Gap("a.py", "binary", Lines()),))
    (told,) = run(samples.report(judgement))["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "warning"


def test_the_commits_that_were_judged_are_named_once_each() -> None:
    assert "versionControlProvenance" not in run(samples.BLOCKED)
    twice = samples.report(*samples.PUSH.judgements, samples.PUSH.judgements[0])
    assert run(twice, repository="https://example.org/r")["versionControlProvenance"] == [
        {"repositoryUri": "https://example.org/r", "revisionId": samples.FIRST},
        {"repositoryUri": "https://example.org/r", "revisionId": samples.SECOND},
    ]
    assert run(samples.PUSH)["results"][0]["properties"]["commit"] == samples.SECOND


def test_the_run_says_what_was_decided_and_by_which_command() -> None:
    only = run(samples.report(samples.of(samples.WEAK_HASH), command="scan"))
    assert only["automationDetails"] == {"id": "aigate/scan/"}
    assert only["properties"]["decision"] == "block"
    assert only["properties"]["changesets"][0]["coverage"]["finding"] == 1


def test_a_message_shows_as_it_reads() -> None:
    assert prose("see [this](https://evil.example)\n now \u202e") == r"see [this] (https://evil.example) now \u202e"


def test_every_bucket_is_labelled() -> None:
    findings = [replace(samples.WEAK_HASH, bucket=bucket) for bucket in Bucket]
    results = run(samples.report(samples.of(*findings)), include_outside=True)["results"]
    assert [each["properties"]["bucket"] for each in results] == list(Bucket)
