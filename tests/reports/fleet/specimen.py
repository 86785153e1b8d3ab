"""A made-up fleet: ordinary repositories, and some whose names are out to break a report."""

from __future__ import annotations

from aigate.audit_model import AgentShare, Authored, Counted, Density, Failure, Fleet, Member, Month, RuleShare

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("https://evil.example")',
    "x|y`z",
    "\x1b[31mred\u202e",
    "::error::stop",
    "@everyone #1 !2 [a](javascript:alert(1))",
    "caf\udce9",
    "a\nb",
)


def fleet(members: int = 12) -> Fleet:
    months = tuple(
        Month(f"2026-{at:02}", 40, 9, Counted(90 * at, 10, 1), (Authored("claude", "", 90 * at),), at, 3, 1)
        for at in range(1, 7)
    )
    return Fleet(
        "repos.txt",
        1_767_323_045,
        "0.1.0",
        tuple(_member(number) for number in range(members))
        + tuple(Member(name, f"/srv/{name}", "c0ffee", notes=(name,)) for name in HOSTILE),
        tuple(Failure(name, name, name) for name in HOSTILE),
        months,
        (
            AgentShare("claude", 9, 120, 4_000, 7),
            AgentShare("", 1, 2, 30, 0),
            *(AgentShare(name, 1, 1, 1, 1) for name in HOSTILE),
        ),
        (RuleShare("crypto/weak-hash", "medium", 3, 6), *(RuleShare(name, "low", 1, 1) for name in HOSTILE)),
        ("--since=2026-01-01",),
    )


def _member(number: int) -> Member:
    open_ones = (("high", number), ("medium", 2)) if number else ()
    return Member(
        f"team/app-{number}",
        f"https://example.org/team/app-{number}.git",
        f"{number:040x}",
        commits=100,
        ai_commits=10 * number,
        written=50 * number,
        lines=Counted(40 * number, 500, 3),
        open=open_ones,
        fixed=1,
        density=Density(40 * number, 2 + number, 503, 1, 30 * number, number, 1.25 * number),
        breaches=1,
        unread=number % 2,
        is_whole=not number % 2,
        newest=1_767_000_000,
        page=f"repositories/team-app-{number}.html",
    )
