"""Records of who wrote what that live in refs: the notes of git-ai and aigate. The tools that know write them, nobody by hand."""

from __future__ import annotations

import re
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.agent.git_words import GitCall
    from aigate.agent.shell_calls import Call

_RECORD = re.compile(r"refs/(?:notes/(?:ai|aigate|ai-remote)|ai)(?:[/:]|$)")
_NOTES = re.compile(r"(?:refs/)?(?:notes/)?(?:ai|aigate|ai-remote)(?:/|$)")  # as ``git notes --ref`` completes a name
_EDITS = {"add", "append", "copy", "edit", "remove", "merge", "prune"}
_CARRIERS = {"fetch", "pull", "push"}


def rewrites(call: Call, git: GitCall) -> bool:
    """Whether a call of git writes such records, or has others take their place."""
    if git.command == "notes":
        return bool(_EDITS & set(git.paths[:1])) and any(_NOTES.match(ref) for ref in _notes_of(call, git))
    if git.command == "update-ref":
        return any(_RECORD.match(word) for word in (*git.paths, *call.stdin.split()))
    if git.command == "symbolic-ref":
        return bool(len(git.paths) > 1 or git.has("-d", "--delete")) and bool(_RECORD.match(git.paths[0]))
    if git.command == "config":
        return any(key.lower() == "core.notesref" and _NOTES.match(value) for key, value in pairwise(git.paths))
    return git.command in _CARRIERS and any(_displaces(word, git) for word in git.paths)


def _notes_of(call: Call, git: GitCall) -> Iterator[str]:
    """The refs that ``git notes`` is told of; the strongest first, and only that one counts."""
    yield from (
        git.values("--ref")
        or [ref for name, ref in call.settings if name == "GIT_NOTES_REF"]
        or [ref for name, ref in git.settings if name == "core.notesref"]
    )


def _displaces(refspec: str, git: GitCall) -> bool:
    """Whether a refspec puts something else where records are. What is fetched or pushed under its own name is welcome."""
    source, colon, target = refspec.removeprefix("+").partition(":")
    if git.command == "push" and not colon:
        is_forced = refspec.startswith("+") or git.has("--delete", "-d")
        return is_forced and bool(_RECORD.match(source) or _NOTES.match(source))
    if git.command == "push" and refspec.startswith("+"):
        return bool(_RECORD.match(target))
    return bool(_RECORD.match(target)) and source != target
