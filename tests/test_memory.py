"""What one stage scanned, another recalls; and a file that cannot be trusted is as good as none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.lines import Lines, Span
from aigate.memory import NAME, Memory
from aigate.model import Confidence, Finding, Gap, Severity
from aigate.scanners import Outcome

if TYPE_CHECKING:
    from pathlib import Path

FINDING = Finding(
    "bandit/B602", "a.py", Span(2, 4), Severity.HIGH, "message", Confidence.LOW, "hint", "CWE-78", "A03:2021", "bandit",
    line=3, columns=(1, 5), masks=((2, 0, 4),), references=("https://example.org",),
)  # fmt: skip
OUTCOME = Outcome((FINDING,), (Gap("a.py", "a reason", Lines([(1, 2)]), "bandit"), Gap("a.py", "all of it")))


def remember(folder: Path, digest: str = "d") -> None:
    memory = Memory(folder, digest, recalling=False)
    memory.keep("a.py", "oid", OUTCOME)
    memory.save()


def test_what_was_kept_is_recalled_whole(tmp_path: Path) -> None:
    remember(tmp_path)
    memory = Memory(tmp_path, "d", recalling=True)
    assert memory.recall("a.py", "oid") == OUTCOME
    assert memory.recall("b.py", "oid") is None
    assert memory.recall("a.py", "other") is None


def test_other_rules_recall_nothing(tmp_path: Path) -> None:
    remember(tmp_path)
    assert Memory(tmp_path, "e", recalling=True).recall("a.py", "oid") is None


def test_the_first_stage_recalls_nothing(tmp_path: Path) -> None:
    remember(tmp_path)
    assert Memory(tmp_path, "d", recalling=False).recall("a.py", "oid") is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"digest": "x"}', b"\xff\xfe"])
def test_a_torn_or_foreign_file_is_as_good_as_none(tmp_path: Path, body: bytes) -> None:
    remember(tmp_path)
    (tmp_path / "aigate" / NAME).write_bytes(body)
    assert Memory(tmp_path, "d", recalling=True).recall("a.py", "oid") is None


def test_entries_of_another_shape_are_scanned_anew(tmp_path: Path) -> None:
    remember(tmp_path)
    file = tmp_path / "aigate" / NAME
    file.write_text(file.read_text().replace('"findings"', '"hits"'))
    assert Memory(tmp_path, "d", recalling=True).recall("a.py", "oid") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "aigate").write_text("a file stands where the folder should")
    remember(tmp_path)
