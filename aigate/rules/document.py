"""YAML, read into values that know their line, from files that may be hostile.

The parser's events are assembled here, without recursion: PyYAML's own composer crashes the process on deeply nested
input. Anchors, aliases, tags and several documents are refused, so nothing can multiply and nothing is constructed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from aigate.errors import ConfigError

if TYPE_CHECKING:
    from typing import Any

    from yaml import Event

MAX_BYTES = 1_000_000
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as it was written. ``plain`` scalars may be read as numbers and truth values, quoted ones may not."""

    text: str
    line: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with text keys; ``lines`` says where each key stands."""

    line: int
    nodes: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node: TypeAlias = Scalar | Items | Table


def fail(name: str, line: int, reason: str, hint: str = "") -> ConfigError:
    """The error for one place in a file of rules."""
    return ConfigError(f"{name}:{line}: {reason}", hint=hint)


def read(name: str, data: bytes) -> Node:
    """The one document in ``data``."""
    import yaml

    if len(data) > MAX_BYTES:
        raise fail(name, 1, f"the file has {len(data)} bytes; rules are read up to {MAX_BYTES}", "Split the file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fail(name, line, "not UTF-8", "Save the file as UTF-8.") from error
    try:
        return _assemble(name, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise fail(name, mark.line + 1 if mark else 1, f"not valid YAML: {reason}") from error
    except yaml.YAMLError as error:
        reason = str(getattr(error, "reason", error))
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise fail(name, line, f"not valid YAML: {reason}") from error


def _assemble(name: str, text: str) -> Node:
    """Build the tree from the parser's events."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(name)
    for event in yaml.parse(text, Loader=loader):
        builder.take(event)
    if builder.root is None:
        raise fail(name, 1, "the file is empty", "Begin with `rules:` and a list.")
    return builder.root


class _Builder:
    """The open lists and mappings, innermost last."""

    def __init__(self, name: str) -> None:
        import yaml

        self.yaml = yaml
        self.name = name
        self.root: Node | None = None
        self.open: list[Items | Table] = []
        self.keys: list[Scalar | None] = []  # for each open table the key that waits for its value

    def take(self, event: Event) -> None:
        """One event more."""
        match event:
            case self.yaml.ScalarEvent():
                self._check_tag(event)
                self._add(Scalar(event.value, _line(event), plain=event.implicit[0]))
            case self.yaml.SequenceStartEvent():
                self._enter(event, Items(_line(event)))
            case self.yaml.MappingStartEvent():
                self._enter(event, Table(_line(event)))
            case self.yaml.SequenceEndEvent() | self.yaml.MappingEndEvent():
                self.open.pop()
                self.keys.pop()
            case self.yaml.AliasEvent():
                raise fail(self.name, _line(event), "aliases (`*name`) are not allowed here", "Write the value out.")
            case self.yaml.DocumentStartEvent() if self.root is not None:
                raise fail(self.name, _line(event), "a second document begins here", "Use one document a file.")
            case _:
                pass  # the stream's and the document's own borders

    def _enter(self, event: Any, node: Items | Table) -> None:
        self._check_tag(event)
        self._add(node)
        self.open.append(node)
        self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            raise fail(self.name, node.line, f"nested deeper than {MAX_DEPTH} levels")

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            raise fail(self.name, _line(event), f"tags ({event.tag}) are not allowed here", "Remove the tag.")

    def _add(self, node: Node) -> None:
        """Put a node where it belongs: at the root, in a list, as a key or as a key's value."""
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
        elif key is None:
            self._take_key(parent, node)
        else:
            parent.nodes[key.text] = node
            parent.lines[key.text] = key.line
            self.keys[-1] = None

    def _take_key(self, parent: Table, node: Node) -> None:
        if not isinstance(node, Scalar):
            raise fail(self.name, node.line, "a key has to be text")
        if node.text in parent.nodes:
            raise fail(self.name, node.line, f'"{node.text}" stands twice')
        self.keys[-1] = node


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
