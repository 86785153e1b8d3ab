"""Other tools' names: for rules that exist, in a form that can be looked up."""

from __future__ import annotations

import re

import pytest

from aigate.rules.loader import load
from aigate.rules.peers import _table, peers_of
from aigate.scanners import Settings
from aigate.scanners.registry import SCANNERS

KNOWN = {info.id: info for scanner in SCANNERS for info in scanner.rules(Settings(load()))}
ROWS = [(name, pack, peers) for name, packs in _table().items() for pack, peers in packs.items()]
TOOLS = (
    "Bandit", "Brakeman", "Checkov", "CodeQL", "ESLint", "Find Security Bugs", "Flawfinder", "Ruff", "Security Code Scan",
    "eslint-plugin-react", "eslint-plugin-security", "gosec", "hadolint", "kube-linter", "zizmor",
)  # fmt: skip


@pytest.mark.parametrize(("name", "pack", "peers"), ROWS, ids=[f"{pack}/{name}" for name, pack, _ in ROWS])
def test_each_row_is_for_a_rule(name: str, pack: str, peers: tuple[str, ...]) -> None:
    serving = [info for info in KNOWN.values() if info.id in (f"{pack}/{name}", f"flow/{name}")]
    assert any(set(peers) <= set(peers_of(info.id, info.languages)) for info in serving)
    for peer in peers:
        tool = next(tool for tool in TOOLS if peer.startswith(f"{tool} "))
        assert re.fullmatch(r"[\w/-]+", peer.removeprefix(f"{tool} "))


def test_ruffs_numbers_are_bandits() -> None:
    assert peers_of("bandit/B602") == ("Ruff S602",)
    assert peers_of("bandit/B109") == ()
    assert peers_of("acme/own") == ()
    assert peers_of("python/no-such-rule") == ()


def test_bandits_rules_are_known() -> None:
    named = {peer.removeprefix("Bandit ") for _, _, peers in ROWS for peer in peers if peer.startswith("Bandit ")}
    assert {f"bandit/{one}" for one in named} <= KNOWN.keys() | {"bandit/B703"}
