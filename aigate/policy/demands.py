"""What a project asks of commit messages: its profile and its own settings as one, and the line that would satisfy them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.config import MessageRule, SignOff
from aigate.errors import ConfigError
from aigate.policy.message_rules import RULES
from aigate.policy.profiles import COAUTHOR, PROFILES, Style
from aigate.rules.backtracking import trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aigate.config import Trailers
    from aigate.model import Severity

UNKNOWN = "unknown"  # for a model that nobody named
_WIDTH = 1000  # characters; a longer value fits no form
_PLAIN = re.compile(r"[^\w.+/@ ()\[\]-]+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True)
class Writer:
    """An agent as a trailer would name it; ``id`` None is an AI of unknown make."""

    id: str | None = None
    name: str = ""
    model: str | None = None
    identity: str = ""  # "Claude <noreply@anthropic.com>"


@dataclass(frozen=True, slots=True)
class Demands:
    """The configuration and its profile as one: what is asked of a message."""

    require: tuple[str, ...]
    forbid: frozenset[str]  # in lower case
    translate: Mapping[str, str]  # from lower case
    formats: Mapping[str, re.Pattern[str]]  # by lower case
    keys: frozenset[str]  # in lower case
    sign_off: SignOff
    style: Style
    example: str  # the profile's
    severity: Mapping[MessageRule, Severity]

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked at all."""
        return not (self.require or self.forbid or self.formats or self.sign_off is not SignOff.ANYONE)

    @property
    def required(self) -> frozenset[str]:
        """The required keys, in lower case."""
        return frozenset(key.lower() for key in self.require)


def demands_of(settings: Trailers) -> Demands:
    """The profile, with what the configuration sets itself in its place."""
    profile = PROFILES[settings.profile]
    formats = {**profile.formats, **settings.formats}
    return Demands(
        require=settings.require or profile.require,
        forbid=frozenset(key.lower() for key in settings.forbid or profile.forbid),
        translate={key.lower(): to for key, to in (settings.translate or profile.translate).items()},
        formats={key.lower(): re.compile(pattern) for key, pattern in formats.items()},
        keys=frozenset(key.lower() for key in settings.keys),
        sign_off=profile.sign_off if settings.sign_off is SignOff.PROFILE else settings.sign_off,
        style=profile.style,
        example=profile.example,
        severity={rule: settings.severity.get(rule, RULES[rule].severity) for rule in MessageRule},
    )


def check_settings(settings: Trailers, name: str | None) -> None:
    """ConfigError for formats that a hostile value could make run for hours, and for keys that are none."""
    for key, pattern in settings.formats.items():
        reason = trouble(pattern)
        if reason:
            raise ConfigError(
                f'{name}: "trailers.formats.{key}" can be made to run for hours: {reason}',
                hint="bound it, or make its parts exclude each other",
            )
    for table, keys in (("formats", settings.formats), ("translate", settings.translate)):
        for key in keys:
            if not _KEY.fullmatch(key):
                raise ConfigError(f'{name}: "trailers.{table}" has a key that no trailer can have: {key[:60]!r}')


def line_for(writer: Writer, demands: Demands, key: str = "") -> str:
    """The trailer that names an agent as the policy wants it; "" where it cannot be written without knowing more."""
    key = key or (demands.require[0] if demands.require else "")
    if not key:
        return ""
    styles = [Style.IDENTITY] if key.lower() == COAUTHOR else [demands.style, Style.COLON, Style.NAME]
    values = [
        value for style in styles if style is not Style.IDENTITY or writer.identity for value in _values(writer, style)
    ]
    fitting = [value for value in values if fits(demands, key, value)]
    return f"{key}: {fitting[0]}" if fitting else ""


def _values(writer: Writer, style: Style) -> tuple[str, ...]:
    model = _PLAIN.sub("", writer.model or "")[:80].strip()
    match style:
        case Style.COLON:
            return (f"{writer.id or 'ai'}:{model.replace(' ', '-') or UNKNOWN}",)
        case Style.NAME:
            name = writer.name or writer.id or "AI"
            return (f"{name} ({model})", name) if model else (name,)
        case Style.IDENTITY:
            return (writer.identity,)


def fits(demands: Demands, key: str, value: str) -> bool:
    """Whether a value has the form that is demanded for its key."""
    pattern = demands.formats.get(key.lower())
    return pattern is None or (len(value) <= _WIDTH and pattern.fullmatch(value) is not None)
