"""``aigate doctor``: what is wrong with this set-up, and what to type to mend it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aigate.errors import AigateError, ExitCode
from aigate.git.repo import Repo
from aigate.install.checkup import Status, examine, fail
from aigate.reports.visible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from aigate.install.checkup import Check

NAME = "doctor"
HELP = "say what is wrong with this set-up, and what to type; exit code 1 when something is"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Look at everything and report; warnings alone leave the exit code at 0."""
    checks = _checks()
    sick = any(check.status is Status.FAIL for check in checks)
    print(_json(checks) if args.format == "json" else _text(checks))
    return ExitCode.BLOCKED if sick else ExitCode.ALLOWED


def _checks() -> tuple[Check, ...]:
    try:
        repo = Repo.open()
    except AigateError as error:  # told as one more thing that is wrong: no repository, or one that git does not trust
        return (*examine(None, os.environ), fail("repository", error.message, error.hint))
    with repo:
        return examine(repo, os.environ)


def _text(checks: Sequence[Check]) -> str:
    lines = []
    for check in checks:
        lines.append(f"{check.status:<4}  {visible(check.name)}: {visible(check.message)}")
        if check.hint:
            lines.append(f"      type: {visible(check.hint)}")
    counts = {status: sum(check.status is status for check in checks) for status in Status}
    return "\n".join([*lines, "", ", ".join(f"{count} {status}" for status, count in counts.items())])


def _json(checks: Sequence[Check]) -> str:
    import json

    sick = any(check.status is Status.FAIL for check in checks)
    rows = [
        {"name": each.name, "status": str(each.status), "message": each.message, "hint": each.hint} for each in checks
    ]
    report = {"schema": "aigate/1", "exit_code": int(sick), "checks": rows}
    return json.dumps(report, indent=2)
