"""An organisation's own wrappers: what is called directly, though the team has vetted something to call instead.

Which calls these are stands in the configuration (``[[wrapper]]``); what a name in a file means, in ``imported.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Adoption, Confidence, Finding, Gap, RuleInfo
from aigate.scanners import Outcome
from aigate.scanners.effort import MAX_DEPTH, survey
from aigate.scanners.grammar_text import fatal_lines
from aigate.scanners.imported import LANGUAGES, Imports
from aigate.scanners.matching import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aigate.config import Wrapper
    from aigate.model import Severity, Source
    from aigate.scanners import Settings
    from aigate.scanners.imported import Use

NAME = "wrappers"
_CWE = "CWE-1177"  # use of prohibited code


def accepts(source: Source) -> bool:
    """Whether the language is one whose imports are understood."""
    return source.language in LANGUAGES


def scan(source: Source, settings: Settings) -> Outcome:
    """Every use of what a wrapper replaces; an import only where nothing of it is used."""
    asked = [
        (one, severity)
        for one, severity in settings.rules.wrappers
        if _may_name(source, one.replaces, one) and not _is_excepted(one, source.path)
    ]
    if not asked:
        return Outcome()
    fatal = fatal_lines(source.text, source.language or "")
    if fatal is not None:
        return Outcome(gaps=(Gap(source.path, "nested deeper than the parser can take", fatal, NAME),))
    root = parse(source.text, source.language or "")
    if survey(root, source.text).deep:
        return Outcome(gaps=(Gap(source.path, f"nested deeper than {MAX_DEPTH} levels", scanner=NAME),))
    imports = Imports(root, source.language or "", [one.replaces for one, _ in asked])
    used = list(imports.uses())
    found: dict[tuple[int, str], Finding] = {}
    for wrapper, severity in asked:
        for use in _told(wrapper.replaces, used, imports.brought):
            one = _finding(wrapper, severity, source, use)
            found.setdefault((one.span.start, one.rule), one)  # a line is told once, whatever stands on it
    return Outcome(tuple(found[key] for key in sorted(found)))


def rules(settings: Settings) -> Iterator[RuleInfo]:
    """One rule for each wrapper."""
    for one, severity in settings.rules.wrappers:
        yield RuleInfo(
            one.rule, one.sentence, severity, Confidence.HIGH, NAME, _CWE, hint=_hint(one),
            languages=tuple(map(str, one.languages)) or LANGUAGES,
        )  # fmt: skip


def adoption(source: Source, wrappers: Sequence[Wrapper]) -> Iterator[tuple[Wrapper, Adoption]]:
    """How often one file uses each wrapper, and what that replaces; files excepted count as neither."""
    asked = [
        one
        for one in wrappers
        if not _is_excepted(one, source.path)
        and any(_may_name(source, name, one) for name in (one.replaces, one.with_))
    ]
    if not asked or fatal_lines(source.text, source.language or "") is not None:
        return
    root = parse(source.text, source.language or "")
    if survey(root, source.text).deep:
        return
    imports = Imports(root, source.language or "", [name for one in asked for name in (one.replaces, one.with_)])
    used = list(imports.uses())
    for one in asked:
        ours, others = (len(_told(name, used, imports.brought)) for name in (one.with_, one.replaces))
        yield one, Adoption(one.with_, one.replaces, ours, others)


def _told(name: str, used: Sequence[Use], brought: Sequence[Use]) -> list[Use]:
    """The uses of a name; its imports where there is no use."""
    mine = [use for use in used if _is_of(use.name, name)]
    return mine or [use for use in brought if _is_of(use.name, name)][:1]


def _is_of(full: str, name: str) -> bool:
    name = name.removeprefix("node:")
    return full == name or full.startswith((f"{name}.", f"{name}/"))


def _may_name(source: Source, name: str, wrapper: Wrapper) -> bool:
    """Whether a file may use a name at all: its language, and the name's first word."""
    if source.language not in LANGUAGES or (wrapper.languages and source.language not in wrapper.languages):
        return False
    if source.language == "java":
        name = name.removeprefix("java.lang.")  # which nobody imports
    return re.split(r"[./:]", name.removeprefix("@").removeprefix("node:"))[0] in source.text


def _is_excepted(wrapper: Wrapper, path: str) -> bool:
    return bool(wrapper.except_) and _matcher(wrapper.except_)(path)


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _finding(wrapper: Wrapper, severity: Severity, source: Source, use: Use) -> Finding:
    place = use.node.range()
    first, last = place.start.line + 1, place.end.line + 1
    end = place.end.column if first == last else len(source.lines[first - 1])
    return Finding(
        wrapper.rule, source.path, Span(first, last), severity, wrapper.sentence, Confidence.HIGH, _hint(wrapper), _CWE,
        scanner=NAME, line=first, columns=(place.start.column, end),
    )  # fmt: skip


def _hint(wrapper: Wrapper) -> str:
    return f"Use {wrapper.with_}."
