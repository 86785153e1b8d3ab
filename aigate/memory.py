"""What the pre-commit stage scanned, kept for the commit-msg stage of the same commit, in ``$GIT_DIR/aigate/``.

Only what scanners saw is kept, by path, blob and rules, never a verdict: each stage attributes and decides anew. It holds no
secret, for findings hold none. Losing it costs time, nothing else, so a file system that cannot be written is no error.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aigate import __version__
from aigate.git import state
from aigate.lines import Lines, Span
from aigate.model import Confidence, Finding, Gap, Severity
from aigate.scanners import Outcome

if TYPE_CHECKING:
    from pathlib import Path

NAME = "scanned.json"


class Memory:
    """Outcomes by (path, blob). ``recalling`` is off where everything is to be scanned afresh."""

    def __init__(self, folder: Path, digest: str, *, recalling: bool) -> None:
        self._file = folder / "aigate" / NAME
        self._digest = f"{__version__}:{digest}"
        self._known = self._load() if recalling else {}
        self._new: dict[str, Outcome] = {}
        self.has_recalled = False

    def recall(self, path: str, blob: str) -> Outcome | None:
        """What was seen in this very content, or None."""
        stored = self._known.get(f"{blob}:{path}")
        outcome = _outcome(stored) if stored is not None else None
        self.has_recalled |= outcome is not None
        return outcome

    def keep(self, path: str, blob: str, outcome: Outcome) -> None:
        """Remember an outcome until ``save``."""
        self._new[f"{blob}:{path}"] = outcome

    def save(self) -> None:
        """Replace the file in one step, so that a reader sees all of it or none."""
        body = {"digest": self._digest, "files": {key: asdict(outcome) for key, outcome in self._new.items()}}
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            state.replace(os.fspath(self._file), json.dumps(body, default=_plain).encode("ascii"))

    def _load(self) -> dict[str, Any]:
        try:
            body = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(body, dict) or body.get("digest") != self._digest:
            return {}
        files = body.get("files")
        return files if isinstance(files, dict) else {}


def _plain(value: object) -> object:
    if isinstance(value, Lines):
        return [list(span) for span in value.spans]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _outcome(stored: dict[str, Any]) -> Outcome | None:
    try:
        return Outcome(
            tuple(_finding(values) for values in stored["findings"]),
            tuple(
                Gap(**{**values, "lines": None if values["lines"] is None else Lines(values["lines"])})
                for values in stored["gaps"]
            ),
        )
    except (KeyError, TypeError, ValueError):
        return None  # another version's file: scan anew


def _finding(values: dict[str, Any]) -> Finding:
    plain = ("rule", "path", "message", "hint", "cwe", "owasp", "scanner", "kind", "line")
    return Finding(
        **{name: values[name] for name in plain},
        span=Span(*values["span"]),
        severity=Severity(values["severity"]),
        confidence=Confidence(values["confidence"]),
        columns=tuple(values["columns"]) if values["columns"] else None,
        masks=tuple((line, start, end) for line, start, end in values["masks"]),
        references=tuple(values["references"]),
        way=tuple(values["way"]),
    )
