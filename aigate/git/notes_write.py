"""Writing notes: any number of them in one step, through ``git fast-import``, and never over what somebody else has written.

The notes of one call become one commit on the notes ref. If the ref moves meanwhile, git refuses the update and all is read
and joined anew. Nothing but the notes ref and new objects is written.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git.notes import Notes
from aigate.git.refs import list_refs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from aigate.git.repo import Repo

_TRIES = 8
_REFUSED = 1  # fast-import's exit code when a ref could not be moved
_PAUSE = 0.05
_IDENT = re.compile(r"[^<>\n\0]* ?<[^<>\n\0]*> \d+ [+-]\d{4}")
_NOBODY = "aigate <aigate@localhost>"


def write_notes(
    repo: Repo, ref: str, notes: Mapping[str, bytes], join: Callable[[bytes, bytes], bytes], why: str
) -> int:
    """Put notes on commits, joined with those that stand there already; how many are new or different now."""
    for attempt in range(_TRIES):
        tip = list_refs(repo, ref).get(ref)
        changed = dict(_changed(repo, ref, notes, join)) if tip else dict(notes)
        if not changed:
            return 0
        code, _ = repo.call(
            "fast-import", "--quiet", "--done", "--date-format=raw", input=_stream(ref, tip, changed, _committer(repo), why),
            ok=(0, _REFUSED),
        )  # fmt: skip
        if code == 0:
            return len(changed)
        time.sleep(_PAUSE * (attempt + 1))
    raise GitError(f"{ref} kept moving while notes were to be written", hint="run this again")


def _changed(
    repo: Repo, ref: str, notes: Mapping[str, bytes], join: Callable[[bytes, bytes], bytes]
) -> Iterator[tuple[str, bytes]]:
    present = Notes(repo, ref)
    for oid, data in notes.items():
        old = present.read(oid)
        new = join(old.data, data) if old else data
        if old is None or new != old.data:
            yield oid, new


def _stream(ref: str, tip: str | None, notes: Mapping[str, bytes], committer: str, why: str) -> bytes:
    message = why.encode()
    head = [f"commit {ref}\ncommitter {committer}\ndata {len(message)}\n".encode(), message, b"\n"]
    if tip:
        head.append(f"from {tip}\n".encode())
    body = (
        part for oid, data in notes.items() for part in (f"N inline {oid}\ndata {len(data)}\n".encode(), data, b"\n")
    )
    return b"".join([*head, *body, b"done\n"])


def _committer(repo: Repo) -> str:
    """The user as git knows them, or aigate itself where git knows nobody: a note is never worth a failure."""
    code, said = repo.call("var", "GIT_COMMITTER_IDENT", ok=(0, 1, 128))
    ident = said.decode("utf-8", "replace").strip()
    return ident if code == 0 and _IDENT.fullmatch(ident) else f"{_NOBODY} {int(time.time())} +0000"
