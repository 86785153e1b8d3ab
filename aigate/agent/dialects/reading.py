"""The parts of a payload that most agents spell alike: which event, which tool, which files.

Tools are known by name, and where a name is new by the shape of their input: one that has a command runs it, one that has a
path and a text writes it. Reading too much here costs a look at a file; reading too little loses an edit.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from aigate.agent import patches
from aigate.agent.events import Edit, Event, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aigate.agent.payload import Fields

_PHASES = {
    "pretooluse": "before", "beforetool": "before", "toolexecutebefore": "before",
    "posttooluse": "after", "aftertool": "after", "toolexecuteafter": "after", "posttoolusefailure": "failed",
    "beforeshellexecution": "before", "aftershellexecution": "after", "afterfileedit": "after", "aftertabfileedit": "other",
    "preruncommand": "before", "postruncommand": "after", "prewritecode": "before", "postwritecode": "after",
    "stop": "stop", "subagentstop": "stop", "agentstop": "stop", "afteragent": "stop", "sessionidle": "stop",
    "sessionstart": "session-start", "sessionend": "session-end",
}  # fmt: skip
_SHELLS = {
    "bash", "shell", "powershell", "monitor", "runshellcommand", "execcommand", "shellcommand", "localshell", "execute",
    "runcommand", "runinterminal", "executecommand", "terminal", "cmd",
}  # fmt: skip
_WRITERS = {
    "write", "edit", "multiedit", "notebookedit", "writefile", "replace", "create", "strreplaceeditor", "strreplace",
    "applypatch", "delete", "editfile", "createfile", "insert", "writetofile", "replaceinfile", "inserteditintofile",
    "replacestringinfile", "multireplacestringinfile", "deletefile", "editnotebook", "editnotebookfile",
}  # fmt: skip
_READERS = {
    "read",
    "readfile",
    "view",
    "grep",
    "glob",
    "search",
    "ls",
    "list",
    "listdir",
    "listdirectory",
    "searchfilecontent",
}
_PATHS = ("file_path", "path", "notebook_path", "target_file", "filename", "file", "filepath", "absolute_path")
_WHOLE = ("content", "file_text", "contents", "code_content")
_OLD = ("old_string", "old_str", "old_text")
_NEW = ("new_string", "new_str", "new_text", "new_source", "insert_text", "code_edit")
_PATCH = ("command", "patch_text", "input", "patch", "diff", "arguments")
_WRITING = re.compile(
    "write|edit|create|insert|replace|patch|apply|rename|move|delete|refactor|format|exec|run|shell|terminal|command"
)
_LONGEST_PATH = 4096


class Said(NamedTuple):
    """What the shared fields of a payload say."""

    name: str
    phase: str
    cwd: str
    tool: str
    given: Fields  # the tool's input
    got: Fields  # its answer, where that is an object


def event_of(fields: Fields, agent: str) -> Event:
    """An event in the fields that Claude Code made common, in either case."""
    said = said_in(fields)
    shell, command = command_of(fields, said)
    edits = () if shell else edits_of(fields, said)
    shell = shell or (not edits and _may_write(said.tool))
    return Event(
        agent=agent,
        kind=kind_of(said.phase, shell=shell, writes=bool(edits)),
        name=said.name,
        session=fields.text("session_id", "conversation_id", "trajectory_id")[:200],
        cwd=said.cwd,
        tool=said.tool[:200],
        tool_id=fields.text("tool_use_id", "tool_call_id", "execution_id")[:200],
        edits=edits,
        command=command if shell else "",
        in_background=shell and said.given.flag("run_in_background", "is_background"),
        failed=said.phase == "failed" or bool(said.got.table("error")) or bool(fields.text("error")),
        model=fields.text("model", "model_name")[:200],
        stopped_before=fields.flag("stop_hook_active"),
    )


def _may_write(name: str) -> bool:
    """Whether a server's tool that names no file may change some, as a command would: what did is seen afterwards."""
    return name.startswith("mcp__") and _WRITING.search(_tool(name)) is not None


def said_in(fields: Fields) -> Said:
    """The shared fields."""
    name = fields.text("hook_event_name", "agent_action_name", "event_name", "event")[:200]
    return Said(
        name,
        _PHASES.get(_plain(name), "other"),
        cwd_of(fields),
        fields.text("tool_name", "tool"),
        fields.table("tool_input", "tool_args", "tool_info", "args"),
        fields.table("tool_response", "tool_result", "tool_output"),
    )


def cwd_of(fields: Fields) -> str:
    """Where the agent works: as it says, else its first workspace, else where we were started."""
    roots = fields.texts("workspace_roots")
    said = fields.text("cwd") or fields.table("tool_info").text("cwd") or (roots[0] if roots else "")
    here = os.getcwd()
    return absolute(said, here) or here


def absolute(path: str, cwd: str, *, windows: bool = os.name == "nt") -> str:
    """A path made absolute without a look at the disk; "" for what no path can be."""
    if "\0" in path or len(path) > _LONGEST_PATH or not path.strip():
        return ""
    path = path.removeprefix("file://")
    if windows and path[:1] == "/" and path[2:3] == ":" and path[1].isalpha():
        path = path[1:]  # "/c:/code/a.py", as editors write it
    return os.path.normpath(os.path.join(cwd, path))


def kind_of(phase: str, *, shell: bool, writes: bool) -> Kind:
    """What kind of event a phase is, given what the tool does."""
    match phase:
        case "before":
            return Kind.BEFORE_SHELL if shell else Kind.BEFORE_EDIT if writes else Kind.OTHER
        case "after" | "failed":
            return Kind.AFTER_SHELL if shell else Kind.AFTER_EDIT if writes else Kind.OTHER
        case "stop":
            return Kind.STOP
        case "session-start":
            return Kind.SESSION_START
        case "session-end":
            return Kind.SESSION_END
        case _:
            return Kind.OTHER


def command_of(fields: Fields, said: Said) -> tuple[bool, str]:
    """Whether the tool runs a command, and which."""
    tool = _tool(said.tool)
    command = said.given.text("command", "cmd", "command_line") or fields.text("command")
    words = said.given.texts("command", "cmd") or fields.texts("command")
    command = command or _joined(words)
    if tool in _WRITERS:
        return False, ""
    if tool in _SHELLS or "shell" in _plain(said.name) or "command" in _plain(said.name):
        return True, command
    return bool(command) and not patches.is_patch(command) and not _path(said.given), command


def _joined(words: tuple[str, ...]) -> str:
    """An argument vector as a command: ``["bash", "-lc", "git commit"]``."""
    if not words:
        return ""
    import shlex

    return shlex.join(words)


def edits_of(fields: Fields, said: Said) -> tuple[Edit, ...]:
    """The files that a tool writes or has written."""
    if _tool(said.tool) in _READERS:
        return ()
    patch = next((text for name in _PATCH if patches.is_patch(text := said.given.text(name))), "")
    patch = patch or next(
        (text for name in ("tool_input", "tool_args") if patches.is_patch(text := fields.text(name))), ""
    )
    if patch:
        return patches.edits_of(patch, lambda path: absolute(path, said.cwd))
    given = said.given
    path = absolute(_path(given) or _path(fields), said.cwd)
    parts = given.tables("edits", "replacements") or fields.tables("edits")
    listed = [absolute(found, said.cwd) for each in parts if (found := _path(each))]
    if listed and not path:
        pieces = [(where, _pieces(each, ())) for where, each in zip(listed, parts, strict=False)]
        return tuple(Edit(where, pieces=told) for where, told in pieces if where)
    if not path or not _writes(given, parts, said):
        return ()
    before, after = _texts(said)
    deleted = "delete" in _tool(said.tool)
    return (
        Edit(
            path,
            before,
            after,
            () if deleted else _pieces(given, parts),
            deleted,
            by_human=said.got.flag("user_modified"),
        ),
    )


def _writes(given: Fields, parts: tuple[Fields, ...], said: Said) -> bool:
    told = bool(parts) or given.maybe(*_WHOLE, *_NEW) is not None
    return told or _tool(said.tool) in _WRITERS or "write" in _plain(said.name) or "edit" in _plain(said.name)


def _texts(said: Said) -> tuple[str | None, str | None]:
    """The whole file before and after, where the payload holds it."""
    shown = said.got.table("return_display")
    before = shown.maybe("original_content")
    after = shown.maybe("new_content")
    if before is None:
        before = said.got.maybe("original_file")
    if before is None and said.got.text("type") == "create":
        before = ""
    return before, after if after is not None else said.given.maybe(*_WHOLE)


def _pieces(given: Fields, parts: tuple[Fields, ...]) -> tuple[tuple[str, str], ...]:
    found = [(part.text(*_OLD), part.text(*_NEW)) for part in parts or (given,)]
    return tuple(piece for piece in found if any(piece))


def _path(fields: Fields) -> str:
    return fields.text(*_PATHS)


def _tool(name: str) -> str:
    """A tool's name without case, separators, and the names of servers before it."""
    return _plain(name.rpartition("__")[2].rpartition(".")[2])


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(".", "").replace(" ", "")
