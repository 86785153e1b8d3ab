"""An agent as the journal sees it: events around edits and commands that really happen in a real repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aigate.agent.events import Edit, Event, Kind
from aigate.agent.recorder import Journal, Written
from aigate.git.changeset import of_commit, of_index
from aigate.git.locate import locate
from aigate.git.repo import Repo
from aigate.model import Claim, Testimony, Verdict
from aigate.provenance.journal.source import JournalSource
from tests.repository import Repository


@dataclass
class Agent:
    """One session of one agent in one repository."""

    repo: Repository
    name: str = "claude"
    model: str = "claude-opus-4-8"
    session: str = "5e55104"
    notes: list[str] = field(default_factory=list)
    calls: int = 0

    def event(
        self,
        kind: Kind,
        *edits: Edit,
        call: str = "",
        command: str = "",
        in_background: bool = False,
        failed: bool = False,
    ) -> Event:
        return Event(
            self.name,
            kind,
            kind.value,
            self.session,
            str(self.repo.path),
            tool_id=call,
            edits=edits,
            command=command,
            model=self.model,
            in_background=in_background,
            failed=failed,
        )

    def before(self, event: Event) -> None:
        journal = self._journal(event)
        journal.before(event)
        self.notes += journal.notes

    def after(self, event: Event) -> list[Written]:
        journal = self._journal(event)
        written = journal.after(event)
        self.notes += journal.notes
        return written

    def _journal(self, event: Event) -> Journal:
        place = locate(event.cwd, {})
        assert place is not None
        return Journal.open(place)

    def path(self, name: str) -> str:
        return str(self.repo.path / name)

    # ---------------------------------------------------------------- what agents do

    def write(self, name: str, text: str | bytes) -> list[Written]:
        """A tool that writes a whole file, with hooks before and after it that tell no content."""
        call = self.call()
        edit = Edit(self.path(name))
        self.before(self.event(Kind.BEFORE_EDIT, edit, call=call))
        self.repo.write({name: text})
        return self.after(self.event(Kind.AFTER_EDIT, edit, call=call))

    def told(self, name: str, text: str) -> list[Written]:
        """A tool with a hook after it alone, whose payload holds the whole file before and after."""
        file = self.repo.path / name
        before = file.read_text() if file.exists() else ""
        self.repo.write({name: text})
        return self.after(self.event(Kind.AFTER_EDIT, Edit(self.path(name), before, text), call=self.call()))

    def replace(self, name: str, *pieces: tuple[str, str]) -> list[Written]:
        """A tool with a hook after it alone, whose payload names the replaced text alone."""
        file = self.repo.path / name
        text = file.read_text()
        for old, new in pieces:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text)
        return self.after(self.event(Kind.AFTER_EDIT, Edit(self.path(name), pieces=pieces), call=self.call()))

    def shell(self, command: str, *, ok: bool = True) -> list[Written]:
        """A shell command with hooks around it."""
        call = self.call()
        self.before(self.event(Kind.BEFORE_SHELL, call=call, command=command))
        self.repo.run("sh", "-c", command, ok=ok)
        return self.after(self.event(Kind.AFTER_SHELL, call=call, command=command))

    def begin(self, command: str) -> str:
        """A shell command begins; what names it."""
        call = self.call()
        self.before(self.event(Kind.BEFORE_SHELL, call=call, command=command))
        return call

    def stop(self) -> list[Written]:
        return self.after(self.event(Kind.STOP))

    def call(self) -> str:
        self.calls += 1
        return f"call-{self.calls}"


def told_of(repo: Repository, rev: str = "") -> Testimony:
    with Repo.open(repo.path) as opened:
        return JournalSource(opened).of(of_commit(opened, rev) if rev else of_index(opened))


def staged(repo: Repository) -> dict[str, list[int]]:
    """The added lines of each staged file that the journal gives to an agent."""
    return lines_of(told_of(repo))


def lines_of(told: Testimony, verdict: Verdict = Verdict.AI) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for claim in told.claims:
        if claim.verdict is verdict and claim.path:
            found[claim.path] = sorted({*found.get(claim.path, []), *claim.lines})
    return found


def claims_of(told: Testimony, path: str) -> list[Claim]:
    return [claim for claim in told.claims if claim.path == path]


def log_of(repo: Repository) -> Path:
    return repo.path / ".git" / "aigate" / "journal" / "log.jsonl"
