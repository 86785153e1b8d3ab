"""The matrix at commit time: however lines come into the index, an agent's are refused and a human's pass."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.gate.asking import (
    AGENT,
    assert_gated,
    assert_passes,
    assert_refused,
    assert_undecided,
    blocked_paths,
    report,
    write_message,
)
from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER, fake_key, marked
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="such names and links cannot exist there")
FILLER = "".join(f"value_{number} = {number}\n" for number in range(20))
AGENTS = f"{INSECURE}# @ai-generated\n"


# ---------------------------------------------------------------- contents: one big commit, one report


class Content(NamedTuple):
    """A file before and after, as bytes; ``%s`` is where the code goes."""

    before: bytes | None
    after: bytes
    encoding: str = "utf-8"

    def with_code(self, code: str) -> bytes:
        text = self.after.decode(self.encoding)
        code = code.replace("\n", "\r\n") if "\r\n" in text else code
        return text.replace("%s", code).encode(self.encoding)


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


CONTENTS = {
    "LF to CRLF": Content(FILLER.encode(), crlf(FILLER) + b"%s"),
    "CRLF to LF": Content(crlf(FILLER), FILLER.encode() + b"%s"),
    "CRLF throughout": Content(crlf(FILLER), crlf(FILLER) + b"%s"),
    "mixed line ends": Content(b"a = 1\r\nb = 2\n", b"a = 1\r\nb = 2\n%s"),
    "no newline before": Content(b"a = 1", b"a = 1\n%s"),
    "no newline after": Content(b"a = 1\n", b"a = 1\n%sb = 2"),
    "a byte order mark": Content(None, "\ufeff%s".encode()),
    "a byte order mark that is new": Content(b"a = 1\n", "\ufeffa = 1\n%s".encode()),
    "UTF-16 LE": Content("\ufeffa = 1\n".encode("utf-16-le"), "\ufeffa = 1\n%s".encode("utf-16-le"), "utf-16-le"),
    "UTF-16 BE": Content("\ufeffa = 1\n".encode("utf-16-be"), "\ufeffa = 1\n%s".encode("utf-16-be"), "utf-16-be"),
    "UTF-16 LE without a mark": Content(None, "%s".encode("utf-16-le"), "utf-16-le"),
    "UTF-8 to UTF-16": Content(b"a = 1\n", "\ufeffa = 1\n%s".encode("utf-16-le"), "utf-16-le"),
    "latin-1 that says so": Content(None, b"# coding: latin-1\nx = 'caf\xe9'\n%s", "latin-1"),
    "latin-1 that does not": Content(None, b"x = 'caf\xe9'\n%s", "latin-1"),
    "a NUL": Content(b"a = 1\n", b"a = '\0'\n%s"),
    "a NUL from before": Content(b"a = '\0'\n", b"a = '\0'\n%s"),
    "form feeds": Content(None, b"a = 1\n\x0c\n%s"),
    "a line separator in a string": Content(None, "a = '\u2028'\n%s".encode()),
    "a line of 10 MB beside it": Content(None, b"a = '" + b"x" * 10_000_000 + b"'\n%s"),
    "a file of 5 MB": Content(b"value = 1\n" * 500_000, b"value = 1\n" * 500_000 + b"%s"),
    "an empty file from before": Content(b"", b"%s"),
    "hidden by -diff": Content(b"a = 1\n", b"a = 1\n%s"),
    "hidden by binary": Content(b"a = 1\n", b"a = 1\n%s"),
    "hidden by a textconv": Content(b"a = 1\n", b"a = 1\n%s"),
    "hidden by a filter": Content(b"a = 1\n", b"a = 1\n%s"),
}  # fmt: skip
ATTRIBUTES = """\
*hidden*-diff.py -diff
*hidden*binary.py binary
*hidden*textconv.py diff=nothing
*hidden*filter.py filter=nothing
"""


def named(case: str, who: str) -> str:
    return f"{who}/{case.replace(' ', '_')}.py"


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The verdict on one commit that holds every content, by an agent and by a human."""
    folder = tmp_path_factory.mktemp("contents")
    repo = Repository.create(folder / "repo", sealed_environment(folder))
    before = {named(case, who): one.before for case, one in CONTENTS.items() for who in ("agent", "human")}
    known = {path: data for path, data in before.items() if data is not None}
    repo.commit({".gitattributes": ATTRIBUTES.encode(), **known})
    repo.git("config", "diff.nothing.textconv", "true")
    codes = {"agent": marked(INSECURE), "human": INSECURE}
    repo.stage({named(case, who): one.with_code(code) for case, one in CONTENTS.items() for who, code in codes.items()})
    return report(repo.aigate("check", "--format", "json"))


@pytest.mark.parametrize("case", CONTENTS)
def test_an_agents_line_in_any_content_is_refused_and_a_humans_is_not(contents: dict[str, Any], case: str) -> None:
    assert named(case, "human") not in blocked_paths(contents)
    assert named(case, "agent") in blocked_paths(contents)


@pytest.mark.parametrize("case", ["a file of 5 MB", "a NUL", "a line of 10 MB beside it"])
def test_what_is_too_big_or_no_text_is_listed_as_not_examined(contents: dict[str, Any], case: str) -> None:
    (changeset,) = contents["changesets"]
    assert named(case, "agent") in {gap["path"] for gap in changeset["not_examined"]}


def test_every_ai_line_of_the_big_commit_is_in_the_ledger(contents: dict[str, Any]) -> None:
    (changeset,) = contents["changesets"]
    ledger = changeset["coverage"]
    assert ledger["ai"] == sum(end - start + 1 for file in changeset["files"] for start, end in file["ai"])
    assert ledger["ai"] == ledger["clean"] + ledger["finding"] + ledger["not_examined"] + ledger["excluded"]


# ---------------------------------------------------------------- names: one big commit, one report

NAMES = [
    "a\tb", "a\nb", "a\n@@ -0,0 +1 @@\n+x", 'a"b', "a'b", "a\\b", "\U0001f389", "é à", "e\u0301", "-rf", "--output=x", " a ",
    "HEAD", "main", ":(glob)*", ":/x", "*", "$HOME", "%s%n", "a\rb", "\u202egnp", "CON", "d/e/f g", "caf\udce9",
]  # fmt: skip


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The verdict on one commit that holds every name, by an agent and by a human."""
    folder = tmp_path_factory.mktemp("names")
    repo = Repository.create(folder / "repo", sealed_environment(folder) | {"GIT_LITERAL_PATHSPECS": "1"})
    repo.commit({"README": "hello\n"})
    line = f'key = "{fake_key()}"\n'
    files: dict[str, str | bytes] = {name: marked(line) for name in NAMES}
    repo.stage(files | {f"human/{name}": line for name in NAMES})
    return report(repo.aigate("check", "--format", "json"))


@posix
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_agents_line_in_a_file_of_any_name_is_refused_and_a_humans_is_not(names: dict[str, Any], name: str) -> None:
    from aigate.reports.records import exact

    assert exact(f"human/{name}") not in blocked_paths(names)
    assert exact(name) in blocked_paths(names)


# ---------------------------------------------------------------- ways into the index


def stage_blob(repo: Repository, path: str, content: bytes, mode: str = "100644") -> None:
    """Put content into the index alone, as ``git add -p`` does."""
    oid = repo.git("hash-object", "-w", "--stdin", stdin=content)
    repo.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")


def partly(repo: Repository, code: str) -> None:
    stage_blob(repo, "a.py", (FILLER + code).encode())
    repo.write({"a.py": FILLER + code + "not_staged = True\n"})


def staged_and_mended_in_the_work_tree(repo: Repository, code: str) -> None:
    repo.stage({"a.py": code})
    repo.write({"a.py": CLEAN})


def staged_and_deleted_from_the_work_tree(repo: Repository, code: str) -> None:
    repo.stage({"a.py": code})
    (repo.path / "a.py").unlink()


def renamed_with_an_edit(repo: Repository, code: str) -> None:
    if (repo.path / "old.py").exists():
        repo.git("mv", "old.py", "new.py")
    repo.stage({"new.py": FILLER + code})


def renamed_out_of_a_vendored_folder(repo: Repository, code: str) -> None:
    if (repo.path / "vendor" / "old.py").exists():
        repo.git("mv", "vendor/old.py", "mine.py")
    repo.stage({"mine.py": FILLER.replace("value", "number") + code})


def made_executable_with_an_edit(repo: Repository, code: str) -> None:
    repo.stage({"a.py": FILLER + code})
    repo.git("update-index", "--chmod=+x", "a.py")


def instead_of_a_symlink(repo: Repository, code: str) -> None:
    stage_blob(repo, "link.py", code.encode())


def in_the_middle_of_deletions(repo: Repository, code: str) -> None:
    repo.stage({"a.py": "".join(FILLER.splitlines(keepends=True)[:5]) + code})
    repo.git("rm", "-q", "--cached", "--ignore-unmatch", "old.py")


def beside_an_intention_to_add(repo: Repository, code: str) -> None:
    repo.write({"later.py": "x = 1\n"})
    repo.git("add", "-N", "later.py")
    repo.stage({"a.py": code})


def under_assume_unchanged(repo: Repository, code: str) -> None:
    repo.stage({"a.py": code})
    repo.git("update-index", "--assume-unchanged", "a.py")
    repo.git("update-index", "--no-assume-unchanged", "a.py")


def under_skip_worktree(repo: Repository, code: str) -> None:
    stage_blob(repo, "a.py", code.encode())
    repo.git("update-index", "--skip-worktree", "a.py")


def outside_a_sparse_checkout(repo: Repository, code: str) -> None:
    repo.git("sparse-checkout", "set", "--cone", "in")
    stage_blob(repo, "out/a.py", code.encode())


@pytest.mark.parametrize(
    "stage",
    [
        partly,
        staged_and_mended_in_the_work_tree,
        staged_and_deleted_from_the_work_tree,
        renamed_with_an_edit,
        renamed_out_of_a_vendored_folder,
        made_executable_with_an_edit,
        pytest.param(instead_of_a_symlink, marks=posix),
        in_the_middle_of_deletions,
        beside_an_intention_to_add,
        under_assume_unchanged,
        under_skip_worktree,
        outside_a_sparse_checkout,
    ],
    ids=lambda stage: stage.__name__.replace("_", " "),
)
def test_however_it_was_staged(repo: Repository, stage: Any) -> None:
    repo.commit(
        {"a.py": FILLER, "old.py": FILLER, "vendor/old.py": FILLER.replace("value", "number"), "in/b.py": CLEAN}
    )
    stage_blob(repo, "link.py", b"a.py", "120000")
    repo.git("commit", "-qm", "link")
    assert_gated(repo, stage, RULE)


def test_a_first_commit_and_one_on_an_orphan_branch(repo: Repository) -> None:
    assert_gated(repo, lambda repo, code: repo.stage({"a.py": code}), RULE)
    repo.commit(None, "went round the gate")
    repo.git("checkout", "-q", "--orphan", "other")
    assert_refused(repo.aigate("hook", "pre-commit"), "a.py:6")
    repo.git("rm", "-rfq", "--cached", ".")
    assert_gated(repo, lambda repo, code: repo.stage({"b.py": code}), "b.py:6")


def test_an_intention_to_add_is_nothing_yet(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.write({"a.py": marked(INSECURE)})
    repo.git("add", "-N", "a.py")
    assert_passes(repo.aigate("hook", "pre-commit"))
    repo.git("add", "a.py")
    assert_refused(repo.aigate("hook", "pre-commit"), RULE)


# ---------------------------------------------------------------- an agent that adds no line of code


def test_an_agent_that_only_moves_deletes_or_changes_modes_adds_nothing(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a.py": INSECURE, "b.py": INSECURE, "c.sh": "eval $1\n", "d.py": INSECURE + CLEAN})
    repo.git("mv", "a.py", "moved.py")
    repo.git("rm", "-q", "b.py")
    repo.git("update-index", "--chmod=+x", "c.sh")
    repo.stage({"d.py": INSECURE})
    assert_passes(repo.aigate("hook", "pre-commit", env=AGENT))
    assert_passes(repo.aigate("hook", "commit-msg", write_message(tmp_path, "Tidy" + TRAILER)))


def test_an_empty_commit_of_an_agent_passes(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a.py": CLEAN})
    assert_passes(repo.aigate("hook", "pre-commit", env=AGENT))
    assert_passes(repo.aigate("hook", "commit-msg", write_message(tmp_path, "Nothing" + TRAILER)))


def test_a_symlinks_target_is_a_line_like_any_other(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    stage_blob(repo, "link", f"/mnt/{fake_key()}".encode(), "120000")
    assert_passes(repo.aigate("hook", "pre-commit"))
    assert_refused(repo.aigate("hook", "pre-commit", env=AGENT), "secrets/aws-access-key")


def test_a_submodule_that_an_agent_moved_is_told_and_not_examined_here(repo: Repository, tmp_path: Path) -> None:
    """Its commits are gated where they are made: moving to them adds no line to this repository."""
    first = repo.commit({"README": "hello\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    second = repo.commit(None, "Add sub")
    repo.git("update-index", "--cacheinfo", f"160000,{second},sub")
    assert_passes(repo.aigate("hook", "pre-commit"))
    assert_passes(repo.aigate("hook", "commit-msg", write_message(tmp_path, "Bump" + TRAILER)))
    repo.stage({"a.py": INSECURE})
    done = repo.aigate("hook", "commit-msg", write_message(tmp_path, "Bump" + TRAILER))
    assert_refused(done, RULE, "a.py:5")


# ---------------------------------------------------------------- what keeps git from answering


def test_an_unmerged_index_is_to_be_resolved_first(repo: Repository) -> None:
    repo.commit({"a.py": "a = 1\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"a.py": "a = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "a = 3\n"})
    repo.run("git", "merge", "side", ok=False)
    assert_undecided(repo.aigate("hook", "pre-commit"), codes=(2, 3))
    assert_undecided(repo.aigate("check"), codes=(2, 3))


def test_an_index_that_is_damaged_is_no_empty_one(repo: Repository) -> None:
    repo.commit({"a.py": CLEAN})
    (repo.path / ".git" / "index").write_bytes(b"DIRC" + bytes(40))
    for words in (["hook", "pre-commit"], ["check"], ["attribute"]):
        assert_undecided(repo.aigate(*words), "index")
