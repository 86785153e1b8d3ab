"""Who answers for a file, by the repository's CODEOWNERS: GitHub's and GitLab's places and syntax.

The last pattern that matches decides, on GitLab the last of each section. A line that cannot be read speaks for nothing, as
at the forges; so does one whose pattern could take for ever to compare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from warnings import catch_warnings, simplefilter

from aigate import text as texts
from aigate.policy.exclude import is_slow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pathspec import PathSpec

GITHUB = ".github/CODEOWNERS"
PLACES = (GITHUB, "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")  # the first that there is counts
_MOST_BYTES = 3 << 20  # of the file: GitHub's own limit
_MOST_OWNERS = 20  # of one pattern
_SECTION = re.compile(r"\^?\[([^\]]+)\](?:\[\d*\])?[ \t]*(.*)")
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")


class _Rule(NamedTuple):
    pattern: str
    owners: tuple[str, ...]
    excludes: bool = False

    @property
    def is_shallow(self) -> bool:
        """``docs/*`` means the files of a folder, and none in folders below."""
        return self.pattern.endswith("/*") and "**" not in self.pattern

    def reaches(self, path: str) -> bool:
        """Whether a file that the pattern matches as gitignore has it is not too deep for it."""
        return not self.is_shallow or path.count("/") == self.pattern.strip("/").count("/")


@dataclass(slots=True)
class _Section:
    """Rules of which the last one that matches counts."""

    owners: tuple[str, ...] = ()  # of patterns that name none
    rules: list[_Rule] = field(default_factory=list)
    _spec: PathSpec[Any] | None = None

    def owners_of(self, path: str) -> tuple[str, ...]:
        if not self.rules:
            return ()
        self._spec = self._spec or _spec([rule.pattern for rule in self.rules])
        last = self._spec.check_file(path).index
        if last is None:
            return ()
        rule = self.rules[last]
        if not rule.reaches(path):
            found = (
                one
                for one in reversed(self.rules[:last])
                if one.reaches(path) and _spec([one.pattern]).match_file(path)
            )
            rule = next(found, _Rule("", ()))
        return () if rule.excludes else rule.owners


class Owners:
    """The owners of a repository's files."""

    def __init__(self, sections: Iterable[_Section] = ()) -> None:
        self._sections = tuple(sections)

    @classmethod
    def read(cls, read_path: Callable[[str], bytes | None]) -> Owners:
        """``read_path`` gives a file's content, or None if there is no such file."""
        for place in PLACES:
            data = read_path(place)
            if data is not None:
                read = texts.decode(data) if len(data) <= _MOST_BYTES else None
                return cls(_sections(read[0].split("\n"), has_sections=place != GITHUB)) if read else cls()
        return cls()

    def of(self, path: str) -> str:
        """The owners of a file, in one string; "" if it has none."""
        return " ".join(dict.fromkeys(owner for one in self._sections for owner in one.owners_of(path)))


def _sections(lines: Iterable[str], *, has_sections: bool) -> Iterable[_Section]:
    current = _Section()
    found = {"": current}
    for line in map(str.strip, lines):
        if not line or line.startswith("#"):
            continue
        if has_sections and (head := _SECTION.fullmatch(line)):
            current = found.setdefault(head[1].strip().lower(), _Section())
            current.owners = tuple(_owners(_WORDS.findall(head[2]))) or current.owners
        else:
            current.rules += _rules(line, current.owners, has_exclusions=has_sections)
    return found.values()


def _rules(line: str, default: Sequence[str], *, has_exclusions: bool) -> Iterator[_Rule]:
    pattern, *words = _WORDS.findall(line) or [""]
    excludes = has_exclusions and pattern.startswith("!")
    pattern = pattern.removeprefix("!") if excludes else pattern
    if pattern and not pattern.startswith("!") and not is_slow(pattern) and _is_pattern(pattern):
        yield _Rule(pattern, tuple(_owners(words)) or tuple(default), excludes)


def _owners(words: Iterable[str]) -> Iterator[str]:
    """The names among the words of a line; a comment ends them."""
    for number, word in enumerate(words):
        if word.startswith("#") or number >= _MOST_OWNERS:
            return
        if "@" in word:
            yield word


def _is_pattern(pattern: str) -> bool:
    from pathspec.patterns.gitignore import GitIgnorePatternError

    try:
        return len(_spec([pattern])) == 1
    except (GitIgnorePatternError, ValueError, re.error):
        return False


def _spec(patterns: Sequence[str]) -> PathSpec[Any]:
    from pathspec import PathSpec

    with catch_warnings():
        simplefilter("ignore", FutureWarning)  # of Python's, about brackets that it may read differently one day
        return PathSpec.from_lines("gitignore", patterns)
