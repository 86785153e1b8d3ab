"""Small changes to a JSON text that leave every byte around them alone: comments, order, indentation, line ends.

Each takes the text and the nodes that ``jsonc.parse`` found in it, and answers with the new text; nodes are of no use after.
What one adds, another takes away again to the byte, as long as nobody rewrote the text in between.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aigate.jsonc import Node

_SAME_LINE_COMMENTS = re.compile(r"(?:[ \t]*/\*[^\r\n]*?\*/)*(?:[ \t]*//[^\r\n]*)?")
_INDENT = "  "


class Style(NamedTuple):
    """How a text is laid out."""

    indent: str | None  # of one level; None: all on one line
    newline: str

    @classmethod
    def of(cls, text: str, root: Node) -> Style:
        """What the text does at its outermost level."""
        newline = "\r\n" if "\r\n" in text else "\n"
        if not root.children:
            return cls(_INDENT, newline)
        before = text[root.value_start + 1 : root.children[0].start]
        return cls(_line_indent(text, root.children[0].start) or _INDENT if "\n" in before else None, newline)

    def render(self, value: object, indent: str, *, inline: bool) -> str:
        """A value as text whose first line stands at ``indent`` already."""
        if inline or self.indent is None:
            return json.dumps(value, ensure_ascii=False)
        lines = json.dumps(value, ensure_ascii=False, indent=self.indent).split("\n")
        return f"{self.newline}{indent}".join(lines)


def append(text: str, container: Node, value: object, style: Style, key: str = "") -> str:
    """A new last member of an object, or element of an array."""
    opening, children = container.value_start + 1, container.children
    inline = "\n" not in text[opening : children[0].start] if children else style.indent is None
    outer = _line_indent(text, container.value_start)
    indent = _line_indent(text, children[0].start) if children else outer + (style.indent or "")
    piece = (f"{json.dumps(key)}: " if key else "") + style.render(value, indent, inline=inline)
    lead = "" if inline else style.newline + indent
    if not children:
        inner = text[opening : container.end - 1]
        tail = inner if inline else style.newline + outer
        return text[:opening] + ("" if inline else inner.rstrip()) + lead + piece + tail + text[container.end - 1 :]
    ends_in_comma = len(container.commas) == len(children)
    anchor = container.commas[-1] + 1 if ends_in_comma else children[-1].end
    found = _SAME_LINE_COMMENTS.match(text, anchor)
    place = found.end() if found and not inline else anchor
    before = text[:anchor] + ("" if ends_in_comma else ",") + text[anchor:place]
    return before + (lead or " ") + piece + ("," if ends_in_comma else "") + text[place:]


def replace(text: str, node: Node, value: object, style: Style) -> str:
    """Another value in the place of one."""
    inline = "\n" not in text[node.value_start : node.end] and style.indent is None
    fresh = style.render(value, _line_indent(text, node.value_start), inline=inline)
    return text[: node.value_start] + fresh + text[node.end :]


def remove(text: str, container: Node, child: Node) -> str:
    """Without one member or element, and without the comma that it needed; comments beside it stay."""
    children, commas = container.children, container.commas
    index = children.index(child)
    start = commas[index - 1] + 1 if index else container.value_start + 1
    gap = text[start : child.start]
    comma = commas[index] if index < len(commas) else child.end
    rest = text[child.end : comma] + text[comma + (index < len(commas)) :]
    after = rest[: len(rest) - len(text) + container.end - 1]  # up to the closing bracket
    if len(children) == 1 and not (gap + after).strip():
        return text[:start] + text[container.end - 1 :]
    drops_comma = index and index == len(commas) == len(children) - 1
    head = text[: start - 1] if drops_comma else text[:start]
    return head + (gap if "//" in gap and not rest.lstrip(" \t").startswith(("\r", "\n")) else gap.rstrip()) + rest


def _line_indent(text: str, position: int) -> str:
    """The white space that the line of a position begins with."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:position]
    return line[: len(line) - len(line.lstrip(" \t"))]
