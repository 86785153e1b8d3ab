"""A page for each pack of rules, with all there is to say of each rule: what is wrong, examples, fixes, and other tools' names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.rules.loader import load
from aigate.rules.peers import peers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aigate.model import RuleInfo
    from aigate.rules.recipes import Recipe


def pages(known: Iterable[RuleInfo]) -> dict[str, str]:
    """The text of each page, by its name below the reference's folder."""
    recipes = load().recipes()
    groups: dict[str, list[RuleInfo]] = {}
    for rule in sorted(known, key=lambda one: one.id):
        groups.setdefault(pack_of(rule.id), []).append(rule)
    return {
        f"rules/{name}.md": "\n".join(
            [f"# Rules of {name}\n", "[All rules](../rules.md)\n", *(_section(rule, recipes) for rule in group)]
        )
        for name, group in groups.items()
    }


def link(rule_id: str) -> str:
    """A rule's name as a link from the page of all rules to its own place."""
    return f"[`{rule_id}`](rules/{pack_of(rule_id)}.md#{_slug(rule_id)})"


def pack_of(rule_id: str) -> str:
    """What stands before the slash."""
    return rule_id.partition("/")[0]


def _slug(heading: str) -> str:
    """The anchor that a heading gets: lower case, without punctuation."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _section(rule: RuleInfo, recipes: Iterable[Recipe]) -> str:
    parts = [f"## {rule.id}", "", f"{rule.message} {rule.hint}".strip(), "", *_facts(rule), ""]
    for title, examples in (("Found:", rule.bad), ("Left alone:", rule.good)):
        if examples:
            parts += [title, "", *(f"{_code(example)}\n" for example in examples)]
    fixes = [recipe for recipe in recipes if rule.id in recipe.rules]
    for recipe in fixes:
        kind = "Fixed by `aigate check --fix`" if recipe.certain else "A fix that needs a look"
        parts += [
            f"{kind}: {recipe.note}",
            "",
            f"{_code(recipe.before[0])}\n",
            "becomes",
            "",
            f"{_code(recipe.after[0])}\n",
        ]
    return "\n".join(parts)


def _facts(rule: RuleInfo) -> Iterator[str]:
    number = rule.cwe.removeprefix("CWE-")
    cwe = f"[{rule.cwe}](https://cwe.mitre.org/data/definitions/{number}.html)" if number.isdigit() else ""
    weakness = " ".join(filter(None, (cwe, f"OWASP {rule.owasp}" if rule.owasp else "")))
    yield f"- severity {rule.severity}, confidence {rule.confidence}" + (f"; {weakness}" if weakness else "")
    if rule.languages:
        yield f"- for {', '.join(rule.languages)}"
    if peers := peers_of(rule.id, rule.languages):
        yield f"- elsewhere: {', '.join(peers)}"
    for reference in rule.references:
        yield f"- <{reference}>"


def _code(text: str) -> str:
    """A fenced block, with a fence that its content does not hold."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.rstrip()}\n{fence}"
