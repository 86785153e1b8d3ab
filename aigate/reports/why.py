"""All that is known of one line, for people as text, for programs as one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aigate.model import Passage, Verdict
from aigate.reports import wording
from aigate.reports.blame import author, stretch_record
from aigate.reports.cells import excerpt, wrap
from aigate.reports.records import (
    SCHEMA,
    Record,
    claim_record,
    dump,
    exact,
    finding_record,
    gap_record,
    identity_record,
    plain,
)
from aigate.reports.visible import disarm, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.config import Config
    from aigate.model import Link, Weighed, Why
    from aigate.reports.palette import Palette

_ID = 12
_DAY = len("2026-01-02")


def as_json(why: Why, config: Config) -> str:
    """One JSON document in ASCII, its newline included."""
    return dump(as_dict(why, config), indent=2) + "\n"


def as_dict(why: Why, config: Config) -> Record:
    """The line, its author with all evidence, the commits that it came through, and what policy makes of it."""
    first = why.chain[0]
    return {
        "schema": SCHEMA,
        "command": "why",
        "path": exact(why.path),
        "line": why.line,
        "revision": why.revision,
        "text": plain(why.text),
        **{key: stretch_record(first.stretch)[key] for key in ("verdict", "agent", "model", "not_examined")},
        "evidence": [_weighed_record(one) for one in first.evidence],
        "chain": [_link_record(link) for link in why.chain],
        "policy": {
            "scope": str(config.scope),
            "gated": why.gated,
            "block": str(config.gate.block),
            "confidence": str(config.gate.confidence),
            "excluded": [gap_record(gap) for gap in why.judgement.excluded],
            "not_examined": [gap_record(gap) for gap in why.judgement.not_examined],
            "findings": [finding_record(finding) for finding in why.judgement.findings],
        },
        "notes": [plain(note) for note in why.notes],
    }


def _link_record(link: Link) -> Record:
    commit = link.stretch.commit
    known = stretch_record(link.stretch)
    return {
        "commit": commit.id,
        "author": identity_record(commit.author),
        "date": commit.date or None,
        "subject": plain(wording.subject(commit)),
        "path": exact(link.stretch.path),
        "line": link.stretch.origin,
        "passage": str(link.passage),
        **{key: known[key] for key in ("verdict", "agent", "model", "not_examined")},
        "evidence": [_weighed_record(one) for one in link.evidence],
    }


def _weighed_record(weighed: Weighed) -> Record:
    return {**claim_record(weighed.claim), "rank": weighed.rank, "outcome": plain(weighed.outcome)}


# ---------------------------------------------------------------- for people


def as_text(why: Why, config: Config, *, colour: bool = False, width: int = 80) -> str:
    """The same in sentences; safe to print, its last newline included."""
    from aigate.reports.palette import COLOUR, PLAIN

    palette = COLOUR if colour else PLAIN
    first = why.chain[0].stretch
    rows = [
        palette.paint("title", f"{visible(why.path)}:{why.line}"),
        f"  {excerpt(why.text.strip(), width - 2).text}".rstrip(),
        "",
        *_painted(first.verdict, wrap(_verdict(why), width, rest="  "), palette),
        *(row for one in why.chain[0].evidence for row in _evidence(one, width)),
        "",
        palette.paint("title", "the commits it came through:"),
        *(row for link in why.chain for row in _link(link, width)),
        "",
        palette.paint("title", "what the gate makes of it:"),
        *(row for told in _policy(why, config) for row in wrap(told, width, first="  ", rest="    ")),
        *(row for note in why.notes for row in wrap(f"note: {visible(note)}", width, rest="  ")),
    ]
    return disarm("".join(f"{row}\n" for row in rows))


def _painted(verdict: Verdict, rows: list[str], palette: Palette) -> list[str]:
    """The rows, with the verdict that they begin with in its colour."""
    return [palette.paint(verdict, str(verdict)) + rows[0].removeprefix(str(verdict)), *rows[1:]]


def _verdict(why: Why) -> str:
    first, last = why.chain[0].stretch, why.chain[-1].stretch
    match first.verdict:
        case Verdict.AI:
            told = f"ai: {author(first)}" + (f", confidence {first.claim.confidence}" if first.claim else "")
        case Verdict.HUMAN:
            told = "human: by a record that knows the line"
        case Verdict.UNKNOWN:
            told = f"unknown: {first.reason or 'no evidence either way'}"
        case _:
            assert_never(first.verdict)
    if last.verdict is Verdict.AI and first.verdict is not Verdict.AI:
        told += f"; but the line was first written by {author(last)}, see below"
    return told


def _evidence(weighed: Weighed, width: int) -> list[str]:
    claim = weighed.claim
    about = f"{weighed.outcome}: {wording.author(claim)}, by {wording.evidence(claim)}"
    told = f"{about} (rank {weighed.rank}, of the {claim.scope}, confidence {claim.confidence})"
    return wrap(told, width, first="  ", rest="    ")


def _link(link: Link, width: int) -> list[str]:
    one, commit = link.stretch, link.stretch.commit
    name = commit.id[:_ID] if commit.id else "staged"
    who = visible(commit.author.name) if commit.author else ""
    head = " ".join(part for part in (name, commit.date[:_DAY], who) if part)
    subject = visible(wording.subject(commit))
    title = excerpt(f"{head}: {subject}" if subject else head, width - 2).text
    did = "was followed no further: " + visible(one.reason) if one.reason else _PASSAGES[link.passage]
    told = f"{did}, as line {one.origin} of {visible(one.path)}"
    known = author(one) if one.verdict is Verdict.AI else ""
    verdict = f"{one.verdict}, {known}" if known else str(one.verdict)
    if one.claim:
        verdict += f", by {wording.evidence(one.claim)}"
    return [f"  {title}", *wrap(f"{told} ({verdict})", width, first="    ", rest="    ")]


_PASSAGES = {
    Passage.WROTE: "wrote it",
    Passage.REFORMATTED: "changed its white space",
    Passage.MOVED: "moved it",
    Passage.COPIED: "brought it over from another file",
}


def _policy(why: Why, config: Config) -> Iterator[str]:
    judgement = why.judgement
    if why.gated:
        yield f"gated: scope is {config.scope}, and the line is {why.chain[0].stretch.verdict}"
    else:
        yield f"not gated: scope is {config.scope}, and the line is {why.chain[0].stretch.verdict}; nothing on it blocks"
    yield from (f"left out: {wording.gap(gap)}" for gap in judgement.excluded)
    yield from (f"not examined: {wording.gap(gap)}" for gap in judgement.not_examined)
    block = f"findings of {config.gate.block} severity and {config.gate.confidence} confidence, or higher, block"
    yield block
    for finding in judgement.findings:
        bucket = str(finding.bucket) if why.gated else "not gated"
        about = f"{bucket}: {visible(finding.rule)}, {finding.severity}: {visible(finding.message)}"
        yield about + (f" ({visible(finding.reason)})" if finding.reason else "") + _name(finding.fingerprint)
    if not judgement.findings and not judgement.excluded and not judgement.not_examined:
        yield "no finding on it"


def _name(fingerprint: str) -> str:
    return f" [{visible(fingerprint)}]" if fingerprint else ""
