"""What is new since an audit was last told of: findings that are open now and were not known then, and how many are gone.

What was known then is a handful of short hashes, small enough to stand, unseen, in the very issue that told of it; so nothing
else has to be kept. It comes back from a forge and is believed no further than it goes: what cannot be read is as good as
nothing, and then everything is new.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from aigate.reports.audit.figures import pending, worst_first

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from aigate.audit_model import Audit, AuditedFinding

_MARK = 6  # bytes; of two thousand findings, two are taken for one once in a hundred million times
_MOST = 2000  # marks that are kept
_STATE = re.compile(
    r"<!-- aigate-audit 1 (?P<tip>[0-9a-f]{40}|[0-9a-f]{64}) (?P<whole>all|some) (?P<marks>[A-Za-z0-9+/=]{0,20000}) -->"
)


class Known(NamedTuple):
    """What was known when an audit was last told of."""

    tip: str
    marks: frozenset[bytes]
    is_whole: bool = True  # whether these are all that were open; else only findings of later commits are new


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since."""

    fresh: tuple[AuditedFinding, ...]  # open now, and not known; the worst first
    gone: int  # known, and no longer open
    is_first: bool = False  # whether nothing was ever told


def news(audit: Audit, known: Known | None, later: Container[str] = ()) -> News:
    """What to tell. ``later`` are the commits since the tip that was known."""
    marked = dict(_marked(audit))
    if known is None:
        return News(tuple(marked.values()), 0, is_first=True)
    fresh = tuple(
        found for mark, found in marked.items() if mark not in known.marks and (known.is_whole or found.commit in later)
    )
    return News(fresh, len(known.marks - marked.keys()))


def now(audit: Audit) -> Known:
    """What is known from this audit on."""
    marks = list(dict(_marked(audit)))
    return Known(audit.reach.tip, frozenset(marks[:_MOST]), is_whole=len(marks) <= _MOST)


def _marked(audit: Audit) -> Iterator[tuple[bytes, AuditedFinding]]:
    """Open findings, the worst first, each with its mark; of several that are alike, the second is another than the first."""
    met = Counter[str]()
    for found in worst_first(pending(audit)):
        one = found.finding
        name = one.fingerprint or f"{found.commit} {one.rule} {one.path} {one.anchor}"
        met[name] += 1
        text = f"{name} {met[name]}".encode("utf-8", "surrogateescape")
        yield blake2b(text, digest_size=_MARK).digest(), found


def write(known: Known) -> str:
    """What was known, as a comment that no reader of Markdown shows."""
    marks = b64encode(b"".join(sorted(known.marks))).decode()
    return f"<!-- aigate-audit 1 {known.tip} {'all' if known.is_whole else 'some'} {marks} -->"


def read(text: str) -> Known | None:
    """What was known, from the text of an issue; None where it does not say."""
    found = _STATE.search(text)
    if found is None:
        return None
    try:
        data = b64decode(found["marks"], validate=True)
    except (Base64Error, ValueError):
        return None
    marks = frozenset(data[at : at + _MARK] for at in range(0, len(data) - _MARK + 1, _MARK))
    return Known(found["tip"], marks, is_whole=found["whole"] == "all")
