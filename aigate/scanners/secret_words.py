"""The words and shapes by which names and values are weighed: data for ``secret_values``, and nothing else."""

from __future__ import annotations

import re

SAYS_SECRET = re.compile(
    r"secret|token|passw|passphrase|passcode|pwd|credential|bearer|(?:api|auth|access|private|service|account|client|signing|"
    r"encryption|master|session|db|database)[_.-]?key|(?:^|[_.-])(?:auth|pass|salt|pepper)(?:$|[_.-])",
    re.IGNORECASE,
)
SAYS_DIGEST = re.compile(
    r"digest|hash|checksum|sha\d|md5|integrity|etag|commit|revision|fingerprint|uuid|guid", re.IGNORECASE
)
SAYS_NONE = re.compile(r"^(?:.*[_.-])?(?:my|user)?ids?$|pub(?:lic)?[_.-]?key|publishable|anon[_.-]?key", re.IGNORECASE)
SAYS_IDENTIFIER = re.compile(r"(?:.*[_.-])?(?:my|user)?ids?", re.IGNORECASE)
NO_KEY = re.compile(r"utf-?(?:8|16)|ascii|latin-?1|hex|base64|sha\d*|[HREP]S\d{3}|aes[\w-]*|raw|binary", re.IGNORECASE)
# In what looks like an identifier: words that a program's names do not have, and such passwords do.
CHOSEN = re.compile(
    r"super|change|insecure|letmein|qwerty|hunter|welcome|^my|admin|root|default|(?:^|[_-])very|strong|dev|prod|test|demo|local|-(?:secret|key)",
    re.IGNORECASE,
)
IDENTIFIER = re.compile(r"[_$]*[A-Za-z]+(?:[_.:/-][A-Za-z]+)*\d?|_+\w+|[a-z]+(?:[A-Z][a-z]*)+\d?")
JOINED = re.compile(
    r"[A-Za-z_]\w*(?:[.][A-Za-z_]\w*)+:\w+|_+\w+|[a-z]+\d?(?:_[a-z\d]+)+|[A-Z]+(?:_[A-Z\d]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+\d?|[A-Za-z_]+(?:[.:/][A-Za-z_]+)+"
)
# Names that end so hold something about a secret, not the secret.
ABOUT = re.compile(
    r"(?:[_.-]|(?<=[a-z])(?=[A-Z]))(?:action|alg|algorithm|arn|attempts?|attr|attribute|audience|backend|button|callback|charset|class|"
    r"cls|color|column|component|config|count|delimiter|dialog|dir|domain|email|enabled|enc|encoding|endpoint|env|error|event|expir\w*|field|"
    r"file|filename|form|format|func|function|generator|group|handler|hasher|header|help|hint|hook|host|hostname|icon|id|ids|index|input|"
    r"issuer|key_?name|kind|label|len|length|level|link|location|magic|manager|mask|max|mechanism|message|method|min|mode|model|module|msg|name|"
    r"namespace|offset|option|package|page|param|path|pattern|placeholder|plugin|policy|port|position|prefix|prompt|property|"
    r"protocol|provider|realm|ref|regexp?|required|role|rotation|route|rules?|scheme|scope|screen|section|selector|separator|server|"
    r"setting|size|state|status|store|strategy|suffix|table|template|text|title|ttl|type|uri|url|user|username|validator|variable|"
    r"version|view)s?\d{0,3}$"
    r"|^existing[_A-Z]|^image_?pull|passw(?:or)?d(?:[_-]?secret)?[_-]?key$|from[_-]?secret$",  # the entry that holds it
    re.IGNORECASE,
)
ABOUT_CAMEL = re.compile(r"[a-z](?:Name|Ref|Path|File|Field|Id|Url|Uri|Type|Label|Error|Header|Param|Policy|Length)s?$")
NOT_SET = frozenset(["true", "false", "none", "null", "nil", "undefined", "yes", "no", "on", "off"])
SOME_WORD = frozenset(
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
PLACEHOLDER = re.compile(
    r"<[^<>]*>|\[[^\[\]]*\]|%\(?\w*\)?s?|[xX*.#_-]{3,}|.*(?:\.\.\.|\u2026)|your(?!strong[!@#]?pass)[-_ ]?.*|my[-_]api[-_]?key.*|"
    r"(?:replace|insert|enter|put|add|set|fill|paste)[-_ ].*|.*[-_ ](?:here|goes[-_ ]here)|todo.*|tbd|"
    r"(?:.*[-_. ])?(?:dummy|fake|placeholder|example|sample)(?:[-_. ].*)?|.*(?:redacted|scrubbed|hidden\)).*|unavailable|not[-_ ].*|replace(?:[-_ ]?me)?",
    re.IGNORECASE,
)
SHORTEST = 4
SHORTEST_MIXED = 10
WORDY = 0.75  # of the pairs of letters in a value are those of words: an identifier with a number in it
PHRASE = re.compile(r"[a-z0-9]{2,12}(?: [a-z0-9]{2,12}){1,5}")
TAKES_PHRASE = re.compile(r"(?:^|[_.-]|[a-z])(?:secret|secret_?key|passphrase)$", re.IGNORECASE)
TEXT_WORDS = frozenset(
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
LEAST_BITS = 3.2  # per character; words and names have less, at the lengths in question
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
KEEPS_UUID = re.compile(
    r"passw|secret|(?:api|access|auth|private|license)[_.-]?(?:key|token)|token$",
    re.IGNORECASE,
)
OF_REQUEST = re.compile(r"client[_.-]?token|request|idempot|csrf|xsrf|continu|page|next|cancel", re.IGNORECASE)
# Keys that a program chooses for itself, and the ones that it starts with.
OWN_KEY = re.compile(
    r"(?:^|[_.:-]|[a-z])(?:secret_?key|jwt_?(?:secret|key)|(?:session|cookie|app|token|hmac|signing|auth|access_token|refresh_token)_?secret|"
    r"signing_?key|secret_key_base)$|^secret$",
    re.IGNORECASE,
)
FIRST_KEY = re.compile(
    r"dev|test|key|secret|password|default|your[-_](?!.*(?:here|goes))[\w-]*(?:secret|key)[\w-]*", re.IGNORECASE
)
# Encrypted already, a reference to where it is kept, or what begins with CERTIFICATE or PUBLIC when it is decoded.
KNOWN_NONE = re.compile(
    r"^(?:ENC[\[(]|\{cipher\}|\{\w{2,10}\}\$|AES256:|vault:|kms:|ssm:|secretsmanager:|op://|ref\+|sops:|\$ANSIBLE_VAULT|!vault|projects/|"
    r"keyvault|@Microsoft|env[:.]|file:|\$\(|%\w+%$|\$\w+$|--?[a-z]|(?:Optional|Union|List|Dict|Callable|Literal|Sequence|Type|NACL|ENC|GPG)\[)"
    r"|^(?:bearer|basic|digest|AWSSecretKey|AWSAccessKeyId)$|^\s*[.+]\s|\s[.+]\s*$|^[A-Za-z_]\w*(?:\\{1,2}[A-Za-z_]\w*)+$|\{\{|%\(\w+\)[sd]|%5B\w+%5D|PublicKeyToken=|^LS0tLS1CRUdJTiB(?:DRVJUSUZJQ0FUR|QVUJMSUMg)|\{[\w.]*\}|^(?:\\x[0-9a-f]{2}){1,12}$",
    re.IGNORECASE,
)
BOASTS = re.compile(r"(?:super|my|this_?is)\w{0,12}secret|secret\w{0,12}123", re.IGNORECASE)
# What people choose who mean to change it later.
WEAK = re.compile(
    r"secret|passw|p[a4@]ss(?:w|\d|$)|change[-_]?(?:me|it)|admin|letmein|qwerty|123|super|insecure|hunter|welcome|root|master|my[-_]",
    re.IGNORECASE,
)
FILLER = re.compile(r"(.)\1{7}|EXAMPLE")
IN_ORDER = 9  # so many characters that follow each other as in the alphabet are typed, not drawn
# Drawn digits of base 16 hold six in a row once in fifty thousand tokens; typed ones, often.
HEXADECIMAL = re.compile(r"[0-9a-f]{32,}")
IN_A_ROW = re.compile(r"012345|123456|234567|345678|456789|abcdef|fedcba|987654|876543|765432|654321|543210")
PROSE = re.compile(r"\s*[A-Za-z]+(?:[,.:;!?']?(?:\s+[\w'\"(){}%$.,:;!?-]+)+\s*|[:?]\s+)")  # also what one is asked with
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:\.{0,2}|~)/[\w.-]+/?|[A-Za-z]:\\|arn:|[\w.+-]+@[\w-]+\.[a-z]{2,6}$|"
    r"(?:[a-z][a-z0-9-]{1,40}\.){1,4}[a-z]{2,10}/[a-z][a-z-]+$",  # a label's name
    re.IGNORECASE,
)
CALL = re.compile(r"[\w.:>-]+\s*[\[(].*[\])]")
EXPRESSION = re.compile(r"\$\(|`|\$\{|\{\{|%\{|\{%|<%")
# Names of settings about secrets, and of what is done with them: a word given to one says how.
SAYS_HOW = re.compile(
    r"^(?:.*\.)?_?(?:update|reset|change|forgot|show|hide|use|has|is|ask|require|need|no|without|allow|enable|disable|skip|check|"
    r"validate|verify|generate|prompt|toggle)_?(?=[A-Z_]|p)",
)
NAMES_A_NAME = re.compile(
    r"^_?(?:arg|attr|claim|col|column|cookie|element|env|event|field|form|header|input|json|key|kw|label|msg|name|opt|option|param|parameter|"
    r"prop|property|setting|tag|type|var)s?(?:[_.]|(?<=[a-z])(?=[A-Z]))|^secrets$",
    re.IGNORECASE,
)
SENTENCE = 4  # words
OTHER_SCRIPT = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}"
)
COMMON = re.compile(r"pass|passwd|secret|pwd|token", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z_ -]+")
