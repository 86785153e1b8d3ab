"""Asks the real command line as an agent does: one process an event."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

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
