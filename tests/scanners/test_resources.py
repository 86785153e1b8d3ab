"""Resources, read out of every format that has them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.rules.flaws import Condition, Flaw
from aigate.scanners.matching import Place, parse
from aigate.scanners.resources import inventory_of, places_of

NOWHERE = Place(0, 0, 0, 0, 0, 0)


def settings_of(text: str, language: str) -> dict[str, dict[str, list[str]]]:
    """By type, what is set."""
    return {
        resource.kind: {path: [value.text for value in values] for path, values in resource.settings.items()}
        for resource in inventory_of(parse(text, language), language).resources
    }


def flaw(kind: str, key: str, wrong: str = "", unless: dict[str, str] | None = None) -> Flaw:
    """One that is about absence unless a wrong value is named."""
    return Flaw(
        of=(kind,),
        key=key,
        wrong=Condition(key, wrong) if wrong else None,
        absent=not wrong,
        when=(),
        unless=tuple(Condition(*pair) for pair in (unless or {}).items()),
    )


def lines(text: str, language: str, *flaws: Flaw) -> list[int]:
    return [place.start_line + 1 for place in places_of(inventory_of(parse(text, language), language), flaws)]


BUCKET = """resource "aws_bucket" "b" {
  name = "b"
  tags = { Owner = "me", Empty = null }
  ports = [80, "443"] # both
  none  = []
  ref   = var.x

  rule {
    days = 3
  }

  dynamic "grant" {
    for_each = var.grants
    content {
      to = "all"
    }
  }
}
"""


class TestTerraform:
    def test_arguments_lists_blocks_and_dynamic_blocks_are_settings(self) -> None:
        found = settings_of(BUCKET, "hcl")
        assert found["aws_bucket"] == {
            "name": ["b"],
            "tags": [],
            "tags.Owner": ["me"],
            "ports": ["80", "443"],
            "none": ["[]"],
            "ref": ["var.x"],
            "rule": [],
            "rule.days": ["3"],
            "grant": [],
            "grant.to": ["all"],
            "grant.for_each": ["var.grants"],
        }
        assert found["aws_bucket/rule"] == {"days": ["3"]}
        assert found["aws_bucket/grant"] == {"to": ["all"], "for_each": ["var.grants"]}

    def test_data_and_providers_are_told_apart_from_resources(self) -> None:
        text = (
            'data "a" "x" {\n  k = 1\n}\nprovider "p" {\n  k = 2\n}\nmodule "m" {\n  k = 3\n}\nlocals {\n  k = 4\n}\n'
        )
        assert settings_of(text, "hcl") == {"data.a": {"k": ["1"]}, "provider.p": {"k": ["2"]}, "module": {"k": ["3"]}}

    @pytest.mark.parametrize(
        "policy",
        [
            '<<EOF\n{"Statement": [{"Effect": "Allow",\n"Action": ["s3:*", "${var.x}"]}]}\nEOF',
            'jsonencode({\n  Statement = [{ Effect = "Allow",\n  Action = ["s3:*", "${var.x}"] }]\n})',
        ],
    )
    def test_policies_are_read_as_text_and_as_expressions(self, policy: str) -> None:
        text = f'resource "p" "x" {{\n  policy = {policy}\n}}\n'
        assert settings_of(text, "hcl")["statement"] == {
            "effect": ["Allow"],
            "action": ["s3:*", "${var.x}"],
            "allow": [],
            "within": ["p/policy/Statement"],
        }
        assert lines(text, "hcl", flaw("statement", "action", r"s3:\*")) == [4]

    def test_a_block_of_a_policy_document_allows_unless_it_says_otherwise(self) -> None:
        block = 'statement {\n actions = ["*"]\n principals {\n type = "AWS"\n identifiers = ["*"]\n }\n EFFECT\n}\n'
        text = f'data "aws_iam_policy_document" "d" {{\n{block}}}\n'
        allowing = settings_of(text.replace("EFFECT", ""), "hcl")["statement"]
        assert allowing["principal"] == ["*"]
        assert "allow" in allowing
        assert "allow" not in settings_of(text.replace("EFFECT", 'effect = "Deny"'), "hcl")["statement"]


TEMPLATE = """Resources:
  Data:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: false  # for now
      Engine: "postgres"
      Password: !Ref Password
      Nothing: ~
      Tags: [{Key: a}, {Key: b}]
---
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
"""


class TestMappings:
    def test_what_properties_say_is_said_of_the_resource(self) -> None:
        found = settings_of(TEMPLATE, "yaml")
        assert found["AWS::RDS::DBInstance"] == {
            "Type": ["AWS::RDS::DBInstance"],
            "StorageEncrypted": ["false"],
            "Engine": ["postgres"],
            "Password": ["!Ref Password"],
            "Tags": [],
            "Tags.Key": ["a", "b"],
        }

    def test_every_document_of_a_stream_is_read(self) -> None:
        assert settings_of(TEMPLATE, "yaml")["Pod/spec/containers"] == {"name": ["a"]}

    def test_json_is_read_alike(self) -> None:
        text = '{"Resources": {"D": {"Type": "AWS::X::Y", "Properties": {"On": true, "Of": null, "In": {"K": 1}}}}}'
        assert settings_of(text, "json")["AWS::X::Y"] == {
            "Type": ["AWS::X::Y"],
            "On": ["true"],
            "In": [],
            "In.K": ["1"],
        }
        assert settings_of(text, "yaml") == settings_of(text, "json")


class TestFlaws:
    def test_what_is_absent_is_reported_for_the_whole_resource(self) -> None:
        (place,) = places_of(inventory_of(parse(BUCKET, "hcl"), "hcl"), [flaw("aws_bucket", "key")])
        assert (place.start_line, place.end_line) == (0, 17)

    def test_what_is_wrong_is_reported_where_it_stands(self) -> None:
        assert lines(BUCKET, "hcl", flaw("aws_bucket", "ports", "80")) == [4]

    @pytest.mark.parametrize("key", ["rule", "rule.days", "tags.Owner", "grant.to", "ref"])
    def test_what_is_there_is_not_absent(self, key: str) -> None:
        assert lines(BUCKET, "hcl", flaw("aws_bucket", key)) == []

    def test_without_a_key_the_resource_itself_is_meant(self) -> None:
        assert lines(BUCKET, "hcl", Flaw(("aws_bucket/rule",), "", None, absent=False, when=(), unless=())) == [8]

    def test_null_is_absent(self) -> None:
        assert lines(BUCKET, "hcl", flaw("aws_bucket", "tags.Empty")) == [1]

    @pytest.mark.parametrize("hole", ["{% if x %}", "  rule {\n    }}\n"])
    def test_of_what_could_not_be_read_nothing_is_said_to_be_absent(self, hole: str) -> None:
        text = BUCKET.replace("  rule {\n", hole + "\n  rule {\n")
        assert lines(text, "hcl", flaw("aws_bucket", "key")) == []

    def test_other_types_are_left_alone(self) -> None:
        assert lines(BUCKET, "hcl", flaw("aws_buckets", "key"), flaw("*/rules", "key")) == []

    def test_a_nested_block_can_be_meant_wherever_it_is(self) -> None:
        assert lines(BUCKET, "hcl", flaw("*/rule", "days", "3")) == [9]

    def test_an_exception_holds_for_the_resource(self) -> None:
        assert lines(BUCKET, "hcl", flaw("aws_bucket", "key", unless={"name": "b"})) == []
        assert lines(BUCKET, "hcl", flaw("aws_bucket", "key", unless={"name": "c"})) == [1]


class TestHostileText:
    @settings(max_examples=150, deadline=None)
    @given(st.text(alphabet='{}[]":,=<E\n -ab$()#', max_size=200), st.sampled_from(["hcl", "json", "yaml"]))
    def test_anything_can_be_read(self, text: str, language: str) -> None:
        inventory_of(parse(text, language), language)

    def test_depth_is_bounded_and_work_does_not_double_with_it(self) -> None:
        nested = '{"Type": "AWS::A::B", "Properties": {"P": ' * 300 + "1" + "}}" * 300
        assert len(settings_of(nested, "json")) < 100
        blocks = 'resource "a" "b" {\n' + "b {\n" * 500 + "}\n" * 501
        assert len(inventory_of(parse(blocks, "hcl"), "hcl").resources) < 100

    def test_json_in_a_text_that_is_none_is_a_text(self) -> None:
        assert settings_of('resource "a" "b" {\n  t = <<EOF\nhello\nEOF\n}\n', "hcl") == {"a": {"t": ["hello"]}}
