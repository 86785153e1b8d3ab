"""What audits keep: right or not there at all, whatever happens to the file."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from aigate.audit import store as stores
from aigate.audit.store import NAME, Store, key
from aigate.git.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository

ROWS = [(key(number), {"number": number, "text": "x" * 200}) for number in range(300)]
KEYS = [name for name, _ in ROWS]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.parent.mkdir()
    with Store.at(path) as store:
        store.put("thing", ROWS)
        assert store.notes == []
    return path


def kept(path: Path) -> tuple[int, list[str]]:
    """How many of the rows are there, all of them right; and what a reader is told."""
    with Store.at(path) as store:
        found = store.get("thing", KEYS)
        assert found.items() <= dict(ROWS).items()
        return len(found), store.notes


def test_rows_are_there_for_the_next_audit(file: Path) -> None:
    assert kept(file) == (300, [])


def test_a_row_is_found_under_its_own_kind_alone(file: Path) -> None:
    with Store.at(file) as store:
        assert store.get("other", KEYS) == {}


def test_keys_tell_their_parts_apart() -> None:
    assert key("ab", "c") != key("a", "bc")


def test_linked_work_trees_share_one_store(repo: Repository, tmp_path: Path) -> None:
    repo.commit({"a": "1\n"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    with Repo.open(repo.path) as here, Repo.open(tmp_path / "linked") as there, Store.open(here) as store:
        store.put("thing", ROWS)
        with Store.open(there) as other:
            assert len(other.get("thing", KEYS)) == 300


def test_without_use_nothing_is_kept_or_read(repo: Repository) -> None:
    with Repo.open(repo.path) as opened:
        with Store.open(opened, use=False) as store:
            store.put("thing", ROWS)
            assert len(store.get("thing", KEYS)) == 300
        assert not (repo.path / ".git" / NAME).exists()


# ---------------------------------------------------------------- damage


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_within_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(50_000))


def garbage_behind_the_header(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + random.Random(2).randbytes(len(data) - 100))


def another_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA user_version = 99")
    base.close()


def another_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("DROP TABLE row")
        base.execute("CREATE TABLE row(kind, key, body)")
    base.close()


def a_trigger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TRIGGER t AFTER INSERT ON row BEGIN DELETE FROM row; END")
    base.close()


def somebody_elses(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE mine(x)")
    base.close()


@pytest.mark.parametrize(
    "damage",
    [cut, garbage, garbage_behind_the_header, another_version, another_table, a_trigger, somebody_elses],
)
def test_a_file_that_is_no_good_is_made_anew_with_a_warning(file: Path, damage: Callable[[Path], None]) -> None:
    damage(file)
    with Store.at(file) as store:
        found = store.get("thing", KEYS)
        assert len(found) < 300
        assert found.items() <= dict(ROWS).items()
        assert any("made anew" in note for note in store.notes)
        store.put("thing", ROWS)
        assert len(store.get("thing", KEYS)) == 300
    assert kept(file) == (300, [])


def test_flipped_bits_lose_rows_and_never_change_one(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    for seed in range(60):
        chance = random.Random(seed)
        broken = bytearray(data)
        for _ in range(chance.choice((1, 3, 30))):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{seed}.sqlite"
        path.write_bytes(broken)
        kept(path)


def test_a_row_that_was_changed_behind_our_back_is_not_there(file: Path) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE row SET body = replace(CAST(body AS TEXT), '\"number\":7,', '\"number\":8,')")
    base.close()
    with Store.at(file) as store:
        assert key(7) not in store.get("thing", KEYS)
        assert store.damaged


def test_a_row_that_was_put_under_another_key_is_not_there(file: Path) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        (body, seal) = base.execute("SELECT body, seal FROM row WHERE key = ?", (key(1),)).fetchone()
        base.execute("UPDATE row SET body = ?, seal = ? WHERE key = ?", (body, seal, key(2)))
    base.close()
    with Store.at(file) as store:
        assert store.get("thing", [key(2)]) == {}


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine")
    path = tmp_path / NAME
    path.parent.mkdir()
    path.symlink_to(target)
    with Store.at(path) as store:
        store.put("thing", ROWS)
    assert target.read_text() == "mine"


# ---------------------------------------------------------------- places that cannot be written


def test_where_nothing_can_be_written_what_is_there_can_be_read_and_the_rest_is_kept_in_memory(file: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from aigate.audit.store import Store, key
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)  # root may write anywhere
with Store.at(Path(sys.argv[1])) as store:
    store.put("thing", [(key("new"), 1)])
    print(len(store.get("thing", [key(1), key("new"), key("none")])), store.notes)
"""
    for folder in (file.parent.parent, *list(file.parents)[2:6]):
        folder.chmod(folder.stat().st_mode | 0o055)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    done = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=False)
    file.parent.chmod(0o755)
    assert done.stdout.startswith("2 ['what this audit found out is not kept"), done


def test_where_the_folder_cannot_be_made_everything_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "aigate").write_text("a file")
    with Store.at(tmp_path / NAME) as store:
        store.put("thing", ROWS)
        assert len(store.get("thing", KEYS)) == 300
        assert len(store.notes) == 1


def test_a_full_disk_loses_nothing_that_this_audit_needs(file: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from aigate.audit.store import Store, key
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
rows = [(key("more", number), "y" * 500) for number in range(3000)]
with Store.at(Path(sys.argv[1])) as store:
    for at in range(0, 3000, 100):
        store.put("more", rows[at:at + 100])
    print(len(store.get("more", [name for name, _ in rows])), len(store.get("thing", [key(5)])), store.notes)
"""
    done = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=False)
    lost, rest = done.stdout.split(" ", 1)
    assert rest.startswith("1 ['what this audit found out is not kept"), done
    assert int(lost) <= 3000
    assert kept(file) == (300, [])


# ---------------------------------------------------------------- several at once, and sudden ends

WRITER = """
import sys
from pathlib import Path
from aigate.audit.store import Store, key
with Store.at(Path(sys.argv[1])) as store:
    number = 0
    while number < int(sys.argv[2]):
        store.put("thing", [(key(one), {"number": one, "text": "x" * 200}) for one in range(number, number + 10)])
        number += 10
        print(number, flush=True)
    assert not store.notes, store.notes
"""


def test_two_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    both = [subprocess.Popen([sys.executable, "-c", WRITER, path, "300"], stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert kept(path) == (300, [])


def test_one_that_is_killed_loses_at_most_what_it_was_writing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path, "100000"], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(30)][-1]
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert told == 300
        assert kept(path) == (300, [])


def test_a_journal_that_a_killed_writer_left_is_rolled_back(file: Path, tmp_path: Path) -> None:
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA cache_size = 5")
    base.execute("BEGIN")
    base.execute("UPDATE row SET body = ''")
    left = tmp_path / "left" / NAME
    left.parent.mkdir(parents=True)
    for suffix in ("", "-journal"):  # as they lie there when the process dies
        shutil.copy(f"{file}{suffix}", f"{left}{suffix}")
    base.close()
    assert kept(left) == (300, [])


# ---------------------------------------------------------------- size


def test_rows_that_have_long_been_of_no_use_are_forgotten_and_others_are_not(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 50 * 86_400)
    with Store.at(file) as store:
        store.get("thing", KEYS[:100])
        store.prune()
    monkeypatch.setattr(time, "time", lambda: now + 70 * 86_400)
    with Store.at(file) as store:
        store.prune()
        assert len(store.get("thing", KEYS)) == 100


def test_a_file_that_has_outgrown_its_bounds_is_made_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_MOST", 10_000)
    with Store.at(file) as store:
        assert store.get("thing", KEYS) == {}
        assert "had grown beyond" in store.notes[0]
