"""What agents' shell commands change, from the event to the staged line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.agent import commands, disk
from aigate.agent.events import Edit, Kind
from aigate.agent.recorder import Journal
from aigate.errors import GitError
from aigate.git import worktree
from aigate.git.locate import Place
from tests.provenance.journal.agent import Agent, lines_of, log_of, staged, told_of
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


BASE = "def one():\n    return 1\n"
HUMAN = BASE + "human = 'line of a human'\n"


@pytest.fixture
def agent(repo: Repository) -> Agent:
    repo.commit({"app.py": BASE, "other.py": "other = 'committed'\n"})
    return Agent(repo)


def stage_all(agent: Agent) -> dict[str, list[int]]:
    agent.repo.git("add", "-A")
    return staged(agent.repo)


def test_a_command_that_changes_nothing_claims_nothing(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN, "new.py": "new = 'of a human'\n"})
    assert agent.shell("ls; git status; cat app.py") == []
    assert stage_all(agent) == {}


def test_what_a_command_writes_is_the_agents(agent: Agent) -> None:
    written = agent.shell("echo 'tail = \"of agent\"' >> app.py; mkdir lib; echo 'x = \"new\"' > lib/new.py")
    assert {one.path: list(one.lines) for one in written} == {"app.py": [3], "lib/new.py": [1]}
    assert stage_all(agent) == {"app.py": [3], "lib/new.py": [1]}


@pytest.mark.parametrize("back", ["git stash pop", "git stash apply --index", "git cherry-pick -n stash@{0} -m 1"])
def test_what_a_command_writes_and_stashes_is_still_the_agents_when_it_comes_back(agent: Agent, back: str) -> None:
    agent.repo.write({"app.py": HUMAN})
    agent.shell("echo 'tail = \"of agent\"' >> app.py; echo 'x = \"new\"' > new.py; git add new.py; git stash")
    agent.shell(back)
    assert stage_all(agent) == {"app.py": [4], "new.py": [1]}


def test_an_untracked_file_that_a_command_writes_and_stashes_is_still_the_agents(agent: Agent) -> None:
    agent.repo.write({"mine.py": "mine = 'of a human'\n"})
    agent.shell("echo 'x = \"new\"' > new.py; git stash -u")
    agent.repo.git("stash", "pop")
    assert stage_all(agent) == {"new.py": [1]}


@pytest.mark.parametrize(
    "after",
    [
        "",
        "; rm app.py",
        "; git show HEAD:app.py > app.py",
        "; git stash -k; git stash drop",
        "; B=$(git rev-parse :app.py); git reset -q --hard; git update-index --cacheinfo 100644,$B,app.py",
    ],
)
def test_what_a_command_stages_is_the_agents_whatever_the_file_is_afterwards(agent: Agent, after: str) -> None:
    agent.repo.write({"app.py": HUMAN})
    agent.shell(f"echo 'tail = \"of agent\"' >> app.py; git add app.py{after}")
    assert staged(agent.repo) == {"app.py": [4]}


def test_what_a_human_has_staged_in_part_stays_his(agent: Agent) -> None:
    agent.repo.stage({"app.py": HUMAN})
    agent.repo.write({"app.py": HUMAN + "more = 'of a human'\n"})
    agent.shell("git add app.py; git show HEAD:app.py > app.py")
    assert staged(agent.repo) == {}


def test_a_newline_in_a_path_hides_nothing(agent: Agent) -> None:
    agent.repo.commit({"o\nld.py": BASE})
    agent.shell("echo 'tail = \"of agent\"' >> 'o\nld.py'; echo 'x = \"new\"' > 'n\new.py'")
    assert stage_all(agent) == {"o\nld.py": [3], "n\new.py": [1]}


def test_what_a_human_had_changed_before_is_not(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN, "mine.py": "mine = 'of a human'\n"})
    agent.shell("echo 'tail = \"of agent\"' >> app.py; echo 'tail = \"of agent\"' >> mine.py")
    assert stage_all(agent) == {"app.py": [4], "mine.py": [2]}


def test_what_a_human_changes_between_two_commands_is_not(agent: Agent) -> None:
    agent.shell("echo 'tail = \"of agent\"' >> app.py")
    agent.repo.write({"app.py": BASE + "tail = \"of agent\"\nhuman = 'line of a human'\n"})
    agent.shell("echo 'last = \"of agent\"' >> app.py")
    assert stage_all(agent) == {"app.py": [3, 5]}


def test_an_edit_in_place_a_deletion_and_a_move(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN})
    agent.shell("sed -i s/1/100/ app.py; rm other.py; mv app.py main.py")
    assert stage_all(agent) == {"main.py": [2]}


def test_git_mv_claims_nothing(agent: Agent) -> None:
    assert agent.shell("git mv app.py main.py") == []
    assert stage_all(agent) == {}


def test_what_a_command_commits_itself_is_the_agents(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN})
    written = agent.shell("echo 'tail = \"of agent\"' >> app.py; git commit -qam 'by agent'")
    assert [(one.path, list(one.lines)) for one in written] == [("app.py", [4])]
    assert lines_of(told_of(agent.repo, "HEAD")) == {"app.py": [4]}


def test_the_first_commit_of_all(repo: Repository) -> None:
    agent = Agent(repo)
    agent.shell("echo 'x = \"of agent\"' > a.py; git add a.py; git commit -qm first")
    assert lines_of(told_of(repo, "HEAD")) == {"a.py": [1]}


def test_an_amended_commit(agent: Agent) -> None:
    agent.repo.commit({"app.py": HUMAN})
    agent.shell("echo 'tail = \"of agent\"' >> app.py; git commit -qa --amend --no-edit")
    assert lines_of(told_of(agent.repo, "HEAD")) == {"app.py": [4]}


def branch(agent: Agent, name: str, files: dict[str, str | bytes]) -> None:
    agent.repo.git("checkout", "-qb", name)
    agent.repo.commit(files, f"on {name}")
    agent.repo.git("checkout", "-q", "main")


@pytest.mark.parametrize(
    "command",
    [
        "git checkout -q feature",
        "git switch -q feature",
        "git merge -q feature",
        "git merge -q --no-ff --no-edit feature",
        "git merge -q --squash feature",
        "git cherry-pick feature",
        "git cherry-pick --no-commit feature",
        "git rebase -q feature",
        "git reset -q --hard feature",
        "git checkout -q feature -- feature.py app.py",
        "git restore --source feature feature.py app.py",
        "git show feature:feature.py > feature.py",
        "git pull -q . feature",
        "git checkout -q feature; git checkout -q -",
        "git stash pop -q",
        "git stash apply -q stash@{0}",
        "git checkout -q -- other.py",
        "git reset -q --hard",
    ],
)
def test_lines_of_commits_that_were_there_before_are_not_the_agents(agent: Agent, command: str) -> None:
    branch(agent, "feature", {"feature.py": "feature = 'of a human'\n", "app.py": HUMAN})
    agent.repo.write({"stashed.py": "stashed = 'of a human'\n", "other.py": "other = 'committed'\nmore = 'stashed'\n"})
    agent.repo.git("stash", "-q", "--include-untracked")
    if "reset -q --hard" in command or "other.py" in command:
        agent.repo.write({"other.py": "other = 'changed'\n"})
    assert agent.shell(command) == []
    assert stage_all(agent) == {}
    assert lines_of(told_of(agent.repo, "HEAD")) == {}


@pytest.mark.parametrize(
    "command", ["git merge feature", "git cherry-pick feature", "git pull -q --no-rebase . feature"]
)
def test_what_the_agent_makes_of_a_conflict_is_its_own(agent: Agent, command: str) -> None:
    branch(agent, "feature", {"app.py": BASE + "theirs = 'of a human'\n"})
    agent.repo.commit({"app.py": BASE + "ours = 'of a human'\n"})
    solve = f"printf '%s' '{BASE}' > app.py; printf 'both = \"of agent\"\\ntheirs = \"of a human\"\\n' >> app.py"
    agent.shell(f"{command}; {solve}; git add app.py; git commit -qm solved")
    found = lines_of(told_of(agent.repo, "HEAD"))
    assert found == {"app.py": [3]}


def test_a_rebase_with_the_agents_own_commits(agent: Agent) -> None:
    branch(agent, "feature", {"feature.py": "feature = 'of a human'\n"})
    agent.shell("echo 'tail = \"of agent\"' >> app.py; git commit -qam 'by agent'")
    agent.shell("git rebase -q feature; echo 'last = \"of agent\"' >> feature.py")
    assert stage_all(agent) == {"feature.py": [2]}
    assert lines_of(told_of(agent.repo, "HEAD")) == {"app.py": [3]}


def test_the_agents_own_stash_comes_back_as_its_own(agent: Agent) -> None:
    agent.shell("echo 'tail = \"of agent\"' >> app.py")
    agent.shell("git stash -q")
    assert stage_all(agent) == {}
    agent.shell("git stash pop -q")
    assert stage_all(agent) == {"app.py": [3]}


def test_where_git_keeps_no_log_a_new_commit_is_the_commands(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    agent.repo.git("config", "core.logAllRefUpdates", "false")
    (agent.repo.path / ".git/logs/HEAD").unlink()
    branch(agent, "feature", {"feature.py": "feature = 'of a human'\n"})
    assert agent.shell("git checkout -q feature") == []
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        agent.repo.env.pop(name)
    agent.shell("echo 'tail = \"of agent\"' >> app.py; git commit -qam 'by agent'")
    assert lines_of(told_of(agent.repo, "HEAD")) == {"app.py": [3]}


# ---------------------------------------------------------------- commands that are still running


def test_a_commit_in_the_middle_of_a_command(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN})
    agent.begin("…; git commit")
    agent.repo.stage({"app.py": HUMAN + "tail = 'of agent'\n", "new.py": "new = 'of agent'\n"})
    told = told_of(agent.repo)
    assert lines_of(told) == {"app.py": [4], "new.py": [1]}
    assert told.covered == {"app.py", "new.py"}


def test_a_commit_in_the_middle_of_a_command_that_fetched_others_lines(agent: Agent) -> None:
    branch(agent, "feature", {"feature.py": "feature = 'of a human'\n"})
    agent.begin("git checkout feature; …; git commit")
    agent.repo.git("checkout", "-q", "feature")
    agent.repo.stage({"feature.py": "feature = 'of a human'\ntail = 'of agent'\n"})
    assert staged(agent.repo) == {"feature.py": [2]}


def test_a_real_pre_commit_hook_in_the_middle_of_a_command(agent: Agent) -> None:
    hook = agent.repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\naigate attribute --staged --format jsonl > seen.txt\n")
    hook.chmod(0o755)
    agent.shell("cat > f.py <<E\nx = 'of agent'\nE\ngit add f.py && git commit -qm 'by agent'")
    assert '"ai": [[1, 1]]' in (agent.repo.path / "seen.txt").read_text()


def test_a_command_whose_end_nobody_hears_is_swept_when_the_agent_stops(agent: Agent) -> None:
    agent.begin("apply_patch <<EOF")
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert [list(one.lines) for one in agent.stop()] == [[3]]
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\nhuman = 'later'\n"})
    assert agent.stop() == []
    assert stage_all(agent) == {"app.py": [3]}


def test_the_next_command_finds_what_an_unheard_one_wrote(agent: Agent) -> None:
    agent.begin("apply_patch <<EOF")
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert [list(one.lines) for one in agent.shell("ls")] == [[3]]


def test_commands_at_the_same_time(agent: Agent) -> None:
    first = agent.begin("one")
    second = agent.begin("two")
    agent.repo.write({"app.py": BASE + "first = 'of agent'\n"})
    agent.after(agent.event(Kind.AFTER_SHELL, call=second, command="two"))
    agent.repo.write({"app.py": BASE + "first = 'of agent'\nsecond = 'of agent'\n"})
    agent.after(agent.event(Kind.AFTER_SHELL, call=first, command="one"))
    agent.repo.write({"app.py": BASE + "first = 'of agent'\nsecond = 'of agent'\nhuman = 'later'\n"})
    agent.stop()
    assert stage_all(agent) == {"app.py": [3, 4]}


def test_a_command_that_begins_in_another_that_began_in_a_third(agent: Agent) -> None:
    first, second = agent.begin("one"), agent.begin("two")
    agent.after(agent.event(Kind.AFTER_SHELL, call=first, command="one"))
    third = agent.begin("three")
    agent.repo.write({"app.py": BASE + "third = 'of agent'\n"})
    written = agent.after(agent.event(Kind.AFTER_SHELL, call=third, command="three"))
    assert [list(one.lines) for one in written] == [[3]]
    assert agent.after(agent.event(Kind.AFTER_SHELL, call=second, command="two")) == []
    agent.repo.write({"app.py": BASE + "third = 'of agent'\nhuman = 'later'\n"})
    assert agent.stop() == []


def test_an_end_where_nothing_was_ever_recorded_makes_no_journal(agent: Agent) -> None:
    agent.stop()
    assert not log_of(agent.repo).parent.exists()


def test_a_command_in_the_background_is_watched_until_the_agent_stops(agent: Agent) -> None:
    call = agent.begin("make watch &")
    agent.after(agent.event(Kind.AFTER_SHELL, call=call, command="make watch &", in_background=True))
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert [list(one.lines) for one in agent.stop()] == [[3]]


def test_agents_without_ids_of_calls_are_paired_by_command(agent: Agent) -> None:
    agent.before(agent.event(Kind.BEFORE_SHELL, command="make"))
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert agent.after(agent.event(Kind.AFTER_SHELL, command="make"))
    assert agent.after(agent.event(Kind.AFTER_SHELL, command="make")) == []


def test_the_end_of_a_command_told_twice_ends_no_other(agent: Agent) -> None:
    first, second = agent.begin("one"), agent.begin("two")
    for _ in range(2):
        agent.after(agent.event(Kind.AFTER_SHELL, call=first, command="one"))
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert agent.after(agent.event(Kind.AFTER_SHELL, call=second, command="two"))


def test_a_session_that_begins_again_leaves_nothing_running(agent: Agent) -> None:
    agent.begin("apply_patch <<EOF")
    agent.before(agent.event(Kind.SESSION_START))
    agent.repo.stage({"app.py": HUMAN})
    assert staged(agent.repo) == {}


def test_another_session_ends_no_command_of_this_one(agent: Agent) -> None:
    agent.begin("make")
    Agent(agent.repo, "codex", session="other").stop()
    agent.repo.stage({"app.py": BASE + "tail = 'of agent'\n"})
    assert staged(agent.repo) == {"app.py": [3]}


def test_a_command_that_is_too_old_is_given_up(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    agent.begin("apply_patch <<EOF")
    monkeypatch.setattr("aigate.provenance.journal.history.AGE", -1.0)
    agent.repo.stage({"app.py": HUMAN})
    assert staged(agent.repo) == {}


def test_an_end_without_a_beginning_claims_nothing(agent: Agent) -> None:
    agent.repo.write({"app.py": HUMAN})
    assert agent.after(agent.event(Kind.AFTER_SHELL, call="x", command="make")) == []
    assert stage_all(agent) == {}


def test_a_tool_that_writes_while_a_command_runs(agent: Agent) -> None:
    agent.repo.commit({"app.py": HUMAN})
    call = agent.begin("make")
    edit = Edit(agent.path("app.py"))
    agent.before(agent.event(Kind.BEFORE_EDIT, edit, call="e"))
    agent.repo.write({"app.py": HUMAN + "tail = 'of agent'\n"})
    assert [list(one.lines) for one in agent.after(agent.event(Kind.AFTER_EDIT, edit, call="e"))] == [[4]]
    assert agent.after(agent.event(Kind.AFTER_SHELL, call=call, command="make")) == []
    assert stage_all(agent) == {"app.py": [4]}


def test_what_was_staged_before_a_command_stays_whose_it_was(agent: Agent) -> None:
    agent.repo.stage({"app.py": HUMAN})
    agent.repo.write({"app.py": BASE + "other = 'than what is staged'\n"})
    agent.begin("git commit")
    assert staged(agent.repo) == {}
    agent.repo.git("checkout", "-q", "--", "app.py")
    agent.stop()
    assert stage_all(agent) == {}


def test_the_commit_that_a_command_began_with_is_not_its_own(agent: Agent) -> None:
    agent.repo.commit({"app.py": HUMAN})
    agent.repo.write({"app.py": BASE + "human = 'another line'\n"})
    agent.begin("aigate attribute HEAD")
    assert lines_of(told_of(agent.repo, "HEAD")) == {}


def test_a_commit_in_the_middle_of_a_command_that_moved_a_file(agent: Agent) -> None:
    agent.repo.write({"draft.py": HUMAN})
    agent.begin("mv draft.py final.py; git add -A; git commit")
    (agent.repo.path / "draft.py").rename(agent.repo.path / "final.py")
    assert stage_all(agent) == {}


@pytest.mark.parametrize("mover", ["agent", "human"])
def test_a_file_that_no_commit_holds_keeps_its_authors_when_it_is_moved(agent: Agent, mover: str) -> None:
    agent.repo.write({"draft.py": HUMAN})
    agent.shell("echo 'tail = \"of agent\"' >> draft.py")
    if mover == "agent":
        agent.shell("mv draft.py final.py")
    else:
        (agent.repo.path / "draft.py").rename(agent.repo.path / "final.py")
    agent.shell("echo 'last = \"of agent\"' >> final.py")
    assert stage_all(agent) == {"final.py": [4, 5]}


def test_a_file_that_a_human_sets_aside_for_a_new_one_keeps_its_authors(agent: Agent) -> None:
    agent.write("utils.py", "one = 'of agent'\ntwo = 'of agent'\n")
    agent.repo.run("mv", "utils.py", "old_utils.py")
    agent.write("utils.py", "three = 'of agent'\n")
    agent.shell("ls")
    assert stage_all(agent) == {"old_utils.py": [1, 2], "utils.py": [1]}


def test_a_file_that_was_moved_and_committed_keeps_its_authors_when_an_agent_goes_on(agent: Agent) -> None:
    agent.write("draft.py", "one = 'of agent'\ntwo = 'of agent'\n")
    agent.repo.run("mv", "draft.py", "final.py")
    agent.repo.git("add", "-A")
    agent.repo.git("commit", "-qm", "moved")
    agent.shell("echo 'three = \"of agent\"' >> final.py")
    agent.repo.git("reset", "-q", "--soft", "HEAD^")
    assert stage_all(agent) == {"final.py": [1, 2, 3]}


def test_a_file_in_the_place_of_another_keeps_its_authors(agent: Agent) -> None:
    agent.write("one.py", "one = 'of agent'\n")
    agent.write("two.py", "two = 'of agent'\nmore = 'of agent'\n")
    agent.repo.run("mv", "two.py", "one.py")
    agent.repo.write({"one.py": "two = 'of agent'\nmore = 'of agent'\nhuman = 'line'\n"})
    agent.shell("ls")
    assert stage_all(agent) == {"one.py": [1, 2]}


# ---------------------------------------------------------------- too much, and too odd


def test_unchanged_files_are_not_read_again(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for number in range(30):
        agent.repo.write({f"many/{number}.py": f"x = 'number {number}'\n"})
        os.utime(agent.path(f"many/{number}.py"), (1_700_000_000, 1_700_000_000))
    agent.shell("ls")
    size = log_of(agent.repo).stat().st_size
    read: list[str] = []
    look = disk.look

    def watched(root: str, path: str) -> disk.Content:
        read.append(path)
        return look(root, path)

    monkeypatch.setattr(disk, "look", watched)
    agent.shell("echo 'y = \"of agent\"' >> many/7.py")
    assert read == ["many/7.py"]
    assert log_of(agent.repo).stat().st_size < size + 3000
    assert stage_all(agent) == {"many/7.py": [2]}


def test_too_many_files_are_bounded_and_said(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_MOST_FILES", 5)
    written = agent.shell("for i in 1 2 3 4 5 6 7 8; do echo 'x = \"of agent\"' > $i.py; done; echo 't = 1' >> app.py")
    assert len(written) == 5
    assert written[0].path == "app.py"
    assert agent.notes == ["4 changed files were not recorded: they are too many"]
    agent.repo.git("add", "-A")
    told = told_of(agent.repo)
    assert told.notes == ("journal: 4 files that a command changed are not recorded: they are too many",)
    assert told.covered == frozenset()


def test_too_many_changed_files_before_a_command_are_never_taken_for_the_agents(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_MOST_FILES", 2)
    agent.repo.write({f"{number}.py": "x = 'of a human'\n" for number in range(5)})
    call = agent.begin("ls")
    monkeypatch.setattr(commands, "_MOST_FILES", 100)
    agent.repo.write({"4.py": "x = 'of a human'\ny = 'of agent'\n"})
    assert agent.after(agent.event(Kind.AFTER_SHELL, call=call, command="ls")) == []
    assert "3 files that differ from HEAD are too many to watch" in agent.notes
    assert stage_all(agent) == {}


def test_a_forged_log_of_head_gives_git_no_option(agent: Agent, tmp_path: Path) -> None:
    call = agent.begin("make")
    with (agent.repo.path / ".git/logs/HEAD").open("a") as log:
        log.write(f"--output={tmp_path}/planted --output={tmp_path}/planted Ada <a@b> 1 +0000\tcommit: forged\n")
    agent.repo.write({"app.py": BASE + "tail = 'of agent'\n"})
    assert [list(one.lines) for one in agent.after(agent.event(Kind.AFTER_SHELL, call=call, command="make"))] == [[3]]
    place = Place(str(agent.repo.path / ".git"), str(agent.repo.path / ".git"), str(agent.repo.path))
    with pytest.raises(GitError, match="no object id"):
        worktree.changed(place, f"--output={tmp_path}/planted", "0" * 40)
    assert not (tmp_path / "planted").exists()


def test_binary_and_odd_files_are_left_out(agent: Agent, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("outside = 'secret'\n")
    script = (
        "head -c 5000 /dev/zero > zeros.bin; mkfifo pipe; ln -s ../outside.txt link; mkdir folder.py; "
        "echo 'x = \"of agent\"' > 'two  words.py'; echo 'x = \"of agent\"' > \"$(printf 'new\\nline.py')\""
    )
    agent.shell(script)
    assert stage_all(agent) == {"new\nline.py": [1], "two  words.py": [1]}


def test_a_submodule_is_not_entered(agent: Agent, tmp_path: Path, sealed: dict[str, str]) -> None:
    inner = Repository.create(tmp_path / "inner", sealed)
    inner.commit({"in.py": "x = 1\n"})
    agent.repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.path), "vendor")
    agent.repo.commit(message="vendor")
    agent.shell("echo 'y = \"of agent\"' >> vendor/in.py; echo 'y = \"of agent\"' >> app.py")
    below = Agent(Repository(agent.repo.path / "vendor", sealed))
    below.write("in.py", "x = 1\nz = 'of agent'\n")
    below.repo.git("add", "in.py")
    assert staged(below.repo) == {"in.py": [2]}
    assert stage_all(agent) == {"app.py": [3]}


def test_a_bare_repository_has_no_journal(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "bare.git", sealed, "--bare")
    place = Place(str(repo.path), str(repo.path), None)
    for kind in Kind:
        event = Agent(repo).event(kind, Edit(str(repo.path / "config"), "", "x"), command="ls")
        Journal.open(place).before(event)
        assert Journal.open(place).after(event) == []
    assert not (repo.path / "aigate").exists()
