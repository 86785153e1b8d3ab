"""Which commits show a sign of an agent, in real repositories: all that ``attribute`` has a claim of, and few others."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from typing import NamedTuple

import pytest

from aigate.audit.census import Census, census
from aigate.audit.plan import Plan
from aigate.audit.walk import Walk, Walked
from aigate.errors import GitError, UsageError
from aigate.git.repo import Repo
from tests.provenance.anchors.noting import CODE, anchored
from tests.provenance.test_git_ai import note
from tests.provenance.tracing import PATH as TRACES
from tests.provenance.tracing import jsonl, record, traced
from tests.repository import Repository

CLAUDE = "x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
MARKED = "# @ai-generated Claude\nx = 1\n"


def taken(repo: Repository, plan: Plan | None = None) -> Census:
    with Repo.open(repo.path) as opened:
        return census(opened, plan or Plan())


def signs(repo: Repository, plan: Plan | None = None) -> dict[str, str]:
    return {commit.id: commit.sign for commit in taken(repo, plan).commits}


# ---------------------------------------------------------------- signs


def test_a_repository_without_commits_has_an_empty_census(repo: Repository) -> None:
    found = taken(repo)
    assert (found.tip, found.commits, found.unread) == ("", (), ())


def test_a_humans_history_shows_no_sign(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}, f"Change {number}") for number in range(3)]
    found = taken(repo)
    assert [(one.id, one.parents, one.sign) for one in found.commits] == [
        (made[0], 0, ""), (made[1], 1, ""), (made[2], 1, "")
    ]  # fmt: skip
    assert found.tip == made[2]
    assert found.commits[0].when == 1767323045
    assert found.chosen(Plan()) == ()
    assert found.chosen(Plan(every_patch=True)) == tuple(made)


def by_author(repo: Repository) -> str:
    return repo.commit({"a.py": "1\n"}, "x", "--author=Claude <noreply@anthropic.com>")


def by_committer(repo: Repository) -> str:
    repo.stage({"a.py": "1\n"})
    repo.run(
        *("git", "commit", "-qm", "x"),
        env={"GIT_COMMITTER_NAME": "Claude", "GIT_COMMITTER_EMAIL": "noreply@anthropic.com"},
    )
    return repo.git("rev-parse", "HEAD")


def by_message(repo: Repository) -> str:
    return repo.commit({"a.py": "1\n"}, CLAUDE)


def by_note(repo: Repository) -> str:
    made = repo.commit({"a.py": "1\n"})
    note(repo, "a.py\n  s_8d2579124116c6 1\n---\n{}")
    return made


def by_early_record(repo: Repository) -> str:
    made = repo.commit({"a.py": "1\n"})
    repo.git("update-ref", f"refs/ai/authorship/{made}", repo.git("hash-object", "-w", "a.py"))
    return made


def by_marker(repo: Repository) -> str:
    return repo.commit({"a.py": MARKED})


def by_wide_marker(repo: Repository) -> str:
    return repo.commit({"a.py": MARKED.encode("utf-16")})


def by_record_of_its_own(repo: Repository) -> str:
    return repo.commit({"a.py": "1\n", TRACES: jsonl(record("a.py", traced(1, 1), at="0" * 40))})


def by_team_agent(repo: Repository) -> str:
    repo.commit({".aigate.toml": '[[provenance.agents]]\nid = "robo"\ntrailers = ["^Robo-Id: [0-9]+$"]\n'})
    return repo.commit({"a.py": "1\n"}, "x\n\nRobo-Id: 7\n")


KINDS: dict[Callable[[Repository], str], str] = {
    by_author: "identities",
    by_committer: "identities",
    by_message: "trailers",
    by_note: "git-ai",
    by_early_record: "git-ai",
    by_marker: "markers",
    by_wide_marker: "markers",
    by_record_of_its_own: "markers",
    by_team_agent: "trailers",
}


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_a_sign_is_seen(repo: Repository, make: Callable[[Repository], str]) -> None:
    before = repo.commit({"z.py": "0\n"})
    made = make(repo)
    after = repo.commit({"z.py": "1\n"})
    found = signs(repo)
    assert found[made] == KINDS[make]
    assert (found[before], found[after]) == ("", "")


def test_a_record_of_agent_trace_is_a_sign_on_its_revision_and_on_the_children_of_that(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}) for number in range(4)]
    repo.write({TRACES: jsonl(record("a.py", traced(1, 1), at=made[1]))})
    assert list(signs(repo).values()) == ["", "agent-trace", "agent-trace", ""]


def test_since_the_first_anchor_any_commit_may_hold_what_is_known(repo: Repository) -> None:
    repo.commit({"z.py": "0\n"}, "old")
    repo.run("git", "commit", "--amend", "-qC", "HEAD", env={"GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"})
    old = repo.git("rev-parse", "HEAD")
    first = anchored(repo, {"a.py": CODE}, {"a.py": (1, 7)})
    later = repo.commit({"z.py": "2\n"})
    found = signs(repo)
    assert (found[old], found[first], found[later]) == ("", "anchors", "anchors")


def test_a_file_that_had_another_name_is_followed(repo: Repository) -> None:
    made = repo.commit({"a.py": MARKED + "".join(f"y = {number}\n" for number in range(9))})
    repo.git("mv", "a.py", "b.py")
    moved = repo.commit(message="move")
    assert signs(repo) == {made: "markers", moved: "markers"}


def test_what_a_merger_wrote_between_markers_is_seen(repo: Repository) -> None:
    repo.commit({"a.py": MARKED + "\n\n\nend\n"})
    repo.git("switch", "-qc", "side")
    repo.commit({"a.py": "side\n" + MARKED + "\n\n\nend\n"})
    repo.git("switch", "-q", "main")
    repo.commit({"a.py": MARKED + "\n\n\nend\nmain\n"})
    repo.git("merge", "-q", "--no-commit", "side")
    merge = repo.commit({"a.py": "side\n" + MARKED + "evil\n\n\nend\nmain\n"}, "merge")
    assert signs(repo)[merge] == "markers"


def test_a_marker_that_is_gone_is_seen_by_reading_every_patch_alone(repo: Repository) -> None:
    made = repo.commit({"a.py": MARKED})
    repo.commit({"a.py": "x = 1\n"})
    assert signs(repo)[made] == ""


@pytest.mark.parametrize("damage", ["missing", "corrupt"])
def test_files_that_cannot_be_looked_through_for_markers_are_counted(repo: Repository, damage: str) -> None:
    commit = repo.commit({"a.py": MARKED, "lost.py": "x = 1\n", "odd\n.py": "x = 2\n"})
    assert taken(repo).notes == ()
    for path in ("lost.py", "odd\n.py"):
        oid = repo.git("rev-parse", f"HEAD:{path}")
        file = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
        file.unlink()
        if damage == "corrupt":
            file.write_bytes(b"x")
    found = taken(repo)
    assert [one.sign for one in found.commits] == ["markers"]
    (note,) = found.notes
    assert note.startswith(f"2 files of {commit[:12]} could not be read")


@pytest.mark.parametrize("seed", range(4))
def test_every_commit_with_a_claim_shows_a_sign(repo: Repository, seed: int) -> None:
    grow(repo, random.Random(seed))
    with Repo.open(repo.path) as opened:
        found = census(opened, Plan(all_branches=True))
        sign_of = {commit.id: commit.sign for commit in found.commits}
        every = Walk(opened, Plan(), found.settings).attributed(found.chosen(Plan(every_patch=True)))
        claimed = {one.changeset.id for one in every if isinstance(one, Walked) and one.attribution.claims}
    assert claimed, "there were agents"
    assert claimed <= {oid for oid, sign in sign_of.items() if sign}
    assert any(not sign for sign in sign_of.values())


def grow(repo: Repository, chance: random.Random) -> None:
    """A history of humans and agents, some of whose files gain markers, change their names, and are merged."""
    files = {"a.py": "a\n", "b.py": "b\n", "c/d.py": "c\n"}
    for number in range(24):
        name = chance.choice(sorted(files))
        lines = files[name].splitlines(keepends=True)
        extra = chance.choice([f"x = {number}\n"] * 8 + [f"# AI-GENERATED START\ny = {number}\n# AI-GENERATED END\n"])
        lines.insert(chance.randint(0, len(lines)), extra)
        files[name] = "".join(lines)
        author = chance.choice(["Jane <jane@example.org>"] * 6 + ["Claude <noreply@anthropic.com>"])
        made = repo.commit({name: files[name]}, chance.choice(["x"] * 6 + [CLAUDE]), f"--author={author}")
        if chance.random() < 0.1:
            note(repo, f"{name}\n  s_8d2579124116c6 1-9\n---\n{{}}", rev=made)
        if chance.random() < 0.15:
            repo.git("mv", name, f"m{number}.py")
            files[f"m{number}.py"] = files.pop(name)
            repo.commit(message="move")
        if chance.random() < 0.2:
            repo.git("switch", "-qc", f"side{number}", "HEAD~1")
            repo.commit({f"s{number}.py": "s\n"}, chance.choice(["x", CLAUDE]))
            repo.git("switch", "-q", "main")
            repo.git("merge", "-q", "-m", "merge", f"side{number}")


# ---------------------------------------------------------------- what is asked for


class Branches(NamedTuple):
    root: str
    side: str
    main: str
    merge: str
    other: str


@pytest.fixture
def branches(repo: Repository) -> Branches:
    root = repo.commit({"a.py": "1\n"}, "x", "--date=2026-01-01T00:00:00Z")
    repo.git("switch", "-qc", "side")
    side = repo.commit({"side.py": "1\n"})
    repo.git("switch", "-q", "main")
    main = repo.commit({"lib/b.py": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    merge = repo.git("rev-parse", "HEAD")
    repo.git("switch", "-qc", "other", root)
    other = repo.commit({"o.py": "1\n"})
    repo.git("switch", "-q", "main")
    return Branches(root, side, main, merge, other)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        pytest.param(Plan(), "root side main merge", id="HEAD unless something else is said"),
        pytest.param(Plan(("main..other",)), "other", id="a range"),
        pytest.param(Plan(("side..",)), "main merge", id="a range to HEAD"),
        pytest.param(Plan(("other", "side")), "root other side", id="several revisions"),
        pytest.param(Plan(("main", "^side")), "main merge", id="a revision without another"),
        pytest.param(Plan(first_parent=True), "root main merge", id="first parents alone"),
        pytest.param(Plan(all_branches=True), "root side main merge other", id="all branches"),
        pytest.param(Plan(paths=("lib",)), "main merge", id="a folder"),
        pytest.param(Plan(paths=("side.py", "a.py")), "root side merge", id="files"),
        pytest.param(Plan(since="2030-01-01"), "", id="nothing is so young"),
        pytest.param(Plan(until="2030-01-01"), "root side main merge", id="everything is so old"),
    ],
)
def test_what_is_asked_for_is_what_is_found(repo: Repository, branches: Branches, plan: Plan, expected: str) -> None:
    assert set(signs(repo, plan)) == {getattr(branches, name) for name in expected.split()}


@pytest.mark.parametrize("revision", ["nowhere", "main..nowhere", "--all", "^main"])
def test_what_does_not_exist_is_an_error(repo: Repository, branches: Branches, revision: str) -> None:
    with pytest.raises(UsageError):
        taken(repo, Plan((revision,)))


# ---------------------------------------------------------------- what cannot be read


def clone(repo: Repository, *options: str) -> Repository:
    target = repo.path.parent / "clone"
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(target))
    return Repository(target, repo.env)


def test_the_edge_of_a_shallow_clone_is_counted_and_not_read(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}, CLAUDE) for number in range(4)]
    found = taken(clone(repo, "--depth=2"))
    assert [commit.id for commit in found.commits] == made[2:]
    assert found.edges == {made[2]}
    assert found.chosen(Plan()) == (made[3],)


def lose(repo: Repository, oid: str) -> None:
    path = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    path.unlink()


def test_a_commit_that_is_missing_is_named_and_the_rest_is_read(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}, CLAUDE) for number in range(2)]
    repo.git("switch", "-qc", "side")
    side = repo.commit({"b.py": "1\n"}, CLAUDE)
    repo.git("switch", "-q", "main")
    made += [repo.commit({"a.py": f"{number}\n"}, CLAUDE) for number in (2, 3, 4)]
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    lose(repo, made[2])
    found = taken(repo)
    assert {commit.id for commit in found.commits} == {*made, side, repo.git("rev-parse", "HEAD")} - {made[2]}
    assert [(one.commit, one.reason.split()[0]) for one in found.unread] == [(made[2], "the"), (made[3], "its")]
    assert found.git_exit == 128
    assert set(found.chosen(Plan())) == {made[0], made[1], side, made[4]}


def test_a_damaged_commit_is_named_too(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}) for number in range(3)]
    lose(repo, made[1])
    (repo.path / ".git" / "objects" / made[1][:2] / made[1][2:]).write_bytes(b"nonsense")
    found = taken(repo)
    assert [commit.id for commit in found.commits] == made[2:]
    assert [one.commit for one in found.unread] == [made[1], made[2]]


def test_a_range_that_git_cannot_walk_to_its_end_is_no_shorter_range(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}) for number in range(4)]
    lose(repo, made[1])
    found = taken(repo, Plan(("HEAD",), until="2030-01-01"))
    assert [commit.id for commit in found.commits] == made[2:]
    assert found.unread


def test_replacements_and_grafts_are_not_followed_and_that_is_said(repo: Repository) -> None:
    made = [repo.commit({"a.py": f"{number}\n"}) for number in range(3)]
    repo.git("replace", made[2], made[1])
    repo.write({".git/info/grafts": f"{made[2]}\n"})
    found = taken(repo)
    assert [commit.id for commit in found.commits] == made
    assert [note_.split(" ")[0:2] for note_ in found.notes] == [["1", "replace"], ["grafts", "(info/grafts)"]]


def test_a_partial_clone_is_never_made_to_fetch(repo: Repository) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"a.py": "1\n"}, CLAUDE)
    repo.commit({"a.py": "2\n"})
    partial = clone(repo, "--filter=blob:none", "--no-checkout")
    shutil.move(repo.path, repo.path.with_name("away"))
    found = taken(partial)
    assert [bool(commit.sign) for commit in found.commits] == [True, False]
    assert not found.unread


def test_git_that_stops_early_is_an_error(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from aigate.git import log

    for number in range(3):
        repo.commit({"a.py": f"{number}\n"})
    whole = log.columns
    monkeypatch.setattr(log, "columns", lambda *given: (tuple(one[1:] for one in found) for found in whole(*given)))
    with pytest.raises(GitError, match="2 commits"):
        taken(repo)
    with pytest.raises(GitError, match="2 commits"):
        taken(repo, Plan(until="2030-01-01"))


def test_records_are_cut_where_they_end_however_they_come(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        repo.commit(message=f"x {number}\n\n" + "y\n" * number)
    whole = taken(repo).commits
    monkeypatch.setattr("aigate.git.log._MANY", 1)
    assert taken(repo).commits == whole
