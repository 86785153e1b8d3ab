"""Markers that stand in files of the audited revision, and the commits that changed those files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate import text as texts
from aigate.errors import GitError
from aigate.git.grep import files_with
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


def touched(repo: Repo, tips: Sequence[str], commits: Sequence[str], settings: Provenance) -> frozenset[str]:
    """Those of ``commits`` that changed a file which has a marker, or holds records of Agent Trace, at one of the tips."""
    paths = {path for tip in tips for path in _paths(repo, tip, settings)}
    return touching(repo, commits, paths) if paths else frozenset()


def _paths(repo: Repo, tip: str, settings: Provenance) -> Iterator[str]:
    if repo.blob_id(tip, TRACES):
        yield TRACES
    catalogue, prose = catalogues.load(settings.agents), settings.prose_markers
    pattern = f"{_PATTERN}|{PROSE_HINT}" if prose else _PATTERN
    found = files_with(repo, tip, pattern)
    if found is None:
        found = tuple(path for path, _ in repo.list_tree(tip, ""))
    for path in found:
        text = _text(repo, tip, path, prose=prose)
        if text and marker_claims(path, text, catalogue, prose=prose).claims:
            yield path


def _text(repo: Repo, tip: str, path: str, *, prose: bool) -> str:
    """A file as text; "" where it is none, or missing: whatever is to be said of that, the patch phase says."""
    name = f"{tip}:{path}".encode("utf-8", "surrogateescape")
    try:
        data = repo.read_path(tip, path) or b"" if b"\n" in name else getattr(repo.objects.find(name), "data", b"")
    except GitError:
        return ""
    decoded = texts.decode(data) if prose or marker_may_stand_in(data) else None
    return decoded[0] if decoded else ""
