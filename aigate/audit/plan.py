"""What an audit is asked to look at, and how closely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Plan:
    """One audit, as it was asked for. The default is all that HEAD reaches, with every check and today's exposure."""

    revisions: tuple[str, ...] = ()  # revisions and ranges as git spells them; none: HEAD
    since: str = ""  # a date as git reads one; of the committer's date, as in git log
    until: str = ""
    paths: tuple[str, ...] = ()  # from the top of the repository, taken literally; none: all
    first_parent: bool = False
    all_branches: bool = False  # besides the revisions, whatever branches and tags reach
    every_patch: bool = False  # read all patches, not only those of commits with a sign of an agent
    follow: tuple[str, ...] = ()  # what blame follows lines through: -M, -C
    checks: tuple[str, ...] | None = None  # the names of the scanners to run; None: all, (): none
    exposure: bool = True  # look at the lines of the tip
    jobs: int = 0  # processes; 0: as many as there are processors
    cache: bool = True  # use what earlier audits found out, and keep what this one does

    def is_asked(self, path: str) -> bool:
        """Whether a file is among those that were asked for."""
        return not self.paths or any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in self.paths)

    @property
    def filters(self) -> tuple[str, ...]:
        """What narrows the history, as it is spelled on the command line."""
        return tuple(self._filters())

    def _filters(self) -> Iterator[str]:
        if self.since:
            yield f"--since={self.since}"
        if self.until:
            yield f"--until={self.until}"
        if self.first_parent:
            yield "--first-parent"
        if self.all_branches:
            yield "--all"
        yield from (f"--path={path}" for path in self.paths)
