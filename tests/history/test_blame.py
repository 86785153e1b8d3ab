"""Who wrote each line of a file: through moves, merges, odd content and odd names, never guessed beyond an edge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aigate.errors import UsageError
from aigate.provenance.resolve import attribute
from tests.commands.running import run
from tests.history.blaming import AGENT, Asked
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aigate.model import Attribution, Changeset

BLOCK = "".join(f"def function_number_{number}(argument): return argument * {number}\n" for number in range(8))
TAIL = "the_last_line_of_the_file = function_number_7\n"


def two_hands(
    repo: Repository, path: str = "app.py", old: str | bytes = "one\n", new: str | bytes = "one\ntwo\n"
) -> None:
    """A file that a person began and an agent went on with."""
    repo.commit({path: old})
    repo.commit({path: new}, AGENT)


# ---------------------------------------------------------------- who wrote it


def test_silence_is_not_taken_for_a_human(asked: Asked) -> None:
    asked.repo.commit({"a.py": "one\n"})
    assert asked.lines("a.py") == ["unknown"]


def test_a_trailer_speaks_for_the_lines_of_its_own_commit_alone(asked: Asked) -> None:
    two_hands(asked.repo)
    asked.repo.commit({"app.py": "one\ntwo\nthree\n"})
    assert asked.lines("app.py") == ["unknown", "ai", "unknown"]
    assert asked.lines("--rev", "HEAD~2", "app.py") == ["unknown"]


def test_a_marker_counts_as_the_commit_had_it_and_outlives_its_removal(asked: Asked) -> None:
    marked = "zero\n# @ai-generated begin tool=codex\none\n# @ai-generated end\n"
    asked.repo.commit({"a.py": marked})
    assert asked.lines("a.py") == ["unknown", "ai", "ai", "ai"]
    asked.repo.commit({"a.py": "zero\none\n"})
    found = asked.json("blame", "a.py")["files"][0]
    assert [one["agent"] for one in found["lines"]] == [None, "codex"]


def test_an_agent_of_the_configuration_counts(asked: Asked) -> None:
    agents = '[[provenance.agents]]\nid = "robbie"\nidentities = ["^Robbie "]\n'
    asked.repo.commit({".aigate.toml": agents})
    asked.repo.commit({"a.py": "one\n"}, "Add", "--author", "Robbie <r@example.org>")
    assert asked.json("blame", "a.py")["totals"]["agents"] == [{"id": "robbie", "model": None, "lines": 1}]


def test_the_record_says_where_each_line_comes_from(asked: Asked) -> None:
    two_hands(asked.repo)
    answer = asked.json("blame", "app.py")
    first, second = answer["files"][0]["lines"]
    assert answer["schema"] == "aigate/1"
    assert answer["revision"] == second["commit"] == asked.repo.git("rev-parse", "HEAD")
    assert (second["lines"], second["origin"], second["path"]) == ([2, 2], [2, 2], "app.py")
    assert second["agent"] == "claude"
    assert second["evidence"]["source"] == "trailers"
    assert first["evidence"] is None
    assert answer["commits"][second["commit"]]["subject"] == "Add it"
    assert answer["totals"] == {
        "lines": 2,
        "ai": 1,
        "human": 0,
        "unknown": 1,
        "not_examined": 0,
        "agents": [{"id": "claude", "model": None, "lines": 1}],
    }


def test_a_merge_is_looked_through(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"a.py": "one\ntwo\nthree\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "one\ntwo\nTHREE\n"}, AGENT)
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "ONE\ntwo\nthree\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert asked.lines("a.py") == ["unknown", "unknown", "ai"]


def test_what_a_merge_itself_wrote_is_its_own(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"a.py": "one\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "main\n"})
    repo.run("git", "merge", "-q", "side", ok=False)
    repo.commit({"a.py": "side\nmain\nresolved\n"}, AGENT)
    assert asked.lines("a.py") == ["unknown", "unknown", "ai"]


# ---------------------------------------------------------------- followed lines


def test_a_rename_is_followed_without_being_asked(asked: Asked) -> None:
    two_hands(asked.repo, old=BLOCK, new=BLOCK + TAIL)
    asked.repo.git("mv", "app.py", "moved.py")
    asked.repo.commit(None, "Move")
    assert asked.lines("moved.py") == ["unknown"] * 8 + ["ai"]
    assert asked.json("blame", "moved.py")["files"][0]["lines"][0]["path"] == "app.py"


def test_moved_lines_are_followed_on_request(asked: Asked) -> None:
    lines = BLOCK.splitlines(keepends=True)
    asked.repo.commit({"a.py": BLOCK})
    asked.repo.commit({"a.py": "".join(lines[5:] + lines[:5])}, AGENT)
    assert asked.lines("a.py").count("ai") == 3
    assert asked.lines("-M", "a.py").count("ai") == 0
    assert asked.lines("-M999", "a.py").count("ai") == 3, "a score is git's"


def test_copied_lines_are_followed_on_request(asked: Asked) -> None:
    asked.repo.commit({"a.py": BLOCK})
    asked.repo.commit({"b.py": BLOCK}, AGENT)
    assert asked.lines("b.py") == ["ai"] * 8
    assert asked.lines("-C", "-C", "b.py") == ["unknown"] * 8
    assert asked.lines("-C999", "-C", "b.py") == ["ai"] * 8


def test_a_word_that_stands_apart_is_no_score_but_a_path(asked: Asked) -> None:
    asked.repo.commit({"a.py": BLOCK, "b.py": "one\n"})
    assert {file["path"] for file in asked.json("blame", "-M", "a.py", "b.py")["files"]} == {"a.py", "b.py"}


def test_white_space_is_ignored_on_request(asked: Asked) -> None:
    asked.repo.commit({"a.py": "if x:\n  y()\n"})
    asked.repo.commit({"a.py": "if x:\n    y()\n"}, AGENT)
    assert asked.lines("a.py") == ["unknown", "ai"]
    assert asked.lines("-w", "a.py") == ["unknown", "unknown"]


def test_revisions_that_a_configuration_ignores_are_not_ignored(asked: Asked) -> None:
    two_hands(asked.repo, old="if x:\n  y()\n", new="if x:\n    y()\n")
    asked.repo.write({"ignored": asked.repo.git("rev-parse", "HEAD") + "\n"})
    asked.repo.git("config", "blame.ignoreRevsFile", "ignored")
    assert asked.lines("app.py") == ["unknown", "ai"]


def test_no_program_of_the_repository_is_run(asked: Asked) -> None:
    repo = asked.repo
    two_hands(repo)
    repo.commit({".gitattributes": "*.py diff=evil filter=evil\n"})
    for key in ("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.process"):
        repo.git("config", key, "touch ran; cat")
    assert asked.lines("app.py") == asked.lines("--staged", "app.py") == ["unknown", "ai"]
    assert not (repo.path / "ran").exists()


# ---------------------------------------------------------------- edges


def test_lines_older_than_a_range_are_not_examined(asked: Asked) -> None:
    asked.repo.commit({"app.py": "zero\n"}, AGENT)
    two_hands(asked.repo, old="zero\none\n", new="zero\none\ntwo\n")
    assert asked.lines("--rev", "HEAD~1..HEAD", "app.py") == ["older", "older", "ai"]
    assert asked.lines("--rev", "HEAD~2..", "app.py") == ["older", "unknown", "ai"]
    totals = asked.json("blame", "--rev", "HEAD~1..", "app.py")["totals"]
    assert (totals["ai"], totals["unknown"], totals["not_examined"]) == (1, 0, 2)


def test_a_root_that_a_range_holds_is_examined(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"old.py": "zero\n"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.git("rm", "-q", "-f", "old.py")
    repo.commit({"new.py": "one\n"}, AGENT)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--allow-unrelated-histories", "-m", "Merge", "other")
    assert asked.lines("--rev", "HEAD~1..", "new.py") == ["ai"]
    assert asked.lines("--rev", "HEAD~1..", "old.py") == ["older"]


def test_lines_at_the_edge_of_a_shallow_clone_are_not_examined(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.repo.commit({"app.py": "zero\n"})
    asked.repo.commit({"app.py": "zero\none\n"}, AGENT)
    asked.repo.commit({"app.py": "zero\none\ntwo\n"}, AGENT)
    asked.repo.git("clone", "-q", "--depth=2", f"file://{asked.repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert asked.lines("app.py") == ["older", "older", "ai"], "the edge's own trailer says nothing of its lines"
    (run,) = [one for one in asked.json("blame", "app.py")["files"][0]["lines"] if one["not_examined"]]
    assert "shallow" in run["not_examined"]


# ---------------------------------------------------------------- odd content


@pytest.mark.parametrize(
    ("old", "new", "verdicts"),
    [
        pytest.param(b"", b"", [], id="an empty file has no lines"),
        pytest.param(b"one\r\n", b"one\r\ntwo\r\n", ["unknown", "ai"], id="line ends of Windows stay on their lines"),
        pytest.param(b"caf\xe9\n", b"caf\xe9\nna\xefve\n", ["unknown", "ai"], id="latin-1 is text"),
        pytest.param(b"one", b"one\ntwo", ["ai", "ai"], id="a last line without an end is a line"),
        pytest.param(b"a\x0cb\n", b"a\x0cb\nc\x0bd\xe2\x80\xa8e\n", ["unknown", "ai"], id="only a newline ends a line"),
        pytest.param(
            b"\ttabbed\n", b"\ttabbed\n\n\t\n", ["unknown", "ai", "ai"], id="tabs and empty lines are content"
        ),
    ],
)
def test_odd_content(asked: Asked, old: bytes, new: bytes, verdicts: list[str]) -> None:
    two_hands(asked.repo, old=old, new=new)
    assert asked.lines("app.py") == verdicts
    assert len(asked.bytes("blame", "app.py").splitlines()) == len(verdicts)


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 4, "\u0a0a\n".encode("utf-16")],
    ids=["binary", "wide text of more lines than git counts"],
)
def test_what_has_no_lines_is_skipped_and_said_so(asked: Asked, data: bytes) -> None:
    asked.repo.commit({"x.bin": data, "a.py": "one\n"})
    answer = asked.json("blame", ".")
    assert [file["path"] for file in answer["files"]] == ["a.py"]
    assert [gap["path"] for gap in answer["skipped"]] == ["x.bin"]
    assert b"skipped x.bin" in asked.bytes("blame", "x.bin")
    with pytest.raises(UsageError, match=r"x\.bin has no lines"):
        run("blame", "--porcelain", "x.bin")


def test_a_symlink_is_its_target_and_a_submodule_is_skipped(asked: Asked, tmp_path: Path) -> None:
    repo = asked.repo
    Repository.create(tmp_path / "other", repo.env).commit({"x": "y\n"})
    (repo.path / "link").symlink_to("nowhere")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "other"), "sub")
    repo.git("add", "link")
    repo.commit(None, AGENT)
    assert asked.lines("link") == ["ai"]
    assert "submodule" in asked.json("blame", "sub")["skipped"][0]["reason"]


# ---------------------------------------------------------------- odd names


@pytest.mark.parametrize(
    "path",
    ["with space.py", "-dash.py", "new\nline.py", 'quo"te\\.py', "t\tab.py", ":(glob)*.py", "ünï/☃.py", "caf\udce9.py"],
)
def test_odd_names(asked: Asked, path: str) -> None:
    two_hands(asked.repo, path)
    assert asked.lines("--", f"./{path}") == ["unknown", "ai"]
    assert asked.lines("--staged", "--", f"./{path}") == ["unknown", "ai"]
    asked.repo.git("mv", "--", path, "plain.py")
    asked.repo.commit(None, "Move")
    assert asked.lines("plain.py") == ["unknown", "ai"]


def test_paths_are_seen_from_the_current_folder(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.repo.commit({"src/a.py": "one\n", "src/deep/b.py": "two\n", "c.py": "three\n"})
    monkeypatch.chdir(asked.repo.path / "src")
    assert [file["path"] for file in asked.json("blame", ".")["files"]] == ["src/a.py", "src/deep/b.py"]
    assert [file["path"] for file in asked.json("blame", "../c.py", "a.py")["files"]] == ["c.py", "src/a.py"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.py"], "there is no missing.py"),
        (["../outside.py"], "outside the repository"),
        (["a.py", "--rev", "nope"], "unknown revision"),
        (["a.py", "--rev", "HEAD...HEAD"], "no single end"),
        (["a.py", "-L", "5"], "a.py has 1 line, and no line 5"),
        (["a.py", "-L", "0,1"], "no line 0"),
        (["a.py", "-L", ":main"], "names no lines"),
        (["a.py", "-L", "3,1"], "ends before it starts"),
        ([".", "-L", "1"], "for one file"),
        ([".", "--porcelain"], "for one file"),
        (["a.py", "--porcelain", "--staged"], "every line of a commit"),
        ([], "no PATH"),
    ],
)
def test_bad_input_is_named(asked: Asked, words: list[str], said: str) -> None:
    asked.repo.commit({"a.py": "one\n", "b.py": "two\n"})
    with pytest.raises(UsageError, match=said):
        run("blame", *words)


def test_a_sha256_repository(
    tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = Asked(Repository.create(tmp_path / "long", sealed, "--object-format=sha256"), monkeypatch, capfdbinary)
    two_hands(asked.repo)
    assert asked.lines("app.py") == ["unknown", "ai"]


def test_a_bare_repository(asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_hands(asked.repo, "src/app.py")
    asked.repo.git("clone", "-q", "--bare", str(asked.repo.path), str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert asked.lines("src/app.py") == ["unknown", "ai"]


# ---------------------------------------------------------------- what is staged


def test_staged_lines_stand_between_those_of_head(asked: Asked) -> None:
    two_hands(asked.repo, old="one\ntwo\n", new="one\ntwo\nthree\n")
    asked.repo.stage({"app.py": "zero\none\n# @ai-generated begin tool=codex\nnew\n# @ai-generated end\nthree\nfour\n"})
    answer = asked.json("blame", "--staged", "app.py")
    told = [(one["lines"], one["verdict"], one["commit"] is None) for one in answer["files"][0]["lines"]]
    assert answer["revision"] is None
    assert told == [
        ([1, 1], "unknown", True),
        ([2, 2], "unknown", False),
        ([3, 5], "ai", True),
        ([6, 6], "ai", False),
        ([7, 7], "unknown", True),
    ]


def test_a_staged_rename_and_a_file_before_the_first_commit(asked: Asked) -> None:
    asked.repo.stage({"app.py": BLOCK})
    assert asked.lines("--staged", "app.py") == ["unknown"] * 8
    asked.repo.commit(None, AGENT)
    asked.repo.git("mv", "app.py", "moved.py")
    asked.repo.stage({"moved.py": BLOCK + TAIL})
    assert asked.lines("--staged", "moved.py") == ["ai"] * 8 + ["unknown"]
    assert asked.json("blame", "--staged", "-L", "9", "moved.py")["files"][0]["lines"][0]["lines"] == [9, 9]


def test_what_a_merge_in_progress_brings_is_not_examined(asked: Asked) -> None:
    repo = asked.repo
    repo.commit({"a.py": "one\n", "b.py": "one\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "one\nside\n"}, AGENT)
    repo.git("checkout", "-q", "main")
    repo.commit({"b.py": "two\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    assert asked.lines("--staged", "a.py") == ["unknown", "older"]


# ---------------------------------------------------------------- for people


def test_text_names_agent_commit_day_and_line(asked: Asked) -> None:
    two_hands(asked.repo, new="one\n\ttwo\n")
    commit = asked.repo.git("rev-parse", "HEAD")
    rows = asked.bytes("blame", "app.py").decode().splitlines()
    assert rows[1] == f"ai      claude      {commit[:8]} 2026-01-02 2 |     two"
    assert rows[0].startswith("unknown Ada Author  ")


def test_a_summary_adds_up_each_file_and_all(asked: Asked) -> None:
    two_hands(asked.repo)
    asked.repo.commit({"b.py": "x\n"})
    assert asked.bytes("blame", "--summary", ".").decode().splitlines() == [
        "app.py: 2 lines: 1 ai (claude 1), 1 unknown",
        "b.py: 1 line: 1 unknown",
        "total: 3 lines: 1 ai (claude 1), 2 unknown",
    ]


def test_nothing_in_a_repository_moves_the_cursor(asked: Asked) -> None:
    hostile = "\x1b[2J\x1b]0;title\x07 \u202edesrever\n::error::order\n"
    asked.repo.commit(
        {"a\x1b[31m.py": hostile, "b.py": hostile},
        "Add \x1b[2J\n\nAssisted-by: Claude:\x1b[31m\n",
        "--author",
        "E\x1b[2Jvil <e@example.org>",
    )
    for words in (["."], ["--summary", "."], ["--json", "."]):
        said = asked.bytes("blame", *words)
        assert b"\x1b" not in said
        assert b"\xe2\x80\xae" not in said
        assert not any(line.lstrip().startswith(b"::") for line in said.splitlines())


def test_a_report_goes_to_a_file(asked: Asked, tmp_path: Path) -> None:
    two_hands(asked.repo)
    assert asked.bytes("blame", "--json", "--output", str(tmp_path / "out.json"), "app.py") == b""
    assert json.loads((tmp_path / "out.json").read_bytes())["command"] == "blame"


def test_all_files_of_a_folder_cost_one_attribution_a_commit(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        asked.repo.commit({f"{name}.py": "line\n" * (number + 1) for name in "abcd"}, AGENT)
    seen: list[str | None] = []

    def counted(changeset: Changeset, read: Callable[[str], bytes], *rest: Any) -> Attribution:
        seen.append(changeset.id)
        return attribute(changeset, read, *rest)

    monkeypatch.setattr("aigate.history.authors.attribute", counted)
    asked.bytes("blame", "--summary", ".")
    assert len(seen) == len(set(seen)) == 3
