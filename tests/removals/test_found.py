"""What becomes of guards across a change: gone, moved, renamed, or gone with what they guarded."""

from __future__ import annotations

import pytest

from aigate.model import FileChange, Hunk
from aigate.removals import missing
from aigate.removals.whole import Whole
from aigate.sides import Sides
from tests.removals.comparing import changed, lost

GUARDED = '@login_required\ndef remove(uid):\n    user = load(uid)\n    user.delete()\n    return "gone"\n'
BARE = GUARDED.replace("@login_required\n", "")
AUTH = "removals/authentication"


@pytest.mark.parametrize(
    ("files"),
    [
        pytest.param([("a.py", GUARDED, ""), ("b.py", "", GUARDED)], id="the file is renamed"),
        pytest.param([("a.py", "x = 1\n" + GUARDED, "x = 1\n"), ("b.py", "y = 2\n", "y = 2\n" + GUARDED)], id="moved"),
        pytest.param([("a.py", GUARDED, GUARDED.replace("remove", "drop"))], id="the function is renamed"),
        pytest.param([("a.py", "x = 1\n" + GUARDED, "x = 1\n")], id="gone with its function"),
        pytest.param([("a.py", GUARDED, GUARDED.replace("    ", "  "))], id="indented otherwise"),
        pytest.param([("a.py", GUARDED, "@login_required(\n    login_url='/in',\n)\n" + BARE)], id="given arguments"),
        pytest.param([("tests/test_a.py", GUARDED, BARE)], id="in a test"),
        pytest.param([("a.py", f'S = """\n{GUARDED}"""\n', f'S = """\n{BARE}"""\n')], id="in a string"),
        pytest.param([("a.md", GUARDED, BARE)], id="in a document"),
        pytest.param([("a.py", GUARDED, BARE), ("m.py", "", "@app.before_request\ndef check():\n    login_required()\n")], id="for all routes now"),
        pytest.param([(".github/workflows/a.yml", "jobs:\n  - run: bandit -r a\n", "jobs:\n  - run: bandit -r b\n")], id="a scanner, called otherwise"),
        pytest.param([(".github/workflows/a.yml", "jobs:\n  - run: bandit -r a\n", "jobs:\n  - run: semgrep ci\n")], id="a scanner for another"),
        pytest.param([("tests/test_a.py", "def test_csrf_is_refused():\n    pass\n", "def test_csrf_token_is_refused():\n    pass\n")], id="a test, renamed"),
        pytest.param([("tests/test_a.py", "def test_it_adds():\n    pass\n", "x = 1\n")], id="a test about something else"),
    ],
)  # fmt: skip
def test_these_are_no_removals(files: list[tuple[str, str, str]]) -> None:
    assert lost(*(changed(*file) for file in files)) == []


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        pytest.param([("a.py", GUARDED, BARE)], AUTH, id="a decorator"),
        pytest.param([("a.py", GUARDED, BARE), ("b.py", "", GUARDED.replace("remove", "other"))], AUTH, id="one there, none here"),
        pytest.param([("a.py", "x = 1\n" + GUARDED, "x = 1\n"), ("b.py", "y = 2\n", "y = 2\n" + BARE)], AUTH, id="moved without it"),
        pytest.param([("a.py", GUARDED, BARE.replace("remove", "drop"))], AUTH, id="renamed without it"),
        pytest.param([("a.py", GUARDED, "# @login_required\n" + BARE)], AUTH, id="commented out"),
        pytest.param([(".github/workflows/a.yml", "jobs:\n  - run: bandit -r a\n  - run: x\n", "jobs:\n  - run: x\n")], "removals/ci-security", id="a step of CI"),
        pytest.param([(".github/dependabot.yml", "version: 2\n", "")], "removals/ci-security", id="what keeps dependencies fresh"),
        pytest.param([(".pre-commit-config.yaml", "repos:\n- repo: https://github.com/gitleaks/gitleaks\n- repo: x\n", "repos:\n- repo: x\n")], "removals/ci-security", id="a hook"),
        pytest.param([("tests/test_a.py", "def test_csrf_is_refused():\n    pass\n\n\ndef test_b():\n    pass\n", "def test_b():\n    pass\n")], "removals/security-test", id="a test"),
        pytest.param([("tests/test_a.py", "def test_csrf_is_refused():\n    pass\n", "@pytest.mark.skip\ndef test_csrf_is_refused():\n    pass\n")], "removals/security-test", id="a test that is skipped"),
        pytest.param([("a.test.js", "it('refuses unauthorized users', () => {\n});\n", "it.skip('refuses unauthorized users', () => {\n});\n")], "removals/security-test", id="a test in JavaScript that is skipped"),
        pytest.param([("tests/test_auth.py", "def test_login_is_forbidden():\n    pass\n", "")], "removals/security-test", id="a file of tests"),
    ],
)  # fmt: skip
def test_these_are_removals(files: list[tuple[str, str, str]], rule: str) -> None:
    assert (rule, "medium") in lost(*(changed(*file) for file in files))


def test_what_is_rewritten_is_a_weak_reason() -> None:
    after = "def remove(uid):\n    a(uid)\n    b(uid)\n    c(uid)\n    return d\n"
    assert lost(changed("a.py", GUARDED, after)) == [(AUTH, "low")]


@pytest.mark.parametrize(
    "line", ["@" * 3000, "if not " + "a." * 2000, "app.get('/" + "a" * 3000, "(" * 5000, "export " * 900]
)
def test_a_hostile_line_is_compared_at_once(line: str) -> None:
    for path in ("a.py", "a.js", "A.java", "a.go"):
        lost(changed(path, f"{line}\n{GUARDED}", f"{BARE}\n{line}x\n"))


def test_a_file_of_many_guards_is_compared_at_once() -> None:
    many = "".join(GUARDED.replace("remove", f"remove{number}") for number in range(60))
    assert len(lost(changed("a.py", many, many.replace("@login_required\n", "")))) == 60


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.js", "function a(\n", "function b(\n"),
        ("a.js", "x.innerHTML = escapeHtml(t);\n", "x.innerHTML = t;\n"),
        ("a.py", "    if not user.is_admin: raise PermissionDenied\n", "    if not user.is_x: raise PermissionX\n"),
        ("a.py", "abort(401)\n", "y\n"),
        ("a.yml", "  runAsNonRoot: true\n", "  x: true\n"),
        ("A.java", "class A {\n", "class B {\n"),
    ],
)
def test_a_hostile_change_is_compared_in_the_end(path: str, before: str, after: str) -> None:
    many = 20_000
    blobs = {"old": (before * many).encode(), "new": (after * many).encode()}
    change = FileChange(path, "M", blob="new", old_path=path, old_blob="old", hunks=(Hunk(1, many, 1, many),))
    lost(Sides(change, blobs.__getitem__, 1 << 30))


def test_no_padding_hides_a_waiver() -> None:
    before = "def pay(request):\n    return charge(request)\n"
    for blank in ("", " ", " " * 600):
        after = f"@{blank}csrf_exempt\n{before}"
        assert ("removals/csrf", "medium") in lost(changed("a.py", before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("".join(map("reply = get({}, timeout=5)\n".format, range(501))) + GUARDED, "x = 1\n" + BARE, id="after 501 others that go with their calls"),
        pytest.param(GUARDED, "".join(map("x = {}\n".format, range(6000))) + BARE, id="before 6,000 new lines"),
    ],
)  # fmt: skip
def test_no_padding_hides_a_guard(before: str, after: str) -> None:
    found = lost(changed("a.py", before, after))
    assert {rule for rule, _ in found} & {AUTH, "removals/not-compared"}


def test_a_file_that_was_too_large_to_be_read_is_told() -> None:
    texts = {"old": GUARDED.encode() * 50, "new": BARE.encode()}
    change = FileChange("a.py", "M", blob="new", old_blob="old", hunks=(Hunk(1, 4, 1, 250),))
    (found,) = missing.gone([sides := Sides(change, texts.__getitem__, 1000)], Whole([sides]))
    assert (found.rule, found.words) == (
        "removals/not-compared",
        "the file as it was has 4,500 bytes, over limits.file_size = 1,000",
    )
