r"""Every shared noun, frozen. Other modules say only *how*; this page says *what* (``docs/explanation/words.md``).

Line numbers are 1-based and count ``\n`` in the decoded text; paths are as git spells them: ``/``-separated, undecodable
bytes as surrogate escapes; object ids are opaque strings (SHA-1 and SHA-256 repositories alike).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from aigate.lines import Lines, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_LINES = Lines()


# ---------------------------------------------------------------- what is judged


class ChangesetKind(StrEnum):
    """Where a changeset comes from."""

    INDEX = "index"
    COMMIT = "commit"
    FILES = "files"  # whole files, judged as if an agent had written every line


class FileKind(StrEnum):
    """What a tree entry is; only regular files and symlinks (their target) have lines."""

    REGULAR = "regular"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


class Hunk(NamedTuple):
    """A run of added lines in the new file, plus the place of any lines it removed.

    ``start``/``count`` are in the new file, ``old_start``/``old_count`` in the old one, as in a diff without context. With
    ``count`` 0 nothing was added and the removed lines stood between new lines ``start`` and ``start + 1``.
    """

    start: int
    count: int  # type: ignore[assignment]  # a tuple's own, which nobody asks for
    old_start: int
    old_count: int

    @property
    def added(self) -> Span:
        """The added lines; empty (end < start) for a pure removal."""
        return Span(self.start, self.start + self.count - 1)

    @property
    def seam(self) -> Span:
        """The lines of the new file on either side of the place where lines were removed; (0, -1) if none were."""
        if not self.old_count:
            return Span(0, -1)
        if self.count:
            return self.added
        return Span(max(self.start, 1), self.start + 1)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a changeset does to one file. ``status`` is git's letter: A, M, D, R, C or T."""

    path: str
    status: str
    kind: FileKind = FileKind.REGULAR
    blob: str | None = None  # object id of the new content; None for a deletion or a submodule
    old_path: str | None = None  # where it stood before; None for an addition
    old_blob: str | None = None
    mode: str = "100644"
    hunks: tuple[Hunk, ...] = ()
    watched: bool | None = (
        None  # whether what it changed against ``old_blob`` holds what was watched for; None: unknown
    )

    @property
    def added(self) -> Lines:
        """All lines of the new file that this change added or rewrote."""
        return Lines.of_runs((hunk.start, hunk.count) for hunk in self.hunks)


@dataclass(frozen=True, slots=True)
class Identity:
    """An author or committer, as git records it."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Trailer:
    """One ``Key: value`` line of a message's last paragraph, as git reads it: unfolded, and with the line it begins on."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Changeset:
    """What is judged at once. ``message`` is None where there is none yet, as at the pre-commit stage."""

    kind: ChangesetKind
    files: tuple[FileChange, ...]
    id: str | None = None  # the commit's object id
    parents: tuple[str, ...] = ()
    message: str | None = None
    author: Identity | None = None
    committer: Identity | None = None
    date: str = ""  # the author date, ISO 8601, of a commit
    is_whole: bool = True  # False where files that nobody asked about are left out


@dataclass(frozen=True, slots=True)
class Source:
    """One file's content as the scanners see it: the whole blob, decoded once."""

    path: str
    data: bytes
    text: str
    encoding: str
    language: str | None = None  # a name from scanners/languages.py, or None

    @property
    def lines(self) -> list[str]:
        r"""The text's lines, without their ends: ``lines[n - 1]`` is line n. Split at ``\n`` alone, as git does."""
        if not self.text:
            return []
        lines = self.text.removesuffix("\n").split("\n")
        return [line.removesuffix("\r") for line in lines] if "\r" in self.text else lines


# ---------------------------------------------------------------- who wrote it


class Verdict(StrEnum):
    """Who wrote a line. ``unknown`` is never taken for ``human``."""

    AI = "ai"
    HUMAN = "human"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """How much one claim covers."""

    LINE = "line"
    FILE = "file"
    COMMIT = "commit"


class Confidence(IntEnum):
    """How sure a claim or a finding is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    def __str__(self) -> str:
        return self.name.lower()


class Severity(IntEnum):
    """How bad a finding is."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: these lines (or this file, this commit) were written by an agent, or by a human."""

    source: str  # what kind of record says so: "markers", "trailers", "identities", "journal", "git-ai", …
    verdict: Verdict  # AI or HUMAN
    scope: Scope
    quote: str  # the evidence, one line: the trailer, the marker, the identity
    confidence: Confidence = Confidence.MEDIUM
    path: str | None = None  # None: the whole changeset
    lines: Lines = NO_LINES  # for Scope.LINE
    agent: str | None = None  # an id from agents.toml; None: an AI of unknown make
    model: str | None = None
    reviewer: str | None = None
    line: int | None = None  # where the marker stands
    when: int = 0  # seconds since the epoch, for records that know when the lines were written; 0: unknown
    via: str = ""  # of a content anchor: the source that knew when the line was anchored


@dataclass(frozen=True, slots=True)
class Testimony:
    """What the records beside a changeset say of it: the journal, git-ai's log and notes, Agent Trace, content anchors.

    Its claims are line by line and already lie on lines of the new files (they need not be added lines: whoever resolves
    them intersects). ``covered`` are the paths whose every edit such a record watched: there, what the message or an identity
    says of the whole commit widens nothing.
    """

    claims: tuple[Claim, ...] = ()
    covered: frozenset[str] = frozenset()
    seams: tuple[tuple[str, Span], ...] = ()  # (path, place in the new file) where an agent has removed lines
    notes: tuple[str, ...] = ()  # what could not be read or did not fit, counted; one sentence each


NO_TESTIMONY = Testimony()


@dataclass(frozen=True, slots=True)
class Share:
    """Lines of one file that one claim accounts for."""

    lines: Lines
    claim: Claim


@dataclass(frozen=True, slots=True)
class FileAttribution:
    """The claims resolved for one file: every added line is in exactly one of ``ai``, ``human`` and ``unknown``.

    ``shares`` name the claim that decided each AI or human line; a line may stand in several when sources agree or
    disagree, the deciding one first.
    """

    path: str
    ai: Lines = NO_LINES
    human: Lines = NO_LINES
    unknown: Lines = NO_LINES
    shares: tuple[Share, ...] = ()
    seams: tuple[Span, ...] = ()  # places where an AI hunk removed lines, in the new file
    warnings: tuple[str, ...] = ()  # unbalanced markers and the like


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote each added line of a changeset, with the evidence."""

    files: Mapping[str, FileAttribution]
    claims: tuple[Claim, ...] = ()  # every claim, deciding or not
    notes: tuple[str, ...] = ()  # about the records: what could not be read or did not fit

    @property
    def has_ai(self) -> bool:
        """Whether any line, or any removal, is an agent's."""
        return any(file.ai or file.seams for file in self.files.values())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a file that came to it together: from one commit, by one author, by the same evidence.

    ``reason`` is said where the verdict is unknown because nobody could look: what the commit changed lies beyond the edge
    of a shallow clone, or before the range that was asked about.
    """

    lines: Span
    commit: Changeset  # who, when and why; of its files only those asked about. The index where there is no commit yet
    path: str  # where they stood in the commit
    origin: int  # the first of them there
    verdict: Verdict
    claims: tuple[Claim, ...] = ()  # all that speak of them, the deciding one first
    reason: str = ""

    @property
    def claim(self) -> Claim | None:
        """What decided; None where nothing did."""
        return self.claims[0] if self.claims and self.verdict is not Verdict.UNKNOWN else None


@dataclass(frozen=True, slots=True)
class BlamedFile:
    """Who wrote each line of one file at a revision. ``text`` and ``porcelain`` are kept where they were asked for."""

    path: str
    stretches: tuple[Stretch, ...]
    text: tuple[str, ...] = ()
    porcelain: bytes = b""


@dataclass(frozen=True, slots=True)
class Blame:
    """Who wrote each line of some files. ``skipped`` has no lines that could be told apart: binaries, submodules."""

    revision: str | None  # a commit; None for the index
    files: tuple[BlamedFile, ...]
    skipped: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()


class Passage(StrEnum):
    """What a commit did to a line that stood there before it, somewhere, in some form."""

    WROTE = "wrote"  # nothing like it stood there
    REFORMATTED = "reformatted"  # only its white space changed
    MOVED = "moved"
    COPIED = "copied"  # or moved, from another file


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim about a line, its rank among the evidence, and what came of it."""

    claim: Claim
    rank: int
    outcome: str  # "decides"; "agrees"; or why it does not count


@dataclass(frozen=True, slots=True)
class Link:
    """One commit of a line's past: what it did to the line, and whom its evidence names."""

    stretch: Stretch  # of one line
    passage: Passage
    evidence: tuple[Weighed, ...] = ()  # the deciding claim first


@dataclass(frozen=True, slots=True)
class Why:
    """All that is known of one line: who wrote it, through which commits it came, and what the gate would make of it."""

    path: str
    line: int
    revision: str | None  # a commit; None for the index
    text: str  # the line, its secrets masked
    chain: tuple[Link, ...]  # the latest commit first: its verdict is the line's
    judgement: Judgement  # of this one line, as if every line were gated
    gated: bool  # whether policy really gates it
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------- what is wrong with it


class Bucket(StrEnum):
    """Where a finding ends. Findings are labelled, never dropped."""

    BLOCKING = "blocking"
    WARNING = "warning"
    SUPPRESSED = "suppressed"
    OUTSIDE = "outside"  # on lines that are none of our business


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a file's text, 0-based and in characters, end exclusive, and what to write in its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What to write instead of what was found; tried, and without that finding afterwards."""

    edits: tuple[Edit, ...]  # in order; none of them meets another
    certain: bool  # right whatever the code around it does
    note: str  # one sentence: what is different afterwards
    line: str = ""  # the first changed line as it will read; "" where a secret stands in it
    imports: str = ""  # the line that comes with it among the imports


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. Scanners fill the first part; narrowing and policy the rest. It never holds a secret."""

    rule: str  # "bandit/B602": file, configuration key, docs anchor and ignore token alike
    path: str
    span: Span  # lines in the new file
    severity: Severity
    message: str  # one sentence
    confidence: Confidence = Confidence.MEDIUM
    hint: str = ""  # the next thing to type or write
    cwe: str = ""  # "CWE-327"
    owasp: str = ""  # "A02:2021"
    scanner: str = ""  # the scanner's NAME
    kind: str = "weakness"  # "secret" | "weakness" | "gate" | "message"
    line: int = 0  # the line to point at, within span; 0: span.start
    columns: tuple[int, int] | None = None  # 0-based, end exclusive, on ``line``: what to underline
    masks: tuple[tuple[int, int, int], ...] = ()  # (line, start column, end column) of secret text, end exclusive
    references: tuple[str, ...] = ()
    way: tuple[int, ...] = ()  # other lines without which it would not be: where a text comes in, and what it passes
    # -- filled in by the pipeline
    statement: Span | None = None  # span widened to the statement
    fingerprint: str = ""
    bucket: Bucket = Bucket.OUTSIDE
    agent: str | None = None
    evidence: Claim | None = None
    reason: str = ""  # why it is in its bucket
    also: tuple[str, ...] = ()  # other rules that tell of the same weakness in the same place
    snippet: tuple[tuple[int, str], ...] = ()  # (line number, text with secrets masked)
    removed: tuple[tuple[int, str], ...] = ()  # likewise, of the old file: the lines that are missed
    fix: Fix | None = None  # only where fixes are asked for

    @property
    def anchor(self) -> int:
        """The line a report points at."""
        return self.line or self.span.start


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What there is to say about one rule, for ``explain``, SARIF's rule help and the generated docs."""

    id: str
    message: str  # one sentence
    severity: Severity
    confidence: Confidence
    scanner: str
    cwe: str = ""
    owasp: str = ""
    hint: str = ""
    languages: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that could not be examined, and why. ``lines`` None means the whole file."""

    path: str
    reason: str
    lines: Lines | None = None
    scanner: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment or record that says "leave this": counted only where its author may say so."""

    rule: str  # a rule id; never a blanket
    reason: str
    line: int  # where the comment stands
    covers: Span  # the lines it speaks for
    syntax: str = "aigate"  # "aigate" | "nosec" | "pragma"


# ---------------------------------------------------------------- the verdict


class Decision(StrEnum):
    """The end of it. Where aigate could not look there is no decision but an error (exit code 3): the gate stays shut."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many AI lines ended as what. The four always add up to ``ai``."""

    ai: int = 0
    clean: int = 0
    finding: int = 0
    not_examined: int = 0
    excluded: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One changeset, judged."""

    changeset: Changeset
    attribution: Attribution
    findings: tuple[Finding, ...] = ()
    not_examined: tuple[Gap, ...] = ()
    excluded: tuple[Gap, ...] = ()  # left out by policy, counted all the same
    coverage: Coverage = field(default_factory=Coverage)
    decision: Decision = Decision.ALLOW
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # warnings about the evidence, e.g. an unbalanced marker


@dataclass(frozen=True, slots=True)
class Adoption:
    """How often what was scanned uses a wrapper of the organisation's, and how often what that replaces."""

    wrapper: str
    replaces: str
    uses: int
    others: int


@dataclass(frozen=True, slots=True)
class Report:
    """All of the above as one value; every output format is a function of it."""

    judgements: tuple[Judgement, ...]
    decision: Decision
    command: str = "check"
    rules: tuple[RuleInfo, ...] = ()  # of the rules that the findings name
    adoption: tuple[Adoption, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 or 1: a report exists only where a decision could be made."""
        return 1 if self.decision is Decision.BLOCK else 0
