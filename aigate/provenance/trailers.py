"""Commit messages: co-author lines, disclosures, session links and footers, wherever in the message they stand.

A trailer is one line, ``Key: value``; ``message.py`` says which lines count at all. What a value names is for ``names.py``
to decide, and a co-author's identity for the catalogue, so that ``Assisted-by:`` of a person or a linter claims nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aigate.model import Claim, Confidence, Identity, Scope, Verdict
from aigate.provenance.catalogue import Asks, Role, Says, compiled
from aigate.provenance.hint import claim_may_begin
from aigate.provenance.identities import agent_of
from aigate.provenance.message import LINE_LIMIT, MessageLine, clean_message, evidence_lines, split_line
from aigate.provenance.names import denies, model_in, recognise
from aigate.provenance.quote import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.provenance.catalogue import Agent, BodyMark, Catalogue, Disclosure, TrailerMark

__all__ = [
    "claims_by_line",
    "claims_of_line",
    "claims_of_lines",
    "clean_message",
    "may_claim",
    "message_claims",
    "parse_person",
]

SOURCE = "trailers"
_MOST = 100  # claims of one message that are kept, the surest first

_TRAILER = re.compile(
    r"(?:[*-] {1,3})?([A-Za-z][A-Za-z0-9-]{1,60}|[A-Za-z][A-Za-z-]{0,40}(?: [a-z]{1,20}){1,4}):[ \t]*(.*)", re.ASCII
)
_PERSON = re.compile(r"([^<]*)<([^<>]*)>?")
_FOOTER = re.compile(
    r"(?:[^\w\"'`(\[{\u201c\u2018]|_){0,9}(?:(?:this |the )?(?:pr|pull request|commit|change|patch|code|fix|branch) )?"
    r"(?:was |were |is |has been )?(?a:(generated|created|made|built|written|implemented)[ \t]{1,3}(?:with|by|using|via))[ \t]{1,3}"
    r"(?:(?:the )?(?:assistance|help) (?:from|of) )?(?:the )?(\[?)([^\]]{2,60})(.{0,200})",
    re.IGNORECASE,
)
_DISCLOSURE = re.compile(
    r"\W{0,9}(?a:ai[ -](disclosure|disclaimer|usage|assistance))(?: statement| notice)?[*_ \t]{0,4}(?:[:\u2013\u2014]|$)[*_ \t]{0,4}(.*)",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:no|none|not|never|without|nothing|neither|zero|n/a)\b|n't\b|\b(?:hand|human)[- ]?written\b|\b0 ?%",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"\b(?:used|uses|using|generated|assisted|written|wrote|authored|yes|drafted|helped)\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,;.!\u2013\u2014(]|\bbut\b|\bexcept\b", re.IGNORECASE)


def message_claims(message: str, catalogue: Catalogue) -> tuple[Claim, ...]:
    """Every claim that a commit message makes, the surest first; each quote once."""
    if not (_words(catalogue).has_custom or claim_may_begin(message)):
        return ()
    claims: dict[str, Claim] = {}
    for _, made in claims_by_line(message, catalogue):
        for claim in made:
            claims.setdefault(claim.quote, claim)
    return tuple(sorted(claims.values(), key=lambda claim: -claim.confidence)[:_MOST])


def claims_of_line(text: str, catalogue: Catalogue) -> tuple[Claim, ...]:
    """What one line would claim if it stood alone in a message."""
    return next(claims_of_lines((text,), catalogue))


def claims_of_lines(texts: Iterable[str], catalogue: Catalogue) -> Iterator[tuple[Claim, ...]]:
    """What each of some lines would claim if it stood alone in a message."""
    reader = _Reader(catalogue)
    for text in texts:
        reader.is_below_heading = False
        yield tuple(reader.read(MessageLine(text[:LINE_LIMIT].rstrip())))


def claims_by_line(message: str, catalogue: Catalogue) -> Iterator[tuple[MessageLine, tuple[Claim, ...]]]:
    """Every line of the message that counts, with the claims it makes."""
    reader = _Reader(catalogue)
    for line in evidence_lines(message):
        is_candidate = (
            reader.is_below_heading
            or reader.words.has_custom
            or line.squashed_author is not None
            or claim_may_begin(line.text)
        )
        yield line, tuple(reader.read(line)) if is_candidate else ()


def may_claim(line: str, catalogue: Catalogue) -> bool:
    """Whether a line could claim anything, wherever in a message it stood; it may err towards yes."""
    reader = _Reader(catalogue)
    return (
        any(
            reader.is_below_heading or any(reader.read(one))
            for piece in split_line(line)
            for text in {piece, piece.removeprefix("    ")}  # as it stands in a squash
            for one in _readings(text[:LINE_LIMIT].rstrip())
        )
        or reader.is_below_heading
    )


def _readings(text: str) -> Iterator[MessageLine]:
    yield MessageLine(text)
    yield MessageLine(text, is_subject=True)
    if text.startswith("Author:"):
        yield MessageLine(text, squashed_author=text.removeprefix("Author:").strip())


def parse_person(value: str) -> Identity:
    """``Name <email>``, also without the brackets, without the e-mail or with an empty one."""
    bracketed = _PERSON.match(value)
    if bracketed:
        return Identity(bracketed[1].strip(), bracketed[2].strip())
    name, _, last = value.strip().rpartition(" ")
    return Identity(name.strip(), last) if "@" in last[1:] else Identity(value.strip(), "")


class _Words(NamedTuple):
    """A catalogue as messages are read by it."""

    disclosures: dict[str, Disclosure]
    marks: dict[str, tuple[Agent, TrailerMark]]
    bodies: tuple[tuple[Agent, BodyMark, re.Pattern[str]], ...]
    first: frozenset[str]  # with which the name of an agent can begin
    has_custom: bool  # whether a team has patterns of its own


@lru_cache(maxsize=8)
def _words(catalogue: Catalogue) -> _Words:
    spoken = (name for agent in catalogue.agents for name in (agent.name.lower(), *agent.names))
    return _Words(
        {key: one for one in catalogue.disclosures for key in one.keys},
        {mark.key: (agent, mark) for agent in catalogue.agents for mark in agent.trailers},
        tuple((agent, mark, compiled(mark.line)) for agent in catalogue.agents for mark in agent.bodies),
        frozenset({"ai", "llm", *catalogue.models, *(name.split()[0] for name in spoken)}),
        catalogue.has_custom_trailers,
    )


class _Reader:
    """Reads lines one by one; remembers only that an "AI disclosure:" heading stood in the line before."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.words = _words(catalogue)
        self.is_below_heading = False

    def read(self, line: MessageLine) -> Iterator[Claim]:
        """The claims that one line makes."""
        if line.squashed_author is not None:
            yield from self._person(line.text, line.squashed_author, Says.AUTHORED, Confidence.MEDIUM, exactly=True)
            return
        if self.words.has_custom:
            custom = self.catalogue.custom(line.text)
            if custom:
                yield _claim(line.text, custom.id, model_in(line.text, self.catalogue), Confidence.MEDIUM)
        trailer = _TRAILER.match(line.text.lstrip())
        yield from self._trailer(trailer[1], trailer[2], line.text) if trailer else ()
        yield from self._body(line)
        if not line.is_subject:
            yield from self._disclosed(line.text)

    def _trailer(self, key: str, value: str, text: str) -> Iterator[Claim]:
        name = "-".join(key.lower().split())
        known = self.words.marks.get(name)
        if known and compiled(known[1].value).match(value):
            yield _claim(text, known[0].id, model_in(value, self.catalogue), known[1].confidence)
            return
        disclosure = self.words.disclosures.get(name)
        if disclosure is None or not value.strip() or denies(value):
            return
        yield from self._disclosure(disclosure, value, text)

    def _disclosure(self, disclosure: Disclosure, value: str, text: str) -> Iterator[Claim]:
        match disclosure.value:
            case Asks.PERSON | Asks.IDENTITY:
                exactly = disclosure.value is Asks.IDENTITY
                yield from self._person(text, value, disclosure.says, disclosure.confidence, exactly=exactly)
            case Asks.NAMED:
                yield from self._named(disclosure, value, text)
            case Asks.ANY:
                named = recognise(value, self.catalogue)
                model = named.model if named else model_in(value, self.catalogue)
                yield _claim(text, named.agent if named else None, model, disclosure.confidence)

    def _person(self, text: str, value: str, says: Says, confidence: Confidence, *, exactly: bool) -> Iterator[Claim]:
        identity = parse_person(value)
        if exactly and not self.catalogue.identify(identity, Role.COAUTHOR):
            return
        found = agent_of(identity, Role.COAUTHOR, self.catalogue)
        if found:
            agent, model, usual = found
            sure = Confidence.LOW if usual is Says.SUGGESTION and says is not Says.AUTHORED else confidence
            yield _claim(text, agent, model, sure)

    def _named(self, disclosure: Disclosure, value: str, text: str) -> Iterator[Claim]:
        identity = parse_person(value)
        if identity.email:
            yield from self._person(text, value, disclosure.says, disclosure.confidence, exactly=False)
            return
        named = recognise(value, self.catalogue)
        if named:
            yield _claim(text, named.agent, named.model, disclosure.confidence)

    def _body(self, line: MessageLine) -> Iterator[Claim]:
        text = line.text
        for link in self.catalogue.links:
            if "://" in text:
                text = compiled(link).sub("", text)
        for agent, mark, pattern in self.words.bodies:
            if (line.is_subject or not mark.subject) and pattern.search(text):
                yield _claim(line.text, agent.id, None, mark.confidence)
        footer = _FOOTER.match(text)
        if footer and not line.is_subject:
            named = recognise(footer[3], self.catalogue)
            is_plain = footer[1].lower() == "generated" or bool(footer[2])
            if named and (is_plain or named.is_sure) and (footer[2] or _ends_well(footer[3])):
                model = named.model or model_in(footer[4], self.catalogue)
                yield _claim(line.text, named.agent, model, Confidence.MEDIUM)

    def _disclosed(self, text: str) -> Iterator[Claim]:
        """``AI disclosure: …``, with the answer behind it or on the next line; "no AI was used" is an answer, too."""
        if not text.strip():
            return
        heading = _DISCLOSURE.match(text)
        if heading is None:
            answer, demands = text if self.is_below_heading else "", False
            self.is_below_heading = False
        else:
            answer, demands = heading[2], heading[1].lower() in ("usage", "assistance")
            self.is_below_heading = not answer.strip() and not demands
        answer = answer.strip(" \t*_>-#")
        if not answer or denies(answer) or _NEGATED.search(_CLAUSE_END.split(answer, maxsplit=1)[0]):
            return
        agent = next(filter(None, (recognise(part, self.catalogue) for part in self._parts(answer))), None)
        if agent is None and demands and not _POSITIVE.search(answer):
            return
        model = agent.model if agent else model_in(answer, self.catalogue)
        yield _claim(text, agent.agent if agent else None, model, Confidence.LOW)

    def _parts(self, answer: str) -> Iterator[str]:
        """Stretches of one to three words, in which an agent's name may stand; a bounded number of them."""
        words = [word.strip(".,;:()[]\"'`*_") for word in answer.split()]
        starts = [at for at, word in enumerate(words) if word.lower() in self.words.first]
        for at in starts[:20]:
            if words[at][:1].isupper() or words[at].lower() in ("ai", "llm"):
                yield from (" ".join(words[at : at + length]) for length in (3, 2, 1))


def _ends_well(name: str) -> bool:
    """Whether a footer is over after the name: "Generated with Claude Code footer" is prose about one."""
    return not re.search(r"\b(?:footer|trailer|line|message|text|badge|link|comment)s?\b", name, re.IGNORECASE)


def _claim(text: str, agent: str | None, model: str | None, confidence: Confidence) -> Claim:
    return Claim(SOURCE, Verdict.AI, Scope.COMMIT, quoted(text), confidence, agent=agent, model=model)
