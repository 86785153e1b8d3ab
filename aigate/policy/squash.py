"""The message that a forge makes of a branch's commits when it squashes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STYLES = ("github", "gitlab")
RULE = "-" * 9  # what GitHub puts above the co-authors that it has gathered
_COAUTHOR = re.compile(r"[ \t]*co-authored-by[ \t]*:[ \t]*([^<\n]*<[^<>\n]*>)[ \t]*\r?", re.IGNORECASE)


class Commit(NamedTuple):
    """One commit of the branch: who made it, and its message."""

    author: str  # "Name <email>"
    message: str

    @property
    def subject(self) -> str:
        """The first line."""
        return self.message.strip().partition("\n")[0].rstrip("\r")

    @property
    def body(self) -> str:
        """All but the first line."""
        return self.message.strip().partition("\n")[2].strip()


def squashed(commits: Sequence[Commit], style: str, title: str = "", author: str = "") -> str:
    """The default message, oldest commit first. The request's title and author are what the repository cannot know.

    GitHub lists the commits, each message whole, and gathers authors and co-authors in a paragraph of its own. GitLab's
    default template is the title and nothing else, so that every trailer is lost.
    """
    first = commits[0]
    head = title or first.subject
    if style == "gitlab":
        return f"{head}\n"
    if len(commits) == 1:
        parts = [head, first.body]
    else:
        parts = [head, *(f"* {commit.subject}" + (f"\n\n{commit.body}" if commit.body else "") for commit in commits)]
    gathered = [f"Co-authored-by: {person}" for person in coauthors(commits, author)] if len(commits) > 1 else []
    if gathered:
        parts += [RULE, "\n".join(gathered)]
    return "\n\n".join(part for part in parts if part) + "\n"


def coauthors(commits: Sequence[Commit], author: str = "") -> list[str]:
    """Everybody who wrote, or is said to have helped to write, a commit, but for the request's author; each once.

    Unless it is told, the author is taken to be the first commit's.
    """
    mine = _address(author or commits[0].author)
    found: dict[str, str] = {}
    for commit in commits:
        for person in (commit.author, *_named(commit.message)):
            if _address(person) != mine:
                found.setdefault(_address(person), person)
    return list(found.values())


def _named(message: str) -> Iterator[str]:
    for line in message.split("\n"):
        if match := _COAUTHOR.fullmatch(line):
            yield " ".join(match[1].split())


def _address(person: str) -> str:
    return person.rpartition("<")[2].rstrip("> ").lower()
