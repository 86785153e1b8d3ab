"""Which changes of which files concern the gate itself."""

from __future__ import annotations

import pytest

from aigate.lines import Lines, Span
from aigate.model import FileChange
from aigate.policy.gatefiles import RULES, infos, may_concern_gate, touched_by_agent
from aigate.policy.narrow import Gated


def rules(path: str, new: list[str], old: list[str], gated: Gated | None = None, status: str = "M") -> list[str]:
    everything = Gated(Lines.whole(len(new)))
    found = touched_by_agent(FileChange(path, status), everything if gated is None else gated, new, old)
    return [finding.rule for finding in found]


CALLS = '{"hooks": {"Stop": [{"hooks": [{"command": "aigate agent hook --agent claude", "timeout": 30}]}]}, "a": 1}'
THEIRS = '{"command": "theirs"}'
SETTINGS = ".claude/settings.json"


HOOKS = [
    "repos:",
    "  - repo: https://example.org/aigate",
    "    rev: v1",
    "    hooks:",
    "      - id: aigate",
    "  - repo: local",
]


@pytest.mark.parametrize(
    ("path", "new", "old"),
    [
        pytest.param("src/app.py", ["x"], [], id="an ordinary file"),
        pytest.param("pyproject.toml", ["[tool.ruff]"], [], id="another tool's table"),
        pytest.param(".pre-commit-config.yaml", [*HOOKS, "    hooks: []"], HOOKS, id="another repository's hooks"),
        pytest.param(
            SETTINGS, [CALLS.replace('"a": 1', '"b": 2')], [CALLS], id="an agent's settings, beside its hooks"
        ),
        pytest.param(
            SETTINGS, [CALLS.replace("[{", f"[{THEIRS}, {{", 1)], [CALLS], id="another tool's hook in front of ours"
        ),
        pytest.param(SETTINGS, [CALLS], ["{}"], id="hooks of ours, new"),
        pytest.param(SETTINGS, ["{}"], ["broken"], id="settings that nobody could read"),
        pytest.param(SETTINGS, ['{"disableAllHooks": true}'], ["{}"], id="a switch where none of ours is"),
        pytest.param(".gitattributes", ["*.sh text eol=lf", "# *.py -diff"], [], id="attributes that hide nothing"),
    ],
)
def test_no_business_of_the_gates(path: str, new: list[str], old: list[str]) -> None:
    assert rules(path, new, old) == []


@pytest.mark.parametrize(
    ("path", "new", "old", "rule"),
    [
        pytest.param(".aigate.toml", ["x"], [], "gate/changed-by-agent", id="the configuration"),
        pytest.param(".github/hooks/aigate.json", ["x"], [], "gate/changed-by-agent", id="Copilot's hooks"),
        pytest.param(".opencode/plugin/aigate.js", ["x"], [], "gate/changed-by-agent", id="opencode's plugin"),
        pytest.param(SETTINGS, ["{}"], [CALLS], "gate/changed-by-agent", id="our hooks in an agent's settings, gone"),
        pytest.param(SETTINGS, [""], [CALLS], "gate/changed-by-agent", id="an agent's settings, gone"),
        pytest.param(SETTINGS, ["["], [CALLS], "gate/changed-by-agent", id="an agent's settings, broken"),
        pytest.param(
            SETTINGS,
            [CALLS.replace("30", "0")],
            [CALLS],
            "gate/changed-by-agent",
            id="our hooks, with another time-out",
        ),
        pytest.param(
            SETTINGS,
            [CALLS.replace('"a": 1', '"disableAllHooks": true')],
            [CALLS],
            "gate/changed-by-agent",
            id="all hooks off",
        ),
        pytest.param(".aigate/rules/a.yml", ["x"], [], "gate/changed-by-agent", id="a team's rules"),
        pytest.param(
            "pyproject.toml",
            ["[tool.aigate]", "scope = 'x'"],
            ["[tool.aigate]"],
            "gate/changed-by-agent",
            id="our table",
        ),
        pytest.param(
            "pyproject.toml",
            ["[tool.ruff]"],
            ["[tool.aigate]", "[tool.ruff]"],
            "gate/changed-by-agent",
            id="our table, gone",
        ),
        pytest.param(
            ".pre-commit-config.yaml", HOOKS[:1] + HOOKS[5:], HOOKS, "gate/changed-by-agent", id="our hooks, gone"
        ),
        pytest.param(
            ".pre-commit-config.yaml",
            [*HOOKS[:2], "    rev: v0", *HOOKS[3:]],
            HOOKS,
            "gate/changed-by-agent",
            id="an older gate",
        ),
        pytest.param(
            ".pre-commit-config.yaml",
            [*HOOKS[:5], "        stages: [manual]", *HOOKS[5:]],
            HOOKS,
            "gate/changed-by-agent",
            id="another stage",
        ),
        pytest.param("sub/.gitattributes", ["*.py -diff"], [], "gate/hides-source", id="diff switched off"),
        pytest.param(".gitattributes", ["*.py binary"], [], "gate/hides-source", id="text called binary"),
    ],
)
def test_an_agents_change_of_the_gate_is_told(path: str, new: list[str], old: list[str], rule: str) -> None:
    assert rules(path, new, old) == [rule]
    assert may_concern_gate(path)


def test_a_humans_change_is_not() -> None:
    assert rules(".aigate.toml", ["x"], [], Gated()) == []
    assert rules(".aigate.toml", [], ["x"], Gated(), "D") == []


def test_a_deletion_by_an_agent_is_told() -> None:
    assert rules(".aigate.toml", [], ["x"], Gated(seams=(Span(1, 1),)), "D") == ["gate/changed-by-agent"]


def test_every_rule_of_the_gate_can_be_explained() -> None:
    assert {info.id for info in infos()} == set(RULES)
    assert all(info.message and info.hint for info in infos())
