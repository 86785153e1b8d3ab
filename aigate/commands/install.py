"""``aigate install``: native git hooks, for people without a hook manager. What is there already is kept, and runs first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aigate.errors import ExitCode, UsageError
from aigate.git.repo import Repo
from aigate.install import ci, hooks
from aigate.install.folder import hooks_folder
from aigate.install.stages import BY_NAME, NAMES
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from aigate.install.folder import HooksFolder

NAME = "install"
HELP = "put native git hooks into this repository; hooks that are there already are kept and run first"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--hook",
        action="append",
        metavar="STAGE",
        choices=NAMES,
        help=f"install this hook only; may be repeated (default: all of {', '.join(NAMES)})",
    )
    parser.add_argument(
        "--push-notes",
        action="store_true",
        help="let the pre-push hook push the notes of anchors too, to the remote that is pushed to",
    )
    parser.add_argument(
        "--ci",
        metavar="FORGE",
        choices=ci.NAMES,
        help="instead of hooks, write what github or gitlab runs once a week: an audit that tells one issue what is new",
    )


def run(args: argparse.Namespace) -> int:
    """Install, and say what was done to each hook."""
    if args.ci:
        return _write_template(ci.TEMPLATES[args.ci])
    with Repo.open() as repo:
        folder = hooks_folder(repo)
        root, common = repo.root, repo.common_dir
    names = list(dict.fromkeys(args.hook or NAMES))
    if folder.is_husky:
        lines = ", ".join(f'.husky/{name}: aigate hook {name} "$@"' for name in names)
        raise UsageError(
            f"husky owns the hooks of this repository ({folder.path}) and writes them anew at every install",
            hint=f"add a line to each of husky's own files instead; {lines}",
        )
    for done in hooks.install(folder.path, [BY_NAME[name] for name in names], sys.executable or "aigate"):
        print(f"{done.stage}: {done.step}")
    print(f"hooks folder: {visible(str(folder.path))}")
    if "post-commit" in names or args.push_notes:
        _configure_notes(push=args.push_notes)
    for note in _notes(folder, (root, common), names):
        print(f"note: {visible(note)}", file=sys.stderr)
    return ExitCode.ALLOWED


def _write_template(template: ci.Template) -> int:
    """A file of the work tree; one that is there already is somebody's, unless it is the same."""
    from aigate.install import files

    with Repo.open() as repo:
        if repo.root is None:
            raise UsageError(
                "a bare repository has no work tree to write it to", hint="git clone it, and run this there"
            )
        target = repo.root / template.path
    content = template.text.encode()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        is_new = files.create(target, content)
    except OSError as error:
        raise UsageError(
            f"cannot write {template.path}: {error.strerror}", hint="see what stands in its place"
        ) from error
    if not is_new and files.content_of(target) != content:
        raise UsageError(
            f"{template.path} is there already, and differs", hint="move it out of the way, run this again, and compare"
        )
    print(f"{template.path}: {'written' if is_new else 'is there already'}")
    print(f"next: {template.then}")
    return ExitCode.ALLOWED


def _configure_notes(*, push: bool) -> None:
    """Set what the notes of anchors need in git's configuration."""
    from aigate.install import notes_config

    with Repo.open() as repo:
        added, notes = notes_config.configure(repo, push=push)
    for setting in added:
        print(f"git config: {visible(str(setting))}")
    for note in notes:
        print(f"note: {visible(note)}", file=sys.stderr)


def _notes(folder: HooksFolder, homes: Sequence[Path | None], stages: Sequence[str]) -> Iterator[str]:
    """What a person should know about this folder, and about who else writes to it."""
    from aigate.install.files import content_of
    from aigate.install.folder import owner
    from aigate.install.shim import LEGACY

    root, common = homes
    path = folder.path.resolve()
    within_git = common is not None and path.is_relative_to(common.resolve())
    if root is not None and path.is_relative_to(root.resolve()) and not within_git:
        yield "this folder is in the work tree, and the hooks name this machine's interpreter: do not commit them"
    elif not within_git:
        yield f"this folder serves every repository that uses it{f' ({folder.scope} core.hooksPath)' if folder.scope else ''}"
    for stage in stages:
        if owner(content_of(folder.path / f"{stage}{LEGACY}")) == "lefthook":
            yield f"lefthook rewrites {stage} when its configuration changes; `aigate doctor` tells when that happened"
