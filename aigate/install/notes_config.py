"""git's settings for the notes that anchors are kept in: set at ``install``, and exactly what was set is undone.

- ``notes.rewriteRef``: amend and rebase take the notes along. It is a pattern that fits our ref alone, because of a plain name
  that does not exist yet, as before the first AI-written line, every amend would complain.
- ``notes.aigate.mergeStrategy``: notes of two clones are joined line by line, without conflict.
- ``remote.*.fetch``: every fetch brings the notes of a remote into a ref of its own, which is read beside the local notes. It
  is a pattern, because a plain name that the remote does not have yet would make every fetch fail.

There is no ``remote.*.push``: with one, a bare ``git push`` would push what it names instead of the current branch, and fail
whenever somebody else has pushed notes since. ``aigate provenance sync`` pushes notes, and with ``aigate.pushNotes`` the
pre-push hook does.

What was added is written down in the git directory. A value that was there before is not ours, and stays.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import UsageError
from aigate.git import state
from aigate.provenance.anchors.exchange import PUSH, remotes
from aigate.provenance.anchors.keys import REF, TRACKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aigate.git.repo import Repo

_STRATEGY = "notes.aigate.mergeStrategy"
_REWRITE = "notes.rewriteRef"
REWRITTEN = f"{REF[:-1]}[{REF[-1]}]"
_FILE = "settings.json"


class Setting(NamedTuple):
    """One value of git's configuration."""

    key: str
    value: str
    is_list: bool = False  # whether it stands beside other values of the key

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


def configure(repo: Repo, *, push: bool = False) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Set what is not set yet: what was set, and a sentence for each value of the user's that stands in the way."""
    added, notes = [], []
    for setting in _wanted(repo, push=push):
        present = _values(repo, setting.key)
        if setting.value in present:
            continue
        if present and not setting.is_list:
            notes.append(f"{setting.key} is {present[-1]} already and stays so; notes want {setting.value}")
            continue
        repo.git("config", "--local", "--add", setting.key, setting.value)
        added.append(setting)
    if added:
        _remember(repo, [*_remembered(repo), *added])
    return tuple(added), tuple(notes)


def restore(repo: Repo) -> tuple[Setting, ...]:
    """Take out again what ``configure`` has set, and nothing else; what was taken out."""
    removed = []
    for setting in _remembered(repo):
        for key in _keys(repo, setting):
            if setting.value in _values(repo, key):
                repo.git("config", "--local", "--fixed-value", "--unset-all", key, setting.value)
                removed.append(setting._replace(key=key))
    with suppress(FileNotFoundError):
        _file(repo).unlink()
    return tuple(removed)


def missing(repo: Repo) -> tuple[Setting, ...]:
    """What ``configure`` would set."""
    wanted = [(setting, _values(repo, setting.key)) for setting in _wanted(repo, push=False)]
    return tuple(one for one, present in wanted if one.value not in present and (one.is_list or not present))


def fetch_spec(remote: str) -> str:
    """What brings a remote's notes here, whether it has any or not."""
    return f"+{REF}*:{TRACKING}/{remote}*"


def _wanted(repo: Repo, *, push: bool) -> Iterator[Setting]:
    if REF not in _values(repo, _REWRITE):  # a user's own
        yield Setting(_REWRITE, REWRITTEN, is_list=True)
    yield Setting(_STRATEGY, "cat_sort_uniq")
    for remote in remotes(repo):
        yield Setting(f"remote.{remote}.fetch", fetch_spec(remote), is_list=True)
    if push:
        yield Setting(PUSH, "true")


def _keys(repo: Repo, setting: Setting) -> tuple[str, ...]:
    """Where a value that we set may stand now: a remote may have been renamed since."""
    if not setting.key.startswith("remote."):
        return (setting.key,)
    return tuple(dict.fromkeys([setting.key, *(f"remote.{remote}.fetch" for remote in remotes(repo))]))


def _values(repo: Repo, key: str) -> list[str]:
    """The values in the repository's own file; the user's other files are theirs to keep in order."""
    said = repo.git("config", "--local", "--null", "--get-all", key, ok=(0, 1))
    return said.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _file(repo: Repo) -> Path:
    return repo.common_dir / "aigate" / _FILE


def _remembered(repo: Repo) -> list[Setting]:
    try:
        stored = json.loads(_file(repo).read_bytes())
        return [Setting(str(key), str(value), is_list=True) for key, value in stored["added"]]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{_file(repo)} is damaged, so what aigate has set in git's configuration is not known",
            hint="delete it, then see `git config --local --list` for aigate's values",
        ) from error


def _remember(repo: Repo, settings: list[Setting]) -> None:
    file = _file(repo)
    file.parent.mkdir(exist_ok=True)
    state.replace(str(file), json.dumps({"added": [(one.key, one.value) for one in settings]}).encode("ascii"))
