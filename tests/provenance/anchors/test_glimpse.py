"""The glimpse at the pool may err towards looking only, and sees nothing where a human works on."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.glance import must_anchor, must_look
from tests.provenance.anchors.noting import CODE, anchored, told

if TYPE_CHECKING:
    from tests.repository import Repository

HUMAN = "import os\n\nprint('a human wrote this line')\n"
LATER = "\n\ndef report(accounts):\n    return [account.name for account in accounts]\n"


@pytest.fixture(params=[f'salt = "{"0" * 32}"\n', ""], ids=["with a salt", "without"])
def known(repo: Repository, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Repository:
    """A repository whose ``a.py`` holds anchored lines."""
    monkeypatch.chdir(repo.path)
    repo.commit({"README": "hello\n", "lib.py": "x = 1\n"} | ({".aigate.toml": request.param} if request.param else {}))
    anchored(repo, {"a.py": HUMAN + CODE + LATER}, {"a.py": (4, 10)})
    return repo


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"b.py": HUMAN + "\n\ndef total(numbers):\n    return sum(numbers)\n"}, id="a new file"),
        pytest.param({"lib.py": "x = 2\n"}, id="an edit elsewhere"),
        pytest.param({"a.py": HUMAN + CODE + LATER + "\n\nprint(report([]))\n"}, id="a line below in the same file"),
        pytest.param({"b.py": 'if __name__ == "__main__":\n    main()\n'}, id="an idiom"),
        pytest.param({"b.bin": bytes(range(1, 256)) * 9}, id="bytes"),
    ],
)
def test_a_humans_work_is_not_looked_at(known: Repository, files: dict[str, str | bytes]) -> None:
    known.stage(files)
    assert must_look() is False
    known.git("commit", "-q", "--no-verify", "-m", "a human's")
    assert must_anchor() is False


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": HUMAN + LATER}, id="anchored lines go"),
        pytest.param({"b.py": "# Copied.\n" + CODE}, id="anchored lines are copied"),
        pytest.param({"a.py": HUMAN + CODE.replace("total = sum(", "total = sum( ") + LATER}, id="one is reformatted"),
        pytest.param({"b.py": CODE.encode("utf-16")}, id="in another encoding"),
        pytest.param({"b.py": CODE.replace("\n", "\r\n")}, id="with other line ends"),
    ],
)
def test_what_may_be_known_is_looked_at(known: Repository, files: dict[str, str | bytes]) -> None:
    known.stage(files)
    assert must_look() is True


def test_without_the_file_or_with_an_old_one_it_is_looked(known: Repository) -> None:
    known.stage({"lib.py": "x = 2\n"})
    (known.path / ".git/aigate/anchors.sqlite").rename(known.path / ".git/aigate/elsewhere")
    assert must_look() is True
    (known.path / ".git/aigate/elsewhere").rename(known.path / ".git/aigate/anchors.sqlite")
    assert must_look() is False
    known.git("notes", "--ref=aigate", "add", "-m", "v1 other", "HEAD^")
    assert must_look() is True


def test_it_is_never_blind_to_what_the_search_finds(known: Repository) -> None:
    chance = random.Random(7)
    base = (HUMAN + CODE + LATER).splitlines(keepends=True)
    seen = 0
    for _ in range(40):
        lines = [line for line in base if chance.random() > 0.2]
        for _ in range(chance.randrange(4)):
            start = chance.randrange(len(base))
            block = base[start : start + chance.randrange(1, 6)]
            at = chance.randrange(len(lines) + 1)
            lines[at:at] = [chance.choice(["", "    "]) + line for line in block]
        if chance.random() < 0.3:
            lines = [line + "\n" * chance.randrange(5) for line in lines]
        known.git("read-tree", "HEAD")
        known.stage({chance.choice(["a.py", "b.py", "lib.py"]): "".join(lines)})
        if told(known).claims:
            seen += 1
            assert must_look() is True, "".join(lines)
    assert seen > 10


def test_nothing_heavy_is_loaded_for_a_humans_commit(known: Repository) -> None:
    known.stage({"lib.py": "x = 2\n"})
    code = (
        "import sys; from aigate.glance import must_look; assert must_look() is False;"
        "print([name for name in ('git', 'dataclasses', 'tomli', 'aigate.model', 'aigate.git.repo') if name in sys.modules])"
    )
    assert known.run(sys.executable, "-c", code).stdout == b"[]\n"
