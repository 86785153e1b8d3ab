"""The issue of a forge that an audit is told in: found, opened, brought up to date. Used only where it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("github", "gitlab")
LABEL = "aigate-audit"


class Issue(NamedTuple):
    """An issue of ours."""

    number: int
    body: str
    is_open: bool
    address: str


class Forge(Protocol):
    """What a forge has to be able to do."""

    page: str  # of the run that we are in; "" where there is none

    def find(self) -> Issue | None:
        """The issue, open or closed; None if there is none yet."""

    def create(self, title: str, body: str) -> Issue:
        """Open it."""

    def update(self, issue: Issue, body: str, *, reopen: bool) -> None:
        """Replace its text, which notifies nobody."""

    def comment(self, issue: Issue, text: str) -> None:
        """Say something in it, which notifies those who follow it."""


def connect(name: str, environ: Mapping[str, str]) -> Forge:
    """The forge that a CI job runs for; UsageError for what its environment lacks."""
    if name == "github":
        from aigate.audit.forge.github import GitHub

        return GitHub(environ)
    if name == "gitlab":
        from aigate.audit.forge.gitlab import GitLab

        return GitLab(environ)
    raise UsageError(f'no issues can be opened at "{name}"', hint=f"use one of: {', '.join(NAMES)}")
