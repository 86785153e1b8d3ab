"""Dates as git reads them. Where git takes any word for today, we want to know."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from aigate.git import pinned, process

if TYPE_CHECKING:
    from aigate.git.repo import Repo

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_REFUSED = 128


def is_date(repo: Repo | None, text: str) -> bool:
    """Whether git sees a date in ``text``: ``git log --since=nonsense`` is no error, and means from now on.

    What a date is does not depend on the repository; without one, git is asked all the same.
    """
    if found := _ISO.match(text.strip()):
        try:
            date.fromisoformat(found[0])
        except ValueError:  # 2026-02-30, which git reads as some other day
            return False
    words = ("-c", f"aigate.date={text}", "config", "--type=expiry-date", "--get", "aigate.date")
    if repo is None:
        code, _ = process.run(pinned.argv(*words), pinned.environment(), ok=(0, _REFUSED))
    else:
        code, _ = repo.call(*words, ok=(0, _REFUSED))
    return code == 0
