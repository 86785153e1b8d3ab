"""Signs of an agent in what commits say of themselves: identities and messages, looked through in bulk.

Every answer errs towards yes and never towards no: ``provenance.resolve`` has the last word on each commit that shows a sign.
A history has few identities and few distinct lines that name anybody, so each is judged once; and most messages are never
looked at one by one, because none of the words that evidence needs stands in them.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from aigate.model import Identity
from aigate.provenance import catalogue as catalogues
from aigate.provenance.hint import CLAIM_WORDS, TELLING_WORDS, identity_may_matter, message_may_matter
from aigate.provenance.identities import identity_claims
from aigate.provenance.trailers import may_claim, message_claims

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

    from aigate.config import Provenance

_MOST = 100_000  # answers that are remembered


class _Answers(dict[bytes, bool]):
    """Answers by what was asked, each found out once."""

    def __init__(self, find_out: Callable[[str], bool]) -> None:
        super().__init__()
        self._find_out = find_out

    def __missing__(self, asked: bytes) -> bool:
        if len(self) >= _MOST:
            self.clear()
        answer = self[asked] = self._find_out(asked.decode("utf-8", "surrogateescape"))
        return answer


class Signs:
    """What shows an agent, by one configuration's catalogue."""

    def __init__(self, settings: Provenance) -> None:
        self._catalogue = catalogues.load(settings.agents)
        self._is_ours = not settings.agents  # the catalogue is the built-in one, which the hints know
        self._authors = _Answers(self._is_author)
        self._committers = _Answers(self._is_committer)
        self._lines = _Answers(self._may_claim)

    def of_authors(self, identities: Sequence[bytes]) -> list[bool]:
        """Which of some authors, each a name and an e-mail with a newline between them, are agents."""
        return list(map(self._authors.__getitem__, identities))

    def of_committers(self, identities: Sequence[bytes]) -> list[bool]:
        """The same of committers."""
        return list(map(self._committers.__getitem__, identities))

    def of_messages(self, messages: Sequence[bytes]) -> set[int]:
        """The places of those messages that may hold evidence."""
        if not self._is_ours:
            return {at for at, one in enumerate(messages) if message_claims(_text(one), self._catalogue)}
        found = _Found(messages)
        for word, pattern in TELLING_WORDS:
            found.add_where(word, pattern)
        for word, pattern in CLAIM_WORDS:
            found.add_where(word, pattern, self._lines)
        return found

    def _is_author(self, said: str) -> bool:
        return self._may_be_agent(said) and bool(identity_claims(_identity(said), None, self._catalogue))

    def _is_committer(self, said: str) -> bool:
        return self._may_be_agent(said) and bool(identity_claims(None, _identity(said), self._catalogue))

    def _may_be_agent(self, said: str) -> bool:
        return not self._is_ours or identity_may_matter(said)

    def _may_claim(self, line: str) -> bool:
        return message_may_matter(line) and may_claim(line, self._catalogue)


class _Found(set[int]):
    """The places of messages in which something was found, and all of the messages in one text."""

    def __init__(self, messages: Sequence[bytes]) -> None:
        super().__init__()
        self._text = b"\n".join(messages)
        self._lower = self._text.lower()
        self._ends = list(accumulate(len(one) + 1 for one in messages))

    def add_where(self, word: bytes, pattern: re.Pattern[bytes], lines: Mapping[bytes, bool] | None = None) -> None:
        """Add each message with a word where the pattern fits, too, and of whose line ``lines`` says yes."""
        at = self._lower.find(word)
        while at >= 0:
            following = at + len(word)
            if pattern.match(self._lower, at) and (lines is None or lines[self._line(at)]):
                number = bisect_right(self._ends, at)
                self.add(number)
                following = self._ends[number] - 1
            at = self._lower.find(word, following)

    def _line(self, at: int) -> bytes:
        """The line on which a byte stands."""
        end = self._text.find(b"\n", at)
        return self._text[self._text.rfind(b"\n", 0, at) + 1 : end if end >= 0 else len(self._text)]


def _identity(said: str) -> Identity:
    name, _, email = said.partition("\n")
    return Identity(name, email)


def _text(message: bytes) -> str:
    return message.decode("utf-8", "surrogateescape")
