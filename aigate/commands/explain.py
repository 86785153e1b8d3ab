"""``aigate explain RULE``: what is wrong, why it matters, what to write instead."""

from __future__ import annotations

import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING

from aigate.errors import UsageError
from aigate.rules.peers import peers_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from aigate.model import RuleInfo

NAME = "explain"
HELP = "explain a rule: what is wrong, what to write instead, and examples of both"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("rule", metavar="RULE", help="a rule's id, as a finding names it")


def run(args: argparse.Namespace) -> int:
    """Print the explanation."""
    from aigate.commands.rules import in_force, infos

    print(explain(args.rule, infos(in_force())), end="")
    return 0


def explain(name: str, known: Sequence[RuleInfo]) -> str:
    """All there is to know of one rule, as text. Raises UsageError, with the nearest names, for one that is not known."""
    return _render(find(name, known))


def find(name: str, known: Sequence[RuleInfo]) -> RuleInfo:
    """The rule of that id; UsageError, with the nearest names, if there is none."""
    for info in known:
        if info.id == name:
            return info
    near = get_close_matches(name, [info.id for info in known], 3, 0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "aigate rules list shows every rule"
    raise UsageError(f'there is no rule "{name}"', hint=hint)


def _render(info: RuleInfo) -> str:
    facts = [
        f"severity {info.severity}, confidence {info.confidence}",
        *(fact for fact in (info.cwe, f"OWASP {info.owasp}" if info.owasp else "") if fact),
        f"found by {info.scanner}",
    ]
    parts = [info.id, "  " + " · ".join(facts)]
    if info.languages:
        parts.append("  languages: " + ", ".join(info.languages))
    parts += ["", *textwrap.wrap(info.message, 78)]
    if info.hint:
        parts += ["", *textwrap.wrap(f"Instead: {info.hint}", 78)]
    for title, examples in (("Found:", info.bad), ("Left alone:", info.good)):
        for example in examples:
            parts += ["", title, textwrap.indent(example.rstrip("\n"), "    ")]
    peers = peers_of(info.id, info.languages)
    if peers:
        parts += ["", *textwrap.wrap(f"Elsewhere: {', '.join(peers)}", 78)]
    if info.references:
        parts += ["", *info.references]
    return "\n".join(parts) + "\n"
