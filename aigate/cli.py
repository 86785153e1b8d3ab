"""The command line: arguments → one lazily imported command → exit code; and the one error boundary.

Only the command that runs is imported, so that a hook with nothing to do pays for nothing else.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from aigate import __version__
from aigate.errors import AigateError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

COMMANDS = (
    "init", "check", "scan", "attribute", "blame", "why", "audit", "provenance", "trailers", "accept", "hook", "rules",
    "explain", "install", "uninstall", "agent", "doctor", "completion",
)  # fmt: skip

_DESCRIPTION = """\
aigate treats every line a coding agent wrote as untrusted until it has been audited, and leaves every other line alone."""

_EPILOG = """\
exit codes:
  0 allowed   1 blocked by policy   2 wrong use or configuration   3 could not decide   70 a bug   130 interrupted

first steps:
  aigate init        write .aigate.toml and the entry in .pre-commit-config.yaml
  aigate check       judge what is staged
  aigate doctor      say what is wrong with this set-up"""

_STDERR = 2  # the last of the three standard descriptors
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))  # Windows knows no quotas


class Command(Protocol):
    """A module of ``aigate.commands``."""

    NAME: str
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


def run(words: Sequence[str]) -> int:
    """Run one command line. Every error ends here, in a message and an exit code; nothing fails open."""
    _prepare_streams()
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse's own: usage errors and --help
        return stop.code if isinstance(stop.code, int) else ExitCode.USAGE
    except KeyboardInterrupt:
        print("aigate: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return ExitCode.UNDECIDED
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _report_bug(error)
        _silence_stdout()
        print(f"error: cannot write: {error.strerror}", file=sys.stderr)
        return ExitCode.UNDECIDED
    except AigateError as error:
        print(f"error: {_plain(error.message)}", file=sys.stderr)
        if error.hint:
            print(f" hint: {_plain(error.hint)}", file=sys.stderr)
        return error.exit_code
    except BaseException as error:  # noqa: BLE001 - a bug, or a panic of a compiled engine: it must block and be told
        return _report_bug(error)
    return code


def _dispatch(words: Sequence[str]) -> int:
    name = words[0] if words else ""
    if name in COMMANDS:
        _stand_somewhere()
        command: Command = import_module(f"aigate.commands.{name}")
        parser = _new_parser(f"aigate {name}", command.HELP)
        parser.set_defaults(parser_factory=full_parser)
        command.configure(parser)
        return command.run(parser.parse_args(words[1:]))
    full_parser().parse_args(words or ["--help"])
    raise AssertionError("argparse accepts no command that is not in COMMANDS")


def _stand_somewhere() -> None:
    try:
        os.getcwd()  # noqa: PTH109 - pathlib is not needed otherwise
    except OSError as error:
        raise UsageError("the folder in which aigate runs is gone", hint="cd to a folder that is there") from error


def full_parser() -> argparse.ArgumentParser:
    """The parser of everything: for ``--help``, the completion scripts and the documentation."""
    parser = _new_parser("aigate", _DESCRIPTION)
    parser.epilog = _EPILOG
    parser.add_argument("--version", action="version", version=f"aigate {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        command: Command = import_module(f"aigate.commands.{name}")
        child = commands.add_parser(
            name, help=command.HELP, description=command.HELP, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        command.configure(child)
    return parser


def _new_parser(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=name, description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )


def _prepare_streams() -> None:
    """What cannot be encoded is escaped, never a crash: a path may hold any byte. What the caller closed goes nowhere."""
    if sys.stdout is None or sys.stderr is None or sys.stdin is None:
        _fill_closed_descriptors()
        sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115 - as long-lived as the process
        sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fill_closed_descriptors() -> None:
    """Put the null device where a standard stream was closed, lest a pipe to git is given its number."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        pass
    os.close(number)


def _silence_stdout() -> None:
    """After a broken pipe or a full disk the interpreter's last flush must not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(text: str) -> str:
    """An error's text without control characters: it may quote a path or git's own words."""
    return "".join(char if char == "\n" or char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _report_bug(error: BaseException) -> int:
    """Exit code 70, a short text, and a file to attach to a bug report. It blocks: a crash is no verdict.

    The file names the places in the code, not the values: an exception's text can quote a repository's content.
    """
    import platform
    import tempfile

    lines = [f"aigate {__version__}, Python {platform.python_version()}, {platform.platform()}", type(error).__name__]
    lines += _places(error.__traceback__)
    with tempfile.NamedTemporaryFile("w", prefix="aigate-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(
        f"error: aigate itself failed ({type(error).__name__}); the commit is stopped, nothing was judged",
        file=sys.stderr,
    )
    print(f" hint: this is a bug; please report it with {file.name}", file=sys.stderr)
    return ExitCode.BUG


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places
