"""Everything about one line: who wrote it and how that is known, through which commits it came, what the gate makes of it.

``git blame`` names the commit that last touched a line. Here each such commit is asked in turn where the line stood before
it: in other white space, in another place, in another file. That goes back, one commit at a time, to the one that wrote it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import pipeline, snippet
from aigate.config import GateScope
from aigate.errors import GitError, UsageError
from aigate.examination import Circumstances
from aigate.git import blame as git_blame
from aigate.history.blame import View, blame
from aigate.lines import Lines, Span
from aigate.model import (
    Attribution,
    Bucket,
    Changeset,
    ChangesetKind,
    FileAttribution,
    FileChange,
    FileKind,
    Hunk,
    Link,
    Passage,
    Scope,
    Share,
    Verdict,
    Weighed,
    Why,
)
from aigate.provenance.quote import quoted_code
from aigate.provenance.records import Records
from aigate.provenance.resolve import EXACT, rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from aigate.git.blame import Run
    from aigate.git.repo import Repo
    from aigate.model import BlamedFile, Claim, Finding, Judgement, Stretch
    from aigate.protected import Policy

_WITHIN_THE_FILE = ((Passage.REFORMATTED, ("-w",)), (Passage.MOVED, ("-w", "-M")))
_FROM_ELSEWHERE = ("-w", "-M", "-C", "-C")
_MOST_LINKS = 50


def why(repo: Repo, tip: str, path: str, line: int, policy: Policy, today: date) -> Why:
    """What is known of a line of a file, as the commit ``tip`` has it, or the index where that is empty."""
    past = _Past(repo, policy)
    file = past.file(tip, path, line)
    chain = tuple(past.links(file.stretches[0]))
    known = _as_known(path, line, chain[0])
    judgement = _judge(repo, tip, known, policy, today)
    text = _masked(file.text, line, judgement)
    here = tuple(one for one in judgement.findings if one.path == path and _stands_on(line, one))
    shown = (share.claim for share in judgement.attribution.files[path].shares)
    evidence = tuple(replace(one, claim=claim) for one, claim in zip(chain[0].evidence, shown, strict=True))
    chain = (replace(chain[0], evidence=evidence), *chain[1:])
    scope = policy.config.scope
    gated = known.ai or (known.unknown and scope is GateScope.AI_UNKNOWN) or scope is GateScope.ALL
    notes = [*past.notes, *judgement.notes]
    if len(chain) == _MOST_LINKS:
        notes.append(f"followed through {_MOST_LINKS} commits, and no further")
    judgement = replace(judgement, findings=here)
    return Why(path, line, tip or None, text, chain, judgement, bool(gated), tuple(dict.fromkeys(notes)))


# ---------------------------------------------------------------- through which commits


class _Past:
    """Follows one line back."""

    def __init__(self, repo: Repo, policy: Policy) -> None:
        self._repo = repo
        self._settings = policy.config.provenance
        self._records = Records(repo)
        self.notes: list[str] = []

    def file(self, tip: str, path: str, line: int) -> BlamedFile:
        """One line of a file, blamed and attributed."""
        view = View(tip, lines=Span(line, line), keeps_text=True)
        found = blame(self._repo, view, [path], self._settings, records=self._records)
        if not found.files:
            raise UsageError(f"{path} has no lines to ask about: {found.skipped[0].reason}")
        self.notes += found.notes
        return found.files[0]

    def links(self, stretch: Stretch) -> Iterator[Link]:
        """The commits that the line came through, the latest first."""
        for _ in range(_MOST_LINKS):
            passage, before = (
                self._before(stretch) if stretch.commit.id and not stretch.reason else (Passage.WROTE, None)
            )
            yield Link(stretch, passage, tuple(_weigh(stretch)))
            if before is None:
                return
            stretch = self.file(before.commit, before.path, before.start).stretches[0]

    def _before(self, stretch: Stretch) -> tuple[Passage, Run | None]:
        """What the commit did to its line, and where the line stood before it, as a run of one line there."""
        own = self._run(stretch)
        if own is None or not stretch.commit.parents:
            return Passage.WROTE, None
        for passage, options in _WITHIN_THE_FILE:
            if before := self._run(stretch, own, options):
                return passage, before
        try:
            before = self._run(stretch, own, _FROM_ELSEWHERE)
        except GitError as error:  # all files of the parents are read, and a mirror may lack some of them
            self.notes.append(f"whether it came from another file is not known: {error.message}")
            before = None
        return (Passage.COPIED, before) if before else (Passage.WROTE, None)

    def _run(self, stretch: Stretch, own: Run | None = None, options: Sequence[str] = ()) -> Run | None:
        """The commit's own run around its line; or, of such a run, what ``options`` follow to before the commit.

        The lines around it are asked about as well, because git follows blocks: a line alone is too short.
        """
        commit, line = stretch.commit, stretch.origin
        revs = (str(commit.id), *(f"^{parent}" for parent in commit.parents))
        window = (f"-L{own.start},{own.start + own.size - 1}",) if own else ()
        for run in git_blame.runs(git_blame.porcelain(self._repo, revs, stretch.path, *window, *options)):
            if run.start <= line < run.start + run.size:
                if own is None:
                    return run if run.commit == commit.id else None
                there = run.origin + line - run.start
                return run._replace(start=there, origin=there, size=1) if run.commit != commit.id else None
        return None


# ---------------------------------------------------------------- by which evidence


def _weigh(stretch: Stretch) -> Iterator[Weighed]:
    """Every claim about the line, with what came of it."""
    decided = stretch.claim
    for claim in stretch.claims:
        yield Weighed(claim, rank(claim), "decides" if claim is decided else _outcome(claim, stretch.verdict, decided))


def _outcome(claim: Claim, verdict: Verdict, decided: Claim | None) -> str:
    if claim.verdict is verdict:
        return "agrees"
    if claim.verdict is Verdict.HUMAN:
        return "outweighed: a human verdict counts before an agent's claim only where its record is the more exact one"
    if verdict is Verdict.HUMAN and decided and rank(decided) <= EXACT:
        return f"outweighed: a record of rank {rank(decided)} knows this line as a human's"
    if claim.scope is Scope.COMMIT:
        return "not counted: it speaks of the whole commit, and a record that covers this file does not name the line"
    return "outweighed"


# ---------------------------------------------------------------- what policy makes of it


def _as_known(path: str, line: int, link: Link) -> FileAttribution:
    """The line's authorship, as one line that a change adds."""
    one = Lines.of([line])
    shares = tuple(Share(one, weighed.claim) for weighed in link.evidence)
    match link.stretch.verdict:
        case Verdict.AI:
            return FileAttribution(path, ai=one, shares=shares)
        case Verdict.HUMAN:
            return FileAttribution(path, human=one, shares=shares)
        case Verdict.UNKNOWN:
            return FileAttribution(path, unknown=one, shares=shares)


def _judge(repo: Repo, tip: str, known: FileAttribution, policy: Policy, today: date) -> Judgement:
    """The line, judged by the policy in force, as if its scope were all lines: the caller says whether it really is."""
    path = known.path
    kind = repo.kind_at(tip, path) or FileKind.REGULAR
    data = repo.read_path(tip, path) or b""
    (line,) = known.ai | known.human | known.unknown
    change = FileChange(path, "M", kind, blob=path, old_path=path, hunks=(Hunk(line, 1, 0, 0),))
    everything = replace(policy, config=replace(policy.config, scope=GateScope.ALL))
    claims = tuple(share.claim for share in known.shares)
    changeset = Changeset(ChangesetKind.FILES, (change,))
    world = Circumstances(lambda _: data, today)
    return pipeline.judge(changeset, Attribution({path: known}, claims), everything, world)


def _stands_on(line: int, finding: Finding) -> bool:
    span = finding.statement or finding.span
    return finding.bucket is not Bucket.OUTSIDE and span.start <= line <= span.end


def _masked(text: Sequence[str], line: int, judgement: Judgement) -> str:
    """The line, safe to show: without the secrets found in it, or, where nobody could look, what might be one."""
    if judgement.not_examined or judgement.excluded:
        return quoted_code(text[line - 1])
    masks = snippet.masks_of(judgement.findings, text)
    return snippet.mask(text[line - 1], masks.get(line, ()))
