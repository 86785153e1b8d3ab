"""Rules as data: what one rule says, and the set of rules that is in force.

Packs are YAML files beside this one, one for each language or format, read only when a file of their language turns up.
How a file of rules is read stands in ``loader.py``; how rules are run, in ``scanners/patterns.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from aigate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from aigate.config import Wrapper
    from aigate.model import Confidence
    from aigate.rules.flaws import Flaw
    from aigate.rules.recipes import Recipe

ANY = "any"  # the language of rules that read every file, by regex
TEXT = "text"  # the pack for files of any language: all of it is about characters beyond ASCII

# Which packs hold rules for a language. A test compares this with the packs.
PACKS: Mapping[str, tuple[str, ...]] = {
    "bash": ("bash",),
    "bicep": ("bicep",),
    "c": ("c",),
    "cpp": ("c",),
    "csharp": ("csharp",),
    "dockerfile": ("dockerfile",),
    "dotenv": ("dotenv",),
    "go": ("go",),
    "hcl": ("terraform",),
    "html": ("page",),
    "ini": ("nginx",),
    "java": ("java",),
    "javascript": ("javascript", "node", "page"),
    "json": ("cloudformation", "iam"),
    "kotlin": ("kotlin",),
    "nginx": ("nginx",),
    "php": ("php",),
    "python": ("python",),
    "ruby": ("ruby",),
    "rust": ("rust",),
    "sql": ("sql",),
    "tsx": ("javascript", "node", "page"),
    "typescript": ("javascript", "node", "page"),
    "xml": ("xml",),
    ANY: (TEXT,),
    "yaml": ("ansible", "cloudformation", "compose", "github-actions", "gitlab-ci", "iam", "kubernetes"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. Exactly one of ``ast``, ``regex`` and ``flaws`` is set."""

    id: str
    languages: tuple[str, ...]
    severity: Severity
    confidence: Confidence
    message: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    cwe: str = ""
    owasp: str = ""
    hint: str = ""
    references: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()  # lower case; one of them must occur in the file
    also: tuple[str, ...] = ()  # lower case; and one of these
    paths: tuple[str, ...] = ()  # gitignore patterns, one of which the path must match
    content: tuple[str, ...] = ()  # or Python re, every one of which must be found in the file, wherever it stands
    ast: Mapping[str, object] | None = field(default=None, hash=False)  # an ast-grep configuration
    regex: str | None = None  # Python re, searched line by line
    unless: str | None = None  # Python re, on the same line
    flaws: tuple[Flaw, ...] = ()  # of resources
    origin: str = ""  # "file:line"


def pack_path(name: str) -> Path:
    """Where a built-in pack stands."""
    return Path(__file__).with_name(f"{name}.yml")


def pack_names() -> tuple[str, ...]:
    """Every built-in pack, in order."""
    return tuple(sorted({name for names in PACKS.values() for name in names}))


class RuleSet:
    """The rules in force: the built-in packs and the teams' own, less what is disabled, at the severity that was set."""

    def __init__(
        self,
        read_pack: Callable[[str], tuple[Rule, ...]],
        team: tuple[Rule, ...],
        disable: Collection[str],
        severity: Mapping[str, Severity],
        seed: bytes,
        recipes: tuple[Recipe, ...] = (),
        wrappers: tuple[Wrapper, ...] = (),
        flows: tuple[tuple[str, bytes], ...] = (),
    ) -> None:
        self._read_pack = read_pack
        self._team = team
        self._disable = frozenset(disable)
        self._severity = dict(severity)
        self._seed = seed
        self._recipes = recipes
        self.flows = flows  # files of the teams' own models for following text, by name
        self.wrappers = tuple(
            (one, self._severity.get(one.rule, Severity.MEDIUM)) for one in wrappers if one.rule not in self._disable
        )
        self._packs: dict[str, tuple[Rule, ...]] = {}
        self._by_language: dict[str | None, tuple[Rule, ...]] = {}
        self._digest = ""

    def for_language(self, language: str | None) -> tuple[Rule, ...]:
        """The rules that read files of this language; its packs are read now if they have not been."""
        if language not in self._by_language:
            built_in = (rule for name in (*PACKS.get(language or "", ()), TEXT) for rule in self._pack(name))
            wanted = {language, ANY}
            rules = (rule for rule in (*built_in, *self._team) if not wanted.isdisjoint(rule.languages))
            self._by_language[language] = self._in_force(rules)
        return self._by_language[language]

    def all(self) -> tuple[Rule, ...]:
        """Every rule in force, of every language."""
        return self._in_force((*(rule for name in pack_names() for rule in self._pack(name)), *self._team))

    def get(self, rule_id: str) -> Rule | None:
        """One rule by its id, or None if there is no such rule in force."""
        prefix = rule_id.partition("/")[0]
        pool = self._pack(prefix) if prefix in pack_names() else self._team
        return next((rule for rule in self._in_force(pool) if rule.id == rule_id), None)

    def recipes_for(self, language: str | None) -> tuple[Recipe, ...]:
        """How findings in files of this language are fixed: the teams' ways before the built-in ones."""
        from aigate.rules.recipes import built_in

        own = (recipe for recipe in self._recipes if language in recipe.languages)
        return (*own, *(built_in(language) if language else ()))

    def own(self) -> tuple[tuple[Rule, ...], tuple[Recipe, ...]]:
        """The teams' own rules and ways to fix findings."""
        return self._in_force(self._team), self._recipes

    def recipes(self) -> tuple[Recipe, ...]:
        """Every way to fix findings, of every language."""
        from aigate.rules.recipes import built_in

        return tuple(dict.fromkeys((*self._recipes, *(one for language in PACKS for one in built_in(language)))))

    @property
    def digest(self) -> str:
        """A hash over everything that could change a verdict; what results are cached by. No pack is parsed for it."""
        if not self._digest:
            import hashlib

            total = hashlib.sha256(self._seed)
            for name in pack_names():
                total.update(hashlib.sha256(pack_path(name).read_bytes()).digest())
            self._digest = total.hexdigest()
        return self._digest

    def _pack(self, name: str) -> tuple[Rule, ...]:
        if name not in self._packs:
            self._packs[name] = self._read_pack(name)
        return self._packs[name]

    def _in_force(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        return tuple(
            replace(rule, severity=self._severity[rule.id]) if rule.id in self._severity else rule
            for rule in rules
            if rule.id not in self._disable
        )
