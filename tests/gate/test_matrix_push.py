"""The matrix at push time: every ref of a push is judged, and every commit that the remote lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.gate.asking import assert_passes, assert_refused, assert_undecided, ref_line
from tests.gate.samples import CLEAN, INSECURE, RULE, TRAILER
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    import subprocess

NULL = "0" * 40
ELSEWHERE = "1234567890" * 4
# What git says of each kind of push; {tip} is the commit in question, {fine} a human's, {base} what the remote has.
PUSHES = {
    "an update": "refs/heads/a {tip} refs/heads/a {base}\n",
    "a new branch": f"refs/heads/a {{tip}} refs/heads/a {NULL}\n",
    "a forced push": "refs/heads/a {tip} refs/heads/a {other}\n",
    "a forced push over a commit that is not here": f"refs/heads/a {{tip}} refs/heads/a {ELSEWHERE}\n",
    "the first of three": f"x {{tip}} refs/heads/x {{base}}\ny {{fine}} refs/heads/y {{base}}\n(delete) {NULL} refs/heads/z {{base}}\n",
    "the middle of three": f"(delete) {NULL} refs/heads/x {{base}}\ny {{tip}} refs/heads/y {{base}}\nz {{fine}} refs/heads/z {{base}}\n",
    "the last of three": f"x {{fine}} refs/heads/x {{base}}\n(delete) {NULL} refs/heads/y {{base}}\nz {{tip}} refs/heads/z {NULL}\n",
    "no newline at the end": "x {fine} refs/heads/x {base}\ny {tip} refs/heads/y {base}",
    "a revision that is no ref": "HEAD^{{/fix the bug}} {tip} refs/heads/a {base}\n",
}  # fmt: skip


class Pushed(NamedTuple):
    """A repository with a remote that has ``base``, and on it a human's commit, and an agent's under a human's."""

    repo: Repository
    base: str
    human: str
    agent: str
    above: str

    def push(self, refs: str, remote: str = "origin") -> subprocess.CompletedProcess[bytes]:
        return self.repo.aigate("hook", "pre-push", remote, "url", stdin=refs.encode())


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Pushed:
    folder = tmp_path_factory.mktemp("push")
    env = sealed_environment(folder)
    repo = Repository.create(folder / "repo", env)
    remote = Repository.create(folder / "remote.git", env, "--bare")
    repo.git("remote", "add", "origin", str(remote.path))
    repo.commit({"old.py": INSECURE}, "Before the gate" + TRAILER)
    base = repo.commit({"README": "hello\n"}, "base")
    repo.git("push", "-q", "origin", "main")
    human = repo.commit({"human.py": INSECURE}, "human")
    repo.git("checkout", "-q", "-b", "feature", base)
    agent = repo.commit({"agent.py": INSECURE}, "agent" + TRAILER)
    above = repo.commit({"above.py": CLEAN}, "above")
    for name, commit in {"bad": above, "good": human}.items():
        repo.git("tag", f"light-{name}", commit)
        repo.git("tag", "-a", "-m", "annotated" + TRAILER, f"heavy-{name}", commit)
        repo.git("tag", "-a", "-m", "a tag of a tag", f"nested-{name}", f"heavy-{name}")
        repo.git("tag", "-a", "-m", "all files", f"tree-{name}", f"{commit}^{{tree}}")
    return Pushed(repo, base, human, agent, above)


@pytest.mark.parametrize("kind", PUSHES)
def test_a_push_of_an_agents_commit_is_refused_and_of_a_humans_passes(pushed: Pushed, kind: str) -> None:
    def refs(tip: str, other: str) -> str:
        return PUSHES[kind].format(tip=tip, other=other, fine=pushed.human, base=pushed.base)

    assert_refused(pushed.push(refs(pushed.above, pushed.human)), RULE, "agent.py:5")
    assert_passes(pushed.push(refs(pushed.human, pushed.agent)))


@pytest.mark.parametrize("tag", ["light", "heavy", "nested"])
def test_a_tag_is_judged_by_the_commits_it_brings(pushed: Pushed, tag: str) -> None:
    """The tag's own message says nothing of who wrote the commits."""
    for name in ("bad", "good"):
        oid = pushed.repo.git("rev-parse", f"refs/tags/{tag}-{name}")
        done = pushed.push(f"refs/tags/{tag} {oid} refs/tags/{tag} {NULL}\n")
        if name == "bad":
            assert_refused(done, RULE, "agent.py:5")
        else:
            assert_passes(done)


def test_a_tag_of_a_tree_has_no_author_and_passes(pushed: Pushed) -> None:
    oid = pushed.repo.git("rev-parse", "refs/tags/tree-bad")
    assert_passes(pushed.push(f"refs/tags/tree {oid} refs/tags/tree {NULL}\n"))


@pytest.mark.parametrize(
    "refs",
    ["", f"(delete) {NULL} refs/heads/gone {ELSEWHERE}\n", "refs/heads/a {base} refs/heads/a {base}\n"],
    ids=["nothing", "a deletion", "what the remote has"],
)
def test_a_push_that_brings_nothing_passes(pushed: Pushed, refs: str) -> None:
    assert_passes(pushed.push(refs.format(base=pushed.base)))


def test_to_a_remote_that_nothing_is_known_of_everything_is_judged(pushed: Pushed) -> None:
    refs = f"refs/heads/a {pushed.human} refs/heads/a {NULL}\n"
    assert_refused(pushed.push(refs, "https://example.org/other.git"), "old.py:5")


def test_an_object_that_is_not_here_and_a_line_that_is_not_gits_are_errors(pushed: Pushed) -> None:
    assert_undecided(pushed.push(f"refs/heads/a {ELSEWHERE} refs/heads/a {pushed.base}\n"), "missing")
    fine = ref_line(pushed.human, pushed.base)
    assert_undecided(pushed.push(fine + "nonsense\n"), "line 2", codes=(2,))
    assert_undecided(pushed.push(fine + "\n" + fine), "line 2", codes=(2,))
