"""Every error aigate raises on purpose, and the exit code each one ends in.

An error knows how to explain itself: what is wrong (``message``), and the next thing to type (``hint``). The one boundary
that catches them is in ``cli.py``; nothing below it prints or exits.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process ends with. *Blocked* (findings) and *undecided* (could not look) are never the same code."""

    ALLOWED = 0
    BLOCKED = 1
    USAGE = 2
    UNDECIDED = 3
    BUG = 70
    INTERRUPTED = 130


class AigateError(Exception):
    """The root of all expected errors; ``exit_code`` is what the process ends with."""

    exit_code = ExitCode.UNDECIDED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AigateError):
    """The command line asks for something that cannot be: an unknown revision, a path outside the repository."""

    exit_code = ExitCode.USAGE


class ConfigError(AigateError):
    """A configuration, rule or acceptance file is wrong. The message begins with ``file:line:``."""

    exit_code = ExitCode.USAGE


class GitError(AigateError):
    """git failed, or answered less than it should have. Never taken for an empty answer.

    ``git_exit`` is what git ended with, where it did.
    """

    git_exit = 0


class JournalError(AigateError):
    """The journal of what agents write cannot be read or written: a full disk, a lock that is never let go."""


class ScannerError(AigateError):
    """A scanner could not run at all (as opposed to one file it could not read, which is a ``Gap``)."""
