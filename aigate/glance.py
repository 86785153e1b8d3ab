"""A glance before the look, which tells whether any evidence of an agent can exist in this commit at all.

Most commits hold nothing to judge, and the libraries that judge cost more to import than git costs to run. So the hooks ask
here first, with the standard library alone and three git processes, or a few more where a journal or anchors lie. The glance may only err towards looking: it
knows no line, no scope and no precedence, just whether the full answer could be anything but "no AI-written line". A test
holds it against the full answer.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from aigate.errors import GitError, UsageError
from aigate.git.locate import locate
from aigate.git.pinned import argv, environment
from aigate.provenance.anchors.presence import anchors_may_matter
from aigate.provenance.hint import (
    draft_may_change,
    identity_may_matter,
    marker_may_stand_in,
    message_may_matter,
    policy_may_speak_of,
    speaks_of_messages,
)
from aigate.provenance.journal import may_testify
from aigate.provenance.presence import records_may_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from aigate.git.locate import Place

_CHUNK = 1 << 20
_OVERLAP = 4096  # bytes carried from chunk to chunk, so that no marker is cut in two
_GITLINK = b"160000"
_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none")
_GONE = ("--ignore-submodules=all", "--diff-filter=D")  # from the work tree, though not from the index
_HEAD = b"HEAD"
_CONFIGS = (b"HEAD:.aigate.toml", b"HEAD:pyproject.toml")
# Settings that change what counts as evidence or what is gated; with any of them in force only the look can tell.
_WIDENS = re.compile(rb"^[^#\n]*\b(?:scope|prose_markers|agents)\b", re.MULTILINE)
_GATE_FILES = re.compile(
    rb"^(?:\.aigate/|\.aigate\.toml\Z|pyproject\.toml\Z|\.pre-commit-config\.ya?ml\Z)|(?:^|/)\.gitattributes\Z"
)


def must_look(message: str | None = None) -> bool:
    """Whether the staged change needs the full judgement. ``message`` is the commit message, where there is one.

    Raises GitError when git fails: an index that cannot be read is no empty index.
    """
    if message is not None and message_may_matter(message):
        return True
    staged = list(_staged())
    if not staged:  # HEAD's message may be amended, and what the policy asks of it then is for the look to tell
        return message is not None and speaks_of_messages(_configuration())
    if any(status == b"U" or _GATE_FILES.search(path) for _, status, path in staged):
        return True
    if _journal_may_know(staged):
        return True
    blobs = dict.fromkeys(oid for oids, _, _ in staged for oid in oids)
    return (
        _any_object_may_matter(blobs, message)
        or any(map(identity_may_matter, _identities()))
        or _may_be_anchored(staged, "diff", "--cached")
    )


def must_anchor() -> bool:
    """Whether the commit at HEAD may hold a line whose author can be known. A merge is always looked at."""
    about = _run("log", "-1", "--no-show-signature", "--format=%P%x00%an <%ae>%x00%cn <%ce>%x00%B", "HEAD")
    parents, author, committer, message = about.decode("utf-8", "replace").split("\0", 3)
    first, *others = parents.split() or [""]
    if (
        others
        or _has_records(first or None)
        or any(map(identity_may_matter, (author, committer)))
        or message_may_matter(message)
    ):
        return True
    of_head = ("diff-tree", "-r", "--root", "--no-commit-id", "HEAD")
    changes = list(_changes(*of_head, *_RAW))
    if _journal_may_know(changes):
        return True
    blobs = dict.fromkeys(oid for oids, _, _ in changes for oid in oids)
    return _any_object_may_matter(blobs, None) or _may_be_anchored(changes, *of_head)


def may_add_trailers() -> bool:
    """Whether HEAD's policy may want something added to the draft of a message."""
    return draft_may_change(_configuration())


def _staged() -> Iterator[tuple[list[bytes], bytes, bytes]]:
    """Every staged change against HEAD, or against nothing before there is one."""
    return _changes("diff", "--cached", *_RAW)


def _changes(*words: str) -> Iterator[tuple[list[bytes], bytes, bytes]]:
    """Object ids, status letter and path of every change that a command of git lists."""
    fields = _run(*words).split(b"\0")
    for head, path in zip(fields[:-1:2], fields[1::2], strict=True):
        old_mode, new_mode, old_oid, new_oid, status = head.removeprefix(b":").split(b" ")
        pairs = ((old_mode, old_oid), (new_mode, new_oid))
        yield [oid for mode, oid in pairs if mode != _GITLINK and oid.strip(b"0")], status[:1], path


def _any_object_may_matter(oids: Iterable[bytes], message: str | None) -> bool:
    """Look for records kept for HEAD, then through its configuration and every blob, a megabyte at a time.

    One ``cat-file --batch`` answers all of it.
    """
    with subprocess.Popen(
        argv("cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as batch:
        assert batch.stdin is not None
        assert batch.stdout is not None
        for name in (_HEAD, *_CONFIGS, *oids):
            batch.stdin.write(name + b"\n")
            batch.stdin.flush()
            header = batch.stdout.readline().split()
            is_missing = header[-1:] == [b"missing"]
            if name == _HEAD and _has_records(None if is_missing else header[0].decode()):
                batch.kill()
                return True
            if is_missing and name in (_HEAD, *_CONFIGS):
                continue
            if len(header) != 3:  # noqa: PLR2004 - object id, type, size
                raise GitError(f"git could not read the object {name.decode()}", hint="git fsck")
            size = int(header[2]) + 1
            if _tells(name, batch.stdout, size, message):
                batch.kill()
                return True
        batch.stdin.close()
    return False


def _has_records(head: str | None) -> bool:
    """Whether anything beside the repository's objects may know who wrote what is staged on ``head``."""
    place = _place()
    return place is None or records_may_matter(place.git_dir, place.common_dir, place.root, head)


def _place() -> Place | None:
    """The repository that is committed to; None where that cannot be told without git."""
    return locate(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs more than the answer


def _may_be_anchored(changes: Sequence[tuple[list[bytes], bytes, bytes]], *words: str) -> bool:
    """Whether an anchor may know a line that a command of git shows as changed."""
    place = _place()
    if place is None or not anchors_may_matter(place.common_dir):
        return place is None
    if any(status == b"A" for _, status, _ in changes) and any(_changes("diff-files", *_RAW, *_GONE)):
        return True  # a new file may be what became of one that is gone, in a form that shows none of its lines
    from aigate.provenance.anchors import glimpse  # SQLite and hashes, only where there are anchors
    from aigate.provenance.anchors.keys import REF, TRACKING

    paths = {path for _, _, path in changes}
    refs = _run("for-each-ref", "--format=%(objectname) %(refname)", REF, TRACKING)
    command = argv(*words, *glimpse.PATCH)
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        assert process.stdout is not None
        found = glimpse.may_be_found(place.common_dir, refs, _configuration(), paths, process.stdout)
        process.kill() if found else process.stdout.read()
        return bool(found or process.wait())


def _journal_may_know(changes: Sequence[tuple[list[bytes], bytes, bytes]]) -> bool:
    """Whether our own journal of this work tree may know a line of what has changed."""
    place = _place()
    if place is None:
        return True
    if not may_testify(place.git_dir):
        return False
    from aigate.provenance.journal.presence import may_know

    return may_know(place, changes)


def _tells(name: bytes, stream: IO[bytes], size: int, message: str | None) -> bool:
    """Whether the object whose ``size`` bytes come next is a reason to look; unless it is, they are read to the end."""
    if name == _HEAD:
        stream.read(size)
        return False
    if name not in _CONFIGS:
        return _holds(stream, size)
    config = stream.read(size)
    return _widens(name, config) or (message is not None and policy_may_speak_of(message, config, os.environ))


def _configuration() -> bytes:
    """HEAD's configuration files, whichever there are, in one text."""
    return _run("cat-file", "--batch", given=b"\n".join((*_CONFIGS, b"")))


def _widens(name: bytes, config: bytes) -> bool:
    """Whether a configuration may widen what is gated or what counts as evidence."""
    ours = name == _CONFIGS[0] or b"aigate" in config
    return ours and _WIDENS.search(config) is not None


def _holds(stream: IO[bytes], left: int) -> bool:
    """Whether the next ``left`` bytes of the stream may hold a marker; they are read to the end unless they do."""
    tail = b""
    while left:
        chunk = stream.read(min(_CHUNK, left))
        if not chunk:
            raise GitError("git cat-file ended in the middle of an object", hint="git fsck")
        left -= len(chunk)
        text = tail + chunk
        if marker_may_stand_in(text):
            return True
        tail = text[-_OVERLAP:]
    return False


def _identities() -> Iterator[str]:
    """Author and committer as git will record them. An identity that is not set up is nobody's mark."""
    missing = []
    for who in ("AUTHOR", "COMMITTER"):
        name, email = os.environ.get(f"GIT_{who}_NAME"), os.environ.get(f"GIT_{who}_EMAIL")
        if name is not None and email is not None:
            yield f"{name} <{email}>"
        else:
            missing.append(f"GIT_{who}_IDENT=".encode())
    if missing:
        listed = subprocess.run(
            argv("var", "-l"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            check=False,
        ).stdout
        for line in listed.splitlines():
            if line.startswith(tuple(missing)):
                yield line.partition(b"=")[2].rpartition(b"> ")[0].decode("utf-8", "replace") + ">"


def _run(*words: str, given: bytes = b"") -> bytes:
    done = subprocess.run(argv(*words), input=given, capture_output=True, env=environment(), check=False)
    if not done.returncode:
        return done.stdout
    inside = subprocess.run(
        argv("rev-parse", "--git-dir"), stdin=subprocess.DEVNULL, capture_output=True, env=environment(), check=False
    )
    if inside.returncode:
        said = inside.stderr.decode("utf-8", "replace").strip()
        raise UsageError(f"git finds no repository it may read here: {said}", hint="run this inside a repository")
    raise GitError(f"git {words[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}", hint="aigate doctor")
