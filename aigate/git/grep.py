"""Which files of a revision hold a pattern, told by git itself: it reads a thousand files for what one process costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigate.git.repo import Repo

_NO_MATCH = 1
_REFUSED = 128  # among others, by a git that was built without PCRE
_WORDS = ("grep", "-l", "-z", "-i", "-P", "--full-name", "--no-recurse-submodules", "--no-textconv", "--threads=1")


def files_with(repo: Repo, commit: str, pattern: str) -> tuple[str, ...] | None:
    """The paths at a commit whose content matches a Perl-compatible pattern on any line; None if this git cannot tell.

    Case is ignored, bytes are bytes, and files that are no text are looked through like any other. What is missing from the
    repository is passed over.
    """
    code, said = repo.call(*_WORDS, "-e", pattern, commit, "--", ok=(0, _NO_MATCH, _REFUSED))
    if code == _REFUSED:
        return None
    found = said.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return tuple(name.removeprefix(f"{commit}:") for name in found)
