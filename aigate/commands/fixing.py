"""``--fix`` and ``--diff``: what to write instead, into the work tree or as a patch.

What is judged is the index; a fix goes into the work tree, where a person looks at it and stages it. Where the two differ, git
merges the fix into the file as it stands, or nothing is written.
"""

from __future__ import annotations

import difflib
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aigate.commands import output
from aigate.errors import UsageError
from aigate.fixes.mending import mend
from aigate.model import Bucket
from aigate.reports.visible import visible
from aigate.scanners import Settings, content
from aigate.snippet import masks_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from aigate.fixes.mending import Mended
    from aigate.git.repo import Repo
    from aigate.model import Finding, Judgement, Report
    from aigate.protected import Policy

_TOLD = (Bucket.BLOCKING, Bucket.WARNING)
_CONTEXT = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HUNK = re.compile(r"(?m)^@@ -(\d+)(?:,(\d+))? ")


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--fix`` and ``--diff``."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--fix", action="store_true", help="write the fixes that are certain into the work tree")
    ways.add_argument(
        "--diff", action="store_true", help="print these fixes as a patch, instead of the report; nothing is written"
    )


class Tree(NamedTuple):
    """Where judged files are read, and where fixed ones go."""

    read: Callable[[str], bytes]  # what was judged, by the name that its change gives it
    place: Callable[
        [str], Path | None
    ]  # the file to write, by its path; None where there is none, or only through a link
    repo: Repo | None = None  # merges into files that differ from what was judged


def work_tree(repo: Repo) -> Tree:
    """The work tree of a repository, whose index is judged. UsageError for a bare one."""
    if repo.root is None:
        raise UsageError("a bare repository has no work tree to write fixes to", hint="run this in a clone")
    root = repo.root

    def place(path: str) -> Path | None:
        target = root / path
        linked = any(each.is_symlink() for each in (target, *target.parents) if root in each.parents)
        return None if linked or not target.is_file() else target

    return Tree(repo.read, place, repo)


def mended(judgement: Judgement, read: Callable[[str], bytes], policy: Policy) -> Iterator[Mended]:
    """Each judged file that can be fixed."""
    settings = Settings(policy.rules, policy.config.limits.seconds)
    for change in judgement.changeset.files:
        found = [one for one in judgement.findings if one.path == change.path and one.bucket in _TOLD and one.fix]
        if not found or change.blob is None:
            continue
        source = content.decode(change.path, read(change.blob))
        done = mend(source, found, settings) if source else None
        if done:
            yield done


def patch(files: Iterable[Mended], judgement: Judgement) -> str:
    """The fixes as a patch that ``git apply`` takes; without those next to a secret, which it would show."""
    patches = []
    for one in files:
        text = _patch_of(one)
        if _secret_lines(one, judgement).isdisjoint(_shown(text)):
            patches.append(text)
        else:
            _say(f"the fix of {one.path} is not shown, for a secret stands beside it: --fix writes it")
    return "".join(patches)


def _secret_lines(one: Mended, judgement: Judgement) -> set[int]:
    found = [finding for finding in judgement.findings if finding.path == one.path]
    return set(masks_of(found, one.before.decode("utf-8", "replace").split("\n")))


def _shown(text: str) -> set[int]:
    """The lines of the file before that a patch shows."""
    ranges = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(text))
    return {line for start, count in ranges for line in range(start, start + count)}


def _patch_of(one: Mended) -> str:
    # line feeds alone end lines for git: a form feed or a separator of Unicode does not
    before, after = (_LINE.findall(data.decode("utf-8", "surrogateescape")) for data in (one.before, one.after))
    lines = difflib.unified_diff(before, after, f"a/{one.path}", f"b/{one.path}", n=_CONTEXT)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def emit(report: Report, args: argparse.Namespace, policy: Policy, tree: Tree, *, quiet: bool = False) -> int:
    """The report, with the fixes that were asked for; the exit code, which these do not change."""
    (judgement,) = report.judgements
    files = list(mended(judgement, tree.read, policy))
    if args.diff:
        output.write_patch(patch(files, judgement), args.output)
        return report.exit_code
    code = output.emit(report, args, quiet=quiet)
    for one in files:
        _write(one, tree)
    return code


def _write(one: Mended, tree: Tree) -> None:
    """Put a fixed file into the work tree, and say what became of it."""
    names = ", ".join(_name(finding) for finding in one.fixed)
    target = tree.place(one.path)
    merged = _merged(one, target.read_bytes(), tree.repo) if target else None
    if target is None or merged is None:
        _say(f"not fixed, for the file in the work tree is another: {names} in {one.path}")
        return
    target.write_bytes(merged)
    _say(f"fixed in {one.path}: {names}. Look at it before you commit it")


def _merged(one: Mended, now: bytes, repo: Repo | None) -> bytes | None:
    """The work tree's file with the fixes in it; None where it differs at the very place."""
    if now == one.before:
        return one.after
    if now.replace(b"\r\n", b"\n") == one.before:
        return one.after.replace(b"\n", b"\r\n")
    if repo is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder, name) for name in ("now", "before", "after")]
        for name, data in zip(names, (now, one.before, one.after), strict=True):
            name.write_bytes(data)
        conflicts, merged = repo.call("merge-file", "--stdout", "--quiet", *map(str, names), ok=tuple(range(128)))
    return None if conflicts else merged


def _name(finding: Finding) -> str:
    return f"{finding.rule} (line {finding.anchor})"


def _say(text: str) -> None:
    print(f"aigate: {visible(text)}", file=sys.stderr)
