"""All about one line: its evidence with what lost, the commits it came through, what the gate makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aigate.errors import UsageError
from aigate.history.why import _weigh
from aigate.lines import Span
from aigate.model import Changeset, ChangesetKind, Claim, Confidence, Scope, Stretch, Verdict
from tests.commands.running import run
from tests.history.blaming import AGENT, Asked

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = "".join(f"def function_number_{number}(argument): return argument * {number}\n" for number in range(8))
SHELL = "import subprocess\n\n\ndef run(command):\n    subprocess.call(command, shell=True)\n"


def chain(answer: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    """What each commit did, to which line, and whose it was."""
    return [(link["passage"], link["path"], link["line"], link["verdict"]) for link in answer["chain"]]


# ---------------------------------------------------------------- the evidence


def test_no_evidence_is_said_so(asked: Asked) -> None:
    asked.repo.commit({"a.py": "one\n"})
    answer = asked.json("why", "a.py:1")
    assert (answer["verdict"], answer["evidence"]) == ("unknown", [])
    assert answer["policy"]["gated"] is False
    assert b"unknown: no evidence either way" in asked.bytes("why", "a.py:1")


def test_every_claim_is_shown_with_its_rank_and_what_came_of_it(asked: Asked) -> None:
    asked.repo.commit({"a.py": "# @ai-generated begin tool=codex\none\n# @ai-generated end\n"}, AGENT)
    answer = asked.json("why", "a.py:2")
    told = [(one["source"], one["agent"], one["rank"], one["outcome"]) for one in answer["evidence"]]
    assert told == [("markers", "codex", 3, "decides"), ("trailers", "claude", 7, "agrees")]
    assert (answer["schema"], answer["verdict"], answer["agent"]) == ("aigate/1", "ai", "codex")
    text = asked.bytes("why", "a.py:2").decode()
    assert "ai: codex, confidence high" in text
    assert 'decides: codex, by markers, line 1: "# @ai-generated begin tool=codex"' in " ".join(text.split())


def claim(source: str, verdict: Verdict, scope: Scope = Scope.LINE) -> Claim:
    return Claim(source, verdict, scope, "quote", Confidence.HIGH, path="a.py")


@pytest.mark.parametrize(
    ("verdict", "decides", "loses", "said"),
    [
        pytest.param(
            Verdict.HUMAN,
            claim("git-ai", Verdict.HUMAN),
            claim("markers", Verdict.AI),
            "a record of rank 2 knows this line as a human's",
            id="an exact record of a human beats a marker",
        ),
        pytest.param(
            Verdict.AI,
            claim("markers", Verdict.AI),
            claim("agent-trace", Verdict.HUMAN),
            "outweighed: a human verdict counts before",
            id="a weak word for a human does not undo a marker",
        ),
        pytest.param(
            Verdict.UNKNOWN,
            None,
            claim("trailers", Verdict.AI, Scope.COMMIT),
            "not counted: it speaks of the whole commit",
            id="a trailer does not widen what a record covers",
        ),
    ],
)
def test_what_lost_and_why(verdict: Verdict, decides: Claim | None, loses: Claim, said: str) -> None:
    claims = (decides, loses) if decides else (loses,)
    stretch = Stretch(Span(1, 1), Changeset(ChangesetKind.COMMIT, ()), "a.py", 1, verdict, claims)
    weighed = list(_weigh(stretch))
    assert [one.outcome for one in weighed[:-1]] == (["decides"] if decides else [])
    assert weighed[-1].outcome.startswith(said) or said in weighed[-1].outcome


# ---------------------------------------------------------------- the commits


def test_a_person_who_reformats_does_not_hide_the_agent_who_wrote(asked: Asked) -> None:
    asked.repo.commit({"a.py": "if x:\n  y = some_function(x)\n"}, AGENT)
    asked.repo.commit({"a.py": "if x:\n    y = some_function(x)\n"}, "Reformat")
    answer = asked.json("why", "a.py:2")
    assert answer["verdict"] == "unknown"
    assert chain(answer) == [("reformatted", "a.py", 2, "unknown"), ("wrote", "a.py", 2, "ai")]
    text = " ".join(asked.bytes("why", "a.py:2").decode().split())
    assert "unknown: no evidence either way; but the line was first written by claude, see below" in text
    assert "Reformat changed its white space, as line 2 of a.py (unknown)" in text


def test_a_line_is_followed_through_move_copy_and_rename(asked: Asked) -> None:
    repo = asked.repo
    lines = BLOCK.splitlines(keepends=True)
    repo.commit({"first.py": BLOCK}, AGENT)
    repo.commit({"first.py": "".join(lines[5:] + lines[:5])}, "Move")
    repo.commit({"first.py": "".join(lines[:5]), "second.py": "import sys\n" + "".join(lines[5:])}, "Split")
    repo.git("mv", "second.py", "third.py")
    repo.commit(None, "Rename")
    assert chain(asked.json("why", "third.py:2")) == [
        ("copied", "second.py", 2, "unknown"),
        ("moved", "first.py", 1, "unknown"),
        ("wrote", "first.py", 6, "ai"),
    ]


def test_a_missing_object_elsewhere_stops_nothing_but_is_told(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"other.py": BLOCK.upper()})
    repo.commit({"a.py": BLOCK}, AGENT)
    blob = repo.git("rev-parse", "HEAD:other.py")
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    answer = asked.json("why", "a.py:3")
    assert chain(answer) == [("wrote", "a.py", 3, "ai")]
    assert "whether it came from another file is not known" in answer["notes"][0]


def test_a_merge_is_crossed(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"a.py": "one\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "one\ntwo\n"}, AGENT)
    repo.git("checkout", "-q", "main")
    repo.commit({"b.py": "b\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert chain(asked.json("why", "a.py:2")) == [("wrote", "a.py", 2, "ai")]


def test_the_edge_of_a_shallow_clone_is_said_so(asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.repo.commit({"a.py": "zero\n"}, AGENT)
    asked.repo.commit({"b.py": "b\n"}, AGENT)
    asked.repo.git("clone", "-q", "--depth=1", f"file://{asked.repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    answer = asked.json("why", "a.py:1")
    assert (answer["verdict"], answer["evidence"]) == ("unknown", [])
    assert "shallow" in answer["not_examined"]
    assert b"followed no further" in asked.bytes("why", "a.py:1")


def test_a_staged_line_and_one_of_head_beside_it(asked: Asked) -> None:
    asked.repo.commit({"a.py": "one\n"}, AGENT)
    asked.repo.stage({"a.py": "new\none\n"})
    assert asked.json("why", "--staged", "a.py:1")["chain"][0]["commit"] is None
    answer = asked.json("why", "--staged", "a.py:2")
    assert answer["chain"][0]["commit"] == asked.repo.git("rev-parse", "HEAD")
    assert chain(answer) == [("wrote", "a.py", 1, "ai")]


# ---------------------------------------------------------------- the gate


def test_a_finding_on_an_agents_line_blocks_until_a_human_accepts_it(asked: Asked) -> None:
    asked.repo.commit({"a.py": SHELL}, AGENT)
    policy = asked.json("why", "a.py:5")["policy"]
    found = {one["rule"]: one for one in policy["findings"]}
    assert policy["gated"]
    assert found["bandit/B602"]["bucket"] == "blocking"
    assert b"blocking: bandit/B602, high" in asked.bytes("why", "a.py:5")
    for one in found.values():
        asked.bytes("accept", one["fingerprint"], "--commit", "HEAD", "--reason", "the command is a constant")
    asked.repo.git("add", ".aigate")
    asked.repo.commit(None, "Accept")
    after = asked.json("why", "a.py:5")["policy"]["findings"]
    assert {one["bucket"] for one in after} == {"suppressed"}


def test_the_same_line_of_a_person_is_not_gated(asked: Asked) -> None:
    asked.repo.commit({"a.py": SHELL})
    assert not asked.json("why", "a.py:5")["policy"]["gated"]
    text = " ".join(asked.bytes("why", "a.py:5").decode().split())
    assert "not gated: scope is ai, and the line is unknown; nothing on it blocks" in text
    assert "not gated: bandit/B602" in text


def test_a_path_that_policy_leaves_out_is_said_so(asked: Asked) -> None:
    asked.repo.commit({".aigate.toml": '[paths]\nexclude = ["a.py"]\n'})
    asked.repo.commit({"a.py": SHELL}, AGENT)
    answer = asked.json("why", "a.py:5")["policy"]
    assert "exclude" in answer["excluded"][0]["reason"]
    assert answer["findings"] == []


@pytest.mark.parametrize("excluded", [False, True], ids=["examined", "left out by policy"])
def test_a_secret_is_never_printed(asked: Asked, excluded: bool) -> None:
    secret = "AKIA" + "Q7ZP3M5XK2VD8RTN"
    config = '[paths]\nexclude = ["*.py"]\n' if excluded else ""
    asked.repo.commit({".aigate.toml": config})
    asked.repo.commit({"a.py": f'aws_access_key_id = "{secret}"  # ai-generated\n'}, AGENT)
    for words in (["a.py:1"], ["--json", "a.py:1"]):
        said = asked.bytes("why", *words)
        assert secret.encode() not in said
        assert b"aws_access_key_id" in said


def test_nothing_in_a_repository_moves_the_cursor(asked: Asked) -> None:
    hostile = "\x1b[2J \u202edesrever\n"
    asked.repo.commit({"a\x1b[31m.py": hostile}, "Add \x1b[2J\n\nAssisted-by: Claude:\x1b[31m\n")
    for words in (["a\x1b[31m.py:1"], ["--json", "a\x1b[31m.py:1"]):
        said = asked.bytes("why", *words)
        assert b"\x1b" not in said
        assert b"\xe2\x80\xae" not in said


# ---------------------------------------------------------------- which line


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param("a.py", "a.py:1", id="a plain path"),
        pytest.param("a.py", "a.py:1:7", id="a column behind the line is ignored"),
        pytest.param("a:2.py", "a:2.py:1", id="a colon in the path"),
        pytest.param("a:2", "a:2:1", id="a path that looks like a line"),
        pytest.param("new\nline", "new\nline:1", id="a newline in the path"),
    ],
)
def test_the_place(asked: Asked, path: str, place: str) -> None:
    asked.repo.commit({path: "one\n"})
    answer = asked.json("why", place)
    assert (answer["path"], answer["line"], answer["text"]) == (path, 1, "one")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("a.py", "names no line"),
        ("a.py:", "names no line"),
        ("a.py:0", "names no line"),
        ("a.py:x", "names no line"),
        (":1", "names no line"),
        ("a.py:9999999999", "names no line"),
        ("a.py:7", "a.py has 1 line, and no line 7"),
        ("gone.py:1", "there is no file gone.py in commit"),
        ("folder:1", "there is no file folder in commit"),
        ("x.bin:1", "x.bin has no lines"),
        ("../a.py:1", "outside the repository"),
    ],
)
def test_bad_places_are_named(asked: Asked, place: str, said: str) -> None:
    asked.repo.commit({"a.py": "one\n", "folder/b.py": "two\n", "x.bin": bytes(range(256)) * 4})
    with pytest.raises(UsageError, match=said):
        run("why", place)
