"""The organisation's wrappers as rules of other tools, so that editors and other gates say the same.

- Ruff: ``banned-api`` of flake8-tidy-imports (TID251), for Python: https://docs.astral.sh/ruff/settings/#lintflake8-tidy-imports
- ESLint: ``no-restricted-imports``, a flat configuration as JSON: https://eslint.org/docs/latest/rules/no-restricted-imports
- Semgrep: one rule for each wrapper and language: https://semgrep.dev/docs/writing-rules/rule-syntax
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from aigate.config import Wrapper

_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_SCRIPTS = ("javascript", "typescript", "tsx")


def ruff(wrappers: Sequence[Wrapper]) -> str:
    """TOML for ``ruff.toml``; in ``pyproject.toml`` each table's name begins with ``tool.ruff.``."""
    mine = [one for one in wrappers if _holds_in(one, "python") and _DOTTED.fullmatch(one.replaces)]
    lines = ["[lint]", 'extend-select = ["TID251"]', "", "[lint.flake8-tidy-imports.banned-api]"]
    lines += [f"{_quoted(one.replaces)}.msg = {_quoted(one.sentence)}" for one in mine]
    excepted = {path: 1 for one in mine for path in _globs(one)}
    if excepted:
        lines += ["", "[lint.per-file-ignores]", *(f'{_quoted(path)} = ["TID251"]' for path in excepted)]
    return "\n".join(lines) + "\n"


def eslint(wrappers: Sequence[Wrapper]) -> str:
    """A JSON array of flat configuration objects, to be spread into ``eslint.config.js``."""
    mine = [one for one in wrappers if any(_holds_in(one, language) for language in _SCRIPTS)]
    paths = [entry for one in mine for entry in _restricted(one)]
    configs: list[dict[str, object]] = [{"rules": {"no-restricted-imports": ["error", {"paths": paths}]}}]
    excepted = sorted({path for one in mine for path in _globs(one)})
    if excepted:
        configs.append({"files": excepted, "rules": {"no-restricted-imports": "off"}})
    return json.dumps(configs, indent=2) + "\n"


def semgrep(wrappers: Sequence[Wrapper]) -> str:
    """A file of rules: JSON, which YAML is a superset of."""
    rules = []
    for one in wrappers:
        for language, patterns in _PATTERNS.items():
            if not _holds_in(one, language) or not (found := list(patterns(one.replaces.removeprefix("node:")))):
                continue
            excepted = {"paths": {"exclude": list(map(_anchored, one.except_))}} if one.except_ else {}
            rules.append(
                {
                    "id": f"{one.rule.replace('/', '.')}.{language}",
                    "languages": [language],
                    "severity": "WARNING",
                    "message": one.sentence,
                    "pattern-either": found,
                    **excepted,
                }
            )
    return json.dumps({"rules": rules}, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Wrapper]], str]] = {"eslint": eslint, "ruff": ruff, "semgrep": semgrep}


def _holds_in(wrapper: Wrapper, language: str) -> bool:
    return not wrapper.languages or language in wrapper.languages


def _restricted(wrapper: Wrapper) -> Iterable[dict[str, object]]:
    """A name with a dot may be a package of that name, or a member of one."""
    name = wrapper.replaces.removeprefix("node:")
    for module in dict.fromkeys((wrapper.replaces, name, *((f"node:{name}",) if name != wrapper.replaces else ()))):
        yield {"name": module, "message": wrapper.sentence}
    module, dot, member = name.rpartition(".")
    if dot:
        for spelled in (module, f"node:{module}"):
            yield {"name": spelled, "importNames": [member], "message": wrapper.sentence}


def _python(name: str) -> Iterable[object]:
    if _DOTTED.fullmatch(name):
        module, dot, member = name.rpartition(".")
        yield from _either(f"import {name}", f"from {name} import $X", f"{name}.$X(...)", f"{name}(...)")
        if dot:
            yield from _either(f"from {module} import {member}")


def _script(name: str) -> Iterable[object]:
    yield from _either(f'import $X from "{name}"', f'import * as $X from "{name}"', f'require("{name}")')
    yield from _either(f'import {{ $X }} from "{name}"')
    module, dot, member = name.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z_$][\w$]*", member):
        for way in (f'$M = require("{module}");', f'import * as $M from "{module}";', f'import $M from "{module}";'):
            yield {"patterns": [{"pattern-inside": f"{way}\n..."}, {"pattern": f"$M.{member}(...)"}]}
        yield from _either(f'import {{ {member} }} from "{module}"')


def _go(name: str) -> Iterable[object]:
    yield from _either(f'import "{name}"')
    module, dot, member = name.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z_]\w*", member):
        local = re.sub(r"/v[0-9]+$", "", module).rpartition("/")[2]
        yield {"patterns": [{"pattern-inside": f'import "{module}"\n...\n'}, {"pattern": f"{local}.{member}"}]}


def _java(name: str) -> Iterable[object]:
    if _DOTTED.fullmatch(name) and "." in name:
        yield from _either(f"new {name}(...)", f"{name}.$X(...)", f"import {name};")


def _either(*patterns: str) -> Iterable[object]:
    return ({"pattern": pattern} for pattern in patterns)


_PATTERNS: Mapping[str, Callable[[str], Iterable[object]]] = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "go": _go,
    "java": _java,
}


def _globs(wrapper: Wrapper) -> list[str]:
    """Gitignore patterns as globs from the repository's root. A negated one has no like, and is left out."""
    return [_glob(pattern) for pattern in wrapper.except_ if not pattern.startswith("!")]


def _glob(pattern: str) -> str:
    anchored = "/" in pattern.rstrip("/")
    bare = pattern.lstrip("/")
    glob = bare if anchored else f"**/{bare}"
    return f"{glob}**" if glob.endswith("/") else glob


def _anchored(pattern: str) -> str:
    """A gitignore pattern as Semgrep is sure to read it: one with a slash begins at the root."""
    return f"/{pattern.lstrip('/')}" if "/" in pattern.rstrip("/") else pattern


def _quoted(text: str) -> str:
    """A basic string of TOML, which JSON's strings are but for what they leave unescaped."""
    return json.dumps(text).replace("\x7f", "\\u007F")
