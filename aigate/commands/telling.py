"""``aigate audit --issue``: one issue that says what is new, opened when there is something to say and kept up to date."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from aigate.audit import forge

if TYPE_CHECKING:
    import argparse

    from aigate.audit.forge import Forge, Issue
    from aigate.audit.news import Known
    from aigate.audit_model import Audit
    from aigate.git.repo import Repo


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--issue``."""
    parser.add_argument(
        "--issue",
        metavar="FORGE",
        choices=forge.NAMES,
        default="",
        help="in a CI job of github or gitlab: open one issue when something is new, and keep it up to date",
    )


def connect(args: argparse.Namespace) -> Forge | None:
    """The forge, if one is to be told; UsageError, before any work, for what the environment lacks."""
    return forge.connect(args.issue, os.environ) if args.issue else None


def tell(place: Forge, audit: Audit, repo: Repo) -> None:
    """Say what is new: nothing where nothing is, and never a second issue."""
    from aigate.audit import news
    from aigate.reports.audit import issue as text

    found = place.find()
    known = news.read(found.body) if found else None
    fresh = news.news(audit, known, _later(repo, known, audit.reach.tip))
    state = news.write(news.now(audit))
    if found is None and not fresh.fresh:
        print("issue: nothing to tell, so none was opened", file=sys.stderr)
        return
    body = text.body(audit, fresh.fresh, place.page, state)
    if found is None:
        print(f"issue: opened {place.create(text.TITLE, body).address}", file=sys.stderr)
    elif fresh.fresh:
        place.update(found, body, reopen=not found.is_open)
        place.comment(found, text.comment(audit, fresh.fresh, fresh.gone))
        _say("told what is new in", found)
    elif fresh.gone:
        place.update(found, body, reopen=False)
        _say("brought up to date:", found)
    else:
        _say("nothing is new since", found)


def _say(what: str, found: Issue) -> None:
    print(f"issue: {what} {found.address}", file=sys.stderr)


def _later(repo: Repo, known: Known | None, tip: str) -> frozenset[str]:
    """The commits since the tip that was known, where they count; all of them if that one is gone."""
    if known is None or known.is_whole or not tip:
        return frozenset()
    since = [f"^{known.tip}"] if repo.objects.find(known.tip.encode(), 0) else []
    return frozenset(repo.git("rev-list", tip, *since).decode().split())
