"""Records beside the commits count for blame as they do for the commits themselves."""

from __future__ import annotations

import json

import pytest

from tests.history.blaming import AGENT, Asked


def trace(path: str, revision: str | None = None, **about: object) -> str:
    """One Agent Trace record that gives lines 2 and 3 of a file to Cursor."""
    record = {
        "version": "0.1.0",
        "id": "5b2c0b1e-0000-4000-8000-000000000001",
        "timestamp": "2026-01-02T03:04:05Z",
        "tool": {"name": "cursor", "version": "1"},
        **({"vcs": {"type": "git", "revision": revision}} if revision else {}),
        "files": [
            {
                "path": path,
                "conversations": [
                    {"contributor": {"type": "ai"}, "ranges": [{"start_line": 2, "end_line": 3}]},
                ],
            }
        ],
        **about,
    }
    return json.dumps(record) + "\n"


def note(path: str, lines: str) -> bytes:
    """A git-ai note of the third generation, which gives lines of a file to Codex."""
    metadata = {
        "schema_version": "authorship/3.0.0",
        "git_ai_version": "1.0.0",
        "base_commit_sha": "0" * 40,
        "prompts": {"abcd1234abcd1234": {"agent_id": {"tool": "codex", "id": "x", "model": "gpt-5"}, "messages": []}},
    }
    return f"{path}\n  abcd1234abcd1234 {lines}\n---\n{json.dumps(metadata)}".encode()


def test_a_note_of_git_ai_counts_line_by_line_and_covers_the_file(asked: Asked) -> None:
    commit = asked.repo.commit({"a.py": "one\ntwo\nthree\n", "b.py": "one\n"}, AGENT)
    asked.repo.git("notes", "--ref=ai", "add", "-F", "-", commit, stdin=note("a.py", "2-3"))
    assert asked.lines("a.py") == ["unknown", "ai", "ai"]
    assert asked.lines("b.py") == ["ai"], "a file that the note does not cover is the trailer's"
    asked.repo.git("mv", "a.py", "c.py")
    asked.repo.commit({"c.py": "zero\none\ntwo\nthree\n"}, "Move")
    answer = asked.json("blame", "c.py")
    assert [(one["lines"], one["agent"]) for one in answer["files"][0]["lines"]] == [
        ([1, 1], None),
        ([2, 2], None),
        ([3, 4], "codex"),
    ]
    assert answer["notes"] == []


def test_that_a_note_speaks_of_files_that_were_not_asked_about_is_no_complaint(asked: Asked) -> None:
    commit = asked.repo.commit({"a.py": "one\n", "b.py": "one\n"})
    asked.repo.git("notes", "--ref=ai", "add", "-F", "-", commit, stdin=note("b.py", "1"))
    assert asked.json("blame", "a.py")["notes"] == []


def test_a_note_that_cannot_be_read_is_named_with_its_commit(asked: Asked) -> None:
    commit = asked.repo.commit({"a.py": "one\n"})
    asked.repo.git("notes", "--ref=ai", "add", "-F", "-", commit, stdin=b"a.py\n  abcd1234abcd1234 1\n---\n{")
    (said,) = asked.json("blame", "a.py")["notes"]
    assert said.startswith(f"commit {commit[:12]}: git-ai's record")


def test_agent_trace_records_that_a_commit_brings_along_count_for_it(asked: Asked) -> None:
    asked.repo.commit({"x": "x\n"})
    parent = asked.repo.git("rev-parse", "HEAD")
    asked.repo.commit({"a.py": "one\ntwo\nthree\nfour\n", ".agent-trace/traces.jsonl": trace("a.py", parent)})
    asked.repo.git("rm", "-q", ".agent-trace/traces.jsonl")
    asked.repo.commit(None, "Remove the records")
    assert asked.lines("a.py") == ["unknown", "ai", "ai", "unknown"]


HUMAN = "import os\n\n\ndef first_human_function(argument):\n    return os.path.join(argument, 'first')\n"
MADE = "\n\ndef agent_wrote_this_function(argument):\n    collected = [one for one in argument if one]\n    return sorted(collected, key=len)\n"
LATER = "\n\ndef second_human_function(value):\n    return value * 2 + len(str(value))\n"


@pytest.mark.parametrize("way", ["squash", "cherry-pick", "rebase", "reformat"])
def test_anchored_lines_are_found_again_by_content(asked: Asked, way: str) -> None:
    repo = asked.repo
    repo.commit({"a.py": HUMAN, ".aigate.toml": 'salt = "0123456789abcdef"\n'})
    repo.git("checkout", "-q", "-b", "topic")
    made = repo.commit({"a.py": HUMAN + MADE}, AGENT)
    assert repo.aigate("provenance", "anchor", made).returncode == 0
    repo.commit({"a.py": HUMAN + MADE + LATER}, "By hand")
    repo.git("checkout", "-q", "main")
    repo.commit({"b.py": "x\n"}, "Elsewhere")
    plain = ["git", "commit", "--quiet", "--no-verify", "--message=Plain"]
    if way in ("squash", "reformat"):
        repo.git("merge", "-q", "--squash", "topic")
        repo.run(*plain)
    elif way == "cherry-pick":
        repo.git("cherry-pick", "--no-commit", "main..topic")
        repo.run(*plain)
    else:
        repo.git("checkout", "-q", "topic")
        repo.git("rebase", "-q", "main")
        repo.run(*plain, "--amend", "--reset-author")
    if way == "reformat":
        repo.commit({"a.py": HUMAN + MADE.replace("    ", "  ") + LATER}, "Reformat")
    told = asked.lines("a.py")
    assert told[7:10] == ["ai"] * 3
    assert told[:5] == ["unknown"] * 5
    assert told[12:] == ["unknown"] * 2
