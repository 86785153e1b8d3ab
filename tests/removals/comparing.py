"""Two texts of a file, as a change."""

from __future__ import annotations

from difflib import SequenceMatcher

from aigate.model import FileChange, Hunk
from aigate.removals.found import losses
from aigate.sides import Sides


def changed(path: str, before: str, after: str) -> Sides:
    """Both sides of a change from one text to the other; an empty text is no file."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    hunks = tuple(
        Hunk(c + 1 if d > c else c, d - c, a + 1 if b > a else a, b - a)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )
    blobs = {"old": before.encode(), "new": after.encode()}
    status = "A" if not before else "D" if not after else "M"
    change = FileChange(
        path, status, blob="new" if after else None, old_path=path if before else None,
        old_blob="old" if before else None, hunks=hunks,
    )  # fmt: skip
    return Sides(change, blobs.__getitem__, 1 << 20)


def lost(*files: Sides) -> list[tuple[str, str]]:
    """The rules of what a change loses, with the confidence."""
    return [(one.finding.rule, str(one.finding.confidence)) for one in losses(files, files, "")]
