"""What ``--repos`` may name, and what is refused of it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.audit.fleet import addresses, listing
from aigate.errors import UsageError
from tests.repository import Repository


def read(source: str | Path, stdin: bytes = b"", **more: tuple[str, ...]) -> listing.Listing:
    return listing.read(str(source), io.BytesIO(stdin), **more)


def reasons(found: listing.Listing) -> str:
    return " | ".join(failure.reason for failure in found.refused)


HOSTILE = {
    "an option in the place of an address": ("--upload-pack=touch /tmp/x", "begins with a dash"),
    "a helper that runs a program": ("ext::sh -c touch% /tmp/x", "character"),
    "a helper without blanks": ("ext::sh", "helper program"),
    "a descriptor": ("fd::17", "helper program"),
    "a host that is an option": ("ssh://-oProxyCommand=x/y", "begins with a dash"),
    "a host that is an option, in short": ("git@-oProxyCommand:x", "begins with a dash"),
    "a path that is an option": ("git@example.org:-x", "begins with a dash"),
    "a user that is an option": ("ssh://-oProxyCommand=x@example.org/y", "user name"),
    "a password": ("https://ada:hunter2@example.org/x", "credential helper"),
    "a password in short": ("ada:hunter2@example.org:x", "a user name or a password"),
    "a token in the place of a user": ("https://hunter2@example.org/x", "credential helper"),
    "a password for ssh": ("ssh://ada:hunter2@example.org/x", "credential helper"),
    "a token after a question mark": ("https://example.org/x?token=hunter2", "after ? or #"),
    "no encryption": ("http://example.org/x", "--allow-protocol http"),
    "a local address": ("file:///etc", "--allow-protocol file"),
    "another protocol": ("ftp://example.org/x", "no protocol that is cloned from"),
    "a host alone": ("https://example.org/", "no repository"),
    "no host": ("https:///x", "names no host"),
    "a port that is none": ("https://example.org:x/y", "no address that can be read"),
    "letters that only look like others": ("https://exаmple.org/x", "percent signs"),
    "a folder that is not there": ("nowhere/at/all", "no such folder"),
    "a bell": ("ring\x07", "control character"),
}


@pytest.mark.parametrize(("entry", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_is_refused_and_told_without_its_secret(tmp_path: Path, entry: str, reason: str) -> None:
    found = read("-", f"# repositories\n\n{entry}\n".encode())
    assert not found.targets
    assert reason in reasons(found)
    assert found.refused[0].place == "standard input:3"
    assert "hunter2" not in repr(found)


def test_addresses_are_taken_as_they_are() -> None:
    text = b"https://example.org/team/app.git\ngit@example.org:team/lib.git\nssh://git@example.org:2222/team/tool\n"
    found = read("-", text)
    assert [target.name for target in found.targets] == [
        "example.org/team/app",
        "example.org/team/lib",
        "example.org/team/tool",
    ]
    assert all(target.is_remote for target in found.targets)
    assert not found.refused


def test_what_stands_there_twice_is_audited_once() -> None:
    found = read("-", b"https://example.org/app\nhttps://example.org/app.git/\n")
    assert len(found.targets) == 1
    assert "at standard input:1" in reasons(found)


def test_protocols_are_opened_on_request() -> None:
    found = read("-", b"file:///srv/app.git\n", protocols=("https", "file"))
    assert [target.name for target in found.targets] == ["srv/app"]


def test_relative_paths_begin_at_the_list(
    tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository.create(tmp_path / "lists" / "one", sealed)
    (tmp_path / "lists" / "repos.txt").write_bytes(b"\xef\xbb\xbf# mine\r\none\r\n")
    monkeypatch.chdir(tmp_path)
    found = read("lists/repos.txt")
    assert [(target.name, target.place) for target in found.targets] == [("one", str(tmp_path / "lists" / "one"))]


def test_a_folder_stands_for_every_repository_below_it(tmp_path: Path, sealed: dict[str, str]) -> None:
    top = tmp_path / "org"
    one = Repository.create(top / "one", sealed)
    one.commit({"a.py": "a = 1\n"})
    one.git("worktree", "add", "--quiet", "../a-worktree")
    Repository.create(top / "one" / "nested" / "two", sealed)
    Repository.create(top / "bare.git", sealed, "--bare")
    if os.name != "nt":  # whose folders cannot be called so
        Repository.create(top / "with\nnewline", sealed)
    (top / "empty").mkdir()
    (top / "loop").symlink_to(top)
    (tmp_path / "else").mkdir()
    found = read(top)
    assert [target.name for target in found.targets] == ["a-worktree", "bare.git", "one/nested/two"]
    assert ("control character" in reasons(found)) == (os.name != "nt")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be read")
def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, sealed: dict[str, str]) -> None:
    Repository.create(tmp_path / "org" / "one", sealed)
    closed = tmp_path / "org" / "closed"
    closed.mkdir(mode=0)
    found = read(tmp_path / "org")
    assert "cannot be looked into" in reasons(found)
    assert len(found.targets) == 1


GITHUB = {
    "full_name": "team/app",
    "url": "https://api.github.com/repos/team/app",
    "clone_url": "https://github.com/team/app.git",
    "default_branch": "trunk",
    "archived": False,
}
GH = {"nameWithOwner": "team/app", "url": "https://github.com/team/app", "defaultBranchRef": {"name": "trunk"}}
GITLAB = {
    "path_with_namespace": "team/app",
    "http_url_to_repo": "https://gitlab.com/team/app.git",
    "default_branch": "trunk",
}


@pytest.mark.parametrize("one", [GITHUB, GH, GITLAB], ids=["GitHub's API", "gh", "GitLab's API"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda one: json.dumps([one]),
        lambda one: json.dumps([[one]], indent=2),
        lambda one: json.dumps([one]) + "\n[]",
        lambda one: json.dumps(one) + "\n",
    ],
    ids=["an array", "pages in an array", "pages one after the other", "an object a line"],
)
def test_exports_of_forges(one: dict[str, object], spell: object) -> None:
    found = read("-", spell(one).encode())  # type: ignore[operator]
    (target,) = found.targets
    assert (target.name, target.branch, target.is_remote) == ("team/app", "trunk", True)
    assert target.place.startswith("https://git")
    assert "api." not in target.place


BROKEN = {
    "no JSON": ('[\n{"full_name": }\n]', ":2:"),
    "the end is missing": ('[\n{"clone_url": "https://example.org/x"}\n', ":3:"),
    "numbers": ("[\n\n1]", ":3:"),
    "two commas": ('[{"clone_url": "https://example.org/x"},\n,{}]', ":2:"),
    "a stray bracket": ('[{"clone_url": "https://example.org/x"}]\n]', ":2:"),
    "nested deeply": ("[" * 5000, ":1:"),
    "an object nested deeply": ('[{"a":' + "[" * 200_000, ":1:"),
    "a number without an end": ('[{"a":' + "1" * 10_000 + "}]", ":1:"),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_an_export_that_is_none_is_an_error_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "org.json"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read(path)
    assert f"org.json{line}" in caught.value.message
    assert caught.value.hint


def test_an_entry_without_an_address_is_refused_with_its_line() -> None:
    found = read("-", b'[\n{"full_name": "team/a"},\n{"clone_url": "ext::sh", "full_name": "team/b"}]')
    assert [(one.name, one.place) for one in found.refused] == [
        ("team/a", "standard input:2"),
        ("team/b", "standard input:3"),
    ]


@pytest.mark.parametrize(
    "source", ["missing.txt", "nul\0", "empty.txt", "."], ids=["missing", "NUL", "empty", "no repositories"]
)
def test_a_list_without_repositories_is_an_error(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("# nothing yet\n")
    with pytest.raises(UsageError):
        read(source)


@given(st.text(max_size=60) | st.from_regex(r"[a-z]{1,5}(://|::|@|:)[-a-z@:/?#]{0,30}", fullmatch=True))
def test_whatever_stands_there_is_a_target_or_refused(entry: str) -> None:
    problem = addresses.complaint(entry)
    if addresses.is_address(entry) and not problem:
        assert addresses.name_of(entry)
        assert not entry.startswith("-")
        assert "::" not in entry.split("/", maxsplit=1)[0]
    assert len(addresses.shown(entry)) <= 120
