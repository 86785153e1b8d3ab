"""The gate's own files: a change is not judged by its own rules, and an agent's change of them is itself a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigate.lines import Span
from aigate.model import Confidence, Finding, RuleInfo, Severity
from aigate.policy import agentfiles

if TYPE_CHECKING:
    from collections.abc import Collection

    from aigate.errors import ConfigError
    from aigate.model import FileChange
    from aigate.policy.narrow import Gated

CONFIG = ".aigate.toml"
FOLDER = ".aigate"
HOOK_FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
SHARED = ("pyproject.toml", *HOOK_FILES)
_BREAKS = re.compile("[\r\x85\u2028\u2029]")  # what ends a line in YAML, besides a newline
_ABOUT_US = re.compile(r"aigate", re.IGNORECASE)
_HIDES_TEXT = re.compile(r"^\s*[^#\s]\S*\s.*(?<![\w-])(?:-diff|-text|binary|diff=\S+)(?![\w-])")


@dataclass(frozen=True, slots=True)
class _Rule:
    message: str
    hint: str
    severity: Severity
    cwe: str = ""


_HUMAN_COMMITS = "Let a human make this change, in a commit of its own, without an agent's trailer or marker."
RULES: dict[str, _Rule] = {
    "gate/changed-by-agent": _Rule("An agent's change touches the gate's own configuration.", _HUMAN_COMMITS, Severity.HIGH, "CWE-284"),
    "gate/hides-source": _Rule(
        "An agent's .gitattributes line makes git treat text as binary, which hides it from reviewers and tools.",
        "Leave the attribute out, or let a human commit it.", Severity.MEDIUM, "CWE-778",
    ),
    "gate/broken-config": _Rule("This change leaves the gate's configuration unreadable.", "Mend it before you commit.", Severity.HIGH),
    "gate/bad-suppression": _Rule(
        "This suppression does not count: it needs an exact rule and a reason.",
        "Write: aigate: ignore[rule/name] why this may stay", Severity.LOW,
    ),
    "gate/marker-removed": _Rule(
        "A marker that declared lines AI-written is gone, while the lines are still there.",
        "Put the marker back, or have a human review the lines and commit the removal.", Severity.LOW,
    ),
    "gate/acceptance-malformed": _Rule("A record in .aigate/accepted.jsonl cannot be read.", "Write it anew with aigate accept.", Severity.MEDIUM),
    "gate/acceptance-expired": _Rule("A record in .aigate/accepted.jsonl has expired.", "Mend the code or accept it anew.", Severity.LOW),
    "gate/acceptance-dead": _Rule("A record in .aigate/accepted.jsonl fits no finding any more.", "Delete the line.", Severity.LOW),
}  # fmt: skip


def infos() -> tuple[RuleInfo, ...]:
    """What the gate itself can find."""
    return tuple(
        RuleInfo(id=name, message=rule.message, severity=rule.severity, confidence=Confidence.HIGH, scanner="gate",
                 cwe=rule.cwe, hint=rule.hint)
        for name, rule in RULES.items()
    )  # fmt: skip


def complaint(rule: str, path: str, line: int, message: str = "") -> Finding:
    """A finding of the gate's own."""
    known = RULES[rule]
    return Finding(
        rule, path, Span(line, line), known.severity, message or known.message, Confidence.HIGH, known.hint,
        cwe=known.cwe, scanner="gate", kind="gate",
    )  # fmt: skip


def is_gate_file(path: str, folders: Collection[str] = ()) -> bool:
    """Whether every line of ``path`` is the gate's own. ``folders`` hold the team's rules."""
    return (
        path == CONFIG
        or path in agentfiles.OWN
        or any(path == folder or path.startswith(f"{folder}/") for folder in (FOLDER, *folders))
    )


def may_concern_gate(path: str, folders: Collection[str] = ()) -> bool:
    """Whether ``path`` could hold something of the gate's."""
    shared = path in SHARED or path in agentfiles.SETTINGS
    return is_gate_file(path, folders) or shared or path.rpartition("/")[2] == ".gitattributes"


def touched_by_agent(
    change: FileChange, gated: Gated, new: list[str], old: list[str], folders: Collection[str] = ()
) -> list[Finding]:
    """Findings for an agent's change of the gate's own files. ``gated`` speaks of AI lines, whatever the scope."""
    path, before = change.path, change.old_path or change.path
    if is_gate_file(path, folders) or is_gate_file(before, folders):
        return [complaint("gate/changed-by-agent", path, _first(gated))] if gated else []
    if path in SHARED or before in SHARED:
        return _shared(change, gated, new if path in SHARED else [], old if before in SHARED else [])
    if before in agentfiles.SETTINGS:
        weaker = gated and agentfiles.weakened("\n".join(old), "\n".join(new) if path == before else "")
        return [complaint("gate/changed-by-agent", path, _first(gated))] if weaker else []
    if path.rpartition("/")[2] == ".gitattributes":
        hiding = [line for line in gated.lines if line <= len(new) and _HIDES_TEXT.match(new[line - 1])]
        return [complaint("gate/hides-source", path, line) for line in hiding]
    return []


def _shared(change: FileChange, gated: Gated, new: list[str], old: list[str]) -> list[Finding]:
    """In a file that the gate shares with others, only what surrounds its name is its own.

    A section is the run of lines from a line that names aigate to the next table or list item at the same or a lower
    indentation. Comparing the sections of both sides sees removals, edits and additions alike. Once a file of hooks names
    aigate, its keys on the outermost level are ours too: a second ``repos:`` at its end would switch off the first.
    """
    if not gated or not changes_ours(change.old_path or change.path, old, new):
        return []
    mine = [number for number, line in enumerate(new, 1) if number in gated.lines and _ABOUT_US.search(line)]
    return [complaint("gate/changed-by-agent", change.path, mine[0] if mine else _first(gated))]


def changes_ours(path: str, old: list[str], new: list[str]) -> bool:
    """Whether the lines of a file that the gate shares with others say something else of the gate than before."""
    with_keys = any(map(_ABOUT_US.search, old)) and path in HOOK_FILES
    return _sections(new, with_keys=with_keys) != _sections(old, with_keys=with_keys)


def _sections(lines: list[str], *, with_keys: bool) -> list[str]:
    kept: list[str] = []
    inside: int | None = None
    for line in (part for whole in lines for part in _BREAKS.split(whole)):
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        starts_new = text.startswith(("[", "- ")) and inside is not None and indent <= inside
        if _ABOUT_US.search(text):
            inside = indent if inside is None or starts_new else min(inside, indent)
        elif starts_new:
            inside = None
        is_key = with_keys and not indent and not text.startswith("- ")
        if (inside is not None or is_key) and text and not text.startswith("#"):
            kept.append(text)
    return kept


def _first(gated: Gated) -> int:
    if gated.lines:
        return gated.lines.spans[0].start
    return max(1, gated.seams[0].start) if gated.seams else 1


def broken(path: str, error: ConfigError) -> Finding:
    """The finding for a gate file that this change leaves unreadable."""
    found = re.match(r".*?:(\d+):", error.message)
    return complaint("gate/broken-config", path, int(found[1]) if found else 1, f"After this change: {error.message}")
