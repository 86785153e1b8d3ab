"""Ignore lists and baselines: files whose lines tell a tool what not to report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aigate.late import Late

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ENTRY = r"^\s*[^#\s/;\[{}\]<].*"  # of plain lists: whatever is neither blank nor a comment
_RULE = "suppressions/list-security"
_LINT = "suppressions/list-lint"
_HOOKS = "suppressions/hooks"


class ListFile(NamedTuple):
    """One kind of file, known by its path, and the lines in it that count."""

    paths: Late
    tool: str
    rule: str
    entry: Late


def _kind(paths: str, tool: str, rule: str = _RULE, entry: str = _ENTRY) -> ListFile:
    return ListFile(Late(rf"(?:.*/)?(?:{paths})", re.IGNORECASE), tool, rule, Late(entry))


_SECURITY_IDS = r"S(?!101\b)\d{3}"
FILES: tuple[ListFile, ...] = (
    _kind(r"\.(?:gitleaks|betterleaks)ignore", "Gitleaks"),
    _kind(r"\.?gitleaks\.toml", "Gitleaks", entry=r"^\s*(?:\[+\w*\.?allowlists?\]+|\w*regexes\s*=|paths\s*=|stopwords\s*=|commits\s*=|disabledRules\s*=)"),
    _kind(r"\.secrets\.baseline", "detect-secrets", entry=r'"(?:hashed_secret|pattern|path|regex)"|"(?:is_secret)": false'),
    _kind(r"\.trufflehogignore|trufflehog[\w.-]*exclude[\w.-]*", "TruffleHog"),
    _kind(r"\.gitguardian\.ya?ml", "GitGuardian", entry=r"^\s*(?:-\s|ignored[-_]|paths[-_]ignore|exit[-_]zero|match:)"),
    _kind(r"\.talismanrc", "Talisman", entry=r"^\s*(?:-\s|checksum:|allowed_patterns|ignore_detectors)"),
    _kind(r"\.trivyignore(?:\.ya?ml)?", "Trivy"),
    _kind(r"\.snyk", "Snyk", entry=r"^\s*(?:['\"]?(?:SNYK-|snyk:|npm:)|exclude:|-\s)"),
    _kind(r"\.semgrepignore", "Semgrep"),
    _kind(r"\.bandit(?:\.ya?ml|\.baseline|-baseline\.json)?|bandit(?:[._-]baseline)?\.(?:ya?ml|json)", "Bandit", entry=r"^\s*[\"']?(?:skips|exclude\w*|tests)[\"']?\s*[:=]|\"issue_text\"|^\s*-\s*[\"']?B\d{3}"),
    _kind(r"\.nsprc|\.auditjsrc|audit-ci\.jsonc?|\.ncurc-audit|\.safety-policy\.ya?ml|osv-scanner\.toml|\.grype\.ya?ml|\.audit\.toml", "a dependency audit", entry=r"(?:GHSA-|CVE-\d|PVE-|\bid\s*=|\bvulnerability\s*:|^\s*\d{4,}\s*:|\b\"?\d{4,}\"?\s*:|ignore\w*\s*[=:])"),
    _kind(r"(?:dependency-check|owasp)[\w.-]*suppressions?\.xml|suppressions?\.xml", "OWASP Dependency-Check", entry=r"<(?:suppress|cve|vulnerabilityName|cpe|gav|suppression)\b"),
    _kind(r"\.checkov(?:\.ya?ml|\.baseline)|checkov\.ya?ml", "Checkov", entry=r"CKV|(?:skip|soft)[-_]\w+\s*:"),
    _kind(r"\.tfsec(?:ignore|/config\.(?:json|ya?ml))", "tfsec", entry=r"exclude|severity_overrides|^\s*-\s|^\s*[\w-]+-[\w-]+"),
    _kind(r"\.?kics\.config|\.?kics\.(?:ya?ml|json|toml)", "KICS", entry=r"exclude"),
    _kind(r"brakeman\.ignore", "Brakeman", entry=r'"fingerprint"'),
    _kind(r"\.dockleignore|\.hadolintignore", "an image linter"),
    _kind(r"\.?zizmor\.ya?ml", "zizmor", entry=r"^\s*(?:ignore|disable)\s*:|^\s*-\s"),
    _kind(r"(?:\.github/)?codeql(?:/[\w.-]+|-config)\.ya?ml|\.?lgtm\.ya?ml", "CodeQL", entry=r"paths-ignore|exclude\s*:|disable-default-queries|^\s*-\s*exclude"),
    _kind(r"sonar-project\.properties|\.sonarcloud\.properties", "SonarQube", entry=r"^\s*sonar\.(?:exclusions|global\.exclusions|issue\.ignore|security)"),
    _kind(r"(?:pyproject|\.?ruff)\.toml", "Ruff or Bandit", entry=rf"^\s*(?:\"[^\"]*\"\s*=\s*\[|(?:extend-)?ignore\s*=\s*\[|skips\s*=\s*\[)[^\]#]*\"(?:{_SECURITY_IDS}|S|B(?!101\")\d{{3}})\"|^\s*\[tool\.bandit\.?[\w.]*\]|^\s*exclude_dirs\s*="),
    _kind(r"phpstan-baseline\.neon|psalm-baseline\.xml|detekt-baseline\.xml|(?:android-)?lint-baseline\.xml|\.rubocop_todo\.yml|eslint-suppressions\.json|\.mypy-baseline[\w.]*|\.?basedpyright/baseline\.json|\.betterer\.results|\.ansible-lint-ignore|\.flake8-baseline|\.pylint-baseline", "a linter's baseline", _LINT, r"\S"),
    _kind(r"\.eslintignore|\.stylelintignore|\.shellcheckrc|\.tslintignore", "a linter", _LINT),
    _kind(r"\.gitattributes", "reviewers", "suppressions/hooks", r"linguist-(?:generated|vendored)|merge=ours|export-ignore"),
    _kind(r"\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.ya?ml|\.overcommit\.ya?ml|\.husky/[\w.-]+|\.?git-?hooks/[\w.-]+|\.lintstagedrc[\w.]*|\.simple-git-hooks\.\w+", "the hooks", _HOOKS, r"^\s*[^#\s]"),
)  # fmt: skip


_WORDS = (
    "ignore", "baseline", "leaks", "trufflehog", "guardian", "talisman", "snyk", "bandit", "nsprc", "auditjs", "audit-ci", "audit.toml", "safety",
    "osv-scanner", "grype", "suppression", "checkov", "tfsec", "kics", "zizmor", "codeql", "lgtm", "sonar", "pyproject", "ruff", "rubocop_todo",
    "betterer", "shellcheckrc", "pre-commit", "lefthook", "overcommit", "husky", "hooks", "lintstaged", "gitattributes",
)  # fmt: skip


def list_of(path: str) -> ListFile | None:
    """Which kind of list a path is, if any. Most are none, by words that every one of them has."""
    lower = path.lower()
    if not any(word in lower for word in _WORDS):
        return None
    return next((one for one in FILES if one.paths.made.fullmatch(path)), None)


def entries(kind: ListFile, lines: Sequence[str], numbers: Iterable[int]) -> list[int]:
    """Those of the lines that tell the tool of something to leave alone."""
    return [number for number in numbers if number <= len(lines) and kind.entry.made.search(lines[number - 1][:20_000])]
