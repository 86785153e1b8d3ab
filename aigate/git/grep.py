"""Which files of a revision hold a pattern, told by git itself: it reads a thousand files for what one process costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.git import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.git.repo import Repo

_NO_MATCH = 1
_REFUSED = 128  # among others, by a git that was built without PCRE
_WORDS = ("grep", "-l", "-z", "-i", "-P", "--full-name", "--no-recurse-submodules", "--no-textconv", "--threads=1")


class Found(NamedTuple):
    """The files in which git found something, and how many it could not look into because they are not there."""

    paths: tuple[str, ...]
    missing: int


def files_with(repo: Repo, commit: str, pattern: str, paths: Sequence[str] = ()) -> Found | None:
    """The paths at a commit whose content matches a Perl-compatible pattern on any line; None if this git cannot tell.

    ``paths`` are the only ones to look at; none: all. Case is ignored, bytes are bytes, and files that are no text are looked
    through like any other.
    """
    with repo.start("--literal-pathspecs", *_WORDS, "-e", pattern, commit, "--", *paths) as process:
        said = b"".join(process.chunks())
        if process.finish((0, _NO_MATCH, _REFUSED)) == _REFUSED:
            return None
        absent = tree.absent(repo, commit) if process.has_complained else frozenset[str]()
    found = said.decode("utf-8", "surrogateescape").split("\0")[:-1]
    missing = sum(one.blob in absent for one in tree.files(repo, commit)) if absent else 0
    return Found(tuple(name.removeprefix(f"{commit}:") for name in found), missing)
