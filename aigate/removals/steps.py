"""Scanners that a change takes out of CI, of hooks, or of a project's scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.late import Late
from aigate.model import Confidence
from aigate.removals.missing import Gone
from aigate.suppressions.pipelines import SCANNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.removals.whole import Whole
    from aigate.sides import Sides

_HOME = Late(
    r"(?:.*/)?(?:\.github/(?:workflows|actions)/.+|\.gitlab-ci[\w.-]*\.ya?ml|\.pre-commit-config\.ya?ml|\.?lefthook[\w.-]*\.ya?ml|\.overcommit\.yml"
    r"|\.husky/[\w.-]+|\.?git-?hooks/[\w.-]+|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|Jenkinsfile[\w.-]*|Makefile|justfile"
    r"|Taskfile\.ya?ml|package\.json|tox\.ini|noxfile\.py|\.circleci/.+|\.gitlab/.+\.ya?ml|\.buildkite/.+|\.travis\.ya?ml)"
)
_WORDS = (
    ".github", "gitlab", "pre-commit", "lefthook", "overcommit", "husky", "hooks", "pipelines", "drone", "jenkinsfile", "makefile", "justfile",
    "taskfile", "package.json", "tox.ini", "noxfile", ".circleci", ".buildkite", "travis", "renovate", "codeowners",
)  # fmt: skip
_NEEDS = Late(r"^\s*needs\s*:.*\b[\w-]*(?:security|scan|sast|audit|codeql|semgrep|gitleaks|trivy|bandit)\b")
_WATCHES = Late(
    r"(?:.*/)?(?:\.github/dependabot\.ya?ml|\.?renovate(?:rc)?\.json5?|CODEOWNERS|\.github/workflows/codeql[\w-]*\.ya?ml)"
)
_COMMENT = ("#", "//")


def gone(files: Iterable[Sides], whole: Whole) -> Iterator[Gone]:
    """Every scanner that was run and is not any more, once a file."""
    for sides in files:
        lower = sides.change.path.lower()
        if not any(word in lower for word in _WORDS):
            continue
        if sides.old and sides.change.status == "D" and _WATCHES.made.fullmatch(sides.change.path):
            name = sides.change.path.rpartition("/")[2]
            if not any(path.endswith(name) for path, _ in whole.added):
                yield Gone("removals/ci-security", sides, sides.change.hunks[0], (1,), name, "", Confidence.MEDIUM)
            continue
        if sides.old is None or not _HOME.made.fullmatch(sides.change.path):
            continue
        kept = {name for line in sides.new_lines for name in _names(line)}
        told: set[str] = set()
        for hunk in sides.change.hunks:
            for number, line in enumerate(sides.removed_by(hunk), max(1, hunk.old_start)):
                lost = [name for name in _names(line) if name not in kept and name not in told]
                if lost and not _is_replaced(sides, whole):
                    told.update(lost)
                    yield Gone(
                        "removals/ci-security", sides, hunk, (number,), lost[0], sides.change.path, Confidence.MEDIUM
                    )
        yield from _waits(sides)


def _names(line: str) -> list[str]:
    """The scanners that a line runs, or speaks of otherwise than in a comment."""
    if line.lstrip().startswith(_COMMENT):
        return []
    return [found[0].lower() for found in SCANNERS.made.finditer(line[:400].partition(" #")[0])]


def _is_replaced(sides: Sides, whole: Whole) -> bool:
    """Whether the change adds a scanner that the file did not run before, here or in another file that runs things."""
    before = {name for line in sides.old_lines for name in _names(line)}
    added = ((path, name) for path, line in whole.added if _HOME.made.fullmatch(path) for name in _names(line))
    return any(path != sides.change.path or name not in before for path, name in added)


def _waits(sides: Sides) -> Iterator[Gone]:
    """A job that does not wait for a scanner's any more."""
    for hunk in sides.change.hunks:
        if any(_NEEDS.made.search(line) for line in sides.added_by(hunk)):
            continue
        for number, line in enumerate(sides.removed_by(hunk), max(1, hunk.old_start)):
            if _NEEDS.made.search(line) and any(other.strip().startswith("needs") for other in sides.added_by(hunk)):
                yield Gone(
                    "removals/ci-security", sides, hunk, (number,), line.strip()[:80], "needs", Confidence.MEDIUM
                )
