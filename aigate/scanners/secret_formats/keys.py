"""Keys that no company issues, and the hashes of passwords."""

from __future__ import annotations

from functools import partial

from aigate.model import Confidence, Severity
from aigate.scanners.secret_formats.format import HEX, Format

_CRYPT = "[./A-Za-z0-9]"
_hash = partial(Format, "password-hash", "hash of a password", confidence=Confidence.MEDIUM, severity=Severity.MEDIUM)

FORMATS = (
    # Bech32; a typing error is no reason to pass one over
    Format("age-key", "age identity", "AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    # As the manual page of crypt describes them
    _hash(("$2a$", "$2b$", "$2y$", "$2x$"), rf"\d\d\${_CRYPT}{{53}}"),
    _hash("$6$", rf"(?:rounds=\d+\$)?{_CRYPT}{{1,16}}\${_CRYPT}{{86}}"),
    _hash("$5$", rf"(?:rounds=\d+\$)?{_CRYPT}{{1,16}}\${_CRYPT}{{43}}"),
    _hash(("$1$", "$apr1$"), rf"{_CRYPT}{{1,8}}\${_CRYPT}{{22}}"),
    _hash("$y$", rf"{_CRYPT}{{3,8}}\${_CRYPT}{{1,86}}\${_CRYPT}{{43}}"),
    _hash(
        ("$argon2id$", "$argon2i$", "$argon2d$"),
        r"v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}",
    ),
    Format(
        "kerberos-hash",
        "Kerberos hash",
        ("$krb5asrep$", "$krb5tgs$", "$krb5pa$"),
        rf"\d\d\$[^\s:\"']{{0,80}}[:$]?\*?{HEX}{{32}}\$?{HEX}{{32,4000}}+",
    ),
)
