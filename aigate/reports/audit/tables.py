"""An audit as flat tables, for spreadsheets and data frames: which columns there are, of what type, and the rows.

Columns only grow, at the end. What is not known is None.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.audit_model import Audit, AuditedCommit, AuditedFinding, Authored, ExposedFile, Month

Row = tuple[object, ...]


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    PATH = "path"
    NUMBER = "number"
    MOMENT = "moment"  # seconds since the epoch
    FLAG = "flag"
    TEXTS = "texts"  # a tuple of them
    AUTHORED = "authored"  # a tuple of Authored


class Column(NamedTuple):
    """One column."""

    name: str
    kind: Kind


class Table(NamedTuple):
    """One table. ``rows`` can be walked once."""

    columns: tuple[Column, ...]
    rows: Iterator[Row]


def table(audit: Audit, name: str) -> Table:
    """The table of that name."""
    match name:
        case "findings":
            return Table(_FINDINGS, map(_finding, audit.findings))
        case "commits":
            return Table(_COMMITS, map(_commit, audit.commits))
        case "files":
            return Table(_FILES, map(_file, audit.files))
        case "months":
            return Table(_MONTHS, map(_month, audit.months))
        case _:
            raise UsageError(f'there is no table "{name}"', hint="use one of: findings, commits, files, months")


def _of(*columns: tuple[Kind, str]) -> tuple[Column, ...]:
    """Columns, spelled as a kind and the names of neighbours that have it."""
    return tuple(Column(name, kind) for kind, names in columns for name in names.split())


_FINDINGS = _of(
    (Kind.TEXT, "state rule severity confidence kind scanner cwe owasp"),
    (Kind.PATH, "path"),
    (Kind.NUMBER, "line end_line"),
    (Kind.PATH, "now_path"),
    (Kind.NUMBER, "now_line"),
    (Kind.TEXT, "message hint agent model source evidence commit"),
    (Kind.MOMENT, "when"),
    (Kind.TEXT, "author owner fixed_by"),
    (Kind.MOMENT, "fixed_when"),
    (Kind.TEXT, "bucket fingerprint"),
)
_COMMITS = _of(
    (Kind.TEXT, "commit"),
    (Kind.MOMENT, "when"),
    (Kind.TEXT, "author email subject"),
    (Kind.NUMBER, "ai human unknown"),
    (Kind.TEXT, "agent model"),
    (Kind.AUTHORED, "authored"),
    (Kind.TEXTS, "sources evidence"),
    (Kind.NUMBER, "files"),
    (Kind.FLAG, "declared signed_off"),
    (Kind.TEXTS, "breaches stopped_by"),
    (Kind.NUMBER, "suppressions"),
)
_FILES = _of(
    (Kind.PATH, "path"),
    (Kind.TEXT, "language"),
    (Kind.NUMBER, "ai human unknown"),
    (Kind.TEXT, "agent model"),
    (Kind.AUTHORED, "authored"),
    (Kind.MOMENT, "oldest newest"),
    (Kind.TEXT, "owner"),
    (Kind.NUMBER, "findings"),
)
_MONTHS = _of(
    (Kind.TEXT, "month"),
    (Kind.NUMBER, "commits ai_commits ai human unknown"),
    (Kind.TEXT, "agent model"),
    (Kind.AUTHORED, "authored"),
    (Kind.NUMBER, "surviving introduced fixed"),
)


def _finding(found: AuditedFinding) -> Row:
    one, now = found.finding, found.now
    evidence = one.evidence
    return (
        *(str(found.state), one.rule, str(one.severity), str(one.confidence), one.kind, one.scanner),
        *(one.cwe or None, one.owasp or None, one.path, one.span.start, one.span.end),
        *(now.path if now else None, now.line if now else None),
        *(one.message, one.hint or None, found.agent or None, found.model or None),
        *(evidence.source if evidence else None, evidence.quote if evidence else None),
        *(found.commit, found.when, found.author, found.owner or None),
        *(found.fixed_by or None, found.fixed_when or None, str(one.bucket), one.fingerprint or None),
    )


def _commit(commit: AuditedCommit) -> Row:
    return (
        *(commit.id, commit.when, commit.author.name, commit.author.email, commit.subject),
        *commit.lines,
        *_first(commit.authored),
        *(commit.authored, commit.sources, commit.evidence, len(commit.files)),
        *(commit.is_declared, commit.is_signed_off, commit.breaches, commit.stopped_by, commit.suppressions),
    )


def _file(file: ExposedFile) -> Row:
    return (
        *(file.path, file.language or None),
        *file.lines,
        *_first(file.authored),
        *(file.authored, file.oldest or None, file.newest or None, file.owner or None, file.findings),
    )


def _month(month: Month) -> Row:
    return (
        *(month.month, month.commits, month.ai_commits),
        *month.lines,
        *_first(month.authored),
        *(month.authored, month.surviving, month.introduced, month.fixed),
    )


def _first(authored: Sequence[Authored]) -> tuple[str | None, str | None]:
    """The agent and the model with most lines."""
    most = max(authored, key=lambda one: one.lines, default=None)
    return (most.agent or None, most.model or None) if most else (None, None)
