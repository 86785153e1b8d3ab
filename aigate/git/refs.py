"""Refs: those that stand below a name, and what git tells a pre-push hook, one line for each ref of the push."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.errors import UsageError

if TYPE_CHECKING:
    from aigate.git.repo import Repo

# The local side is whatever the user typed, and `HEAD^{/fix the bug}` holds spaces; the other three fields cannot.
_LINE = re.compile(rb"(?P<local_ref>[^\n]+) (?P<local_oid>[0-9a-f]+) (?P<remote_ref>[^\s]+) (?P<remote_oid>[0-9a-f]+)")
_WIDTHS = (40, 64)


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One ref of a push. An object id of zeros stands for "none": no remote ref yet, or a deletion."""

    local_ref: str
    local_oid: str
    remote_ref: str
    remote_oid: str

    @property
    def deletes(self) -> bool:
        """Whether the ref is removed from the remote."""
        return not self.local_oid.strip("0")

    @property
    def creates(self) -> bool:
        """Whether the remote has no such ref yet."""
        return not self.remote_oid.strip("0")


def parse_push(stdin: bytes) -> tuple[RefUpdate, ...]:
    """Every ref of a push, as git writes them to a pre-push hook's standard input; UsageError for anything else."""
    return (
        tuple(_update(number, line) for number, line in enumerate(stdin.removesuffix(b"\n").split(b"\n"), 1))
        if stdin
        else ()
    )


def _update(number: int, line: bytes) -> RefUpdate:
    match = _LINE.fullmatch(line)
    if not match or not len(match["local_oid"]) == len(match["remote_oid"]) or len(match["local_oid"]) not in _WIDTHS:
        raise UsageError(
            f"line {number} of the push is not what git writes: {line[:200]!r}",
            hint="expected: <local ref> <local object> <remote ref> <remote object>",
        )
    return RefUpdate(**{name: value.decode("utf-8", "surrogateescape") for name, value in match.groupdict().items()})


def list_refs(repo: Repo, *prefixes: str) -> dict[str, str]:
    """Each ref that is one of the prefixes or lies below one, with its object id: one process, no object is opened.

    They stand in the order of the prefixes, and by name below one of them. Names are taken as they are, never as a branch
    that happens to be called so.
    """
    said = repo.git("for-each-ref", "--format=%(objectname) %(refname)", *(_literal(prefix) for prefix in prefixes))
    pairs = (line.partition(b" ")[::2] for line in said.split(b"\n")[:-1])
    found = {name.decode("utf-8", "surrogateescape"): oid.decode("ascii") for oid, name in pairs}
    below = (ref for prefix in prefixes for ref in found if ref == prefix or ref.startswith(f"{prefix}/"))
    return {ref: found[ref] for ref in below}


def _literal(prefix: str) -> str:
    """A prefix as ``for-each-ref`` takes it; names of refs cannot hold what would make it a pattern."""
    if not prefix.startswith("refs/") or set(prefix) & set("*?[\\"):
        raise ValueError(f"{prefix} is no name of refs")
    return prefix
