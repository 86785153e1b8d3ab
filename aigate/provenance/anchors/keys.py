"""How lines are asked for: the numbers under which the pool files them, for whoever looks into it.

On the path of every commit of a repository that has anchors, so it imports next to nothing.
"""

from __future__ import annotations

from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

REF = "refs/notes/aigate"
TRACKING = "refs/notes/aigate-remote"  # what was fetched from each remote
FILE = "anchors.sqlite"  # in the git directory, below aigate/
FORMAT = 2
ABOVE, BELOW, SYMBOL, HOME = range(4)  # what a line was found together with; HOME is its file's path
EDGE = "000000"  # stands for the line above the first and below the last


def question(line: str, other: str, kind: int) -> int:
    """What is asked for by a line's hash and that of something around it, as one number."""
    return kind << 48 | int(line, 16) << 24 | int(other, 16)


def stored(path: str) -> str:
    """A path as hits name it: SQLite takes no lone surrogates, as stand for undecodable bytes."""
    return path.encode("utf-8", "backslashreplace").decode()


def home(path: str) -> str:
    """A path as what a line was found together with."""
    return blake2b(path.encode(), digest_size=3).hexdigest()


def state_of(refs: Mapping[str, str]) -> str:
    """What the pool was made from, in one text."""
    return "\n".join(f"{oid} {ref}" for ref, oid in sorted(refs.items()))
