"""What was found out about statements in old versions: answers that hold for as long as what they rest on is as it was.

One row of the store holds all of them, those alone that the last audit had a use for. No text is in it: statements go by a
hash under a key of the row's own.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from aigate.audit.store import key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.audit.store import Store

KIND = "lore"
FORM = 1  # of the answers
_KEY = 16  # bytes, of a key and of a name
T = TypeVar("T")


class Lore:
    """Answers by what was asked."""

    def __init__(self, known: Sequence[Any] = ("", {}, {})) -> None:
        salt, answers, grounded = known
        self._salt: str = salt or secrets.token_hex(_KEY)
        self._answers: dict[str, Any] = answers
        self._grounded: dict[str, Any] = grounded
        self._used: dict[str, Any] = {}
        self._used_grounded: dict[str, Any] = {}
        self._is_new = False
        self._is_void = False

    @classmethod
    def of(cls, store: Store, *scope: object) -> Lore:
        """What the store has."""
        name = key(FORM, *scope)
        return store.read(KIND, (name,), _checked).get(name) or cls()

    def save(self, store: Store, *scope: object) -> None:
        """Keep it, if there is anything new in it."""
        if self._is_new and not self._is_void:
            store.put(KIND, [(key(FORM, *scope), [self._salt, self._used, self._used_grounded])])

    def name(self, text: str) -> str:
        """A name for a text that tells nothing of it."""
        data = text.encode("utf-8", "surrogatepass")
        return hmac.digest(bytes.fromhex(self._salt), data, "sha256")[:_KEY].hex()

    def find(self, question: str, find_out: Callable[[], T]) -> T:
        """An answer that never changes, found out once."""
        if question not in self._used:
            if question in self._answers:
                self._used[question] = self._answers[question]
            else:
                self._used[question] = find_out()
                self._is_new = True
        found: T = self._used[question]
        return found

    def recall(self, question: str, ground: Callable[[str, str], str]) -> list[Any] | None:
        """An answer that rests on something, if all of that is as it was: ``ground`` says how it is."""
        kept = self._grounded.get(question)
        if kept is None or any(ground(kind, name) != was for kind, name, was in kept[1]):
            return None
        self._used_grounded[question] = kept
        found: list[Any] = kept[0]
        return found

    def keep(self, question: str, answer: list[Any], grounds: Sequence[tuple[str, str, str]]) -> None:
        """Keep such an answer."""
        self._used_grounded[question] = [answer, grounds]
        self._is_new = True

    def forget(self) -> None:
        """Keep nothing of this audit: something could not be read, and may be there next time."""
        self._is_void = True


def _checked(plain: list[Any]) -> Lore:
    salt, answers, grounded = plain
    if len(bytes.fromhex(salt)) != _KEY or not all(isinstance(one, str | int) for one in answers.values()):
        raise ValueError(salt)
    for answer, grounds in grounded.values():
        if not all(len(one) == _VERSION for one in answer) or not all(len(one) == _GROUND for one in grounds):
            raise ValueError(answer)
    return Lore((salt, dict(answers.items()), grounded))


_VERSION = 6  # fields
_GROUND = 3
