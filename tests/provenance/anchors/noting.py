"""Short words for tests of anchors: a repository whose agent is known, and notes made by the real command."""

from __future__ import annotations

import io
import json
from contextlib import chdir, redirect_stdout
from typing import TYPE_CHECKING

from aigate import cli
from aigate.config import Provenance
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.lines import Lines
from aigate.model import Claim, Confidence, Scope, Testimony, Verdict
from aigate.provenance.anchors.hashing import Hasher
from aigate.provenance.anchors.making import anchors_of
from aigate.provenance.anchors.record import render
from aigate.provenance.anchors.source import Anchors, salt_of
from aigate.provenance.anchors.writing import author_date, write
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from tests.repository import Repository

CODE = """\
def settle(accounts, moment):
    total = sum(account.balance for account in accounts)
    for account in accounts:
        account.settled_at = moment
        account.balance -= total / len(accounts)

    return {"total": total, "accounts": len(accounts)}
"""


def attributed(repo: Repository, *words: str) -> dict[str, dict[str, list[list[int]]]]:
    """What ``aigate attribute`` says of one changeset's files; in this process, for the sake of speed."""
    out = io.StringIO()
    with chdir(repo.path), redirect_stdout(out):
        assert cli.run(["attribute", "--format", "jsonl", *words]) == 0
    files: dict[str, dict[str, list[list[int]]]] = json.loads(out.getvalue())["files"]
    return files


def told(repo: Repository, rev: str = "") -> Testimony:
    """What the anchors alone say of a commit, or of what is staged."""
    with Repo.open(repo.path) as opened:
        changeset = changesets.of_commit(opened, rev) if rev else changesets.of_index(opened)
        return Anchors(opened).of(changeset)


def anchored(
    repo: Repository, files: dict[str, str], spans: dict[str, tuple[int, int]], verdict: Verdict = Verdict.AI
) -> str:
    """Commit files without any mark, and anchor the lines of ``spans``; the commit's id."""
    commit = repo.commit(dict(files), f"write {', '.join(files)}")
    with Repo.open(repo.path) as opened:
        changeset = changesets.of_commit(opened, commit)
        source = "markers" if verdict is Verdict.AI else "journal"
        claims = tuple(
            Claim(source, verdict, Scope.LINE, "", Confidence.HIGH, path, Lines([span]), "claude")
            for path, span in spans.items()
        )
        known = attribute(changeset, opened.read, Provenance(), Testimony(claims))
        hasher = Hasher(salt_of(opened))
        note = render(*anchors_of(changeset, known, opened.read, hasher, author_date(changeset)))
        assert write(opened, {commit: note}) == 1
    return commit
