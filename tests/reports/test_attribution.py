"""Who wrote what, as a record and as text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from aigate.lines import Lines, Span
from aigate.model import Attribution, Changeset, ChangesetKind, Claim, FileAttribution, Scope, Share, Verdict
from aigate.reports.attribution import as_dict, as_line, as_text
from aigate.reports.authors import Author, agents, is_ai
from tests.reports import samples

COMMIT = samples.commit(samples.FIRST, "Add the parser\n\nAssisted-by: Codex\n")
HUMAN = Claim("markers", Verdict.HUMAN, Scope.LINE, "# human", path="app.py", lines=Lines([(1, 2)]), line=1)
UNNAMED = Claim("markers", Verdict.AI, Scope.FILE, "# AI-generated", path="b.py")
MIXED = Attribution(
    files={
        "app.py": FileAttribution(
            "app.py",
            ai=Lines([(3, 9), (20, 20)]),
            human=Lines([(1, 2)]),
            shares=(
                Share(Lines([(3, 9)]), samples.MARKER),
                Share(Lines([(1, 2)]), HUMAN),
                Share(Lines([(1, 9), (20, 20)]), samples.TRAILER),
                Share(Lines([(3, 4)]), replace(samples.TRAILER, agent="devin", source="identities", quote="Devin")),
            ),
            seams=(Span(30, 31),),
            warnings=("the marker on line 40 is never closed",),
        ),
        "b\x1b.py": FileAttribution("b\x1b.py", unknown=Lines([(1, 1), (5, 6)])),
        "gone.py": FileAttribution("gone.py"),
    },
    claims=(samples.MARKER, HUMAN, samples.TRAILER, samples.TRAILER),
)
RECORD: dict[str, Any] = {
    "commit": samples.FIRST,
    "kind": "commit",
    "ai": True,
    "agents": [
        {"id": "claude", "model": "claude-opus-4-8", "lines": 7},
        {"id": "codex", "model": None, "lines": 1},
    ],
    "files": {
        "app.py": {"ai": [[3, 9], [20, 20]], "human": [[1, 2]], "unknown": [], "removed": [[30, 31]]},
        "b\x1b.py": {"ai": [], "human": [], "unknown": [[1, 1], [5, 6]], "removed": []},
        "gone.py": {"ai": [], "human": [], "unknown": [], "removed": []},
    },
    "author": {"name": "Ada Author", "email": "ada@example.org"},
    "subject": "Add the parser",
    "notes": [],
    "date": "2026-01-02T03:04:05+00:00",
}
TEXT = r"""commit 111111111111 by Ada Author: Add the parser
  claude (claude-opus-4-8): 7 lines; codex: 1 line; human: 2 lines; unknown: 3
    lines
  app.py
    lines 3-9: claude (claude-opus-4-8), known from markers, line 2: "# ai-begin
      claude"
    lines 1-2: a human, known from markers, line 1: "# human"
    line 20: codex, known from trailers: "Assisted-by: Codex"
    lines 3-4: also devin, according to identities: "Devin"
    lines 30-31: an agent removed lines here
    note: the marker on line 40 is never closed
  b\x1b.py
    lines 1, 5-6: unknown, no evidence either way
"""


def test_the_record() -> None:
    record = json.loads(as_line(COMMIT, MIXED))
    evidence = record.pop("evidence")
    assert record == RECORD
    assert [(each["source"], each["agent"], each["scope"], each["quote"], each["verdict"]) for each in evidence] == [
        ("markers", "claude", "line", "# ai-begin claude", "ai"),
        ("markers", None, "line", "# human", "human"),
        ("trailers", "codex", "commit", "Assisted-by: Codex", "ai"),
    ]


def test_a_record_is_one_line_of_ascii() -> None:
    line = as_line(COMMIT, MIXED)
    assert line.isascii()
    assert line.count("\n") == 1
    assert json.loads(line) == as_dict(COMMIT, MIXED)


def test_the_index_has_no_commit() -> None:
    record = as_dict(samples.INDEX, samples.ATTRIBUTION)
    assert (record["commit"], record["author"], record["subject"], record["date"]) == (None, None, None, None)


def test_the_text() -> None:
    assert as_text(COMMIT, MIXED) == TEXT


def test_the_text_of_a_change_without_lines() -> None:
    empty = Attribution(files={})
    assert as_text(samples.INDEX, empty) == (
        "staged changes\n  no added lines, no evidence of an agent\n  no added lines\n"
    )


def test_whole_files_are_taken_as_written_by_an_agent() -> None:
    attribution = Attribution({"a.py": FileAttribution("a.py", ai=Lines([(1, 3)]))})
    shown = as_text(Changeset(ChangesetKind.FILES, ()), attribution)
    assert "  a.py\n    lines 1-3: taken as AI-written\n" in shown
    assert agents(attribution) == ()


def test_colour_is_for_the_title() -> None:
    assert as_text(COMMIT, MIXED, colour=True).startswith("\x1b[1mcommit 111111111111 by Ada Author")


LINE = FileAttribution("a.py", unknown=Lines([(1, 1)]))
WRITTEN = FileAttribution("a.py", ai=Lines([(1, 1)]), shares=(Share(Lines([(1, 1)]), UNNAMED),))
HAND = {
    "nothing at all": (Attribution({}), False, ()),
    "unknown lines and a claim that did not win": (Attribution({"a.py": LINE}, (samples.TRAILER,)), False, ()),
    "an empty commit with a trailer": (
        Attribution({}, (samples.TRAILER, HUMAN)),
        True,
        (Author("codex", None, 0),),
    ),
    "a commit of binaries by an AI of unknown make": (
        Attribution({"a.bin": FileAttribution("a.bin")}, (UNNAMED,)),
        True,
        (Author(None, None, 0),),
    ),
    "lines of unknown make beside a named agent": (
        Attribution({"a.py": WRITTEN}, (UNNAMED, samples.TRAILER)),
        True,
        (Author(None, None, 1), Author("codex", None, 0)),
    ),
    "an agent named twice is one agent": (
        Attribution({}, (samples.TRAILER, replace(samples.TRAILER, model="gpt-5", source="identities"))),
        True,
        (Author("codex", None, 0),),
    ),
    "lines an agent removed": (
        Attribution({"a.py": FileAttribution("a.py", seams=(Span(1, 2),))}, (samples.TRAILER,)),
        True,
        (Author("codex", None, 0),),
    ),
}


@pytest.mark.parametrize(("attribution", "ai", "found"), HAND.values(), ids=HAND)
def test_whose_hand_it_was(attribution: Attribution, ai: bool, found: tuple[Author, ...]) -> None:
    assert is_ai(attribution) is ai
    assert agents(attribution) == found
