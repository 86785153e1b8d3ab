"""With a focus or without: what is told of the gated lines is the same, name, place, snippet and all."""

from __future__ import annotations

import random
import sysconfig
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aigate import examination, protected
from aigate.examination import Circumstances, Examined
from aigate.lines import Lines, Span
from aigate.model import Bucket, Claim, FileAttribution, FileChange, Hunk, Scope, Share, Verdict
from aigate.policy.narrow import Gated

POLICY = protected.default()
TRICKY = """
import subprocess as sp, pickle
from subprocess import run as go
from .x import y
x = 1; assert x, (
    "two lines")
PASSWORD = (
    "hunter2-is-mine")
@app.route("/tmp/x", password="s3cr3t-value")
def f(
    token="s3cr3t-value",
):
    # a comment that belongs to the header
    return eval(x)
    try:
        import pickle as p
        p.loads(x)
    except Exception:
        # why
        pass
    except (
        ValueError
    ):
        continue
class A("/tmp/y"):
    key = {
        "password": "s3cr3t-value",
    }
    def g(self): sp.Popen(x, shell=True)
sql = f'''
select * from {x} where y = 1
'''
go("ls", shell=True)
match x:
    case "0.0.0.0":
        exec(x)
    case {"a": 1}: pass
if x: import os; os.system(x); y = [
    pickle.loads(z), (lambda: eval(z))]
else:
    pass
# -----BEGIN RSA PRIVATE KEY-----
# MIIEpAIBAAKCAQEA0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH
# -----END RSA PRIVATE KEY-----
aws = "AKIAIOSFODNN7EXAMPLE" + "AKIAQWERTYUIOPASDFGH"
assert x
assert  x
# nosec
eval(x)  # aigate: ignore[bandit/B307] it is a test
'''
""".strip("\n").split("\n")
EXTENSIONS = {
    "bash": "x.sh",
    "dockerfile": "Dockerfile",
    "dotenv": "prod.env",
    "go": "x.go",
    "hcl": "x.tf",
    "ini": "x.ini",
    "java": "X.java",
    "javascript": "x.js",
    "json": "x.json",
    "nginx": "nginx.conf",
    "python": "x.py",
    "sql": "x.sql",
    "tsx": "x.tsx",
    "typescript": "x.ts",
    "yaml": ".github/workflows/x.yml",
}


def examined(path: str, data: bytes, gated: Gated, *, focused: bool) -> Examined:
    count = data.count(b"\n") + 1
    claims = [
        Claim("trailers", Verdict.AI, Scope.COMMIT, "someone"),
        Claim("markers", Verdict.AI, Scope.LINE, "x", path=path, line=count),
    ]
    known = FileAttribution(
        path,
        gated.lines,
        unknown=Lines.whole(count) - gated.lines,
        shares=tuple(Share(gated.lines, one) for one in claims),
    )
    change = FileChange(
        path, "M", blob="b", old_blob="a", hunks=tuple(Hunk(a, b - a + 1, a, 0) for a, b in gated.lines.spans)
    )
    world = Circumstances(lambda _: data, date(2026, 1, 1), focused=focused)
    return examination.of_file(change, gated, known, POLICY, world)


def assert_same(path: str, text: str, gated: Gated) -> Examined:
    """What is told with a focus is what is told without one, less what stands elsewhere."""
    data = text.encode()
    whole = examined(path, data, gated, focused=False)
    mine = tuple(one for one in whole.findings if one.bucket is not Bucket.OUTSIDE)
    near = examined(path, data, gated, focused=True)
    assert near.known_as <= whole.known_as
    assert near == replace(whole, findings=mine, known_as=near.known_as)
    return near


def some_gated(rand: random.Random, count: int) -> Gated:
    """A few lines and seams of a file."""
    starts = [rand.randint(1, count) for _ in range(rand.randint(1, 4))]
    seams = sorted({(at, at + 1) for at in rand.sample(range(1, count + 1), min(count, rand.randint(0, 2)))})
    return Gated(
        Lines((at, at + rand.randint(0, 2)) for at in starts) & Lines.whole(count), tuple(Span(*seam) for seam in seams)
    )


@pytest.mark.parametrize("language", EXTENSIONS)
def test_rules_examples_anywhere_in_a_file_are_told_as_without_a_focus(language: str) -> None:
    rand = random.Random(language)
    pieces = [code for rule in POLICY.rules.for_language(language) for code in (*rule.bad, *rule.good)]
    if language == "python":
        pieces += [textwrap.indent(piece, "    ") for piece in pieces[::3]]
        pieces = [f"def f{at}():\n{piece}" if piece.startswith("    ") else piece for at, piece in enumerate(pieces)]
    told = 0
    few = language == "json"  # rules read documents, and several of them are none
    for _ in range(12 if few else 3):
        chosen = rand.choices(pieces, k=1 if few else 20)
        text = "\n".join(piece + "\n" * rand.randint(0, 3) for piece in chosen)
        for _ in range(3):
            told += len(assert_same(EXTENSIONS[language], text, some_gated(rand, text.count("\n") + 1)).findings)
    assert told, "some of the lines hold a finding"


@pytest.mark.parametrize("seed", range(4))
def test_real_files_are_told_as_without_a_focus(seed: int) -> None:
    rand = random.Random(seed)
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for file in rand.sample(files, 3):
        text = file.read_text("utf-8")
        for _ in range(2):
            assert_same("x.py", text, some_gated(rand, text.count("\n") + 1))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(TRICKY) - 1), st.integers(1, 7), st.sampled_from(("", "", "", "    "))),
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), min_size=1, max_size=3),
    st.lists(st.integers(1, 60), max_size=2),
    st.sampled_from(("x.py", "x.js", "x.yml", "x.txt")),
)
@example([(0, 1, ""), (0, 2, ""), (0, 7, "")], [(10, 0)], [], "x.yml")
def test_any_text_is_told_as_without_a_focus(
    runs: list[tuple[int, int, str]], lines: list[tuple[int, int]], seams: list[int], path: str
) -> None:
    text = "\n".join(indent + line for at, length, indent in runs for line in TRICKY[at : at + length]) + "\n"
    gated = Gated(
        Lines((at, at + more) for at, more in lines) & Lines.whole(text.count("\n")),
        tuple(Span(at, at + 1) for at in sorted(set(seams))),
    )
    assert_same(path, text, gated)


@pytest.mark.parametrize("at", range(1, len(TRICKY) + 1))
def test_each_line_of_a_tricky_file_is_told_as_without_a_focus(at: int) -> None:
    text = "\n".join(TRICKY[:-1]) + "\n"
    assert_same("x.py", text, Gated(Lines([(at, at)])))
    assert_same("x.py", text, Gated(seams=(Span(at, at + 1),)))
