"""The hooks that git will really run here, and which of them lead to aigate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aigate.errors import UsageError
from aigate.install import precommit, shim
from aigate.install.checkup import fail, ok, warn
from aigate.install.checkup.repository import precommit_files
from aigate.install.files import content_of
from aigate.install.folder import hooks_folder, owner
from aigate.install.hooks import place
from aigate.install.stages import BY_ID, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.git.repo import Repo
    from aigate.install.checkup import Check
    from aigate.install.folder import HooksFolder

_FRAMEWORKS = ("pre-commit", "prek")
_LEFTHOOK = ("lefthook.yml", ".lefthook.yml", "lefthook.yaml", "lefthook.toml", "lefthook.json")


class _Hook(NamedTuple):
    stage: str
    path: Path
    content: bytes
    by: str  # who leads to aigate: "aigate", "pre-commit", "prek", "husky", "lefthook", "a script"; "" for nobody


def examine(repo: Repo) -> Iterator[Check]:
    """Everything about hooks."""
    try:
        folder = hooks_folder(repo)
    except UsageError as error:
        yield fail("hooks", error.message, error.hint)
        return
    assert repo.root is not None
    yield from _elsewhere(folder)
    entered = configured(repo.root)
    hooks = {stage: _hook(folder, stage, repo.root, entered) for stage in NAMES}
    yield from _missing(hooks, entered)
    for hook in hooks.values():
        yield from _condition(hook, folder, twice=hook.stage in entered)


def configured(root: Path) -> Mapping[str, str]:
    """The git hooks for which the configuration of pre-commit or prek names aigate, and the id of the entry."""
    found: dict[str, str] = {}
    for _, text in precommit_files(root):
        try:
            ours = [hook for hook in precommit.hooks_in(text) if precommit.is_ours(hook)]
        except precommit.CannotAddError:  # ``repository.pinned_rev`` tells it
            continue
        for hook in ours:
            entry = BY_ID.get(str(hook.get("id")))
            stage = entry.command if entry else str(hook["entry"]).split()[2]
            found.setdefault(stage, str(hook.get("id")))
    return found


def _hook(folder: HooksFolder, stage: str, root: Path, entered: Mapping[str, str]) -> _Hook:
    path = place(folder.path, stage)
    if folder.is_husky:
        path = next(parent for parent in [folder.path, *folder.path.parents] if parent.name == ".husky") / stage
    content = path.read_bytes() if path.is_file() else b""
    maker = owner(content_of(folder.path / stage))
    by = ""
    if shim.is_ours(content):
        by = "aigate"
    elif f"aigate hook {stage}".encode() in content:
        by = "husky" if folder.is_husky else "a script"
    elif maker in _FRAMEWORKS and stage in entered:
        by = str(maker)
    elif maker == "lefthook" and any(f"aigate hook {stage}".encode() in content_of(root / name) for name in _LEFTHOOK):
        by = "lefthook"
    return _Hook(stage, path, content, by)


def _elsewhere(folder: HooksFolder) -> Iterator[Check]:
    if folder.scope in ("global", "system"):
        yield warn(
            "core.hooksPath",
            f"git takes hooks from {folder.path}, for every repository ({folder.scope} configuration): "
            "what stands in this one's own hooks folder never runs",
            f"git config --{folder.scope} --unset-all core.hooksPath",
        )
    elif folder.setting:
        yield ok("core.hooksPath", f"git takes hooks from {folder.setting}")


def _missing(hooks: Mapping[str, _Hook], entered: Mapping[str, str]) -> Iterator[Check]:
    if not any(hook.by for hook in hooks.values()):
        types = " ".join(f"-t {stage}" for stage in entered)
        hint = (
            f"pre-commit install {types}"
            if entered
            else "aigate init (with pre-commit or prek), or aigate install (without)"
        )
        yield fail("hooks", "no hook leads to aigate: nothing that is committed here is judged", hint)
        return
    for stage, name in entered.items():
        if stage in hooks and not hooks[stage].by:
            yield fail(
                "hooks",
                f"{name} is configured, but git's {stage} hook is not installed",
                f"pre-commit install -t {stage}",
            )
    for stage, why in (
        ("pre-commit", "staged lines are judged too late or never"),
        ("commit-msg", "no trailer is ever read"),
    ):
        if stage not in entered and not hooks[stage].by:
            yield warn("hooks", f"no {stage} hook leads to aigate: {why}", f"aigate install --hook {stage}")


def _condition(hook: _Hook, folder: HooksFolder, *, twice: bool) -> Iterator[Check]:
    stage, path = hook.stage, hook.path
    kept = folder.path / f"{stage}{shim.LEGACY}"
    if os.path.lexists(kept) and hook.by != "aigate" and not folder.is_husky:
        who = owner(hook.content) or "something else"
        yield fail(
            stage,
            f"aigate's hook was written over by {who}",
            f"compare {path} and {kept}, delete one, run aigate install",
        )
    if not hook.by:
        return
    if not folder.is_husky and not os.access(path, os.X_OK):
        yield fail(stage, f"{path} is not executable, so git passes it over", f'chmod +x "{path}"')
    elif hook.by == "aigate":
        yield _interpreter(hook)
        if twice and owner(content_of(kept)) in _FRAMEWORKS:
            yield warn(
                stage,
                f"aigate runs twice at {stage}: from its own hook, and from the configuration of pre-commit",
                f"aigate uninstall --hook {stage}",
            )
    elif stage == "pre-push" and hook.by in _FRAMEWORKS:
        yield warn(stage, f"{hook.by} shows aigate only the first ref of a push", "aigate install --hook pre-push")
    else:
        yield ok(stage, f"runs through {hook.by}")


def _interpreter(hook: _Hook) -> Check:
    python = shim.interpreter(hook.content)
    if python and Path(python).is_file() and os.access(python, os.X_OK):
        return ok(hook.stage, f"runs aigate with {python}")
    return fail(
        hook.stage,
        f"the interpreter of aigate's hook is gone: {python or 'none is named'}",
        f"aigate install --hook {hook.stage}",
    )
