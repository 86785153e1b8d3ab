"""Whatever a finding says, the outputs stay whole: no control character, JSON that parses, one line a finding."""

from __future__ import annotations

import json
import re
from unicodedata import category

from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Bucket,
    Claim,
    Confidence,
    FileAttribution,
    Finding,
    Gap,
    Identity,
    Judgement,
    Report,
    Scope,
    Severity,
    Share,
    Verdict,
)
from aigate.reports import attribution as authorship
from aigate.reports import json_report, jsonl, sarif, text
from tests.reports import samples

WORDS = st.text(st.characters(), max_size=30)  # surrogates, controls and all
COLUMNS = st.none() | st.tuples(st.integers(0, 40), st.integers(0, 40))
OURS = re.compile(r"\x1b\[(?:0|1|2|3[0-7]|1;31)m")
CLAIMS = st.builds(
    Claim,
    source=WORDS,
    verdict=st.sampled_from(Verdict),
    scope=st.sampled_from(Scope),
    quote=WORDS,
    path=WORDS,
    agent=st.none() | WORDS,
    model=st.none() | WORDS,
    reviewer=st.none() | WORDS,
    line=st.none() | st.integers(1, 99),
)
FINDINGS = st.builds(
    Finding,
    rule=WORDS,
    path=WORDS,
    span=st.builds(Span, st.integers(0, 9), st.integers(0, 20)),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    message=WORDS,
    hint=WORDS,
    cwe=WORDS,
    owasp=WORDS,
    scanner=WORDS,
    columns=COLUMNS,
    references=st.tuples(WORDS),
    fingerprint=WORDS,
    bucket=st.sampled_from(Bucket),
    agent=st.none() | WORDS,
    evidence=st.none() | CLAIMS,
    reason=WORDS,
    snippet=st.lists(st.tuples(st.integers(1, 20), WORDS), max_size=3).map(tuple),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    judgements = []
    for number in range(draw(st.integers(1, 2))):
        changeset = samples.commit(f"{number}" * 40, draw(WORDS), Identity(draw(WORDS), draw(WORDS)))
        path, claim = draw(WORDS), draw(CLAIMS)
        file = FileAttribution(
            path,
            ai=Lines([(1, 5)]),
            unknown=Lines([(6, 9)]),
            shares=(Share(Lines([(2, 9)]), claim),),
            warnings=(draw(WORDS),),
        )
        judged = samples.of(*draw(st.lists(FINDINGS, max_size=3)), changeset=changeset)
        judgements.append(
            Judgement(
                changeset=changeset,
                attribution=Attribution({path: file}, (claim,)),
                findings=judged.findings,
                not_examined=(Gap(draw(WORDS), draw(WORDS), Lines([(1, 2)]), draw(WORDS)),),
                excluded=(Gap(draw(WORDS), draw(WORDS)),),
                coverage=judged.coverage,
                decision=judged.decision,
                reasons=(draw(WORDS),),
                notes=(draw(WORDS),),
            )
        )
    return samples.report(*judgements)


def controls(shown: str) -> list[str]:
    return [each for each in shown if category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and each != "\n"]


@given(reports(), st.booleans(), st.integers(40, 120))
@settings(max_examples=150)
def test_text_for_people_holds_no_control_character_but_our_own_colours(
    report: Report, colour: bool, width: int
) -> None:
    shown = text.render(report, colour=colour, width=width, explain=True)
    plain = OURS.sub("", shown)
    assert controls(plain) == []
    assert colour or plain == shown
    plain.encode()
    assert not [line for line in plain.split("\n") if line.strip().startswith("::")]


@given(reports())
def test_json_always_parses_and_is_ascii(report: Report) -> None:
    for shown in (json_report.render(report), sarif.render(report, include_outside=True)):
        assert shown.isascii()
        assert controls(shown) == []
        json.dumps(json.loads(shown), ensure_ascii=False)
    number = sum(len(judgement.findings) for judgement in report.judgements)
    assert len(json.loads(sarif.render(report, include_outside=True))["runs"][0]["results"]) == number


@given(reports())
def test_jsonl_has_exactly_one_line_a_finding(report: Report) -> None:
    shown = jsonl.render(report)
    lines = shown.splitlines()
    assert len(lines) == sum(len(judgement.findings) for judgement in report.judgements)
    assert all(isinstance(json.loads(line), dict) for line in lines)


@given(reports())
def test_attribution_is_one_safe_record_a_changeset(report: Report) -> None:
    for judgement in report.judgements:
        shown = authorship.as_text(judgement.changeset, judgement.attribution)
        assert controls(shown) == []
        line = authorship.as_line(judgement.changeset, judgement.attribution)
        assert line.isascii()
        assert json.loads(line) == authorship.as_dict(judgement.changeset, judgement.attribution)
