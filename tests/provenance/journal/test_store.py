"""The journal's files: nothing is lost to other writers, to a killed one or to a full disk."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.errors import JournalError
from aigate.provenance.journal import may_testify
from aigate.provenance.journal.store import KEY, Store

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import sys
from aigate.provenance.journal.store import Store
store = Store(sys.argv[1])
with store:
    key = store.make_key().hex().encode()
    store.append([b"%s %s" % (sys.argv[2].encode(), key), b"x" * 5000])
"""
HOLDER = """
import sys, time
from aigate.provenance.journal.store import Store
store = Store(sys.argv[1])
with store:
    store.append([b"before"])
    print("holding", flush=True)
    time.sleep(60)
"""
FULL = """
import resource, sys
from aigate.errors import JournalError
from aigate.provenance.journal.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
store = Store(sys.argv[1])
with store:
    try:
        store.append([b"y" * 5000])
    except JournalError as error:
        print(error.message, error.hint)
"""


def run(script: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE)


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        first = store.append([b"one", b"two"])
        assert store.append([b"three"]) == first + 6
    assert store.read() == ([b"one", b"two", b"three"], 0)


def test_reading_where_nothing_is_creates_nothing(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    assert store.read() == ([], 0)
    assert store.key == b""
    assert not may_testify(str(tmp_path))
    assert not (tmp_path / "aigate").exists()


def test_nobody_else_may_read_what_is_written(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        store.make_key()
        store.append([b"one"])
    folder = tmp_path / "aigate" / "journal"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert may_testify(str(tmp_path))


def test_the_key_stays_unless_it_is_damaged(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        key = store.make_key()
        assert len(key) == KEY
        assert store.make_key() == key == store.key
        (tmp_path / "aigate/journal/key").write_bytes(key + b"x")
        assert store.key == b""
        assert store.make_key() != key


def test_fifty_writers_at_once_lose_nothing_and_agree_on_the_key(tmp_path: Path) -> None:
    writers = [run(WRITER, str(tmp_path), str(number)) for number in range(50)]
    assert [writer.wait(60) for writer in writers] == [0] * 50
    for writer in writers:
        writer.communicate()
    lines, torn = Store(str(tmp_path)).read()
    heads = [line.split() for line in lines if not line.startswith(b"x")]
    assert torn == 0
    assert sorted(int(number) for number, _ in heads) == list(range(50))
    assert len({key for _, key in heads}) == 1
    assert lines.count(b"x" * 5000) == 50


def test_a_writer_that_is_killed_lets_go_of_the_lock(tmp_path: Path) -> None:
    holder = run(HOLDER, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"holding\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    store = Store(str(tmp_path))
    with store:
        store.append([b"after"])
    assert store.read() == ([b"before", b"after"], 0)


def test_a_torn_line_is_counted_and_the_next_begins_afresh(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        store.append([b"one"])
    with (tmp_path / "aigate/journal/log.jsonl").open("ab") as log:
        log.write(b'{"p":"half')
    assert store.read() == ([b"one"], 1)
    with store:
        store.append([b"two"])
    assert store.read() == ([b"one", b'{"p":"half', b"two"], 0)


def test_a_full_disk_is_told_and_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        store.append([b"one"])
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, check=True)
    assert b"was not recorded" in done.stdout
    assert (tmp_path / "aigate/journal/log.jsonl").read_bytes() == b"one\n"


@pytest.mark.parametrize("plant", ["symlink", "pipe", "folder"])
def test_what_stands_in_the_place_of_the_log_is_not_followed(tmp_path: Path, plant: str) -> None:
    folder = tmp_path / "aigate" / "journal"
    folder.mkdir(parents=True)
    log, other = folder / "log.jsonl", tmp_path / "other"
    other.write_bytes(b"precious\n")
    if plant == "symlink":
        log.symlink_to(other)
    elif plant == "pipe":
        os.mkfifo(log)
    else:
        log.mkdir()
    store = Store(str(tmp_path))
    with pytest.raises(JournalError):
        store.read()
    with store, pytest.raises(JournalError):
        store.append([b"one"])
    assert other.read_bytes() == b"precious\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "aigate").write_text("a file")
    with pytest.raises(JournalError, match="cannot be written"), Store(str(tmp_path)):
        pass


def test_a_rewritten_log_replaces_the_old_one(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    with store:
        store.append([b"one", b"two"])
        store.rewrite([b"two"])
        store.append([b"three"])
    assert store.read() == ([b"two", b"three"], 0)


def test_of_a_log_too_large_the_newest_lines_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path))
    with store:
        store.append([b"one", b"two", b"three"])
    monkeypatch.setattr("aigate.provenance.journal.store.LIMIT", 8)
    assert store.read() == ([b"three"], 1)
