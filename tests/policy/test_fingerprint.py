"""A finding's name: the same when it moves, another when its code changes, and no way back to a secret."""

from __future__ import annotations

from aigate.lines import Span
from aigate.model import Finding, Severity
from aigate.policy.fingerprint import fingerprint, name_all


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
