"""CI steps and scripts that let a scanner fail without anybody noticing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.late import Late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aigate.model import Source

SCANNERS = Late(
    r"\b(?:aigate|bandit|semgrep|opengrep|gitleaks|betterleaks|trufflehog|trivy|grype|snyk|checkov|tfsec|terrascan|kics|gosec|govulncheck"
    r"|pip-audit|safety[ \t]+(?:check|scan)|(?:npm|yarn|pnpm|bun|composer|cargo)[ \t]+(?:npm[ \t]+)?audit|cargo[ \t-]deny|cargo-audit|brakeman|bundle(?:r)?[ \t-]audit"
    r"|codeql(?:-action)?|sonar(?:qube|cloud|-scanner|source)?|dependency-check|dependency-review(?:-action)?|osv-scanner|zaproxy|zap-baseline|nuclei|detect-secrets"
    r"|ggshield|gitguardian|zizmor|scorecard|talisman|kube-?sec|kube-?linter|kube-score|polaris|retire(?:\.?js)?|njsscan|find-?sec-?bugs|spotbugs"
    r"|psalm[^\n]{0,40}--taint|security-checker|flawfinder|mobsf(?:scan)?|dockle|hadolint|clair|anchore|conftest|cfn[_-]nag|prowler|secretlint|kingfisher"
    r"|sast|dast|secret[_ -](?:scan|detection)\w*|security[_ -]scan\w*|dependency[_-]scanning|container[_-]scanning)\b",
    re.IGNORECASE,
)
_SHELLS = frozenset({"bash", "yaml", "makefile", "dockerfile", "groovy", "json", "powershell", "toml"})
_SWALLOWED = Late(
    r"\|\|[ \t]*(?:true|:|echo|exit[ \t]+0|/bin/true)\b|\|\|[ \t]*:(?!\w)|;[ \t]*(?:true|exit[ \t]+0)[ \t\"']*$"
    r"|(?:^|\s)--?(?:exit-zero|soft-fail|no-fail|hard-fail-on=none|exit-code[= ]0|fail-on[= ]none)\b",
    re.IGNORECASE,
)
_CI_PATH = Late(
    r"(?:.*/)?\.github/(?:workflows|actions)/.+\.ya?ml|(?:.*/)?\.gitlab-ci(?:[\w.-]*)?\.ya?ml|\.gitlab/.+\.ya?ml|\.circleci/.+\.ya?ml"
    r"|(?:.*/)?azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.woodpecker(?:/.+)?\.ya?ml|\.buildkite/.+\.ya?ml"
)
_SWITCH = Late(
    r"^(?P<indent>[ ]*)(?P<item>-[ ]+)?(?P<key>continue-on-error|allow_failure|soft_fail|continueOnError|allow-failure)[ ]*:[ ]*[\"']?true\b"
    r"|^(?P<indent2>[ ]*)(?P<item2>-[ ]+)?(?:if|enabled|condition)[ ]*:[ ]*[\"']?(?:\$\{\{[ ]*)?false\b"
)
_SKIP_CI = Late(
    r"\[(?:skip[ -]ci|ci[ -]skip|no[ -]ci|skip[ -]actions|actions[ -]skip|skip azurepipelines|azurepipelines skip|skip travis|travis skip)\]"
    r"|\*\*\*NO_CI\*\*\*|^skip-checks:[ \t]*true",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS = (
    "||",
    "; true",
    ";true",
    "exit 0",
    "exit-",
    "-fail",
    "fail-on",
    "continue",
    "allow_fail",
    "allow-fail",
    "soft_fail",
    "false",
)
_BACK = 6  # lines of one command
_REACH = 120  # lines of one step


class Tolerated(NamedTuple):
    """A line that lets a step fail; ``scanner`` is what the step runs, "" for no scanner that is known."""

    line: int
    scanner: str


def read(source: Source, numbers: Iterable[int]) -> Iterator[Tolerated]:
    """The lines among these that let a scanner, or a CI step, fail in silence."""
    if source.language not in _SHELLS:
        return
    lower = source.text.lower()
    if not any(word in lower for word in _WORDS):
        return
    lines = source.lines
    is_ci = _CI_PATH.made.fullmatch(source.path) is not None
    for number in numbers:
        line = lines[number - 1] if number <= len(lines) else ""
        if line.lstrip().startswith(("#", "//")):
            continue
        if _SWALLOWED.made.search(line):
            if name := _named(_command(lines, number)):
                yield Tolerated(number, name)
        elif is_ci and (switch := _SWITCH.made.match(line)):
            name = _named("\n".join(_step(lines, number, switch)))
            yield Tolerated(number, name)


def skips_ci(message: str) -> int | None:
    """The line of a commit message that tells CI not to run, if any."""
    lower = message.lower()
    found = _SKIP_CI.made.search(message) if any(word in lower for word in ("[", "no_ci", "skip-checks")) else None
    return message.count("\n", 0, found.start()) + 1 if found else None


def _named(text: str) -> str:
    found = SCANNERS.made.search(text)
    return found[0] if found else ""


def _command(lines: Sequence[str], number: int) -> str:
    """A line with those before it that it continues."""
    first = number
    while first > 1 and number - first < _BACK and lines[first - 2].rstrip().endswith("\\"):
        first -= 1
    return "\n".join(lines[first - 1 : number])


def _step(lines: Sequence[str], number: int, switch: re.Match[str]) -> Sequence[str]:
    """The YAML mapping around a key: the step or the job that it speaks of."""
    item = switch["item"] or switch["item2"] or ""
    indent = len((switch["indent"] or switch["indent2"] or "") + item)
    first = number
    while not item and first > 1 and number - first < _REACH:
        first -= 1
        if lines[first - 1].strip() and _indent(lines[first - 1]) < indent:
            break
    last = number
    while last < len(lines) and last - number < _REACH and (not lines[last].strip() or _indent(lines[last]) >= indent):
        last += 1
    return lines[first - 1 : last]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
