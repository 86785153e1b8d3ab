"""The reader of commands against a real bash: whatever bash would run that skips the hooks must have been seen.

Commands are made at random from a small grammar, their words quoted in every way that bash knows; a git that only writes down
its arguments stands on the PATH. What bash does not get to run (behind ``||``) the reader may see all the same.
"""

from __future__ import annotations

import os
import random
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from aigate.agent.events import Event, Kind
from aigate.agent.refusals import refuse
from aigate.git.locate import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROUNDS = 40  # commands for each seed
ARGUMENTS = [
    ["-n"], ["--no-verify"], ["-m", "x"], ["-m", "-n"], ["-m", "--no-verify"], ["-am", "x"], ["-anm", "x"], ["--message", "--no-verify"],
    ["-F", "-n"], ["--", "-n"], ["-S"], ["-Sn"], ["-q"], ["$F"], ["--amend"], ["-C", "HEAD"], ["--author", "n"], ["--no-edit"], ["-un"],
    ["--fixup", "-n"], ["-t", "-n"],
]  # fmt: skip


class Grammar:
    """Commands that do nothing but call git."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def command(self, depth: int = 0) -> str:
        if depth > 3:
            return self.git()
        inner = self.command(depth + 1)
        body = inner.replace("\nE\n", "\n")
        forms = [
            self.git(), self.git(), self.git(), f"A=1 {self.git()}", f"env A=1 {self.git()}",
            inner + self.random.choice([" && ", "; ", "\n", " | "]) + self.command(depth + 1),
            f"( {inner} )", f"{{ {inner}; }}", f"if true; then {inner}; fi", f"for i in 1; do {inner}; done", f"case x in x) {inner};; esac",
            f"bash -c {shlex.quote(inner)}", f"eval {shlex.quote(inner)}", f"echo $( {inner} )", f'echo "a $( {inner} ) b"', f"echo {shlex.quote(inner)}",
            f"cat <<E\n$( {inner} )\nE\n", f"cat <<'E'\n{body}\nE\n", f"bash <<'E'\n{body}\nE\n",
            f"F={self.random.choice(['-n', '--no-verify', '-q'])}; {inner}",
        ]  # fmt: skip
        return self.random.choice(forms)

    def git(self) -> str:
        words = [
            "git",
            *self.random.choice([[], [], ["-C", "."], ["-c", "user.name=x"]]),
            self.random.choice(["commit", "commit", "log"]),
        ]
        for _ in range(self.random.randint(0, 4)):
            words += self.random.choice(ARGUMENTS)
        return " ".join(word if word == "$F" else self.quoted(word) for word in words)

    def quoted(self, word: str) -> str:
        at = self.random.randrange(len(word))
        hexed = "".join(f"\\x{ord(each):02x}" if self.random.random() < 0.3 else each for each in word)
        return self.random.choice(
            [
                word,
                word,
                f"'{word}'",
                f'"{word}"',
                f"$'{hexed}'",
                *(word[:at] + noise + word[at:] for noise in ("''", "\\", "${UNSET}", "\\\n")),
            ]
        )


def skips_hooks(argv: Sequence[str]) -> bool:  # noqa: C901 - all of git's rules in one place
    """Whether git would skip its hooks, told independently of the reader under test."""
    words = list(argv)
    while words[:1] in (["-C"], ["-c"]):
        del words[:2]
    if words[:1] != ["commit"]:
        return False
    del words[0]
    while words:
        word = words.pop(0)
        if word == "--":
            return False
        if word in ("--message", "--author", "--fixup"):
            words = words[1:]
        elif word == "--no-verify":
            return True
        elif word.startswith("-") and not word.startswith("--"):
            for at, letter in enumerate(word[1:], 2):
                if letter in "mFCct":
                    words = words if word[at:] else words[1:]
                    break
                if letter in "Su":
                    break
                if letter == "n":
                    return True
    return False


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("seed", [3, 11])
def test_what_bash_would_run_is_seen(tmp_path: Path, seed: int) -> None:
    tools, work, log = tmp_path / "bin", tmp_path / "work", tmp_path / "log"
    tools.mkdir()
    work.mkdir()
    for name in ("bash", "cat", "env"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "git").write_text(f"#!{shutil.which('bash')}\nprintf '%s\\x1f' \"$@\" >> {log}\nprintf '\\n' >> {log}\n")
    (tools / "git").chmod(0o755)
    grammar = Grammar(seed)
    place = Place(str(work / ".git"), str(work / ".git"), str(work))
    skipped = 0
    for _ in range(ROUNDS):
        command = grammar.command()
        log.write_text("")
        subprocess.run(
            ["bash", "--norc", "-c", command], cwd=work, env={"PATH": str(tools), "HOME": os.devnull}, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=30
        )  # fmt: skip
        calls = [line.split("\x1f")[:-1] for line in log.read_text("utf-8", "replace").split("\n") if "\x1f" in line]
        if any(map(skips_hooks, calls)):
            skipped += 1
            event = Event("claude", Kind.BEFORE_SHELL, "PreToolUse", cwd=str(work), command=command)
            assert refuse(event, place) is not None, command
    assert skipped > ROUNDS // 20
