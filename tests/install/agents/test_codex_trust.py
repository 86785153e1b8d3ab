"""What Codex has to hold before it runs a hook: the hash, where it stands, and a configuration that keeps everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from aigate.install.agents import BY_NAME, codex_trust
from aigate.install.agents.codex_trust import CannotTrustError
from aigate.install.agents.entries import Homes, Scope
from aigate.install.agents.placing import carry_out, plan_install
from aigate.install.agents.standing import stand

CODEX = BY_NAME["codex"]
WANTED = {'/home/a "b"\\c/hooks.json:stop:0:0': "sha256:1", "/x:pre_tool_use:1:0": "sha256:2"}

KNOWN = [
    (
        "with a matcher",
        {"matcher": "^Bash$", "hooks": [{"type": "command", "command": "c", "timeout": 20}]},
        '{"event_name":"pre_tool_use","hooks":[{"async":false,"command":"c","timeout":20,"type":"command"}],"matcher":"^Bash$"}',
    ),
    (
        "without matcher and time-out, beyond ASCII",
        {"hooks": [{"type": "command", "command": "é"}]},
        '{"event_name":"pre_tool_use","hooks":[{"async":false,"command":"é","timeout":600,"type":"command"}]}',
    ),
]


@pytest.mark.parametrize(("entry", "identity"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN])
def test_the_hash_is_that_of_the_sorted_compact_identity(entry: dict[str, object], identity: str) -> None:
    import hashlib

    assert codex_trust.trusted_hash("PreToolUse", entry) == f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


CONFIGS = [
    ("nothing", ""),
    ("other keys", 'model = "gpt-5.5" # the best\n\n[projects."/x"]\ntrust_level = "trusted"\n'),
    ("no newline at the end", 'model = "gpt-5.5"'),
    ("another's hooks", '[hooks.state."/y:stop:0:0"]\ntrusted_hash = "sha256:9"\n'),
    ("hooks in the configuration itself", '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n'),
]


@pytest.mark.parametrize("text", [case[1] for case in CONFIGS], ids=[case[0] for case in CONFIGS])
def test_hashes_are_added_and_taken_away_to_the_byte(text: str) -> None:
    trusted = codex_trust.trusting(text, WANTED)
    state = tomli.loads(trusted)["hooks"]["state"]
    assert {key: state[key]["trusted_hash"] for key in WANTED} == WANTED
    assert trusted.startswith(text)
    assert codex_trust.trusting(trusted, WANTED).count("trusted_hash") == trusted.count("trusted_hash")
    back = codex_trust.distrusting(trusted, [*WANTED])
    assert back.rstrip("\n") == text.rstrip("\n")


def test_an_older_hash_is_replaced() -> None:
    old = codex_trust.trusting("a = 1\n", dict.fromkeys(WANTED, "sha256:old")) + "\n[b]\nc = 2\n"
    new = tomli.loads(codex_trust.trusting(old, WANTED))
    assert new["a"] == 1
    assert new["b"] == {"c": 2}
    assert "old" not in str(new)


REFUSED = [
    ("no TOML", "a = \n"),
    ("an inline table", "hooks = { state = {} }\n"),
    ("a key that says more", '[hooks.state."/x:pre_tool_use:1:0"]\nenabled = false\ntrusted_hash = "x"\n'),
]


@pytest.mark.parametrize("text", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(CannotTrustError):
        codex_trust.trusting(text, WANTED)
    assert codex_trust.distrusting(text, [*WANTED]) == text


def test_both_locks_are_told_until_they_are_open(tmp_path: Path) -> None:
    homes = Homes(tmp_path / "project", tmp_path, {"PATH": "", "CODEX_HOME": str(tmp_path / "codex")})
    plan = plan_install(CODEX, homes, Scope.PROJECT)
    carry_out([plan], homes)
    assert len(stand(CODEX, homes, Scope.PROJECT).left) == 2
    config = codex_trust.config(homes)
    config.parent.mkdir()
    config.write_text(codex_trust.trusting("", codex_trust.missing(homes, plan.path)))
    assert len(stand(CODEX, homes, Scope.PROJECT).left) == 1
    config.write_text(config.read_text() + f'\n[projects."{homes.project}"]\ntrust_level = "trusted"\n')
    assert not stand(CODEX, homes, Scope.PROJECT).left
    plan.path.write_text(plan.path.read_text().replace("30", "31"))
    assert len(stand(CODEX, homes, Scope.PROJECT).left) == 1
