"""Follows somebody else's text through a JavaScript or TypeScript file. What the world around is stands in ``javascript.toml``.

Lighter than what is done for Python: objects are followed by their fields, but not through aliases; what a function of
another file gives is nobody's text.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from aigate.scanners.deadline import DeadlineExceeded, deadline
from aigate.scanners.flow.ecma.models import EcmaFile, EcmaModels
from aigate.shape import read

if TYPE_CHECKING:
    from aigate.scanners.flow.ecma.sinks import Flow

LANGUAGES = ("javascript", "typescript", "tsx")


@cache
def load() -> EcmaModels:
    """The models that come with aigate."""
    text = resources.files("aigate.scanners.flow").joinpath("javascript.toml").read_text("utf-8")
    return EcmaModels(read(tomllib.loads(text), EcmaFile))


def follow(text: str, language: str, seconds: float) -> tuple[list[Flow], str]:
    """Every flow in a text, and why it is not every flow."""
    from aigate.scanners.flow.ecma.machine import Machine, TooManySteps
    from aigate.scanners.flow.ecma.syntax import TooMuchSyntax, tree_of

    machine, reason = None, ""
    try:
        with deadline(seconds):
            machine = Machine(tree_of(text, language), load())
            machine.run()
    except DeadlineExceeded:
        reason = f"took longer than limits.seconds = {seconds:g}"
    except TooManySteps:
        reason = "following its values takes too many steps"
    except TooMuchSyntax:
        reason = "too large, or nested too deep, to follow its values"
    except RecursionError:
        reason = "nested deeper than its values can be followed"
    return machine.sinks.flows if machine else [], reason
