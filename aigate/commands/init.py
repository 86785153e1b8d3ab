"""``aigate init``: a first ``.aigate.toml``, and the entry in ``.pre-commit-config.yaml``. It adds; it never overwrites."""

from __future__ import annotations

import os
import secrets
import sys
from typing import TYPE_CHECKING

from aigate import __version__
from aigate.config import NAME as CONFIG
from aigate.config import PYPROJECT, find
from aigate.errors import ExitCode, UsageError
from aigate.git.repo import Repo
from aigate.install import precommit, starter
from aigate.install.files import create, write
from aigate.install.stages import BY_ID
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

NAME = "init"
HELP = "write a first .aigate.toml and the entry in .pre-commit-config.yaml; nothing is overwritten"
_SALT_BYTES = 16


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--repo", metavar="URL", help="where pre-commit fetches aigate from (default: the project's home)"
    )
    parser.add_argument("--rev", default=f"v{__version__}", help="the version to pin (default: %(default)s)")
    parser.add_argument(
        "--hooks",
        nargs="+",
        metavar="ID",
        choices=list(BY_ID),
        default=list(precommit.DEFAULT_HOOKS),
        help=f"the hooks to enter, of: {', '.join(BY_ID)} (default: {', '.join(precommit.DEFAULT_HOOKS)})",
    )
    parser.add_argument(
        "--config-only", action="store_true", help="write .aigate.toml alone; for use with `aigate install`"
    )


def run(args: argparse.Namespace) -> int:
    """Write what is missing, and say what to type next; 2 when an entry has to be pasted by hand."""
    with Repo.open() as repo:
        root = repo.root
    if root is None:
        raise UsageError("a bare repository has no work tree to write to", hint="run this in a clone")
    written = [CONFIG] if _write_config(root) else []
    if args.config_only:
        return _say_next(written, ["aigate install"])
    wanted = precommit.Wanted(args.repo or _home(), args.rev, tuple(dict.fromkeys(args.hooks)))
    target = next((root / name for name in precommit.NAMES if os.path.lexists(root / name)), root / precommit.NAMES[0])
    try:
        changed = _enter(target, wanted, prek_only=os.path.lexists(root / "prek.toml"))
    except precommit.CannotAddError as error:
        return _say_paste(target.name, wanted, error)
    types = " ".join(f"-t {stage}" for stage in wanted.types)
    return _say_next([*written, target.name] if changed else written, [f"pre-commit install {types}"])


def _write_config(root: Path) -> bool:
    def read(name: str) -> bytes | None:
        return (root / name).read_bytes() if (root / name).is_file() else None

    _, present = find(read)  # a broken configuration is told now, not at the next commit
    if present == PYPROJECT:
        print(f"{PYPROJECT} holds the configuration already; left as it is")
        return False
    if not create(root / CONFIG, starter.render(secrets.token_hex(_SALT_BYTES)).encode()):
        print(f"{CONFIG} is there already; left as it is")
        return False
    print(f"wrote {CONFIG}")
    return True


def _enter(target: Path, wanted: precommit.Wanted, *, prek_only: bool) -> bool:
    """Add the entry to the file, or make the file; whether anything was written."""
    if not os.path.lexists(target):
        if prek_only:
            raise precommit.CannotAddError("prek.toml is there, and prek would read only one of the two")
        create(target, precommit.fresh(wanted).encode())
        print(f"wrote {target.name}")
        return True
    if target.is_symlink() or not target.is_file():
        raise precommit.CannotAddError("it is not a regular file")
    try:
        text = target.read_bytes().decode()
    except UnicodeDecodeError:
        raise precommit.CannotAddError("it is not UTF-8") from None
    if precommit.runs_aigate(text):
        print(f"{target.name} runs aigate already; left as it is")
        return False
    write(target, precommit.add(text, wanted).encode())
    print(f"added aigate to {target.name}")
    return True


def _home() -> str:
    """The project's address, as the installed package tells it."""
    from importlib import metadata

    try:
        links = metadata.metadata("aigate").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        links = []
    for link in links:
        if link.startswith("Repository, "):
            return str(link).removeprefix("Repository, ")
    raise UsageError("this copy of aigate does not know where it comes from", hint="say so: aigate init --repo URL")


def _say_next(written: Sequence[str], commands: Sequence[str]) -> int:
    print("\nnext, type:")
    for command in commands:
        print(f"  {command}")
    if written:
        names = " ".join(written)
        print(f"  git add {names} && git commit -m 'Add aigate' -- {names}")
    return ExitCode.ALLOWED


def _say_paste(name: str, wanted: precommit.Wanted, error: precommit.CannotAddError) -> int:
    print(f"error: aigate cannot be entered in {name}: {visible(str(error))}", file=sys.stderr)
    print(
        f" hint: paste these lines below `repos:` in {name} yourself, indented like their neighbours:\n",
        file=sys.stderr,
    )
    print("\n".join(f"  {line}" for line in wanted.lines()))
    return ExitCode.USAGE
