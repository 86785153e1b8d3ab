"""``aigate scan``: the checks over whole files, as if an agent had written every line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import pipeline
from aigate.commands import fixing, output
from aigate.commands.judging import today
from aigate.errors import GitError, UsageError
from aigate.examination import Circumstances
from aigate.git.repo import Repo
from aigate.lines import Lines
from aigate.model import (
    Adoption,
    Attribution,
    Changeset,
    ChangesetKind,
    Claim,
    Confidence,
    FileAttribution,
    FileChange,
    FileKind,
    Hunk,
    Scope,
    Share,
    Verdict,
)
from aigate.policy import exclude
from aigate.progress import Progress
from aigate.protected import default, head_or_index, policy_at
from aigate.scanners import content, wrappers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from aigate.model import Judgement
    from aigate.protected import Policy

NAME = "scan"
HELP = "run the checks over whole files, as if an agent had written every line"

_AS_IF = Claim("scan", Verdict.AI, Scope.FILE, "scanned as if an agent had written every line", Confidence.HIGH)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="files and folders")
    output.add_options(parser)
    fixing.add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Scan and report. Inline suppressions do not count here: an agent might have written them."""
    for path in args.paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}", hint="name files or folders that exist")
    repo = _repository(args.paths)
    try:
        policy = output.adjust(policy_at(repo, head_or_index(repo)) if repo else default(), args)
        files = dict(_names(args.paths, repo))
        judgement = _judge(files, policy, fixes=args.fix or args.diff)
    finally:
        if repo:
            repo.close()
    report = replace(output.report_of([judgement], NAME, policy, args), adoption=_adoption(files, policy))
    if args.fix or args.diff:
        return fixing.emit(
            report, args, policy, fixing.Tree(lambda name: _read(files[name]), lambda path: _unlinked(files[path]))
        )
    return output.emit(report, args)


def _repository(paths: Sequence[Path]) -> Repo | None:
    """The repository that holds all of the paths, or None. One that git refuses to read is an error, not an absence."""
    top = Path(os.path.commonpath([path.absolute() for path in paths]))
    folder = top if top.is_dir() else top.parent
    try:
        repo = Repo.open(folder)
    except UsageError:
        if any((place / ".git").exists() for place in (folder, *folder.parents)):
            raise
        return None
    if repo.root is None:
        repo.close()
        return None
    return repo


def _names(paths: Sequence[Path], repo: Repo | None) -> Iterator[tuple[str, Path]]:
    """Every file to scan, with the path that it is reported under: as git spells it, inside a repository."""
    for path in paths:
        if not path.is_dir() or path.is_symlink():
            yield _name(path, repo), path
        elif repo is not None and repo.root is not None:
            yield from _listed(path, repo, repo.root)
        else:
            yield from _walked(path)


def _name(path: Path, repo: Repo | None) -> str:
    if repo is None or repo.root is None:
        return path.as_posix()
    absolute = path.parent.resolve() / path.name
    return absolute.relative_to(repo.root.resolve()).as_posix()


def _listed(folder: Path, repo: Repo, root: Path) -> Iterator[tuple[str, Path]]:
    """What git tracks below ``folder``, and what it does not track and does not ignore."""
    inside = folder.resolve().relative_to(root.resolve()).as_posix()
    listed = repo.git(
        "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", inside
    )
    for raw in listed.split(b"\0"):
        name = os.fsdecode(raw)
        target = root / name
        if raw and (target.is_file() or target.is_symlink()):
            yield name, target


def _walked(folder: Path) -> Iterator[tuple[str, Path]]:
    def complain(error: OSError) -> None:
        raise UsageError(f"cannot read the folder {error.filename}: {error.strerror}")

    for top, folders, files in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(files):
            path = Path(top, name)
            yield path.as_posix(), path


def _adoption(files: dict[str, Path], policy: Policy) -> tuple[Adoption, ...]:
    """How far each wrapper is in use in what was scanned; what policy leaves out does not count."""
    asked = policy.config.wrapper
    uses = dict.fromkeys(asked, 0)
    others = dict.fromkeys(asked, 0)
    for name, path in files.items() if asked else ():
        if exclude.excluded(name, policy.config.paths) or not path.is_file() or path.is_symlink():
            continue
        data = _read(path)
        source = content.decode(name, data) if len(data) <= policy.config.limits.file_size else None
        for one, found in wrappers.adoption(source, asked) if source else ():
            uses[one] += found.uses
            others[one] += found.others
    return tuple(Adoption(one.with_, one.replaces, uses[one], others[one]) for one in asked)


def _read(path: Path) -> bytes:
    try:
        return os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
    except OSError as error:
        raise GitError(f"cannot read {path}: {error.strerror}") from error


def _unlinked(path: Path) -> Path | None:
    """A file that may be written: nothing is written through a link."""
    return None if path.is_symlink() else path


def _judge(files: dict[str, Path], policy: Policy, *, fixes: bool) -> Judgement:
    changes, known = [], {}
    for name, path in files.items():
        count = _count_lines(path)
        kind = FileKind.SYMLINK if path.is_symlink() else FileKind.REGULAR
        lines = Lines.whole(count)
        changes.append(FileChange(name, "A", kind, blob=name, hunks=(Hunk(1, count, 0, 0),)))
        known[name] = FileAttribution(name, ai=lines, shares=(Share(lines, _AS_IF),))
    changeset = Changeset(ChangesetKind.FILES, tuple(changes))
    progress = Progress("scanning files")
    world = Circumstances(lambda name: _read(files[name]), today(), progress=progress, fixes=fixes)
    judgement = pipeline.judge(changeset, Attribution(known, (_AS_IF,)), policy, world)
    progress.close()
    return judgement


def _count_lines(path: Path) -> int:
    """How many lines a file has: its text's, or its bytes' where it is not text."""
    from aigate import text

    if path.is_symlink():
        return 1
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    decoded = text.decode(data)
    count, ended = (
        (decoded[0].count("\n"), decoded[0].endswith("\n")) if decoded else (data.count(b"\n"), data.endswith(b"\n"))
    )
    return count + (0 if ended or not data else 1)
