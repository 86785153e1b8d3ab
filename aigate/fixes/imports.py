"""The line that a fix needs among the imports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.model import Edit

if TYPE_CHECKING:
    from collections.abc import Collection

    from ast_grep_py import SgNode

_IMPORTS = {
    "python": ("import_statement", "import_from_statement", "future_import_statement"),
    "javascript": ("import_statement",),
    "typescript": ("import_statement",),
    "tsx": ("import_statement",),
    "java": ("import_declaration", "package_declaration"),
    "go": ("import_declaration", "package_clause"),
}
_NAME = re.compile(r"(\w+)\W*$")


def bring(line: str, root: SgNode, text: str, language: str) -> tuple[Edit, ...] | None:
    """What is to be added so that an import stands in a file: nothing where it does. None where its name means something else."""
    name = _NAME.search(line)
    assert name
    kinds = _IMPORTS.get(language, ())
    standing = [node for node in root.children() if node.kind() in kinds]
    if any(node.text().strip() == line for node in standing):
        return ()
    if re.search(rf"\b{name[1]}\b(?!['\"])", _without_comments(text, language)):
        return None  # a variable, or another import
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    first = _leading(root, kinds, language)
    if not first:
        at = _first_statement(root, language)
        return (Edit(at, at, f"{line}{end_of_line * 2}"),)
    at = text.find("\n", first[-1].range().end.index) + 1  # behind a comment that goes with it
    return (Edit(at, at, f"{line}{end_of_line}"),) if at else (Edit(len(text), len(text), f"{end_of_line}{line}"),)


def _leading(root: SgNode, kinds: Collection[str], language: str) -> list[SgNode]:
    """The imports that stand before everything else."""
    found: list[SgNode] = []
    for node in root.children():
        if node.kind() in kinds:
            found.append(node)
        elif (
            node.is_named()
            and node.kind() != "comment"
            and not (language == "python" and not found and _is_string(node))
        ):
            break
    return found


def _without_comments(text: str, language: str) -> str:
    return re.sub(r"(?m)#[^\n]*$" if language == "python" else r"(?m)//[^\n]*$", "", text)


def _first_statement(root: SgNode, language: str) -> int:
    """Behind what has to come first: comments, and a docstring."""
    for number, node in enumerate(node for node in root.children() if node.kind() != "comment"):
        is_docstring = language == "python" and number == 0 and _is_string(node)
        if not is_docstring:
            return node.range().start.index
    return len(root.text())


def _is_string(node: SgNode) -> bool:
    children = node.children()
    return node.kind() == "expression_statement" and len(children) == 1 and children[0].kind() == "string"
