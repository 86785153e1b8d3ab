"""Whether the journal may know any line of a change: all that a glance needs, without a look at who wrote what.

It errs towards yes. Whatever the journal could say is said of a file that it knows an agent to have touched, of a copy of one,
or of lines in a row that stand in one; so those are looked for, in all of such a file's lines instead of an agent's alone.
"""

from __future__ import annotations

import os
import time

from aigate import text as texts
from aigate.errors import GitError, JournalError
from aigate.git.worktree import Objects
from aigate.provenance.carry import SHARE, sketch
from aigate.provenance.journal import may_testify
from aigate.provenance.journal.copies import Copies
from aigate.provenance.journal.history import History
from aigate.provenance.journal.store import Store
from aigate.provenance.journal.strays import is_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.git.locate import Place
    from aigate.provenance.carry import Sketch

_ADDED, _DELETED = b"A", b"D"


def may_know(place: Place, changes: Iterable[tuple[list[bytes], bytes, bytes]]) -> bool:
    """Whether the journal could say anything of changed files, each given as its object ids, git's letter and its path."""
    if not may_testify(place.git_dir):
        return False
    store = Store(place.git_dir)
    try:
        history = History(*store.read())
    except JournalError:
        return True
    if not store.key or history.broken or history.running(time.time()) or history.missed(0):
        return True
    blobs = []
    for oids, status, path in changes:
        name = os.fsdecode(path)
        if history.is_agents(name) or (status == _ADDED and place.root is None):
            return True
        if oids and status != _DELETED:
            blobs.append((oids[-1].decode("ascii"), name, status == _ADDED))
    return _any_holds(place, blobs, history, store.key)


def _any_holds(place: Place, blobs: Iterable[tuple[str, str, bool]], history: History, key: bytes) -> bool:
    """Whether the journal may know a line of any blob, each given with its path and whether it is a new file's."""
    keys = history.agents_keys()
    copies = Copies(history, place.root, is_thorough=True)
    with Objects(place) as objects:
        for blob, path, is_new in blobs if keys else ():
            try:
                data = objects.read(blob)
            except GitError:
                return True
            decoded = texts.decode(data) if data else None
            text = sketch(decoded[0], key) if decoded else None
            if text and (_holds(text, keys) or (is_new and copies.moved(path, text, copies.gone))):
                return True
    return False


def _holds(text: Sketch, keys: frozenset[bytes]) -> bool:
    """Whether a text may be a copy of what the keys are of, or have a run of its lines."""
    own = {key for key in text.keys if any(key)}
    if own and len(own & keys) >= SHARE * len(own):
        return True
    run: list[int] = []
    for line, key in enumerate((*text.keys, None), 1):
        if key in keys or key == bytes(len(key or b"x")):
            run.append(line)
        elif is_run(text, run):
            return True
        else:
            run = []
    return False
