"""Where the reports of an audit go, each in its format: asked for and checked before the work, written whole after it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import UsageError
from aigate.reports import audit as formats

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Self

    from aigate.audit_model import Audit

_SUFFIXES = {"jsonl": "jsonl", "markdown": "md", "badge": "svg", "text": "txt"}


class Destination(NamedTuple):
    """One report that was asked for."""

    form: str
    table: str  # for the formats that hold one table
    target: Path | None  # None: standard output

    @classmethod
    def of(cls, word: str, table: str) -> Self:
        """``FORMAT=FILE`` or ``FORMAT:TABLE=FILE``."""
        name, equals, target = word.partition("=")
        form, colon, named = name.partition(":")
        if form not in formats.NAMES or not equals or not target:
            raise UsageError(
                f'--write "{word}" names no format and file',
                hint=f"--write FORMAT=FILE, with a format of: {', '.join(formats.NAMES)}",
            )
        if colon and form not in formats.TABULAR:
            raise UsageError(
                f"--write {name}: {form} holds the whole audit, not one table", hint=f"--write {form}={target}"
            )
        if colon and named not in formats.TABLES:
            raise UsageError(f'there is no table "{named}"', hint=f"use one of: {', '.join(formats.TABLES)}")
        return cls(form, named or table, Path(target))


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--format``, ``--table``, ``--output`` and ``--write``."""
    parser.add_argument(
        "--format", choices=formats.NAMES, default="text", help="how to report (default: %(default)s, a summary)"
    )
    parser.add_argument(
        "--table",
        choices=formats.TABLES,
        default=formats.TABLES[0],
        help="which table csv and parquet hold (default: %(default)s)",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write the report to FILE instead of standard output"
    )
    parser.add_argument(
        "--write",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="also write FILE in another format, of the same audit; FORMAT:TABLE=FILE for csv and parquet; repeatable",
    )


def asked(args: argparse.Namespace) -> tuple[Destination, ...]:
    """All that the command line asks for; UsageError for what could not be written in the end."""
    found = (
        Destination(args.format, args.table, args.output),
        *(Destination.of(word, args.table) for word in args.write),
    )
    targets = [one.target for one in found if one.target]
    for target in targets:
        if targets.count(target) > 1:
            raise UsageError(f"{target} is named twice", hint="name a file for each report")
        _check(target)
    if args.format in formats.BINARY and not args.output and sys.stdout.isatty():
        raise UsageError(
            f"{args.format} is not for a terminal", hint=f"--output audit.{_SUFFIXES.get(args.format, args.format)}"
        )
    for one in found:
        formats.check(one.form)
    return found


def _check(target: Path) -> None:
    if target.is_dir():
        raise UsageError(f"cannot write {target}: it is a folder", hint=f"name a file in it: {target / 'audit'}")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {target}: there is no folder {target.parent}", hint=f"mkdir -p {target.parent}")


def deliver(audit: Audit, destinations: Sequence[Destination]) -> None:
    """Write every report. Standard output comes last: a reader that goes away early costs no file."""
    for one in sorted(destinations, key=lambda each: each.target is None):
        rendered = formats.load(one.form).render(audit, **_view(one))
        data = rendered if isinstance(rendered, bytes) else rendered.encode("utf-8", "backslashreplace")
        put(data, one.target)


def put(data: bytes, target: Path | None) -> None:
    """To a file, or to standard output."""
    if target is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        _write(target, data)


def _view(one: Destination) -> formats.View:
    from aigate.reports import terminal

    if one.form != "text":
        return {"table": one.table}
    colour = one.target is None and terminal.wants_colour(sys.stdout, os.environ)
    return {"colour": colour, "width": terminal.width_of(sys.stdout, os.environ)}


def _write(target: Path, data: bytes) -> None:
    """In one step, so that nobody reads half a report; through links, and into what is no file as it is."""
    from aigate.install import files

    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            files.write(target.resolve(), data)
    except OSError as error:
        raise UsageError(
            f"cannot write {target}: {error.strerror}", hint="name a file in a folder that exists"
        ) from error
