"""``aigate audit --repos``: many repositories at once, with one report, and one for each of them where that is asked for."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aigate.commands import destinations, planning
from aigate.errors import AigateError, ExitCode, UsageError
from aigate.model import Severity

if TYPE_CHECKING:
    import argparse

    from aigate.audit.fleet.run import Wish
    from aigate.audit.plan import Plan
    from aigate.audit_model import Fleet


class _Report(NamedTuple):
    """One merged report that was asked for."""

    form: str
    target: Path | None  # None: standard output


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--repos`` and what goes with it."""
    group = parser.add_argument_group("many repositories")
    group.add_argument(
        "--repos",
        metavar="FILE",
        help="audit every repository that FILE lists: one path or URL a line, the JSON of GitHub's or GitLab's API, or a "
        "folder with repositories below it; - is standard input. URLs are cloned: the one use of the network",
    )
    group.add_argument(
        "--dask", metavar="ADDRESS", default="", help="spread them over the Dask cluster with this scheduler"
    )
    group.add_argument(
        "--cache-dir", metavar="DIR", type=Path, help="where copies of URLs are kept (default: the user's cache)"
    )
    group.add_argument(
        "--allow-protocol",
        metavar="NAME",
        action="append",
        default=[],
        choices=("file", "http", "git"),
        help="also clone URLs of this protocol, besides https and ssh: file, http or git",
    )


def check(args: argparse.Namespace) -> None:
    """UsageError for options that mean nothing without ``--repos``."""
    given = (("--dask", args.dask), ("--cache-dir", args.cache_dir), ("--allow-protocol", args.allow_protocol))
    for option, value in given:
        if value:
            raise UsageError(f"{option} is for many repositories", hint=f"aigate audit --repos FILE {option} ...")


def run(args: argparse.Namespace, checks: tuple[str, ...] | None) -> int:
    """Audit all of them and report. What failed is told last, and is the exit code, unless a finding is."""
    from aigate.audit.fleet import listing
    from aigate.audit.fleet.run import audit_all
    from aigate.progress import Progress

    if args.issue:
        raise UsageError("--issue tells of one repository", hint="--format markdown is fit for an issue, too")
    reports, folder = _asked(args)
    wish = _wish(args, checks, reports, folder)
    listed = listing.read(args.repos, sys.stdin.buffer, protocols=wish.protocols)
    progress = Progress("auditing repositories")
    try:
        found = audit_all(listed, wish, int(time.time()), progress)
    finally:
        progress.close()
    for one in reports:
        destinations.put(_rendered(found, one), one.target)
    if args.fail_on and _fails(found, Severity[args.fail_on.upper()]):
        return ExitCode.BLOCKED
    if not found.is_whole:
        raise _partial(found)
    return ExitCode.ALLOWED


def _wish(
    args: argparse.Namespace, checks: tuple[str, ...] | None, reports: list[_Report], folder: Path | None
) -> Wish:
    from aigate.audit.fleet import addresses, clone
    from aigate.audit.fleet.run import Wish

    return Wish(
        _plan(args, checks),
        (args.cache_dir or clone.default_folder(os.environ)).absolute(),
        folder,
        tuple(dict.fromkeys(one.form for one in reports)) if folder else (),
        (*addresses.PROTOCOLS, *args.allow_protocol),
        dask=args.dask,
    )


def _plan(args: argparse.Namespace, checks: tuple[str, ...] | None) -> Plan:
    """As for one repository, but that paths are from the top of each, and that whether they are there is for each to say."""
    from aigate.audit.plan import Plan

    planning.check(None, args)
    for path in args.path:
        if os.path.isabs(path) or ".." in path.split("/"):  # noqa: PTH117 - as git spells them
            raise UsageError(
                f"--path {path} leads out of the repositories", hint="name it from the top of each: --path src"
            )
    paths = tuple(dict.fromkeys(path.strip("/").removeprefix("./") for path in args.path))
    return Plan(
        revisions=(*args.more, *args.revisions),
        since=args.since,
        until=args.until,
        paths=() if "." in paths or "" in paths else paths,
        first_parent=args.first_parent,
        all_branches=args.all,
        every_patch=args.every_patch,
        follow=tuple(args.options),
        checks=checks,
        exposure=not args.no_exposure,
        jobs=args.jobs,
        cache=not args.no_cache,
    )


def _asked(args: argparse.Namespace) -> tuple[list[_Report], Path | None]:
    """The merged reports, and the folder of each repository's own where ``--output`` names one."""
    from aigate.reports import fleet as formats

    formats.check(args.format)
    target, folder = args.output, None
    if target is not None and (target.is_dir() or not (target.suffix or target.exists())):
        folder = target
        target = folder / f"index.{formats.EXTENSIONS[args.format]}"
    reports = [_Report(args.format, target)]
    for word in args.write:
        name, equals, file = word.partition("=")
        if not equals or not file:
            raise UsageError(f'--write "{word}" names no format and file', hint="--write FORMAT=FILE")
        formats.check(name)
        reports.append(_Report(name, Path(file)))
    for one in reports:
        if one.target is not None and one.target.parent != folder and not one.target.parent.is_dir():
            raise UsageError(
                f"cannot write {one.target}: there is no folder {one.target.parent}",
                hint=f"mkdir -p {one.target.parent}",
            )
    return reports, folder


def _rendered(found: Fleet, one: _Report) -> bytes:
    from aigate.reports import fleet as formats
    from aigate.reports import terminal

    colour = one.target is None and terminal.wants_colour(sys.stdout, os.environ)
    width = terminal.width_of(sys.stdout, os.environ)
    return formats.load(one.form).render(found, colour=colour, width=width).encode("utf-8", "backslashreplace")


def _fails(found: Fleet, lowest: Severity) -> bool:
    return any(Severity[severity.upper()] >= lowest for member in found.members for severity, _ in member.open)


def _partial(found: Fleet) -> AigateError:
    if not found.failures:
        unread = sum(not member.is_whole for member in found.members)
        return AigateError(f"{unread} of {len(found.members)} repositories could not be read in full", hint="git fsck")
    total = len(found.members) + len(found.failures)
    first = found.failures[0]
    return AigateError(
        f"{len(found.failures)} of {total} repositories could not be audited, {first.name} for one: {first.reason}",
        hint="the report lists them all",
    )
