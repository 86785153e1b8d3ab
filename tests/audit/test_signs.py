"""Bulk answers are never a no where ``provenance`` says yes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.audit.signs import Signs
from aigate.config import CustomAgent, Provenance
from aigate.model import Identity
from aigate.provenance import catalogue as catalogues
from aigate.provenance.identities import identity_claims
from tests.provenance.test_trailers import claiming

OURS = Provenance(agents=(CustomAgent("robo", trailers=(r"^Robo-Id: \d+$",), identities=("robo@corp",)),))
CATALOGUE = catalogues.load()
PIECES = st.sampled_from(
    [
        *(
            "Co-authored-by: ",
            "Assisted-by: ",
            "Signed-off-by: ",
            "AI disclosure:\n",
            "AI model: ",
            "Author: ",
            "aider: ",
        ),
        *("Claude <noreply@anthropic.com>", "Copilot", "Jane <jane@example.org>", "yes", "Robo-Id: 7", "x <robo@corp>"),
        *(
            "\n",
            "\r\n",
            "\\n",
            "    ",
            "> ",
            "Squashed commit of the following:\n",
            "commit 0123456789\n",
            "caf\xe9 \u212a",
        ),
        *("Generated with [Claude Code](https://claude.ai/code/session_1)", "a", " ", "x" * 990, "\udcff"),
    ]
)
MESSAGES = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=6)


@pytest.mark.parametrize("settings", [Provenance(), OURS], ids=["built-in agents", "a team's own agent"])
@given(messages=MESSAGES)
def test_no_message_with_a_claim_goes_unseen(settings: Provenance, messages: list[str]) -> None:
    found = Signs(settings).of_messages([one.encode("utf-8", "surrogateescape") for one in messages])
    catalogue = catalogues.load(settings.agents)
    expected = {number for number, one in enumerate(messages) if claiming(one, catalogue)}
    assert expected <= found < set(range(len(messages) + 1))


PEOPLE = [
    ("Jane Doe", "jane@example.org"),
    ("Claude Monet", "claude@example.fr"),
    ("Paul Gauthier (aider)", "paul@example.org"),
    ("Claude", "noreply@anthropic.com"),
    ("Copilot", "198982749+Copilot@users.noreply.github.com"),
    ("GitHub", "noreply@github.com"),
    ("Claude Opus 4.6", "x@example.org"),
    ("Robo", "robo@corp"),
    ("\udcff", ""),
]


@pytest.mark.parametrize("settings", [Provenance(), OURS], ids=["built-in agents", "a team's own agent"])
def test_identities_are_what_the_catalogue_says_they_are(settings: Provenance) -> None:
    signs, catalogue = Signs(settings), catalogues.load(settings.agents)
    given_ = [f"{name}\n{email}".encode("utf-8", "surrogateescape") for name, email in PEOPLE * 2]
    identities = [Identity(*person) for person in PEOPLE * 2]
    assert signs.of_authors(given_) == [bool(identity_claims(one, None, catalogue)) for one in identities]
    assert signs.of_committers(given_) == [bool(identity_claims(None, one, catalogue)) for one in identities]
    assert any(signs.of_authors(given_))
    assert not all(signs.of_authors(given_))


@pytest.mark.parametrize(
    "message",
    [
        "Mend the cache",
        "",
        "Thank the author\n\nIt was written by hand.",
        "x\n\nSigned-off-by: Jane <jane@example.org>",
    ],
)
def test_an_ordinary_message_is_no_sign(message: str) -> None:
    assert Signs(Provenance()).of_messages([message.encode()] * 3) == set()


def test_no_more_than_so_many_answers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigate.audit.signs._MOST", 2)
    signs = Signs(Provenance())
    people = [f"Person {number}\n{number}@example.org".encode() for number in range(5)]
    assert signs.of_authors(people + people) == [False] * 10
