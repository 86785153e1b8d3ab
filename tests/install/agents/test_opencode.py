"""The plugin in a real JavaScript engine: refusals throw, findings are appended, and nothing else ever stops opencode."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aigate.install.agents import opencode
from aigate.install.agents.entries import Command
from tests.install.agents.plugin import call_plugin

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

WRITE = {"tool": "write", "sessionID": "ses_1", "callID": "call_1"}
ARGS = {"filePath": "/work tree/a.py", "content": "é\n"}


class Plugin:
    """The plugin, with a program of the test's in place of aigate."""

    def __init__(self, folder: Path, body: str, *words: str) -> None:
        self.folder = folder
        program = folder / "fake aigate.py"
        program.write_text(f"import json, sys, time\nevent = json.load(sys.stdin)\n{body}\n", "utf-8")
        text = opencode.wanted(Command(words or (sys.executable, str(program)))).text
        self.path = folder / "aigate.mjs"
        self.path.write_text(text.replace("= 20000", "= 2000").replace("= 30000", "= 2000"), "utf-8")

    def call(self, *calls: list[Any], how: str = "") -> dict[str, Any]:
        return call_plugin(self.path, [*calls], how=how)


def before(**more: Any) -> list[Any]:
    return ["tool.execute.before", WRITE | more, {"args": ARGS}]


def after(**more: Any) -> list[Any]:
    return [
        "tool.execute.after",
        WRITE | {"args": ARGS} | more,
        {"title": "t", "output": "Wrote.", "metadata": {"exit": 0}},
    ]


def test_it_is_javascript(tmp_path: Path) -> None:
    subprocess.run(["node", "--check", str(Plugin(tmp_path, "").path)], check=True)


def test_a_refusal_is_thrown_with_its_reason(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path, "sys.stderr.write('not this\\n'); sys.exit(2)")
    answer = plugin.call(before(), after())
    assert answer["results"][0] == {"threw": "not this", "type": "Error"}
    assert answer["results"][1]["output"]["output"] == "Wrote."
    assert answer["log"] == []


def test_findings_are_appended_to_what_the_tool_says(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path, "print('a finding: é') if 'after' in event['hook_event_name'] else None")
    answer = plugin.call(before(), after())
    assert answer["results"] == [
        {"output": {"args": ARGS}},
        {"output": {"title": "t", "output": "Wrote.\n\na finding: é", "metadata": {"exit": 0}}},
    ]


def test_aigate_is_told_everything_it_needs(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path, "open('events', 'a').write(json.dumps(event) + chr(10))")
    idle = ["event", {"event": {"type": "session.idle", "properties": {"sessionID": "ses_1"}}}]
    plugin.call(before(), after(), idle)
    common = {"session_id": "ses_1", "cwd": "/work tree"}
    tool = {"tool_name": "write", "tool_input": ARGS, "tool_use_id": "call_1", **common}
    assert [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()] == [
        {"hook_event_name": "tool.execute.before", **tool},
        {"hook_event_name": "tool.execute.after", **tool, "metadata": {"exit": 0}},
        {"hook_event_name": "session.idle", **common},
    ]


def test_it_does_not_ask_about_tools_that_only_read(tmp_path: Path) -> None:
    answer = Plugin(tmp_path, "sys.exit(2)").call(before(tool="read"), after(tool="webfetch"), ["event", {"event": {}}])
    assert not [result for result in answer["results"] if "threw" in result]


TROUBLE = [
    ("a crash", "sys.exit('boom')", "boom"),
    ("a crash without a word", "sys.exit(70)", "exit code 70"),
    ("no answer in time", "time.sleep(60)", "no answer within 2000 ms"),
    ("a warning", "sys.stderr.write('careful')", "careful"),
    ("an early end", "sys.stdin.close(); import os; os._exit(9)", "exit code 9"),
]


@pytest.mark.parametrize(("body", "said"), [case[1:] for case in TROUBLE], ids=[case[0] for case in TROUBLE])
def test_trouble_is_logged_and_stops_nothing(tmp_path: Path, body: str, said: str) -> None:
    answer = Plugin(tmp_path, body).call(before())
    assert answer["results"] == [{"output": {"args": ARGS}}]
    assert [entry["service"] for entry in answer["log"]] == ["aigate"]
    assert said in answer["log"][0]["message"]


def test_a_program_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    answer = Plugin(tmp_path, "", "/nowhere/aigate").call(before(), after())
    assert [result.get("threw") for result in answer["results"]] == [None, None]
    assert "ENOENT" in answer["log"][0]["message"]


@pytest.mark.parametrize("how", ["deaf", "blind"])
def test_with_nobody_to_tell_it_stops_nothing_either(tmp_path: Path, how: str) -> None:
    answer = Plugin(tmp_path, "sys.exit(70)").call(before(), after(), how=how)
    assert [result.get("threw") for result in answer["results"]] == [None, None]


def test_odd_calls_are_no_type_errors(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path, "print('x')")
    odd: list[list[Any]] = [
        ["tool.execute.before", None, None],
        ["tool.execute.before", WRITE, None],
        ["tool.execute.after", WRITE, None],
        ["tool.execute.after", WRITE, {}],
    ]
    assert [result.get("threw") for result in plugin.call(*odd)["results"]] == [None] * 4


def test_a_payload_that_nobody_reads_is_no_trouble(tmp_path: Path) -> None:
    plugin = Plugin(tmp_path, "")
    (tmp_path / "fake aigate.py").write_text("import os; os._exit(0)")
    big = ["tool.execute.before", WRITE, {"args": {"content": "x" * 100_000}}]
    assert [result.get("threw") for result in plugin.call(big)["results"]] == [None]
