"""What a free text names: "Claude Opus 4.6 (1M context)", ``OpenCode:glm-5``, "generic LLM chatbot" — or a person.

A disclosure counts only if every word of its head belongs to the vocabulary of agents and models: "Claude Opus" names an
agent, "Claude Paroz" somebody who helped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.provenance.catalogue import squeeze

if TYPE_CHECKING:
    from aigate.provenance.catalogue import Agent, Catalogue

_WIDTH = 300  # characters of a value that are looked at
_LONGEST_NAME = 4  # words
_AI_WORDS = frozenset({"ai", "llm", "llms", "genai", "gen-ai", "chatbot", "ai-generated", "ai-assisted"})
_NEUTRAL_WORDS = """
a an the ai app agent agents api assistant bot chat cli cloud code coding composer context desktop editor extended fast
assistance help generic github google ide in-editor language large local max mini model models nano of preview latest plugin pro tool tools
tui turbo version web xai meta microsoft alibaba aws amazon jetbrains vs vscode thinking high low medium coder flash lite
ultra
"""
_TIER_WORDS = """
opus sonnet haiku fable pro flash lite mini nano max turbo coder codex plus ultra air sol mythos instruct
"""
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
_TIERS = frozenset(_TIER_WORDS.split())
_JOINED = frozenset({"gpt", "chatgpt", "llama", "qwen", "gemma"})  # families that a version may follow without a hyphen
_SLUG = re.compile(r"(o[134]|[a-z]+?)(v?\d[\w.]*)?((?:-[\w.+]+)*)", re.ASCII)
_VERSIONS = re.compile(
    rf"(?:[ -](?:{'|'.join(sorted(_TIERS))}|v?\d{{1,2}}(?:\.\d{{1,3}})?[a-z]?)(?![\w.]*\w))*", re.ASCII
)
_VERSION = re.compile(r"v?\d[\w.]*")
_WORD = re.compile(r"[a-z0-9][\w.+-]*", re.ASCII)
_HEAD_END = re.compile(
    r"[(\[<:,;/&|{]|\s[-\u2013\u2014+@]|\s(?:with|via|using|and|in|for|by|on|as|from|under|at)\s", re.ASCII
)
_KERNEL_MODEL = re.compile(r"[^\s:]{1,60}(?: [^\s:]{1,40}){0,3}:(?=\S)([\w./+-]{1,80})", re.ASCII)
_STATED_MODEL = re.compile(r"\bmodel\s?[:=]\s*[\"']?([\w./:+-]{1,80})", re.IGNORECASE | re.ASCII)
_SLUG_IN_BRACKETS = re.compile(r"\(([\w./]+-[\w./-]*\d[\w./-]*)\)", re.ASCII)
_ASIDE = re.compile(r"\s?\(([a-z][\w .-]{1,40})\)", re.ASCII)
_MODEL = re.compile(r"[\w.:+@-][\w.:+@ ()/-]{0,79}", re.ASCII)
_NO_NAMES = frozenset({"unknown", "default", "<synthetic>", "none", "null", "auto"})
_DENIES = re.compile(r"\W*(?:no|none|not|never|nil|nothing|nobody|n/?a|without|false|off|0)(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An agent that a text names; ``agent`` None is an AI of unknown make.

    ``is_sure``: hardly a human has such a name ("Copilot"); ``is_product``: none has ("Claude Code", "Claude Opus 4.6").
    """

    agent: str | None = None
    model: str | None = None
    is_sure: bool = False
    is_product: bool = False


def denies(text: str) -> bool:
    """Whether a value says that no AI was used."""
    return _DENIES.match(text) is not None


def recorded(tool: object, model: object, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """The agent, by its id, and the model that two fields of a record name; None for what nobody knows."""
    known_model = _recorded_model(model)
    name = tool.strip()[:_WIDTH].lower() if isinstance(tool, str) else ""
    agent = catalogue.names.get(squeeze(name))
    if agent:
        return agent.id, known_model
    named = recognise(name, catalogue)
    return (named.agent, known_model or named.model) if named else (None, known_model)


def _recorded_model(model: object) -> str | None:
    """A model's slug without its provider; None for what only stands in for one."""
    if not isinstance(model, str) or not _MODEL.fullmatch(model) or model.lower() in _NO_NAMES:
        return None
    return _bare(model) or None


def recognise(text: str, catalogue: Catalogue) -> Named | None:
    """What a value names, without regard to any e-mail in it; None for a person, a linter or a denial."""
    value = re.sub(r"^[^\w(]+", "", text[:_WIDTH]).lower()
    if denies(value):
        return None
    head = _HEAD_END.split(value, maxsplit=1)[0].strip(" .!*_`'\"")
    read = _read_head(head, catalogue)
    model = model_in(value, catalogue)
    kernel = _KERNEL_MODEL.match(value)
    if read is None:
        # An agent that nobody knows, with a model that everybody does.
        family = model_in(kernel[1], catalogue) if kernel else None
        return Named(_assumed(family, catalogue), family, is_sure=True, is_product=True) if family else None
    agent, is_sure, is_product = read
    if kernel and not kernel[1].isdigit():
        model = _bare(kernel[1])
    aside = _ASIDE.match(value, len(head))
    is_product = is_product or _has_digit(model) or (aside is not None and _read_head(aside[1], catalogue) is not None)
    return Named(agent.id if agent else _assumed(model, catalogue), model, is_sure or is_product, is_product)


def model_in(text: str, catalogue: Catalogue) -> str | None:
    """The model that a text names, as ``family-tier-version``; a slug stays as it is written."""
    value = text[:_WIDTH].lower()
    stated = _STATED_MODEL.search(value)
    if stated and _has_digit(stated[1]):
        return _bare(stated[1])
    if stated:  # "model: Claude Opus 4.8": its words are read like those of a name
        value = value[stated.start(1) :]
    for start in _WORD.finditer(value):
        word = start[0].rstrip(".-")
        family = _family(word, catalogue)
        if family and _has_digit(word):
            return _full(word)
        tail = _VERSIONS.match(value, start.end()) if family == word else None
        if tail and tail[0]:
            return _full("-".join((word, *tail[0].split())))
    bracketed = _SLUG_IN_BRACKETS.search(value)
    if bracketed and not re.fullmatch(r"[\d./-]+", bracketed[1]):
        return _bare(bracketed[1])
    inner = re.search(r"-((?:gpt|claude|gemini|glm)-[\w.-]*\d[\w.-]*)", value)
    if inner:
        return inner[1]
    return _bare(stated[1]) if stated else None


def _family(word: str, catalogue: Catalogue) -> str | None:
    """The model family a word belongs to: ``gpt`` for ``gpt-5.4``, ``chatgpt`` for ``chatgptv5``."""
    slug = _SLUG.fullmatch(word)
    if slug is None:
        return None
    family, attached, parts = slug[1], slug[2], slug[3].split("-")[1:]
    if family not in catalogue.models or (attached and family not in _JOINED):
        return None
    is_version = _has_digit(slug[3]) or all(part in _TIERS or part in _NEUTRAL for part in parts)
    return family if is_version else None


def _full(model: str) -> str:
    return f"claude-{model}" if model.startswith(("opus", "sonnet", "haiku", "fable")) else model


def _bare(slug: str) -> str:
    """A slug without its provider: ``claude-sonnet-4`` of ``anthropic/claude-sonnet-4``."""
    return slug.rpartition("/")[2].strip(".-").lower()


def _has_digit(text: str | None) -> bool:
    return any(character.isdigit() for character in text or "")


def _assumed(model: str | None, catalogue: Catalogue) -> str | None:
    family = _family(model, catalogue) if model else None
    return catalogue.models.get(family) if family else None


def _read_head(head: str, catalogue: Catalogue) -> tuple[Agent | None, bool, bool] | None:
    """The agent of a head all of whose words are known, and how sure that is; None if any word is not known."""
    words = _split(head, catalogue)
    agent: Agent | None = None
    is_ai = is_sure = is_product = False
    at = 0
    while at < len(words):
        found, names_product, length = _longest_name(words, at, catalogue)
        if found:
            agent = agent or found
            is_ai = True
            is_product = is_product or names_product
            is_sure = is_sure or is_product or not found.person
        elif words[at] in _AI_WORDS or _family(words[at], catalogue):
            is_ai = True
        elif words[at] not in _NEUTRAL and words[at] not in _TIERS and not _VERSION.fullmatch(words[at]):
            return None
        at += length
    return (agent, is_sure, is_product) if is_ai else None


def _split(head: str, catalogue: Catalogue) -> list[str]:
    """The head's words; a hyphenated one that is no name as a whole is several."""
    words: list[str] = []
    for word in head.split():
        if not _WORD.fullmatch(word):
            return ["?"]
        is_whole = squeeze(word) in catalogue.names or word in _AI_WORDS or _family(word, catalogue)
        words += [word] if is_whole else word.replace("-", " ").split()
    return words


def _longest_name(words: list[str], at: int, catalogue: Catalogue) -> tuple[Agent | None, bool, int]:
    """The agent named by the words from ``at`` on, whether that is a product's name, and how many words it has."""
    for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        name = squeeze("".join(words[at : at + length]))
        is_product = name in catalogue.products
        if name in catalogue.names and (is_product or length == 1):
            return catalogue.names[name], is_product, length
    return None, False, 1
