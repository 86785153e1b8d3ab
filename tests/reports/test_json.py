"""The JSON that others rely on: keys as documented, ASCII, odd paths reversible."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from aigate.lines import Lines
from aigate.model import Attribution, FileAttribution, Finding, Gap, Report
from aigate.reports import json_report, jsonl
from aigate.reports.records import exact, plain
from tests.reports import samples

MARKER: dict[str, Any] = {
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
}
SECRET: dict[str, Any] = {
    "rule": "secrets/aws-access-key",
    "path": "app.py",
    "line": 6,
    "end_line": 6,
    "anchor": 6,
    "columns": [7, 27],
    "statement": None,
    "severity": "critical",
    "confidence": "high",
    "message": "An AWS access key id stands in the source.",
    "hint": "Read it from the environment, and revoke this one: it is in the history now.",
    "cwe": "CWE-798",
    "owasp": "A07:2021",
    "kind": "secret",
    "scanner": "secrets",
    "agent": "claude",
    "evidence": MARKER,
    "bucket": "blocking",
    "blocking": True,
    "reason": "",
    "fingerprint": "9e8d7c6b5a40",
    "references": [],
    "way": [],
    "also": [],
}
BLOCKED: dict[str, Any] = {
    "schema": "aigate/1",
    "command": "check",
    "decision": "block",
    "exit_code": 1,
    "changesets": [
        {
            "kind": "index",
            "id": None,
            "author": None,
            "subject": None,
            "date": None,
            "decision": "block",
            "files": [{"path": "app.py", "ai": [[3, 9]], "human": [], "unknown": [[12, 12]], "removed": []}],
            "agents": [{"id": "claude", "model": "claude-opus-4-8", "lines": 7}],
            "findings": [SECRET],
            "not_examined": [
                {"path": "data.bin", "lines": None, "reason": "binary", "scanner": ""},
                {"path": "b.py", "lines": [[1, 1]], "reason": "does not parse", "scanner": "bandit"},
            ],
            "excluded": [{"path": "x.lock", "lines": None, "reason": "lock file", "scanner": ""}],
            "coverage": {"ai": 7, "clean": 6, "finding": 1, "not_examined": 0, "excluded": 0},
            "reasons": ["1 finding of medium severity or higher on AI-written lines"],
            "notes": ["app.py: odd"],
        }
    ],
}
PATHS = {
    "plain": ("src/app.py", "src/app.py"),
    "with a space, an umlaut and an emoji": ("a \u00fc \U0001f680.py", "a \u00fc \U0001f680.py"),
    "with a newline": ("a\nb.py", "a\nb.py"),
    "with a backslash": ("a\\b.py", "a\\b.py"),
    "with a quote inside": ('a"b.py', 'a"b.py'),
    "that begins with a quote": ('"a\tb\x01.py', r'"\"a\tb\001.py"'),
    "in latin-1": ("caf\udce9.py", r'"caf\351.py"'),
    "in a bit of both": ("\u00fc\udcff", r'"\303\274\377"'),
}


def judged(report: Report) -> Any:
    return json.loads(json_report.render(report))


def test_the_whole_document() -> None:
    judgement = replace(
        samples.of(samples.SECRET),
        not_examined=(Gap("data.bin", "binary"), Gap("b.py", "does not parse", Lines([(1, 1)]), "bandit")),
        excluded=(Gap("x.lock", "lock file"),),
        notes=("app.py: odd",),
    )
    assert judged(samples.report(judgement)) == BLOCKED


def test_keys_stand_in_the_documented_order() -> None:
    assert list(judged(samples.BLOCKED)) == ["schema", "command", "decision", "exit_code", "changesets"]
    assert list(judged(samples.BLOCKED)["changesets"][0]) == list(BLOCKED["changesets"][0])


def test_a_commit_has_its_author_subject_and_date() -> None:
    first, second = judged(samples.PUSH)["changesets"]
    assert first["id"] == samples.FIRST
    assert first["kind"] == "commit"
    assert first["author"] == {"name": "Ada Author", "email": "ada@example.org"}
    assert (first["subject"], second["subject"]) == ("Add the parser", "Add the digest")
    assert first["date"] == "2026-01-02T03:04:05+00:00"
    assert (first["decision"], second["decision"]) == ("allow", "block")


@pytest.mark.parametrize(("report", "code"), [(samples.CLEAN, 0), (samples.WARNED, 0), (samples.BLOCKED, 1)])
def test_the_exit_code_is_the_reports(report: Report, code: int) -> None:
    assert judged(report)["exit_code"] == code == report.exit_code


def test_jsonl_is_one_finding_a_line_with_the_same_keys_and_the_commit() -> None:
    lines = jsonl.render(samples.report(samples.of(samples.SECRET))).splitlines()
    assert [json.loads(line) for line in lines] == [{**SECRET, "commit": None}]
    assert json.loads(jsonl.render(samples.PUSH))["commit"] == samples.SECOND


def test_jsonl_drops_no_bucket_and_says_which_block() -> None:
    findings = (samples.WEAK_HASH, samples.ASSERT, samples.ACCEPTED, samples.OLD)
    lines = [json.loads(line) for line in jsonl.render(samples.report(samples.of(*findings))).splitlines()]
    assert [line["bucket"] for line in lines] == ["blocking", "warning", "suppressed", "outside"]
    assert [line["blocking"] for line in lines] == [True, False, False, False]


def test_jsonl_of_no_finding_is_nothing() -> None:
    assert jsonl.render(samples.CLEAN) == ""


def test_a_snippet_is_no_part_of_it() -> None:
    marked: Finding = replace(samples.SECRET, snippet=((6, "to be seen by people alone"),))
    report = samples.report(samples.of(marked))
    assert "people alone" not in json_report.render(report) + jsonl.render(report)


@pytest.mark.parametrize(("path", "spelled"), PATHS.values(), ids=PATHS)
def test_a_path_is_itself_or_spelled_as_git_spells_it(path: str, spelled: str) -> None:
    assert exact(path) == spelled
    report = samples.report(
        samples.of(replace(samples.SECRET, path=path), attribution=Attribution({path: FileAttribution(path)}))
    )
    changeset = judged(report)["changesets"][0]
    assert changeset["findings"][0]["path"] == changeset["files"][0]["path"] == spelled


def test_other_texts_show_the_byte_that_could_not_be_decoded() -> None:
    assert plain("Andr\udce9 \u00e9 \x1b") == "Andr\\xe9 \u00e9 \x1b"


def test_the_output_is_ascii_and_cannot_steer_a_terminal() -> None:
    finding = replace(samples.WEAK_HASH, path="\x1b[2J\x7f\x9b\u202e\udcff", message="\x07\u2028\udcff")
    shown = json_report.render(samples.report(samples.of(finding)))
    assert shown.isascii()
    assert shown.replace("\n", "").isprintable()
