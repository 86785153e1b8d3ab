"""Judges what an agent has just written, or is about to commit, by the policy that will judge its commit.

It is the pipeline's own examination. Lines that were watched being written need no attribution; a commit gets the whole of it.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import pipeline
from aigate.agent.silencers import silencers_of
from aigate.examination import Circumstances
from aigate.git.repo import Repo
from aigate.lines import Lines
from aigate.model import (
    Attribution,
    Bucket,
    Changeset,
    ChangesetKind,
    Claim,
    Confidence,
    Decision,
    FileAttribution,
    FileChange,
    Hunk,
    Scope,
    Share,
    Verdict,
)
from aigate.protected import head_or_index, policy_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.agent.commits import Planned
    from aigate.agent.recorder import Written
    from aigate.agent.refusals import Refusal
    from aigate.config import AgentTalk
    from aigate.git.locate import Place
    from aigate.model import Finding, Gap, Judgement
    from aigate.protected import Policy

_SECONDS = 8.0  # in which files are begun; what is left over is said to be left over
_SECONDS_A_FILE = 3.0  # for one scanner
_TOLD = (Bucket.BLOCKING, Bucket.WARNING)


@dataclass(frozen=True, slots=True)
class File:
    """One file that an agent wrote, judged."""

    path: str
    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = ()  # on the lines just written: those that block or warn
    standing: frozenset[str] = frozenset()  # fingerprints of all that is wrong anywhere in the file and not accepted
    gaps: tuple[Gap, ...] = ()
    is_excluded: bool = False
    unmarked: tuple[str, ...] = ()  # markers that HEAD's file has and this one has lost, while their lines stay


@dataclass(frozen=True, slots=True)
class Look:
    """All that was judged, and what there was no time for."""

    files: tuple[File, ...]
    unread: tuple[str, ...]
    talk: AgentTalk


def look(written: Sequence[Written], agent: str) -> Look:
    """Judge what was written in one work tree, file by file until time is up."""
    started = time.monotonic()
    files: list[File] = []
    with Repo.open(Path(written[0].root)) as repo:
        policy = _hurried(policy_at(repo, head_or_index(repo)))
        for done, one in enumerate(written):
            if time.monotonic() - started > _SECONDS:
                return Look(tuple(files), tuple(each.path for each in written[done:]), policy.config.agent)
            head = partial(repo.read_path, "HEAD", one.path) if repo.has_head() else _nothing
            files.append(_judge(one, agent, policy, head))
        hidden = ignored(repo, [file.path for file in files if file.findings or file.gaps])
    files = [file for file in files if file.path not in hidden]
    return Look(tuple(files), (), policy.config.agent)


def _hurried(policy: Policy) -> Policy:
    """The policy, with an agent's patience: a scanner that takes long here gets its full time at the commit."""
    limits = replace(policy.config.limits, seconds=min(policy.config.limits.seconds, _SECONDS_A_FILE))
    return replace(policy, config=replace(policy.config, limits=limits))


def _nothing() -> None:
    return None


def _judge(one: Written, agent: str, policy: Policy, head: Callable[[], bytes | None]) -> File:
    """``head`` reads what HEAD has under the same name."""
    data = one.text.encode("utf-8", "surrogateescape")
    claim = Claim("journal", Verdict.AI, Scope.LINE, "written just now", Confidence.HIGH, one.path, one.lines, agent)
    hunks = tuple(Hunk(start, end - start + 1, 0, 0) for start, end in one.lines.spans)
    change = FileChange(one.path, "M", blob=one.path, hunks=hunks)
    known = FileAttribution(one.path, ai=one.lines, shares=(Share(one.lines, claim),))
    today = datetime.now(UTC).date()
    judgement = pipeline.judge(
        Changeset(ChangesetKind.FILES, (change,)),
        Attribution({one.path: known}, (claim,)),
        policy,
        Circumstances(lambda _: data, today, fixes=True),
    )
    silencers = [] if judgement.excluded else silencers_of(one, known, head, policy, today)
    return _file(one, judgement, silencers, _unmarked(one, head))


def _file(one: Written, judgement: Judgement, silencers: Sequence[Finding], unmarked: tuple[str, ...]) -> File:
    ours = [finding for finding in judgement.findings if finding.path == one.path and finding.scanner != "gate"]
    told = Lines(finding.statement or finding.span for finding in ours if finding.bucket in _TOLD)
    ours += [one for one in silencers if not told.meets(one.span)]  # beside a finding, its own words say so
    return File(
        one.path,
        tuple(one.text.split("\n")),
        tuple(finding for finding in ours if finding.bucket in _TOLD),
        frozenset(finding.fingerprint for finding in ours if finding.bucket is not Bucket.SUPPRESSED),
        judgement.not_examined,
        bool(judgement.excluded),
        unmarked,
    )


def _unmarked(one: Written, head: Callable[[], bytes | None]) -> tuple[str, ...]:
    from aigate import text as texts
    from aigate.provenance.hint import marker_may_stand_in

    data = head()
    decoded = texts.decode(data) if data and marker_may_stand_in(data) else None
    if decoded is None:
        return ()
    from aigate.provenance.markers import removed_markers

    return removed_markers(decoded[0], one.text, path=one.path)


def look_at_uncommitted(place: Place, paths: Sequence[str]) -> tuple[list[Finding], AgentTalk]:
    """What would block in these files if they were committed as they are, on lines that the journal saw an agent write."""
    from aigate.agent.draft import draft
    from aigate.git.changeset import of_index
    from aigate.provenance.records import Records

    there = [path for path in paths if os.path.isfile(os.path.join(place.root or "", path))]
    with draft(place, []) as repo:
        policy = _hurried(policy_at(repo, head_or_index(repo)))
        wanted = sorted(set(there) - ignored(repo, there))
        if wanted:
            repo.git("add", "--", *wanted)
        changeset = of_index(repo)
        ours = replace(changeset, files=tuple(change for change in changeset.files if change.path in wanted))
        world = Circumstances(repo.read, datetime.now(UTC).date(), Records(repo).of, fixes=True)
        judgement = pipeline.check(ours, policy, world)
    return [
        finding
        for finding in judgement.findings
        if finding.bucket is Bucket.BLOCKING and finding.evidence and finding.evidence.source == "journal"
    ], policy.config.agent


def ignored(repo: Repo, paths: Sequence[str]) -> set[str]:
    """Those of these paths that git ignores: no commit takes them unless it is forced to."""
    if not paths:
        return set()
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    said = repo.git("check-ignore", "-z", "--stdin", input=given, ok=(0, 1), env={"GIT_LITERAL_PATHSPECS": "0"})
    return {os.fsdecode(path) for path in said.split(b"\0") if path}


def judge_commit(place: Place, planned: Planned) -> Refusal | None:
    """Judge what a commit would take, as its hooks would; the refusal if they would stop it."""
    from aigate.agent import card
    from aigate.agent.draft import draft
    from aigate.agent.refusals import Refusal
    from aigate.git import trailers
    from aigate.git.changeset import of_index
    from aigate.policy.trailers import Desk
    from aigate.provenance.records import Records

    with draft(place, planned.stagings) as repo:
        policy = policy_at(repo, head_or_index(repo))
        desk = Desk(trailers.parse, is_draft=True, running=planned.agent)
        world = Circumstances(repo.read, datetime.now(UTC).date(), Records(repo).of, desk, fixes=True)
        judgement = pipeline.check(of_index(repo, message=planned.message), policy, world)
    if judgement.decision is not Decision.BLOCK:
        return None
    return Refusal("blocked", card.at_commit(judgement, policy.config.agent))


def anchor(place: Place, commits: Sequence[str]) -> None:
    """Note the AI lines of commits that were just made, as their post-commit hook would have."""
    from aigate.git.changeset import of_commit
    from aigate.protected import provenance_at
    from aigate.provenance.anchors import writing
    from aigate.provenance.records import Records

    with Repo.open(Path(place.root or place.git_dir)) as repo:
        changesets = [of_commit(repo, commit) for commit in commits]
        writing.anchor(repo, changesets, Records(repo), provenance_at(repo, "HEAD"))


def judge_made(place: Place, commits: Sequence[str]) -> str:
    """What would have blocked commits that are made already; "" if nothing would have."""
    from aigate.agent import card
    from aigate.git import trailers
    from aigate.git.changeset import of_commit
    from aigate.policy.trailers import Desk
    from aigate.protected import Policies
    from aigate.provenance.records import Records

    with Repo.open(Path(place.root or place.git_dir)) as repo:
        policies = Policies(repo)
        world = Circumstances(repo.read, datetime.now(UTC).date(), Records(repo).of, Desk(trailers.parse), fixes=True)
        for commit in commits:
            changeset = of_commit(repo, commit)
            policy = policies.at(changeset.parents[0] if changeset.parents else changeset.id)
            judgement = pipeline.check(changeset, _hurried(policy), world)
            if judgement.decision is Decision.BLOCK:
                return card.after_commit(judgement, policy.config.agent)
    return ""
