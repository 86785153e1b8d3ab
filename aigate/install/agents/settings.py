"""Entries merged into the text of a settings file, and taken out again: what others wrote stays, to the byte.

Every change is proved by reading both texts: without aigate's entries they say the same, and those are as they should be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate import jsonc
from aigate.install import splice
from aigate.install.agents.entries import handlers, is_ours
from aigate.install.splice import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.install.agents.entries import Entry, Settings
    from aigate.jsonc import Node

_EMPTY = "{}\n"


class CannotMergeError(Exception):
    """The file has a shape that nothing can safely be merged into; the text says why."""


def install(text: str, wanted: Settings) -> str:
    """The text with aigate's entries, each once, and none that is not wanted any more."""
    fresh = text if text.strip("\ufeff \t\r\n") else _EMPTY
    for key, value in wanted.head.items():
        root = _root(fresh)
        if root.member(key) is None:
            fresh = splice.append(fresh, root, value, Style.of(fresh, root), key)
    for event in dict.fromkeys((*events(fresh), *wanted.hooks)):
        fresh = _set(fresh, event, wanted.hooks.get(event))
    _prove(text, fresh, wanted, wanted.hooks)
    return fresh


def uninstall(text: str, wanted: Settings) -> str | None:
    """The text without aigate's entries; None if nothing is left in it that anybody needs."""
    fresh = text
    for event in events(text):
        fresh = _set(fresh, event, None)
    if fresh == text:
        return text
    root = _root(fresh)
    if all(_is_head(child.key, child.value, wanted) for child in root.children) and not _has_comments(fresh, root):
        return None
    _prove(text, fresh, wanted, {})
    return fresh


def events(text: str) -> tuple[str, ...]:
    """The events that have hooks in a text, anybody's."""
    hooks = _hooks(_root(text)) if text.strip("\ufeff \t\r\n") else None
    return tuple(child.key for child in hooks.children) if hooks else ()


def ours(text: str) -> dict[str, list[object]]:
    """Aigate's own entries, by event; of an entry that others share, aigate's part."""
    found: dict[str, list[object]] = {}
    for event, index, entry in _entries(_root(text)) if text.strip("\ufeff \t\r\n") else ():
        del index
        mine = [handler for handler in handlers(entry) if is_ours(handler)]
        if mine:
            whole = len(mine) == len(handlers(entry))
            found.setdefault(event, []).append(entry if whole else {"hooks": mine})
    return found


def places(text: str) -> Iterator[tuple[str, int, Entry]]:
    """Where aigate's whole entries stand: event, index, entry."""
    for event, index, entry in _entries(_root(text)):
        if isinstance(entry, dict) and handlers(entry) and all(map(is_ours, handlers(entry))):
            yield event, index, entry


def _entries(root: Node) -> Iterator[tuple[str, int, object]]:
    hooks = _hooks(root)
    for event in hooks.children if hooks else ():
        for index, entry in enumerate(event.children if event.kind == "[" else ()):
            yield event.key, index, entry.value


def _root(text: str) -> Node:
    try:
        root = jsonc.parse(text)
    except jsonc.MalformedError as error:
        raise CannotMergeError(str(error)) from None
    if root.kind != "{":
        raise CannotMergeError("it is not an object in braces")
    return root


def _hooks(root: Node) -> Node | None:
    hooks = root.member("hooks")
    if hooks is not None and hooks.kind != "{":
        raise CannotMergeError('its "hooks" are not an object in braces')
    return hooks


def _set(text: str, event: str, entry: Entry | None) -> str:
    """One event with ``entry`` in place of whatever is aigate's there."""
    root = _root(text)
    style, hooks = Style.of(text, root), _hooks(root)
    if hooks is None:
        return text if entry is None else splice.append(text, root, {event: [entry]}, style, "hooks")
    node = hooks.member(event)
    if node is None:
        return text if entry is None else splice.append(text, hooks, [entry], style, event)
    if node.kind != "[":
        if entry is None:
            return text
        raise CannotMergeError(f'its hooks for "{event}" are not a list in brackets')
    step = _next_step(text, root, hooks, node, entry)
    while step != text:
        text = step
        root = _root(text)
        hooks = _hooks(root)
        node = hooks.member(event) if hooks else None
        step = _next_step(text, root, hooks, node, entry) if hooks and node else text
    return text


def _next_step(text: str, root: Node, hooks: Node, node: Node, entry: Entry | None) -> str:
    """One change that brings an event nearer to what it should hold; the same text when it is there."""
    style, kept = Style.of(text, root), False
    for child in node.children:
        mine = [is_ours(handler) for handler in handlers(child.value)]
        if entry is not None and child.value == entry and not kept:
            kept = True
        elif mine and all(mine):
            if entry is not None and not kept:
                return splice.replace(text, child, entry, style)
            return _pruned(text, root, hooks, node, child)
        elif any(mine) and (grouped := child.member("hooks")):
            return splice.remove(text, grouped, grouped.children[mine.index(True)])
    return text if entry is None or kept else splice.append(text, node, entry, style)


def _pruned(text: str, root: Node, hooks: Node, node: Node, child: Node) -> str:
    """Without an entry; and without the list, and the whole of ``hooks``, if it was the last in them."""
    if len(node.children) > 1:
        return splice.remove(text, node, child)
    if len(hooks.children) > 1:
        return splice.remove(text, hooks, node)
    return splice.remove(text, root, hooks)


def _prove(before: str, after: str, wanted: Settings, entries: Mapping[str, Entry]) -> None:
    if ours(after) != {event: [entry] for event, entry in entries.items()}:
        raise CannotMergeError("its hooks are laid out in a way that cannot be changed safely")
    if _others(before, wanted) != _others(after, wanted):
        raise CannotMergeError("it is laid out in a way that cannot be changed safely")


def _others(text: str, wanted: Settings) -> list[tuple[str, object]]:
    """What a text says, in its order, besides aigate's entries, the keys they need, and empty lists of hooks."""
    document = _root(text).value if text.strip("\ufeff \t\r\n") else {}
    assert isinstance(document, dict)
    found: list[tuple[str, object]] = []
    for key, value in document.items():
        if key == "hooks" and isinstance(value, dict):
            left = [(event, _foreign(entries)) for event, entries in value.items()]
            found += [("hooks", (event, entries)) for event, entries in left if entries]
        elif not _is_head(key, value, wanted):
            found.append((key, value))
    return found


def _is_head(key: str, value: object, wanted: Settings) -> bool:
    return key in wanted.head and wanted.head[key] == value


def _foreign(entries: object) -> object:
    if not isinstance(entries, list):
        return entries
    kept = []
    for entry in entries:
        mine = [is_ours(handler) for handler in handlers(entry)]
        if any(mine) and isinstance(entry, dict) and not all(mine):
            rest = [handler for handler in handlers(entry) if not is_ours(handler)]
            kept.append({**entry, "hooks": rest})
        elif not any(mine):
            kept.append(entry)
    return kept


def _has_comments(text: str, root: Node) -> bool:
    end = root.value_start
    for child in root.children:
        if text[end : child.start].strip("\ufeff \t\r\n{,"):
            return True
        end = child.end
    return bool((text[: root.start] + text[end:]).strip("\ufeff \t\r\n{},"))
