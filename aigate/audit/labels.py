"""What a report calls things: the repository, its page at its forge, the policy for messages, and the rules of findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.audit import digests
from aigate.audit.store import key
from aigate.config import TrailerProfile
from aigate.model import Confidence, RuleInfo, Severity
from aigate.policy.demands import demands_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from aigate.audit.store import Store
    from aigate.config import Trailers
    from aigate.git.repo import Repo
    from aigate.protected import Policy

KIND = "rule"
_NO_RULE = "there is no such rule"
_PLAIN_NAMES = (".git", "repo", "repo.git")  # folders that say nothing of what is in them
# As git spells a remote: https://user:secret@host:port/path.git, ssh://git@host/path, git@host:path. What is not the host or
# the path is left behind: it may be a password.
_URL = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^/@\s]*@)?(?P<host>[\w.-]{1,253})(?::\d{1,5})?/(?P<path>[\w./~+-]{1,500})"
)
_SCP = re.compile(r"(?:[\w.-]{1,64}@)?(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63})+):(?P<path>(?!/)[\w./~+-]{1,500})")


def name_of(repo: Repo) -> str:
    """What a reader calls the repository: its folder."""
    place = repo.root or repo.git_dir
    name = place.name if place.name not in _PLAIN_NAMES else place.parent.name
    return name.removesuffix(".git") or str(place)


def weblink_of(repo: Repo) -> str:
    """Where the repository is to be seen, by its remote; "" where that says nothing."""
    return weblink(repo.setting("remote.origin.url") or "")


def weblink(remote: str) -> str:
    """The page that goes with a remote's address."""
    found = _URL.fullmatch(remote) or _SCP.fullmatch(remote)
    if not found:
        return ""
    path = found["path"].strip("/").removesuffix(".git")
    return f"https://{found['host']}/{path}" if path and ".." not in path.split("/") else ""


def policy_of(trailers: Trailers) -> str:
    """What the policy for messages is called; "" where it asks for nothing."""
    if demands_of(trailers).is_idle:
        return ""
    return str(trailers.profile) if trailers.profile is not TrailerProfile.NONE else "its own"


# ---------------------------------------------------------------- rules


def infos_of(named: Iterable[str], policy: Policy, store: Store) -> tuple[RuleInfo, ...]:
    """What there is to say of some rules. All of them have to be read for it, so what they say is kept."""
    wanted = sorted(set(named))
    state = digests.digest_of(policy.rules.digest, *map(digests.scanner, digests.SCANNERS))
    names = {key(one, state): one for one in wanted}
    known = {names[name]: info for name, info in store.read(KIND, names, _from_plain).items()}
    if len(known) < len(wanted):
        known = dict.fromkeys(wanted) | {info.id: info for info in _all(policy)}
        store.put(KIND, [(name, _to_plain(known[one])) for name, one in names.items()])
    return tuple(info for one in wanted if (info := known[one]))


def _all(policy: Policy) -> Iterator[RuleInfo]:
    from aigate import firewall
    from aigate.policy import gatefiles, message_rules
    from aigate.scanners import Settings
    from aigate.scanners.registry import SCANNERS

    settings = Settings(policy.rules)
    for scanner in SCANNERS:
        yield from scanner.rules(settings)
    yield from firewall.infos()
    yield from gatefiles.infos()
    yield from message_rules.infos()


def _to_plain(info: RuleInfo | None) -> list[Any] | str:
    if info is None:
        return _NO_RULE
    return [
        info.id, info.message, int(info.severity), int(info.confidence), info.scanner, info.cwe, info.owasp, info.hint,
        info.languages, info.references, info.bad, info.good,
    ]  # fmt: skip


def _from_plain(plain: Any) -> RuleInfo | None:
    if plain == _NO_RULE:
        return None
    oid, message, severity, confidence, scanner, cwe, owasp, hint, *lists = plain
    languages, references, bad, good = map(tuple, lists)
    return RuleInfo(
        oid,
        message,
        Severity(severity),
        Confidence(confidence),
        scanner,
        cwe,
        owasp,
        hint,
        languages,
        references,
        bad,
        good,
    )
