"""What a rule may say of resources, and what it is told when it says it wrongly."""

from __future__ import annotations

import pytest

from aigate.errors import ConfigError
from aigate.rules.flaws import Condition
from aigate.rules.loader import read_rules
from aigate.scanners.resource_trees import Text
from tests.scanners.test_resources import NOWHERE

HEAD = """rules:
  - id: acme/rule
    languages: [LANGUAGE]
    severity: high
    confidence: high
    message: No.
    bad: [a, b]
    good: [c, d]
    flaws:
"""


def rule_file(flaws: str, language: str = "hcl") -> bytes:
    return (HEAD.replace("LANGUAGE", language) + flaws).encode()


def test_a_flaw_is_read_and_its_types_become_the_keywords() -> None:
    (rule,) = read_rules(
        "acme.yml", rule_file("      - {of: [aws_Elb/listener, data.aws_x], key: a.b, absent: true}\n")
    )
    assert rule.keywords == ("aws_elb", "aws_x")
    assert rule.flaws[0].absent
    assert rule.flaws[0].wrong is None


@pytest.mark.parametrize(
    ("flaws", "language", "reason"),
    [
        ("      - {of: x, key: a}\n", "hcl", 'a flaw of a "key" is "wrong", "absent" or both'),
        ("      - {of: x, absent: true}\n", "hcl", 'a flaw of a "key" is "wrong", "absent" or both'),
        ("      - {of: x, key: a, absent: yes}\n", "hcl", '"absent" can only be true'),
        ("      - {of: [], key: a, absent: true}\n", "hcl", '"of" has to be a type of resource'),
        ("      - {key: a, absent: true}\n", "hcl", '"of" is missing'),
        ("      - {of: x, key: a, absent: true, when: {b: [c]}}\n", "hcl", '"b" has to be a regular expression'),
        ("      - {of: x, key: a, wrong: '('}\n", "hcl", '"a" is not a regular expression'),
        ("      - {of: x, key: a, wrong: '(a+)+'}\n", "hcl", '"a" can be made to run for hours'),
        ("      - {of: x, key: a, absent: true}\n", "python", 'no resources can be read from "python"'),
        ("      []\n", "hcl", '"flaws" has to be a list with at least one item'),
    ],
)
def test_what_is_wrong_with_a_flaw_is_said(flaws: str, language: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_rules("acme.yml", rule_file(flaws, language))
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("value", "holds"),
    [("present", True), ("no|off", True), ("o", False), ("(?!true).*", True)],
)
def test_a_condition_is_about_the_whole_of_one_value_in_any_case(value: str, holds: bool) -> None:
    assert Condition("a", value).holds({"a": [Text("true", NOWHERE), Text("OFF", NOWHERE)]}) is holds
    assert not Condition("b", value).holds({"a": [Text("off", NOWHERE)]})
