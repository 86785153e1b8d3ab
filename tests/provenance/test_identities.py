"""Whose name stands on a commit."""

from __future__ import annotations

import pytest

from aigate.config import CustomAgent
from aigate.model import Confidence, Identity
from aigate.provenance import catalogue as catalogues
from aigate.provenance.catalogue import Role
from aigate.provenance.hint import identity_may_matter
from aigate.provenance.identities import identity_claims
from aigate.provenance.trailers import parse_person

ADA = Identity("Ada Author", "ada@example.org")

HUMANS = [
    "Claude Paroz <claude@example.ch>",
    "Claude <claude@example.fr>",
    "Devin Gould <devin@example.org>",
    "Devin <devin@example.org>",
    "Jules <jules@example.org>",
    "Jules de Balincourt <jules@example.org>",
    "Travis Cline <travis@example.org>",
    "Benjamin Goose <goose@example.org>",
    "Opus Dei <opus@example.org>",
    "Ash Win <ashwin@anthropic.com>",
    "K M <km-anthropic@users.noreply.github.com>",
    "Seratch <seratch@openai.com>",
    "Paul <paul@aider.chat>",
    "Nate <nate@continue.dev>",
    "Fac Tory <someone@factory.ai>",
    "Ima Zee <imaz@ai-verse.com>",
    "claude1985 <c@example.org>",
    "Codex <codex@example.org>",
    "Cursor <c@example.org>",
    "Username <ada@example.org>",
    "GitHub <noreply@github.com>",
    "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
    "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>",
    "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>",
    "pre-commit-ci[bot] <66853113+pre-commit-ci[bot]@users.noreply.github.com>",
    "gemini-cli-robot <gemini-cli-robot@google.com>",
    "marvin-context-protocol[bot] <1+marvin-context-protocol[bot]@users.noreply.github.com>",
    "some-other[bot] <1+some-other[bot]@users.noreply.github.com>",
    "<>",
    "Ada (aider fan) <ada@example.org>",
]


@pytest.mark.parametrize("person", HUMANS)
def test_no_agent_is_seen_in(person: str) -> None:
    identity = parse_person(person)
    assert identity_claims(identity, identity, catalogues.load()) == ()


@pytest.mark.parametrize(
    "person", ["Ada Author <ada@example.org>", "张伟 <zhang@example.cn>", "O'Neil <o.neil@example.ai>"]
)
def test_an_ordinary_identity_does_not_even_look_as_if_it_mattered(person: str) -> None:
    assert not identity_may_matter(person)


AGENTS = [
    ("Claude <noreply@anthropic.com>", "claude"),
    ("claude[bot] <41898282+claude[bot]@users.noreply.github.com>", "claude"),
    ("mayor <NOREPLY@Anthropic.com>", "claude"),
    ("Claude Opus 4.6 <c@example.org>", "claude"),
    ("copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>", "copilot"),
    ("Copilot <223556219+Copilot@users.noreply.github.com>", "copilot"),
    ("Codex Agent <codex-agent@example.com>", "codex"),
    ("Cursor Agent <cursoragent@cursor.com>", "cursor"),
    ("Ada Author (aider) <ada@example.org>", "aider"),
    ("openhands <openhands@all-hands.dev>", "openhands"),
    ("Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>", "devin"),
    ("google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>", "jules"),
    ("gemini-code-assist[bot] <1+gemini-code-assist[bot]@users.noreply.github.com>", "gemini"),
    ("Amp <amp@ampcode.com>", "amp"),
    ("Sourcery AI <>", "sourcery"),
    ("Roomote <roomote@roocode.com>", "roo"),
]


@pytest.mark.parametrize(("person", "agent"), AGENTS)
def test_an_agent_as_author_wrote_the_commit(person: str, agent: str) -> None:
    found = identity_claims(parse_person(person), ADA, catalogues.load())
    assert [(claim.agent, claim.confidence) for claim in found] == [(agent, Confidence.HIGH)]
    assert identity_may_matter(person)


def test_what_aider_committed_for_a_person_is_the_persons() -> None:
    committer = Identity("Ada Author (aider)", "ada@example.org")
    assert identity_claims(ADA, committer, catalogues.load()) == ()


@pytest.mark.parametrize(("person", "agent"), [case for case in AGENTS if "(aider)" not in case[0]])
def test_an_agent_as_committer_at_most_helped(person: str, agent: str) -> None:
    found = identity_claims(ADA, parse_person(person), catalogues.load())
    assert [(claim.agent, claim.confidence) for claim in found] == [(agent, Confidence.LOW)]


def test_the_author_is_enough() -> None:
    agent = Identity("Claude", "noreply@anthropic.com")
    found = identity_claims(agent, agent, catalogues.load())
    assert [claim.quote for claim in found] == ["author: Claude <noreply@anthropic.com>"]


def test_nobody_is_nobody() -> None:
    assert identity_claims(None, None, catalogues.load()) == ()


def test_a_team_adds_its_own_agent() -> None:
    catalogue = catalogues.load((CustomAgent("robo", identities=(r"^Robo\b.*<robo@corp\.example>$",)),))
    robo = Identity("Robo 7", "robo@corp.example")
    assert [claim.agent for claim in identity_claims(robo, None, catalogue)] == ["robo"]
    assert catalogue.identify(robo, Role.COAUTHOR) is not None


@pytest.mark.parametrize("unit", ["a", "claude ", "(aider) ", "1+", "[bot]", "@", "aider(", "-gpt-5"])
def test_a_hostile_identity_is_read_in_linear_time(unit: str) -> None:
    identity = Identity(unit * 50_000, unit * 50_000)
    identity_may_matter(str(identity))
    identity_claims(identity, identity, catalogues.load())
