"""What aigate runs on: Python, git, the engines it was built against, and the environment's switches."""

from __future__ import annotations

import platform
import re
import sys
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git import pinned, process
from aigate.install.checkup import fail, ok, warn
from aigate.install.stages import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.install.checkup import Check

NEEDED = (2, 31)  # rev-parse --path-format, config --show-scope
REMERGE = (2, 35)  # --diff-merges=remerge
MERGE_TREE = (2, 38)  # merge-tree --write-tree
_ENGINES = ("GitPython", "ast-grep-py", "bandit", "detect-secrets", "pathspec", "PyYAML", "tomli")
_SKIPS = ("SKIP", "PREK_SKIP")
_OFF_SWITCHES = {"HUSKY": "0", "LEFTHOOK": "0", "PRE_COMMIT_ALLOW_NO_CONFIG": "1", "OVERCOMMIT_DISABLE": "1"}
_RELATIONS = {">=": (0, 1), "<=": (-1, 0), "<": (-1,), ">": (1,), "==": (0,), "!=": (-1, 1)}


def examine(environment: Mapping[str, str]) -> Iterator[Check]:
    """Everything about the machine and the process."""
    yield ok("python", f"Python {platform.python_version()} at {sys.executable}")
    try:
        said = process.run(pinned.argv("version"), pinned.environment(environment))[1]
    except GitError as error:
        yield fail("git", error.message, error.hint)
    else:
        yield git_version(said.decode("utf-8", "replace"))
    yield from engines()
    yield from switches(environment)


def git_version(said: str) -> Check:
    """Whether git is new enough, and what an older one costs. ``said`` is what ``git version`` prints."""
    found = re.search(r"(\d+)\.(\d+)", said)
    if not found:
        return fail("git", f"the git on PATH is a strange one: it says {said!r}", "see what `git version` is")
    version = (int(found[1]), int(found[2]))
    here = f"git {version[0]}.{version[1]}"
    upgrade = f"install git {MERGE_TREE[0]}.{MERGE_TREE[1]} or later"
    if version < NEEDED:
        return fail("git", f"{here} is too old: aigate needs {NEEDED[0]}.{NEEDED[1]}", upgrade)
    if version < REMERGE:
        return warn("git", f"{here} cannot redo a merge: lines written while merging are found less exactly", upgrade)
    if version < MERGE_TREE:
        return warn("git", f"{here} cannot redo a merge that is not committed yet", upgrade)
    return ok("git", here)


def engines() -> Iterator[Check]:
    """Whether the libraries are of the versions that aigate was tested with: it calls more than their public face."""
    from importlib import metadata

    try:
        required = metadata.requires("aigate") or []
    except metadata.PackageNotFoundError:
        yield fail("engines", "aigate runs without being installed", "pip install aigate")
        return
    for requirement in required:
        name, ranges = _requirement(requirement)
        if name not in _ENGINES:
            continue
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield fail(name, f"{name} is not installed", "pip install --force-reinstall aigate")
            continue
        if in_range(version, ranges):
            yield ok(name, f"{name} {version}")
        else:
            yield fail(name, f"{name} {version} is outside {ranges}", f'pip install "{name}{ranges}"')


def in_range(version: str, ranges: str) -> bool:
    """Whether a version lies in all of some ranges, like ``>=1.9,<1.10``. Compared by its release numbers alone."""
    for each in ranges.split(","):
        parts = re.fullmatch(r"\s*(>=|<=|==|!=|<|>)\s*([\d.]+)\s*", each)
        if not parts:
            return False
        one, other = _numbers(version), _numbers(parts[2])
        if (one > other) - (one < other) not in _RELATIONS[parts[1]]:
            return False
    return True


def switches(environment: Mapping[str, str]) -> Iterator[Check]:
    """Variables that switch hooks off, or change what aigate does, in this shell."""
    for name in _SKIPS:
        skipped = sorted(set(re.split(r"[,\s]+", environment.get(name, ""))) & BY_ID.keys())
        if skipped:
            yield warn("environment", f"{name} leaves out {', '.join(skipped)}", f"unset {name}")
    for name, value in _OFF_SWITCHES.items():
        if environment.get(name) == value:
            yield warn("environment", f"{name}={value} switches hooks off", f"unset {name}")
    for name in sorted(environment):
        if name.startswith("AIGATE_"):
            yield warn("environment", f"{name} is set, and may change what aigate does", f"unset {name}")


def _requirement(text: str) -> tuple[str, str]:
    """The name and the ranges of a requirement; of those of extras, nothing."""
    found = re.fullmatch(r"([A-Za-z0-9._-]+)\s*\(?([^;()]*)\)?\s*", text)
    return (found[1], found[2].strip()) if found else ("", "")


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in release.group().split(".")] if release else []
    return tuple(numbers + [0] * (4 - len(numbers)))
