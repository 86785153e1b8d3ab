"""Where Bandit is as sure as it says, and where the code around shows that it is not.

A test that is nearly always wrong, or whose weakness is told better by following where a value comes from (``flow/``), has a
lower rank in ``bandit_rules.WORDS``. The tests here are right in one form of their call and wrong in another. What is not
sure enough to stop anybody is still told.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aigate.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aigate.scanners.bandit_engine import Hit

_LOADERS = frozenset({"Loader", "UnsafeLoader", "FullLoader", "CLoader", "CFullLoader", "CUnsafeLoader"})
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")
# Where a value stands in the text of a query: before a hole, or before the end to which it is added.
_BEFORE_VALUE = r"(?:[=<>]|\b(?:LIKE|ILIKE|BETWEEN|LIMIT|OFFSET)\b|\b(?:IN|VALUES)\s*\(|['\"]%?)\s*"
_HOLES = {"%": r"(?<!%)%[sdir(]", "{": r"(?<!\{)\{(?!\{)", "+": r"$"}
_VALUES = {
    how: re.compile(rf"{_BEFORE_VALUE}{hole}|\bVALUES\s*\([^)]*{hole}", re.IGNORECASE) for how, hole in _HOLES.items()
}
_OPENS = frozenset(
    [
        "open",
        "read",
        "read_text",
        "read_bytes",
        "decode",
        "compile",
        "Path",
        "join",
        "dirname",
        "abspath",
        "realpath",
        "convert_path",
        "resolve",
        "joinpath",
    ]
)
_OTHERS = frozenset(["remote", "client", "peer", "wildcard", "wildcards", "unspecified"])
_PICKLES = re.compile(r"\b[cC_]?[pP]ickle\.(?:dumps?|Pickler)\b|\bPickler\(")  # what a file writes itself, it may read
_SIZES = frozenset({"digest_size", "block_size", "name"})
# What a digest is made for where nothing depends on its strength.
_HARMLESS = frozenset(
    [
        "cache",
        "cached",
        "caching",
        "checksum",
        "checksums",
        "etag",
        "dedup",
        "dedupe",
        "duplicate",
        "duplicates",
        "fingerprint",
        "shard",
        "bucket",
        "slug",
        "guid",
        "uuid",
        "gravatar",
        "avatar",
        "lockfile",
        "slot",
        "thumb",
        "thumbnail",
        "websocket",
        "ws",
        "color",
        "colour",
        "blob",
        "index",
        "partition",
    ]
)


def confidence_of(hit: Hit, said: Confidence, text: str) -> Confidence:
    """How sure one hit in a file of this text is."""
    name = hit.issue.test_id
    test = _TESTS.get(name)
    is_weak = test(hit.node, hit) if test is not None else name == "B301" and _PICKLES.search(text) is not None
    return min(said, Confidence.LOW) if is_weak else said


def _is_interpreter(node: ast.AST, _hit: Hit) -> bool:
    """``exec`` and ``eval`` of a fixed text, or in a name space of one's own: a program that is made to run code."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    first = node.args[0]
    if isinstance(first, ast.Constant) or _reads_own_file(first):
        return True
    spaces = [*node.args[1:], *(each.value for each in node.keywords)]
    return bool(spaces) and not isinstance(spaces[0], ast.Dict | ast.Constant)


def _reads_own_file(node: ast.AST) -> bool:
    """What a project reads from a file of its own, whose name is written out: how set-ups learn of their version."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    reads = any(_last(call.func) in {"read", "read_text", "read_bytes"} for call in calls)
    named = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return reads and any(name.endswith(".py") for name in named) and not _varies(calls)


def _varies(calls: list[ast.Call]) -> bool:
    return any(_last(call.func) not in _OPENS for call in calls)


def _has_own_loader(node: ast.AST, _hit: Hit) -> bool:
    loaders = [each.value for each in getattr(node, "keywords", ()) if each.arg == "Loader"]
    loaders += getattr(node, "args", [])[1:2]
    return any(_last(one) not in _LOADERS for one in loaders)


def _is_no_listener(_node: ast.AST, hit: Hit) -> bool:
    """An address that is compared, that is one of a list of words, or somebody else's, is nobody's to listen on."""
    parent = hit.parent
    if isinstance(parent, ast.Tuple | ast.List | ast.Set):
        parent = getattr(parent, "_bandit_parent", parent)
    if isinstance(parent, ast.Compare | ast.Dict | ast.Set | ast.List | ast.Subscript | ast.BoolOp | ast.IfExp):
        return True
    if isinstance(parent, ast.Assign):
        words = {word.lower() for one in parent.targets for name in _names(one) for word in _WORD.findall(name)}
        return bool(words & _OTHERS)
    return isinstance(parent, ast.Call) and _last(parent.func) in {"get", "getenv", "replace", "split", "startswith"}


def _has_names_only(node: ast.AST, hit: Hit) -> bool:
    """A query of which only the names of tables and columns vary, for which no driver has parameters."""
    parent = hit.parent
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    if isinstance(parent, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{" for part in parent.values)
        return _VALUES["{"].search("".join(map(str, parts))) is None
    if isinstance(parent, ast.Attribute):
        return bool(text) and _VALUES["{"].search(text) is None
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod):
        return bool(text) and _VALUES["%"].search(text) is None
    return bool(text) and _VALUES["+"].search(text) is None


def _keeps_writing(node: ast.AST, _hit: Hit) -> bool:
    """Files that others may read or run, but only their owner may change: how programs are installed."""
    modes = [one.value for one in getattr(node, "args", [])[1:2] if isinstance(one, ast.Constant)]
    return any(isinstance(mode, int) and not mode & 0o022 for mode in modes)


def _is_zip(node: ast.AST, _hit: Hit) -> bool:
    """Zipfile takes what leads outside from the names of members itself."""
    func = getattr(node, "func", None)
    return isinstance(func, ast.Attribute) and any("zip" in name.lower() for name in _names(func.value))


def _is_harmless_digest(node: ast.AST, hit: Hit) -> bool:
    """A digest that names something, is cut short, or is asked for its size alone."""
    at: ast.AST | None = hit.parent
    while isinstance(at, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(at, ast.Subscript) or (isinstance(at, ast.Attribute) and at.attr in _SIZES):
            return True
        at = getattr(at, "_bandit_parent", None)
    words = {word.lower() for name in _surroundings(node, hit) for word in _WORD.findall(name)}
    return bool(words & _HARMLESS)


def _surroundings(node: ast.AST, hit: Hit) -> Iterator[str]:
    """The names in a call's statement, and of the function around it."""
    at: ast.AST | None = node
    parent: ast.AST | None = hit.parent
    while at is not None:
        if isinstance(at, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield at.name
            if isinstance(at, ast.ClassDef):
                return
        elif isinstance(at, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr | ast.AugAssign):
            yield from _names(at)
        at, parent = parent, getattr(parent, "_bandit_parent", None)


def _names(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


_TESTS: dict[str, Callable[[ast.AST, Hit], bool]] = {
    "B102": _is_interpreter,
    "B103": _keeps_writing,
    "B104": _is_no_listener,
    "B202": _is_zip,
    "B307": _is_interpreter,
    "B324": _is_harmless_digest,
    "B506": _has_own_loader,
    "B608": _has_names_only,
}
