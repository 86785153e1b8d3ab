"""Whether the notes of anchors are kept and shared as they should be. Where there are none, there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import ConfigError
from aigate.git.refs import list_refs
from aigate.install import notes_config
from aigate.install.checkup import ok, warn
from aigate.provenance.anchors.keys import REF, TRACKING
from aigate.provenance.anchors.source import salt_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aigate.git.repo import Repo
    from aigate.install.checkup import Check

_NAME = "notes"


def examine(repo: Repo) -> Iterator[Check]:
    """What becomes of the notes when history is rewritten or shared, and what they give away."""
    if not list_refs(repo, REF, TRACKING):
        return
    unset = notes_config.missing(repo)
    if unset:
        names = ", ".join(setting.key for setting in unset)
        yield warn(_NAME, f"git does not take the notes of {REF} along everywhere: {names} not set", "aigate install")
    else:
        yield ok(_NAME, f"git carries {REF} over amend and rebase, and fetches it")
    try:
        salt = salt_of(repo)
    except ConfigError:  # ``repository`` tells it
        return
    if not salt:
        yield warn(
            _NAME,
            "no salt is configured, so anybody can compare the hashes of anchors with a guessed line",
            'write salt = "…", some random characters, into .aigate.toml; aigate init does so in a new one',
        )
