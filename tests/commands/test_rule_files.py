"""``aigate rules new`` and ``aigate rules lint``, as an author of rules uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.commands.rule_linting import problems_of_files
from aigate.commands.rule_making import text_of
from aigate.errors import UsageError
from aigate.rules.grammars import KNOWN, PARSED
from aigate.rules.loader import load
from aigate.scanners import Settings
from aigate.scanners.examples import failures_of

if TYPE_CHECKING:
    from tests.repository import Repository

RULE = """\
rules:
  - id: acme/no-print
    languages: [python]
    severity: low
    confidence: high
    cwe: CWE-1177
    message: Use the logger.
    hint: log.info
    ast:
      rule:
        any:
          - pattern: print($$$ARGS)
          - pattern: pprint($$$ARGS)
    bad: ["print(1)", "pprint('x')"]
    good: ["log(1)", "sprint(1)"]
"""


@pytest.mark.parametrize("language", sorted(KNOWN - {"any"}))
def test_a_new_rule_holds_in_every_language(language: str) -> None:
    rules = load([("new.yml", b"rules:\n" + text_of("acme/one", [language]).encode())])
    rule = rules.get("acme/one")
    assert rule is not None
    assert list(failures_of(rule, Settings(rules))) == []
    assert rule.ast is None or language in PARSED


@pytest.mark.parametrize(
    ("rule", "language", "error"),
    [
        ("print", "python", '"print" is no id for a rule'),
        ("Acme/print", "python", "is no id for a rule"),
        ("python/print", "python", 'ids that begin with "python/" are reserved'),
        ("acme/print", "pyton", 'unknown language "pyton"'),
    ],
)
def test_names_that_will_not_do(rule: str, language: str, error: str) -> None:
    with pytest.raises(UsageError, match=error):
        text_of(rule, [language])


def test_a_rule_is_written_behind_the_others(repo: Repository) -> None:
    repo.commit({"a": "b\n"})
    for name in ("acme/one", "acme/two"):
        assert repo.aigate("rules", "new", name, "--language", "python").returncode == 0
    pack = ".aigate/rules/acme.yml"
    tested = repo.aigate("rules", "test", pack)
    assert (tested.returncode, tested.stdout) == (0, b"2 rules and 0 fixes tested, 0 examples failed\n")
    linted = repo.aigate("rules", "lint", pack)
    assert b"acme/two: it finds what acme/one" in linted.stdout
    assert linted.stdout.endswith(b"\n1 problem\n")
    again = repo.aigate("rules", "new", "acme/one", "--language", "python")
    assert (again.returncode, b"acme/one stands in" in again.stderr) == (2, True)


def test_a_file_that_goes_on_after_its_rules_is_left_as_it_is(repo: Repository) -> None:
    text = RULE + "utils:\n  a: {kind: call}\n"
    repo.commit({".aigate/rules/acme.yml": text})
    assert repo.aigate("rules", "new", "acme/one", "--language", "python").returncode == 2
    assert (repo.path / ".aigate/rules/acme.yml").read_text() == text


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("", "", None),
        ('"log(1)"', '"print(1)"', "good example 1 (python) was found"),
        ("\"pprint('x')\"", '"print(2)"', "no bad example needs alternative 2 of 2"),
        ("Use the logger.", "Use the logger", "its message is no sentence"),
        ("    hint: log.info\n", "", "it has no hint"),
        ("    cwe: CWE-1177\n", "", "it has no cwe"),
        ("    ast:", "    asd:", 'acme.yml:9: unknown key "asd"'),
        ("    ast:\n", "    regex: '(a+)+$'\n    ast:\n", "has more than one matcher"),
        ("rules:\n", "rules:\n" + RULE.partition("\n")[2].replace("no-print", "same"), "it finds what acme/same"),
    ],
)
def test_what_is_questionable_is_told(old: str, new: str, problem: str | None) -> None:
    found = list(problems_of_files([("acme.yml", RULE.replace(old, new, 1).encode())]))
    assert len(found) == (problem is not None)
    assert problem is None or (problem in found[0] and found[0].startswith("acme.yml:"))


def test_all_files_are_told_of_at_once() -> None:
    broken = RULE.replace("languages", "language")
    found = list(problems_of_files([("a.yml", broken.encode()), ("b.yml", broken.encode()), ("c.yml", RULE.encode())]))
    assert [one.partition(":")[0] for one in found] == ["a.yml", "b.yml"]
    (twice,) = problems_of_files([("a.yml", RULE.encode()), ("b.yml", RULE.encode())])
    assert 'the id "acme/no-print" is taken' in twice


def test_a_configuration_that_names_no_rule_is_told(repo: Repository) -> None:
    config = '[rules]\ndisable = ["bandit/B602", "bandit/B000"]\nseverity = { "acme/no-print" = "high", "acme/no" = "low" }\n'
    repo.commit({".aigate.toml": config, ".aigate/rules/acme.yml": RULE})
    done = repo.aigate("rules", "lint")
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        '[rules] disable names "bandit/B000", which is no rule: aigate rules list shows them all',
        '[rules] severity names "acme/no", which is no rule: aigate rules list shows them all',
        "2 problems",
    ]


def test_folders_are_read_with_all_that_lies_in_them(repo: Repository) -> None:
    repo.write(
        {
            "rules/a.yml": RULE,
            "rules/deep/b.yaml": RULE.replace("no-print", "other").replace("print(", "log2("),
            "rules/README.md": "not a rule",
        }
    )
    tested = repo.aigate("rules", "test", "rules", "rules/a.yml")
    assert (tested.returncode, tested.stdout.decode().splitlines()[-1]) == (
        0,
        "2 rules and 0 fixes tested, 0 examples failed",
    )
    assert repo.aigate("rules", "lint", "rules/a.yml").stdout.decode() == "0 problems\n"


def test_a_folder_without_rules_and_a_file_that_is_missing_say_what_to_type(repo: Repository) -> None:
    (repo.path / "empty").mkdir()
    nothing = repo.aigate("rules", "lint", "empty")
    assert nothing.returncode == 2
    assert "no file of rules lies in empty" in nothing.stderr.decode()
    missing = repo.aigate("rules", "test", "nowhere.yml")
    assert missing.returncode == 2
    assert "hint: name a file of rules, or a folder of them" in missing.stderr.decode()


def test_all_that_is_wrong_with_committed_rules_is_told_at_once(repo: Repository) -> None:
    repo.commit(
        {
            ".aigate/rules/a.yml": RULE.replace("severity: low", "severity: hgh"),
            ".aigate/rules/b.yml": RULE.replace("languages: [python]", "languages: [pythn]"),
        }
    )
    lint = repo.aigate("rules", "lint")
    assert lint.returncode == 1
    assert '.aigate/rules/a.yml:4: "hgh" is not a severity' in lint.stdout.decode()
    assert '.aigate/rules/b.yml:3: unknown language "pythn" (Did you mean "python"?)' in lint.stdout.decode()
    assert lint.stdout.decode().endswith("2 problems\n")


def test_the_language_that_was_meant_is_named(repo: Repository) -> None:
    listed = repo.aigate("rules", "list", "--language", "pythn")
    assert listed.returncode == 2
    assert 'hint: Did you mean "python"?' in listed.stderr.decode()
