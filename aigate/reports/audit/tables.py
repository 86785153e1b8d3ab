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
    says: str = ""  # what it means


class Table(NamedTuple):
    """One table. ``rows`` can be walked once."""

    columns: tuple[Column, ...]
    rows: Iterator[Row]


_LINES = (
    Column("ai", Kind.NUMBER, "AI-written lines"),
    Column("human", Kind.NUMBER, "lines that evidence says a human wrote"),
    Column("unknown", Kind.NUMBER, "lines that no evidence speaks of"),
)
_WRITERS = (
    Column("agent", Kind.TEXT, "the agent with most of the AI lines"),
    Column("model", Kind.TEXT, "and its model"),
    Column("authored", Kind.AUTHORED, "all agents: agent, model, lines"),
)
_FINDINGS = (
    Column("state", Kind.TEXT, "open: it stands at the audited revision; or fixed"),
    Column("rule", Kind.TEXT, "the rule's id"),
    Column("severity", Kind.TEXT, "info, low, medium, high or critical"),
    Column("confidence", Kind.TEXT, "low, medium or high"),
    Column("kind", Kind.TEXT, "secret or weakness"),
    Column("scanner", Kind.TEXT, "what found it"),
    Column("cwe", Kind.TEXT, "CWE-327"),
    Column("owasp", Kind.TEXT, "A02:2021"),
    Column("path", Kind.PATH, "the file, as the commit has it"),
    Column("line", Kind.NUMBER, "the first line of it there"),
    Column("end_line", Kind.NUMBER, "the last one"),
    Column("now_path", Kind.PATH, "the file at the audited revision; empty if fixed"),
    Column("now_line", Kind.NUMBER, "the line there"),
    Column("message", Kind.TEXT, "what is wrong"),
    Column("hint", Kind.TEXT, "what to write instead"),
    Column("agent", Kind.TEXT, "who wrote the line"),
    Column("model", Kind.TEXT, "and with which model"),
    Column("source", Kind.TEXT, "what kind of record says so"),
    Column("evidence", Kind.TEXT, "that record, quoted"),
    Column("commit", Kind.TEXT, "the commit that brought it"),
    Column("when", Kind.MOMENT, "its author's date"),
    Column("author", Kind.TEXT, "its author"),
    Column("owner", Kind.TEXT, "whom CODEOWNERS names for the file"),
    Column("fixed_by", Kind.TEXT, "the commit that fixed it, where that is known"),
    Column("fixed_when", Kind.MOMENT, "its author's date"),
    Column("bucket", Kind.TEXT, "blocking, warning or suppressed, by the policy that the audit held it to"),
    Column("fingerprint", Kind.TEXT, "what aigate accept takes"),
)
_COMMITS = (
    Column("commit", Kind.TEXT, "its id"),
    Column("when", Kind.MOMENT, "its author's date"),
    Column("author", Kind.TEXT, "its author's name"),
    Column("email", Kind.TEXT, "and address"),
    Column("subject", Kind.TEXT, "the first line of its message"),
    *_LINES,
    *_WRITERS,
    Column("sources", Kind.TEXTS, "what kinds of record say that an agent wrote"),
    Column("evidence", Kind.TEXTS, "some of it, quoted"),
    Column("files", Kind.NUMBER, "how many files it changed"),
    Column("declared", Kind.FLAG, "whether its message or identities name an agent"),
    Column("signed_off", Kind.FLAG, "whether somebody who is no agent signed it off"),
    Column("breaches", Kind.TEXTS, "the rules for messages that it breaks"),
    Column("stopped_by", Kind.TEXTS, "the rules for which the gate would have stopped it"),
    Column("suppressions", Kind.NUMBER, "suppressions that it added on AI lines"),
)
_FILES = (
    Column("path", Kind.PATH, "the file at the audited revision"),
    Column("language", Kind.TEXT, "its language, if aigate knows it"),
    *_LINES,
    *_WRITERS,
    Column("oldest", Kind.MOMENT, "of its AI lines"),
    Column("newest", Kind.MOMENT, "of its AI lines"),
    Column("owner", Kind.TEXT, "whom CODEOWNERS names for it"),
    Column("findings", Kind.NUMBER, "open ones on its AI lines"),
)
_MONTHS = (
    Column("month", Kind.TEXT, "2026-03"),
    Column("commits", Kind.NUMBER, "all of them"),
    Column("ai_commits", Kind.NUMBER, "those with AI lines"),
    Column("ai", Kind.NUMBER, "AI lines added"),
    Column("human", Kind.NUMBER, "lines added that evidence says a human wrote, in commits whose patches were read"),
    Column("unknown", Kind.NUMBER, "lines added that no evidence speaks of, in these commits"),
    *_WRITERS,
    Column("surviving", Kind.NUMBER, "of its AI lines, at the audited revision"),
    Column("introduced", Kind.NUMBER, "findings on AI lines of this month"),
    Column("fixed", Kind.NUMBER, "findings of any month, fixed in this one"),
)
COLUMNS = {"findings": _FINDINGS, "commits": _COMMITS, "files": _FILES, "months": _MONTHS}


def table(audit: Audit, name: str) -> Table:
    """The table of that name."""
    match name:
        case "findings":
            return Table(COLUMNS[name], map(_finding, audit.findings))
        case "commits":
            return Table(COLUMNS[name], map(_commit, audit.commits))
        case "files":
            return Table(COLUMNS[name], map(_file, audit.files))
        case "months":
            return Table(COLUMNS[name], map(_month, audit.months))
        case _:
            raise UsageError(f'there is no table "{name}"', hint=f"use one of: {', '.join(COLUMNS)}")


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
