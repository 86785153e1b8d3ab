"""The table of token formats: a token of every line is found in the middle of other text, and nothing that only looks alike."""

from __future__ import annotations

import base64
import binascii
import random
import re
from re import _parser as sre  # type: ignore[attr-defined]  # the only parser of patterns that there is

import pytest

from aigate.model import Confidence
from aigate.scanners import Settings, secrets
from aigate.scanners.content import decode
from aigate.scanners.secret_detectors import EVERY, SHAPED
from aigate.scanners.secret_formats import FORMATS, Format, by_literal, checks, pattern_of
from aigate.scanners.secret_shapes import tokens

SETTINGS = Settings(rules=None)  # type: ignore[arg-type]  # no rule is asked for here
PREFIX_OF_TEAMS = "https://x.webhook.office.com/webhookb2/"


def told(line: str, path: str = "notes.txt") -> list[tuple[str, str]]:
    source = decode(path, line.encode())
    assert source is not None
    outcome = secrets.scan(source, SETTINGS)
    assert not outcome.gaps
    return [(finding.rule.removeprefix("secrets/"), str(finding.confidence)) for finding in outcome.findings]


def token_of(shape: Format, dice: random.Random) -> str:
    """A token such as the provider would issue: drawn character by character from its pattern."""
    if shape.check is checks.is_nats_seed:
        raw = bytes((18 << 3, 0)) + dice.randbytes(32)
        return base64.b32encode(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")).decode().rstrip("=")
    if shape.check is checks.is_bedrock:
        return "ABSK" + base64.b64encode(b"BedrockAPIKey-ab12-at-" + dice.randbytes(72)).decode()
    if shape.check is checks.is_json:
        head = base64.urlsafe_b64encode(b'{"k":"%s"}' % dice.randbytes(24).hex().encode()).decode().rstrip("=")
        return f"sk.{head}.aX9_bQ3-cW5dE7fG1hJ2kL" if shape.literals[0].startswith("sk") else head
    return "".join(draw(sre.parse(pattern_of(shape).pattern, re.ASCII), dice))


def draw(parsed: object, dice: random.Random) -> list[str]:
    made: list[str] = []
    for kind, value in parsed:  # type: ignore[attr-defined]
        name = str(kind)
        if name == "LITERAL":
            made.append(chr(value))
        elif name == "NOT_LITERAL":
            made.append("q")
        elif name == "IN":
            made.append(dice.choice(letters_of(value)))
        elif name in {"MAX_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, inner = value
            for _ in range(dice.randint(least, min(most, least + 12))):
                made += draw(inner, dice)
        elif name == "SUBPATTERN":
            made += draw(value[3], dice)
        elif name == "BRANCH":
            made += draw(dice.choice([branch for branch in value[1] if not says_where(branch)] or [[]]), dice)
        else:
            assert name in {"ASSERT", "ASSERT_NOT"}, name
    return made


def says_where(parsed: object) -> bool:
    return all(str(kind) in {"ASSERT", "ASSERT_NOT"} for kind, _ in parsed)  # type: ignore[attr-defined]


def letters_of(items: list[tuple[object, object]]) -> str:
    letters = ""
    for kind, value in items:
        if str(kind) == "NEGATE":
            return "qwz7"
        if str(kind) == "LITERAL":
            letters += chr(value)  # type: ignore[arg-type]
        elif str(kind) == "RANGE":
            first, last = value  # type: ignore[misc]
            letters += "".join(map(chr, range(first, last + 1)))  # type: ignore[has-type]
        elif "SPACE" in str(value):
            letters += " "
        elif str(kind) == "CATEGORY":
            letters += (
                "0123456789" if "DIGIT" in str(value) else "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
            )
    return letters


@pytest.mark.parametrize("shape", [pytest.param(shape, id=f"{shape.kind}-{shape.literals[0]}") for shape in FORMATS])
def test_token_of_every_format_is_found(shape: Format) -> None:
    dice = random.Random(shape.kind)
    for around in ("{}", "x = call('{}')", '{{"a": "b", "c": "{}"}}', "é\u0130 {}\\nmore", "<td>{}</td>"):
        token = token_of(shape, dice)
        line = " ".join((*shape.near[:1], around.format(token)))
        found = [rule for rule, confidence in told(line) if confidence != "low"]
        assert found, line
        assert shape.kind in found or shape.near or not shape.literals[0][-1:].isalnum(), (found, line)


def test_every_kind_is_listed_once_and_under_its_name() -> None:
    kinds = [detector.id for detector in EVERY]
    assert len(kinds) == len(set(kinds))
    assert {shape.kind for shape in FORMATS} <= SHAPED.keys() & set(kinds)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", kind) for kind in kinds)


def test_every_format_has_a_literal_to_look_for() -> None:
    assert all(shape.literals and all(shape.literals) for shape in FORMATS)
    assert {shape for shapes in by_literal().values() for shape in shapes} == set(FORMATS)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("sk-ant-" + "api03-your-key-here", id="a placeholder"),
        pytest.param("hf_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", id="crosses"),
        pytest.param("npm_" + "install_dependencies_before_building_it", id="a name"),
        pytest.param("see sk_" + "test_placeholder_of_the_documentation", id="words of the right form"),
        pytest.param("glpat-" + "EXAMPLEEXAMPLEEXAMPLE", id="an example that says so"),
        pytest.param("ghp" + "_" + "abcdefghijklmnopqrstuvwxyz0123456789", id="the alphabet"),
        pytest.param("video_box.ico-" + "7a388b69018576d24b59331fd60aab0c.png", id="a file with its digest"),
        pytest.param(
            "SU" + "AML2GCZ7IK7E7UD4VZ7ELPZW7DK2ZNL35WSMW3IORHC3BWBSDQXUQRBU2", id="a seed whose checksum is wrong"
        ),
        pytest.param("xoxe.xoxp-1-" + "initial", id="a short word after Slack's prefix"),
        pytest.param("https://hooks.slack.com/services/", id="an address without its secret"),
        pytest.param(PREFIX_OF_TEAMS + "{id}/IncomingWebhook/{key}/{owner}", id="a template of a webhook"),
        pytest.param("task-" + "9f86d081884c7d659a2feaa0c55ad015", id="a word that ends as a prefix does"),
    ],
)
def test_looks_alike(line: str) -> None:
    assert {confidence for _, confidence in told(line)} <= {"low"}


def test_checksums() -> None:
    body = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5"
    token = next(f"ghp_{body}{tail}" for tail in [crc(body)] if checks.ends_in_crc32(f"ghp_{body}{tail}"))
    assert not checks.ends_in_crc32(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert checks.decodes("!") == b""
    assert checks.is_discord(base64.b64encode(b"123456789012345678").decode() + ".x.y")
    assert not checks.is_discord("MTIz.x.y")
    assert not checks.is_nats_seed("S" + "1" * 57)


def crc(body: str) -> str:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    left, digits = binascii.crc32(body.encode()), ""
    while left:
        left, digit = divmod(left, 62)
        digits = letters[digit] + digits
    return digits.rjust(6, "0")


def test_overlapping_formats_are_told_once() -> None:
    line = "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dcExtra"
    found = list(tokens(line, FORMATS))
    assert [(match.shape.kind, match.confidence) for match in found] == [("stripe-access-key", Confidence.HIGH)]
