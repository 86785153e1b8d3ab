"""``git blame`` of many files, side by side, and each but once for as long as its file stays as it is."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aigate.audit.store import key
from aigate.errors import GitError
from aigate.git import blame as git_blame
from aigate.git.blame import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aigate.audit.store import Store
    from aigate.git.repo import Repo

KIND = "blame"
_TOGETHER = 200  # files whose rows are kept at once


@dataclass(slots=True)
class Blamed:
    """What git says of the lines of some files, or why it says nothing."""

    runs: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Files at a commit, and how git is to follow their lines. ``last`` is as in ``git.versions``."""

    tip: str
    paths: tuple[str, ...]
    last: Mapping[str, str]
    options: tuple[str, ...] = ()
    jobs: int = 0  # git processes at a time; 0: as many as there are processors

    def key_of(self, path: str) -> bytes:
        """What the answer for one file depends on."""
        return key(path, self.last.get(path, self.tip), *self.options)


def blame(
    repo: Repo, question: Question, store: Store, progress: Callable[[int, int], None] = lambda _, __: None
) -> Blamed:
    """The runs of each file, from the store where it has them."""
    keys = {path: question.key_of(path) for path in question.paths}
    kept = store.read(KIND, keys.values(), _from_plain)
    found = Blamed({path: kept[name] for path, name in keys.items() if name in kept})
    missing = [path for path in question.paths if path not in found.runs]
    for at in range(0, len(missing), _TOGETHER):
        part = missing[at : at + _TOGETHER]
        progress(len(question.paths) - len(missing) + at, len(question.paths))
        for path, answer in zip(part, _asked(repo, question, part), strict=True):
            if isinstance(answer, GitError):
                found.failed[path] = answer.message
            else:
                found.runs[path] = answer
        store.put(KIND, [(keys[path], _to_plain(found.runs[path])) for path in part if path in found.runs])
    return found


def _asked(repo: Repo, question: Question, paths: Sequence[str]) -> Iterator[tuple[Run, ...] | GitError]:
    """What git answers, in order. The work is done by git's own processes, so threads are enough to wait for them."""

    def ask(path: str) -> tuple[Run, ...] | GitError:
        try:
            return git_blame.runs_of(repo, (question.tip,), path, *question.options)
        except GitError as error:
            return error

    jobs = min(question.jobs or os.cpu_count() or 1, len(paths))
    if jobs == 1:
        yield from map(ask, paths)
        return
    with ThreadPoolExecutor(jobs) as pool:
        waiting = deque(pool.submit(ask, path) for path in paths)
        while waiting:
            yield waiting.popleft().result()


def _to_plain(runs: Sequence[Run]) -> list[Any]:
    """Runs as JSON holds them, each name once."""
    names = list(dict.fromkeys((run.commit, run.path, run.boundary) for run in runs))
    place = {name: at for at, name in enumerate(names)}
    return [names, [[run.start, run.size, run.origin, place[run.commit, run.path, run.boundary]] for run in runs]]


def _from_plain(plain: Any) -> tuple[Run, ...]:
    """The runs again; TypeError, ValueError or IndexError for what is none."""
    names, rows = plain
    told = [(start, size, origin, names[at]) for start, size, origin, at in rows]
    return tuple(
        Run(start, size, commit, origin, path, boundary) for start, size, origin, (commit, path, boundary) in told
    )
