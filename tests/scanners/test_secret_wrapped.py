"""Secrets inside of base64, and what only is base64."""

from __future__ import annotations

import base64

import pytest

from aigate.scanners.secret_wrapped import unwrapped
from tests.scanners.test_secret_pairs import DRAWN, blocking


def wrapped(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("a.py", 'icon = "{}"', id="a text in Python"),
        pytest.param("a.js", 'atob("{}")', id="a text in JavaScript"),
        pytest.param("a.yml", "data:\n  motd: {}", id="a value without quotes"),
    ],
)
@pytest.mark.parametrize("said", ["Welcome to the shop, and have a look around!", "user=me\npassword=${PASSWORD}"])
def test_text_without_a_secret_is_left_alone(path: str, line: str, said: str) -> None:
    assert blocking(line.format(wrapped(said)), path) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("a.py", 'x = base64.b64decode("{}")', id="Python"),
        pytest.param("a.js", 'const x = atob("{}");', id="JavaScript"),
        pytest.param("secret.yml", "kind: Secret\ndata:\n  URL: {}", id="a Kubernetes Secret"),
    ],
)
@pytest.mark.parametrize(
    "said",
    [
        pytest.param("sk_live_" + DRAWN + "aB3d", id="a provider's token"),
        pytest.param('{"password": "hunter2x"}', id="JSON"),
        pytest.param("postgres://app:hunter2x@db:5432/shop", id="a URL"),
    ],
)
def test_secret_is_told_on_the_string_that_holds_it(path: str, line: str, said: str) -> None:
    assert wrapped(said) in blocking(line.format(wrapped(said)), path)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("short", id="too short"),
        pytest.param("A" * 40_000, id="too long"),
        pytest.param("iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", id="an image"),
        pytest.param("no base64 at all, but a sentence", id="no base64"),
    ],
)
def test_what_says_nothing(value: str) -> None:
    assert unwrapped(value) == []


def test_lines_too_long_to_search_are_empty() -> None:
    assert unwrapped(wrapped("a" * 1_500 + "\nb = 1")) == ["", "b = 1"]


def test_what_is_wrapped_twice_is_looked_at_to_its_end() -> None:
    inner = wrapped('{"password": "hunter2x"}')
    outer = wrapped(f'x = "{inner}"')
    assert blocking(f'y = "{outer}"', "a.py") == [outer]
