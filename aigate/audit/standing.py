"""Markers that stand in files of the audited revision, and the commits that changed those files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate import text as texts
from aigate.errors import GitError
from aigate.git import tree
from aigate.git.grep import Found, files_with
from aigate.git.touches import touching
from aigate.provenance import catalogue as catalogues
from aigate.provenance.hint import MARKER_HINT, marker_may_stand_in
from aigate.provenance.markers import PROSE_HINT, marker_claims
from aigate.provenance.presence import TRACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aigate.config import Provenance
    from aigate.git.repo import Repo

# In UTF-16 and UTF-32 there are NULs between the letters.
_PATTERN = rf"{MARKER_HINT.decode()}|a\x00{{1,3}}i\x00|s\x00{{1,3}}p\x00{{1,3}}d\x00{{1,3}}x\x00"
_SHORT = 12


class Touched(NamedTuple):
    """Commits that changed a file with a marker, and what could not be looked through for markers."""

    commits: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()  # the files
    notes: tuple[str, ...] = ()


def touched(repo: Repo, tips: Sequence[str], commits: Sequence[str], settings: Provenance) -> Touched:
    """Those of ``commits`` that changed a file which has a marker, or holds records of Agent Trace, at one of the tips."""
    notes: list[str] = []
    paths = {path for tip in tips for path in _paths(repo, tip, settings, notes)}
    return Touched(touching(repo, commits, paths) if paths else frozenset(), frozenset(paths), tuple(notes))


def lack(tip: str, missing: int) -> tuple[str, ...]:
    """What there is to say of files that could not be looked through."""
    if not missing:
        return ()
    files, they = ("1 file", "it") if missing == 1 else (f"{missing:,} files", "them")
    return (f"{files} of {tip[:_SHORT]} could not be read, so commits that wrote markers into {they} may be missed",)


def marked(repo: Repo, tip: str, settings: Provenance, among: Sequence[str]) -> frozenset[str] | None:
    """Those of some files that have markers, and the records of Agent Trace; None if not all could be looked through."""
    notes: list[str] = []
    found = frozenset(_paths(repo, tip, settings, notes, among))
    return None if notes else found


def _paths(
    repo: Repo, tip: str, settings: Provenance, notes: list[str], among: Sequence[str] | None = None
) -> Iterator[str]:
    if repo.blob_id(tip, TRACES):
        yield TRACES
    if among is not None and not among:
        return
    catalogue, prose = catalogues.load(settings.agents), settings.prose_markers
    pattern = f"{_PATTERN}|{PROSE_HINT}" if prose else _PATTERN
    found = files_with(repo, tip, pattern, among or ()) or _all_that_are_here(repo, tip)
    missing = found.missing
    for path in found.paths if among is None else set(among).intersection(found.paths):
        text = _text(repo, tip, path, prose=prose)
        missing += text is None
        if text and marker_claims(path, text, catalogue, prose=prose).claims:
            yield path
    notes += lack(tip, missing)


def _all_that_are_here(repo: Repo, tip: str) -> Found:
    """Every file of a commit: git gives up where it cannot search so, and over a content that is damaged or not here."""
    absent = tree.absent(repo, tip)
    files = repo.list_tree(tip, "")
    here = tuple(path for path, blob in files if blob not in absent)
    return Found(here, len(files) - len(here))


def _text(repo: Repo, tip: str, path: str, *, prose: bool) -> str | None:
    """A file as text; "" where it is none, None where it cannot be read."""
    name = f"{tip}:{path}".encode("utf-8", "surrogateescape")
    try:
        data = repo.read_path(tip, path) if b"\n" in name else getattr(repo.objects.find(name), "data", None)
    except GitError:
        return None
    if data is None:
        return None
    decoded = texts.decode(data) if prose or marker_may_stand_in(data) else None
    return decoded[0] if decoded else ""
