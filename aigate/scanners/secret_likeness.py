"""Whether a value was drawn at random or written by a person: what generic names and places leave to the value itself.

A model as small as can be: the 210 pairs of letters that make up nine tenths of the words in programs and in texts about
them. A third of random letters' pairs are among them, and two thirds or more of a word's.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise

_PAIRS = (
    "abacadagaialamanaparasatauaybabebiblbobucacechcickclcocrctcudadddedidldmdodsdueaecedeeefegelemeneoepeqeresetev"
    "ewexeyfafefffiflfogegigogrhahehihoiaibicidieifigiliminioipirisitivizkelaldlelilllolsltlulymamemimmmompmsmunanc"
    "ndnenfngninnnonsntnuoaobocodogoiokolomonoooporosotouovowpapepiplpoppprpsptpuqurarcrdrerirkrlrmrnrorrrsrtrurysa"
    "scseshsisksospssstsutatctethtitmtotptrtstttutyuaubucueuiulumunupurusutvaveviwawewiwoxtypze"
)
_COMMON = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
_UNLIKE = 0.58  # of a value's pairs: one word in a hundred has fewer that are common, and nearly every random string
_SHORT = 12
_LEAST_BITS = 3.0
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def share_of_english(value: str) -> float:
    """How many of a value's pairs of letters are common ones: 1.0 for most words, a third for random letters."""
    pairs = [word[at : at + 2] for word in _LETTERS.findall(value) for at in range(len(word) - 1)]
    if not pairs:
        return 0.0
    return sum(pair.lower() in _COMMON for pair in pairs) / len(pairs)


def entropy_of(value: str) -> float:
    """Bits per character, of the value's own characters."""
    return -sum(share * math.log2(share) for share in (value.count(one) / len(value) for one in set(value)))


def is_random(value: str) -> bool:
    """Whether a value without blanks looks drawn rather than written: letters and digits mixed, or letters that are no words."""
    if len(value) < _SHORT or entropy_of(value) < _LEAST_BITS or re.search(r"\s", value):
        return False
    letters = sum(one.isalpha() for one in value)
    digits = sum(one.isdigit() for one in value)
    if digits >= 2 and letters >= 2:  # noqa: PLR2004 - one digit ends many a word
        return _turns(value) > len(value) / 5 or share_of_english(value) < _UNLIKE
    return letters > _SHORT and share_of_english(value) < _UNLIKE - 0.08


def _turns(value: str) -> int:
    """How often digits and letters take turns."""
    kinds = ["d" if one.isdigit() else "l" for one in value if one.isalnum()]
    return sum(one != other for one, other in pairwise(kinds))
