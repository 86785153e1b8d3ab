"""Digests of what results depend on besides the repository: the code that found them, and what it was told."""

from __future__ import annotations

import sys
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING

from aigate import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from aigate.config import Provenance
    from aigate.protected import Policy
    from aigate.rules import Rule

# Which of the modules in scanners/ are one scanner's own, and which packages it runs. All others are everybody's.
_OWN: Mapping[str, tuple[str, ...]] = {
    "bandit": ("bandit",),
    "detect-secrets": ("secret",),
    "flow": ("flow",),
    "patterns": ("patterns", "effort", "matching", "grammar"),
    "wrappers": ("wrappers", "imported"),
}
SCANNERS = ("detect-secrets", "bandit", "flow", "patterns", "wrappers", "suppressions", "removals")  # all of them
_ENGINES: Mapping[str, tuple[str, ...]] = {
    "bandit": ("bandit",),
    "detect-secrets": ("detect-secrets",),
    "flow": ("ast-grep-py",),
    "patterns": ("ast-grep-py",),
    "wrappers": ("ast-grep-py",),
}


def digest_of(*parts: object) -> str:
    """A short digest of some values, by their text."""
    total = blake2b(digest_size=12)
    for part in parts:
        data = str(part).encode("utf-8", "surrogateescape")
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()


@lru_cache(maxsize=8)
def attribution(settings: Provenance) -> str:
    """Of all that says who wrote a line: the code that reads patches and records, the catalogue, and the settings."""
    code = (
        _code("aigate.git"),
        _code("aigate.provenance"),
        _code("aigate", ("lines", "model", "text", "shape", "jsonc")),
    )
    return digest_of(__version__, *code, settings)


def everything() -> str:
    """Of all of aigate's code."""
    return _code("aigate")


def judging(policy: Policy, checks: Iterable[str], today: date) -> str:
    """Of all that says what is wrong with lines: scanners, rules, settings, and the acceptances that stand today."""
    code = (
        _code("aigate.policy"),
        _code("aigate.audit", ("account", "accounting", "outcomes")),
        _code("aigate.removals"),
        _code("aigate.suppressions"),
        _code("aigate", _JUDGES),
    )
    accepted = sorted(str(one) for one in policy.acceptances if not one.expired(today))
    return digest_of(*code, policy.config, policy.rules.digest, accepted, *(scanner(name) for name in sorted(checks)))


def auditing() -> str:
    """Of the code that makes an audit."""
    return digest_of(__version__, _code("aigate.audit"))


def inspecting(policy: Policy, checks: Iterable[str] | None, today: date) -> str:
    """Of all that says what is wrong with a file of the audited revision, whoever wrote its lines."""
    named = _ENGINES if checks is None else checks
    code = (_code("aigate.audit", ("flaws", "inspection", "survivors")), _code("aigate", ("lines", "model", "text")))
    return digest_of(__version__, *code, judging(policy, named, today))


_JUDGES = ("examination", "pipeline", "disclosure", "firewall", "selfguard", "sides", "snippet")


@lru_cache(maxsize=8)
def scanner(name: str) -> str:
    """Of one scanner: its code, and the engine that it runs."""
    others = tuple(prefix for owner, mine in _OWN.items() if owner != name for prefix in mine)
    engines = [f"{one} {metadata.version(one)}" for one in _ENGINES.get(name, ())]
    python = sys.version_info[:3] if name in {"bandit", "flow"} else ()  # they parse with the interpreter's own grammar
    return digest_of(name, _code("aigate.scanners", but=others), *engines, python)


def rule(one: Rule) -> str:
    """Of one of our own rules: all of it but where it stands."""
    values = (getattr(one, name) for name in sorted(one.__dataclass_fields__) if name != "origin")
    return digest_of(*values)


@lru_cache(maxsize=32)
def _code(package: str, only: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> str:
    """Of a package's files, or of those whose names begin with ``only``; without those that begin with ``but``."""
    place = Path(str(import_module(package).__file__)).parent
    pattern = "*" if only else "**/*"
    files = [
        path
        for path in place.glob(pattern)
        if path.suffix in (".py", ".toml")
        and (path.stem in only if only else True)
        and not (but and path.relative_to(place).as_posix().startswith(but))
    ]
    return digest_of(package, *(f"{path.relative_to(place)} {_content(path)}" for path in sorted(files)))


def _content(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=12).hexdigest()
