"""Contents that are kept for a moment: the same as read, and never too many."""

from __future__ import annotations

import random

from aigate.audit.recent import Recent


def test_what_was_read_a_moment_ago_is_not_read_again() -> None:
    asked: list[str] = []

    def read(oid: str) -> bytes:
        asked.append(oid)
        return oid.encode() * 10

    recent = Recent(read, 100)
    assert [recent(oid) for oid in "abab"] == [b"a" * 10, b"b" * 10] * 2
    assert asked == ["a", "b"]


def test_no_more_is_kept_than_is_allowed() -> None:
    chance = random.Random(5)
    sizes = {str(number): chance.randrange(1, 40) for number in range(50)}
    recent = Recent(lambda oid: b"x" * sizes[oid], 100)
    for _ in range(500):
        oid = str(chance.randrange(50))
        assert len(recent(oid)) == sizes[oid]
        kept = sum(map(len, recent._kept.values()))
        assert kept == recent._size <= 100
