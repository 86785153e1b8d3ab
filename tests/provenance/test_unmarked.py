"""A history attributed with fewer blobs read is attributed all the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from aigate.config import Provenance
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.model import FileChange, Hunk
from aigate.provenance.hint import Unmarked
from aigate.provenance.resolve import attribute, watch

if TYPE_CHECKING:
    from tests.repository import Repository

LINES = [
    *(f"x = {number}" for number in range(200)),
    *("", '"""', "/*", "*/", "<!--", "-->"),
    *(
        "# AI-GENERATED BEGIN",
        "# AI-GENERATED END",
        "# @ai-generated Claude",
        "s = 'AI-generated code'",
        "ai_generated = 1",
    ),
    *(
        "<!-- AI-GENERATED START (Claude) -->",
        "caf\u00e9 # ai-generated",
        "AI-GENERATED BEGIN",
        "SPDX-AI-Disclosure: x",
    ),
]
ENCODINGS = [*["utf-8"] * 8, "utf-8-sig", "latin-1", "utf-16", "utf-16-le"]


def history(repo: Repository, seed: int, commits: int) -> None:
    """Files that change by a few lines a commit, their encoding now and then, in one fast-import."""
    chance = random.Random(seed)
    files: dict[str, list[str]] = {"a.py": [], "b.html": [], "c.c": []}
    encoding = dict.fromkeys(files, "utf-8")
    stream = b""
    for number in range(commits):
        stream += f"commit refs/heads/main\nmark :{number + 1}\ncommitter A <a@b> {number} +0000\ndata 0\n".encode()
        stream += f"from :{number}\n".encode() if number else b""
        for name in chance.sample(sorted(files), chance.randint(1, 2)):
            lines = files[name]
            for _ in range(chance.randint(1, 3)):
                at = chance.randint(0, len(lines))
                lines[at : at + chance.randint(0, 2)] = chance.choices(LINES, k=chance.randint(0, 3))
            if chance.random() < 0.1:
                encoding[name] = chance.choice(ENCODINGS)
            data = "".join(f"{line}\n" for line in lines).encode(encoding[name])
            stream += f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
    repo.git("fast-import", "--quiet", "--force", stdin=stream)


@pytest.mark.parametrize("seed", range(3))
def test_a_history_says_the_same_with_fewer_blobs_read(repo: Repository, seed: int) -> None:
    history(repo, seed, 150)
    settings = Provenance()
    reads: dict[bool, int] = {}
    found = {}
    with Repo.open(repo.path) as opened:
        for quick in (False, True):
            count = [0]

            def read(oid: str, count: list[int] = count) -> bytes:
                count[0] += 1
                return opened.read(oid)

            unmarked = Unmarked() if quick else None
            commits = changesets.of_history(opened, "HEAD", watch(settings) if quick else None)
            found[quick] = [attribute(one, read, settings, unmarked=unmarked) for one in commits]
            reads[quick] = count[0]
    assert found[True] == found[False]
    assert any(one.claims for one in found[True]), "there were markers"
    assert reads[True] < reads[False]


def change(watched: bool | None, blob: str | None = "new", old_blob: str | None = "old") -> FileChange:
    return FileChange("a.py", "M", blob=blob, old_blob=old_blob, hunks=(Hunk(1, 1, 1, 1),), watched=watched)


@pytest.mark.parametrize("watched", [None, True, False])
def test_of_an_unknown_content_nothing_follows(watched: bool | None) -> None:
    assert not Unmarked().includes(change(watched))


@pytest.mark.parametrize(("watched", "expected"), [(None, False), (True, False), (False, True)])
def test_only_a_patch_that_was_looked_through_says_anything(watched: bool | None, expected: bool) -> None:
    unmarked = Unmarked()
    unmarked.add("old")
    assert unmarked.includes(change(watched)) is expected
    assert unmarked.includes(change(False, "newer", "new")) is expected, "what follows from it is known as well"


def test_a_new_file_has_no_other_lines_than_its_patch() -> None:
    assert Unmarked().includes(change(False, old_blob=None))
    assert not Unmarked().includes(change(False, blob=None))


def test_the_oldest_are_forgotten() -> None:
    unmarked = Unmarked(most=2)
    for blob in ("one", "two", "one", "three"):
        unmarked.add(blob)
    assert [unmarked.includes(change(False, "x", old)) for old in ("two", "one")] == [False, True]
