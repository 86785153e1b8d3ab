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
from aigate.scanners.secret_likeness import entropy_of, is_random, share_of_english
from aigate.scanners.secret_names import Kind, kind_of

SAYS_SECRET = re.compile(
    r"secret|token|passw|passphrase|passcode|pwd|credential|bearer|(?:api|auth|access|private|service|account|client|signing|"
    r"encryption|master|session|db|database)[_.-]?key|(?:^|[_.-])(?:auth|pass|salt|pepper)(?:$|[_.-])",
    re.IGNORECASE,
)
_SAYS_DIGEST = re.compile(
    r"digest|hash|checksum|sha\d|md5|integrity|etag|commit|revision|fingerprint|uuid|guid", re.IGNORECASE
)
_SAYS_IDENTIFIER = re.compile(r"(?:.*[_.-])?(?:my|user)?ids?", re.IGNORECASE)
_NO_KEY = re.compile(r"utf-?(?:8|16)|ascii|latin-?1|hex|base64|sha\d*|[HREP]S\d{3}|aes[\w-]*|raw|binary", re.IGNORECASE)
# In what looks like an identifier: words that a program's names do not have, and such passwords do.
_CHOSEN = re.compile(
    r"super|change|insecure|letmein|qwerty|hunter|welcome|^my|admin|root|default|(?:^|[_-])very|strong|dev|prod|test|demo|local|-(?:secret|key)",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[_$]*[A-Za-z]+(?:[_.:/-][A-Za-z]+)*\d?|_+\w+|[a-z]+(?:[A-Z][a-z]*)+\d?")
_JOINED = re.compile(
    r"[A-Za-z_]\w*(?:[.][A-Za-z_]\w*)+:\w+|_+\w+|[a-z]+\d?(?:_[a-z\d]+)+|[A-Z]+(?:_[A-Z\d]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+\d?|[A-Za-z_]+(?:[.:/][A-Za-z_]+)+"
)

# Names that end so hold something about a secret, not the secret.
_ABOUT = re.compile(
    r"(?:[_.-]|(?<=[a-z])(?=[A-Z]))(?:action|alg|algorithm|arn|attempts?|attr|attribute|audience|backend|button|callback|charset|class|"
    r"cls|color|column|component|config|count|delimiter|dialog|dir|domain|email|enabled|enc|encoding|endpoint|env|error|event|expir\w*|field|"
    r"file|filename|form|format|func|function|generator|group|handler|hasher|header|help|hint|hook|host|hostname|icon|id|ids|index|input|"
    r"issuer|key_?name|kind|label|len|length|level|link|location|magic|manager|mask|max|mechanism|message|method|min|mode|model|module|msg|name|"
    r"namespace|offset|option|package|page|param|path|pattern|placeholder|plugin|policy|port|position|prefix|prompt|property|"
    r"protocol|provider|realm|ref|regexp?|required|role|rotation|route|rules?|scheme|scope|screen|section|selector|separator|server|"
    r"setting|size|state|status|store|strategy|suffix|table|template|text|title|ttl|type|uri|url|user|username|validator|variable|"
    r"version|view)s?\d{0,3}$"
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
        "function",
        "symbol",
    ]
)
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\[[^\[\]]*\]|%\(?\w*\)?s?|[xX*.#_-]{3,}|.*(?:\.\.\.|\u2026)|your[-_ ]?.*|my[-_]api[-_]?key.*|"
    r"(?:replace|insert|enter|put|add|set|fill|paste)[-_ ].*|.*[-_ ](?:here|goes[-_ ]here)|todo.*|tbd|"
    r"(?:.*[-_. ])?(?:dummy|fake|placeholder|example|sample)(?:[-_. ].*)?|.*(?:redacted|scrubbed|hidden\)).*|unavailable|not[-_ ].*",
    re.IGNORECASE,
)
_SHORTEST = 4
_SHORTEST_MIXED = 10
_WORDY = 0.75  # of the pairs of letters in a value are those of words: an identifier with a number in it
_PHRASE = re.compile(r"[a-z0-9]{2,12}(?: [a-z0-9]{2,12}){1,5}")
_TAKES_PHRASE = re.compile(r"(?:^|[_.-]|[a-z])(?:secret|secret_?key|passphrase)$", re.IGNORECASE)
_TEXT_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "api",
        "are",
        "auth",
        "be",
        "by",
        "can",
        "client",
        "code",
        "do",
        "does",
        "enter",
        "field",
        "for",
        "forgot",
        "from",
        "has",
        "have",
        "here",
        "if",
        "in",
        "invalid",
        "is",
        "it",
        "key",
        "leave",
        "login",
        "me",
        "my",
        "name",
        "new",
        "no",
        "not",
        "of",
        "old",
        "on",
        "one",
        "or",
        "password",
        "please",
        "provide",
        "repeat",
        "required",
        "reset",
        "same",
        "secret",
        "set",
        "show",
        "sign",
        "that",
        "the",
        "this",
        "to",
        "token",
        "two",
        "type",
        "use",
        "used",
        "user",
        "username",
        "value",
        "was",
        "wrong",
        "you",
        "your",
    ]
)
_LEAST_BITS = 3.2  # per character; words and names have less, at the lengths in question
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KEEPS_UUID = re.compile(
    r"passw|secret|(?:api|access|auth|private|license)[_.-]?(?:key|token)|token$",
    re.IGNORECASE,
)
_OF_REQUEST = re.compile(r"client[_.-]?token|request|idempot|csrf|xsrf|continu|page|next|cancel", re.IGNORECASE)
# Keys that a program chooses for itself, and the ones that it starts with.
_OWN_KEY = re.compile(
    r"(?:^|[_.:-]|[a-z])(?:secret_?key|jwt_?(?:secret|key)|(?:session|cookie|app|token|hmac|signing|auth|access_token|refresh_token)_?secret|"
    r"signing_?key|secret_key_base)$|^secret$",
    re.IGNORECASE,
)
_FIRST_KEY = re.compile(
    r"dev|test|key|secret|password|default|your[-_](?!.*(?:here|goes))[\w-]*(?:secret|key)[\w-]*", re.IGNORECASE
)
# Encrypted already, or a reference to where it is kept.
_KNOWN_NONE = re.compile(
    r"^(?:ENC[\[(]|\{cipher\}|\{\w{2,10}\}\$|AES256:|vault:|kms:|ssm:|secretsmanager:|op://|ref\+|sops:|\$ANSIBLE_VAULT|!vault|projects/|"
    r"keyvault|@Microsoft|env[:.]|file:|\$\(|%\w+%$|\$\w+$|--?[a-z]|(?:Optional|Union|List|Dict|Callable|Literal|Sequence|Type|NACL|ENC|GPG)\[)"
    r"|^(?:bearer|basic|digest)$|\{\{|%\(\w+\)[sd]|%5B\w+%5D|PublicKeyToken=|\{[\w.]*\}|^(?:\\x[0-9a-f]{2}){1,12}$",
    re.IGNORECASE,
)
_BOASTS = re.compile(r"(?:super|my|this_?is)\w{0,12}secret|secret\w{0,12}123", re.IGNORECASE)
# What people choose who mean to change it later.
_WEAK = re.compile(
    r"secret|passw|p[a4@]ss(?:w|\d|$)|change[-_]?(?:me|it)|admin|letmein|qwerty|123|super|insecure|hunter|welcome|root|master|my[-_]",
    re.IGNORECASE,
)
_FILLER = re.compile(r"(.)\1{7}|EXAMPLE")
_IN_ORDER = 9  # so many characters that follow each other as in the alphabet are typed, not drawn
_PROSE = re.compile(r"[A-Za-z]+[,.:;!?']?(?:\s+[\w'\"(){}%$.,:;!?-]+)+")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:\.{0,2}|~)/[\w.-]+/?|[A-Za-z]:\\|arn:|[\w.+-]+@[\w-]+\.[a-z]{2,6}$", re.IGNORECASE
)
_CALL = re.compile(r"[\w.:>-]+\s*[\[(].*[\])]")
_EXPRESSION = re.compile(r"\$\(|`|\$\{|\{\{|%\{|\{%|<%")


_IS_PUBLIC = re.compile(r"pub(?:lic)?[_.-]?key|publishable|anon[_.-]?key", re.IGNORECASE)
# Names of settings about secrets, and of what is done with them: a word given to one says how.
_SAYS_HOW = re.compile(
    r"^(?:.*\.)?_?(?:update|reset|change|forgot|show|hide|use|has|is|ask|require|need|no|without|allow|enable|disable|skip|check|"
    r"validate|verify|generate|prompt|toggle)_?(?=[A-Z_]|p)",
)
_COMMON = re.compile(r"pass|passwd|secret|pwd|token", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_ -]+")


def judge(name: str, value: str, *, quoted: bool = True) -> Confidence | None:
    """How surely ``value``, given to ``name``, is a secret; None if it cannot be one."""
    if drop(value) or value.lower() in _NOT_SET or _SAYS_IDENTIFIER.fullmatch(name) or _KNOWN_NONE.search(value):
        return None
    if _IS_PUBLIC.search(name):
        return None
    if not quoted and (_CALL.match(value) or _EXPRESSION.search(value)):
        return None  # a reference: the secret is elsewhere
    if _ABOUT.search(name) or _ABOUT_CAMEL.search(name) or _SAYS_DIGEST.search(name):
        return Confidence.LOW
    if len(value) < _SHORTEST:
        return Confidence.LOW
    if value.lower() in _SOME_WORD and not (quoted and value == name):
        return Confidence.LOW
    if (
        _squeeze(name).endswith(_squeeze(value))
        and value.lower() != "password"
        and not (_COMMON.fullmatch(value) and name == value)
    ):
        return Confidence.LOW  # PASSWORD_FIELD = "password_field": the name of a field
    if (quoted and _is_name(value)) or (_SAYS_HOW.search(name) and _WORD.fullmatch(value)):
        return Confidence.LOW
    if is_filler(value) or _PLACEHOLDER.fullmatch(value) or _PROSE.fullmatch(value) or _ADDRESS.match(value):
        return Confidence.LOW
    return Confidence.MEDIUM


def judge_bare(name: str, value: str) -> Confidence | None:
    """The same for a value without quotes: a word that is given to something called token or auth is a setting."""
    confidence = judge(name, value, quoted=False)
    if confidence is Confidence.MEDIUM and kind_of(name) in {None, Kind.TOKEN}:
        return weigh(name, value, quoted=False, sure=True) or Confidence.LOW
    return confidence


def weigh(name: str, value: str, *, quoted: bool, sure: bool) -> Confidence | None:
    """How surely the value of a name, found in whatever writing, is a secret; nothing that would only be advice.

    Where the writing or the name leaves doubt, the value has to look drawn at random.
    """
    kind = kind_of(name)
    if kind is None:
        return None
    if _UUID.fullmatch(value):
        kept = _KEEPS_UUID.search(name) and not _is_about(name) and not _OF_REQUEST.search(name)
        return Confidence.MEDIUM if kept else None
    if judge(name, value, quoted=quoted) is not Confidence.MEDIUM:
        works = is_phrase(name, value) or _works_all_the_same(name, value, kind)
        return Confidence.MEDIUM if sure and quoted and works and not _is_about(name) else None
    if is_random(value) or (kind is Kind.TOKEN and sure and (_is_mixed(value) or _BOASTS.search(value))):
        return Confidence.MEDIUM
    if kind is Kind.TOKEN:
        weak = sure and quoted and _WEAK.search(value) and not name.lower().endswith("key")
        return Confidence.MEDIUM if weak and not _is_name(value) else None
    if not sure or (_is_identifier(value) if kind is Kind.KEY else _is_name(value)):
        return None
    return Confidence.MEDIUM


def weigh_alone(name: str, value: str, *, sure: bool) -> Confidence | None:
    """The same for a value whose place says what it is: any word can be a password there, and even a filled-in key is one."""
    if _refers(value) or _KNOWN_NONE.search(value) or value.lower() in _NOT_SET or len(value) < _SHORTEST - 1:
        return None
    if name == "bytes":
        return None if _JOINED.fullmatch(value) else Confidence.MEDIUM
    if name == "key" and sure and _FIRST_KEY.fullmatch(value):
        return Confidence.MEDIUM
    if _PLACEHOLDER.fullmatch(value) or _ADDRESS.match(value) or _PROSE.fullmatch(value):
        return None
    if not sure:
        return Confidence.MEDIUM if is_random(value) and not is_filler(value) and not drop(value) else None
    if name == "password":
        return None if is_filler(value) or drop(value) else Confidence.MEDIUM
    return None if _JOINED.fullmatch(value) or _NO_KEY.fullmatch(value) else Confidence.MEDIUM


def _refers(value: str) -> bool:
    filters = module("heuristic")
    return bool(
        filters.is_templated_secret(value)
        or filters.is_prefixed_with_dollar_sign(value)
        or filters.is_not_alphanumeric_string(value)
        or _EXPRESSION.search(value)
    )


def _works_all_the_same(name: str, value: str, kind: Kind) -> bool:
    """What elsewhere is filled in later: as a key that nobody issues, and as a password, it works, and so it stays."""
    if kind is Kind.PASSWORD:
        return value in {"secret", "password"} and _squeeze(name) != value
    return bool(_OWN_KEY.search(name) and _FIRST_KEY.fullmatch(value)) and _squeeze(name) != _squeeze(value)


def is_phrase(name: str, value: str) -> bool:
    """Whether words with blanks between them are a secret all the same: few, in lower case, and none that a text would have."""
    if not (_PHRASE.fullmatch(value) and _TAKES_PHRASE.search(name)):
        return False
    return not set(value.split()) & _TEXT_WORDS and not _is_about(name)


def _is_about(name: str) -> bool:
    return bool(_ABOUT.search(name) or _ABOUT_CAMEL.search(name) or _SAYS_DIGEST.search(name))


def _is_mixed(value: str) -> bool:
    """Letters and digits, in no order to speak of."""
    return (
        len(value) >= _SHORTEST_MIXED
        and not re.search(r"[\s\\{}]", value)
        and share_of_english(value) < _WORDY
        and bool(re.search(r"\d", value) and re.search(r"[A-Za-z]", value))
        and entropy_of(value) >= _LEAST_BITS
    )


def _is_identifier(value: str) -> bool:
    """Words joined as in a name of a program's: some_key, someKey, some.key, SOME_KEY; a single word, too."""
    return bool(_IDENTIFIER.fullmatch(value)) and not _CHOSEN.search(value)


def _is_name(value: str) -> bool:
    """The same for what may be a password: a single word can be one, and so can words with hyphens."""
    return bool(_JOINED.fullmatch(value)) and not _CHOSEN.search(value)


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


def entropy_confidence(name: str, value: str) -> Confidence | None:
    """How much a random-looking string counts, by the name it is given to; None for an identifier's."""
    if _SAYS_IDENTIFIER.fullmatch(name):
        return None
    if (
        SAYS_SECRET.search(name)
        and "EXAMPLE" not in value
        and not _SAYS_DIGEST.search(name)
        and not _ABOUT.search(name)
    ):
        return Confidence.MEDIUM
    return Confidence.LOW


def _squeeze(word: str) -> str:
    return re.sub(r"[\W_]", "", word).lower()
