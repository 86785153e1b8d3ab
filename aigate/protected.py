"""The policy in force: configuration, rules and acceptances as the protected revision has them.

A change is not judged by its own rules, so nothing here reads the work tree or, but for a repository's first commit, the
index.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aigate.config import Config, find
from aigate.policy import acceptance, demands, exclude
from aigate.rules import loader

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aigate.config import Provenance
    from aigate.git.repo import Repo
    from aigate.rules import RuleSet

INDEX = ""  # read_path's name for the index
RULE_FILES = (".yml", ".yaml")
FLOW_FILES = ".toml"  # models for following text


@dataclass(frozen=True, slots=True)
class Policy:
    """What a change is judged by."""

    config: Config
    rules: RuleSet
    acceptances: tuple[acceptance.Acceptance, ...] = ()
    malformed: tuple[acceptance.Malformed, ...] = ()


def default() -> Policy:
    """The policy of a place that has none of its own."""
    return Policy(Config(), loader.load())


def head_or_index(repo: Repo) -> str:
    """The protected revision at commit time: HEAD, or the index before there is one."""
    return "HEAD" if repo.has_head() else INDEX


def policy_at(
    repo: Repo, rev: str | None, drafts: Sequence[tuple[str, bytes]] = (), enable: Collection[str] = ()
) -> Policy:
    """The policy as ``rev`` has it; ``INDEX`` for the index, None where there is nothing to read.

    ``drafts`` are files of rules, by path and content, that are taken in as if ``rev`` had them; the rules of ``enable`` are in
    force whatever the policy says. Raises ConfigError for anything that cannot be read: a broken policy judges nothing.
    """
    if rev is None:
        return replace(default(), rules=loader.load(drafts)) if drafts else default()
    config, name = find(lambda path: repo.read_path(rev, path))
    return policy_under(repo, rev, config, name, drafts, enable)


def policy_under(
    repo: Repo,
    rev: str,
    config: Config,
    name: str | None,
    drafts: Sequence[tuple[str, bytes]] = (),
    enable: Collection[str] = (),
) -> Policy:
    """The policy that ``config``, from the file ``name``, makes with the rules and acceptances that ``rev`` has."""
    exclude.check_patterns(config.paths.exclude, f"{name}: paths.exclude")
    for one in config.wrapper:
        exclude.check_patterns(one.except_, f"{name}: wrapper.except")
    demands.check_settings(config.trailers, name)
    found = rule_files(repo, rev, config) | dict(drafts)
    disable = [rule for rule in config.rules.disable if rule not in enable]
    config = replace(config, rules=replace(config.rules, disable=tuple(disable))) if enable else config
    team = [(path, data) for path, data in found.items() if not path.endswith(FLOW_FILES)]
    flows = [(path, data) for path, data in found.items() if path.endswith(FLOW_FILES)]
    if flows:
        check_flows(flows)
    rules = loader.load(team, disable, config.rules.severity, config.wrapper, flows)
    records, malformed = acceptance.read(repo.read_path(rev, acceptance.PATH) or b"")
    return Policy(config, rules, records, malformed)


def rule_files(repo: Repo, rev: str, config: Config) -> dict[str, bytes]:
    """The teams' files of rules and of models as ``rev`` has them, by path."""
    return {
        path: repo.read(oid)
        for folder in config.rules.folders
        for path, oid in repo.list_tree(rev, folder)
        if path.endswith((*RULE_FILES, FLOW_FILES))
    }


def check_flows(files: Sequence[tuple[str, bytes]]) -> None:
    """Files of models for following text: ConfigError for the first thing wrong in them."""
    from aigate.scanners import flow

    flow.load(tuple(files))
    flow.ecma.load(tuple(files))


class Policies:
    """Policies by revision, each read once. A long push mostly has one policy: equal trees share it."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._known: dict[tuple[object, ...], Policy] = {}

    def at(self, rev: str | None) -> Policy:
        """``policy_at``, remembered by what the revision holds rather than by its name."""
        key = self._content(rev)
        if key not in self._known:
            self._known[key] = policy_at(self._repo, rev)
        return self._known[key]

    def _content(self, rev: str | None) -> tuple[object, ...]:
        if rev is None:
            return ()
        names = (".aigate.toml", "pyproject.toml", acceptance.PATH)
        files = tuple(self._repo.read_path(rev, name) for name in names)
        folders = self._known_folders(files[:2]) or (".aigate/rules",)
        return (*files, *(self._repo.list_tree(rev, folder) for folder in folders))

    @staticmethod
    def _known_folders(files: tuple[bytes | None, ...]) -> tuple[str, ...]:
        found = dict(zip((".aigate.toml", "pyproject.toml"), files, strict=True))
        return find(found.get)[0].rules.folders


def provenance_at(repo: Repo, rev: str) -> Provenance:
    """Which evidence counts at ``rev``: all that attribution needs of a policy."""
    return find(lambda path: repo.read_path(rev, path))[0].provenance
