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
from aigate.audit.sights import sight_of
from aigate.audit.survivors import Standing
from aigate.audit.tip import stand_at
from aigate.audit.trail import trail
from aigate.audit_model import AuditedFinding, Density, ExposedFile
from aigate.git import tree
from aigate.git.likeness import Likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from aigate.audit.account import Account
    from aigate.audit.looks import Looks
    from aigate.audit.passages import Stands
    from aigate.audit.plan import Plan
    from aigate.audit.sights import Sight
    from aigate.audit.store import Store
    from aigate.audit.tip import Ground, Tip
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
    sights: tuple[Sight, ...] = ()  # what all of that was made of, but for the findings of commits
    names: frozenset[str] = frozenset()  # under which files with AI lines may have stood


def expose(
    ground: Ground,
    accounts: Mapping[str, Account],
    looks: Looks,
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Exposure:
    """Look at a commit's files. ``accounts`` are those of the history that it ends, oldest first."""
    if not ground.tip:
        return Exposure()
    found = stand_at(ground, accounts, progress)
    sights = seen(ground, found, accounts, looks)
    files = {one.file.path: one for one in found.files}
    return exposure_of(ground, accounts, sights, found, files)


def seen(ground: Ground, found: Tip, accounts: Mapping[str, Account], looks: Looks) -> tuple[Sight, ...]:
    """The files that stand at the tip, looked at."""
    looked = {} if ground.plan.checks == () else looks.at(found.files)
    standing = {one.file.path: one for one in found.files}
    return tuple(
        sight_of(one, standing.get(one.path), looked.get(one.path), accounts, found.gaps.get(one.path, ()))
        for one in found.all
    )


def exposure_of(
    ground: Ground,
    accounts: Mapping[str, Account],
    sights: tuple[Sight, ...],
    found: Tip,
    files: Mapping[str, Stands],
) -> Exposure:
    """The exposure that files make, and what became of findings."""
    repo, plan = ground.repo, ground.plan
    scope = (*plan.follow, "", *plan.paths, "", *sorted(repo.shallow_boundary))
    lore = Lore.of(ground.store, *scope)
    flaws = [flaw for one in sights for flaw in one.flaws]
    findings = lifetimes(accounts, flaws, Passages(found.versions, files, repo.read, lore))
    lore.save(ground.store, *scope)
    owner_of = owners_at(repo, ground.tip)
    counted = [one for one in sights if one.lines is not None]
    return Exposure(
        tuple(one.exposed(owner_of(one.file.path)) for one in counted),
        _owned(repo, ground.tip, findings),
        density_of(counted),
        tuple(
            gap
            for gaps in ([one.unknown for one in sights], [one.gaps for one in sights])
            for each in gaps
            for gap in each
        ),
        surviving(sights),
        tuple(found.notes),
        sights,
        frozenset(found.versions.names),
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


def surviving(files: Iterable[Sight]) -> Counter[str]:
    """How many AI lines of each commit are left."""
    left: Counter[str] = Counter()
    for file in files:
        left.update(file.surviving)
    return left
