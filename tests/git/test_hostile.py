"""Nothing that a user, a repository or an attacker configures changes what is read, or runs."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from aigate.errors import GitError
from aigate.git import pinned
from aigate.git.repo import Repo
from tests.git.reading import POSIX_ONLY, added, executable, files, of_commit, of_index, recorder, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.model import FileChange
    from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason=POSIX_ONLY)
BEFORE = "".join(f"line {number}\n" for number in range(30))
AFTER = BEFORE.replace("line 3\n", "line three\n").replace("line 9\n", "line 9\n\n").replace("line 20\n", "")


def prepare(repo: Repository) -> tuple[FileChange, ...]:
    """A change with an edit, a rename, an odd name and a deletion, read in peace."""
    repo.commit({"a.py": BEFORE, "é x.py": BEFORE + "x\n", "old.py": BEFORE + "y\n", "gone.py": "1\n"})
    repo.git("mv", "old.py", "new.py")
    repo.git("rm", "--quiet", "gone.py")
    repo.stage({"a.py": AFTER, "é x.py": AFTER + "x\n", "new.py": AFTER + "y\n"})
    peaceful = of_index(repo)
    assert [change.status for change in peaceful.files] == ["M", "D", "R", "M"]
    return peaceful.files


SETTINGS = [
    ("diff.external", "touch '{pwned}'; false"),
    ("diff.noprefix", "true"),
    ("diff.mnemonicPrefix", "true"),
    ("diff.srcPrefix", "x/"),
    ("diff.dstPrefix", "y/"),
    ("diff.relative", "true"),
    ("diff.renames", "false"),
    ("diff.renameLimit", "1"),
    ("diff.context", "9"),
    ("diff.interHunkContext", "99"),
    ("diff.orderFile", "/nowhere/order"),
    ("diff.algorithm", "patience"),
    ("diff.submodule", "log"),
    ("diff.ignoreSubmodules", "all"),
    ("diff.suppressBlankEmpty", "true"),
    ("diff.colorMoved", "zebra"),
    ("diff.wsErrorHighlight", "all"),
    ("diff.evil.textconv", "touch '{pwned}'; cat"),
    ("diff.evil.command", "touch '{pwned}'; false"),
    ("diff.evil.binary", "true"),
    ("diff.evil.algorithm", "minimal"),
    ("color.ui", "always"),
    ("color.diff", "always"),
    ("core.quotePath", "true"),
    ("core.pager", "touch '{pwned}'"),
    ("core.fsmonitor", "{script}"),
    ("core.hooksPath", "{hooks}"),
    ("core.bigFileThreshold", "10"),
    ("core.abbrev", "4"),
    ("core.attributesFile", "{attributes}"),
    ("core.commentChar", "l"),
    ("log.showSignature", "true"),
    ("log.date", "nonsense"),
    ("log.follow", "true"),
    ("log.mailmap", "true"),
    ("format.pretty", "oneline"),
    ("i18n.logOutputEncoding", "UTF-16"),
    ("index.threads", "1"),
    ("trace2.eventTarget", "{pwned}"),
    ("trace2.normalTarget", "{pwned}"),
    ("pager.diff", "touch '{pwned}'"),
    ("pager.rev-list", "true"),
    ("alias.diff-index", "!touch '{pwned}'"),
    ("submodule.recurse", "true"),
    ("status.renames", "false"),
]


@posix
@pytest.mark.parametrize("committed", [False, True], ids=["of the index", "of a commit"])
@pytest.mark.parametrize("scope", ["--global", "--local"])
def test_a_hostile_configuration_changes_nothing_and_runs_nothing(
    repo: Repository, tmp_path: Path, scope: str, committed: bool
) -> None:
    peaceful = prepare(repo)
    if committed:
        repo.commit()
    pwned = tmp_path / "pwned"
    script = tmp_path / "script"
    executable(script, f"touch '{pwned}'")
    for name in ("post-index-change", "reference-transaction", "pre-auto-gc"):
        executable(tmp_path / "hooks" / name, f"touch '{pwned}'")
    attributes = tmp_path / "attributes"
    attributes.write_text("*.py diff=evil\n")
    for name, value in SETTINGS:
        repo.git(
            "config",
            scope,
            name,
            value.format(pwned=pwned, script=script, hooks=tmp_path / "hooks", attributes=attributes),
        )
    pwned.unlink(missing_ok=True)  # the doing of the command that configured it
    before = snapshot(repo.path)
    read = of_commit(repo) if committed else of_index(repo)
    assert read.files == peaceful
    assert not pwned.exists()
    assert snapshot(repo.path) == before


@posix
@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param("*.py -diff\n", id="hidden from diff"),
        pytest.param("*.py binary\n", id="called binary"),
        pytest.param("*.py diff=evil filter=evil merge=evil\n", id="given to a driver"),
        pytest.param("*.py export-ignore -text working-tree-encoding=UTF-16\n", id="other attributes"),
    ],
)
def test_attributes_hide_nothing_and_run_nothing(repo: Repository, tmp_path: Path, attributes: str) -> None:
    pwned = tmp_path / "pwned"
    for name in (
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.smudge",
        "filter.evil.clean",
        "merge.evil.driver",
    ):
        repo.git("config", name, f"touch '{pwned}'; cat")
    repo.commit({"a.py": "1\n"})
    repo.stage({"a.py": "1\n2\n", "new.py": "1\n"})
    repo.stage({".gitattributes": attributes})
    pwned.unlink(missing_ok=True)
    assert added(of_index(repo)) == {".gitattributes": [1], "a.py": [2], "new.py": [1]}
    assert not pwned.exists()


@posix
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_EXTERNAL_DIFF", "touch '{pwned}'; false"),
        ("GIT_DIFF_OPTS", "--unified=9"),
        ("GIT_PAGER", "touch '{pwned}'"),
        ("GIT_PAGER_IN_USE", "1"),
        ("GIT_TRACE", "{pwned}"),
        ("GIT_TRACE_SETUP", "{pwned}"),
        ("GIT_TRACE2_EVENT", "{pwned}"),
        ("GIT_ATTR_SOURCE", "nonsense"),
        ("GIT_GLOB_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_CONFIG_PARAMETERS", "'diff.noprefix'='true' 'diff.orderFile'='/nowhere'"),
        ("GIT_OPTIONAL_LOCKS", "1"),
        ("LC_ALL", "fr_FR.UTF-8"),
        ("LANGUAGE", "fr"),
        ("GIT_GRAFT_FILE", "/nowhere"),
        ("GIT_PYTHON_GIT_EXECUTABLE", "/nowhere/git"),
        ("GIT_PYTHON_TRACE", "full"),
    ],
)
def test_the_environment_changes_nothing(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    peaceful = prepare(repo)
    monkeypatch.setenv(name, value.format(pwned=tmp_path / "pwned"))
    set_to = os.environ[name]
    assert of_index(repo).files == peaceful
    assert not (tmp_path / "pwned").exists()
    assert os.environ[name] == set_to, "the caller's environment is as it was"


def test_no_home_and_no_configuration(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    peaceful = prepare(repo)
    for name in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    assert of_index(repo).files == peaceful


def test_a_replaced_object_fools_nobody(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    bad = repo.commit({"a.py": "1\nbad\n"})
    harmless = repo.git("hash-object", "-w", "--stdin", stdin=b"1\n")
    repo.git("replace", repo.git("rev-parse", "HEAD:a.py"), harmless)
    repo.git("replace", bad, "HEAD~")
    read = of_commit(repo, bad)
    assert added(read) == {"a.py": [2]}
    with Repo.open(repo.path) as opened:
        assert opened.read(files(read)["a.py"].blob or "") == b"1\nbad\n"


def test_grafts_do_not_hide_parents(repo: Repository) -> None:
    repo.commit({"a.py": "1\n"})
    head = repo.commit({"a.py": "1\n2\n"})
    info = repo.path / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{head}\n")
    assert len(of_commit(repo).parents) == 1


@posix
def test_a_forged_index_cannot_pass_a_harmless_file_off_as_the_staged_one(repo: Repository) -> None:
    """Its entry has the object of the bad content, and vouches that the harmless file in the work tree is that content."""
    repo.commit({"a.py": "1\n2\n3\n"})
    repo.write({"a.py": "1\n2\n3\nok\n"})
    os.utime(repo.path / "a.py", (10**9, 10**9))
    repo.git("add", "a.py")
    harmless = bytes.fromhex(repo.git("rev-parse", ":a.py"))
    bad = bytes.fromhex(repo.git("hash-object", "-w", "--stdin", stdin=b"bad\n2\n3\nok\n"))
    index = repo.path / ".git" / "index"
    forged = index.read_bytes()[:-20].replace(harmless, bad)
    index.write_bytes(forged + hashlib.sha1(forged).digest())
    assert added(of_index(repo)) == {"a.py": [1, 4]}
    repo.git("commit", "--quiet", "-m", "x")
    assert added(of_commit(repo)) == {"a.py": [1, 4]}


@posix
def test_reading_writes_nothing(repo: Repository) -> None:
    prepare(repo)
    before = snapshot(repo.path)
    of_index(repo)
    of_commit(repo)
    assert snapshot(repo.path) == before


# ---------------------------------------------------------------- which git


@posix
def test_a_git_in_the_current_directory_is_not_run(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.py": "1\n"})
    executable(repo.path / "git", f"touch '{tmp_path / 'pwned'}'")
    monkeypatch.chdir(repo.path)
    for planted in ("", ".", str(repo.path)):
        monkeypatch.setenv("PATH", os.pathsep.join([planted, os.environ["PATH"]]))
        assert of_index(repo).files == ()
    assert not (tmp_path / "pwned").exists()
    monkeypatch.setenv("PATH", str(repo.path))
    with pytest.raises(GitError, match="current directory"):
        of_index(repo)


def test_no_git_at_all_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git was not found") as raised:
        pinned.executable()
    assert "install git" in raised.value.hint


@posix
def test_reading_the_index_takes_four_processes(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(repo)
    wrappers, calls = recorder(tmp_path, repo.env)
    monkeypatch.setenv("PATH", f"{wrappers}{os.pathsep}{os.environ['PATH']}")
    with Repo.open(repo.path) as opened:
        from aigate.git.changeset import of_index as read_index

        for change in read_index(opened).files:
            if change.blob:
                opened.read(change.blob)
        opened.read_path("HEAD", ".aigate.toml")
        opened.list_tree("HEAD", ".aigate/rules")
    commands = [call.split("color.ui=false")[-1] for call in calls.read_text().splitlines()]
    assert len(commands) == 4, commands
