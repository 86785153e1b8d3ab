"""``aigate trailers``: what commit messages say of agents: add it, check it, take it out, or see what a squash makes of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.commands import output
from aigate.errors import AigateError, ExitCode, UsageError

if TYPE_CHECKING:
    import argparse

    from aigate.config import Config
    from aigate.git.repo import Repo
    from aigate.model import Changeset

NAME = "trailers"
HELP = "what commit messages say of agents: add it, check it, take it out, or preview a squash"
_REPORTING = {"format": "text", "output": None, "scope": None, "fail_on": None, "explain": False}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    adding = actions.add_parser(
        "add", help="print the trailers that the policy wants for what is staged, or else for HEAD"
    )
    adding.add_argument("--message-file", metavar="FILE", type=Path, help="put them into FILE instead")
    adding.set_defaults(action=_add)
    checking = actions.add_parser("check", help="hold messages to the policy, and nothing else")
    checking.add_argument("revision", nargs="?", metavar="REV", help="a commit, or a range A..B (default: HEAD)")
    checking.add_argument("--message-file", metavar="FILE", type=Path, help="the message the staged change will have")
    output.add_options(checking)
    checking.set_defaults(action=_check)
    stripping = actions.add_parser("strip", help="print a commit's message without its AI trailers and footers")
    stripping.add_argument("revision", nargs="?", metavar="REV", help="the commit (default: HEAD)")
    stripping.add_argument("--message-file", metavar="FILE", type=Path, help="take them out of FILE instead")
    stripping.set_defaults(action=_strip)
    squashing = actions.add_parser(
        "squash-preview", help="print the message a forge makes of a branch, and what the policy says of it"
    )
    squashing.add_argument("range", nargs="?", metavar="BASE..TIP", help="the branch (default: @{upstream}..HEAD)")
    squashing.add_argument("--style", choices=("github", "gitlab"), default="github", help="whose default message")
    squashing.add_argument(
        "--title", metavar="TEXT", default="", help="the request's title (default: the first subject)"
    )
    squashing.add_argument(
        "--author",
        metavar="PERSON",
        default="",
        help="the request's author, as \"Name <email>\" (default: the first commit's)",
    )
    squashing.set_defaults(action=_squash, **_REPORTING)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        code: int = args.action(repo, args)
    return code


def _add(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.commands import drafting
    from aigate.install import files

    config = drafting.config_at_head(repo)
    if args.message_file is None:
        lines = drafting.wanted(repo, config)
        print("".join(f"{line}\n" for line in lines), end="")
        if not lines:
            print("aigate: no trailer is missing", file=sys.stderr)
        return ExitCode.ALLOWED
    raw = _read(args.message_file)
    if b"\0" in raw:
        raise UsageError(f"{args.message_file} holds a NUL byte, which git refuses in a message")
    draft = drafting.drafted(repo, raw, config, drafting.writers(repo, config))
    if draft.content != raw:
        files.write(args.message_file.resolve(), draft.content)
    for line in draft.lines or ("nothing; no trailer is missing",):
        print(f"aigate: added {line}", file=sys.stderr)
    return ExitCode.ALLOWED


def _check(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.commands import judging
    from aigate.commands.check import base_of
    from aigate.commands.message_file import read_message
    from aigate.git import changeset as changesets
    from aigate.protected import policy_at

    if args.message_file and args.revision:
        raise UsageError("name a commit or a message file, not both")
    if args.message_file:
        message = judging.message_of(repo, read_message(args.message_file))
        return judging.judge_draft(repo, message, args)
    if args.revision and ".." in args.revision:
        policy = policy_at(repo, base_of(repo, args.revision))
        return judging.judge_messages(repo, changesets.of_range(repo, [args.revision]), args, policy=policy)
    return judging.judge_messages(repo, [changesets.of_commit(repo, args.revision or "HEAD")], args)


def _strip(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.commands import drafting
    from aigate.commands.judging import comment_char
    from aigate.commands.stripping import stripped
    from aigate.git import log
    from aigate.install import files
    from aigate.policy.demands import demands_of
    from aigate.provenance import catalogue as catalogues

    if args.message_file and args.revision:
        raise UsageError("name a commit or a message file, not both")
    config: Config = drafting.config_at_head(repo)
    demands, catalogue = demands_of(config.trailers), catalogues.load(config.provenance.agents)
    if args.message_file is None:
        message = log.entry(repo, repo.resolve(args.revision or "HEAD")).message
        text = stripped(
            message, demands, catalogue
        )  # as it is for what reads it next, without its powers for a terminal
        sys.stdout.write(_shown(text) if sys.stdout.isatty() else text)
        return ExitCode.ALLOWED
    raw = _read(args.message_file)
    text = raw.decode("utf-8", "surrogateescape")
    left = stripped(text, demands, catalogue, comment_char(repo, text)).encode("utf-8", "surrogateescape")
    if left != raw:
        files.write(args.message_file.resolve(), left)
    return ExitCode.ALLOWED


def _squash(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.commands import judging
    from aigate.git import changeset as changesets
    from aigate.policy.squash import Commit, squashed
    from aigate.provenance.trailers import parse_person
    from aigate.reports.visible import disarm

    base, tip = _ends(repo, args.range) if args.range else (_upstream(repo), repo.resolve("HEAD"))
    entries = list(changesets.metadata(repo, base, tip))
    if not entries:
        raise UsageError("the branch has no commits", hint="write BASE..TIP, for example: origin/main..HEAD")
    author = parse_person(args.author) if args.author else entries[0].author
    commits = [Commit(str(one.author), one.message) for one in entries]
    message = squashed(commits, args.style, args.title, str(author))
    print(disarm(_shown(message)))
    changeset: Changeset = changesets.of_squash(repo, base, tip, message, author)
    return judging.judge_messages(repo, [changeset], args)


def _shown(message: str) -> str:
    from aigate.reports.visible import visible

    return "\n".join(map(visible, message.split("\n")))


def _ends(repo: Repo, span: str) -> tuple[str, str]:
    base, dots, tip = span.partition("..")
    if not dots:
        raise UsageError(f'"{span}" is no range', hint="write BASE..TIP, for example: origin/main..HEAD")
    return repo.resolve(base or "HEAD"), repo.resolve(tip.removeprefix(".") or "HEAD")


def _upstream(repo: Repo) -> str:
    try:
        return repo.resolve("@{upstream}")
    except AigateError as error:
        raise UsageError(
            "this branch has no upstream to compare with", hint="write BASE..TIP, for example: origin/main..HEAD"
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read the message file {path}: {error.strerror}", hint="name an existing file"
        ) from error
