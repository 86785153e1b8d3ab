"""Copies of repositories elsewhere, in a cache folder that the next audit finds again with all that was found out.

A copy is made beside its place and moved there when it is whole, so that one that was killed leaves nothing that could be
taken for a repository.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.audit.fleet import addresses
from aigate.errors import AigateError, GitError, UsageError
from aigate.git.mirror import Limits, Mirror

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.audit.fleet.listing import Target

_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_SLUG = 60
_PARTIAL = "partial"
_STALE = 2 * 86_400  # seconds after which what a killed audit left behind is removed
LIMITS = Limits()


def default_folder(environ: Mapping[str, str]) -> Path:
    """Where copies are kept unless ``--cache-dir`` says otherwise."""
    base = environ.get("XDG_CACHE_HOME") or environ.get("LOCALAPPDATA") or ""
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "aigate" / "repositories"


def prepare(cache: Path) -> None:
    """Make the cache folder, its owner's alone, and remove what killed audits left in it."""
    try:
        (cache / _PARTIAL).mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in (cache / _PARTIAL).iterdir():
            if time.time() - left.lstat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"cannot keep copies of repositories in {cache}: {error.strerror}", hint="name another folder: --cache-dir"
        ) from error


def slug(text: str, key: str) -> str:
    """A file's name that tells people what it is, and tells any two apart; whatever ``text`` holds."""
    readable = _UNFIT.sub("-", text).strip("-")[-_SLUG:].strip("-").lower()
    return f"{readable or 'repository'}-{sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def place_of(cache: Path, address: str) -> Path:
    """Where the copy of an address is, or would be. Folders of thousands of entries are slow on some file systems."""
    name = slug(addresses.name_of(address), addresses.same(address))
    return cache / name[-2:] / f"{name}.git"


def bring(
    target: Target, cache: Path, *, whole: bool, protocols: tuple[str, ...], limits: Limits = LIMITS
) -> Path | None:
    """The copy of a target, up to date; None where the other side has no commit yet."""
    place = place_of(cache, target.place)
    if place.is_dir():
        try:
            return (
                place
                if Mirror(target.place, place, protocols, limits).update(branch=target.branch, whole=whole)
                else None
            )
        except GitError:
            if _is_sound(place):
                raise
            _discard(place, cache)
    return _make(target, place, cache, whole=whole, protocols=protocols, limits=limits)


def _make(
    target: Target, place: Path, cache: Path, *, whole: bool, protocols: tuple[str, ...], limits: Limits
) -> Path | None:
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache / _PARTIAL, ignore_cleanup_errors=True) as folder:
        partial = Path(folder) / "repository"
        if not Mirror(target.place, partial, protocols, limits).update(branch=target.branch, whole=whole):
            return None
        with suppress(FileExistsError, PermissionError):  # another audit was as fast
            if not place.exists():
                partial.rename(place)
    if not place.is_dir():
        raise GitError(f"the copy of {target.name} could not be moved to its place")
    return place


def _is_sound(place: Path) -> bool:
    """Whether a copy is a repository whose HEAD can be read; if so, the trouble is with the other side."""
    from aigate.git.repo import Repo

    try:
        with Repo.open(place) as repo:
            return repo.has_head()
    except AigateError:
        return False


def _discard(place: Path, cache: Path) -> None:
    """Out of the way in one step, then removed."""
    with tempfile.TemporaryDirectory(dir=cache / _PARTIAL, ignore_cleanup_errors=True) as folder, suppress(OSError):
        place.rename(Path(folder) / "damaged")
