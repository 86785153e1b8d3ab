"""What the names in a file mean that it has imported: for Python, JavaScript, TypeScript, Go and Java.

A name is told in full, as its language spells it: ``requests.get``, ``@acme/http.fetch``, ``net/http.Get``,
``java.util.Random``. Aliases, members taken out of a module (``from … import``, ``{ exec } = require(…)``) and star imports are
looked through; a variable that is given a module's member later is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from ast_grep_py import Rule, SgNode

_SCRIPTS = ("javascript", "typescript", "tsx")
_MEMBERS: Mapping[str, tuple[str, str]] = {  # kind of a node -> the fields of what is before and behind the dot
    "attribute": ("object", "attribute"),
    "member_expression": ("object", "property"),
    "nested_type_identifier": ("module", "name"),
    "selector_expression": ("operand", "field"),
    "qualified_type": ("package", "name"),
    "method_invocation": ("object", "name"),
    "field_access": ("object", "field"),
}
_NAMES: Mapping[str, tuple[str, ...]] = {  # kinds of the nodes that name things; a grammar refuses kinds of another
    "python": ("identifier",),
    "javascript": ("identifier",),
    "typescript": ("identifier", "type_identifier"),
    "tsx": ("identifier", "type_identifier"),
    "go": ("identifier", "package_identifier", "type_identifier"),
    "java": ("identifier", "type_identifier"),
}
_LOADERS: Mapping[
    str, tuple[str, str]
] = {  # the kind of a call, and the functions that load what they are told the name of
    "python": ("call", r"^((importlib\.)?import_module|__import__)\("),
    **dict.fromkeys(_SCRIPTS, ("call_expression", r"^(require|import)\(")),
}
_TARGETS = ("assignment", "assignment_expression")  # what stands to the left there is given a new meaning, not used
_OWN_NAMES = ("keyword_argument", "parameters", "formal_parameters", "labeled_statement")
_VERSION = re.compile(r"/v[0-9]+$|\.v[0-9]+$")


class Use(NamedTuple):
    """A name that stands for something imported."""

    name: str  # in full
    node: SgNode  # the longest chain of members that begins there


class Imports:
    """The imports of one file."""

    def __init__(self, root: SgNode, language: str, wanted: Collection[str]) -> None:
        """``wanted`` are the full names asked for, which star imports may bring."""
        self._root = root
        self._language = language
        self.bound: dict[str, str] = {}  # a name in this file -> in full
        self.brought: list[Use] = []  # what each import statement names
        for full, local, node in _READERS[language](root):
            name = full.removeprefix("node:")
            self.brought.append(Use(name, node))
            if local == "*":
                self._bind_all(name, wanted)
            elif local:
                self.bound[local] = name

    def _bind_all(self, name: str, wanted: Collection[str]) -> None:
        """What a star import brings of the names asked for; in Java, what is imported by its own name comes first."""
        for one in wanted:
            if one.startswith(f"{name}."):
                member = one.removeprefix(f"{name}.").partition(".")[0]
                if self._language != "java" or member not in self.bound:
                    self.bound[member] = f"{name}.{member}"

    def uses(self) -> Iterator[Use]:
        """Each place where something imported is named, besides the imports themselves."""
        if self.bound:
            names = "|".join(map(re.escape, sorted(self.bound)))
            kinds: list[Rule] = [{"kind": kind, "regex": f"^({names})$"} for kind in _NAMES[self._language]]
            for node in self._root.find_all(any=kinds):
                if not _is_import(node) and not _is_another(node):
                    yield _longest(self.bound[node.text()], node)
        yield from self._named_where_used()
        if self._language in _SCRIPTS:
            yield from _exported(self._root)
        if self._language == "java":
            for node in self._root.find_all(kind="scoped_type_identifier"):
                yield Use(node.text(), node)

    def _named_where_used(self) -> Iterator[Use]:
        """Modules that are named in a call: ``require("x").y()``, ``importlib.import_module("x").y()``."""
        kind, pattern = _LOADERS.get(self._language, ("", ""))
        for call in self._root.find_all(kind=kind, regex=pattern) if kind else ():
            name = _text_of(call.field("arguments"))
            parent = call.parent()
            if name and not (parent and parent.kind() == "variable_declarator"):
                yield _longest(name.removeprefix("node:"), call)


def _exported(root: SgNode) -> Iterator[Use]:
    """What a script hands on without a name of its own: ``export … from "x"``."""
    for statement in root.find_all(kind="export_statement"):
        module = _text_of(statement.field("source")).removeprefix("node:")
        specifiers = statement.find_all(kind="export_specifier") if module else []
        for one in specifiers:
            yield Use(f"{module}.{_alias(one)[0]}", one)
        if module and not specifiers:
            yield Use(module, statement)


def _longest(name: str, node: SgNode) -> Use:
    """The chain of members that begins at a node."""
    parent = node.parent()
    while parent is not None and parent.kind() in _MEMBERS:
        before, behind = _MEMBERS[parent.kind()]
        first, member = parent.field(before), parent.field(behind)
        if first is None or member is None or first != node:
            break
        name, node, parent = f"{name}.{member.text()}", parent, parent.parent()
    return Use(name, node)


def _is_import(node: SgNode) -> bool:
    return any("import" in each.kind() for each in node.ancestors() if each.kind() != "program")


def _is_another(node: SgNode) -> bool:
    """Whether it is the name of a member, of an argument, or of something that is declared here."""
    parent = node.parent()
    if parent is None:
        return False
    kind = parent.kind()
    if kind in _MEMBERS:
        before, behind = map(parent.field, _MEMBERS[kind])
        return before is not None and behind == node
    if kind in _TARGETS and parent.field("left") == node:
        return True
    name = parent.field("name")
    declares = kind in _OWN_NAMES or kind.endswith(
        ("_declarator", "_declaration", "_definition", "_parameter", "pair_pattern")
    )
    return (declares and name is not None and name == node) or kind in (
        "parameters",
        "formal_parameters",
        "pair_pattern",
    )


# ---------------------------------------------------------------- import statements, language by language


def _python(root: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    for statement in root.find_all(kind="import_statement"):
        for child in statement.children():
            if child.kind() == "dotted_name":
                first = child.text().partition(".")[0]
                yield child.text(), "", child
                yield first, first, child
            elif child.kind() == "aliased_import":
                yield (*_alias(child), child)
    for statement in root.find_all(kind="import_from_statement"):
        module = statement.field("module_name")
        if module is not None and module.kind() == "dotted_name":
            yield from _members_of(module, statement)


def _members_of(module: SgNode, statement: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    for child in statement.children():
        if child == module:
            continue
        if child.kind() == "wildcard_import":
            yield module.text(), "*", statement
        elif child.kind() == "dotted_name":
            yield f"{module.text()}.{child.text()}", child.text(), child
        elif child.kind() == "aliased_import":
            name, local = _alias(child)
            yield f"{module.text()}.{name}", local, child


def _alias(node: SgNode) -> tuple[str, str]:
    name, alias = node.field("name"), node.field("alias")
    return (name.text() if name else "", alias.text() if alias else "")


def _script(root: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    for statement in root.find_all(any=[{"kind": "import_statement"}, {"kind": "export_statement"}]):
        module = _text_of(statement.field("source") or _child(statement, "import_require_clause"))
        if not module:
            continue
        locals_ = list(_imported(statement, module))
        yield from locals_ or [(module, "", statement)]
    for node in root.find_all(
        {"rule": {"kind": "variable_declarator", "has": {"field": "value", "regex": r"^require\("}}}
    ):
        call, target = node.field("value"), node.field("name")
        module = _text_of(call.field("arguments")) if call else ""
        if module and target is not None:
            yield from _taken_apart(target, module)


def _imported(statement: SgNode, module: str) -> Iterator[tuple[str, str, SgNode]]:
    """What one import statement names, whatever its clauses are called."""
    waiting = list(statement.children())
    while waiting:
        node = waiting.pop()
        match node.kind():
            case "import_specifier":
                name, alias = _alias(node)
                yield f"{module}.{name}", alias or name, node
            case "identifier":
                yield module, node.text(), node
            case "import_clause" | "named_imports" | "namespace_import" | "import_require_clause":
                waiting += node.children()
            case _:
                pass


def _taken_apart(target: SgNode, module: str) -> Iterator[tuple[str, str, SgNode]]:
    """What a name, or a pattern of names, is given of a module."""
    if target.kind() == "identifier":
        yield module, target.text(), target
        return
    for child in target.children():
        if child.kind() == "shorthand_property_identifier_pattern":
            yield f"{module}.{child.text()}", child.text(), child
        elif child.kind() == "pair_pattern":
            key, value = child.field("key"), child.field("value")
            if key and value:
                yield f"{module}.{key.text()}", value.text(), child


def _go(root: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    for spec in root.find_all(kind="import_spec"):
        path, name = _text_of(spec.field("path")), spec.field("name")
        local = name.text() if name else _VERSION.sub("", path).rpartition("/")[2]
        yield path, {".": "*", "_": ""}.get(local, local), spec


def _java(root: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    stars = []
    for statement in root.find_all(kind="import_declaration"):
        name = next((child.text() for child in statement.children() if "identifier" in child.kind()), "")
        is_star = any(child.kind() == "asterisk" for child in statement.children())
        if is_star:
            stars.append((name, "*", statement))
        else:
            yield name, name.rpartition(".")[2], statement
    yield from (*stars, ("java.lang", "*", root))


def _child(node: SgNode, kind: str) -> SgNode | None:
    return next((child for child in node.children() if child.kind() == kind), None)


def _text_of(node: SgNode | None) -> str:
    """The text of the one string in a node."""
    if node is None:
        return ""
    text = re.fullmatch(r"""[^'"`]*(['"`])([^'"`$]+)\1[^'"`]*""", node.text())
    return text[2] if text else ""


_READERS: Mapping[str, Callable[[SgNode], Iterator[tuple[str, str, SgNode]]]] = {
    "python": _python,
    "go": _go,
    "java": _java,
    **dict.fromkeys(_SCRIPTS, _script),
}
LANGUAGES = tuple(_READERS)
