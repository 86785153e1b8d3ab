"""``aigate rules new``: a first rule that works, to be changed into the one that is wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.errors import UsageError
from aigate.rules import ANY, loader
from aigate.rules.fields import nearest
from aigate.rules.grammars import KNOWN, PARSED
from aigate.scanners import Settings
from aigate.scanners.examples import failures_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9._-]*")
_AST = """\
    ast:
      rule:
        pattern: old_call($$$ARGS)
"""
_REGEX = """\
    regex: '\\bold_call\\('
"""
_RULE = """\
  - id: {id}
    languages: [{languages}]
    severity: medium  # from medium on it blocks, if confidence is medium or more
    confidence: high
    cwe: CWE-1177
    message: old_call is not to be used any more.
    hint: Call new_call instead.
    keywords: [old_call]
{matcher}    bad:
      - old_call(1)
      - old_call("two", 3)
    good:
      - new_call(1)
      - my_old_call(1)
"""


def text_of(rule_id: str, languages: Iterable[str]) -> str:
    """A rule's text: on structure where the languages are parsed alike, by line elsewhere. UsageError for names that will not do."""
    if not _ID.fullmatch(rule_id):
        raise UsageError(
            f'"{rule_id}" is no id for a rule', hint="write pack/name in lower case, such as acme/no-print"
        )
    if rule_id.partition("/")[0] in loader.RESERVED:
        raise UsageError(
            f'ids that begin with "{rule_id.partition("/")[0]}/" are reserved', hint="choose a prefix of your own"
        )
    wanted = sorted(set(languages))
    for language in wanted:
        if language not in KNOWN - {ANY}:
            raise UsageError(f'unknown language "{language}"', hint=nearest(language, KNOWN - {ANY}))
    ways = [_AST, _REGEX] if set(wanted) <= PARSED else [_REGEX]
    texts = [_RULE.format(id=rule_id, languages=", ".join(wanted), matcher=matcher) for matcher in ways]
    return next((text for text in texts if _holds(text)), texts[-1])


def add(folder: Path, rule_id: str, languages: Iterable[str]) -> Path:
    """Write a rule into its pack's file below ``folder``, behind those that are there."""
    text = text_of(rule_id, languages)
    pack = folder / f"{rule_id.partition('/')[0]}.yml"
    if any(place.is_symlink() for place in (pack, folder)):
        raise UsageError(f"{pack} is, or lies behind, a symbolic link", hint="put a real folder and file there")
    before = pack.read_bytes() if pack.exists() else b"rules:\n"
    if pack.exists() and any(rule.id == rule_id for rule in loader.read_rules(pack.as_posix(), before)):
        raise UsageError(f"{rule_id} stands in {pack.as_posix()} already", hint="choose another name, or edit that one")
    after = (before if before.endswith(b"\n") else before + b"\n") + text.encode()
    loader.load(
        [(pack.as_posix(), after)]
    )  # where other things stand behind the rules, this says so, and nothing is written
    folder.mkdir(parents=True, exist_ok=True)
    pack.write_bytes(after)
    return pack


def _holds(text: str) -> bool:
    rules = loader.load([("new.yml", b"rules:\n" + text.encode())])
    (rule,) = (one for one in rules.all() if one.origin.startswith("new.yml:"))
    return not list(failures_of(rule, Settings(rules)))
