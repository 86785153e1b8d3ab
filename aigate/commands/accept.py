"""``aigate accept``: a reasoned, expiring record that one finding is a false alarm.

The record counts on AI-written lines once it stands in the protected revision, so it needs a commit of its own, by a human.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from aigate import pipeline
from aigate.commands.judging import today
from aigate.config import GateScope
from aigate.errors import UsageError
from aigate.examination import Circumstances
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.policy import acceptance
from aigate.protected import head_or_index, policy_at
from aigate.provenance.env import running_agent
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse

    from aigate.model import Finding

NAME = "accept"
HELP = "record, with a reason, that one finding is a false alarm; a human commits the record first"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("fingerprint", metavar="FINGERPRINT", help="as the refusal printed it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the finding may stay")
    parser.add_argument("--expires", metavar="DATE", help="the last day on which the record counts, as YYYY-MM-DD")
    parser.add_argument("--commit", metavar="REV", help="the finding is in this commit (default: in what is staged)")


def run(args: argparse.Namespace) -> int:
    """Find the finding, append the record, say what to type next."""
    if agent := running_agent(os.environ):
        raise UsageError(
            f"an acceptance is a human's word, and this process was started by an agent ({agent})",
            hint="ask your human to run this command in a terminal of their own",
        )
    if not args.reason.strip():
        raise UsageError("the reason is empty", hint='--reason "why the finding may stay"')
    expires = _day(args.expires) if args.expires else ""
    with Repo.open() as repo:
        if repo.root is None:
            raise UsageError("a bare repository has no work tree to write the record to", hint="run this in a clone")
        finding = _find(repo, args.fingerprint, args.commit)
        record = acceptance.Acceptance(
            finding.fingerprint,
            finding.rule,
            finding.path,
            args.reason.strip(),
            _who(repo),
            today().isoformat(),
            expires,
        )
        _append(repo, record)
    print(f"accepted {finding.rule} in {visible(finding.path)}, in {acceptance.PATH}")
    print("It counts once it is committed, before and apart from the code:")
    print(f"  git add .aigate && git commit -m 'Accept {finding.rule}' -- .aigate")
    return 0


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is no date', hint="write YYYY-MM-DD") from error
    if day < today():
        raise UsageError(f"{text} has passed: the record would never count", hint="name a day to come")
    return day.isoformat()


def _find(repo: Repo, fingerprint: str, rev: str | None) -> Finding:
    """The finding of that name in the change, whoever wrote its lines: at commit-msg only the message made them an agent's."""
    policy = policy_at(repo, head_or_index(repo))
    everything = replace(policy, config=replace(policy.config, scope=GateScope.ALL))
    changeset = changesets.of_commit(repo, rev) if rev else changesets.of_index(repo)
    judged = pipeline.check(changeset, everything, Circumstances(repo.read, today()))
    matching = [one for one in judged.findings if fingerprint and one.fingerprint.startswith(fingerprint)]
    if len({one.fingerprint for one in matching}) == 1:
        return matching[0]
    where = f"commit {rev}" if rev else "what is staged"
    if matching:
        raise UsageError(
            f"{fingerprint} is the start of {len(matching)} fingerprints in {where}", hint="write more of it"
        )
    raise UsageError(
        f"there is no finding {fingerprint} in {where}",
        hint="stage the code that was refused and try again, or name the commit that holds it with --commit REV",
    )


def _who(repo: Repo) -> str:
    """The committer as git knows them, without the date."""
    ident = repo.git("var", "GIT_COMMITTER_IDENT").decode("utf-8", "replace")
    return ident.rpartition(">")[0] + ">"


def _append(repo: Repo, record: acceptance.Acceptance) -> None:
    """One line at the end; and, once, the attribute that lets two branches' records merge without a conflict."""
    assert repo.root is not None
    target = repo.root / acceptance.PATH
    for place in (target.parent, target):
        if place.is_symlink():
            raise UsageError(
                f"{place.name} is a symbolic link, and a record is not written through one",
                hint="put a real folder .aigate and a real file there",
            )
    target.parent.mkdir(exist_ok=True)
    before = target.read_bytes() if target.exists() else b""
    if any(
        known.fingerprint == record.fingerprint and not known.expired(today()) for known in acceptance.read(before)[0]
    ):
        raise UsageError(f"{record.fingerprint} is accepted already, in {acceptance.PATH}", hint="commit that file")
    if before and not before.endswith(b"\n"):
        before += b"\n"
    target.write_bytes(before + record.as_line().encode("ascii"))
    attributes = target.parent / ".gitattributes"
    if not attributes.exists() and not attributes.is_symlink():
        attributes.write_bytes(b"accepted.jsonl merge=union -text\n")
