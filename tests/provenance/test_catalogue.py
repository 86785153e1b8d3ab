"""The catalogue itself: every fingerprint has an example that it recognises, and the glance sees each of them."""

from __future__ import annotations

import pytest

from aigate.config import CustomAgent
from aigate.errors import ConfigError
from aigate.model import Claim, Confidence
from aigate.provenance import catalogue as catalogues
from aigate.provenance.catalogue import Asks, Role, Says
from aigate.provenance.env import running_agent
from aigate.provenance.hint import claim_may_begin, identity_may_matter, message_may_matter
from aigate.provenance.names import model_in, recognise, recorded
from aigate.provenance.trailers import message_claims, parse_person
from tests.provenance.test_trailers import claiming

CATALOGUE = catalogues.load()
IDENTITIES: list[tuple[str, catalogues.IdentityMark]] = [
    (agent.id, mark) for agent in CATALOGUE.agents for mark in agent.identities
]
LINES: list[tuple[str, catalogues.TrailerMark | catalogues.BodyMark]] = []
for _agent in CATALOGUE.agents:
    LINES += [(_agent.id, mark) for mark in _agent.trailers]
    LINES += [(_agent.id, mark) for mark in _agent.bodies]
VARIANTS = {
    "in the last paragraph": "Add\n\n{}",
    "in a squash": "Add (#1)\n\n* Add\n\n{}\n\n* Mend",
    "with carriage returns": "Add\r\n\r\n{}\r\n",
    "behind an escaped line end": "Add\\n\\n{}",
    "in a list": "Add\n\n* {}",
}


def claimed(message: str) -> tuple[Claim, ...]:
    found = message_claims(message, CATALOGUE)
    assert bool(found) == claiming(message), "a first look loses nothing"
    return found


@pytest.mark.parametrize(
    ("agent", "mark"), [pytest.param(*case, id=f"{case[0]}: {case[1].example}") for case in IDENTITIES]
)
def test_every_identity_is_recognised_by_its_example(agent: str, mark: catalogues.IdentityMark) -> None:
    identity = parse_person(mark.example)
    assert mark.fits(identity, Role.COAUTHOR)
    found = CATALOGUE.identify(identity, mark.only or Role.AUTHOR)
    assert found is not None
    assert found[0].id == agent
    for pattern in ("Add\n\nCo-authored-by: {}", "Add\n\nco-authored-by:   {}\n\nhttps://example.org"):
        message = pattern.format(mark.example)
        assert [claim.agent for claim in claimed(message)] == [agent]
        assert message_may_matter(message)
    assert mark.only or identity_may_matter(mark.example)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("agent", "mark"), [pytest.param(*case, id=f"{case[0]}: {case[1].example}") for case in LINES])
def test_every_line_is_recognised_by_its_example(
    agent: str, mark: catalogues.TrailerMark | catalogues.BodyMark, variant: str
) -> None:
    is_subject = isinstance(mark, catalogues.BodyMark) and mark.subject
    message = mark.example if is_subject else VARIANTS[variant].format(mark.example)
    found = claimed(message)
    assert [(claim.agent, claim.confidence) for claim in found] == [(agent, mark.confidence)]
    assert message_may_matter(message)
    assert claim_may_begin(message)


@pytest.mark.parametrize("key", [key for one in CATALOGUE.disclosures for key in one.keys])
def test_every_disclosure_of_every_agent_is_recognised(key: str) -> None:
    disclosure = next(one for one in CATALOGUE.disclosures if key in one.keys)
    assert claimed(f"Add\n\n{disclosure.example}")
    for spelled in (key, key.replace("-", " ")):
        assert claim_may_begin(f"{spelled}: x"), spelled
    for agent in CATALOGUE.agents:
        for name in agent.names:
            message = f"Add\n\n{key.capitalize()}: {name.title()}"
            found = claimed(message)
            assert not found or message_may_matter(message), message
            if disclosure.value in (Asks.NAMED, Asks.ANY):
                assert [claim.agent for claim in found] == [agent.id], message
                assert found[0].confidence is (
                    Confidence.MEDIUM if disclosure.says is Says.AUTHORED else Confidence.LOW
                )


@pytest.mark.parametrize("family", CATALOGUE.models)
@pytest.mark.parametrize(
    "pattern",
    ["Assisted-by: {}-9", "Assisted-by: x:{}-9.1", "Co-authored-by: {} 9", "Generated with {}-9", "AI-Tool: {}"],
)
def test_every_model_is_seen_by_the_glance(family: str, pattern: str) -> None:
    message = "Add\n\n" + pattern.format(family)
    assert not claimed(message) or message_may_matter(message)


@pytest.mark.parametrize("agent", CATALOGUE.agents, ids=lambda agent: agent.id)
def test_every_footer_is_seen_by_the_glance(agent: catalogues.Agent) -> None:
    for name in agent.names:
        for verb in ("Generated with", "🤖 Created by", "Written by", "Made with", "Built using", "implemented via"):
            for link in (f"[{name}](https://example.org)", name.title(), f"{name} 2.0"):
                message = f"Add\n\n{verb} {link}"
                assert not claimed(message) or message_may_matter(message), message


def test_a_denied_bot_is_no_agent_even_if_a_pattern_would_fit() -> None:
    for login in CATALOGUE.bots:
        person = parse_person(f"{login}[bot] <1+{login}[bot]@users.noreply.github.com>")
        assert CATALOGUE.is_other_bot(person)
        assert CATALOGUE.identify(person, Role.AUTHOR) is None


def test_a_known_id_gains_the_teams_patterns() -> None:
    catalogue = catalogues.load((CustomAgent("claude", identities=("<claude@corp\\.example>$",)),))
    found = catalogue.identify(parse_person("Claude <claude@corp.example>"), Role.AUTHOR)
    assert found is not None
    assert found[0].name == "Claude Code"


def test_a_pattern_that_does_not_compile_is_named() -> None:
    with pytest.raises(ConfigError, match="robo: the pattern '\\('"):
        catalogues.load((CustomAgent("robo", trailers=("(",)),))


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("Claude", None),
        ("Claude Code", None),
        ("clang-tidy-19", None),
        ("Claude Opus 4.6 (1M context)", "claude-opus-4.6"),
        ("Claude 3.5 Sonnet", "claude-3.5-sonnet"),
        ("Claude Fable 5", "claude-fable-5"),
        ("Sonnet 4.5", "claude-sonnet-4.5"),
        ("claude-opus-4-8", "claude-opus-4-8"),
        ("anthropic/claude-sonnet-4-20250514", "claude-sonnet-4-20250514"),
        ("Gemini 2.5 Pro", "gemini-2.5-pro"),
        ("GPT-5.4", "gpt-5.4"),
        ("GPT 5", "gpt-5"),
        ("o3", "o3"),
        ("model: Kimi-K2", "kimi-k2"),
    ],
)
def test_a_models_name_is_normalised(text: str, model: str | None) -> None:
    assert model_in(text, CATALOGUE) == model


@pytest.mark.parametrize(
    "text", ["", " ", "Claude Monet", "claude-manager", "no", "N/A", "Jane", "gcc", "the", "model", "42", "-"]
)
def test_a_text_that_names_no_agent(text: str) -> None:
    assert recognise(text, CATALOGUE) is None


@pytest.mark.parametrize(
    ("environ", "agent"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param(
            {"CURSOR_TRACE_ID": "x", "REPL_ID": "y", "TERM_PROGRAM": "kiro"}, None, id="what human shells have, too"
        ),
        pytest.param({"CLAUDECODE": "0"}, None, id="a switch that is off"),
        pytest.param({"CLAUDECODE": ""}, None, id="a variable that is empty"),
        pytest.param({"AGENT": "jenkins"}, None, id="an agent of another kind"),
        pytest.param({"CLAUDECODE": "1"}, "claude", id="Claude Code"),
        pytest.param({"CODEX_THREAD_ID": "t"}, "codex", id="Codex"),
        pytest.param({"GEMINI_CLI": "1"}, "gemini", id="Gemini CLI"),
        pytest.param({"CURSOR_AGENT": "1", "CLAUDECODE": "1"}, "claude", id="an agent in an editor's terminal"),
        pytest.param({"AGENT": "amp"}, "amp", id="a general variable"),
        pytest.param({"AI_AGENT": "claude-code@2.1"}, "claude", id="a general variable with a version"),
        pytest.param({"AI_AGENT": "homegrown"}, "homegrown", id="an agent that nobody knows"),
        pytest.param({"AI_AGENT": "\x1b[2J"}, None, id="nonsense"),
    ],
)
def test_the_agent_that_runs_this_process(environ: dict[str, str], agent: str | None) -> None:
    assert running_agent(environ) == agent


@pytest.mark.parametrize(
    ("tool", "model", "expected"),
    [
        pytest.param(None, None, (None, None), id="no fields"),
        pytest.param(7, ["x"], (None, None), id="fields of other types"),
        pytest.param("", "", (None, None), id="empty fields"),
        pytest.param("unknown", "<synthetic>", (None, None), id="words that stand in for names"),
        pytest.param("unknown", "openai/gpt-4o", (None, "gpt-4o"), id="a model whose tool is unknown"),
        pytest.param("\x1b[31mx", "a\nb", (None, None), id="control characters"),
        pytest.param("x" * 99, "m" * 99, (None, None), id="too long for names"),
        pytest.param("claude", "claude-opus-4-8", ("claude", "claude-opus-4-8"), id="as the catalogue calls it"),
        pytest.param(
            "claude-code", "anthropic/claude-x-1", ("claude", "claude-x-1"), id="another spelling; a provider"
        ),
        pytest.param("github-copilot", "auto", ("copilot", None), id="a model that is chosen for one"),
        pytest.param("my-agent", "m1", (None, "m1"), id="a tool that nobody knows"),
    ],
)
def test_what_the_fields_of_a_record_name(tool: object, model: object, expected: tuple[str | None, str | None]) -> None:
    assert recorded(tool, model, catalogues.load()) == expected
