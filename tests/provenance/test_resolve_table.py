"""The whole table of ranks, with every source at once: any few of them on one line, and what must come of it.

The rules stand here a second time, in other words than in ``resolve.py``: an agent's claim holds unless a human's of rank 1
or 2 is of a better rank; a human's of rank 8 holds where no agent's does.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pytest

from aigate.config import Provenance
from aigate.lines import Lines
from aigate.model import Changeset, ChangesetKind, Claim, Confidence, FileChange, Hunk, Identity, Scope, Verdict
from aigate.model import Testimony as Told
from aigate.provenance.resolve import attribute
from tests.provenance.tracing import PATH, contributor, jsonl, record, traced
from tests.provenance.worklog import CODEX, WorkingLog, lines, session

if TYPE_CHECKING:
    from aigate.model import Attribution, FileAttribution
    from tests.repository import Repository

AI, HUMAN, UNKNOWN = Verdict.AI, Verdict.HUMAN, Verdict.UNKNOWN
ADA = Identity("Ada Author", "ada@example.org")
DEVIN = Identity("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@users.noreply.github.com")
LINE = 4  # the line that all of them are about
OTHER = 7  # a line that only what speaks of the whole file or commit is about


class Evidence(NamedTuple):
    """One row of the table, or one part of a row."""

    name: str
    rank: int
    verdict: Verdict
    source: str
    scope: Scope = Scope.LINE
    header: str = ""  # the file's first line
    marker: tuple[str, str] = ("", "")  # the lines around the one in question
    message: str = ""
    author: Identity = ADA


def kept(source: str, rank: int, verdict: Verdict) -> Evidence:
    return Evidence(f"{source}: {verdict}", rank, verdict, source)


TABLE = (
    kept("journal", 1, AI),
    kept("journal", 1, HUMAN),
    kept("git-ai-log", 1, AI),
    kept("git-ai-log", 1, HUMAN),
    kept("git-ai", 2, AI),
    kept("git-ai", 2, HUMAN),
    kept("anchors", 2, AI),
    kept("anchors", 2, HUMAN),
    Evidence("block", 3, AI, "markers", marker=("# AI-GENERATED BEGIN (Claude, 2026-01-02)", "# AI-GENERATED END")),
    kept("agent-trace", 4, AI),
    Evidence("disclosed", 5, AI, "markers", Scope.FILE, header="# SPDX-AI-Disclosure: ai-generated"),
    Evidence("author", 6, AI, "identities", Scope.COMMIT, author=DEVIN),
    Evidence("generated", 6, AI, "trailers", Scope.COMMIT, message="Generated-by: Claude Code"),
    Evidence("assisted", 7, AI, "trailers", Scope.COMMIT, message="Co-authored-by: Codex <noreply@openai.com>"),
    kept("agent-trace", 8, HUMAN),
    Evidence("denied", 8, HUMAN, "markers", Scope.FILE, header="# SPDX-AI-Disclosure: none"),
)
RECORDS = {"journal", "git-ai-log", "git-ai", "anchors", "agent-trace"}
FEW = [few for size in range(4) for few in combinations(TABLE, size)]
# A file has one header, and a changeset one message.
POSSIBLE = [
    few for few in FEW if sum(bool(one.header) for one in few) < 2 and sum(bool(one.message) for one in few) < 2
]


def judge(few: tuple[Evidence, ...], *, covered: bool = False) -> Attribution:
    """What comes of these, each given as it really comes: in the file, the message, the identity or a record."""
    header = next((one.header for one in few if one.header), "x")
    before, after = next((one.marker for one in few if any(one.marker)), ("x", "x"))
    content = f"{header}\nx\n{before}\nthe_line()\n{after}\nx\nanother()\n"
    change = FileChange("a.py", "A", blob="blob", hunks=(Hunk(1, 7, 0, 0),))
    claims = [
        Claim(one.source, one.verdict, Scope.LINE, one.name, Confidence.HIGH, "a.py", Lines([(LINE, LINE)]))
        for one in few
        if one.source in RECORDS
    ]
    author = next((one.author for one in few if one.author is not ADA), ADA)
    message = "".join(["Add\n", *(f"\n{one.message}\n" for one in few if one.message)])
    changeset = Changeset(ChangesetKind.COMMIT, (change,), "c0ffee", ("base",), message, author, ADA)
    told = Told(tuple(claims), frozenset({"a.py"} if covered else ()))
    return attribute(changeset, lambda _: content.encode(), Provenance(), told)


def verdict(file: FileAttribution, line: int) -> Verdict:
    (found,) = (one for one, group in ((AI, file.ai), (HUMAN, file.human), (UNKNOWN, file.unknown)) if line in group)
    return found


def holding(few: tuple[Evidence, ...], *, covered: bool = False) -> list[Evidence]:
    """Of these, the agents' claims that hold."""
    best_human = min((one.rank for one in few if one.verdict is HUMAN and one.rank <= 2), default=99)
    return [
        one
        for one in few
        if one.verdict is AI and one.rank <= best_human and not (covered and one.scope is Scope.COMMIT)
    ]


def expected(few: tuple[Evidence, ...], *, covered: bool = False) -> Verdict:
    if holding(few, covered=covered):
        return AI
    return HUMAN if any(one.verdict is HUMAN for one in few) else UNKNOWN


def named(few: tuple[Evidence, ...]) -> str:
    return " + ".join(one.name for one in few) or "nothing"


@pytest.mark.parametrize("covered", [False, True], ids=["no record covers the file", "a record covers the file"])
def test_any_few_sources_make_the_verdict_of_the_table(covered: bool) -> None:
    wrong = {
        named(few): (found, wanted)
        for few in POSSIBLE
        if (found := verdict(judge(few, covered=covered).files["a.py"], LINE))
        is not (wanted := expected(few, covered=covered))
    }
    assert not wrong


def test_all_sources_at_once_are_an_agents_and_say_so_all() -> None:
    everything = tuple(one for one in TABLE if one.name not in {"denied", "assisted"})
    file = judge(everything).files["a.py"]
    assert verdict(file, LINE) is AI
    said = [(share.claim.source, share.claim.verdict) for share in file.shares if LINE in share.lines]
    assert sorted(said) == sorted((one.source, one.verdict) for one in everything)


def test_what_speaks_of_more_than_a_line_reaches_the_others() -> None:
    wrong = {
        named(few): found
        for few in POSSIBLE
        if (found := verdict(judge(few).files["a.py"], OTHER))
        is not expected(tuple(one for one in few if one.scope is not Scope.LINE))
    }
    assert not wrong


def test_the_best_rank_is_named_first_and_nothing_is_left_out() -> None:
    for few in POSSIBLE:
        file = judge(few).files["a.py"]
        shares = [share.claim for share in file.shares if LINE in share.lines]
        assert len(shares) == len(few), named(few)
        holds = holding(few)
        if holds:
            first = next(claim for claim in shares if claim.verdict is AI)
            best = min(one.rank for one in holds)
            assert first.source in {one.source for one in holds if one.rank == best}, named(few)


def test_among_equals_the_later_is_named_first() -> None:
    change = FileChange("a.py", "A", blob="blob", hunks=(Hunk(1, 1, 0, 0),))
    claims = tuple(
        Claim("journal", AI, Scope.LINE, agent, Confidence.HIGH, "a.py", Lines([(1, 1)]), agent, when=when)
        for agent, when in (("codex", 5), ("claude", 9), ("cursor", 7))
    )
    changeset = Changeset(ChangesetKind.INDEX, (change,))
    found = attribute(changeset, lambda _: b"x\n", Provenance(), Told(claims))
    assert [share.claim.agent for share in found.files["a.py"].shares] == ["claude", "cursor", "codex"]


# ---------------------------------------------------------------- as it is shown

CODE = "one = 1\ntwo = 2\nthree = 3\n"


@pytest.mark.parametrize(
    ("log", "trace", "ai", "human", "text"),
    [
        pytest.param(
            session(CODEX),
            contributor("ai"),
            [[2, 2]],
            [],
            [
                "line 2: codex (gpt-5.4), known from git-ai-log",
                "line 2: also claude (claude-opus-4-5-20251101), according to",
            ],
            id="two agents",
        ),
        pytest.param(
            session(CODEX),
            contributor("human"),
            [[2, 2]],
            [],
            ["line 2: codex (gpt-5.4), known from git-ai-log", "line 2: also a human, according to agent-trace"],
            id="an agent, and a human of less weight",
        ),
        pytest.param(
            "h_5e32efc4aad69a",
            contributor("ai"),
            [],
            [[2, 2]],
            ["line 2: a human, known from git-ai-log", "line 2: also claude (claude-opus-4-5-20251101), according to"],
            id="a human, and an agent of less weight",
        ),
    ],
)
def test_two_sources_that_disagree_are_both_shown(
    repo: Repository, log: str, trace: dict[str, str], ai: list[list[int]], human: list[list[int]], text: list[str]
) -> None:
    WorkingLog.of(repo).record("a.py", CODE, lines(2, 2, log), agent=CODEX)
    repo.write({PATH: jsonl(record("a.py", traced(2, 2), by=trace))})
    repo.stage({"a.py": CODE})
    shown = " ".join(repo.aigate("attribute", "--staged").stdout.decode().split())
    assert all(one in shown for one in text), shown
    read = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout)
    assert (read["files"]["a.py"]["ai"], read["files"]["a.py"]["human"]) == (ai, human)
    assert [one["source"] for one in read["evidence"]] == ["git-ai-log", "agent-trace"]
    verdicts = [one["verdict"] for one in read["evidence"]]
    assert verdicts == ["ai" if ai else "human", trace["type"]]


def test_a_marker_and_a_humans_typing_are_both_shown(repo: Repository) -> None:
    marked = f"# AI-GENERATED BEGIN (Claude, 2026-01-02)\n{CODE}# AI-GENERATED END\n"
    WorkingLog.of(repo).record("a.py", marked, lines(3, 3, "h_5e32efc4aad69a"))
    repo.stage({"a.py": marked})
    shown = " ".join(repo.aigate("attribute", "--staged").stdout.decode().split())
    assert "line 3: a human, known from git-ai-log" in shown
    assert "lines 1-2, 4-5: claude, known from markers" in shown
    read = json.loads(repo.aigate("attribute", "--staged", "--format", "jsonl").stdout)
    assert (read["files"]["a.py"]["ai"], read["files"]["a.py"]["human"]) == ([[1, 2], [4, 5]], [[3, 3]])
    assert {(one["source"], one["verdict"]) for one in read["evidence"]} == {("git-ai-log", "human"), ("markers", "ai")}
