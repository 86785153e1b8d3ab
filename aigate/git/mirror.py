"""A bare copy of a repository elsewhere, made or brought up to date. Only what was named for it is ever asked of the network.

The copy holds every blob, because an audit reads old ones and never fetches. Of the other side it has the branch that
counts, or all branches and tags, and always the notes, in which agents' records are kept. No hook, template, submodule or
helper program comes along, nobody is asked for a password, and the address is written nowhere into the copy.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import GitError
from aigate.git import pinned, process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_OPTIONS = tuple(
    word
    for setting in (
        "fetch.recurseSubmodules=false",
        "gc.autoDetach=false",  # nothing may go on in a copy after we have said that it is done
        "maintenance.autoDetach=false",
        "transfer.bundleURI=false",
        "http.lowSpeedLimit=1000",  # a server that has fallen silent is given up
        "http.lowSpeedTime=60",
    )
    for word in ("-c", setting)
)
_NOTES = "refs/notes/*"
_EVERYTHING = ("refs/heads/*", "refs/tags/*")
_DETACHED = "refs/heads/aigate-detached"  # what a HEAD is called here that is on no branch there
_REPOSITORY = re.compile(r"GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|SHALLOW_FILE|\w*OBJECT_DIRECTOR\w+)")
_USERINFO = re.compile(r"//[^/\s@']*@")
_PAUSE = 0.05
_FREE = 1 << 30  # bytes that are left on the disk, come what may


class Limits(NamedTuple):
    """What one copy may cost."""

    seconds: float = 3600.0
    size: int = 20 << 30  # bytes on the disk


class Mirror:
    """The copy of one address in one folder."""

    def __init__(self, address: str, folder: Path, protocols: Sequence[str], limits: Limits) -> None:
        self._address = address
        self._folder = folder
        self._limits = limits
        self._end = time.monotonic() + limits.seconds
        self._env = _environment(protocols)

    def update(self, *, branch: str = "", whole: bool = False) -> bool:
        """Fetch what is new; whether there is any commit. ``branch`` counts where the other side does not say which does."""
        told = self._ask(whole=whole)
        head = told.pop("HEAD", "")
        if not head and not branch:
            return False
        head = head or f"refs/heads/{branch}"
        if not (self._folder / "HEAD").is_file():
            self._run("init", "--quiet", "--bare", "--template=", os.fspath(self._folder))
        wanted = list(_EVERYTHING) if whole else []
        source = "HEAD" if head == _DETACHED else head
        if self._is_behind(told, head):
            specs = [f"+{one}:{one}" for one in (*wanted, _NOTES)]
            self._here(
                *("fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--"),
                *(self._address, f"+{source}:{head}", *specs),
            )
        self._here("symbolic-ref", "HEAD", head)
        return True

    def _ask(self, *, whole: bool) -> dict[str, str]:
        """What the other side has, by name; of HEAD the branch that it stands for."""
        patterns = ("HEAD", _NOTES, *(_EVERYTHING if whole else ()))
        answer = self._run("ls-remote", "--symref", "--", self._address, *patterns).decode("utf-8", "surrogateescape")
        told: dict[str, str] = {}
        branch = ""
        for line in answer.splitlines():
            left, _, name = line.partition("\t")
            if left.startswith("ref: ") and name == "HEAD":
                branch = left.removeprefix("ref: ")
            else:
                told[name] = left
        if "HEAD" in told:
            branch = branch if branch.startswith("refs/heads/") else _DETACHED
            told[branch] = told["HEAD"]
            told["HEAD"] = branch
        return {name: oid for name, oid in told.items() if not name.endswith("^{}")}

    def _is_behind(self, told: Mapping[str, str], head: str) -> bool:
        if head not in told:
            return True
        known = self._here("for-each-ref", "--format=%(objectname) %(refname)").decode("utf-8", "surrogateescape")
        here = {name: oid for oid, _, name in (line.partition(" ") for line in known.splitlines())}
        return any(here.get(name) != oid for name, oid in told.items()) or any(
            name not in told for name in here if name.startswith("refs/notes/")
        )

    # ---------------------------------------------------------------- processes

    def _here(self, *words: str) -> bytes:
        return self._run(*words, place={"GIT_DIR": os.fspath(self._folder)})

    def _run(self, *words: str, place: Mapping[str, str] | None = None) -> bytes:
        """One git command, within the limits; GitError in words that hold no password."""
        argv = pinned.argv(*_OPTIONS, *words)
        try:
            with process.Process(argv, self._env | dict(place or {})) as running:
                running.end_input()
                while not running.has_ended(_PAUSE):
                    self._check()
                answer = b"".join(running.chunks())
                running.finish()
        except GitError as error:
            raise GitError(_USERINFO.sub("//", error.message), hint=error.hint) from None
        return answer

    def _check(self) -> None:
        if time.monotonic() > self._end:
            raise GitError(f"it took longer than {self._limits.seconds:g} seconds to fetch it")
        folder = self._folder
        if not folder.is_dir():
            return
        if shutil.disk_usage(folder).free < _FREE:
            raise GitError("the disk is full", hint="name another folder: --cache-dir")
        if _size(folder) > self._limits.size:
            raise GitError(f"its history is larger than {self._limits.size >> 20} MiB")


def leave_repository() -> None:
    """Forget which repository this process was started for, so that others can be opened by their places."""
    for name in list(os.environ):
        if _REPOSITORY.fullmatch(name):
            del os.environ[name]


def _size(folder: Path) -> int:
    packs = folder / "objects" / "pack"
    try:
        with os.scandir(packs) as found:
            return sum(one.stat(follow_symlinks=False).st_size for one in found)
    except OSError:  # a file was renamed while we looked
        return 0


def _environment(protocols: Sequence[str]) -> dict[str, str]:
    """That of any git call, but about no repository of ours, with a network, and with nobody there to answer questions."""
    kept = {name: value for name, value in os.environ.items() if not _REPOSITORY.fullmatch(name)}
    env = pinned.environment(kept)
    env |= {"GIT_ALLOW_PROTOCOL": ":".join(protocols), "GCM_INTERACTIVE": "never", "SSH_ASKPASS_REQUIRE": "never"}
    env.setdefault("GIT_ASKPASS", "")
    if not any(name in env for name in ("GIT_SSH", "GIT_SSH_COMMAND")):
        env["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes"
    return env
