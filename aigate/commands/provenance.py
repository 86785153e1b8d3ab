"""``aigate provenance``: content anchors, by which AI-written lines are found again after history was rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import ExitCode, UsageError
from aigate.git import changeset as changesets
from aigate.git.repo import Repo
from aigate.progress import Progress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from aigate.model import Changeset

NAME = "provenance"
HELP = (
    "anchor AI-written lines by their content in refs/notes/aigate, show what is anchored, rescue what lost its commit"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    anchor = actions.add_parser(
        "anchor", help="note the anchors of commits, as the post-commit hook does for each new one"
    )
    anchor.add_argument("revisions", nargs="*", metavar="REV", help="commits, or ranges A..B (default: HEAD)")
    anchor.set_defaults(action=_anchor)
    rescue = actions.add_parser(
        "rescue", help="re-anchor notes whose commits are no longer reached, git-ai's and our own"
    )
    rescue.add_argument("--dry-run", action="store_true", help="only say what would be recovered")
    rescue.set_defaults(action=_rescue)
    sync = actions.add_parser("sync", help="exchange the notes with a remote: fetch, join, push")
    sync.add_argument("remote", nargs="?", default="origin", metavar="REMOTE", help="a remote's name (default: origin)")
    sync.set_defaults(action=_sync)
    show = actions.add_parser("show", help="show what the notes on a commit say")
    show.add_argument("revision", nargs="?", default="HEAD", metavar="REV", help="a commit (default: HEAD)")
    show.set_defaults(action=_show)


def run(args: argparse.Namespace) -> int:
    """Run one of the subcommands."""
    with Repo.open() as repo:
        code: int = args.action(repo, args)
    return code


def _anchor(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.protected import provenance_at
    from aigate.provenance.anchors import writing
    from aigate.provenance.anchors.source import salt_of
    from aigate.provenance.records import Records

    revisions = args.revisions or ["HEAD"]
    done = writing.anchor(repo, _counted(_commits(repo, revisions)), Records(repo), provenance_at(repo, "HEAD"))
    print(
        f"{done.commits} {_plural('commit', done.commits)} looked at: {done.ai} AI-written "
        f"{_plural('line', done.ai)} anchored, {done.notes} {_plural('note', done.notes)} written to refs/notes/aigate"
    )
    if done.ai and not salt_of(repo):
        print("note: no salt is configured; `aigate init` writes one, and hashes that nobody else can compare need it")
    return ExitCode.ALLOWED


def _commits(repo: Repo, revisions: Sequence[str]) -> Iterator[Changeset]:
    for revision in revisions:
        if ".." in revision:
            yield from changesets.of_range(repo, [revision])
        else:
            yield changesets.of_commit(repo, revision)


def _counted(commits: Iterator[Changeset]) -> Iterator[Changeset]:
    progress = Progress("anchoring commits")
    for number, changeset in enumerate(commits):
        progress(number, 0)
        yield changeset
    progress.close()


def _rescue(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.protected import provenance_at
    from aigate.provenance.anchors.rescue import rescue

    bars: dict[str, Progress] = {}

    def progress(what: str, number: int) -> None:
        bars.setdefault(what, Progress(what))(number, 0)

    done = rescue(repo, provenance_at(repo, "HEAD"), write=not args.dry_run, progress=progress)
    for bar in bars.values():
        bar.close()
    print(
        f"orphaned notes: {done.orphans}; {done.gone} on commits that no longer exist, {done.silent} that name no line"
    )
    print(f"recovered notes: {_share(done.found, done.speaking)}")
    print(f"recovered AI-written lines: {_share(done.lines_found, done.lines)}")
    print(
        f"on living commits: {done.known} lines that their own notes know, {done.anchored} that only the rescue knows"
    )
    would = "would be written" if args.dry_run else "written"
    print(f"{done.notes} {_plural('note', done.notes)} {would} to refs/notes/aigate")
    if done.unreadable:
        print(
            f"not looked at: {done.unreadable} {_plural('commit', done.unreadable)} of which something is missing here"
        )
    return ExitCode.ALLOWED


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def _sync(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.provenance.anchors.exchange import exchange

    said = "the notes are pushed" if exchange(repo, args.remote) else "nothing new to push"
    print(f"{args.remote}: {said}")
    return ExitCode.ALLOWED


def _show(repo: Repo, args: argparse.Namespace) -> int:
    from aigate.provenance.anchors.pool import Pool
    from aigate.reports.visible import visible

    oid = repo.resolve(args.revision)
    notes = list(Pool(repo).notes_on(oid))
    if not notes:
        raise UsageError(f"no anchors on commit {oid[:10]}", hint=f"aigate provenance anchor {oid[:10]}")
    for one in sorted({one for note in notes for one in note.anchors}):
        who = " ".join(filter(None, [str(one.verdict), one.agent, one.model]))
        lines = f"{one.start}-{one.start + len(one.lines) - 1}" if len(one.lines) > 1 else str(one.start)
        print(visible(f"{one.path}:{lines}: {who}, known from {one.source} ({one.confidence})"))
    for path in sorted({one.path for note in notes for one in note.covered}):
        print(visible(f"{path}: every edit was watched"))
    if unreadable := sum(note.unreadable for note in notes):
        print(f"{unreadable} {_plural('line', unreadable)} cannot be read")
    return ExitCode.ALLOWED


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
