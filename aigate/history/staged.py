"""Where staged lines come from: from HEAD, as git blame tells it, or from nowhere yet.

``git blame --contents`` would ask the filters that a repository configures, which are programs, and nothing here runs any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.git import blame, patches
from aigate.git.blame import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.git.repo import Repo
    from aigate.lines import Span
    from aigate.model import Hunk


class Staging:
    """What is staged against HEAD, read once."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._head = repo.resolve("HEAD") if repo.has_head() else None
        base = self._head or repo.empty_tree
        self._changes = {change.path: change for change in patches.of_index(repo, base, repo.objects)}

    def runs(self, path: str, count: int, part: Span, options: Sequence[str]) -> Iterator[Run]:
        """The runs of ``part`` of a staged file of ``count`` lines; those of no commit yet have an empty id."""
        change = self._changes.get(path)
        old_path = change.old_path if change else path
        if self._head and old_path is not None:
            old = list(blame.runs(blame.porcelain(self._repo, [self._head], old_path, *options)))
            whole = list(_carried(old, change.hunks if change else (), path, count))
        else:
            whole = [_own(path, 1, count)]
        yield from _slice(whole, part.start, part.start, part.end - part.start + 1)


def _own(path: str, start: int, count: int) -> Run:
    return Run(start, count, "", start, path, boundary=False)


def _carried(old: Sequence[Run], hunks: Sequence[Hunk], path: str, count: int) -> Iterator[Run]:
    """HEAD's runs in the lines of the staged file, with what is staged between them."""
    line, source = 1, 1  # the next line of the staged file, and of HEAD's, that is not told of yet
    for hunk in (*hunks, None):
        if hunk is None:
            yield from _slice(old, source, line, count - line + 1)
            return
        start = hunk.start if hunk.count else hunk.start + 1
        yield from _slice(old, source, line, start - line)
        if hunk.count:
            yield _own(path, hunk.start, hunk.count)
        line = start + hunk.count
        source = (hunk.old_start if hunk.old_count else hunk.old_start + 1) + hunk.old_count


def _slice(old: Sequence[Run], source: int, line: int, count: int) -> Iterator[Run]:
    """``count`` lines of HEAD from ``source`` on, which stand at ``line`` in the staged file."""
    for run in old:
        first = max(run.start, source)
        last = min(run.start + run.size, source + count) - 1
        if first <= last:
            yield run._replace(
                start=first - source + line, size=last - first + 1, origin=run.origin + first - run.start
            )
