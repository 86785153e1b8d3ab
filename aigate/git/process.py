"""One running git process, started through GitPython: bytes in, bytes out, and no failure that goes unheard."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigate.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import IO, Self

TIMEOUT = 900.0  # seconds; for what hangs, not for what is slow
_PATIENCE = 10.0  # seconds; for the last words of a process that has ended
_CHUNK = 1 << 16
_STDERR_KEPT = 1 << 16
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Process:
    """A git process that is read while it runs. ``finish`` asks for its exit code; leaving the block kills it."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._argv = argv
        self._process = _start(argv, env)
        popen = self._process.proc
        self._popen: subprocess.Popen[bytes] = popen
        self._stdin, self._stdout, self._stderr = _pipes(popen)
        self._complaints = bytearray()
        self._waiting_since: float | None = None
        self._hung = False
        self._over = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, data: bytes) -> None:
        """Ask the process for something. That it has died is told by what it answers, and by ``finish``."""
        with suppress(BrokenPipeError, ConnectionResetError, OSError):
            self._stdin.write(data)
            self._stdin.flush()

    def end_input(self) -> None:
        """Say that nothing more will be written."""
        with suppress(BrokenPipeError, ConnectionResetError, OSError):
            self._stdin.close()

    def line(self) -> bytes:
        """The next line of output, its newline included; empty at the end."""
        with self._waiting():
            return self._stdout.readline()

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes of output, or fewer at the end."""
        with self._waiting():
            return self._stdout.read(size)

    def chunks(self) -> Iterator[bytes]:
        """The output as it comes, to its end."""
        while chunk := self._next():
            yield chunk

    def _next(self) -> bytes:
        with self._waiting():
            return bytes(self._stdout.read1(_CHUNK))  # type: ignore[attr-defined]

    def has_ended(self, seconds: float) -> bool:
        """Whether it has ended, or does so within some seconds. For one that says little: nobody reads meanwhile."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def finish(self, ok: Sequence[int] = (0,)) -> int:
        """Wait for the end; GitError unless the exit code is one of ``ok``."""
        self.end_input()
        try:
            code = self._popen.wait(TIMEOUT)
        except subprocess.TimeoutExpired as error:
            self.close()
            raise _timeout(self._argv) from error
        self.close()
        if self._hung:
            raise _timeout(self._argv)
        if code not in ok:
            raise failure(self._argv, code, bytes(self._complaints))
        return code

    @property
    def has_complained(self) -> bool:
        """Whether it has said anything on standard error. To be asked once it has ended."""
        return bool(self._complaints)

    def close(self) -> None:
        """End the process, if it still runs, and let go of its pipes."""
        self._over.set()
        if self._popen.poll() is None:
            self._popen.kill()
            self._popen.wait()
        self._listener.join(_PATIENCE)
        pipes = [self._stdin, self._stdout]
        if not self._listener.is_alive():  # else a child of the process has kept it, and closing would wait for it
            pipes.append(self._stderr)
        for pipe in pipes:
            with suppress(OSError):  # bytes that a dead process never took
                pipe.close()

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self._waiting_since = time.monotonic()
        try:
            yield
        finally:
            self._waiting_since = None

    def _watch(self) -> None:
        """Kill a process that has kept us waiting for too long."""
        while not self._over.wait(TIMEOUT / 4):
            since = self._waiting_since
            if since is not None and time.monotonic() - since > TIMEOUT:
                self._hung = True
                self._popen.kill()
                return

    def _listen(self) -> None:
        """Keep standard error flowing, so that a talkative git never blocks."""
        while chunk := self._stderr.read1(_CHUNK):  # type: ignore[attr-defined]
            room = _STDERR_KEPT - len(self._complaints)
            self._complaints += chunk[: max(0, room)]


def run(
    argv: Sequence[str], env: Mapping[str, str], *, given: bytes | None = None, ok: Sequence[int] = (0,)
) -> tuple[int, bytes]:
    """Run git to its end: its exit code, which is one of ``ok``, and its output."""
    process = _start(argv, env)
    popen: subprocess.Popen[bytes] = process.proc
    try:
        out, complaints = popen.communicate(given or b"", TIMEOUT)
    except subprocess.TimeoutExpired as error:
        popen.kill()
        popen.communicate()
        raise _timeout(argv) from error
    if popen.returncode not in ok:
        raise failure(argv, popen.returncode, complaints)
    return popen.returncode, out


def failure(argv: Sequence[str], code: int, complaints: bytes) -> GitError:
    """The error that tells what git said, fit for a terminal."""
    said = _CONTROLS.sub("", complaints.decode("utf-8", "replace")).strip()
    hint = ""
    if b"promisor" in complaints or b"not allowed" in complaints:  # words are only ever used to help, never to decide
        hint = "a partial clone lacks objects and aigate never fetches: run `git fetch --refetch --no-filter`"
    error = GitError(f"git {_command(argv)} failed with exit code {code}: {said or 'it said nothing'}", hint=hint)
    error.git_exit = code
    return error


def _timeout(argv: Sequence[str]) -> GitError:
    return GitError(f"git {_command(argv)} did not end within {TIMEOUT:g} seconds")


def _command(argv: Sequence[str]) -> str:
    """The subcommand's name, which stands after git's own options."""
    words = iter(argv[1:])
    for word in words:
        if word in ("-c", "-C"):
            next(words, None)
        else:
            return word
    return ""


def _start(argv: Sequence[str], env: Mapping[str, str]) -> Any:
    with _starting, _only(env):
        command = _gitpython()
        return command.execute(list(argv), istream=subprocess.PIPE, as_process=True, env=dict(env))


def _pipes(popen: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    assert popen.stdin is not None
    assert popen.stdout is not None
    assert popen.stderr is not None
    return popen.stdin, popen.stdout, popen.stderr


@contextmanager
def _only(env: Mapping[str, str]) -> Iterator[None]:
    """Hide the variables that ``env`` leaves out: GitPython adds to this process's environment and cannot take away."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name not in env}
    try:
        yield
    finally:
        os.environ.update(hidden)


@contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """Variables of this process for a while; git, for one, is told by them where its index and objects are."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _gitpython() -> Any:
    """GitPython's command object, imported on first use (90 ms), without the ``git version`` that it runs on import.

    It tries whatever GIT_PYTHON_GIT_EXECUTABLE names and is quiet when there is no such file; nothing is ever run under
    that name, because every argument vector here begins with a full path.
    """
    global _command_object  # noqa: PLW0603 - imported once a process, like any module
    if _command_object is None:
        names = {
            "GIT_PYTHON_REFRESH": "quiet",
            "GIT_PYTHON_GIT_EXECUTABLE": os.fspath(Path(__file__).with_name("no-such-program")),
        }
        with variables(names):
            from git.cmd import Git
        _command_object = Git()
    return _command_object


_command_object: Any = None
_starting = threading.Lock()  # the environment is the whole process's, its threads' too
