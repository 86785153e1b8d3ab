"""What one kind of token looks like: a literal that stands in each of them, and what is around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

ALNUM = "[A-Za-z0-9]"
WORD = r"[\w-]"  # the URL-safe alphabet of base64
BASE64 = "[A-Za-z0-9+/]"
HEX = "[0-9a-f]"
UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# A token may follow an escape (\n) or an encoded character (%3D), whose letters are not its own.
_BEFORE = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = "(?![A-Za-z0-9])"


class Format(NamedTuple):
    """One shape of a kind of token. ``near`` is for shapes that many things have: a word that stands on the line, too."""

    kind: str  # the rule is secrets/<kind>
    label: str
    starts: (
        str | tuple[str, ...]
    )  # literals, one of which stands in every token; ``head`` comes before it, ``rest`` after
    rest: str
    head: str = ""
    near: tuple[str, ...] = ()  # in lower case
    check: Callable[[str], bool] | None = None  # what a shape cannot say: a checksum, an encoding
    confidence: Confidence = Confidence.HIGH
    severity: Severity = Severity.HIGH

    @property
    def literals(self) -> tuple[str, ...]:
        """The literals, always as a tuple."""
        return (self.starts,) if isinstance(self.starts, str) else self.starts


@lru_cache(maxsize=1024)
def pattern_of(shape: Format) -> re.Pattern[str]:
    """The whole token; its group ``value``, where it has one, is the secret."""
    starts = "|".join(map(re.escape, shape.literals))
    return re.compile(f"{_BEFORE}{shape.head}(?:{starts}){shape.rest}{_AFTER}", re.ASCII)
