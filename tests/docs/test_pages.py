"""What the documentation shows must work: blocks parse, commands exist with those flags, links lead somewhere."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shlex
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import tomli
import yaml

from aigate import config
from aigate.cli import COMMANDS, full_parser
from aigate.install.stages import BY_ID, NAMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^(?P<mark>`{3,}).*?^(?P=mark)\s*$", re.MULTILINE | re.DOTALL)  # `[](const Request &r)` is no link
LINK = re.compile(r"\]\((?!https?:|#)(?P<target>[^)#\s]+)")
INLINE = re.compile(r"(?<!`)`aigate (?P<words>[^`\n]+)`")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


class Block(NamedTuple):
    """A fenced block: its language, the file or format it stands for, and where it is."""

    where: str
    language: str
    stands_for: str
    body: str


def pages() -> Iterator[Path]:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md"):
        yield ROOT / name
    yield from sorted((ROOT / "docs").rglob("*.md"))


def blocks(*languages: str) -> list[Block]:
    found = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for fence in FENCE.finditer(text):
            language, _, stands_for = fence["info"].partition(" ")
            line = text.count("\n", 0, fence.start()) + 1
            if language in languages:
                found.append(Block(f"{page.relative_to(ROOT).as_posix()}:{line}", language, stands_for, fence["body"]))
    return found


def commands(block: Block) -> Iterator[list[str]]:
    """The command lines of a shell block; a quotation may run over several lines."""
    pending = ""
    for line in block.body.splitlines():
        pending += f"\n{line}" if pending else line
        try:
            words = shlex.split(pending, comments=True)
        except ValueError:
            continue
        pending = ""
        for part in " ".join(shlex.quote(word) for word in words).split(" '&&' "):
            yield shlex.split(part)
    assert not pending, f"{block.where}: a quotation is never closed"


@cache
def parser() -> argparse.ArgumentParser:
    return full_parser()


def where(block: object) -> str:
    return block.where if isinstance(block, Block) else str(block)


@pytest.mark.parametrize("block", blocks("sh"), ids=where)
def test_every_aigate_command_in_a_shell_block_parses(block: Block, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands(block):
        if words[:1] == ["aigate"]:
            try:
                parser().parse_args(words[1:])
            except SystemExit:
                pytest.fail(f"{block.where}: {' '.join(words)}: {capsys.readouterr().err}")


@pytest.mark.parametrize("block", blocks("sh"), ids=where)
def test_every_make_target_in_a_shell_block_exists(block: Block) -> None:
    targets = re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for words in commands(block):
        if words[:1] == ["make"]:
            assert [word for word in words[1:] if "=" not in word and word not in targets] == []


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_aigate_command_named_in_prose_exists(page: Path) -> None:
    for found in INLINE.finditer(page.read_text(encoding="utf-8")):
        name, *rest = found["words"].split()
        if not name.isalpha() or name.isupper():
            continue
        assert name in COMMANDS, found[0]
        options = {option for action in _all_actions(name) for option in action.option_strings}
        assert [word for word in rest if word.startswith("--") and word.strip(",") not in options | {"--help"}] == []


def _all_actions(name: str) -> Iterator[argparse.Action]:
    todo = [_children(parser())[name]]
    while todo:
        one = todo.pop()
        yield from one._actions
        todo += _children(one).values()


def _children(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: child
        for action in of._actions
        if isinstance(action.choices, dict)
        for name, child in action.choices.items()
    }


@pytest.mark.parametrize("block", blocks("toml"), ids=where)
def test_every_toml_block_parses_and_a_configuration_is_a_valid_one(block: Block) -> None:
    tomli.loads(block.body)
    if block.stands_for == ".aigate.toml":
        config.load(block.body.encode(), block.where)


@pytest.mark.parametrize("block", blocks("yaml"), ids=where)
def test_every_yaml_block_parses_and_names_only_hooks_and_stages_that_exist(block: Block) -> None:
    document = yaml.safe_load(block.body)
    if block.stands_for == ".pre-commit-config.yaml":
        assert set(document["default_install_hook_types"]) <= set(NAMES)
        hooks = [hook["id"] for repo in document["repos"] for hook in repo["hooks"]]
        assert hooks
        assert set(hooks) <= set(BY_ID)


@pytest.mark.parametrize("block", [block for block in blocks("yaml") if block.stands_for == "rules"], ids=where)
def test_every_rule_in_a_yaml_block_loads_and_keeps_its_examples(block: Block, tmp_path: Path) -> None:
    from aigate.cli import run

    file = tmp_path / "acme.yml"
    file.write_text(block.body, encoding="utf-8")
    assert run(["rules", "test", str(file)]) == 0


@pytest.mark.parametrize("block", blocks("python"), ids=where)
def test_every_python_block_is_python(block: Block) -> None:
    ast.parse(textwrap.dedent(block.body))


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = [found["target"] for found in LINK.finditer(FENCED.sub("", page.read_text(encoding="utf-8")))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    "text",
    [
        *(block.body for block in blocks("yaml") if "workflows" in block.stands_for),
        *(path.read_text(encoding="utf-8") for path in sorted((ROOT / ".github/workflows").glob("*.yml"))),
    ],
)
def test_every_action_of_a_workflow_is_pinned_and_drops_its_credentials(text: str) -> None:
    used = re.findall(r"uses: (.+)$", text, re.MULTILINE)
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert "secrets." not in text


def test_the_reference_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    generate = importlib.import_module("generate")
    assert generate.stale() == []


def test_the_demo_plays_and_the_readme_shows_what_it_shows(tmp_path: Path) -> None:
    """In an environment like a newcomer's: no name, no e-mail, no configuration of git's."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "demo.py"],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (refusal,) = [block.body for block in blocks("text") if block.stands_for == "refusal"]
    assert refusal in "".join(f"{line[2:]}\n" for line in done.stdout.splitlines())
