"""Files of rules are read strictly: whatever is wrong is named with file, line and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.errors import ConfigError
from aigate.model import Confidence, Severity
from aigate.rules.document import MAX_BYTES
from aigate.rules.loader import load, read_rules

if TYPE_CHECKING:
    from aigate.rules import Rule

GOOD = """\
rules:
  - id: acme/no-print
    languages: [python]
    severity: low
    confidence: high
    message: Use the logger.
    keywords: [PRINT]
    ast:
      rule: {kind: call, has: {field: function, regex: '^print$'}}
    bad: ["print(1)", "print('x')"]
    good: ["log(1)", "sprint(1)"]
"""

REGEX = """\
rules:
  - id: acme/host
    languages: [any]
    severity: medium
    confidence: medium
    cwe: CWE-200
    message: An inner host.
    regex: 'inner\\.example'
    unless: 'allowed'
    bad: ["inner.example", "x inner.example"]
    good: ["outer.example", "inner.example allowed"]
"""


def error_of(text: str | bytes, name: str = "acme.yml") -> str:
    with pytest.raises(ConfigError) as caught:
        load([(name, text.encode() if isinstance(text, str) else text)])
    return caught.value.message + (f" | {caught.value.hint}" if caught.value.hint else "")


def test_a_teams_rule_is_in_force() -> None:
    rules = load([("acme.yml", GOOD.encode())])
    rule = rules.get("acme/no-print")
    assert rule is not None
    assert (rule.severity, rule.confidence, rule.keywords) == (Severity.LOW, Confidence.HIGH, ("print",))
    assert rule.origin == "acme.yml:2"
    assert rule in rules.for_language("python")
    assert rule not in rules.for_language("go")
    assert rule in rules.all()


def test_a_rule_for_any_language_reads_files_of_unknown_language_too() -> None:
    rules = load([("acme.yml", REGEX.encode())])
    for language in (None, "python", "toml"):
        assert "acme/host" in {rule.id for rule in rules.for_language(language)}


def test_a_byte_order_mark_is_no_error() -> None:
    assert load([("acme.yml", b"\xef\xbb\xbf" + GOOD.encode())]).get("acme/no-print")


def edited(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new)


WRONG = {
    "files without paths": ("files: {content: [x]}\n" + GOOD, 'acme.yml:1: "paths" is missing'),
    "files with an unknown key": (
        "files: {path: [x]}\n" + GOOD,
        'acme.yml:1: unknown key "path" | Did you mean "paths"?',
    ),
    "content that is no regular expression": ("files: {paths: [x], content: ['(']}\n" + GOOD, "acme.yml:1: "),
    "an unknown key": (edited("message:", "mesage:"), 'acme.yml:6: unknown key "mesage" | Did you mean "message"?'),
    "a missing field": (edited("    message: Use the logger.\n", ""), 'acme.yml:2: "message" is missing'),
    "an unknown severity": (edited("low", "lowest"), 'acme.yml:4: "lowest" is not a severity'),
    "a confidence that is critical": (edited("confidence: high", "confidence: critical"), 'acme.yml:5: "critical" is'),
    "an unknown language": (
        edited("[python]", "[pyton]"),
        'acme.yml:3: unknown language "pyton" | Did you mean "python"?',
    ),
    "a language without a parser": (edited("[python]", "[toml]"), 'acme.yml:3: there is no parser for "toml"'),
    "ast for any language": (edited("[python]", "[any]"), 'acme.yml:3: there is no parser for "any"'),
    "languages that are no list": (edited("[python]", "python"), 'acme.yml:3: "languages" has to be a list'),
    "an empty list of languages": (edited("[python]", "[]"), 'acme.yml:3: "languages" has to be a list'),
    "no matcher": (edited("    regex: 'inner\\.example'\n", "", REGEX), 'acme.yml:2: "acme/host" has no matcher'),
    "two matchers": (GOOD + "    regex: x\n", 'acme.yml:2: "acme/no-print" has more than one matcher'),
    "unless beside ast": (GOOD + "    unless: x\n", 'acme.yml:12: "unless" goes with "regex" alone'),
    "one bad example": (edited(", \"print('x')\"", ""), 'acme.yml:10: "bad" needs at least 2 examples'),
    "one good example": (edited(', "sprint(1)"', ""), 'acme.yml:11: "good" needs at least 2 examples'),
    "an id without a slash": (edited("acme/no-print", "no-print"), 'acme.yml:2: "no-print" is not an id'),
    "an id of a built-in pack": (edited("acme/", "python/"), 'acme.yml:2: ids that begin with "python/" are reserved'),
    "an id of another scanner": (edited("acme/", "bandit/"), 'acme.yml:2: ids that begin with "bandit/" are reserved'),
    "a CWE without its number": (edited("CWE-200", "CWE", REGEX), 'acme.yml:6: "CWE" is not a CWE number'),
    "a regex that does not compile": (
        edited("inner\\.example'", "inner('", REGEX),
        'acme.yml:8: "regex" is not a regular',
    ),
    "an unless that does not compile": (edited("'allowed'", "'*'", REGEX), 'acme.yml:9: "unless" is not a regular'),
    "a regex that Python finds ambiguous": (edited("inner\\.example'", "[[a]'", REGEX), 'acme.yml:8: "regex" is not a'),
    "a regex that explodes": (
        edited("inner\\.example'", "(a+)+b'", REGEX),
        'acme.yml:8: "regex" can be made to run for',
    ),
    "a kind that the grammar lacks": (edited("kind: call", "kind: cal"), "acme.yml:8: ast-grep rejects"),
    "a key that ast-grep lacks": (edited("kind: call", "knd: call"), "acme.yml:8: ast-grep rejects"),
    "a rule that is no mapping": (
        edited("{kind: call, has: {field: function, regex: '^print$'}}", "call"),
        "acme.yml:9:",
    ),
    "an unknown key in ast": (
        edited("      rule:", "      rules:"),
        'acme.yml:9: unknown key "rules" | Did you mean "rule"?',
    ),
    "a key that stands twice": (
        edited("    severity: low\n", "    severity: low\n    severity: low\n"),
        'acme.yml:5: "severity"',
    ),
    "no rules": ("rules: []\n", 'acme.yml:1: "rules" has to be a list with at least one rule'),
    "an empty file": ("", "acme.yml:1: the file is empty"),
    "a list at the top": ("- 1\n", "acme.yml:1: a file of rules has to be a mapping"),
    "a rule that is text": ("rules:\n  - hello\n", "acme.yml:2: a rule has to be a mapping"),
    "an unknown key at the top": ("rule: []\n", 'acme.yml:1: unknown key "rule" | Did you mean "rules"?'),
    "an empty message": (edited("Use the logger.", ""), 'acme.yml:6: "message" has to be text'),
    "a null message": (edited("Use the logger.", "~"), 'acme.yml:6: "message" has to be text'),
    "a message that is a list": (edited("Use the logger.", "[a]"), 'acme.yml:6: "message" has to be text'),
    "a YAML error": ("rules:\n  - id: [\n", "acme.yml:3: not valid YAML"),
    "a control character": ("rules: \x01\n", "acme.yml:1: not valid YAML"),
    "a tab for indentation": ("rules:\n\t- id: x\n", "acme.yml:2: not valid YAML"),
    "an alias": ("rules: &a\n  - *a\n", "acme.yml:2: aliases"),
    "a tag": ("rules: !!python/object/apply:os.system [id]\n", "acme.yml:1: tags"),
    "a key that is a list": ("? [a]\n: b\n", "acme.yml:1: a key has to be text"),
    "two documents": ("rules: []\n---\nrules: []\n", "acme.yml:2: a second document"),
    "a file that is not UTF-8": (b"rules:\n  - \xff\n", "acme.yml:2: not UTF-8"),
    "a file that is too large": (b"#" * (MAX_BYTES + 1), "acme.yml:1: the file has"),
    "brackets nested too deep": ("[" * 200, "acme.yml:1: nested deeper than"),
    "brackets nested without end": (
        "[" * 100_000,
        "acme.yml:1: ",
    ),  # newer versions of the parser refuse these themselves
    "the same id twice": (
        GOOD + GOOD.removeprefix("rules:\n"),
        'acme.yml:12: the id "acme/no-print" is taken by acme.yml:2',
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    assert message in error_of(text)


def test_the_same_id_in_two_files_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"two\.yml:2: the id .* is taken by one\.yml:2"):
        load([("one.yml", GOOD.encode()), ("two.yml", GOOD.encode())])


def test_shared_utils_are_given_to_the_rules_that_name_them() -> None:
    text = (
        "utils:\n  printer: {matches: name}\n  name: {regex: '^print$'}\n  unused: {kind: nonsense}\n"
        + edited("regex: '^print$'", "matches: printer")
    ).encode()
    (rule,) = read_rules("acme.yml", text, strict=True)
    assert rule.ast is not None
    assert set(rule.ast["utils"]) == {"printer", "name"}  # type: ignore[call-overload]


def test_numbers_and_truth_values_reach_ast_grep_as_such_and_regexes_stay_text() -> None:
    text = edited("regex: '^print$'", "regex: 1, nthChild: {position: 1, reverse: true}").encode()
    (rule,) = read_rules("acme.yml", text)
    assert rule.ast is not None
    has = rule.ast["rule"]["has"]  # type: ignore[index]
    assert has == {"field": "function", "regex": "1", "nthChild": {"position": 1, "reverse": True}}


class TestRuleSet:
    def test_a_disabled_rule_is_gone(self) -> None:
        rules = load(disable=["python/sql-injection"])
        assert rules.get("python/sql-injection") is None
        assert rules.get("python/xxe") is not None
        assert "python/sql-injection" not in {rule.id for rule in rules.for_language("python")}
        assert "python/sql-injection" not in {rule.id for rule in rules.all()}

    def test_a_severity_that_was_set_holds(self) -> None:
        rules = load(severity={"python/sql-injection": Severity.INFO})
        rule = rules.get("python/sql-injection")
        assert rule is not None
        assert rule.severity is Severity.INFO
        assert rule in rules.for_language("python")

    def test_an_unknown_id_is_no_rule(self) -> None:
        assert load().get("python/nonsense") is None
        assert load().get("nonsense") is None

    def test_the_digest_is_stable_and_tells_every_difference(self) -> None:
        sets = [
            load(),
            load([("acme.yml", GOOD.encode())]),
            load([("acme.yml", REGEX.encode())]),
            load(disable=["python/xxe"]),
            load(severity={"python/xxe": Severity.LOW}),
            load(severity={"python/xxe": Severity.HIGH}),
        ]
        assert len({rules.digest for rules in sets}) == len(sets)
        assert load().digest == load().digest

    def test_only_the_packs_of_a_language_are_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rules = load()
        read: list[str] = []
        original = rules._read_pack

        def note(name: str) -> tuple[Rule, ...]:
            read.append(name)
            return original(name)

        monkeypatch.setattr(rules, "_read_pack", note)
        rules.for_language("python")
        rules.for_language("python")
        rules.for_language(None)
        assert read == ["python", "text"]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_and_never_crash(data: bytes) -> None:
    with pytest.raises(ConfigError):
        load([("acme.yml", data)])


@given(st.text(alphabet="rules:- []{}\n\"'&*!|>#~?,id", max_size=60))
def test_arbitrary_yaml_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^acme\.yml:\d+: "):
        load([("acme.yml", text.encode())])
