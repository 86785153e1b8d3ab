"""Passwords in URLs: which of them open something, and which are a developer's own database or a line of documentation."""

from __future__ import annotations

import re

from aigate.model import Confidence
from aigate.scanners.secret_values import judge

_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|\[::1\])\b")
_EXAMPLE_HOST = re.compile(r"(?:[\w-]+\.)*example(?:\.(?:com|org|net))?\b|(?:your|my)?-?(?:host|server|hostname)\b")
_OWN_PASSWORD = re.compile(r"(?=.*\d)(?=.*[A-Za-z]).{6,}")
_CAPITALS = re.compile(r"[A-Z]+(?:[_-][A-Z]+)*")  # what to fill in
_DEFAULT_LOGIN = frozenset(
    [
        "password",
        "passwd",
        "pass",
        "secret",
        "pwd",
        "postgres",
        "root",
        "admin",
        "user",
        "guest",
        "test",
        "mysql",
        "example",
        "token",
    ]
)


def login_confidence(password: str, host: str) -> Confidence:
    """How much a password in a URL counts, by itself and by the host that follows it."""
    if judge("", password) is Confidence.LOW or _CAPITALS.fullmatch(password) or password.lower() in _DEFAULT_LOGIN:
        return Confidence.LOW
    if _EXAMPLE_HOST.match(host):
        return Confidence.LOW
    if _LOCAL_HOST.match(host) and not _OWN_PASSWORD.fullmatch(password):
        return Confidence.LOW  # a developer's database on his own machine
    return Confidence.HIGH
