"""Many small repositories, made fast: one empty bare one is copied, and filled by one process each."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TRAILER = "Co-authored-by: Claude <noreply@anthropic.com>"
START = 1_767_323_045


def many(folder: Path, number: int, env: dict[str, str] | None = None) -> list[Path]:
    """Repositories of three commits, the second by an agent; every third of them has a finding that stands."""
    template = folder / "template"
    _git(template.parent, env, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(template))
    made = []
    for at in range(number):
        place = folder / f"repository-{at:03}.git"
        shutil.copytree(template, place)
        _git(place, env, "fast-import", "--quiet", "--force", given=_stream(at))
        made.append(place)
    shutil.rmtree(template)
    return made


def _stream(at: int) -> bytes:
    risky = "import hashlib\nprint(hashlib.md5(data))\n" if not at % 3 else "print(1)\n"
    agent = risky + "".join(f"value_{line} = {line}\n" for line in range(at % 7))
    commits = (
        ("a.py", f"name = {at}\n", "begin"),
        ("b.py", agent, f"more\n\n{_TRAILER}"),
        ("c.py", "print(2)\n", "end"),
    )
    return b"".join(_commit(number, *one) for number, one in enumerate(commits))


def _commit(number: int, path: str, content: str, message: str) -> bytes:
    who = f"Ada Author <ada@example.org> {START + number * 86_400} +0000"
    parts = (
        f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n",
        f"data {len(message.encode())}\n{message}\n",
        f"M 100644 inline {path}\ndata {len(content)}\n{content}\n",
    )
    return "".join(parts).encode()


def _git(cwd: Path, env: dict[str, str] | None, *words: str, given: bytes = b"") -> None:
    subprocess.run(["git", *words], cwd=cwd, env=env or dict(os.environ), input=given, check=True, capture_output=True)
