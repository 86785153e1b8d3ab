"""Records of accepted findings: what counts, what is dead, what is malformed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.policy.acceptance import Acceptance, malformed_findings, read, stale_findings, standing

TODAY = date(2026, 6, 1)
GOOD = '{"fingerprint": "ab12", "rule": "bandit/B602", "path": "a.py", "reason": "constant command"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "it is not a JSON object on one line"),
        ("[" * 100_000, "it is not a JSON object on one line"),
        ("[]", "it is not an object of strings"),
        ('{"fingerprint": 1}', "it is not an object of strings"),
        (GOOD.replace("reason", "raeson"), 'it has the unknown key "raeson"'),
        (GOOD.replace("constant command", "  "), "it has no reason"),
        (GOOD.replace('"rule": "bandit/B602", ', ""), "it has no rule"),
        (GOOD.replace("}", ', "expires": "soon"}'), "a date in it is not of the form YYYY-MM-DD"),
    ],
)
def test_a_line_that_is_no_record_is_a_finding_and_the_others_count(line: str, why: str) -> None:
    records, malformed = read(f"{GOOD}\n\n{line}\n{GOOD}\n".encode())
    assert [record.line for record in records] == [1, 4]
    assert [(bad.line, bad.why) for bad in malformed] == [(3, why)]
    (finding,) = malformed_findings(malformed)
    assert (finding.rule, finding.span.start) == ("gate/acceptance-malformed", 3)


def test_a_record_counts_through_its_last_day() -> None:
    kept = Acceptance("a", "r/x", "p", "why", expires="2026-06-01")
    over = Acceptance("b", "r/x", "p", "why", expires="2026-05-31")
    assert standing([kept, over], TODAY) == {"a": kept}


def test_expired_and_dead_records_are_findings_and_untouched_files_are_left_alone() -> None:
    records = [
        Acceptance("a", "r/x", "seen.py", "why", line=1),
        Acceptance("b", "r/x", "seen.py", "why", line=2),
        Acceptance("c", "r/x", "elsewhere.py", "why", line=3),
        Acceptance("d", "r/x", "elsewhere.py", "why", expires="2020-01-01", line=4),
    ]
    found = stale_findings(records, today=TODAY, examined={"seen.py"}, seen={"a"})
    assert [(one.rule, one.span.start) for one in found] == [
        ("gate/acceptance-dead", 2),
        ("gate/acceptance-expired", 4),
    ]


words = st.text(min_size=1).filter(str.strip)


@given(words, words, words, words, st.dates().map(date.isoformat))
def test_what_is_written_is_read_back(fingerprint: str, rule: str, path: str, reason: str, day: str) -> None:
    record = Acceptance(fingerprint, rule, path, reason, "Ada <a@example.org>", day, day, line=1)
    line = record.as_line()
    assert line.count("\n") == 1
    assert read(line.encode()) == ((record,), ())
