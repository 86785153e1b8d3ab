"""What of a text goes into a note that is pushed: hashes that prove a match and nothing else.

Each is keyed with the repository's salt and cut to 24 bits. So short a hash cannot tell a guessed password from a thousand
others, even to somebody who has the salt; a match is only ever believed together with its surroundings, which are as many
bits again. White space is left out, so that indentation and spacing change no hash.
"""

from __future__ import annotations

from hashlib import blake2b, sha256

DIGITS = 6  # hex digits of a hash
WHOLE = 16  # hex digits of the hash of a whole file, which nobody guesses
KEY = 4  # hex digits that tell salts apart
TELLING = 8  # letters and digits from which on a line says something of its own


class Hasher:
    """Hashes under one salt. ``id`` tells which, without giving it away."""

    def __init__(self, salt: str) -> None:
        self._key = sha256(b"aigate anchors\0" + salt.encode("utf-8", "surrogatepass")).digest()
        self.id = self._hash("", KEY, b"salt")

    def line(self, text: str) -> str:
        """The hash of a line without its white space; empty for a blank line."""
        bare = "".join(text.split())
        return self._hash(bare, DIGITS, b"line") if bare else ""

    def symbol(self, name: str) -> str:
        """The hash of a symbol's name; empty outside any symbol."""
        return self._hash(name, DIGITS, b"symbol") if name else ""

    def whole(self, text: str) -> str:
        """The hash of a whole text."""
        return self._hash(text, WHOLE, b"whole")

    def _hash(self, text: str, digits: int, purpose: bytes) -> str:
        data = text.encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=digits // 2, key=self._key, person=purpose).hexdigest()


def weight(text: str) -> int:
    """How much a line says: its letters and digits, counted."""
    return sum(map(str.isalnum, text))
