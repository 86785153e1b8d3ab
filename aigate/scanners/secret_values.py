"""Whether a string that stands where a secret would stand is one.

detect-secrets' own heuristics come first: they drop what cannot be a secret. What is left can still be a placeholder, a
sentence or the name of a secret; those are told with low confidence, which by default does not block. A weak or well-known
password stays what it is: a password in the source.
"""

from __future__ import annotations

import re
from itertools import pairwise

from aigate.model import Confidence
from aigate.scanners.secret_detectors import module

SAYS_SECRET = re.compile(
    r"secret|token|passw|passphrase|passcode|pwd|credential|bearer|(?:api|auth|access|private|service|account|client|signing|"
    r"encryption|master|session|db|database)[_.-]?key|(?:^|[_.-])(?:auth|pass|salt|pepper)(?:$|[_.-])",
    re.IGNORECASE,
)
_SAYS_DIGEST = re.compile(
    r"digest|hash|checksum|sha\d|md5|integrity|etag|commit|revision|fingerprint|uuid|guid", re.IGNORECASE
)
_SAYS_IDENTIFIER = re.compile(r"(?:.*[_.-])?(?:my|user)?ids?", re.IGNORECASE)

# Names that end so hold something about a secret, not the secret.
_ABOUT = re.compile(
    r"(?:[_.-]|(?<=[a-z])(?=[A-Z]))(?:arn|column|dir|endpoint|env|error|expir\w*|field|file|filename|help|hint|header|id|"
    r"ids|input|key_?name|label|len|length|location|max|message|min|msg|name|param|path|pattern|placeholder|policy|"
    r"prefix|prompt|ref|regexp?|rotation|rules?|size|store|text|title|ttl|type|uri|url|validator|version)s?$"
    r"|^existing[_A-Z]|^image_?pull",
    re.IGNORECASE,
)
_ABOUT_CAMEL = re.compile(
    r"[a-z](?:Name|Ref|Path|File|Field|Id|Url|Uri|Type|Label|Error|Header|Param|Policy|Length)s?$"
)
_NOT_SET = frozenset(["true", "false", "none", "null", "nil", "undefined", "yes", "no", "on", "off"])
_SOME_WORD = frozenset(
    [
        "string",
        "str",
        "text",
        "bool",
        "boolean",
        "int",
        "integer",
        "number",
        "object",
        "any",
        "bytes",
        "required",
        "optional",
        "inherit",
        "hidden",
        "masked",
        "redacted",
        "password",
        "passwd",
        "secret",
        "token",
        "key",
        "value",
        "default",
        "empty",
        "unset",
        "unknown",
        "self",
        "this",
        "prompt",
        "env",
        "vault",
    ]
)
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\[[^\[\]]*\]|%\(?\w*\)?s?|[xX*.#_-]{3,}|.*(?:\.\.\.|\u2026)|your[-_ ]?.*|my[-_](?:api|secret|token|password).*|"
    r"(?:replace|insert|enter|put|add|set|fill|paste)[-_ ].*|.*[-_ ](?:here|goes[-_ ]here)|todo.*|tbd|"
    r"(?:.*[-_. ])?(?:dummy|fake|placeholder|example|sample)(?:[-_. ].*)?",
    re.IGNORECASE,
)
_SHORTEST = 4
_FILLER = re.compile(r"(.)\1{7}|EXAMPLE")
_IN_ORDER = 9  # so many characters that follow each other as in the alphabet are typed, not drawn
_PROSE = re.compile(r"[A-Za-z]+[,.:;!?']?(?:\s+[\w'\"(){}%$.,:;!?-]+)+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|(?:\.{0,2}|~)/[\w.-]+/?|[A-Za-z]:\\|arn:", re.IGNORECASE)
_CALL = re.compile(r"[\w.:>-]+\s*[\[(].*[\])]")
_EXPRESSION = re.compile(r"\$\(|`|\$\{|\{\{|%\{|\{%|<%")


def judge(name: str, value: str, *, quoted: bool = True) -> Confidence | None:
    """How surely ``value``, given to ``name``, is a secret; None if it cannot be one."""
    if drop(value) or value.lower() in _NOT_SET or _SAYS_IDENTIFIER.fullmatch(name):
        return None
    if not quoted and (_CALL.match(value) or _EXPRESSION.search(value)):
        return None  # a reference: the secret is elsewhere
    if _ABOUT.search(name) or _ABOUT_CAMEL.search(name) or _SAYS_DIGEST.search(name):
        return Confidence.LOW
    if len(value) < _SHORTEST:
        return Confidence.LOW
    if value.lower() in _SOME_WORD and not (quoted and value == name):
        return Confidence.LOW
    bare = [_squeeze(name), _squeeze(value)]
    if bare[0] == bare[1] and name != value:
        return Confidence.LOW  # PASSWORD_FIELD = "password_field": the name of a field
    if is_filler(value) or _PLACEHOLDER.fullmatch(value) or _PROSE.fullmatch(value) or _ADDRESS.match(value):
        return Confidence.LOW
    return Confidence.MEDIUM


def drop(value: str) -> bool:
    """What detect-secrets itself never takes for a secret."""
    filters = module("heuristic")
    return bool(
        filters.is_templated_secret(value)
        or filters.is_prefixed_with_dollar_sign(value)
        or filters.is_not_alphanumeric_string(value)
        or filters.is_sequential_string(value)
        or filters.is_potential_uuid(value)
    )


def is_filler(value: str) -> bool:
    """Whether a value of a real token's shape was filled in by hand: crosses, the alphabet, the EXAMPLE of documented keys."""
    return bool(_FILLER.search(value)) or _has_alphabet(value.lower())


def _has_alphabet(value: str) -> bool:
    steps = 0
    for one, next_one in pairwise(value):
        steps = steps + 1 if ord(next_one) - ord(one) == 1 else 0
        if steps >= _IN_ORDER:
            return True
    return False


def entropy_confidence(name: str) -> Confidence | None:
    """How much a random-looking string counts, by the name it is given to; None for an identifier's."""
    if _SAYS_IDENTIFIER.fullmatch(name):
        return None
    if SAYS_SECRET.search(name) and not _SAYS_DIGEST.search(name) and not _ABOUT.search(name):
        return Confidence.MEDIUM
    return Confidence.LOW


def _squeeze(word: str) -> str:
    return re.sub(r"[\W_]", "", word).lower()
