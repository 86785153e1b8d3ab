"""The report for people, as whole outputs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Bucket,
    Changeset,
    ChangesetKind,
    Coverage,
    Decision,
    FileAttribution,
    Finding,
    Gap,
    Identity,
    Judgement,
    Report,
)
from aigate.reports.text import render
from tests.reports import samples

ODD = "a\nb\x1b[31m\U0001f680 \u202ec.py"
SCANNED = Judgement(
    Changeset(ChangesetKind.FILES, files=()),
    Attribution({"app.py": FileAttribution("app.py", ai=Lines([(1, 20)]))}),
    coverage=Coverage(ai=20, clean=20),
)

BRIEF = {
    "no AI-written line": (samples.NOTHING, "aigate: no AI-written lines\n"),
    "no changeset at all": (samples.report(), "aigate: nothing to judge\n"),
    "no finding": (samples.CLEAN, "aigate: 7 AI-written lines, no findings\n"),
    "one line": (
        samples.report(Judgement(samples.INDEX, samples.ATTRIBUTION, coverage=Coverage(ai=1, clean=1))),
        "aigate: 1 AI-written line, no findings\n",
    ),
    "suppressed and outside": (
        samples.SUPPRESSED,
        "aigate: 7 AI-written lines, no findings (1 suppressed, 1 finding on lines that are not AI-written)\n",
    ),
    "excluded": (
        samples.report(replace(samples.of(), excluded=(Gap("a.lock", "lock file"), Gap("b.lock", "lock file")))),
        "aigate: 7 AI-written lines, no findings (2 files left out by [paths] exclude)\n",
    ),
    "two commits": (
        samples.report(
            samples.of(changeset=samples.commit(samples.FIRST, "One")),
            samples.of(changeset=samples.commit(samples.SECOND, "Two")),
        ),
        "aigate: 14 AI-written lines, no findings in 2 commits\n",
    ),
    "whole files": (samples.report(SCANNED, command="scan"), "aigate: 20 lines, no findings\n"),
}

BLOCKED = """\
blocking (medium) python/weak-hash app.py:4:11
  MD5 does not protect anything.
    3 | def digest(data):
  > 4 |     digest = hashlib.md5(data)
      |              ^^^^^^^^^^^
    5 |     return digest
  written by   claude (claude-opus-4-8), known from markers, line 2: "# ai-begin
               claude"
  hint         Write hashlib.sha256(data).
  fingerprint  3f2a9c1b77d0

blocking (critical) secrets/aws-access-key app.py:6:8
  An AWS access key id stands in the source.
  > 6 | KEY = "********************"
      |        ^^^^^^^^^^^^^^^^^^^^
  written by   claude (claude-opus-4-8), known from markers, line 2: "# ai-begin
               claude"
  hint         Read it from the environment, and revoke this one: it is in the
               history now.
  fingerprint  9e8d7c6b5a40

Why it matters, with examples:
  aigate explain RULE
A false alarm? A human may accept it, with a reason, and commit that record
first; it does not count while an agent's change brings it:
  aigate accept FINGERPRINT --reason "..."

7 AI-written lines: 5 clean, 2 with findings, 0 not examined, 0 excluded
blocked: 2 findings of medium severity or higher on AI-written lines
"""
WARNED = """\
warning (low) bandit/B101 app.py:9:1
  An assert is gone when Python runs with -O.
  hint         Raise an exception.

7 AI-written lines: 6 clean, 1 with findings, 0 not examined, 0 excluded
allowed, with warnings: 1 warning
"""
UNSEEN = """\
not examined:
  data.bin: binary
  app.py, lines 3-4, 9: does not parse: invalid syntax (bandit)
  Mend or split the file so that it can be read, raise the limit in [limits], or
  have a human leave the path out under [paths] exclude in .aigate.toml,
  committed first.

note: app.py: the marker on line 30 is never closed

also: 1 file left out by [paths] exclude (--explain shows them)
9 AI-written lines: 5 clean, 0 with findings, 3 not examined, 1 excluded
blocked: 3 AI-written lines could not be examined
"""
PUSH = """\
commit 222222222222 by Ada Author: Add the digest

blocking (medium) python/weak-hash app.py:4:11
  MD5 does not protect anything.
    3 | def digest(data):
  > 4 |     digest = hashlib.md5(data)
      |              ^^^^^^^^^^^
    5 |     return digest
  written by   codex, known from trailers: "Assisted-by: Codex"
  hint         Write hashlib.sha256(data).
  fingerprint  3f2a9c1b77d0

blocked: 1 finding of medium severity or higher on AI-written lines

Why it matters, with examples:
  aigate explain python/weak-hash
A false alarm? A human may accept it, with a reason, and commit that record
first; it does not count while an agent's change brings it:
  aigate accept 3f2a9c1b77d0 --reason "..."

14 AI-written lines: 13 clean, 1 with findings, 0 not examined, 0 excluded
blocked: 1 blocking finding in 1 of 2 commits (222222222222)
"""
EXPLAINED = """\
suppressed (medium) python/weak-hash app.py:4:11
  MD5 does not protect anything.
  reason       accepted by Ada Author on 2026-01-02: a checksum of a cache key,
               not a signature
  fingerprint  c0ffee000001

outside (low) bandit/B101 app.py:40:1
  An assert is gone when Python runs with -O.
  reason       on lines that are not gated

who wrote it:
  app.py
    lines 3-9: claude (claude-opus-4-8), known from markers, line 2: "# ai-begin
      claude"
    line 12: unknown, no evidence either way

also: 1 suppressed, 1 finding on lines that are not AI-written
7 AI-written lines: 7 clean, 0 with findings, 0 not examined, 0 excluded
allowed
"""
NARROW = """\
blocking (medium) python/weak-hash a-folder-with-a-name/and-another-one/app.py:4:11
  MD5 does not protect anything.
  > 4 |     digest = hashlib.md5(data...
      |              ^^^^^^^^^^^
  written by   claude (claude-opus-4-8),
               known from markers, line
               2: "# ai-begin claude"
  hint         Write
               hashlib.sha256(data).
  fingerprint  3f2a9c1b77d0

Why it matters, with examples:
  aigate explain python/weak-hash
A false alarm? A human may accept it,
with a reason, and commit that record
first; it does not count while an
agent's change brings it:
  aigate accept 3f2a9c1b77d0 --reason "..."

7 AI-written lines: 6 clean, 1 with
  findings, 0 not examined, 0 excluded
blocked: 1 finding of medium severity or
  higher on AI-written lines
"""
HOSTILE = r"""blocking (medium) python/weak-hash a\nb\x1b[31m🚀 \u202ec.py:4:5
  MD5 does not protect anything.
  > 4 | \x1b[2Jmd5(\u202ex) \xff
      |        ^^^^
  written by   claude, known from markers: "# ai\rhidden\x1b]0;title\x07"
  hint         Write hashlib.sha256(data).
  fingerprint  3f2a9c1b77d0

Why it matters, with examples:
  aigate explain python/weak-hash
A false alarm? A human may accept it, with a reason, and commit that record
first; it does not count while an agent's change brings it:
  aigate accept 3f2a9c1b77d0 --reason "..."

7 AI-written lines: 6 clean, 1 with findings, 0 not examined, 0 excluded
blocked: 1 finding of medium severity or higher on AI-written lines
"""
WHOLE = {
    "two findings, one of them a masked secret": (samples.BLOCKED, BLOCKED),
    "a warning": (samples.WARNED, WARNED),
    "lines that could not be examined": (samples.UNSEEN, UNSEEN),
    "a push of two commits, one of them clean": (samples.PUSH, PUSH),
    "a path and a line that are hostile": (
        samples.report(
            samples.of(
                replace(
                    samples.WEAK_HASH,
                    path=ODD,
                    snippet=((4, "\x1b[2Jmd5(\u202ex) \udcff"),),
                    columns=(4, 8),
                    evidence=replace(samples.MARKER, quote="# ai\rhidden\x1b]0;title\x07", model=None, line=None),
                )
            )
        ),
        HOSTILE,
    ),
}


@pytest.mark.parametrize(("report", "shown"), BRIEF.values(), ids=BRIEF)
def test_a_change_that_passes_gets_one_line_and_none_if_quiet(report: Report, shown: str) -> None:
    assert render(report, width=200) == shown
    assert render(report, quiet=True) == ""


@pytest.mark.parametrize(("report", "shown"), WHOLE.values(), ids=WHOLE)
def test_what_is_wrong_is_shown_with_what_to_type_next(report: Report, shown: str) -> None:
    assert render(report) == shown
    assert render(report, quiet=True) == shown, "quiet is for changes that pass"


def test_what_does_not_count_is_shown_on_demand() -> None:
    assert render(samples.SUPPRESSED, explain=True) == EXPLAINED


def test_a_narrow_terminal_wraps_words_and_cuts_code_but_neither_paths_nor_commands() -> None:
    path = "a-folder-with-a-name/and-another-one/app.py"
    finding = replace(samples.WEAK_HASH, path=path, snippet=((4, "\tdigest = hashlib.md5(data, usedforsecurity)"),))
    assert render(samples.report(samples.of(finding)), width=40) == NARROW


def test_explaining_a_finding_adds_how_sure_it_is_and_where_to_read_on() -> None:
    shown = render(samples.BLOCKED, explain=True)
    assert "  confidence   high\n  found by     patterns, CWE-327, A02:2021\n" in shown
    assert "  see          https://cwe.mitre.org/data/definitions/327.html\n" in shown


def test_a_comment_that_does_not_count_is_named_with_the_finding() -> None:
    void = replace(samples.WEAK_HASH, reason="the nosec comment on line 4 came with this change, so it does not count")
    assert (
        "  reason       the nosec comment on line 4 came with this change, so it does not\n"
        "               count\n"
        "  hint         Write hashlib.sha256(data).\n"
    ) in render(samples.report(samples.of(void)))


def test_explaining_a_warning_says_why_it_only_warns_and_its_fingerprint() -> None:
    shown = render(samples.WARNED, explain=True)
    assert "  reason       low severity only warns\n  fingerprint  0123456789ab\n" in shown


def test_explaining_whole_files_says_nothing_of_authorship() -> None:
    shown = render(samples.report(SCANNED, command="scan"), explain=True)
    assert shown == "20 lines: 20 clean, 0 with findings, 0 not examined, 0 excluded\nallowed\n"


def test_excluded_files_are_listed_on_demand() -> None:
    assert "left out by [paths] exclude:\n  package-lock.json: [paths] exclude\n" in render(
        samples.UNSEEN, explain=True
    )


def test_colour_changes_nothing_but_the_colour() -> None:
    for report in samples.ALL.values():
        coloured = render(report, colour=True)
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report)
    assert render(samples.BLOCKED, colour=True).startswith("\x1b[1;31mblocking (medium)\x1b[0m python/weak-hash")


WRITERS = {
    "an agent whose evidence is gone": (replace(samples.WEAK_HASH, evidence=None), "  written by   claude\n"),
    "an AI of unknown make": (
        replace(samples.WEAK_HASH, evidence=replace(samples.MARKER, agent=None, model=None, reviewer="Ada")),
        '  written by   an AI of unknown make, known from markers, line 2: "# ai-begin\n               claude", reviewed by Ada\n',
    ),
    "nobody knows who": (
        replace(samples.WEAK_HASH, span=Span(12, 12), line=12, evidence=None, agent=None),
        "  written by   unknown, no evidence either way\n",
    ),
}


@pytest.mark.parametrize(("finding", "line"), WRITERS.values(), ids=WRITERS)
def test_the_writer_of_a_finding(finding: Finding, line: str) -> None:
    assert line in render(samples.report(samples.of(finding)))


def test_a_finding_in_a_file_without_authorship_names_no_writer() -> None:
    finding = replace(samples.WEAK_HASH, path=".aigate/accepted.jsonl", evidence=None, agent=None, columns=None)
    shown = render(samples.report(samples.of(finding)))
    assert "written by" not in shown
    assert shown.startswith("blocking (medium) python/weak-hash .aigate/accepted.jsonl:4\n")
    assert "^" not in shown


def test_the_lines_between_two_parts_of_a_snippet_are_hinted_at() -> None:
    finding = replace(samples.WEAK_HASH, snippet=((4, "a"), (9, "b"), (10, "c")), columns=None)
    assert "  >  4 | a\n    .. |\n     9 | b\n    10 | c\n" in render(samples.report(samples.of(finding)))


def test_a_hint_of_several_lines_keeps_its_lines() -> None:
    finding = replace(samples.WEAK_HASH, hint="Write\n    x = 1\r\n", snippet=())
    assert "  hint         Write\n                   x = 1\n" in render(samples.report(samples.of(finding)))


def test_without_a_fingerprint_there_is_nothing_to_accept() -> None:
    shown = render(samples.report(samples.of(replace(samples.WEAK_HASH, fingerprint=""))))
    assert "aigate explain python/weak-hash" in shown
    assert "aigate accept" not in shown


def test_many_commits_are_not_all_named_in_the_verdict() -> None:
    judgements = [
        samples.of(samples.WEAK_HASH, changeset=samples.commit(f"{number:x}" * 40, "x")) for number in range(7)
    ]
    verdict = render(samples.report(*judgements), width=200).splitlines()[-1]
    named = "000000000000, 111111111111, 222222222222, 333333333333, 444444444444 and 2 more"
    assert verdict == f"blocked: 7 blocking findings in 7 of 7 commits ({named})"


def test_a_commit_heading_cannot_break_out_of_its_line() -> None:
    author = Identity("Eve\x1b[1A", "eve@example.org")
    changesets = [
        samples.commit(samples.FIRST, "::error::\x1b[2J" + "x" * 200, author),
        samples.commit(samples.SECOND, "y"),
    ]
    shown = render(samples.report(*(samples.of(samples.WEAK_HASH, changeset=each) for each in changesets)))
    first = shown.splitlines()[0]
    assert first.startswith(r"commit 111111111111 by Eve\x1b[1A: ::error::\x1b[2Jxxx")
    assert first.endswith("...")
    assert len(first) == 80


def test_a_wrapped_line_that_reads_like_an_order_to_the_ci_system_is_none() -> None:
    finding = replace(samples.WEAK_HASH, message="x " * 38 + "::error::owned ##[group]x")
    shown = render(samples.report(samples.of(finding)))
    assert not [line for line in shown.splitlines() if line.strip().startswith("::") or "##[" in line]


def test_a_report_of_gaps_that_only_warn_is_shown() -> None:
    judgement = replace(samples.of(), not_examined=(Gap("a.bin", "binary"),))
    shown = render(samples.report(judgement))
    assert shown.startswith("not examined:\n  a.bin: binary\n")
    assert shown.endswith("\nallowed\n")


def test_a_decision_that_no_changeset_explains_is_still_shown() -> None:
    warned = replace(samples.of(), decision=Decision.WARN)
    staged = Report((warned, samples.of()), Decision.WARN)
    assert render(staged).splitlines()[-1] == "allowed, with warnings: 1 of 2 changesets"
    passed = Report((replace(samples.of(), notes=("odd",)), samples.of()), Decision.ALLOW)
    assert render(passed).splitlines()[-1] == "allowed"


def test_findings_stand_in_the_order_of_the_file_whatever_order_they_come_in() -> None:
    there = replace(samples.WEAK_HASH, path="z.py")
    shown = render(samples.report(samples.of(there, samples.SECRET, samples.ASSERT, samples.WEAK_HASH)))
    assert re.findall(r"^(?:blocking|warning) .*? (\S+)$", shown, re.MULTILINE) == [
        "app.py:4:11",
        "app.py:6:8",
        "z.py:4:11",
        "app.py:9:1",
    ]


def test_no_bucket_is_forgotten_when_all_is_explained() -> None:
    findings = [replace(samples.WEAK_HASH, bucket=bucket) for bucket in Bucket]
    shown = render(samples.report(samples.of(*findings)), explain=True)
    assert [line.split()[0] for line in shown.splitlines() if "python/weak-hash app.py" in line] == list(Bucket)
