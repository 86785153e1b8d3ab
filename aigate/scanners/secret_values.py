"""Whether a string that stands where a secret would stand is one.

detect-secrets' own heuristics come first: they drop what cannot be a secret. What is left can still be a placeholder, a
sentence or the name of a secret; those are told with low confidence, which by default does not block. A weak or well-known
password stays what it is: a password in the source.
"""

from __future__ import annotations

import re
from itertools import pairwise

from aigate.model import Confidence
from aigate.scanners import secret_words as words
from aigate.scanners.secret_detectors import module
from aigate.scanners.secret_likeness import entropy_of, is_random, share_of_english
from aigate.scanners.secret_names import Kind, kind_of


def judge(name: str, value: str, *, quoted: bool = True) -> Confidence | None:
    """How surely ``value``, given to ``name``, is a secret; None if it cannot be one."""
    if drop(value) or value.lower() in words.NOT_SET or words.SAYS_NONE.search(name) or words.KNOWN_NONE.search(value):
        return None
    if not quoted and (words.CALL.match(value) or words.EXPRESSION.search(value)):
        return None  # a reference: the secret is elsewhere
    if words.ABOUT.search(name) or words.ABOUT_CAMEL.search(name) or words.SAYS_DIGEST.search(name):
        return Confidence.LOW
    if len(value) < words.SHORTEST:
        return Confidence.LOW
    if value.lower() in words.SOME_WORD and not (quoted and value == name):
        return Confidence.LOW
    if (
        _squeeze(name).endswith(_squeeze(value))
        and value.lower() != "password"
        and not (words.COMMON.fullmatch(value) and name == value)
    ):
        return Confidence.LOW  # PASSWORD_FIELD = "password_field": the name of a field
    if _is_text(value) or _is_word_for(name, value, quoted=quoted):
        return Confidence.LOW
    if (
        is_filler(value)
        or words.PLACEHOLDER.fullmatch(value)
        or words.PROSE.fullmatch(value)
        or words.ADDRESS.match(value)
    ):
        return Confidence.LOW
    return Confidence.MEDIUM


def _is_word_for(name: str, value: str, *, quoted: bool) -> bool:
    """Whether the value is a name, or a setting of something called so."""
    if quoted and _is_name(value):
        return True
    if kind_of(name) is Kind.KEY and _squeeze(value) in _squeeze(name) and not words.WEAK.search(value):
        return True  # HostClientKey = "hostclient"
    return bool(words.WORD.fullmatch(value) and (words.NAMES_A_NAME.search(name) or words.SAYS_HOW.search(name)))


def judge_bare(name: str, value: str, *, settled: bool = False) -> Confidence | None:
    """The same for a value without quotes: a word that is given to something called token or auth is a setting.

    ``settled``: in a file of nothing but settings, where ``secret`` is what a framework's first password is.
    """
    confidence = judge(name, value, quoted=False)
    if settled and kind_of(name) is Kind.PASSWORD and _works_all_the_same(name, value, Kind.PASSWORD):
        return None if confidence is None or _is_about(name) else Confidence.MEDIUM
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
    if words.UUID.fullmatch(value):
        kept = words.KEEPS_UUID.search(name) and not _is_about(name) and not words.OF_REQUEST.search(name)
        return Confidence.MEDIUM if kept else None
    if judge(name, value, quoted=quoted) is not Confidence.MEDIUM:
        works = is_phrase(name, value) or _works_all_the_same(name, value, kind)
        return Confidence.MEDIUM if sure and quoted and works and not _is_about(name) else None
    if is_random(value) or (kind is Kind.TOKEN and sure and (_is_mixed(value) or words.BOASTS.search(value))):
        return Confidence.MEDIUM
    if kind is Kind.TOKEN:
        weak = sure and quoted and words.WEAK.search(value) and not name.lower().endswith("key")
        return Confidence.MEDIUM if weak and not _is_name(value) else None
    if not sure or (_is_identifier(value) if kind is Kind.KEY else _is_name(value)):
        return None
    return Confidence.MEDIUM


def weigh_alone(name: str, value: str, *, sure: bool) -> Confidence | None:
    """The same for a value whose place says what it is: any word can be a password there, and even a filled-in key is one."""
    if (
        _refers(value)
        or words.KNOWN_NONE.search(value)
        or value.lower() in words.NOT_SET
        or len(value) < words.SHORTEST - 1
    ):
        return None
    if name == "bytes":
        return None if words.JOINED.fullmatch(value) else Confidence.MEDIUM
    if name == "key" and sure and words.FIRST_KEY.fullmatch(value):
        return Confidence.MEDIUM
    if words.PLACEHOLDER.fullmatch(value) or words.ADDRESS.match(value) or words.PROSE.fullmatch(value):
        return None
    if not sure:
        return Confidence.MEDIUM if is_random(value) and not is_filler(value) and not drop(value) else None
    if name == "password":
        return None if is_filler(value) or drop(value) else Confidence.MEDIUM
    return None if words.JOINED.fullmatch(value) or words.NO_KEY.fullmatch(value) else Confidence.MEDIUM


def _refers(value: str) -> bool:
    filters = module("heuristic")
    return bool(
        filters.is_templated_secret(value)
        or filters.is_prefixed_with_dollar_sign(value)
        or filters.is_not_alphanumeric_string(value)
        or words.EXPRESSION.search(value)
    )


def _works_all_the_same(name: str, value: str, kind: Kind) -> bool:
    """What elsewhere is filled in later: as a key that nobody issues, and as a password, it works, and so it stays."""
    if words.NAMES_A_NAME.search(name):
        return False
    if kind is Kind.PASSWORD:
        return value in {"secret", "password"} and _squeeze(name) != value
    return bool(words.OWN_KEY.search(name) and words.FIRST_KEY.fullmatch(value)) and _squeeze(name) != _squeeze(value)


def is_phrase(name: str, value: str) -> bool:
    """Whether words with blanks between them are a secret all the same: few, in lower case, and none that a text would have."""
    if not (words.PHRASE.fullmatch(value) and words.TAKES_PHRASE.search(name)):
        return False
    return not set(value.split()) & words.TEXT_WORDS and not _is_about(name)


def _is_about(name: str) -> bool:
    return bool(words.ABOUT.search(name) or words.ABOUT_CAMEL.search(name) or words.SAYS_DIGEST.search(name))


def _is_mixed(value: str) -> bool:
    """Letters and digits, in no order to speak of."""
    return (
        len(value) >= words.SHORTEST_MIXED
        and not re.search(r"[\s\\{}]", value)
        and share_of_english(value) < words.WORDY
        and bool(re.search(r"\d", value) and re.search(r"[A-Za-z]", value))
        and entropy_of(value) >= words.LEAST_BITS
    )


def _is_identifier(value: str) -> bool:
    """Words joined as in a name of a program's: some_key, someKey, some.key, SOME_KEY; a single word, too."""
    return bool(words.IDENTIFIER.fullmatch(value)) and (not words.CHOSEN.search(value) or "." in value)


def _is_name(value: str) -> bool:
    """The same for what may be a password: a single word can be one, and so can words with hyphens."""
    return bool(words.JOINED.fullmatch(value)) and not words.CHOSEN.search(value)


def _is_text(value: str) -> bool:
    """Whether a value is a sentence in some language: of several words, or of letters that no password is typed with."""
    return len(value.split()) >= words.SENTENCE or bool(words.OTHER_SCRIPT.search(value))


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
    lowered = value.lower()
    digits = words.HEXADECIMAL.search(lowered)
    typed = bool(digits and words.IN_A_ROW.search(digits[0]))
    return typed or bool(words.FILLER.search(value)) or _has_alphabet(lowered)


def _has_alphabet(value: str) -> bool:
    steps = 0
    for one, next_one in pairwise(value):
        steps = steps + 1 if ord(next_one) - ord(one) == 1 else 0
        if steps >= words.IN_ORDER:
            return True
    return False


def entropy_confidence(name: str, value: str) -> Confidence | None:
    """How much a random-looking string counts, by the name it is given to; None for an identifier's."""
    if words.SAYS_IDENTIFIER.fullmatch(name) or words.KNOWN_NONE.search(value):
        return None
    if (
        words.SAYS_SECRET.search(name)
        and "EXAMPLE" not in value
        and not words.SAYS_DIGEST.search(name)
        and not words.ABOUT.search(name)
    ):
        return Confidence.MEDIUM
    return Confidence.LOW


def _squeeze(word: str) -> str:
    return re.sub(r"[\W_]", "", word).lower()
