"""Bandit over one file: what it says, where, and what it could not read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aigate.lines import Lines, Span
from aigate.model import Confidence, Finding, Severity
from aigate.scanners import Outcome, Settings, bandit
from aigate.scanners.content import decode

SETTINGS = Settings(rules=None)  # type: ignore[arg-type]  # no rule is asked for here


def outcome(content: str | bytes, path: str = "app.py") -> Outcome:
    source = decode(path, content if isinstance(content, bytes) else content.encode())
    assert source is not None
    return bandit.scan(source, SETTINGS)


def scan(content: str | bytes, path: str = "app.py") -> tuple[Finding, ...]:
    found = outcome(content, path)
    assert not found.gaps
    return found.findings


def only(content: str | bytes, test: str) -> Finding:
    (finding,) = (finding for finding in scan(content) if finding.rule == f"bandit/{test}")
    return finding


def hidden(text: str, finding: Finding) -> list[str]:
    lines = text.split("\n")
    return [lines[line - 1][start:end] for line, start, end in finding.masks]


@pytest.mark.parametrize(("path", "data"), [("a.js", b"eval(x)"), ("README", b"eval(x)"), ("a.pyx", b"eval(x)")])
def test_other_languages_are_not_accepted(path: str, data: bytes) -> None:
    source = decode(path, data)
    assert source is not None
    assert not bandit.accepts(source)


@pytest.mark.parametrize(("path", "data"), [("a.py", b""), ("a.pyi", b""), ("run", b"#!/usr/bin/env python3\n")])
def test_python_is_accepted(path: str, data: bytes) -> None:
    source = decode(path, data)
    assert source is not None
    assert bandit.accepts(source)


@pytest.mark.parametrize("text", ["", "\n", "x = 1\n", '"""password = 1"""\n', "password = get()\n", "# eval(x)\n"])
def test_clean(text: str) -> None:
    assert scan(text) == ()


# ---------------------------------------------------------------- where


def test_span_is_the_whole_call_and_the_line_is_the_argument() -> None:
    finding = only("import subprocess\n\nsubprocess.run(\n    command,\n    shell=True,\n    check=True,\n)\n", "B602")
    assert (finding.span, finding.line, finding.columns) == (Span(3, 7), 5, None)


def test_span_of_a_function_is_its_header() -> None:
    text = "@decorated\ndef f(a,\n      password='hunter2x'):\n    one()\n    two()\n"
    finding = only(text, "B107")
    assert finding.span == Span(2, 3)
    assert hidden(text, finding) == ["'hunter2x'"]


def test_span_of_a_loop_is_its_header() -> None:
    assert only("for a in '0.0.0.0':\n    one()\n    two()\n", "B104").span == Span(1, 1)


def test_span_of_a_handler_is_all_of_it() -> None:
    assert only("try:\n    one()\nexcept Exception:\n\n    pass\n", "B110").span == Span(3, 5)


def test_columns_are_characters() -> None:
    assert only("é = 'ü'; eval(x)\n", "B307").columns == (9, 16)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lone_carriage_return_does_not_shift_findings(end: str) -> None:
    text = end.join(["a = 1\rb = 2\rc = 3", "eval(x)", "d = 4\reval(y)", ""])
    assert [(finding.line, finding.span) for finding in scan(text)] == [(2, Span(2, 2)), (3, Span(3, 3))]
    assert scan(text)[1].columns == (6, 13)


def test_form_feed_does_not_shift_findings() -> None:
    assert [finding.line for finding in scan("a = 1\x0c\nb = '\u2028'\neval(x)\n")] == [3]


def test_same_weakness_twice_is_two_findings() -> None:
    assert [finding.line for finding in scan("eval(x)\n\neval(x)\n")] == [1, 3]


def test_every_line_with_a_bidirectional_character_is_told() -> None:
    found = scan("a = '\u202e'\nb = 1\nc = '\u2066'\n")
    assert [(finding.rule, finding.line, finding.columns) for finding in found] == [
        ("bandit/B613", 0, (5, 6)),
        ("bandit/B613", 0, (5, 6)),
    ]
    assert [finding.anchor for finding in found] == [1, 3]


# ---------------------------------------------------------------- what


def test_finding_is_complete() -> None:
    finding = only("import os\nos.system('ls ' + x)\n", "B605")
    assert (finding.severity, finding.confidence) == (Severity.HIGH, Confidence.HIGH)
    assert (finding.cwe, finding.owasp, finding.scanner, finding.kind) == ("CWE-78", "A03:2021", "bandit", "weakness")
    assert finding.message
    assert finding.hint
    assert finding.references


@pytest.mark.parametrize("comment", ["# nosec", "# nosec B307", "#nosec: B307 reason"])
def test_suppressions_are_not_for_scanners(comment: str) -> None:
    assert only(f"eval(x)  {comment}\n", "B307").line == 1


@pytest.mark.parametrize(
    ("text", "test", "parts"),
    [
        ("password = 'hunter2x'\n", "B105", ["'hunter2x'"]),
        ("self.password = 'hunter2x'\n", "B105", ["'hunter2x'"]),
        ("d = {'user': 'me', 'password': 'hunter2x', 'a': 'b'}\n", "B105", ["'hunter2x'"]),
        ("d['password'] = 'hunter2x'\n", "B105", ["'hunter2x'"]),
        ("if password == 'hunter2x': pass\n", "B105", ["'hunter2x'"]),
        ("login('me', password='hunter2x')\n", "B106", ["'hunter2x'"]),
        ("ü = {'é': 1, 'password': 'hünter2x'}\n", "B105", ["'hünter2x'"]),
        ("password = '''hunter\n2x'''\n", "B105", ["'''hunter", "2x'''"]),
        ("password = ('hunter'\n            '2x')\n", "B105", ["'hunter'", "            '2x'"]),
        ("password = 'hun\\'ter2x'\n", "B105", ["'hun\\'ter2x'"]),
        ("login(password='it is \\'hunter2x\\'')\n", "B106", ["'it is \\'hunter2x\\''"]),
    ],
)
def test_password_is_masked_and_never_told(text: str, test: str, parts: list[str]) -> None:
    finding = only(text, test)
    assert finding.kind == "secret"
    assert hidden(text, finding) == parts
    assert "hunter" not in f"{finding.message} {finding.hint}"


def test_columns_that_cannot_be_trusted_mask_the_line() -> None:
    text = "# coding: cp1251\npassword = 'п1234абв'\n"
    (finding,) = (one for one in scan(text.encode("cp1251")) if one.rule == "bandit/B105")
    assert finding.masks == ((2, 0, len(text.split("\n")[1])),)


@pytest.mark.parametrize(
    ("path", "severity"),
    [("app.py", Severity.LOW), ("tests/app.py", Severity.INFO), ("a/test_app.py", Severity.INFO)],
)
def test_assert_is_at_home_in_tests(path: str, severity: Severity) -> None:
    assert [finding.severity for finding in scan("assert x\n", path)] == [severity]


def test_every_finding_is_a_listed_rule() -> None:
    infos = {info.id: info for info in bandit.rules(SETTINGS)}
    assert "bandit/B602" in infos
    for info in infos.values():
        assert info.message.endswith(".")
        assert info.hint
        assert info.owasp
        assert info.cwe.startswith("CWE-")


# ---------------------------------------------------------------- what could not be read


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param("eval(x)\nx = 1\0\n", "null", id="a NUL byte"),
        pytest.param("x = " + "-" * 100_000 + "1\n", "nested too deeply", id="nested too deeply"),
        pytest.param("# coding: unheard-of\neval(x)\n", "decode", id="an encoding nobody knows"),
        pytest.param("# coding: rot13\neval(x)\n", "rot13", id="an encoding that is a cipher"),
        pytest.param("# coding: utf-7\neval(x)\n", "utf-7", id="an encoding that hides ASCII"),
        pytest.param("eval(x)\n".encode("utf-16"), "decode", id="UTF-16, which Python does not read"),
        pytest.param(b"# coding: utf-8\nx = '\xe9'\neval(x)\n", "", id="bytes that are not what they say"),
    ],
)
def test_unreadable_file_is_a_gap_and_never_clean(content: str | bytes, word: str) -> None:
    seen = outcome(content)
    assert seen.findings == ()
    (gap,) = seen.gaps
    assert (gap.path, gap.lines, gap.scanner) == ("app.py", None, "bandit")
    assert word in gap.reason


@pytest.mark.parametrize(
    ("content", "lost", "word"),
    [
        pytest.param("eval(x)\ndef (:\n", [(2, 2)], "line 2", id="no Python of any version"),
        pytest.param("x = " + "(" * 3_000 + ")" * 3_000 + "\neval(x)\n", [(1, 1)], "nested", id="too many brackets"),
    ],
)
def test_what_can_be_read_around_an_error_is(content: str, lost: list[tuple[int, int]], word: str) -> None:
    seen = outcome(content)
    assert [finding.rule for finding in seen.findings] == ["bandit/B307"]
    (gap,) = seen.gaps
    assert gap.lines == Lines(lost)
    assert word in gap.reason


def test_python_2_is_read() -> None:
    seen = outcome("import os\nprint 'hello', os.system(x)\n")
    assert [finding.rule for finding in seen.findings] == ["bandit/B605"]
    assert not seen.gaps


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this interpreter knows the statement")
def test_syntax_newer_than_the_interpreter_is_a_gap() -> None:
    (gap,) = outcome("eval(x)\ntype A = int\n").gaps
    assert "line 2" in gap.reason


def test_line_of_a_syntax_error_is_git_s() -> None:
    (gap,) = outcome("a = 1\rb = 2\ndef (:\n").gaps
    assert "line 2" in gap.reason


def test_bidirectional_characters_are_told_even_then() -> None:
    seen = outcome("def (:\n# \u202e\n")
    assert [finding.rule for finding in seen.findings] == ["bandit/B613"]
    assert len(seen.gaps) == 1


def test_broken_test_of_bandit_s_is_a_gap_on_its_lines() -> None:
    # Bandit looks for the name of the module among the keywords, and there is none.
    seen = outcome("eval(x)\nimport importlib\nimportlib.import_module(\n    package='x')\neval(y)\n")
    assert [finding.line for finding in seen.findings if finding.rule == "bandit/B307"] == [1, 5]
    assert [gap.lines for gap in seen.gaps] == [Lines([(3, 4)])]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing interrupts a search there")
def test_file_that_takes_too_long_is_a_gap_and_keeps_what_was_found() -> None:
    text = "eval(x)\nq = '''" + "select \n" * 50_000 + "''' + y\n"
    source = decode("a.py", text.encode())
    assert source is not None
    seen = bandit.scan(source, Settings(rules=None, seconds=0.5))  # type: ignore[arg-type]
    assert [finding.rule for finding in seen.findings] == ["bandit/B307"]
    assert "limits.seconds" in seen.gaps[0].reason


def test_warnings_of_the_parser_are_nobody_s_business() -> None:
    assert [finding.rule for finding in scan("x = '\\d'\nif x is 'a': eval(x)\n")] == ["bandit/B307"]


QUIET = """
import sys
from aigate.scanners import Settings, bandit
from aigate.scanners.content import decode
for text in (b"eval(x)  # nosec", b"def (:", b"f(**'x')", b"import importlib; importlib.import_module(package=1)"):
    bandit.scan(decode("a.py", text), Settings(None))
banned = {"rich", "stevedore", "stevedore.extension", "bandit.formatters", "importlib.metadata"} & set(sys.modules)
assert not banned, banned
"""


def test_nothing_is_printed_and_nothing_needless_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
