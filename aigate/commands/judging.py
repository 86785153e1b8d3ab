"""What the judging commands share: the staged change or commits in, the pipeline, one report out."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aigate import pipeline
from aigate.commands import fixing, output
from aigate.errors import ExitCode
from aigate.examination import Circumstances
from aigate.git import changeset as changesets
from aigate.git import trailers
from aigate.memory import Memory
from aigate.model import Decision, Testimony
from aigate.policy.demands import demands_of
from aigate.policy.trailers import Desk
from aigate.progress import Progress
from aigate.protected import Policies, head_or_index, policy_at
from aigate.provenance.env import running_agent
from aigate.provenance.records import Records
from aigate.provenance.resolve import attribute
from aigate.provenance.trailers import clean_message
from aigate.reports.wording import subject

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import date

    from aigate.git.repo import Repo
    from aigate.model import Changeset, Judgement
    from aigate.protected import Policy


_COMMENT_CHARS = "#;@!$%^&|:"  # what git picks from when core.commentChar is "auto"


def message_of(repo: Repo, raw: str) -> str:
    """A message file's text as git will record it: without comments, and without what stands below the scissors.

    Where no editor ran (``-m``, ``-F``), which git tells its hooks by an editor that does nothing, all of it stays.
    """
    return clean_message(raw, comment_char(repo, raw))


def comment_char(repo: Repo, raw: str) -> str:
    """What begins a comment in this message file; "" where no editor runs, and so nothing does."""
    if os.environ.get("GIT_EDITOR") == ":":
        return ""
    char = repo.setting("core.commentString") or repo.setting("core.commentChar") or "#"
    if char == "auto":
        last = raw.rstrip().rpartition("\n")[2][:1]
        char = last if last and last in _COMMENT_CHARS else "#"
    return char


def parent_policy(policies: Policies, changeset: Changeset) -> Policy:
    """A commit is judged by its first parent's policy, as at commit time; a repository's first commit by its own."""
    return policies.at(changeset.parents[0] if changeset.parents else changeset.id)


def judge_index(
    repo: Repo, args: argparse.Namespace, *, message: str | None = None, recalling: bool = False, quiet: bool = False
) -> int:
    """Judge what is staged by HEAD's policy."""
    policy = output.adjust(policy_at(repo, head_or_index(repo)), args)
    memory = Memory(repo.git_dir, f"{policy.rules.digest}:{policy.config.limits}", recalling=recalling)
    progress = Progress("judging files")
    changeset, is_doubtful = _staged(repo, message)
    desk = _desk(policy, is_draft=message is not None, is_doubtful=is_doubtful)
    tree = fixing.work_tree(repo) if args.fix or args.diff else None
    wants_fixes = tree is not None or output.is_for_agent(args)
    world = Circumstances(repo.read, today(), Records(repo).of, desk, memory, progress, fixes=wants_fixes)
    judgement = pipeline.check(changeset, policy, world)
    progress.close()
    memory.save()
    if memory.has_recalled and judgement.decision is not Decision.BLOCK and not _message_speaks(judgement):
        return ExitCode.ALLOWED  # the pre-commit stage has said all of this a moment ago
    report = output.report_of([judgement], "check", policy, args)
    return fixing.emit(report, args, policy, tree, quiet=quiet) if tree else output.emit(report, args, quiet=quiet)


def _message_speaks(judgement: Judgement) -> bool:
    """Whether the message attributes anything, or is itself at fault: pre-commit has judged only what it knew without it."""
    return any(claim.source == "trailers" for claim in judgement.attribution.claims) or any(
        finding.kind == "message" for finding in judgement.findings
    )


def _desk(policy: Policy, *, is_draft: bool, is_doubtful: bool = False) -> Desk:
    """Where messages are judged. Which agent runs the commit is asked only of a draft, and where the policy cares."""
    cares = is_draft and not demands_of(policy.config.trailers).is_idle
    return Desk(trailers.parse, is_draft, is_doubtful, running_agent(os.environ) if cares else None)


def _staged(repo: Repo, message: str | None) -> tuple[Changeset, bool]:
    """The staged change; or HEAD's own, where a message is amended and nothing else.

    ``git commit --amend`` that only adds an agent's trailer stages nothing, yet makes HEAD's lines an agent's. Under a new
    subject it may as well be an empty commit, which nobody can tell; then the second value is true.
    """
    changeset = changesets.of_index(repo, message=message)
    merging = len(changeset.parents) > 1
    if message is None or changeset.files or merging or not repo.has_head():
        return changeset, False
    head = changesets.of_commit(repo, "HEAD")
    amended = replace(head, message=message)
    return amended, subject(head) != subject(amended)


def judge_commits(
    repo: Repo,
    commits: Iterable[Changeset],
    args: argparse.Namespace,
    *,
    policy: Policy | None = None,
    quiet: bool = False,
) -> int:
    """Judge each commit, by ``policy`` or else by its own parent's."""
    policies = Policies(repo)
    judged: list[Judgement] = []
    last: Policy | None = policy
    progress = Progress("judging commits")
    world = Circumstances(repo.read, today(), Records(repo).of, Desk(trailers.parse))
    for number, changeset in enumerate(commits):
        progress(number, 0)
        last = policy or parent_policy(policies, changeset)
        judged.append(pipeline.check(changeset, output.adjust(last, args), world))
    progress.close()
    return output.emit(output.report_of(judged, "check", last, args), args, quiet=quiet)


def judge_messages(
    repo: Repo, found: Iterable[Changeset], args: argparse.Namespace, *, policy: Policy | None = None
) -> int:
    """Hold the message of each commit to ``policy``, or else to its own parent's, and judge nothing else."""
    policies, records = Policies(repo), Records(repo)
    judged: list[Judgement] = []
    last: Policy | None = policy
    for changeset in found:
        last = output.adjust(policy or parent_policy(policies, changeset), args)
        testimony = records.of(changeset) if changeset.id else Testimony()
        known = attribute(changeset, repo.read, last.config.provenance, testimony)
        judged.append(pipeline.judge_message(changeset, known, last, Desk(trailers.parse)))
    return output.emit(output.report_of(judged, "trailers", last, args), args)


def judge_draft(repo: Repo, message: str, args: argparse.Namespace) -> int:
    """Hold the message that the staged change will have to HEAD's policy, and judge nothing else."""
    policy = output.adjust(policy_at(repo, head_or_index(repo)), args)
    changeset, is_doubtful = _staged(repo, message)
    known = attribute(changeset, repo.read, policy.config.provenance, Records(repo).of(changeset))
    desk = _desk(policy, is_draft=True, is_doubtful=is_doubtful)
    judgement = pipeline.judge_message(changeset, known, policy, desk)
    return output.emit(output.report_of([judgement], "trailers", policy, args), args)


def today() -> date:
    """The date that acceptances expire by."""
    return datetime.now(UTC).date()
