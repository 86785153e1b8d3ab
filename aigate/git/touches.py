"""Which commits changed some paths, whatever the paths were called before: for histories, in a few processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from aigate.git.repo import Repo

_WORDS = ("diff-tree", "--stdin", "--root", "-r", "-z", "--name-status")
_MOST = 100_000  # bytes of paths that a command line is given; with more of them git tells of all paths
_RENAMES = 8  # names that one file is followed through


class _Touch(NamedTuple):
    commit: str
    status: str
    path: str
    old_path: str


def touching(repo: Repo, commits: Sequence[str], paths: Collection[str]) -> frozenset[str]:
    """Those of some commits that change any of the paths against any parent, or what the paths were renamed from."""
    found: set[str] = set()
    wanted, known = set(paths), set(paths)
    for _ in range(_RENAMES):
        if not wanted:
            break
        touches = list(_touches(repo, commits, wanted, "-m", "--no-renames"))
        found.update(one.commit for one in touches)
        origins = sorted({one.commit for one in touches if one.status == "A"})
        renames = _touches(repo, origins, (), "-M", "--diff-filter=R") if origins else ()
        wanted = {one.old_path for one in renames if one.path in known} - known
        known |= wanted
    return frozenset(found)


def _touches(repo: Repo, commits: Sequence[str], paths: Collection[str], *options: str) -> Iterator[_Touch]:
    limit = sorted(paths) if sum(map(len, paths)) < _MOST else []
    given = "".join(f"{commit}\n" for commit in commits).encode()
    said = repo.git(*_WORDS, *options, "--", *limit, input=given)
    words = iter(said.decode("utf-8", "surrogateescape").split("\0")[:-1])
    commit = ""
    for word in words:
        if len(word) == len(repo.null_oid):
            commit = word
            continue
        old_path = path = next(words)
        if word.startswith("R"):
            path = next(words)
        if not paths or path in paths:
            yield _Touch(commit, word[:1], path, old_path)
