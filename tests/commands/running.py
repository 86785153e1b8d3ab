"""Runs one command as ``cli`` does: its own parser, its own exit code, here in this process."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = argparse.ArgumentParser(prog=f"aigate {name}", formatter_class=argparse.RawDescriptionHelpFormatter)
    import_module(f"aigate.commands.{name}").configure(parser)
    return parser


def run(name: str, *words: str, parser_factory: Callable[[], argparse.ArgumentParser] | None = None) -> int:
    """The exit code of ``aigate NAME WORDS``."""
    parser = parser_of(name)
    parser.set_defaults(parser_factory=parser_factory)
    return int(import_module(f"aigate.commands.{name}").run(parser.parse_args(words)))
