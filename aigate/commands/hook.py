"""``aigate hook STAGE``: what ``.pre-commit-hooks.yaml`` and the native shims call.

Nothing heavy is imported before the glance has found a reason to look: most commits hold no AI-written line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.errors import AigateError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

NAME = "hook"
HELP = "the git hooks' entry: judge at one stage of a commit or push"
STAGES = ("pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-push")

_REPORTING = {"format": None, "output": None, "scope": None, "fail_on": None, "explain": False} | {
    "fix": False,
    "diff": False,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("stage", choices=STAGES, metavar="STAGE", help=", ".join(STAGES))
    parser.add_argument("arguments", nargs="*", metavar="ARG", help="what git passes to the hook of that stage")
    parser.set_defaults(**_REPORTING)


def run(args: argparse.Namespace) -> int:
    """Judge at one stage. With nothing to say, nothing is said."""
    match args.stage:
        case "pre-commit" | "pre-merge-commit":
            return _pre_commit(args)
        case "commit-msg":
            return _commit_msg(args)
        case "post-commit":
            return _post_commit()
        case "pre-push":
            return _pre_push(args, os.environ)
        case _:
            return _prepare_commit_msg(args, os.environ)


def _pre_commit(args: argparse.Namespace) -> int:
    start, end = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    if start and end:  # a hook manager was asked to judge a range, not the index
        return _range(args, start, end)
    from aigate import glance

    if not glance.must_look():
        return 0
    from aigate.commands.judging import judge_index
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        return judge_index(repo, args, quiet=True)


def _prepare_commit_msg(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Add to the draft what the policy says, if it says so; a merge's or a squash's draft is git's own."""
    if not args.arguments:
        raise UsageError(
            "the prepare-commit-msg stage takes the message file",
            hint="aigate hook prepare-commit-msg FILE [SOURCE [SHA]]",
        )
    file, *given = args.arguments
    source = given[0] if given else environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    from aigate import glance

    path = _existing(file)
    try:
        if source not in ("merge", "squash") and glance.may_add_trailers():
            _draft(path, source)
    except (AigateError, OSError) as error:  # --no-verify does not skip this hook, and it guards nothing
        print(f"aigate: the draft stays as it is: {error}", file=sys.stderr)
    return 0


def _draft(path: Path, source: str) -> None:
    from aigate.commands import drafting
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        drafting.prepare(repo, path, source)


def _existing(file: str) -> Path:
    if not Path(file).is_file():
        raise UsageError(f"there is no message file {file}", hint="git names one to this hook")
    return Path(file)


def _commit_msg(args: argparse.Namespace) -> int:
    """With the message known, a trailer makes every added line an agent's; what pre-commit scanned is not scanned again."""
    if len(args.arguments) != 1:
        raise UsageError(
            "the commit-msg stage takes one argument, the message file", hint="aigate hook commit-msg FILE"
        )
    from aigate import glance
    from aigate.commands.message_file import read_message

    raw = read_message(Path(args.arguments[0]))
    if _is_untouched(Path(args.arguments[0])):
        print("aigate: stopped: the message is the draft as it was, with what aigate added to it", file=sys.stderr)
        return 1
    if not glance.must_look(raw):
        return 0
    from aigate.commands.judging import judge_index, message_of
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        return judge_index(repo, args, message=message_of(repo, raw), recalling=True, quiet=True)


def _post_commit() -> int:
    """Anchor the AI lines of the commit that was just made. It stands whatever happens here, but nothing fails in silence."""
    from aigate import glance

    try:
        if not glance.must_anchor():
            return 0
        from aigate.git.changeset import of_commit
        from aigate.git.repo import Repo
        from aigate.protected import provenance_at
        from aigate.provenance.anchors.writing import anchor
        from aigate.provenance.records import Records

        with Repo.open() as repo:
            anchor(repo, [of_commit(repo, "HEAD")], Records(repo), provenance_at(repo, "HEAD"))
    except AigateError as error:
        print(
            f"aigate: the commit is made, but its AI-written lines are not anchored: {error.message}", file=sys.stderr
        )
        print(" hint: aigate provenance anchor HEAD does it once that is mended", file=sys.stderr)
        return error.exit_code
    return 0


def _is_untouched(path: Path) -> bool:
    if not (path.parent / "aigate" / "draft").exists():
        return False
    from aigate.commands import drafting

    return drafting.is_untouched(path)


def _range(args: argparse.Namespace, start: str, end: str) -> int:
    from aigate.commands.judging import judge_commits
    from aigate.git.changeset import of_range
    from aigate.git.repo import Repo
    from aigate.protected import policy_at

    with Repo.open() as repo:
        base, tip = repo.resolve(start), repo.resolve(end)
        return judge_commits(repo, of_range(repo, [f"{base}..{tip}"]), args, policy=policy_at(repo, base), quiet=True)


def _pre_push(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from aigate.commands.judging import judge_commits
    from aigate.git.changeset import of_push
    from aigate.git.refs import RefUpdate, parse_push
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        if branch := environ.get("PRE_COMMIT_LOCAL_BRANCH"):
            # A hook manager has eaten git's standard input and passes on one ref of the push, no more.
            tip = environ.get("PRE_COMMIT_TO_REF") or repo.resolve(branch)
            known = environ.get("PRE_COMMIT_FROM_REF") or repo.null_oid
            remote = environ.get("PRE_COMMIT_REMOTE_NAME", "")
            updates: tuple[RefUpdate, ...] = (
                RefUpdate(branch, tip, environ.get("PRE_COMMIT_REMOTE_BRANCH", branch), known),
            )
        else:
            remote = args.arguments[0] if args.arguments else ""
            if sys.stdin is None:
                raise UsageError(
                    "standard input is closed, so what is pushed cannot be known", hint="git writes the refs there"
                )
            updates = parse_push(sys.stdin.buffer.read())
        code = judge_commits(repo, of_push(repo, updates, remote), args, quiet=True)
        if code == 0:
            from aigate.provenance.anchors.exchange import exchange_if_asked

            exchange_if_asked(repo, remote)
        return code
