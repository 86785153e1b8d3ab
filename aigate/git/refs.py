"""What git tells a pre-push hook: one line for each ref of the push."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigate.errors import UsageError

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
