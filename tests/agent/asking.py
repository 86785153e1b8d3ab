"""Asks as an agent does: the real command line, one process an event; or, for the sake of speed, in this process."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.agent import hook

if TYPE_CHECKING:
    from tests.repository import Repository


class Told(NamedTuple):
    """What an agent gets back."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ask(repo: Repository, agent: str, event: dict[str, Any] | bytes, env: dict[str, str] | None = None) -> Told:
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    done = repo.aigate("agent", "hook", "--agent", agent, stdin=data, env=env)
    return Told(done.stdout.decode(), done.stderr.decode(), done.returncode)


def ask_here(agent: str, event: dict[str, Any]) -> Told:
    """What the command line would print, without a process of its own."""
    answer = hook.respond(agent, io.BytesIO(json.dumps(event).encode()))
    return Told(answer.out, answer.err, answer.code)
