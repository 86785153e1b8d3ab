"""A session's memory: bounded, private, tolerant of whatever lies in its file, and whole when many write it."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.agent.session import Open, Session, open_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

FOUND = Open("bandit/B602", "a.py", "f" * 20, 1, "b" * 16, 2)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "aigate" / "sessions").glob("*.json"))


def test_what_was_kept_is_known_again_and_to_no_other_session(tmp_path: Path) -> None:
    with Session(str(tmp_path), "s1") as session:
        session.replace("a.py", [FOUND])
        session.stops, session.reflog, session.unread = 2, 7, ["b.py"]
    assert session.is_kept
    known = Session(str(tmp_path), "s1")
    assert (known.open, known.stops, known.reflog, known.unread) == ([FOUND], 2, 7, ["b.py"])
    assert known.hash(["x  =", " 1"]) == session.hash(["x = 1"])
    assert open_in(str(tmp_path), "s1")
    assert not open_in(str(tmp_path), "s2")


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    with Session(str(tmp_path), "s1"):
        pass
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"open": 7, "stops": "x", "key": null}',
        b'{"open": [[1], [1, 2, 3, 4, 5, 6], null], "stops": -1}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_is_none_of_ours_is_an_empty_memory(tmp_path: Path, content: bytes) -> None:
    with Session(str(tmp_path), "s1"):
        pass
    files(tmp_path)[0].write_bytes(content)
    session = Session(str(tmp_path), "s1")
    assert (session.open, session.mended, session.unread, session.stops) == ([], [], [], 0)


def test_it_is_bounded(tmp_path: Path) -> None:
    for number in range(60):
        with Session(str(tmp_path), f"s{number}") as session:
            session.replace("a.py", [FOUND._replace(fingerprint=str(each)) for each in range(500)])
    assert len(Session(str(tmp_path), "s59").open) == 200
    assert len(files(tmp_path)) <= 41
    assert (tmp_path / "aigate" / "sessions" / "lock").exists(), "others may hold it"


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "aigate").write_text("")
    with Session(str(tmp_path), "s1") as session:
        session.stops = 1
    assert not session.is_kept


def test_many_hooks_at_once_forget_nothing(repo: Repository) -> None:
    program = (
        "import sys\n"
        "from multiprocessing import Process\n"
        "from aigate.agent.session import Open, Session\n"
        "def keep(number):\n"
        "    with Session('.git', 's') as session:\n"
        "        session.replace(f'{number}.py', [Open('r', f'{number}.py', 'f')])\n"
        "writers = [Process(target=keep, args=(number,)) for number in range(20)]\n"
        "[writer.start() for writer in writers]\n"
        "[writer.join() for writer in writers]\n"
    )
    repo.run(sys.executable, "-c", program)
    assert len(Session(str(repo.path / ".git"), "s").open) == 20
