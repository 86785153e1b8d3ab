"""git's own reading of the trailers of many commits: all of a chunk in one process, once the first is asked for.

A policy for messages asks for the trailers of each commit of an agent's; a process for each would cost more than all the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import log, trailers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.git.repo import Repo
    from aigate.model import Trailer


class Messages:
    """The messages of some commits."""

    def __init__(self, repo: Repo, commits: Sequence[str]) -> None:
        self._repo = repo
        self._waiting = list(commits)
        self._known: dict[str, tuple[Trailer, ...]] = {}

    def parse(self, message: str) -> tuple[Trailer, ...]:
        """The trailers of a message, whosever it is."""
        if message not in self._known:
            if self._waiting:
                self._read()
            if message not in self._known:
                self._known[message] = trailers.parse(message)
        return self._known[message]

    def _read(self) -> None:
        """Read them all. Where git cannot, each is read by itself, and whatever is wrong is told of that one."""
        commits, self._waiting = self._waiting, []
        try:
            found = log.columns(self._repo, commits, ("--no-walk=unsorted", "--ignore-missing"), ("%B",))
            messages = [one.decode("utf-8", "surrogateescape") for _, said in found for one in said]
            self._known = dict(zip(messages, trailers.parse_all(messages), strict=True))
        except GitError:
            return
