"""The main job, shown in a scratch repository: ``make demo``.

A person commits as if nothing were installed; an agent's insecure lines are refused, by the marker in the file and by the
trailer of the message; the mended ones pass. Each outcome is checked: the demo fails if the gate does not do what it says.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)")
COLOUR = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

BY_A_PERSON = """\
import hashlib


def cache_key(url: str) -> str:
    return hashlib.md5(url.encode()).hexdigest()
"""

BY_AN_AGENT = """\
import subprocess


# @ai-generated begin tool=claude-code model=example-model
def archive(folder: str) -> None:
    subprocess.run(f"tar czf backup.tgz {folder}", shell=True, check=True)
# @ai-generated end
"""

MENDED = """\
import shutil


# @ai-generated begin tool=claude-code model=example-model
def archive(folder: str) -> None:
    shutil.make_archive("backup", "gztar", folder)
# @ai-generated end
"""

UNMARKED = """\
import requests


def download(url: str) -> bytes:
    return requests.get(url, timeout=10, verify=False).content
"""

UNMARKED_MENDED = UNMARKED.replace(", verify=False", "")

TRAILER = "Fetch the archive\n\nCo-authored-by: Claude <noreply@anthropic.com>"


class Demo:
    """A repository in a folder of its own, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "repository"
        home = folder / "home"
        self.root.mkdir()
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "AIGATE"))}
        self.env = kept | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
            "GIT_AUTHOR_NAME": "Robin Reader",
            "GIT_AUTHOR_EMAIL": "robin@example.org",
            "GIT_COMMITTER_NAME": "Robin Reader",
            "GIT_COMMITTER_EMAIL": "robin@example.org",
            "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
        }
        if COLOUR:
            self.env["FORCE_COLOR"] = "1"

    def run(self, *argv: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """Show a command and what it says."""
        print(_styled(f"$ {shlex.join(argv)}", "1"))
        done = subprocess.run(
            argv,
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        print("".join(f"  {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
        if ok:
            check(done.returncode == 0, f"{argv[0]} {argv[1]} ends with 0", done.stdout)
        return done

    def quiet(self, *argv: str) -> str:
        """Run a command behind the scenes; what it says."""
        done = subprocess.run(argv, cwd=self.root, env=self.env, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise SystemExit(f"demo failed: {argv} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        """Write and stage a file, and show it with its lines numbered."""
        (self.root / name).write_text(text, encoding="utf-8", newline="\n")
        self.quiet("git", "add", "--", name)
        print(_styled(f"{name}:", "2"))
        for number, line in enumerate(text.splitlines(), 1):
            print(_styled(f"  {number:2} │ {line}", "2"))

    @property
    def head(self) -> str:
        """The id of the last commit; empty before the first."""
        return self.quiet("git", "for-each-ref", "--format=%(objectname)", "refs/heads/main")

    def refused(self, message: str, *, names: str) -> None:
        """Commit, and see that the gate refuses it and names the line."""
        before = self.head
        done = self.run("git", "commit", "--quiet", "--message", message, ok=False)
        check(done.returncode != 0, "the commit is refused", done.stdout)
        check(self.head == before, "no commit was made")
        check(names in STYLE.sub("", done.stdout), f"the refusal points at {names}", done.stdout)

    def accepted(self, message: str) -> None:
        """Commit, and see that the gate lets it pass."""
        before = self.head
        done = self.run("git", "commit", "--quiet", "--message", message, ok=False)
        check(done.returncode == 0, "the commit is accepted", done.stdout)
        check(self.head != before, "it is in the history")


def check(holds: bool, what: str, output: str = "") -> None:
    """Say what was expected; end the demo if it is not so."""
    if not holds:
        raise SystemExit(f"demo failed: not so: {what}\n{output}")
    print(_styled(f"  ✓ {what}", "32"))


def title(text: str) -> None:
    """Print a heading."""
    print(f"\n{_styled(text, '1;36')}")


def _styled(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


def play(demo: Demo) -> None:
    """Play it scene by scene."""
    title("1. A repository, and the hooks")
    demo.quiet("git", "init", "--quiet", "--initial-branch=main")
    demo.run("aigate", "install")

    title("2. A person commits. MD5 or not: nobody's lines but an agent's are the gate's business")
    demo.write("cache.py", BY_A_PERSON)
    demo.accepted("Add the cache key")

    title("3. An agent's lines, marked in the file, hand a string to the shell")
    demo.write("backup.py", BY_AN_AGENT)
    demo.refused("Add the backup", names="backup.py:6")

    title("4. The same, mended")
    demo.write("backup.py", MENDED)
    demo.accepted("Add the backup")

    title("5. No marker this time, but a trailer in the message: every added line counts as the agent's")
    demo.write("fetch.py", UNMARKED)
    demo.refused(TRAILER, names="fetch.py:5")

    title("6. The same, mended")
    demo.write("fetch.py", UNMARKED_MENDED)
    demo.accepted(TRAILER)

    title("What the history says now")
    demo.run("git", "log", "--format=%h %s", "--reverse")
    check(len(demo.quiet("git", "rev-list", "HEAD").split()) == 3, "three commits, and nothing insecure by an agent")


def main() -> int:
    """Play the demo in a folder that is gone afterwards."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # a Windows console may have another one
    with tempfile.TemporaryDirectory(prefix="aigate-demo-", ignore_cleanup_errors=True) as folder:
        play(Demo(Path(folder)))
    print(f"\n{_styled('Done: refused what it should, and nothing else.', '1;32')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
