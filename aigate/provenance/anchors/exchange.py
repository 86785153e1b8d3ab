"""The notes of anchors, exchanged with a remote."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aigate.errors import GitError, UsageError
from aigate.git.notes_sync import sync_notes
from aigate.provenance.anchors.keys import REF, TRACKING

if TYPE_CHECKING:
    from aigate.git.repo import Repo

PUSH = "aigate.pushNotes"  # git's setting that lets the pre-push hook push notes


def exchange(repo: Repo, remote: str) -> bool:
    """Fetch the remote's notes, join and push; whether anything was pushed."""
    known = remotes(repo)
    if remote not in known:
        names = ", ".join(known) or "none"
        raise UsageError(f'there is no remote "{remote}"', hint=f"name one of this repository's remotes: {names}")
    return sync_notes(repo, REF, f"{TRACKING}/{remote}", remote)


def exchange_if_asked(repo: Repo, remote: str) -> None:
    """What the pre-push hook does where that is configured. A push is never worth less for notes that could not go along."""
    if (repo.setting(PUSH) or "").lower() not in ("true", "yes", "on", "1") or remote not in remotes(repo):
        return
    try:
        exchange(repo, remote)
    except GitError as error:
        print(f"aigate: the notes of anchors are not pushed: {error.message}", file=sys.stderr)
        print(f" hint: aigate provenance sync {remote} tries again", file=sys.stderr)


def remotes(repo: Repo) -> tuple[str, ...]:
    """The names of the repository's remotes."""
    return tuple(repo.git("remote").decode("utf-8", "surrogateescape").split())
