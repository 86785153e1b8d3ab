"""Files that aigate keeps in the git directory: nobody else's to read, and never a door to another place."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from aigate.git.state import open_regular, replace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and modes are those of POSIX")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"kept")
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(OSError, match="ours"):
        open_regular(str(tmp_path / "ours"), os.O_WRONLY | os.O_CREAT)
    replace(str(tmp_path / "ours"), b"new")
    assert ((tmp_path / "theirs").read_bytes(), (tmp_path / "ours").read_bytes()) == (b"kept", b"new")
    assert not (tmp_path / "ours").is_symlink()


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        open_regular(str(tmp_path / "pipe"), os.O_RDONLY)


def test_what_cannot_be_replaced_stays_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    with pytest.raises(IsADirectoryError):
        replace(str(tmp_path / "ours"), b"new")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("ours")] == ["ours"]


def test_only_its_owner_may_read_a_file(tmp_path: Path) -> None:
    (tmp_path / "ours").write_bytes(b"old")
    (tmp_path / "ours").chmod(0o666)
    replace(str(tmp_path / "ours"), b"new")
    assert stat.S_IMODE((tmp_path / "ours").stat().st_mode) == 0o600
