"""aigate's entry in ``.pre-commit-config.yaml``: added as text, so that comments and formatting stay, and then proved.

The proof is that a parser finds in the new text what it found in the old one, and the addition. Where that cannot be
had, nothing is written and the lines are for the reader to paste.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aigate.install.stages import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMES = (".pre-commit-config.yaml", ".pre-commit-config.yml")  # prek reads the second too
DEFAULT_HOOKS = ("aigate", "aigate-commit-msg")
INSTALL_TYPES = "default_install_hook_types"


class CannotAddError(Exception):
    """The file cannot be added to safely; the text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The entry that is to be added."""

    repo: str
    rev: str
    hooks: tuple[str, ...] = DEFAULT_HOOKS

    @property
    def types(self) -> tuple[str, ...]:
        """The git hooks that have to be installed for it."""
        return tuple(BY_ID[hook].command for hook in self.hooks)

    def lines(self) -> list[str]:
        """The entry as YAML, at the left margin."""
        return [
            f"- repo: {_scalar(self.repo)}",
            f"  rev: {_scalar(self.rev)}",
            "  hooks:",
            *(f"    - id: {hook}" for hook in self.hooks),
            *self._unused(),
        ]

    def _unused(self) -> Iterable[str]:
        rest = [entry for entry in BY_ID.values() if entry.id not in self.hooks]
        return [f"    # - id: {entry.id}  # {entry.name.removeprefix('aigate: ')}" for entry in rest]


def fresh(wanted: Wanted) -> str:
    """A whole new file."""
    return "\n".join([_install_types(wanted), "repos:", *(f"  {line}" for line in wanted.lines()), ""])


def runs_aigate(text: str) -> bool:
    """Whether aigate stands in the file already, as a hook of a repository or a local command."""
    return any(map(is_ours, hooks_in(text)))


def is_ours(hook: Mapping[str, Any]) -> bool:
    """Whether a hook is one of the manifest's, or a local command that calls aigate."""
    return str(hook.get("id")) in BY_ID or re.match(r"aigate hook \S", str(hook.get("entry"))) is not None


def hooks_in(text: str) -> list[dict[str, Any]]:
    """Every hook of the file, with its repository's ``repo`` and ``rev``; nothing for what has another shape."""
    document = _load(text)
    repos = document.get("repos") if isinstance(document, dict) else None
    found: list[dict[str, Any]] = []
    for repo in repos if isinstance(repos, list) else []:
        hooks = repo.get("hooks") if isinstance(repo, dict) else None
        source = {"repo": repo.get("repo"), "rev": repo.get("rev")} if isinstance(repo, dict) else {}
        found += [{**hook, **source} for hook in (hooks if isinstance(hooks, list) else []) if isinstance(hook, dict)]
    return found


def add(text: str, wanted: Wanted) -> str:
    """The file's text with the entry at the end of its ``repos``; :class:`CannotAddError` where that is not safe."""
    import yaml

    newline = "\r\n" if "\r\n" in text else "\n"
    root = _compose(text)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise CannotAddError("it is not written as a block of keys")
    keys = {key.value: (key, value) for key, value in root.value if isinstance(key.value, str)}
    if "repos" not in keys:
        raise CannotAddError('it has no key "repos"')
    key, repos = keys["repos"]
    if not isinstance(repos, yaml.SequenceNode) or (repos.flow_style and repos.value):
        raise CannotAddError('its "repos" are not written as a block of entries')
    if repos.value:
        column = repos.start_mark.column
        start = _after_entry(text, _last(repos).end_mark.index, column)
        result = _put(text, start, wanted.lines(), column, newline)
    else:
        emptied = text[: repos.start_mark.index].rstrip(" ") + text[repos.end_mark.index :]
        start = _line_end(emptied, len(text[: repos.start_mark.index].rstrip(" ")))
        result = _put(emptied, start, wanted.lines(), 2, newline)
    if INSTALL_TYPES not in keys:
        result = _put(result, _line_start(text, key.start_mark.index), [_install_types(wanted)], 0, newline)
    _prove(text, result, wanted, types=INSTALL_TYPES not in keys)
    return result


def _install_types(wanted: Wanted) -> str:
    return f"{INSTALL_TYPES}: [{', '.join(dict.fromkeys(('pre-commit', *wanted.types)))}]"


def _put(text: str, at: int, lines: Sequence[str], column: int, newline: str) -> str:
    before = text[:at] if not at or text[:at].endswith("\n") else text[:at] + newline
    return before + "".join(f"{' ' * column}{line}{newline}" for line in lines) + text[at:]


def _after_entry(text: str, index: int, column: int) -> int:
    """Where the line ends that holds ``index``, and the comments below it that are indented as part of the entry."""
    at = index if text[:index].endswith("\n") else _line_end(text, index)
    belongs = re.compile(rf"[ ]{{{column + 1},}}#[^\n]*(\n|\Z)")
    while comment := belongs.match(text, at):
        at = comment.end()
    return at


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _last(node: Any) -> Any:
    """The last leaf of a node: collections written as blocks end only where the next thing begins."""
    while node.value and not isinstance(node.value, str) and not node.flow_style:
        node = node.value[-1][1] if isinstance(node.value[-1], tuple) else node.value[-1]
    return node


def _prove(old: str, new: str, wanted: Wanted, *, types: bool) -> None:
    expected = _load(old)
    addition = _load("\n".join(wanted.lines()))
    if types:
        expected = {**expected, **_load(_install_types(wanted))}
    expected["repos"] = [*expected["repos"], *addition]
    try:
        sound = _load(new) == expected
    except CannotAddError:
        sound = False
    if not sound:
        raise CannotAddError("adding to it would change something else")


def _load(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CannotAddError(f"it is not YAML that can be read ({_first_line(error)})") from error


def _compose(text: str) -> Any:
    import yaml

    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CannotAddError(f"it is not YAML that can be read ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or str(error).splitlines()[0]}{where}"


def _scalar(text: str) -> str:
    """A string as YAML: bare where that is plain, quoted otherwise."""
    import json

    bare = re.fullmatch(r"[A-Za-z0-9./~][\w./:@~+-]*", text, re.ASCII) and not text.endswith(":")
    return text if bare and isinstance(_load(text), str) else json.dumps(text)
