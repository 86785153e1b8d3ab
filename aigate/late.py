"""Regular expressions that are compiled when they are first used: most runs need few of those that a module knows."""

from __future__ import annotations

import re
from functools import cached_property


class Late:
    """A regular expression by its text."""

    def __init__(self, text: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.text = text
        self.flags = flags

    @cached_property
    def made(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.text, self.flags)
