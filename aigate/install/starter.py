"""The ``.aigate.toml`` that ``aigate init`` writes: every key with its default, commented out, and a salt of its own."""

from __future__ import annotations

import textwrap
from dataclasses import is_dataclass
from typing import TYPE_CHECKING

from aigate.config import Config
from aigate.schema import Key, literal
from aigate.shape import options

if TYPE_CHECKING:
    from aigate.shape import Option

_WIDTH = 100
_HEAD = """\
# The policy of this repository for lines that coding agents write: https://github.com/aigate/aigate
#
# Every key stands here with its default, commented out; take the "# " away to change one. The policy that judges a
# commit is the one that is committed already, so commit this file before you rely on it.

"""
_AGENT = """\
#
# [[provenance.agents]]
# id = "our-bot"
# trailers = ['^Written-by: our-bot$']
# identities = ['<our-bot@example\\.org>$']
"""
_WRAPPER = """
#: What is to be called through something of the organisation's own.
#
# [[wrapper]]
# replaces = "requests"
# with = "acme.http"
# except = ["src/acme/http.py"]
"""


def render(salt: str) -> str:
    """The file's text."""
    plain = [option for option in options(Config) if not is_dataclass(option.kind)]
    tables = [option for option in options(Config) if is_dataclass(option.kind)]
    head = "\n".join(_key(option, salt if option.name == "salt" else None) for option in plain)
    return _HEAD + head + "".join(map(_table, tables)) + _AGENT + _WRAPPER


def _table(option: Option) -> str:
    keys = "\n".join(_key(each, None) for each in options(option.kind))
    return f"\n{_comment(option.says)}\n[{option.name}]\n{keys}"


def _key(option: Option, value: str | None) -> str:
    kind = Key(option.name, option).kind
    allowed = f" ({kind.replace('`', '')})" if "`" in kind and not isinstance(option.default, dict) else ""
    line = f"# {option.name} = {literal(option.default)}" if value is None else f"{option.name} = {literal(value)}"
    return f"{_comment(option.says + allowed)}\n{line}\n"


def _comment(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="#: ", subsequent_indent="#: ", break_on_hyphens=False)
