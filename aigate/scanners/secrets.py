"""detect-secrets' plug-ins over one file in memory, with no call to the network and no file read.

``pragma: allowlist secret`` is not heeded here: whether a suppression counts is policy's business, because an agent can
write one. A file is read to its end, or the lines that were not are told as a gap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.lines import Lines, Span
from aigate.model import Finding, Gap, RuleInfo
from aigate.scanners import Outcome
from aigate.scanners.deadline import DeadlineExceeded, deadline, is_enforced
from aigate.scanners.secret_detectors import ENTROPY, EVERY, KEYWORD, PUBLIC_ADDRESS
from aigate.scanners.secret_excerpt import Blameless, excerpt
from aigate.scanners.secret_surroundings import surrounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.model import Source
    from aigate.scanners import Settings
    from aigate.scanners.secret_detectors import Detector
    from aigate.scanners.secret_excerpt import Excerpt
    from aigate.scanners.secret_search import Hit, Search

NAME = "detect-secrets"

_LONG = 1_000  # characters: a line longer than this gets a time limit of its own
_LONG_SECONDS = 1.0
_CWE = "CWE-798"
_OWASP = "A07:2021"
_REFERENCES = ("https://cwe.mitre.org/data/definitions/798.html",)
_HINT = "Take it out, read it from the environment or a secret store, and revoke it if it was ever shared."
_HINT_RANDOM = (
    "If it is a secret, read it from the environment or a secret store; if not, give it a name that says what it is."
)


_BLAMELESS = Blameless()  # for as long as the process runs

# What `aigate init` writes, random and public on purpose: this exact line of this exact file.
_OWN = {".aigate.toml": re.compile(r'salt = "[0-9a-f]{32}"$')}


def accepts(source: Source) -> bool:  # noqa: ARG001 - a secret can stand in any text
    """Every text."""
    return True


def scan(source: Source, settings: Settings) -> Outcome:
    """Every secret in the file, as far as the plug-ins know them."""
    from aigate.scanners.secret_pairs import JOINT
    from aigate.scanners.secret_search import Search
    from aigate.scanners.secret_text import Text

    part = excerpt(source, settings.focus, _BLAMELESS)
    text, lines, numbers = part
    found: list[Hit] = []
    slow: list[int] = []
    at = 1
    try:
        with deadline(settings.seconds):
            search = Search(Text(text, lines), source.language)
            for at in search.prepare():
                if not _look(search, at, len(lines[at - 1]), found):
                    slow.append(at)
    except DeadlineExceeded:
        reason = f"took longer than limits.seconds = {settings.seconds:g}"
        gaps = [Gap(source.path, reason, Lines.of(numbers[at - 1 :]), NAME)]
    else:
        gaps = []
        if not part.is_whole:
            guilty = {lines[at - 1] for at in (*slow, *search.naming, *(hit.line for hit in found))}
            _BLAMELESS.add(source.language, {line for line in lines if line not in guilty and not JOINT.match(line)})
    if slow:
        reason = f"over {_LONG:,} characters, and not to be searched in {_LONG_SECONDS:g} second"
        gaps.append(Gap(source.path, reason, Lines.of(numbers[at - 1] for at in slow), NAME))
    return Outcome(tuple(_finding(source.path, hit) for hit in _settled(source, found, part)), tuple(gaps))


def rules(settings: Settings) -> Iterable[RuleInfo]:  # noqa: ARG001 - the same under any settings
    """Every kind of secret that can be found."""
    return tuple(_info(detector) for detector in EVERY if detector is not PUBLIC_ADDRESS)


def _settled(source: Source, found: list[Hit], part: Excerpt) -> Iterable[Hit]:
    """What is told of what was found, with its lines in the file. A value can be found from its own line, and from one above."""
    own = _OWN.get(source.path)
    distinct = {(hit.line, hit.start, hit.detector.id): hit for hit in reversed(found)}
    hits = [hit for hit in found if distinct[hit.line, hit.start, hit.detector.id] is hit]
    hits = [hit for hit in hits if not (own and own.match(part.lines[hit.line - 1]))]
    told = surrounded(source, hits, part)
    return told if part.is_whole else [hit._replace(line=part.numbers[hit.line - 1]) for hit in told]


def _look(search: Search, number: int, length: int, found: list[Hit]) -> bool:
    """Add what stands on a line; False if it takes too long to tell."""
    if length <= _LONG:
        found += search.look(number)
        return True
    if not is_enforced():
        return False  # some of the plug-ins' patterns take minutes on a hostile line, and nothing here could stop them
    limit = None
    try:
        with deadline(_LONG_SECONDS) as limit:
            found += search.look(number)
    except DeadlineExceeded as late:
        if late.deadline is not limit:
            raise  # it is the whole file that took too long
        return False
    return True


def _finding(path: str, hit: Hit) -> Finding:
    info = _info(hit.detector)
    return Finding(
        rule=info.id,
        path=path,
        span=hit.span or Span(hit.line, hit.line),
        severity=info.severity,
        message=info.message,
        confidence=hit.confidence,
        hint=info.hint,
        cwe=_CWE,
        owasp=_OWASP,
        scanner=NAME,
        kind="secret",
        line=hit.line,
        columns=(hit.start, hit.end),
        masks=hit.masks or ((hit.line, hit.start, hit.end),),
        references=_REFERENCES,
    )


def _info(detector: Detector) -> RuleInfo:
    article = "an" if detector.label[0] in "AEIO" or detector.label.startswith("npm") else "a"
    looks = "stands in the source." if detector in {KEYWORD, *ENTROPY} else "seems to stand in the source."
    return RuleInfo(
        id=f"secrets/{detector.id}",
        message=f"{article.capitalize()} {detector.label} {looks}",
        severity=detector.severity,
        confidence=detector.confidence,
        scanner=NAME,
        cwe=_CWE,
        owasp=_OWASP,
        hint=_HINT_RANDOM if detector in ENTROPY else _HINT,
        references=_REFERENCES,
    )
