"""Tests that say what a value is safe for, and where that holds.

What is remembered is not a value but what it is called where it comes in (``request.query.name``): whoever checks the
host of an address has checked the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aigate.scanners.flow.ecma.calls import CHECKS
from aigate.scanners.flow.ecma.expressions import REGEX
from aigate.scanners.flow.ecma.frames import add_fact
from aigate.scanners.flow.models import ALL
from aigate.scanners.flow.values import NOTHING, UNKNOWN, Value

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.frames import Facts, Frame
    from aigate.scanners.flow.ecma.machine import Machine
    from aigate.scanners.flow.ecma.syntax import Node

Learned = Iterable[tuple[str, frozenset[str]]]

_EQUAL = frozenset(["==", "==="])
_UNEQUAL = frozenset(["!=", "!=="])
_EVERY = frozenset([ALL])
_LISTS = frozenset(["includes", "has", "hasOwnProperty", "hasOwn", "indexOf", "contains", "isAllowed"])
_STARTS = frozenset(["startsWith", "indexOf", "lastIndexOf"])
_QUESTIONS = ("is", "has", "can", "are")
_CHAINS = frozenset(["identifier", "member_expression", "subscript_expression", "this"])
_ANCHORED = re.compile(r"/\^(?!\.\*|https\?|https?:).*\$/[a-z]*", re.DOTALL)
_ADDRESS = re.compile(r"https\??:?[\\/]+[\w\\.-]{3,}|/\^https")
_FOREIGN = re.compile(r"/\[\^[^\]]+\]/[a-z]*")
_HOST = re.compile(r"https?://[^/]{3,}")
_INVALID = re.compile(
    r"(?i)invalid|unsafe|malicious|dangerous|suspicious|forbidden|denied|blocked|private|internal|illegal"
)


class Guards:
    """Reads the tests of one file."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def narrowed(self, test: Node, frame: Frame, *, truth: bool) -> Facts:
        """What was checked where a test came out like this."""
        facts = dict(frame.facts)
        for what, labels in self._learned(test, frame, truth, 0):
            add_fact(facts, what, labels)
        return facts if len(facts) != len(frame.facts) or facts != frame.facts else frame.facts

    def stood(self, call: Node, frame: Frame) -> None:
        """A call that would have failed, had it not liked what it was given."""
        if call.kind != "call_expression" or call.last.kind != "arguments":
            return
        name = self._machine.expressions.value(call.first, frame).name if call.first.kind in _CHAINS else ""
        method = name.rpartition(".")[2] or (call.first.last.text if call.first.children else call.first.text)
        function = self._machine.functions.named(name, frame)
        if function is not None and self._machine.functions.is_idle(function):
            return
        if CHECKS.search(function.name if function else method):
            facts = dict(frame.facts)
            for argument in call.last.children:
                for what in self._origins(argument, frame):
                    add_fact(
                        facts, what, _EVERY if "." in what.partition(".")[2] or "request" not in what else _PLAINLY
                    )
            frame.facts = facts

    # ---------------------------------------------------------------- tests

    def _learned(self, test: Node, frame: Frame, truth: bool, depth: int) -> Learned:
        self._machine.tick()
        if depth > 20:  # noqa: PLR2004 - no test of people is that deep
            return
        kind = test.kind
        if kind == "unary_expression" and test.sign == "!" and test.children:
            yield from self._learned(test.first, frame, not truth, depth + 1)
        elif kind == "unary_expression" and test.sign == "~" and test.children:
            yield from self._call(test.first, frame, truth)
        elif kind in ("await_expression", "parenthesized_expression") and test.children:
            yield from self._learned(test.last, frame, truth, depth + 1)
        elif kind == "binary_expression" and len(test.children) > 1:
            if test.sign == ("&&" if truth else "||"):
                yield from self._learned(test.first, frame, truth, depth + 1)
                yield from self._learned(test.last, frame, truth, depth + 1)
            else:
                yield from self._compared(test, frame, truth)
        elif kind == "call_expression" and test.children:
            yield from self._call(test, frame, truth)
        elif kind == "identifier" and test.text in frame.tests:
            stood = frame.tests[test.text]
            yield from self._learned(stood, frame, truth, depth + 1)
        elif kind == "subscript_expression" and truth and len(test.children) > 1:
            yield from self._all(test.last, frame, _EVERY)

    def _compared(self, test: Node, frame: Frame, truth: bool) -> Learned:
        left, right, sign = test.first, test.last, test.sign
        if sign == "in":
            if truth:
                yield from self._all(left, frame, _EVERY)
            return
        if left.kind == "call_expression" and right.kind in ("number", "unary_expression"):
            yield from self._found_at(left, right, sign, frame, truth)
            return
        if sign not in _EQUAL | _UNEQUAL:
            return
        same = truth == (sign in _EQUAL)
        if (
            left.kind == "unary_expression"
            and left.sign == "typeof"
            and right.kind == "string"
            and same
            and left.children
        ):
            is_text = right.text[1:-1] == "string"
            yield from self._all(
                left.first, frame, _PLAINLY if is_text else _EVERY if right.text[1:-1] != "object" else frozenset()
            )
            return
        if not same:
            return
        one, other = self._value(left, frame), self._value(right, frame)
        if one.taints and not other.taints and not _is_nothing(right):
            yield from self._all(left, frame, _EVERY)
        elif other.taints and not one.taints and not _is_nothing(left):
            yield from self._all(right, frame, _EVERY)

    def _found_at(
        self,
        call: Node,
        number: Node,
        sign: str,
        frame: Frame,
        truth: bool,
    ) -> Learned:
        """``indexOf(...) !== -1``, and its many spellings."""
        is_minus = number.kind == "unary_expression"
        says_yes = (sign in _UNEQUAL and is_minus) or (sign == ">" and is_minus) or (sign == ">=" and not is_minus)
        says_no = (sign in _EQUAL and is_minus) or (sign == "<" and not is_minus)
        if says_yes or says_no:
            yield from self._call(call, frame, truth == says_yes)
        elif not is_minus and sign in _EQUAL | _UNEQUAL and truth == (sign in _EQUAL):  # === 0: begins with
            yield from self._starts(call, frame)

    def _call(self, call: Node, frame: Frame, truth: bool) -> Learned:
        """A call that answers yes or no."""
        if call.kind != "call_expression" or not call.children or call.last.kind != "arguments":
            return
        callee, given = call.first, call.last.children
        name = self._value(callee, frame).name
        method = callee.last.text if callee.children else callee.text
        receiver = callee.first if callee.kind == "member_expression" else None
        for guard in self._machine.models.guards.of(name or f"?.{method}"):
            if truth != guard.raises and given:
                yield from self._all(given[0], frame, frozenset(guard.labels))
            return
        if receiver is not None and given:
            asked = self._asked(method, receiver, call, frame, truth)
            if asked is not None:
                yield from asked
                return
        function = self._machine.functions.named(name, frame)
        if function is not None and self._machine.functions.is_idle(function):
            return
        said = function.name if function else method
        is_check = CHECKS.search(said) or said.startswith(_QUESTIONS)
        if is_check and truth != bool(_INVALID.search(said)):
            for argument in given[:2]:
                yield from self._all(argument, frame, _EVERY)

    def _asked(self, method: str, receiver: Node, call: Node, frame: Frame, truth: bool) -> Learned | None:
        """A method that asks a list for a value, or a value about itself; None if it asks neither."""
        argument, tested = call.last.first, self._value(receiver, frame)
        if tested.name == REGEX and method in ("test", "exec"):
            return self._matched(str(tested.constant), argument, frame, truth)
        if tested.taints and method == "match":
            return self._matched(str(self._value(argument, frame).constant), receiver, frame, truth)
        if method in _LISTS and self._value(call.last.last, frame).taints:
            return self._all(call.last.last, frame, _EVERY) if truth else ()
        if method == "some" and not tested.taints:
            return ()
        return self._about(method, receiver, argument, call, frame, truth) if tested.taints else None

    def _about(
        self,
        method: str,
        receiver: Node,
        argument: Node,
        call: Node,
        frame: Frame,
        truth: bool,
    ) -> Learned:
        """A text asked about itself: how it begins, what it holds."""
        word = self._value(argument, frame).constant
        if method == "startsWith" and truth:
            yield from self._starts(call, frame)
        elif method == "endsWith" and truth:
            yield from self._all(receiver, frame, frozenset(["url", "redirect"]))
        elif method in ("includes", "startsWith", "indexOf", "match") and not truth and isinstance(word, str):
            if ".." in word or word in ("/", "\\", "\0"):
                yield from self._all(receiver, frame, frozenset(["path"]))
            elif word in ("__proto__", "constructor", "prototype"):
                yield from self._all(receiver, frame, frozenset(["property"]))

    def _starts(self, call: Node, frame: Frame) -> Learned:
        callee = call.first
        if callee.kind != "member_expression" or callee.last.text not in _STARTS or not call.last.children:
            return
        word = self._value(call.last.first, frame).constant
        labels = {"path"} if word is UNKNOWN or (isinstance(word, str) and word.startswith("/")) else set()
        if word is UNKNOWN or (isinstance(word, str) and (_HOST.match(word) or word == "/")):
            labels |= {"url", "redirect"}
        yield from self._all(callee.first, frame, frozenset(labels))

    def _matched(self, pattern: str, subject: Node, frame: Frame, truth: bool) -> Learned:
        """A text that matches a regular expression, or does not."""
        if truth and _ANCHORED.fullmatch(pattern):
            yield from self._all(subject, frame, _EVERY)
        elif truth and _ADDRESS.search(pattern):
            yield from self._all(subject, frame, frozenset(["url", "redirect", "html"]))
        elif not truth and _FOREIGN.fullmatch(pattern):
            yield from self._all(subject, frame, _EVERY)
        elif not truth:
            labels = {"path"} if "\\.\\." in pattern or "..' in pattern" in pattern else set()
            labels |= {"shell"} if re.search(r"[;&|`]", pattern) else set()
            labels |= {"property"} if "__proto__" in pattern else set()
            yield from self._all(subject, frame, frozenset(labels))

    # ---------------------------------------------------------------- what a test is about

    def _all(self, node: Node, frame: Frame, labels: frozenset[str]) -> Learned:
        return [(what, labels) for what in self._origins(node, frame)] if labels else []

    def _origins(self, node: Node, frame: Frame) -> list[str]:
        found = []
        for taint in self._value(node, frame).taints:
            what = taint.origin.what
            found.append(what.removesuffix(".origin") if what.endswith("message.origin") else what)
        return found

    def _value(self, node: Node, frame: Frame) -> Value:
        """What something in a test may be; nothing is called that has functions to read."""
        if node.kind == "await_expression" and node.children:
            node = node.last
        if node.kind in _CHAINS or node.kind in ("string", "regex", "sum", "template_string", "number"):
            return self._machine.expressions.value(node, frame)
        if node.kind in ("call_expression", "new_expression") and node.children and node.last.kind == "arguments":
            simple = (
                *_CHAINS,
                "string",
                "number",
                "call_expression",
                "new_expression",
                "regex",
                "sum",
                "template_string",
            )
            if all(one.kind in simple for one in node.last.children):
                return self._machine.expressions.value(node, frame)
        return NOTHING


_PLAINLY = frozenset(["nosql", "merge", "property"])


def _is_nothing(node: Node) -> bool:
    """Whether it is ``undefined``, ``null`` or the empty text, with which nothing is allowed."""
    return node.kind in ("null", "undefined", "true", "false") or node.text in ("undefined", "''", '""')
