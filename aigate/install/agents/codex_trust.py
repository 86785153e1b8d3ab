"""What Codex trusts: the projects and hooks that its user approved, as ``config.toml`` in Codex's own folder says.

Codex recognises a hook by a hash of its event, matcher and command, kept under the place where the hook stands. aigate
writes such a hash only for its own hooks, and only when its user asks for it.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from aigate.install.agents import settings

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.install.agents.entries import Entry, Homes

_UNTIMED = 600  # seconds that a hook has where it does not say


class CannotTrustError(Exception):
    """Codex's configuration cannot be added to; the text says why."""


def config(homes: Homes) -> Path:
    """Codex's own configuration: also what a project's hooks need is kept there."""
    return homes.user_folder("CODEX_HOME", ".codex") / "config.toml"


def hashes(path: Path) -> dict[str, str]:
    """What Codex has to hold for each of aigate's hooks in ``path``: key and hash."""
    try:
        text = path.read_text("utf-8")
        found = [*settings.places(text)]
    except (OSError, UnicodeDecodeError, settings.CannotMergeError):
        return {}
    return {f"{path.resolve()}:{_snake(event)}:{index}:0": trusted_hash(event, entry) for event, index, entry in found}


def trusted_hash(event: str, entry: Entry) -> str:
    """The hash of an entry with one handler."""
    grouped = entry["hooks"]
    assert isinstance(grouped, list)
    handler = {"async": False, "timeout": _UNTIMED, **grouped[0]}
    identity: Entry = {"event_name": _snake(event), "hooks": [handler]}
    if "matcher" in entry:
        identity["matcher"] = entry["matcher"]
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def missing(homes: Homes, path: Path) -> dict[str, str]:
    """Aigate's hooks that are not approved, or were changed since."""
    state = _table(_loaded(_text(config(homes))), "hooks", "state")
    known = {key: value.get("trusted_hash") for key, value in state.items() if isinstance(value, dict)}
    return {key: value for key, value in hashes(path).items() if known.get(key) != value}


def trusts_project(homes: Homes) -> bool:
    """Whether Codex's user has trusted the project's folder."""
    projects = _table(_loaded(_text(config(homes))), "projects")
    project = projects.get(str(homes.project.resolve())) if homes.project else None
    return isinstance(project, dict) and project.get("trust_level") == "trusted"


def trusting(text: str, wanted: dict[str, str]) -> str:
    """Codex's configuration with the hashes in it; the rest as it was."""
    before = _checked(text)
    fresh = text
    for key, value in wanted.items():
        fresh = _without(fresh, key)
        gap = "" if not fresh else "\n" if fresh.endswith("\n") else "\n\n"
        fresh += f"{gap}{_header(key)}\ntrusted_hash = {json.dumps(value)}\n"
    after = _loaded(fresh)
    if after is None or _but(after, wanted) != _but(before, wanted) or _missing_from(after, wanted):
        raise CannotTrustError("it is written in a way that cannot be added to safely")
    return fresh


def distrusting(text: str, keys: list[str]) -> str:
    """Codex's configuration without what ``trusting`` added; the text itself where that is not sure."""
    fresh = text
    for key in keys:
        fresh = _without(fresh, key)
    before, after = _loaded(text), _loaded(fresh)
    same = (
        before is not None
        and after is not None
        and _but(before, dict.fromkeys(keys)) == _but(after, dict.fromkeys(keys))
    )
    return fresh if same else text


def _header(key: str) -> str:
    return f"[hooks.state.{json.dumps(key)}]"


def _without(text: str, key: str) -> str:
    """Without the table of a key, if it holds nothing but the hash."""
    table = re.compile(
        r"(?:^|(?<=\n))\r?\n?"
        + re.escape(_header(key))
        + r"[ \t]*\r?\ntrusted_hash[ \t]*=[^\r\n]*(?:\r?\n|$)(?=\r?\n|\[|$)"
    )
    return table.sub("", text, count=1)


def _snake(event: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event).lower()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _loaded(text: str) -> dict[str, object] | None:
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None


def _checked(text: str) -> dict[str, object]:
    loaded = _loaded(text)
    if loaded is None:
        raise CannotTrustError("it is not TOML")
    return loaded


def _table(value: object, *keys: str) -> dict[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _missing_from(document: dict[str, object], wanted: dict[str, str]) -> bool:
    state = _table(document, "hooks", "state")
    return any(_table(state, key).get("trusted_hash") != value for key, value in wanted.items())


def _but(document: dict[str, object], keys: dict[str, str] | dict[str, None]) -> dict[str, object]:
    """A configuration without what it says of some hooks."""
    hooks = _table(document, "hooks")
    state = {key: value for key, value in _table(hooks, "state").items() if key not in keys}
    rest = {key: value for key, value in hooks.items() if key != "state"}
    kept = {key: value for key, value in document.items() if key != "hooks"}
    return kept | ({"hooks": rest | ({"state": state} if state else {})} if rest or state else {})
