"""``-M`` and ``-C``: how far lines are followed through moves and copies, spelled as ``git blame`` has them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class _Score(argparse.Action):
    """``-C`` and ``-C40``, as git has them. A word that stands apart is no score but the argument after the option."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's own signature
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Keep the option as git is to have it."""
        score = values if isinstance(values, str) else ""
        if score and not (score.isascii() and score.isdigit()):
            namespace.more = [*namespace.more, score]
            score = ""
        namespace.options = [*namespace.options, f"{option_string}{score}"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Both of them; ``options`` are git's, and ``more`` the arguments that stood behind them."""
    parser.add_argument(
        "-M",
        action=_Score,
        nargs="?",
        metavar="SCORE",
        dest="options",
        default=[],
        help="follow lines that moved within a file, as git blame -M[SCORE]",
    )
    parser.add_argument(
        "-C",
        action=_Score,
        nargs="?",
        metavar="SCORE",
        dest="options",
        default=[],
        help="follow lines that came from other files, as git blame -C[SCORE]; twice or thrice looks further",
    )
    parser.set_defaults(more=[])
