"""Whether a rule's languages and matchers can be used at all."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from aigate.rules.backtracking import trouble
from aigate.rules.document import fail
from aigate.rules.fields import nearest
from aigate.rules.grammars import KNOWN, PARSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def check_languages(name: str, line: int, languages: Iterable[str], *, parsed: bool) -> None:
    """Only names that some file's language can have, and only ``parsed`` languages for ``ast``."""
    for language in languages:
        if language not in KNOWN:
            raise fail(name, line, f'unknown language "{language}"', nearest(language, KNOWN))
        if parsed and language not in PARSED:
            raise fail(name, line, f'there is no parser for "{language}"', "Use `regex` instead of `ast`.")


def check_regex(name: str, line: int, key: str, pattern: str) -> None:
    """A regular expression that compiles and cannot be made to backtrack for long."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python finds ambiguous, such as `[[`, means something else one day
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise fail(name, line, f'"{key}" is not a regular expression: {error}') from error
    reason = trouble(pattern)
    if reason:
        raise fail(
            name,
            line,
            f'"{key}" can be made to run for hours: {reason}',
            "Bound it, or make its parts exclude each other.",
        )


def check_ast(name: str, line: int, what: str, languages: Iterable[str], config: Mapping[str, object]) -> None:
    """A configuration that ast-grep takes, for each of the languages. ``what`` it is of stands in the error."""
    from ast_grep_py import SgRoot

    for language in languages:
        try:
            SgRoot("", language).root().find(config)  # type: ignore[call-overload]
        except Exception as error:
            reason = " ".join(str(error).partition("Stack backtrace")[0].split())
            raise fail(name, line, f"ast-grep rejects {what} for {language}: {reason}") from error
