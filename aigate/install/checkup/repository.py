"""What the repository says: its configuration, whether that is in force, and how much of the history is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.config import NAME, PYPROJECT, find
from aigate.errors import ConfigError
from aigate.install import precommit
from aigate.install.checkup import fail, ok, warn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aigate.git.repo import Repo
    from aigate.install.checkup import Check

_MOVING = frozenset({"", "head", "main", "master", "trunk", "develop", "dev", "latest", "stable", "release", "none"})


def examine(repo: Repo) -> Iterator[Check]:
    """Everything about the repository but its hooks."""
    if repo.root is not None:
        yield config(repo.root)
        yield from in_force(repo, repo.root)
        yield from pinned_rev(repo.root)
    if repo.shallow:
        yield warn(
            "history", "a shallow clone: commits beyond the cut cannot be judged or attributed", "git fetch --unshallow"
        )
    if repo.git("config", "--get-regexp", r"^remote\..*\.promisor$", ok=(0, 1)):
        yield warn(
            "history",
            "a partial clone: aigate never fetches, so files that are not here are listed as not examined",
            "git fetch --refetch --no-filter",
        )


def config(root: Path) -> Check:
    """Whether the configuration in the work tree can be read."""
    try:
        _, name = find(lambda file: _read(root / file))
    except ConfigError as error:
        return fail("configuration", error.message, error.hint)
    return ok("configuration", f"{name} is sound" if name else "none: the defaults hold (aigate init writes one)")


def in_force(repo: Repo, root: Path) -> Iterator[Check]:
    """Whether what the work tree says is what the next commit will be judged by: that comes from HEAD."""
    born = bool(repo.git("rev-parse", "--verify", "--quiet", "HEAD", ok=(0, 1)))
    rev = "HEAD" if born else ""
    try:
        _, name = find(lambda file: repo.read_path(rev, file))
    except ConfigError as error:
        where = "HEAD" if born else "the index"
        yield fail(
            "in force", f"in {where}, {error.message}", "commit the mended file; until then nothing can be judged"
        )
        return
    for file in (NAME, PYPROJECT):
        here, there = _read(root / file), repo.read_path(rev, file)
        speaks = file == NAME or b"aigate" in (here or b"") + (there or b"")
        if speaks and _lines(here) != _lines(there):
            yield warn(
                "in force",
                f"{file} differs from the one that is committed, which is what the next commit is judged by"
                if there is not None
                else f"{file} is not committed yet, so the next commit is judged without it",
                f"git add {file} && git commit -m 'Change the policy of aigate' -- {file}",
            )
            return
    if name:
        yield ok("in force", f"{name} is as the next commit will be judged by")


def pinned_rev(root: Path) -> Iterator[Check]:
    """Whether pre-commit is told a version of aigate that stays the same."""
    for name, text in precommit_files(root):
        try:
            hooks = [hook for hook in precommit.hooks_in(text) if precommit.is_ours(hook)]
        except precommit.CannotAddError as error:
            yield fail(name, f"{name}: {error}", f"mend {name}")
            continue
        for rev in sorted({str(hook["rev"]) for hook in hooks if hook["repo"] not in ("local", "meta", "builtin")}):
            if rev.lower() in _MOVING:
                yield warn(
                    name,
                    f'aigate\'s rev "{rev}" in {name} is not a version: it can change',
                    "pre-commit autoupdate --freeze",
                )
            else:
                yield ok(name, f"{name} runs aigate {rev}")


def precommit_files(root: Path) -> Iterator[tuple[str, str]]:
    """The configuration of pre-commit and prek, as far as there is one."""
    for name in precommit.NAMES:
        data = _read(root / name)
        if data is not None:
            yield name, data.decode("utf-8", "replace")


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _lines(data: bytes | None) -> bytes | None:
    """Line ends are the checkout's business, not the policy's."""
    return None if data is None else data.replace(b"\r\n", b"\n")
