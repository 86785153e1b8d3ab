"""``aigate accept``: a reasoned, expiring record that one finding is a false alarm; or many, for a code base that begins.

The record counts on AI-written lines once it stands in the protected revision, so it needs a commit of its own, by a human.
"""

from __future__ import annotations

import os
import sys
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
from aigate.lines import Lines
from aigate.model import Attribution, Bucket, Changeset, ChangesetKind, FileAttribution, FileChange, Hunk
from aigate.policy import acceptance
from aigate.progress import Progress
from aigate.protected import head_or_index, policy_at
from aigate.provenance.env import running_agent
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from aigate.model import Finding

NAME = "accept"
HELP = "record, with a reason, that a finding may stay; a human commits the record first"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("fingerprint", nargs="?", metavar="FINGERPRINT", help="as the refusal printed it")
    what.add_argument(
        "--baseline",
        nargs="*",
        metavar="PATH",
        help="every finding that would block in the files that HEAD has, or in those of some paths: for a code base that begins",
    )
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the finding may stay")
    parser.add_argument("--expires", metavar="DATE", help="the last day on which the record counts, as YYYY-MM-DD")
    parser.add_argument("--commit", metavar="REV", help="the finding is in this commit (default: in what is staged)")


def run(args: argparse.Namespace) -> int:
    """Find the findings, append their records, say what to type next."""
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
        if args.baseline is not None and args.commit:
            raise UsageError("--commit goes with one finding: a baseline is of HEAD")
        found = (
            _standing(repo, args.baseline)
            if args.baseline is not None
            else [_find(repo, args.fingerprint, args.commit)]
        )
        if not expires and any(one.rule.startswith("suppressions/") for one in found):
            raise UsageError(
                "who lets a scanner be switched off has to say until when",
                hint=f'aigate accept {found[0].fingerprint} --reason "…" --expires YYYY-MM-DD',
            )
        who, day = _who(repo), today().isoformat()
        records = [
            acceptance.Acceptance(one.fingerprint, one.rule, one.path, args.reason.strip(), who, day, expires)
            for one in found
        ]
        added = _append(repo, records, is_alone=args.baseline is None)
    _say(found, added, is_baseline=args.baseline is not None)
    return 0


def _say(found: Sequence[Finding], added: int, *, is_baseline: bool) -> None:
    if not is_baseline:
        print(f"accepted {found[0].rule} in {visible(found[0].path)}, in {acceptance.PATH}")
    else:
        print(f"newly accepted: {added}; accepted now, in {acceptance.PATH}: {len(found)}")
        secrets = sum(one.kind == "secret" for one in found)
        if secrets:
            print(
                f"secrets among them: {secrets}. Whoever can read the repository has them: change them where they are used"
            )
    if added:
        what = f"Accept {found[0].rule}" if not is_baseline else "Accept what stood here before"
        print("It counts once it is committed, before and apart from the code:")
        print(f"  git add .aigate && git commit -m '{what}' -- .aigate")


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


def _standing(repo: Repo, paths: Sequence[str]) -> list[Finding]:
    """What would block in whole files of HEAD if an agent had written every line of them, each once by its fingerprint."""
    if not repo.has_head():
        raise UsageError("there is no commit yet, and so nothing that stands", hint="commit the code first")
    policy = policy_at(repo, "HEAD")
    everything = replace(policy, config=replace(policy.config, scope=GateScope.ALL))
    files = [(path, oid) for path, oid in repo.list_tree("HEAD", "") if not paths or _is_below(path, paths)]
    if not files:
        raise UsageError(
            f"HEAD has no file in {', '.join(paths) or 'it'}", hint="name files or folders from the repository's root"
        )
    progress = Progress("looking at files")
    changes, known = [], {}
    for path, oid in files:
        lines = Lines.whole(repo.read(oid).count(b"\n") + 1)
        changes.append(FileChange(path, "A", blob=oid, hunks=(Hunk(1, len(lines), 0, 0),)))
        known[path] = FileAttribution(path, human=lines)  # so that comments which silence a finding count, as they will
    changeset = Changeset(ChangesetKind.FILES, tuple(changes))
    judged = pipeline.judge(
        changeset, Attribution(known), everything, Circumstances(repo.read, today(), progress=progress)
    )
    progress.close()
    for gap in judged.not_examined:
        print(f"not examined, and so not accepted: {visible(gap.path)}: {visible(gap.reason)}", file=sys.stderr)
    blocking = [one for one in judged.findings if one.bucket is Bucket.BLOCKING and one.fingerprint]
    return list({one.fingerprint: one for one in blocking}.values())


def _is_below(path: str, places: Sequence[str]) -> bool:
    names = (place.removeprefix("./").rstrip("/") for place in places)
    return any(name in ("", ".") or path == name or path.startswith(f"{name}/") for name in names)


def _who(repo: Repo) -> str:
    """The committer as git knows them, without the date."""
    ident = repo.git("var", "GIT_COMMITTER_IDENT").decode("utf-8", "replace")
    return ident.rpartition(">")[0] + ">"


def _append(repo: Repo, records: Sequence[acceptance.Acceptance], *, is_alone: bool) -> int:
    """Lines at the end, for those that no record speaks for yet, and how many; and, once, the attribute that lets two branches'
    records merge without a conflict.
    """  # noqa: D205 - one sentence
    assert repo.root is not None
    target = repo.root / acceptance.PATH
    for place in (target.parent, target):
        if place.is_symlink():
            raise UsageError(
                f"{place.name} is a symbolic link, and a record is not written through one",
                hint="put a real folder .aigate and a real file there",
            )
    before = target.read_bytes() if target.exists() else b""
    standing = acceptance.standing(acceptance.read(before)[0], today())
    fresh = [record for record in records if record.fingerprint not in standing]
    if is_alone and not fresh:
        raise UsageError(f"{records[0].fingerprint} is accepted already, in {acceptance.PATH}", hint="commit that file")
    if not fresh:
        return 0
    target.parent.mkdir(exist_ok=True)
    if before and not before.endswith(b"\n"):
        before += b"\n"
    target.write_bytes(before + "".join(record.as_line() for record in fresh).encode("ascii"))
    attributes = target.parent / ".gitattributes"
    if not attributes.exists() and not attributes.is_symlink():
        attributes.write_bytes(b"accepted.jsonl merge=union -text\n")
    return len(fresh)
