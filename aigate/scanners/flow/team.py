"""What teams add to the models: TOML files in the folders of ``[rules] folders``, strictly read.

Such a file names the team's own sources, cleaners, guards, handlers and carriers; ``[[sinks]]`` says for which rule a call
of the team's is one more place, and ``[[rules]]`` makes rules of their own. Every error names file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from aigate.config import fit, line_of
from aigate.errors import ConfigError
from aigate.rules.backtracking import trouble
from aigate.rules.loader import RESERVED
from aigate.scanners.flow import models
from aigate.scanners.flow.models import ALL, CleanerModel, FlowRule, GuardModel, HandlerModel, SinkModel, SourceModel
from aigate.shape import says

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.scanners.flow.models import ModelFile

    Complaint = tuple[tuple[str | int, ...], str, str]  # where, what is wrong, what would do

SUFFIX = ".toml"
PYTHON, JAVASCRIPT = "python", "javascript"
_PLACES = {
    PYTHON: re.compile(r"(?:\*\.)?[A-Za-z_]\w*(?:\(\))?(?:\.[A-Za-z_]\w*(?:\(\))?)*"),
    JAVASCRIPT: re.compile(
        r"(?:\*\.|@[\w-]{1,99}/|(?:\.{1,2}/){1,9})?[\w$/-]{1,99}(?:\(\))?(?:\.[\w$]{1,99}(?:\(\))?){0,9}=?"
    ),
}
_ARGUMENTS = {
    PYTHON: re.compile(r"\d{1,2}|\*|[A-Za-z_]\w*"),
    JAVASCRIPT: re.compile(r"\d{1,2}(?:\.[\w$-]{1,99})?|\*"),
}
_RULE = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9._-]*")
_CWE = re.compile(r"CWE-[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class TeamSink(SinkModel):
    """A call of the team's that must not be given somebody else's text."""

    rule: str = field(kw_only=True, metadata=says("the rule that it is one more place of"))


@dataclass(frozen=True, slots=True)
class TeamSource(SourceModel):
    """Where somebody else's text comes in."""

    callbacks: tuple[str, ...] = field(default=(), metadata=says("calls whose callback is given it (JavaScript)"))


@dataclass(frozen=True, slots=True)
class TeamFile:
    """One file of a team's."""

    language: str = field(default=PYTHON, metadata=says("python, or javascript, which is TypeScript, too"))
    carriers: tuple[str, ...] = field(default=(), metadata=says("calls that give what they are given, in another form"))
    sources: tuple[TeamSource, ...] = field(default=(), metadata=says("where text comes in"))
    handlers: tuple[HandlerModel, ...] = field(default=(), metadata=says("functions that frameworks call"))
    cleaners: tuple[CleanerModel, ...] = field(default=(), metadata=says("what makes text safe"))
    guards: tuple[GuardModel, ...] = field(default=(), metadata=says("what says that text is safe"))
    sinks: tuple[TeamSink, ...] = field(default=(), metadata=says("where text must not go"))
    rules: tuple[FlowRule, ...] = field(default=(), metadata=says("rules of the team's own"))


def extended(built_in: ModelFile, files: Sequence[tuple[str, bytes]]) -> ModelFile:
    """The models with what the files of teams, by name and content, add; ConfigError for the first thing wrong in them."""
    found = built_in
    for name, data in files:
        file = fit(data, name, TeamFile)
        if file.language == JAVASCRIPT:
            continue  # ``ecma`` reads those
        check(name, data, file, found.rules)
        found = replace(
            found,
            carriers=(*found.carriers, *file.carriers),
            sources=(*found.sources, *file.sources),
            handlers=(*found.handlers, *file.handlers),
            cleaners=(*found.cleaners, *file.cleaners),
            guards=(*found.guards, *file.guards),
            rules=tuple(with_sinks(rule, file.sinks) for rule in (*found.rules, *file.rules)),
        )
    return found


def check(name: str, data: bytes, file: TeamFile, known: Sequence[FlowRule]) -> None:
    """ConfigError for the first thing wrong in a file that no type can say. ``known`` are the rules before it."""
    for path, what, hint in _complaints(file, known):
        raise ConfigError(f"{name}:{line_of(data, path)}: {what}", hint=hint)


def with_sinks(rule: FlowRule, sinks: Iterable[TeamSink]) -> FlowRule:
    """A rule with those of the sinks that are for it."""
    own = [one for one in sinks if one.rule == rule.id]
    shape = [each.name for each in fields(SinkModel)]
    added = (SinkModel(**{name: getattr(one, name) for name in shape}) for one in own)
    return replace(rule, sinks=(*rule.sinks, *added)) if own else rule


# ---------------------------------------------------------------- what no type can say


def _complaints(file: TeamFile, known: Sequence[FlowRule]) -> Iterator[Complaint]:
    if file.language not in _PLACES:
        hint = 'Write language = "python" or "javascript".'
        yield ("language",), f'"{file.language}" has no models that a team can add to', hint
        return
    rules = (*known, *file.rules)
    ids = {rule.id for rule in rules}
    kinds = {kind for rule in rules for kind in rule.confidence}
    yield from _out_of_place(file)
    yield from _bad_places(("carriers",), file.carriers, file.language)
    yield from _bad_sources(file.sources, kinds, file.language)
    yield from _bad_cleaning(file, {ALL, *(rule.label for rule in rules)})
    for at, sink in enumerate(file.sinks):
        if sink.rule not in ids:
            hint = f"aigate rules list --language {file.language} shows them: flow/…"
            yield ("sinks", at, "rule"), f'"{sink.rule}" is no rule that follows text', hint
        yield from _bad_sink(("sinks", at), sink, kinds, file.language)
    for at, rule in enumerate(file.rules):
        yield from _bad_rule(("rules", at), rule, known, kinds, file.language)


def _out_of_place(file: TeamFile) -> Iterator[Complaint]:
    """What is said of one language in the words of the other."""
    is_script = file.language == JAVASCRIPT
    if is_script and file.handlers:
        yield (
            ("handlers",),
            "JavaScript's handlers are told by their places and types",
            "Name what they are given: [[sources]].",
        )
    for at, source in enumerate(file.sources):
        for key in ("decorators", "parameters", "functions") if is_script else ("callbacks",):
            if getattr(source, key):
                hint = (
                    "Write calls, attributes or callbacks." if is_script else "Write calls, attributes or decorators."
                )
                yield ("sources", at, key), f'"{key}" says nothing of {file.language}', hint


def _bad_sources(sources: Sequence[TeamSource], kinds: set[str], language: str) -> Iterator[Complaint]:
    for at, source in enumerate(sources):
        if source.kind not in kinds:
            yield (
                ("sources", at, "kind"),
                f'"{source.kind}" is no kind of source',
                f"Known: {', '.join(sorted(kinds))}.",
            )
        for key in ("attributes", "calls", "decorators", "callbacks"):
            yield from _bad_places(("sources", at, key), getattr(source, key), language)
        for key in ("parameters", "functions"):
            yield from _bad_pattern(("sources", at, key), getattr(source, key))


def _bad_cleaning(file: TeamFile, labels: set[str]) -> Iterator[Complaint]:
    cleaning: list[tuple[str, int, CleanerModel | GuardModel]] = [
        *(("cleaners", at, cleaner) for at, cleaner in enumerate(file.cleaners)),
        *(("guards", at, guard) for at, guard in enumerate(file.guards)),
    ]
    for section, at, one in cleaning:
        for label in one.labels:
            if label not in labels:
                hint = f"Known: {', '.join(sorted(labels))}."
                yield (section, at, "labels"), f'"{label}" is no use that a rule speaks of', hint
        yield from _bad_places((section, at, "calls"), one.calls, file.language)
        if isinstance(one, GuardModel):
            yield from _bad_arguments((section, at, "arguments"), one.arguments, file.language)


def _bad_rule(
    path: tuple[str | int, ...], rule: FlowRule, known: Sequence[FlowRule], kinds: set[str], language: str
) -> Iterator[Complaint]:
    if not _RULE.fullmatch(rule.id):
        yield (*path, "id"), f'"{rule.id}" is not an id', "Write pack/name, in lower case."
    if (prefix := rule.id.partition("/")[0]) in RESERVED:
        yield (*path, "id"), f'ids that begin with "{prefix}/" are reserved', "Choose a prefix of your own."
    if rule.id in {one.id for one in known}:
        yield (*path, "id"), f'the id "{rule.id}" is taken', "Choose another."
    if not _CWE.fullmatch(rule.cwe):
        yield (*path, "cwe"), f'"{rule.cwe}" is not a CWE number', "Write it as CWE-327."
    if not rule.confidence:
        yield (*path, "confidence"), "no kind of source counts", 'Write confidence = { request = "high" }.'
    for at, sink in enumerate(rule.sinks):
        yield from _bad_sink((*path, "sinks", at), sink, kinds, language)


def _bad_sink(path: tuple[str | int, ...], sink: SinkModel, kinds: set[str], language: str) -> Iterator[Complaint]:
    yield from _bad_places((*path, "calls"), sink.calls, language)
    for place, arguments in sink.calls.items():
        yield from _bad_arguments((*path, "calls", place), arguments, language)
    if sink.reads and language == JAVASCRIPT:
        yield (*path, "reads"), '"reads" says nothing of javascript', "Leave it out."
    for kind in (*sink.kinds, *sink.confidence):
        if kind not in kinds:
            yield (*path, "kinds"), f'"{kind}" is no kind of source', f"Known: {', '.join(sorted(kinds))}."
    yield from _bad_pattern((*path, "reads"), sink.reads)


def _bad_pattern(path: tuple[str | int, ...], pattern: str) -> Iterator[Complaint]:
    try:
        why = trouble(pattern) if pattern else ""
    except (re.error, OverflowError, RecursionError) as error:
        why = str(error)
    if why:
        yield path, f'"{path[-1]}" is no pattern that can serve: {why}', "Write a simpler one."


def _bad_places(path: tuple[str | int, ...], places: Iterable[str], language: str) -> Iterator[Complaint]:
    for place in places:
        if not _PLACES[language].fullmatch(place):
            hint = "Write a dotted name such as acme.db.query, acme.Client().get, or *.query for a method of anything."
            yield path, f'"{place}" is not a place', hint


def _bad_arguments(path: tuple[str | int, ...], arguments: Iterable[str], language: str) -> Iterator[Complaint]:
    more = 'a field such as "0.url"' if language == JAVASCRIPT else f'a keyword, "{models.SELF}"'
    for argument in arguments:
        if not _ARGUMENTS[language].fullmatch(argument):
            hint = f'Write a position such as "0", {more}, or "{models.EVERY}" for all.'
            yield path, f'"{argument}" is not an argument', hint
