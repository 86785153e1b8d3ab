"""One repository of many: brought here if it is elsewhere, audited, and told in a few figures.

Its whole audit stays where it was made: in the repository's own store, and in a report of its own where one was asked for.
Whatever goes wrong is this repository's own trouble, told with its reason.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import __version__
from aigate.audit.census import REMOVED_SINCE
from aigate.audit.fleet import clone, figures, memory
from aigate.audit.fleet.order import Outcome
from aigate.audit_model import Member
from aigate.errors import AigateError, GitError, UsageError
from aigate.git.mirror import leave_repository
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from aigate.audit.fleet.order import Order
    from aigate.audit_model import Audit

FOLDER = "repositories"  # of their own reports, beside the merged one
EXTENSIONS = {"text": "txt", "markdown": "md", "badge": "badge.json"} | {
    name: name for name in ("json", "jsonl", "csv", "parquet", "sarif", "html")
}
MARK = ".aigate-fleet"  # what a folder of reports has in it while they are written


def examine(order: Order) -> Outcome:
    """Do one order; never an error."""
    try:
        return _examine(order)
    except AigateError as error:
        hint = f" ({error.hint})" if error.hint else ""
        return Outcome(order.number, failure=" ".join(f"{error.message}{hint}".split()))
    except OSError as error:
        return Outcome(order.number, failure=f"{error.strerror or type(error).__name__}")
    except Exception as error:  # noqa: BLE001 - an error's text can quote a repository; its kind and place cannot
        return Outcome(order.number, failure=f"aigate itself failed ({_place(error)}); this is a bug")


def _examine(order: Order) -> Outcome:
    if order.version != __version__:
        raise UsageError(
            f"this worker has aigate {__version__}, not {order.version}", hint="install the same everywhere"
        )
    leave_repository()
    place = _bring(order)
    if place is None:
        return _empty(order)
    with Repo.open(place) as repo:
        if os.path.realpath(repo.root or repo.git_dir) != os.path.realpath(place):
            raise UsageError("it is a folder inside a repository, not the top of one")
        if not repo.has_head() and not order.plan.revisions and not order.plan.all_branches:
            return _empty(order)
        name = memory.name_of(repo, order)
        known = memory.recall(repo, name) if name else None
        if known and known.member and _has_page(known.member, order):
            return replace(known, number=order.number)
        audit = _audit(repo, order)
        outcome = figures.outcome(order.number, audit, order.target.place, _write(audit, order))
        is_odd = not audit.reach.is_whole or set(audit.reach.notes) - {REMOVED_SINCE}
        if name and not is_odd:  # what was odd once is looked at again
            memory.keep(repo, name, outcome)
    return outcome


def _has_page(member: Member, order: Order) -> bool:
    """Whether the reports that were written the last time are still where they are to be."""
    if not order.output or not order.formats:
        return True
    page = Path(order.output) / member.page
    return bool(member.page) and all(page.with_suffix(f".{EXTENSIONS[form]}").is_file() for form in order.formats)


def _bring(order: Order) -> Path | None:
    if not order.target.is_remote:
        return Path(order.target.place)
    whole = bool(order.plan.revisions or order.plan.all_branches)
    return clone.bring(order.target, Path(order.cache), whole=whole, protocols=order.protocols)


def _empty(order: Order) -> Outcome:
    member = Member(order.target.name, order.target.place, "", notes=("it has no commit yet",))
    return Outcome(order.number, member)


def _audit(repo: Repo, order: Order) -> Audit:
    from aigate.audit.run import audit

    found = audit(repo, order.plan)
    weblink = found.weblink
    if order.target.is_remote and order.target.place.startswith("https://"):
        weblink = order.target.place.removesuffix("/").removesuffix(".git")
    return replace(found, repository=order.target.name, weblink=weblink)


def _write(audit: Audit, order: Order) -> str:
    """The repository's own reports; the name of the first."""
    from aigate.reports import audit as reports

    if not order.output or not order.formats:
        return ""
    folder = Path(order.output)
    if not (folder / MARK).exists():
        raise GitError(
            f"this worker does not see the folder of reports {folder}", hint="workers need a common file system"
        )
    name = clone.slug(order.target.name, order.target.place)
    names = []
    for form in order.formats:
        rendered = reports.load(form).render(audit)
        data = rendered.encode("utf-8", "backslashreplace") if isinstance(rendered, str) else rendered
        names.append(f"{FOLDER}/{name}.{EXTENSIONS[form]}")
        target = folder / names[-1]
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.replace(target)
    return names[0]


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f", {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
