"""Every built-in recipe does what its examples say; a team's is read strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.errors import ConfigError
from aigate.fixes.examples import failures_of
from aigate.rules.loader import load
from aigate.rules.recipes import read_recipes
from aigate.scanners import Settings

if TYPE_CHECKING:
    from aigate.rules.recipes import Recipe

SETTINGS = Settings(load())
RECIPES = {f"{recipe.rules[0]} at {recipe.origin}": recipe for recipe in SETTINGS.rules.recipes()}

TEAM = """\
rules:
  - id: acme/no-print
    languages: [python]
    severity: medium
    confidence: high
    message: Use the logger.
    ast: {rule: {pattern: print($$$ARGS)}}
    bad: ["print(1)", "print('x')"]
    good: ["log(1)", "sprint(1)"]
fixes:
  - for: [acme/no-print]
    languages: [python]
    ast: {rule: {pattern: print($$$ARGS)}}
    to: log.info($$$ARGS)
    imports: from acme import log
    note: It is logged.
    before: ["import os\\n\\nprint(os.name, 1)\\n"]
    after: ["import os\\nfrom acme import log\\n\\nlog.info(os.name, 1)\\n"]
"""


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_the_examples_hold(recipe: Recipe) -> None:
    assert list(failures_of(recipe, SETTINGS)) == []


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_says_what_is_different_afterwards(recipe: Recipe) -> None:
    assert recipe.note.endswith(".")
    assert read_recipes("team.yml", b"rules:\n  - id: x/y\n") == ()


def test_a_teams_recipe_fixes_what_a_teams_rule_finds() -> None:
    settings = Settings(load([("acme.yml", TEAM.encode())]))
    (recipe,) = (one for one in settings.rules.recipes_for("python") if one.rules == ("acme/no-print",))
    assert recipe.origin == "acme.yml:11"
    assert list(failures_of(recipe, settings)) == []
    assert recipe not in settings.rules.recipes_for("go")
    assert settings.rules.recipes_for(None) == ()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("for: [acme/no-print]", "for: []", '"for" has to be a list with at least one item'),
        ("for: [acme/no-print]", "for: [print]", '"print" is not a rule\'s id'),
        ("languages: [python]\n    ast: {rule: {pattern: print($$$ARGS)}}\n    to", "languages: [pyton]\n    ast: {rule: {kind: call}}\n    to", 'unknown language "pyton"'),
        ("    to: log.info($$$ARGS)\n", "", '"to" is missing'),
        ("to: log.info($$$ARGS)", "to: [a]", '"to" has to be text'),
        ("    ast: {rule: {pattern: print($$$ARGS)}}\n    to", "    to", "the fix has no matcher"),
        ("    to:", "    regex: print\n    to:", "the fix has two matchers"),
        ("    ast: {rule: {pattern: print($$$ARGS)}}\n    to", "    ast: {rule: {kind: nothing}}\n    to", "ast-grep rejects the fix for acme/no-print"),
        ("    ast: {rule: {pattern: print($$$ARGS)}}\n    to", "    regex: '(a+)+b'\n    to", '"regex" can be made to run for hours'),
        ("    after: [", "    after: [x, ", '"after" needs one example for each in "before"'),
        ("    note:", "    certain: maybe\n    note:", '"certain" is true or false'),
        ("    note:", "    fast: true\n    note:", 'unknown key "fast"'),
        ("fixes:\n", "x: 1\nfixes:\n", 'unknown key "x"'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, error: str) -> None:
    assert old in TEAM
    before, found, after = TEAM.rpartition(old)
    assert found
    with pytest.raises(ConfigError) as caught:
        load([("acme.yml", f"{before}{new}{after}".encode())])
    assert error in caught.value.message
    assert caught.value.message.startswith("acme.yml:")


def test_a_file_may_hold_fixes_alone() -> None:
    alone = TEAM[TEAM.index("fixes:") :].replace("acme/no-print", "bandit/B506")
    assert next(one.rules for one in load([("acme.yml", alone.encode())]).recipes_for("python")) == ("bandit/B506",)


def test_an_example_that_does_not_hold_is_told() -> None:
    for old, new, said in [
        ("log.info(os.name, 1)", "log.warn(os.name, 1)", "became 'import os"),
        ("print(os.name, 1)", "pprint(os.name, 1)", "holds no finding of acme/no-print"),
    ]:
        settings = Settings(load([("acme.yml", TEAM.replace(old, new).encode())]))
        recipe = settings.rules.recipes_for("python")[0]
        (failure,) = failures_of(recipe, settings)
        assert failure.startswith("acme.yml:11: fix for acme/no-print: example 1 (python)")
        assert said in failure
