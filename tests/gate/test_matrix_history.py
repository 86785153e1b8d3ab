"""The matrix over commits: one history with every way to make a commit, judged in one range and one by one."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.gate.asking import AGENT, assert_passes, assert_refused, decisions, report, said
from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER, marked
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from collections.abc import Callable


class Judged(NamedTuple):
    """A repository, the commit before all that is judged, and the decision on each later commit by its subject."""

    repo: Repository
    base: str
    verdicts: dict[str, str]


def on_a_branch(repo: Repository, name: str, work: Callable[[], object]) -> None:
    repo.git("checkout", "-q", "-B", name)
    work()
    repo.git("checkout", "-q", "main")


def merge(repo: Repository, *branches: str, message: str, files: dict[str, str | bytes] | None = None) -> None:
    """A merge commit, with ``files`` put into it by whoever merges; conflicts are theirs to resolve."""
    repo.run("git", "merge", "-q", "--no-ff", "--no-commit", *branches, ok=False)
    repo.commit(files, message)


def in_pairs(history: Callable[[Repository, str, str], None], repo: Repository) -> None:
    history(repo, "human", "")
    history(repo, "agent", TRAILER)


def plain(repo: Repository, who: str, trailer: str) -> None:
    repo.commit({f"plain_{who}.py": INSECURE}, f"{who}: plain" + trailer)


def by_identity(repo: Repository, who: str, trailer: str) -> None:
    env = AGENT if trailer else {}
    repo.stage({f"identity_{who}.py": INSECURE})
    repo.git("commit", "-qm", f"{who}: identity", env=env)


def renamed(repo: Repository, who: str, trailer: str) -> None:
    filler = "".join(f"{who}_{number} = {number}\n" for number in range(30))
    repo.commit({f"{who}_old.py": filler}, f"{who}: clean before the rename" + trailer)
    repo.git("mv", f"{who}_old.py", f"{who}_new.py")
    repo.commit({f"{who}_new.py": filler + INSECURE}, f"{who}: rename with edit" + trailer)


def evil_merge(repo: Repository, who: str, trailer: str) -> None:
    on_a_branch(repo, "evil", lambda: repo.commit({f"evil_side_{who}.py": CLEAN}, f"{who}: evil side"))
    repo.commit({f"evil_main_{who}.py": CLEAN}, f"{who}: evil main")
    files: dict[str, str | bytes] = {f"evil_{who}.py": INSECURE}
    merge(repo, "evil", message=f"{who}: evil merge" + trailer, files=files)


def conflicted_merge(repo: Repository, who: str, trailer: str) -> None:
    path = f"conflict_{who}.py"
    repo.commit({path: CLEAN}, f"{who}: before the conflict")
    on_a_branch(repo, "conflict", lambda: repo.commit({path: CLEAN.replace("+", "-")}, f"{who}: conflict side"))
    repo.commit({path: CLEAN.replace("+", "*")}, f"{who}: conflict main")
    merge(repo, "conflict", message=f"{who}: conflicted merge" + trailer, files={path: CLEAN + INSECURE})


def clean_merge(repo: Repository, who: str, trailer: str) -> None:
    """Even an agent that merges writes nothing, if the merge goes by itself: the branch was judged where it was made."""
    on_a_branch(repo, "side", lambda: repo.commit({f"clean_side_{who}.py": INSECURE}, f"{who}: side of a person"))
    repo.commit({f"clean_main_{who}.py": CLEAN}, f"{who}: main of a person")
    merge(repo, "side", message=f"{who}: clean merge" + trailer)


def octopus(repo: Repository, who: str, trailer: str) -> None:
    arms = [f"arm{number}" for number in range(3)]
    for arm in arms:
        on_a_branch(repo, arm, partial(repo.commit, {f"{arm}_{who}.py": CLEAN}, f"{who}: {arm}"))
    repo.git("merge", "-q", "--no-ff", "-m", f"{who}: plain octopus" + trailer, *arms)
    for arm in arms:
        on_a_branch(repo, arm, partial(repo.commit, {f"{arm}_{who}.py": CLEAN + "x = 1\n"}, f"{who}: {arm} more"))
    repo.git("merge", "-q", "--no-ff", "-m", "x", *arms)
    repo.commit({f"octopus_{who}.py": INSECURE}, f"{who}: evil octopus" + trailer, "--amend")


def squashed(repo: Repository, who: str, trailer: str) -> None:
    def work() -> None:
        repo.commit({f"squash_{who}.py": CLEAN}, "one")
        repo.commit({f"squash_{who}.py": CLEAN + INSECURE}, "two" + trailer)

    on_a_branch(repo, "squash", work)
    repo.git("merge", "-q", "--squash", "squash")
    body = (repo.path / ".git" / "SQUASH_MSG").read_text("utf-8")
    repo.commit(None, f"{who}: squash\n\n{body}")


def picked(repo: Repository, who: str, trailer: str) -> None:
    subject = f"{who}: cherry-picked"
    on_a_branch(repo, "pick", lambda: repo.commit({f"pick_{who}.py": INSECURE}, subject + trailer))
    repo.commit({f"beside_the_pick_{who}.py": CLEAN}, f"{who}: beside the pick")
    repo.git("cherry-pick", "pick")


def rebased(repo: Repository, who: str, trailer: str) -> None:
    on_a_branch(repo, "topic", lambda: repo.commit({f"rebase_{who}.py": INSECURE}, f"{who}: rebased" + trailer))
    repo.commit({f"beside_the_rebase_{who}.py": CLEAN}, f"{who}: beside the rebase")
    repo.git("rebase", "-q", "main", "topic")
    repo.git("checkout", "-q", "-B", "main")


def reverted(repo: Repository, who: str, trailer: str) -> None:
    """A revert quotes what it reverts, and brings back what was there; only its own trailer makes it an agent's."""
    repo.commit({f"revert_{who}.py": INSECURE}, f"{who}: clean way in of a person")
    repo.commit({f"revert_{who}.py": CLEAN}, f"{who}: mended" + TRAILER)
    quoted = "    " + f"{who}: mended{TRAILER}".strip().replace("\n", "\n    ")
    repo.git("revert", "--no-commit", "HEAD")
    repo.commit(None, f'{who}: revert\n\nThis reverts commit "{quoted}"' + trailer)


def amended(repo: Repository, who: str, trailer: str) -> None:
    repo.commit({f"amend_{who}.py": CLEAN}, "before")
    repo.commit({f"amend_{who}.py": INSECURE}, f"{who}: amended" + trailer, "--amend")


def marked_lines(repo: Repository, who: str, trailer: str) -> None:
    code = marked(INSECURE) if trailer else INSECURE
    repo.commit({f"marked_{who}.py": code}, f"{who}: lines")


def on_a_detached_head(repo: Repository, who: str, trailer: str) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.commit({f"detached_{who}.py": INSECURE}, f"{who}: detached" + trailer)
    repo.git("checkout", "-q", "-B", "main")


def grafted_root(repo: Repository, who: str, trailer: str) -> None:
    repo.git("checkout", "-q", "--orphan", "root")
    repo.git("rm", "-rfq", ".")
    repo.commit({f"root_{who}.py": INSECURE}, f"{who}: root" + trailer)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--allow-unrelated-histories", "-m", f"{who}: clean merge of a root", "root")
    repo.git("branch", "-qD", "root")


HISTORIES = (
    plain, by_identity, renamed, evil_merge, conflicted_merge, clean_merge, octopus, squashed, picked, rebased, reverted, amended,
    marked_lines, on_a_detached_head, grafted_root,
)  # fmt: skip
KINDS = (
    "plain", "identity", "rename with edit", "evil merge", "conflicted merge", "evil octopus", "squash", "cherry-picked", "rebased",
    "revert", "amended", "lines", "detached", "root",
)  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("history")
    repo = Repository.create(folder / "repo", sealed_environment(folder))
    base = repo.commit({"README": "hello\n"}, "base")
    for history in HISTORIES:
        in_pairs(history, repo)
    done = repo.aigate("check", "--range", f"{base}..HEAD", "--format", "json")
    return Judged(repo, base, decisions(report(done)))


def commit_of(judged: Judged, subject: str) -> str:
    found = judged.repo.git("log", "--format=%H %s", "HEAD").split("\n")
    (oid,) = (line.partition(" ")[0] for line in found if line.partition(" ")[2] == subject)
    return oid


@pytest.mark.parametrize("kind", KINDS)
def test_an_agents_commit_is_refused_and_a_humans_passes(judged: Judged, kind: str) -> None:
    assert judged.verdicts[f"human: {kind}"] == "allow"
    assert judged.verdicts[f"agent: {kind}"] == "block"


def test_every_other_commit_of_the_history_passes(judged: Judged) -> None:
    others = {
        subject: decision for subject, decision in judged.verdicts.items() if subject.partition(": ")[2] not in KINDS
    }
    assert len(others) > 40
    assert [subject for subject, decision in others.items() if decision == "block"] == []


def test_the_range_holds_every_commit_once(judged: Judged) -> None:
    listed = judged.repo.git("rev-list", "--count", f"{judged.base}..HEAD")
    assert len(judged.verdicts) == int(listed)


@pytest.mark.parametrize("kind", ["plain", "evil merge", "evil octopus", "root", "squash"])
def test_one_commit_alone_is_judged_as_in_its_range(judged: Judged, kind: str) -> None:
    assert_passes(judged.repo.aigate("check", "--commit", commit_of(judged, f"human: {kind}")))
    assert_refused(judged.repo.aigate("check", "--commit", commit_of(judged, f"agent: {kind}")), RULE)


def test_the_whole_history_is_attributed_to_the_same_commits(judged: Judged) -> None:
    done = judged.repo.aigate("attribute", "--history", "HEAD", "--format", "jsonl")
    assert done.returncode == 0, said(done)
    records: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    known = {record["subject"]: record["ai"] for record in records}
    assert len(records) == int(judged.repo.git("rev-list", "--count", "HEAD"))
    for kind in KINDS:
        assert not known[f"human: {kind}"], kind
        assert known[f"agent: {kind}"], kind


@pytest.mark.parametrize("span", ["HEAD..HEAD", "HEAD..HEAD~3"])
def test_an_empty_range_holds_nothing_to_refuse(judged: Judged, span: str) -> None:
    done = judged.repo.aigate("check", "--range", span, "--format", "json")
    assert_passes(done)
    assert report(done)["changesets"] == []


def test_the_commits_of_a_range_are_judged_by_the_policy_at_its_base(judged: Judged) -> None:
    repo = judged.repo
    repo.git("checkout", "-q", "--detach", judged.base)
    repo.commit({".aigate.toml": "[gate]\nblock = 'critical'\n"}, "loosen")
    tip = repo.commit({"a.py": INSECURE}, "use it" + TRAILER)
    assert_refused(repo.aigate("check", "--range", f"{judged.base}..{tip}"), RULE)
    assert_passes(repo.aigate("check", "--range", f"{tip}~1..{tip}"))
    repo.git("checkout", "-q", "main")
