"""How git is called: options and environment that no user's, repository's or attacker's configuration can bend.

Nothing but the standard library's cheapest modules is imported here, because the glance of a hook that has nothing to do
starts its few processes with these very words.
"""

from __future__ import annotations

import os

from aigate.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Later -c words win over every file and over the -c words of the git command that runs us. An orderFile must exist, so
# an empty value would be fatal.
OPTIONS: tuple[str, ...] = tuple(
    word
    for setting in (
        "core.quotePath=false",
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "core.bigFileThreshold=2g",
        "core.pager=cat",
        "core.checkStat=default",
        "core.trustctime=true",
        "diff.noprefix=false",
        "diff.mnemonicPrefix=false",
        "diff.renames=true",
        "diff.renameLimit=1000",
        "diff.algorithm=histogram",
        "diff.indentHeuristic=true",
        "diff.suppressBlankEmpty=false",
        "diff.interHunkContext=0",
        "diff.context=0",
        "diff.ignoreSubmodules=none",
        "diff.submodule=short",
        "diff.relative=false",
        "diff.orderFile=/dev/null",
        "diff.colorMoved=no",
        "diff.wsErrorHighlight=none",
        "advice.graftFileDeprecated=false",
        "color.ui=false",
        "log.showSignature=false",
        "i18n.logOutputEncoding=UTF-8",
    )
    for word in ("-c", setting)
)

# For every command that prints a patch. Paths are taken from the raw part alone: -z does not unquote patch headers.
PATCH: tuple[str, ...] = (
    "--raw",
    "-z",
    "-p",
    "-U0",
    "--inter-hunk-context=0",
    "--diff-algorithm=histogram",
    "--no-abbrev",
    "--full-index",
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "-M",
    "--submodule=short",
    "--ignore-submodules=none",
    "--ita-invisible-in-index",
)

# What a caller's environment may not tell git. Everything that says *where* the repository, its index and its objects are
# stays: in a hook that is how the commit in the making is seen.
_DROPPED = frozenset(
    {
        "GIT_ATTR_SOURCE",
        "GIT_CONFIG",
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_FLUSH",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_PAGER",
        "GIT_PAGER_IN_USE",
        "GIT_PREFIX",
        "GIT_REDIRECT_STDERR",
        "GIT_REDIRECT_STDIN",
        "GIT_REDIRECT_STDOUT",
    }
)
_SET = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_ADVICE": "0",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone must fail, not fetch
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_TRACE2": "0",  # said aloud: the trace2 targets of a user's configuration cannot be switched off with -c
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
_PROGRAM = "git.exe" if os.name == "nt" else "git"


def argv(*words: str) -> list[str]:
    """The argument vector of one git call, every option pinned."""
    return [executable(), *OPTIONS, *words]


def environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a git call about *this* repository; ``base`` is the process's own unless given."""
    base = os.environ if base is None else base
    kept = {name: value for name, value in base.items() if name not in _DROPPED and not name.startswith("GIT_TRACE")}
    return kept | _SET


def executable() -> str:
    """The absolute path of git, never one that the current directory could have planted."""
    here = os.path.realpath(os.curdir)
    refused = False
    for candidate in _candidates():
        if os.path.realpath(os.path.dirname(candidate)) != here:  # noqa: PTH120 - pathlib costs more than git does
            return candidate
        refused = True
    if refused:
        raise GitError(
            "the only git on PATH lies in the current directory, and such a program is not run", hint="fix PATH"
        )
    raise GitError("git was not found on PATH", hint="install git, or add its folder to PATH")


def _candidates() -> Iterator[str]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        candidate = os.path.join(folder, _PROGRAM)  # noqa: PTH118
        if os.path.isabs(folder) and os.path.isfile(candidate) and os.access(candidate, os.X_OK):  # noqa: PTH113, PTH117
            yield candidate
