"""Today's exposure: what agents wrote of the audited revision, what is wrong with it, and what became of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from aigate.audit.density import density_of
from aigate.audit.lifetimes import lifetimes
from aigate.audit.lore import Lore
from aigate.audit.owners import Owners
from aigate.audit.passages import Passages
from aigate.audit.survivors import Standing
from aigate.audit.tip import stand_at
from aigate.audit.trail import trail
from aigate.audit_model import AuditedFinding, Authored, Density, ExposedFile
from aigate.git import tree
from aigate.git.likeness import Likeness
from aigate.scanners.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aigate.audit.account import Account
    from aigate.audit.inspection import Inspected
    from aigate.audit.looks import Looks
    from aigate.audit.plan import Plan
    from aigate.audit.store import Store
    from aigate.git.repo import Repo
    from aigate.model import Gap


@dataclass(frozen=True, slots=True)
class Exposure:
    """What there is to say of the audited revision, and of findings up to it."""

    files: tuple[ExposedFile, ...] = ()
    findings: tuple[AuditedFinding, ...] = ()  # of all commits, and of the revision; oldest first
    density: Density = field(default_factory=Density)
    gaps: tuple[Gap, ...] = ()
    surviving: Mapping[str, int] = field(default_factory=dict)  # AI lines that are left of each commit
    notes: tuple[str, ...] = ()


def expose(
    repo: Repo,
    plan: Plan,
    tip: str,
    accounts: Mapping[str, Account],
    looks: Looks,
    store: Store,
    progress: Callable[[int, int], None] = lambda _, __: None,
    names_of: Mapping[str, bytes | None] | None = None,
) -> Exposure:
    """Look at a commit's files. ``accounts`` are those of the history that it ends, oldest first."""
    if not tip:
        return Exposure()
    found = stand_at(repo, plan, tip, accounts, store, progress, names_of)
    looked = {} if plan.checks == () else looks.at(found.files)
    files = {one.file.path: one for one in found.files}
    flaws = [flaw for one in looked.values() for flaw in one.flaws]
    scope = (*plan.follow, "", *plan.paths, "", *sorted(repo.shallow_boundary))
    lore = Lore.of(store, *scope)
    findings = lifetimes(accounts, flaws, Passages(found.versions, files, repo.read, lore))
    lore.save(store, *scope)
    owner_of = owners_at(repo, tip)
    return Exposure(
        tuple(replace(one, owner=owner_of(one.path)) for one in _exposed(found.files, accounts, looked)),
        _owned(repo, tip, findings),
        density_of(found.files, looked),
        (*found.gaps, *(gap for one in looked.values() for gap in one.gaps)),
        surviving(found.files),
        tuple(found.notes),
    )


def follow(
    repo: Repo, plan: Plan, tip: str, accounts: Mapping[str, Account], store: Store
) -> tuple[AuditedFinding, ...]:
    """What became of findings, by their text alone: nothing is blamed, nothing at the revision is scanned."""
    names = {finding.path for account in accounts.values() for finding in account.findings}
    if not tip or not names:
        return ()
    files = {one.path: Standing(one, 0) for one in tree.files(repo, tip) if plan.is_asked(one.path)}
    versions = trail(repo, plan, tip, store).follow(names, Likeness(repo.read))
    return _owned(repo, tip, lifetimes(accounts, None, Passages(versions, files, repo.read)))


def _owned(repo: Repo, tip: str, findings: Iterable[AuditedFinding]) -> tuple[AuditedFinding, ...]:
    owner_of = owners_at(repo, tip)
    return tuple(replace(one, owner=owner_of(one.now.path if one.now else one.finding.path)) for one in findings)


def owners_at(repo: Repo, tip: str) -> Callable[[str], str]:
    """Who answers for a path, by the CODEOWNERS of a commit."""
    return cache(Owners.read(lambda path: repo.read_path(tip, path)).of)


def surviving(files: Iterable[Standing]) -> Counter[str]:
    """How many AI lines of each commit are left."""
    left: Counter[str] = Counter()
    for file in files:
        for one in file.ai:
            left[one.commit] += one.size
    return left


def _exposed(
    files: Sequence[Standing], accounts: Mapping[str, Account], looked: Mapping[str, Inspected]
) -> Iterator[ExposedFile]:
    """Each file as reports show it."""
    for file in files:
        path = file.file.path
        lines: Counter[tuple[str, str]] = Counter()
        for one in file.ai:
            lines[one.part.agent, one.part.model] += one.size
        whens = [accounts[commit].commit.when for commit in {one.commit for one in file.ai}]
        yield ExposedFile(
            path,
            language_of(path, b"") or "",
            file.counted,
            tuple(Authored(agent, model, count) for (agent, model), count in lines.most_common()),
            min(whens, default=0),
            max(whens, default=0),
            findings=looked[path].pending if path in looked else 0,
        )
