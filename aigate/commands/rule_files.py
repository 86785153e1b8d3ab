"""Files of rules as they are named on the command line: files, and folders of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import UsageError
from aigate.protected import FLOW_FILES, RULE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


def read(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Name and content of each file, and of each file of rules below each folder, once."""
    return [(path.as_posix(), _content(path)) for path in dict.fromkeys(_files(paths))]


def without_flows(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Those that hold rules, not models for following text."""
    return [(name, data) for name, data in files if not name.endswith(FLOW_FILES)]


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix in (*RULE_FILES, FLOW_FILES) and one.is_file())
        if not found:
            raise UsageError(
                f"no file of rules lies in {path.as_posix()}",
                hint="they end in .yml or .yaml; aigate rules new writes one",
            )
        yield from found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read the rule file {path.as_posix()}: {error.strerror}",
            hint="name a file of rules, or a folder of them",
        ) from error
