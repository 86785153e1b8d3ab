"""Lines made to keep a scanner busy: there is always an answer, clean, found or not examined, and soon."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.gate.asking import report, said

if TYPE_CHECKING:
    from tests.repository import Repository

WIDTH = 19_000  # just below limits.line_length
SUFFIXES = (
    "py", "js", "ts", "tsx", "go", "java", "sh", "yml", "tf", "json", "env", "ini", "toml", "sql", "txt", "conf", "rb", "php", "cs", "rs",
    "html", "xml", "properties", "ps1",
)  # fmt: skip
NAMES = ("Dockerfile", ".github/workflows/ci.yml", "docker-compose.yml", "nginx.conf", ".npmrc", "Makefile", "id_rsa")
# What backtracks: runs of one character, of almost-matches, of openings that never close, of alternations that overlap.
SEEDS = (
    "a", " ", "\t", "(", "[", "{", "<", '"', "'", "\\", "/", "=", "-", "_", ":", ".", ",", "#", "$", "`", "0", "é", "\u2028", "\U0001f389",
    "a ", "a=", "a.", "a,", "(a", "a(", '"a', "'a' ", "\\'", "${", "${{", "#{", "/*", "<!--", "-- ", "//", "://", "a:b@", "http://a", "key=", "key: ",
    "password = '", "secret=", "token:", "AKIA", "ghp_", "eyJ", "eyJhbGciOi.", "-----BEGIN ", "SELECT ", "select * from ", "' + ", " % ", "f'{",
    "exec(", "eval(", "subprocess.call(", "shell=True, ", "os.system(", "curl ", "curl http://a | ", "| sh ", "chmod 777 ", "rm -rf ", "RUN ", "FROM a ",
    "uses: a@", "run: ", "- ", "&a ", "*a ", '{"a":', '"Action": "*", ', "if (", "else ", "lambda x: ", "await ", "=> ", "<script>", "../", "md5(",
)  # fmt: skip


def hostile_lines(chance: random.Random) -> list[str]:
    """One long line of each seed, and as many of two or three seeds mixed."""
    lines = [(seed * WIDTH)[:WIDTH] for seed in SEEDS]
    for _ in range(30):
        few = chance.sample(SEEDS, k=chance.randint(2, 3))
        lines.append(("".join(few) * WIDTH)[: WIDTH - 1] + chance.choice("!;\"'x"))
    chance.shuffle(lines)
    return [line.replace("\n", " ") for line in lines]


@pytest.fixture
def hostile(repo: Repository) -> Repository:
    """A file of every kind, each with its own three hostile lines, and one line that any reader of secrets knows."""
    chance = random.Random(20260102)
    lines = hostile_lines(chance)
    names = [*(f"file.{suffix}" for suffix in SUFFIXES), *NAMES]
    repo.write({name: "".join(f"{line}\n" for line in chance.sample(lines, k=6)) for name in names})
    return repo


def test_a_scan_of_hostile_lines_ends_with_an_answer_for_every_file(hostile: Repository) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = hostile.aigate("scan", ".", "--format", "json")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    (judged,) = report(done)["changesets"]
    assert done.stderr.count(b"error") == 0, said(done)
    assert len(judged["files"]) == len(SUFFIXES) + len(NAMES)
    ledger = judged["coverage"]
    assert ledger["ai"] == 6 * len(judged["files"])
    assert ledger["ai"] == ledger["clean"] + ledger["finding"] + ledger["not_examined"] + ledger["excluded"]
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 60, f"{used:.0f} s of processor time for {len(judged['files'])} files"
