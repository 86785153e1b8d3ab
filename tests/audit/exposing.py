"""Asks for the exposure of a real repository, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.audit.exposure import Exposure, expose
from aigate.audit.plan import Plan
from aigate.audit.run import Run
from aigate.audit.store import Store
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from aigate.audit_model import Audit, AuditedFinding, ExposedFile
    from tests.repository import Repository

HERE = Plan(jobs=1)
BY_CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"
BY_CODEX = "Co-authored-by: Codex <noreply@openai.com>"


def exposed(repo: Repository, plan: Plan = HERE, store: Store | None = None) -> Exposure:
    """What stands at the revision, with a store of its own if none is given."""
    with Repo.open(repo.path) as opened, store or Store.open(opened, use=False) as kept:
        run = Run(opened, plan, kept)
        accounts = run.accounts()
        return expose(run.ground(), accounts, run.looks())


def by_agent(repo: Repository, files: dict[str, str | bytes], subject: str = "Work", by: str = BY_CLAUDE) -> str:
    """A commit of an agent's; its id."""
    return repo.commit(files, f"{subject}\n\n{by}")


def lines_of(found: Exposure) -> dict[str, tuple[int, int, int]]:
    """AI, human and unknown lines of each file."""
    return {one.path: (one.lines.ai, one.lines.human, one.lines.unknown) for one in found.files}


def file_of(found: Exposure, path: str) -> ExposedFile:
    """One file."""
    return next(one for one in found.files if one.path == path)


def fates_of(found: Exposure | Audit, rule: str = "") -> list[tuple[str, str, str | None, str]]:
    """The findings, or those of one rule: state, commit, where it stands, what fixed it."""
    return [
        (str(one.state), one.commit, f"{one.now.path}:{one.now.line}" if one.now else None, one.fixed_by)
        for one in found.findings
        if _is_of(one, rule)
    ]


def _is_of(found: AuditedFinding, rule: str) -> bool:
    return not rule or found.finding.rule == rule
