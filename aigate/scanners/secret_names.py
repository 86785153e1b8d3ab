"""What a name says about the value that it is given to: a password, a key, a token, or something about one of them."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """What may be expected of a value with such a name."""

    PASSWORD = "password"  # chosen by a person: any word can be one  # noqa: S105 - a kind, not a password
    KEY = "key"  # mostly drawn at random, but people fill in words
    TOKEN = "token"  # programs call many things that: only what looks like one counts  # noqa: S105


_PASSWORD = re.compile(
    r"passw(?!ithout)|passwd|passphrase|passcode|pass_?code|pwd|(?:^|[_.$-])pass\d*$|(?-i:[a-z]Pass(?:$|\d))|_pw$|(?:^|[_.-])pw\d?$"
    r"|contrase|kennwort|passwort|wachtwoord|mot_?de_?passe|motdepasse|senha|has[l\u0142]o(?:$|_)|salasana|parola(?:$|_)|\u5bc6\u7801|\u53e3\u4ee4|"
    r"\u043f\u0430\u0440\u043e\u043b\u044c|\u30d1\u30b9\u30ef\u30fc\u30c9",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"secret|(?:api|app|access|private|priv|auth|service|account|client|signing|sign|encryption|encrypt|crypto|cipher|aes|des|jwt|"
    r"hmac|master|session|db|database|license|storage|shared|consumer|webhook|subscription|cookie|admin|root|ssh|rsa|"
    r"maps|openai|anthropic|stripe|aws|azure|gcp|google|firebase|sendgrid|twilio|mailgun|github|io|hash|token|security|bot|"
    r"server|deploy|publish|integration|ingest|write|management|unseal)[_.:-]{0,2}keys?(?:$|[^a-z]|(?-i:[A-Z]))"
    r"|(?:^|[_.-])creds?(?:$|[_.-])|credential",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"token|bearer|(?:^|[_.-])(?:auth|authorization|salt|pepper|jwt|pat|sas|apikey|license)\d*$|(?-i:[a-z](?:Auth|Jwt|Pat|Salt)(?:$|\d))"
    r"|authorization|(?:^|[_.-])(?:key|iv)$|key$",
    re.IGNORECASE,
)


def kind_of(name: str) -> Kind | None:
    """The kind of secret that a name announces; None if none."""
    if _PASSWORD.search(name):
        return Kind.PASSWORD
    if _KEY.search(name):
        return Kind.KEY
    return Kind.TOKEN if _TOKEN.search(name) else None
