"""Where a suppression counts, and what it switches off."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.scanners.content import decode
from aigate.suppressions import reading
from aigate.suppressions.context import Context
from aigate.suppressions.reading import Found


def read(path: str, text: str) -> list[Found]:
    source = decode(path, text.encode())
    assert source
    return reading.read(source, range(1, len(source.lines) + 1))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", 'SAMPLE = """\nrun(x)  # nosec\n"""\n', id="a sample in a string of several lines"),
        pytest.param("a.py", '"""Say ``# noqa`` where it helps."""\n', id="a docstring about it"),
        pytest.param("a.js", "const a = `\n// eslint-disable-line\n`\n", id="a template literal"),
        pytest.param("a.md", "Write `# nosec` at the end of the line.\n", id="a document"),
        pytest.param("a.txt", "# noqa\n", id="plain text"),
        pytest.param("a.js", "run(x)  # nosec\n", id="another language's comment"),
        pytest.param("a.sh", "echo '# shellcheck disable=SC2086'\n", id="a string of a shell"),
        pytest.param("a.py", "# the noqa comments of this file are explained below\n", id="prose"),
    ],
)
def test_a_text_about_a_suppression_is_none(path: str, text: str) -> None:
    assert read(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "kind", "rules"),
    [
        pytest.param("a.py", "run(x)  # nosec B602, B603 - quoted\n", "security", ("B602", "B603"), id="two tests"),
        pytest.param("a.py", "run(x)  # nosec\n", "security", (), id="a blanket one"),
        pytest.param("a.py", "run(x)" + " " * 5000 + "# nosec\n", "security", (), id="far to the right"),
        pytest.param("a.py", "assert x  # nosec B101\n", "lint", ("B101",), id="an assert"),
        pytest.param("a.py", "run(x)  # noqa: E501, S602\n", "security", ("E501", "S602"), id="a linter's security rule"),
        pytest.param("a.py", "assert x  # noqa: S101\n", "lint", ("S101",), id="a linter's assert"),
        pytest.param("a.py", "x = f()  # type: ignore[arg-type]  # noqa: E501\n", "types", ("arg-type",), id="the first of two"),
        pytest.param("a.go", "run(x) //nolint:gosec // quoted\n", "security", ("gosec",), id="a linter that runs gosec"),
        pytest.param("a.ts", "// @ts-nocheck\n", "types", (), id="a whole file"),
        pytest.param("a.vue", "<!-- eslint-disable-next-line vue/no-v-html -->\n", "security", ("vue/no-v-html",), id="markup"),
        pytest.param("a.rs", "#![allow(unsafe_code)]\n", "security", ("unsafe_code",), id="an attribute"),
        pytest.param("a.unheard", "x = 1  # gitleaks:allow\n", "secrets", (), id="a language that nobody knows"),
        pytest.param("a.tf", 'acl = "a"#tfsec:ignore:AWS001\n', "security", ("AWS001",), id="no space before it"),
        pytest.param("Dockerfile", "# hadolint ignore=DL3002\n", "security", ("DL3002",), id="root in an image"),
    ],
)  # fmt: skip
def test_what_is_switched_off(path: str, text: str, kind: str, rules: tuple[str, ...]) -> None:
    first = read(path, text)[0]
    assert (str(first.kind), first.rules) == (kind, rules)


def test_two_tools_on_one_line_are_two_suppressions() -> None:
    assert [one.syntax.id for one in read("a.py", "run(x)  # noqa: E501  # nosec B602\n")] == ["noqa", "bandit"]


def test_a_name_that_no_rule_can_have_is_unknown() -> None:
    (one,) = read("a.py", "run(x)  # noqa: whatever\n")
    assert one.syntax.is_unknown(one.rules)


@given(
    st.text(alphabet="\"'`#/*\\\n -<!>x", max_size=400),
    st.sampled_from(["a.py", "a.js", "a.go", "a.html", "a.sh", "a.q"]),
)
def test_every_text_divides_into_pieces_that_follow_each_other(text: str, path: str) -> None:
    source = decode(path, text.encode())
    if source is None:
        return
    pieces = Context(source)._pieces
    assert all(one.end <= following.start for one, following in itertools.pairwise(pieces))


@pytest.mark.parametrize("text", ["/*" * 20_000, '"""' * 20_001, "`" * 20_001, "# nosec " * 20_000, "noqa:" * 20_000])
def test_a_hostile_text_is_read_at_once(text: str) -> None:
    for path in ("a.py", "a.js", "a.c", "a.unheard"):
        read(path, text)
