"""Claims merged: every added line is an agent's, a human's or unknown."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.config import CustomAgent, Provenance
from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Changeset,
    ChangesetKind,
    Claim,
    Confidence,
    FileAttribution,
    FileChange,
    FileKind,
    Hunk,
    Identity,
    Verdict,
)
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from collections.abc import Callable

ADA = Identity("Ada Author", "ada@example.org")
CLAUDE = Identity("Claude", "noreply@anthropic.com")
COAUTHORED = "Add\n\nCo-authored-by: Codex <noreply@openai.com>\n"
GENERATED = "Add\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
BLOCK = "a\n# AI-GENERATED BEGIN (Claude, 2026-01-02)\nb\nc\n# AI-GENERATED END\nd\ne\n"


def reader(blobs: dict[str, str | bytes]) -> Callable[[str], bytes]:
    def read(oid: str) -> bytes:
        content = blobs[oid]
        return content if isinstance(content, bytes) else content.encode()

    return read


def never_read(oid: str) -> bytes:
    raise AssertionError(f"{oid} was read for nothing")


def change(
    *hunks: Hunk, path: str = "a.py", kind: FileKind = FileKind.REGULAR, blob: str | None = "new", status: str = "M"
) -> FileChange:
    return FileChange(path, status, kind, blob, path, "old", hunks=hunks)


def whole(content: str) -> FileChange:
    return change(Hunk(1, content.count("\n"), 0, 0), status="A")


def judge(
    *files: FileChange,
    content: str | bytes = "",
    message: str | None = None,
    author: Identity = ADA,
    committer: Identity = ADA,
    settings: Provenance | None = None,
) -> Attribution:
    changeset = Changeset(ChangesetKind.COMMIT, files, "c0ffee", (), message, author, committer)
    return attribute(changeset, reader({"new": content}), settings or Provenance())


def spans(lines: Lines) -> list[tuple[int, int]]:
    return [(start, end) for start, end in lines.spans]


def deciding(file: FileAttribution, line: int) -> Claim:
    return next(share.claim for share in file.shares if line in share.lines)


def test_a_humans_commit_is_unknown_not_human() -> None:
    content = "a\nb\n"
    found = judge(whole(content), content=content, message="Add\n")
    file = found.files["a.py"]
    assert (spans(file.ai), spans(file.human), spans(file.unknown)) == ([], [], [(1, 2)])
    assert found.claims == ()
    assert not found.has_ai


def test_without_message_and_identities_only_markers_speak() -> None:
    changeset = Changeset(ChangesetKind.INDEX, (whole(BLOCK),))
    found = attribute(changeset, reader({"new": BLOCK}), Provenance())
    assert spans(found.files["a.py"].ai) == [(2, 5)]


@pytest.mark.parametrize(
    ("message", "author", "committer", "agent", "confidence"),
    [
        pytest.param("Add\n", CLAUDE, ADA, "claude", Confidence.HIGH, id="an agent as author"),
        pytest.param(GENERATED, ADA, ADA, "claude", Confidence.MEDIUM, id="a message that says so"),
        pytest.param(COAUTHORED, ADA, ADA, "codex", Confidence.LOW, id="an agent as co-author"),
        pytest.param("Add\n", ADA, CLAUDE, "claude", Confidence.LOW, id="an agent as committer"),
        pytest.param(COAUTHORED, CLAUDE, ADA, "claude", Confidence.HIGH, id="author before co-author"),
        pytest.param(
            COAUTHORED + "Generated-by: Gemini\n", ADA, ADA, "gemini", Confidence.MEDIUM, id="authored before assisted"
        ),
    ],
)
def test_evidence_of_the_whole_commit(
    message: str, author: Identity, committer: Identity, agent: str, confidence: Confidence
) -> None:
    found = judge(change(Hunk(2, 2, 2, 1)), content="a\nb\nc\n", message=message, author=author, committer=committer)
    file = found.files["a.py"]
    assert spans(file.ai) == [(2, 3)]
    claim = deciding(file, 3)
    assert (claim.agent, claim.confidence) == (agent, confidence)


def test_a_block_covers_its_added_lines_and_no_others() -> None:
    file = judge(change(Hunk(3, 1, 3, 0), Hunk(6, 2, 6, 0)), content=BLOCK).files["a.py"]
    assert (spans(file.ai), spans(file.unknown)) == ([(3, 3)], [(6, 7)])


def test_a_block_is_named_before_the_commits_evidence() -> None:
    file = judge(change(Hunk(1, 7, 0, 0)), content=BLOCK, message=COAUTHORED).files["a.py"]
    assert spans(file.ai) == [(1, 7)]
    inside, outside = deciding(file, 3), deciding(file, 1)
    assert (inside.source, inside.agent, outside.source, outside.agent) == ("markers", "claude", "trailers", "codex")


def test_a_disclosure_of_none_is_a_human() -> None:
    content = "# SPDX-AI-Disclosure: none\na\n"
    file = judge(whole(content), content=content).files["a.py"]
    assert (spans(file.ai), spans(file.human), spans(file.unknown)) == ([], [(1, 2)], [])


@pytest.mark.parametrize("message", [COAUTHORED, GENERATED])
def test_a_disclosure_of_none_never_overrides_the_commit(message: str) -> None:
    content = "# SPDX-AI-Disclosure: none\na\n"
    file = judge(whole(content), content=content, message=message).files["a.py"]
    assert (spans(file.ai), spans(file.human)) == ([(1, 2)], [])


def test_a_disclosure_of_none_never_overrides_a_block() -> None:
    content = "# SPDX-AI-Disclosure: none\n" + BLOCK
    file = judge(whole(content), content=content).files["a.py"]
    assert (spans(file.ai), spans(file.human)) == ([(3, 6)], [(1, 2), (7, 8)])


def test_a_marker_in_a_part_that_was_not_touched_is_no_evidence() -> None:
    found = judge(change(Hunk(7, 1, 7, 0)), content=BLOCK)
    assert found.claims == ()
    assert spans(found.files["a.py"].unknown) == [(7, 7)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_markers_are_read_in_any_encoding(encoding: str) -> None:
    file = judge(change(Hunk(1, 7, 0, 0)), content=BLOCK.replace("a\n", "é\n", 1).encode(encoding)).files["a.py"]
    assert spans(file.ai) == [(2, 5)]


def test_warnings_come_with_the_file() -> None:
    content = "a\n# AIGC END\n"
    assert judge(whole(content), content=content).files["a.py"].warnings == (
        "line 2: an AI block ends that never began",
    )


def test_prose_and_the_teams_agents_are_settings() -> None:
    content = "# Generated by GitHub Copilot\na\n"
    assert not judge(whole(content), content=content).has_ai
    assert judge(whole(content), content=content, settings=Provenance(prose_markers=True)).has_ai
    robo = Provenance(agents=(CustomAgent("robo", trailers=("^Robo-Run: ",)),))
    assert judge(whole("a\n"), content="a\n", message="Add\n\nRobo-Run: 7\n", settings=robo).claims[0].agent == "robo"


# ---------------------------------------------------------------- removals


@pytest.mark.parametrize(
    ("hunk", "seams"),
    [
        pytest.param(Hunk(3, 1, 3, 0), [], id="an addition has none"),
        pytest.param(Hunk(3, 0, 3, 2), [(3, 4)], id="a removal inside the block"),
        pytest.param(Hunk(3, 2, 3, 2), [(3, 4)], id="lines of the block rewritten"),
        pytest.param(Hunk(6, 0, 7, 1), [], id="a removal outside"),
        pytest.param(Hunk(5, 0, 6, 1), [], id="a removal just below the block"),
        pytest.param(Hunk(1, 0, 2, 1), [], id="a removal just above the block"),
        pytest.param(Hunk(6, 1, 6, 1), [], id="lines outside rewritten"),
    ],
)
def test_a_block_claims_the_lines_removed_inside_it(hunk: Hunk, seams: list[tuple[int, int]]) -> None:
    assert [tuple(seam) for seam in judge(change(hunk), content=BLOCK).files["a.py"].seams] == seams


def test_an_agents_commit_claims_every_removal() -> None:
    found = judge(change(Hunk(1, 0, 2, 1), Hunk(3, 1, 5, 2), Hunk(6, 1, 9, 0)), content=BLOCK, message=COAUTHORED)
    assert found.files["a.py"].seams == (Span(1, 2), Span(3, 3))
    assert found.has_ai


def test_a_pure_removal_is_seen() -> None:
    found = judge(change(Hunk(0, 0, 1, 1)), content="a\nb\n", author=CLAUDE)
    assert (found.files["a.py"].seams, found.has_ai) == ((Span(1, 1),), True)


def test_a_humans_removal_leaves_no_seam() -> None:
    assert not judge(change(Hunk(1, 0, 2, 1)), content="a\nb\n", message="Drop b\n").has_ai


# ---------------------------------------------------------------- files of every kind


def test_files_that_cannot_hold_markers_are_not_read() -> None:
    files = (
        change(Hunk(1, 1, 0, 0), path="link", kind=FileKind.SYMLINK, status="A"),
        change(Hunk(1, 1, 1, 1), path="module", kind=FileKind.SUBMODULE, blob=None),
        change(Hunk(0, 0, 1, 3), path="gone.py", blob=None, status="D"),
        change(path="moved.py", status="R"),
    )
    changeset = Changeset(ChangesetKind.COMMIT, files, message=COAUTHORED, author=ADA, committer=ADA)
    found = attribute(changeset, never_read, Provenance()).files
    assert spans(found["link"].ai) == [(1, 1)]
    assert all(not found[path].ai and not found[path].seams for path in ("module", "gone.py", "moved.py"))


def test_a_binary_file_has_no_markers() -> None:
    content = b"\x89PNG\x00\x01\x02# AIGC START\n" + bytes(range(256)) * 2
    assert not judge(change(Hunk(1, 2, 0, 0)), content=content).has_ai


def test_many_blocks_and_many_hunks_are_merged_in_linear_time() -> None:
    content = "# AIGC START\na\n# AIGC END\nb\n" * 20_000
    hunks = tuple(Hunk(number, 1, number, 0) for number in range(2, 80_000, 4))
    file = judge(change(*hunks), content=content).files["a.py"]
    assert len(file.ai) == 20_000


MARKER = st.sampled_from(
    ["x = 1", "", "# AIGC START", "# AIGC END", "# @ai-generated", "y  # ai-generated", "# SPDX-AI-Disclosure: none", "# AI-GENERATED BEGIN",
     "# AI-GENERATED END", "# SPDX-SnippetBegin", "# SPDX-SnippetEnd", '"""', "    z"]
)  # fmt: skip


@given(
    st.lists(MARKER, max_size=25),
    st.sets(st.integers(1, 30)),
    st.sampled_from([None, "Add\n", COAUTHORED, GENERATED]),
    st.sampled_from([ADA, CLAUDE]),
    st.booleans(),
)
def test_every_added_line_is_in_exactly_one_set(
    lines: list[str], added: set[int], message: str | None, author: Identity, rewrites: bool
) -> None:
    hunks = tuple(
        Hunk(span.start, span.end - span.start + 1, span.start, int(rewrites)) for span in Lines.of(added).spans
    )
    found = judge(change(*hunks), content="\n".join(lines), message=message, author=author)
    file = found.files["a.py"]
    assert len(file.ai) + len(file.human) + len(file.unknown) == len(added)
    assert file.ai | file.human | file.unknown == Lines.of(added)
    assert all(deciding(file, number).verdict is Verdict.AI for number in file.ai)
    assert all(deciding(file, number).verdict is Verdict.HUMAN for number in file.human)
    assert all(share.claim in found.claims for share in file.shares)
    assert not found.claims or found.has_ai or file.human or not added


def test_the_hint_imports_nothing_but_re() -> None:
    code = "import re, sys; before = set(sys.modules); import aigate.provenance.hint; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert set(done.stdout.split()) <= {"__future__", "aigate", "aigate.provenance", "aigate.provenance.hint"}
