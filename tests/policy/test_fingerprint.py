"""A finding's name: the same when it moves, another when its code changes, and no way back to a secret."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.lines import Span
from aigate.model import Finding, Severity
from aigate.policy.fingerprint import fingerprint, name_all, reading


def names(lines: list[str], *at: int, salt: str = "s", path: str = "a.py", gated: tuple[int, ...] = ()) -> list[str]:
    findings = [Finding("r/x", path, Span(line, line), Severity.LOW, "m") for line in at]
    named = name_all(
        findings, salt=salt, path=path, lines=lines, symbol_at=lambda _: "f", is_new=lambda span: span.start in gated
    )
    return [finding.fingerprint for finding in named]


def test_moved_and_reindented_lines_keep_their_name() -> None:
    assert names(["run(x)"], 1) == names(["", "# above", "    run(x) "], 3)


def test_another_statement_path_salt_or_rule_is_another_name() -> None:
    base = names(["run(x)"], 1)
    assert base != names(["run(y)"], 1)
    assert base != names(["run(x)"], 1, path="b.py")
    assert base != names(["run(x)"], 1, salt="t")


def test_equal_findings_are_told_apart() -> None:
    first, second = names(["run(x)", "run(x)"], 1, 2)
    assert first != second


def test_a_copy_that_an_agent_puts_above_does_not_take_the_old_ones_name() -> None:
    (old,) = names(["run(x)"], 1)
    copy, kept = names(["run(x)", "run(x)"], 1, 2, gated=(1,))
    assert kept == old
    assert copy != old


def test_parts_are_kept_apart() -> None:
    assert fingerprint("s", "ab", "c") != fingerprint("s", "a", "bc")


def test_surrogates_in_a_path_are_no_trouble() -> None:
    assert fingerprint("s", "caf\udce9.py")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, b)", "f(\n    a,\n    b,\n)"),
        ("f(a, b)", "f(\n    a, b\n)"),
        ("x = ['a', 'b']", 'x = [\n  "a",\n  "b",\n]'),
        ("if (a) { b() }", "if (a)\n{\n  b()\n}"),
        ("x=1+2", "x = 1 + 2"),
    ],
)
def test_what_a_formatter_does_changes_no_name(before: str, after: str) -> None:
    assert reading(before.split("\n")) == reading(after.split("\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p = 'a b'", "p = 'ab'"),
        ("p = 'a b'", "p = 'a  b'"),
        ("p = 'a,b'", "p = 'a', 'b'"),
        ("p = 'say \"x\"'", 'p = "say "'),
        ("f(a, b)", "f(a b)"),
        ("f(a), b", "f(a, b)"),
        ("ab", "a b"),
        ("x = 'it'", "x = it"),
    ],
)
def test_a_changed_value_is_another_name(before: str, after: str) -> None:
    assert reading([before]) != reading([after])


def test_white_space_counts_in_a_secret_that_stands_without_quotes() -> None:
    def name(line: str) -> str:
        secret = Finding("r/x", "a", Span(1, 1), Severity.HIGH, "m", kind="secret", masks=((1, 10, len(line)),))
        (named,) = name_all([secret], salt="s", path="a", lines=[line], symbol_at=lambda _: "", is_new=lambda _: False)
        weakness = replace(secret, kind="weakness")
        (other,) = name_all(
            [weakness], salt="s", path="a", lines=[line], symbol_at=lambda _: "", is_new=lambda _: False
        )
        assert other.fingerprint != named.fingerprint
        return named.fingerprint

    assert name("password: a - b") != name("password: a-b")
    assert name("password: a - b") == name("password: a - b")


@given(st.lists(st.text(alphabet="ab ,()\"'\\[]=", max_size=20), max_size=6), st.integers(0, 6))
def test_a_statement_begins_as_its_first_lines_read(lines: list[str], some: int) -> None:
    assert reading(lines).startswith(reading(lines[:some]).removesuffix(",").rstrip())
