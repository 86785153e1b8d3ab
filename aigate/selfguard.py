"""The gate guards itself: its own files, and the markers that it goes by, in the change under judgement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aigate import config as configuration
from aigate import text
from aigate.errors import ConfigError
from aigate.lines import Span
from aigate.model import FileKind, Severity
from aigate.policy import acceptance, gatefiles
from aigate.policy.narrow import Gated
from aigate.protected import check_flows
from aigate.rules import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from aigate.model import FileAttribution, FileChange, Finding


def findings_of(
    change: FileChange,
    known: FileAttribution,
    read: Callable[[str], bytes],
    *,
    by_agent: bool,
    folders: Collection[str] = (),
) -> list[Finding]:
    """What is wrong with a change of the gate's own files, or of the markers that it goes by.

    ``by_agent``: the whole changeset is an agent's, so that what it deletes, moves or turns into a link or a submodule is
    so by an agent, although no line is added. ``folders`` hold the team's rules.
    """
    found: list[Finding] = []
    if any(gatefiles.may_concern_gate(path, folders) for path in (change.path, change.old_path or change.path)):
        new, old = _text(change.blob, read), _text(change.old_blob, read)
        whole = (Span(1, 1),) if by_agent and (change.status in "DRT" or change.kind is not FileKind.REGULAR) else ()
        ai = Gated(known.ai, known.seams + whole)
        found += gatefiles.touched_by_agent(change, ai, new.split("\n"), old.split("\n"), folders)
        found += _broken(change, read)
    if change.kind is not FileKind.REGULAR:
        return found
    from aigate.provenance.hint import marker_may_stand_in
    from aigate.provenance.markers import removed_markers

    if change.status in "MR" and change.blob and change.old_blob and change.hunks:
        old_data = read(change.old_blob)
        if marker_may_stand_in(old_data):  # else there is none that could be gone, and the new content is not read
            decoded = text.decode(old_data)
            found += [
                _removed(change, marker, by_agent=by_agent or bool(known.ai or known.seams))
                for marker in removed_markers(decoded[0] if decoded else "", _text(change.blob, read), path=change.path)
            ]
    return found


def _removed(change: FileChange, marker: str, *, by_agent: bool) -> Finding:
    """A human may take a marker away after a review, and is only warned; an agent may not exempt its own lines."""
    found = gatefiles.complaint("gate/marker-removed", change.path, _near(change), f"The marker “{marker}” is gone.")
    return replace(found, severity=Severity.MEDIUM) if by_agent else found


def _text(oid: str | None, read: Callable[[str], bytes]) -> str:
    decoded = text.decode(read(oid)) if oid else None
    return decoded[0] if decoded else ""


def _near(change: FileChange) -> int:
    return max(1, next((hunk.start for hunk in change.hunks if hunk.old_count), 1))


def _broken(change: FileChange, read: Callable[[str], bytes]) -> list[Finding]:
    """A gate file that this change leaves unreadable would stop everybody's next commit: say so now."""
    if change.blob is None:
        return []
    data, path = read(change.blob), change.path
    try:
        if path in (gatefiles.CONFIG, "pyproject.toml"):
            configuration.find({path: data}.get)
        elif path.startswith(".aigate/rules/") and path.endswith((".yml", ".yaml")):
            loader.load([(path, data)])
        elif path.startswith(".aigate/rules/") and path.endswith(".toml"):
            check_flows([(path, data)])
        elif path == acceptance.PATH:
            return acceptance.malformed_findings(bad for bad in acceptance.read(data)[1] if bad.line in change.added)
    except ConfigError as error:
        return [gatefiles.broken(path, error)]
    return []
