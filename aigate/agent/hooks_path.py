"""Where this repository's hooks really are, asked of git only when a command names another place."""

from __future__ import annotations

import os
from functools import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.git_words import GitCall
    from aigate.git.locate import Place

_INJECTED = ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS")  # what a shell around us may have put over the files


class Hooks:
    """The hooks folder of one repository."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def is_real(self, value: str, cwd: str) -> bool:
        """Whether a core.hooksPath means the folder that holds without it. An empty one means none at all."""
        if not value.strip():
            return False
        top = self._place.root or cwd  # where git counts a relative one from
        named = os.path.realpath(os.path.join(top, os.path.expanduser(value)))
        return named == os.path.realpath(self.folder)

    def advice(self) -> str:
        """How to name the real one."""
        return f"git -c core.hooksPath={self.folder} commit"

    @property
    def folder(self) -> str:
        """The folder itself."""
        setting = self._setting[1]
        if not setting:
            return os.path.join(self._place.common_dir, "hooks")
        return os.path.join(self._place.root or self._place.git_dir, setting)

    @property
    def scope(self) -> str:
        """Whose configuration says so: "local", "worktree", "global", "system"; "" where none does."""
        return self._setting[0]

    def unaliased(self, git: GitCall) -> GitCall:
        """A call of an alias that the configuration defines, with what it stands for among its settings."""
        value = self._asked("alias." + git.command.lower())[1] if git.command.isalnum() else ""
        return git._replace(settings=(*git.settings, (f"alias.{git.command.lower()}", value))) if value else git

    @cached_property
    def _setting(self) -> tuple[str, str]:
        return self._asked("core.hooksPath", "--type=path")

    def _asked(self, key: str, *options: str) -> tuple[str, str]:
        """The scope and the value of a key, as git has it."""
        import subprocess

        from aigate.git.pinned import executable

        argv = [executable(), "-C", self._place.root or self._place.git_dir, "config", "--null", "--show-scope"]
        env = {name: value for name, value in os.environ.items() if name not in _INJECTED}
        done = subprocess.run(
            [*argv, *options, "--get", key],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=env,
            check=False,
            timeout=5,
        )
        scope, _, value = os.fsdecode(done.stdout).removesuffix("\0").partition("\0")
        return scope, value
