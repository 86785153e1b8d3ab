"""What agents' tools write to files, from the event to the staged line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from aigate.agent.events import Edit, Kind
from aigate.glance import must_look
from aigate.model import Confidence, Verdict
from tests.provenance.journal.agent import Agent, claims_of, lines_of, log_of, staged, told_of
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

BASE = "def one():\n    return 1\n\n\ndef two():\n    return 2\n"
MORE = "def one():\n    return 1\n\n\ndef three(value):\n    return value * 3\n\n\ndef two():\n    return 2\n"
IMPORTS = "from __future__ import annotations\n\nimport os\nimport re\nimport sys\n"
PROBE = "\n\ndef probe(names):\n    return [os.environ[name] for name in names]\n"
MINE = "\n\ndef mine():\n" + "".join(f"    value_{at} = {at}\n" for at in range(8))
CALLS = "".join(f"value_{at} = compute_{at}(alpha_{at}, beta_{at})\n" for at in range(8))
WRAPPED = CALLS.replace("(", "(\n    ").replace(", ", ",\n    ").replace(")", ",\n)")


@pytest.fixture
def agent(repo: Repository) -> Agent:
    repo.commit({"app.py": BASE})
    return Agent(repo)


def test_nothing_is_said_where_no_agent_was(repo: Repository) -> None:
    repo.commit({"app.py": BASE})
    repo.stage({"app.py": MORE})
    assert (told_of(repo).claims, told_of(repo).notes) == ((), ())
    assert not log_of(repo).exists()


@pytest.mark.parametrize("way", ["write", "told"])
def test_added_lines_are_the_agents(agent: Agent, way: str) -> None:
    (written,) = getattr(agent, way)("app.py", MORE)
    assert (written.path, list(written.lines), written.text) == ("app.py", [5, 6, 7, 8], MORE)
    agent.repo.git("add", "app.py")
    told = told_of(agent.repo)
    assert lines_of(told) == {"app.py": [5, 6, 7, 8]}
    assert told.covered == {"app.py"}
    (claim,) = told.claims
    assert (claim.source, claim.agent, claim.model, claim.confidence) == (
        "journal",
        "claude",
        "claude-opus-4-8",
        Confidence.HIGH,
    )
    assert claim.quote.startswith("claude wrote these lines at 20")
    assert claim.quote.endswith("UTC, session 5e55104")
    assert claim.when > 0


def test_replacements_alone_tell_which_lines(agent: Agent) -> None:
    (written,) = agent.replace("app.py", ("    return 1\n", "    value = 1\n    return value\n"))
    assert list(written.lines) == [2, 3]
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [2, 3]}


def test_replacements_do_not_claim_what_a_human_changed_before(agent: Agent) -> None:
    agent.repo.write({"app.py": BASE.replace("return 2", "return 22")})
    (written,) = agent.replace("app.py", ("return 1", "return 11"))
    assert list(written.lines) == [2]
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [2]}


def test_of_a_replacement_that_stands_twice_the_old_one_is_not_claimed(agent: Agent) -> None:
    agent.repo.commit({"app.py": "x = call(1)\ny = 2\n"})
    (written,) = agent.replace("app.py", ("y = 2", "x = call(1)"))
    assert list(written.lines) == [2]


def test_several_replacements_at_once(agent: Agent) -> None:
    (written,) = agent.replace("app.py", ("return 1", "return 11"), ("return 2", "return 22"))
    assert list(written.lines) == [2, 6]


def test_a_human_changing_the_file_between_two_edits_owns_the_lines(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.write({"app.py": MORE + "\n\ndef human():\n    return 'mine'\n"})
    agent.write("app.py", MORE.replace("value * 3", "3 * value") + "\n\ndef human():\n    return 'mine'\n")
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8]}


def test_a_human_rewriting_a_line_later_owns_it(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.stage({"app.py": MORE.replace("return value * 3", "return sum([value] * 3)")})
    assert staged(agent.repo) == {"app.py": [5, 7, 8]}


def test_lines_moved_down_by_a_human_stay_the_agents(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.stage({"app.py": '"""Docs."""\n\nimport os\n\n' + MORE})
    assert staged(agent.repo) == {"app.py": [9, 10, 11, 12]}


def test_a_formatter_does_not_lose_the_lines(agent: Agent) -> None:
    agent.write("app.py", BASE + "\n\nresult = compute(alpha=1, beta='two', gamma=[3, 4])\n")
    agent.repo.stage(
        {"app.py": BASE + '\n\nresult = compute(\n    alpha=1,\n    beta="two",\n    gamma=[3, 4],\n)\n'},
    )
    assert staged(agent.repo) == {"app.py": [7, 8, 9, 10, 11, 12, 13]}


def test_partial_staging_keeps_to_what_is_staged(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("add", "app.py")
    agent.write("app.py", MORE.replace("three", "four") + "\nlast = 'line of agent'\n")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8]}


def test_what_was_staged_before_the_agent_removed_it_is_still_the_agents(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("add", "app.py")
    agent.write("app.py", BASE)
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8]}


def test_removed_lines_leave_a_seam(agent: Agent) -> None:
    agent.repo.commit({"app.py": MORE})
    agent.write("app.py", BASE)
    agent.repo.git("add", "app.py")
    told = told_of(agent.repo)
    assert told.claims == ()
    assert [(path, tuple(seam)) for path, seam in told.seams] == [("app.py", (4, 5))]


def test_a_human_removing_lines_leaves_no_seam_of_an_agent(agent: Agent) -> None:
    agent.repo.commit({"app.py": MORE})
    agent.write("app.py", MORE + "\nlast = 'line of agent'\n")
    agent.repo.stage({"app.py": BASE + "\nlast = 'line of agent'\n"})
    told = told_of(agent.repo)
    assert told.seams == ()
    assert lines_of(told) == {"app.py": [7, 8]}


def test_the_same_event_twice_changes_nothing(agent: Agent) -> None:
    edit = Edit(agent.path("app.py"), BASE, MORE)
    agent.repo.write({"app.py": MORE})
    assert agent.after(agent.event(Kind.AFTER_EDIT, edit, call="1"))
    size = log_of(agent.repo).stat().st_size
    other = Agent(agent.repo, "cursor", session="another")
    assert agent.after(agent.event(Kind.AFTER_EDIT, edit, call="1")) == []
    assert other.after(other.event(Kind.AFTER_EDIT, edit, call="1")) == []
    assert log_of(agent.repo).stat().st_size == size


def test_two_edits_of_one_file_whose_events_come_after_both(agent: Agent) -> None:
    first, second = BASE + "alpha = 'first edit'\n", BASE + "alpha = 'first edit'\nbeta = 'second edit'\n"
    agent.repo.write({"app.py": second})
    agent.after(agent.event(Kind.AFTER_EDIT, Edit(agent.path("app.py"), BASE, first), call="1"))
    agent.after(agent.event(Kind.AFTER_EDIT, Edit(agent.path("app.py"), first, second), call="2"))
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [7, 8]}


def test_an_edit_that_failed_claims_nothing(agent: Agent) -> None:
    human = MORE.replace("three", "by_hand")
    agent.write("app.py", MORE)
    agent.repo.write({"app.py": human})
    edit = Edit(agent.path("app.py"), pieces=(("nothing", "def by_hand(value):"),))
    agent.before(agent.event(Kind.BEFORE_EDIT, edit, call="x"))
    assert agent.after(agent.event(Kind.AFTER_EDIT, edit, call="x", failed=True)) == []
    assert agent.after(agent.event(Kind.AFTER_EDIT, edit, call="y", failed=True)) == []
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [6, 7, 8]}


def test_what_a_human_changed_of_a_proposal_is_a_humans(agent: Agent) -> None:
    agent.repo.write({"app.py": BASE + "a = 'proposal'\nb = 'changed by the human'\n"})
    edit = Edit(agent.path("app.py"), BASE, BASE + "a = 'proposal'\nb = 'as proposed'\n", by_human=True)
    (written,) = agent.after(agent.event(Kind.AFTER_EDIT, edit))
    assert list(written.lines) == [7]
    agent.repo.git("add", "app.py")
    told = told_of(agent.repo)
    assert lines_of(told) == {"app.py": [7]}
    assert lines_of(told, Verdict.HUMAN) == {"app.py": [8]}
    (human,) = (claim for claim in told.claims if claim.verdict is Verdict.HUMAN)
    assert human.agent is None
    assert "whoever works with claude changed these lines" in human.quote


def test_a_human_changing_an_unknown_proposal_proves_nothing(agent: Agent) -> None:
    agent.repo.write({"app.py": BASE + "b = 'mixed'\n"})
    edit = Edit(agent.path("app.py"), pieces=(("", "b = 'as proposed'\n"),), by_human=True)
    agent.after(agent.event(Kind.AFTER_EDIT, edit))
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [7]}


def test_a_new_file_an_overwritten_and_a_deleted_one(agent: Agent) -> None:
    assert [list(one.lines) for one in agent.write("lib/new.py", "a = 1\n\nb = 2\n")] == [[1, 2, 3]]
    call = agent.call()
    edit = Edit(agent.path("app.py"), deleted=True)
    agent.before(agent.event(Kind.BEFORE_EDIT, edit, call=call))
    (agent.repo.path / "app.py").unlink()
    assert agent.after(agent.event(Kind.AFTER_EDIT, edit, call=call)) == []
    agent.repo.git("add", "-A")
    assert staged(agent.repo) == {"lib/new.py": [1, 2, 3]}


def test_a_file_that_is_moved_takes_its_lines_along(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("mv", "app.py", "main.py")
    agent.repo.stage({"main.py": MORE + "human = 'line'\n"})
    assert staged(agent.repo) == {"main.py": [5, 6, 7, 8]}


def test_a_file_that_is_moved_after_a_formatter_takes_its_lines_along(agent: Agent) -> None:
    """git sees a new file and a deleted one: too little of the old one is left. (Found by the fuzzer.)"""
    agent.write("app.py", BASE + CALLS)
    agent.repo.git("mv", "app.py", "main.py")
    agent.repo.stage({"main.py": BASE + WRAPPED})
    first = BASE.count("\n") + 1
    assert staged(agent.repo) == {"main.py": list(range(first, first + 4 * 8))}


def test_a_formatted_file_that_is_moved_is_known_though_no_deletion_is_staged(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a stash, which brings new files back into the index and deletions to the work tree alone. (The fuzzer.)"""
    agent.write("app.py", BASE + CALLS)
    agent.repo.git("mv", "app.py", "main.py")
    agent.repo.stage({"main.py": BASE + WRAPPED})
    agent.repo.git("stash", "push", "--quiet")
    agent.repo.git("stash", "pop", "--quiet")
    assert agent.repo.git("status", "--porcelain").splitlines() == [" D app.py", "A  main.py"]
    first = BASE.count("\n") + 1
    assert staged(agent.repo) == {"main.py": list(range(first, first + 4 * 8))}
    monkeypatch.chdir(agent.repo.path)
    assert must_look()


def test_a_single_line_of_an_agent_moves_with_the_file_that_it_stands_in(agent: Agent) -> None:
    """What people wrote around it proves that the file is the same one. (Found by the fuzzer.)"""
    line = "last_value = compute_last(alpha_last, beta_last)\n"
    agent.repo.commit({"app.py": CALLS})
    agent.write("app.py", CALLS + line)
    agent.repo.git("mv", "app.py", "main.py")
    agent.repo.stage(
        {
            "main.py": CALLS
            + line.replace("(", "(\n    ").replace(")", "\n)")
            + "".join(MINE.splitlines(keepends=True)[:8])
        }
    )
    agent.repo.git("stash", "push", "--quiet")
    agent.repo.git("stash", "pop", "--quiet")
    assert 9 in staged(agent.repo)["main.py"]


@pytest.mark.parametrize(
    ("agents", "mine"),
    [
        pytest.param(IMPORTS + PROBE, IMPORTS + MINE, id="imports, and other code"),
        pytest.param(
            IMPORTS + PROBE + MINE + PROBE.replace("name", "word") + PROBE.replace("name", "line"),
            IMPORTS,
            id="nothing but imports",
        ),
        pytest.param(IMPORTS + PROBE, "import os\n", id="one import"),
        pytest.param(IMPORTS + PROBE, "", id="nothing"),
        pytest.param(PROBE, MINE, id="nothing in common"),
    ],
)
@pytest.mark.parametrize("is_committed", [True, False], ids=["committed before", "never committed"])
def test_a_humans_new_file_is_no_other_name_of_one_that_an_agent_wrote_and_removed(
    agent: Agent, agents: str, mine: str, is_committed: bool
) -> None:
    agent.write("scratch.py", agents)
    if is_committed:
        agent.repo.git("add", "scratch.py")
        agent.repo.git("commit", "--quiet", "-m", "probe")
        agent.repo.git("rm", "--quiet", "scratch.py")
    else:
        (agent.repo.path / "scratch.py").unlink()
    agent.repo.stage({"mine.py": mine})
    assert staged(agent.repo) == {}


@pytest.mark.parametrize(
    "agents",
    [
        pytest.param("def first():\n" + CALLS.splitlines(keepends=True)[0], id="side by side"),
        pytest.param(CALLS.splitlines(keepends=True)[0] + CALLS.splitlines(keepends=True)[3], id="apart"),
    ],
)
def test_two_lines_are_too_little_to_know_a_moved_file_by_that_no_commit_holds(agent: Agent, agents: str) -> None:
    """What it costs not to take a person's imports for an agent's. (Found by the fuzzer: seeds 70046 and 70247.)"""
    agent.write("draft.py", agents)
    agent.repo.git("add", "draft.py")
    agent.repo.git("mv", "draft.py", "final.py")
    first, second = agents.splitlines(keepends=True)
    agent.repo.stage({"final.py": first + MINE + second + MINE.replace("mine", "more")})
    assert staged(agent.repo) == {}


def test_a_second_copy_that_a_formatter_broke_anew_is_nobodys(agent: Agent) -> None:
    """As after a conflict of which both sides are kept. (Found by the fuzzer: seed 90132.)"""
    agent.write("app.py", BASE + CALLS)
    agent.repo.git("add", "app.py")
    agent.repo.git("commit", "--quiet", "-m", "calls")
    agent.repo.stage({"app.py": BASE + CALLS + "\n\ndef mine():\n    return 0\n\n\n" + WRAPPED})
    assert staged(agent.repo) == {}


def test_a_file_that_is_not_new_is_no_other_name_of_one_that_is_gone(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the glance, which reads no history of a file, and the look agree."""
    agent.write("scratch.py", CALLS)
    (agent.repo.path / "scratch.py").unlink()
    agent.repo.stage({"app.py": WRAPPED})
    monkeypatch.chdir(agent.repo.path)
    assert (staged(agent.repo), must_look()) == ({}, False)


@pytest.mark.parametrize("others", [0, 20], ids=["alone", "with many that are gone"])
def test_the_file_that_went_is_found_among_others(agent: Agent, others: int) -> None:
    agent.write("app.py", CALLS)
    for at in range(others):
        agent.write(f"scratch_{at}.py", IMPORTS + PROBE.replace("probe", f"probe_{at}"))
        (agent.repo.path / f"scratch_{at}.py").unlink()
    (agent.repo.path / "app.py").unlink()
    agent.repo.stage({"main.py": WRAPPED})
    assert staged(agent.repo) == {"main.py": list(range(1, WRAPPED.count("\n") + 1))}


def test_a_moved_file_takes_its_lines_along_though_another_has_its_name_by_now(agent: Agent) -> None:
    """As after a stash: the agent's next edit meets lines that were known under another name. (Found by the fuzzer.)"""
    agent.write("app.py", MORE)
    agent.repo.git("mv", "app.py", "main.py")
    agent.repo.stage({"app.py": "human = 1\n", "main.py": MORE})
    agent.told("app.py", "human = 1\nagents = 2\n")
    agent.told("main.py", MORE + "last = 3\n")
    assert staged(agent.repo) == {"main.py": [5, 6, 7, 8]}


def test_a_patch_that_moves_a_file_claims_what_it_changes(agent: Agent) -> None:
    (agent.repo.path / "app.py").rename(agent.repo.path / "main.py")
    agent.repo.write({"main.py": BASE.replace("return 1", "return 11")})
    edits = (
        Edit(agent.path("main.py"), pieces=(("def one():\n    return 1\n", "def one():\n    return 11\n"),)),
        Edit(agent.path("app.py"), deleted=True),
    )
    (written,) = agent.after(agent.event(Kind.AFTER_EDIT, *edits))
    assert list(written.lines) == [2]


def test_a_file_that_a_human_moved_where_another_had_been_is_known_when_an_agent_goes_on(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.write("new.py", "first = 'of agent'\nsecond = 'of agent'\nhuman = 'x'\n")
    agent.repo.run("mv", "new.py", "app.py")
    more = "".join(f"more_{number} = 'of agent'\n" for number in range(9))
    agent.told("app.py", "first = 'of agent'\nsecond = 'of agent'\nhuman = 'x'\n" + more)
    agent.repo.git("add", "-A")
    assert staged(agent.repo) == {"app.py": list(range(1, 13))}


def test_a_copy_of_a_file_has_the_same_authors(agent: Agent) -> None:
    agent.write("app.py", MORE)
    shutil.copy(agent.path("app.py"), agent.path("copy.py"))
    agent.repo.git("add", "-A")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8], "copy.py": [5, 6, 7, 8]}


def test_lines_that_a_human_moves_to_another_file_stay_the_agents(agent: Agent) -> None:
    body = "def total(values):\n    result = sum(value.price * value.count for value in values)\n    return round(result, 2)\n"
    agent.write("app.py", BASE + body)
    agent.repo.stage(
        {"app.py": BASE, "lib.py": "import os\nimport re\nimport sys\n\n\n" + body + "\nhuman = total([])\n"}
    )
    assert staged(agent.repo) == {"lib.py": [6, 7, 8]}


def test_a_few_lines_that_stand_everywhere_are_no_moved_ones(agent: Agent) -> None:
    agent.write("app.py", "import os\nimport re\nimport sys\n\n" + MORE)
    agent.repo.stage({"lib.py": "import os\nimport re\nimport sys\n\nprint(sys.argv)\n"})
    assert staged(agent.repo) == {}


def test_an_agent_copying_a_humans_lines_does_not_make_the_originals_its_own(agent: Agent) -> None:
    body = "def total(values):\n    result = sum(value.price * value.count for value in values)\n    return round(result, 2)\n"
    agent.repo.write({"mine.py": body + "human = total([])\n"})
    agent.shell("ls")
    agent.write("copy.py", "import os\n\n\n\n\n\n\n" + body)
    agent.repo.git("add", "mine.py")
    assert staged(agent.repo) == {}


@pytest.mark.parametrize("words", [("-a",), ("--", "app.py")], ids=["commit -a", "commit PATH"])
def test_the_index_that_git_makes_for_a_commit_is_read(agent: Agent, words: tuple[str, ...]) -> None:
    agent.write("app.py", MORE)
    hook = agent.repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\naigate attribute --staged --format jsonl >&2\n")
    hook.chmod(0o755)
    done = agent.repo.run("git", "commit", "-qm", "change", *words)
    assert b'"ai": [[5, 8]]' in done.stderr


def test_an_amended_commit_keeps_what_the_journal_knows(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("commit", "-qam", "first")
    agent.repo.stage({"app.py": MORE + "human = 'line'\n"})
    assert staged(agent.repo) == {}
    agent.repo.git("reset", "-q", "--soft", "HEAD^")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8]}


def test_head_is_spoken_of_and_no_other_commit(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("commit", "-qam", "first")
    assert lines_of(told_of(agent.repo, "HEAD")) == {"app.py": [5, 6, 7, 8]}
    agent.repo.commit({"b.py": "b = 1\n"})
    assert lines_of(told_of(agent.repo, "HEAD")) == {}
    assert lines_of(told_of(agent.repo, "HEAD^")) == {}


def test_a_stash_and_its_return_lose_nothing(agent: Agent) -> None:
    agent.write("app.py", MORE)
    agent.repo.git("stash", "-q")
    agent.write("app.py", BASE + "later = 'line of agent'\n")
    agent.repo.git("checkout", "-q", "--", "app.py")
    agent.repo.git("stash", "pop", "-q")
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("crlf.py", MORE.replace("\n", "\r\n").encode()),
        ("wide.py", ("\ufeff" + MORE).encode("utf-16-le")),
        ("latin.py", MORE.replace("three", "drei_ä").encode("latin-1")),
        ("no-end.py", MORE.removesuffix("\n").encode()),
        ("odd name\twith é.py", MORE.encode()),
    ],
)
def test_files_in_any_encoding_and_of_any_name(agent: Agent, name: str, text: bytes) -> None:
    (written,) = agent.write(name, text)
    assert written.path == name
    agent.repo.git("add", "-A")
    assert staged(agent.repo) == {name: list(range(1, 11))}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("image.png", bytes(range(256)) * 40, "binary"), ("big.py", b"x = 1\n" * 400_000, "larger than 2 MB")],
)
def test_what_has_no_lines_or_too_many_is_said(agent: Agent, name: str, content: bytes, why: str) -> None:
    assert agent.write(name, content) == []
    assert any(why in note for note in agent.notes)


def test_files_elsewhere_are_not_recorded(agent: Agent, tmp_path: Path) -> None:
    for path in (tmp_path / "other.txt", agent.repo.path / ".git" / "config", agent.repo.path):
        agent.after(agent.event(Kind.AFTER_EDIT, Edit(str(path), "", "x\n")))
    assert not log_of(agent.repo).exists()
    assert agent.notes


def test_a_link_that_leads_out_is_not_followed(agent: Agent, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret = 1\n")
    (agent.repo.path / "link.txt").symlink_to(tmp_path / "secret.txt")
    agent.after(agent.event(Kind.AFTER_EDIT, Edit(agent.path("link.txt"), "", "secret = 1\n")))
    assert not log_of(agent.repo).exists()


def test_no_content_is_stored(agent: Agent) -> None:
    agent.write("app.py", "passphrase = 'sk-verysecretvalue'\n")
    agent.shell("echo 'password = \"hunter2hunter2\"' >> app.py")
    stored = log_of(agent.repo).read_bytes()
    assert b"verysecret" not in stored
    assert b"hunter2" not in stored
    assert b"passphrase" not in stored


def test_linked_work_trees_submodules_and_subfolders_have_their_own(
    agent: Agent, tmp_path: Path, sealed: dict[str, str]
) -> None:
    agent.repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Agent(Repository(tmp_path / "linked", sealed))
    linked.write("app.py", MORE)
    linked.repo.git("add", "app.py")
    assert staged(linked.repo) == {"app.py": [5, 6, 7, 8]}
    assert not log_of(agent.repo).exists()
    # an agent that works here writes to a file there
    agent.after(agent.event(Kind.AFTER_EDIT, Edit(linked.path("other.py"), "", "x = 'other'\n")))
    (linked.repo.path / "other.py").write_text("x = 'other'\n")
    agent.after(agent.event(Kind.AFTER_EDIT, Edit(linked.path("other.py"), "", "x = 'other'\n")))
    linked.repo.git("add", "-A")
    assert staged(linked.repo)["other.py"] == [1]
    (agent.repo.path / "sub").mkdir()
    below = Agent(Repository(agent.repo.path / "sub", sealed))
    below.write("new.py", "x = 'below'\n")
    below.repo.git("add", "-A")
    assert staged(agent.repo) == {"sub/new.py": [1]}


def test_a_folder_reached_through_a_link(agent: Agent, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(agent.repo.path)
    alias = Agent(Repository(tmp_path / "alias", agent.repo.env))
    alias.write("app.py", MORE)
    alias.shell("echo 'tail = \"of agent\"' >> app.py")
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8, 11]}


def test_a_sha_256_repository(tmp_path: Path, sealed: dict[str, str]) -> None:
    repo = Repository.create(tmp_path / "wide", sealed, "--object-format=sha256")
    agent = Agent(repo)
    agent.write("app.py", BASE)
    agent.shell("git add app.py; git commit -qm first; echo 'tail = \"of agent\"' >> app.py")
    assert lines_of(told_of(repo, "HEAD")) == {"app.py": [1, 2, 3, 4, 5, 6]}
    repo.git("add", "app.py")
    assert staged(repo) == {"app.py": [7]}


def test_damaged_records_are_skipped_and_counted(agent: Agent) -> None:
    agent.write("app.py", MORE)
    lines = log_of(agent.repo).read_bytes().splitlines()
    hostile = [
        b"",
        b"not json",
        b'{"p":"app.py"',
        b'{"p":"app.py","k":"wrote"}',
        b'{"p":"app.py","k":"wrote","d":1,"s":[1],"w":"x","i":""}',
        b'{"p":"app.py","k":"wrote","d":"0","s":null,"w":1.0,"i":"","text":{"keys":"zz","tokens":{}},"by":[],"seams":[]}',
        b'{"p":"app.py","k":"wrote","d":"1","s":null,"w":1.0,"i":"","text":{"keys":"' + b"00" * 8 + b'","tokens":{}},'
        b'"by":[["a","b","c",1,false,[[1,99],[1,99],[1,99]]]],"seams":[]}',
        b'{"p":"app.py","k":"wrote","d":"2","s":null,"w":1.0,"i":"","text":' + b"[" * 100_000,
        b'{"c":"0","k":"open","w":1e999}',
        b'{"c":"1","k":"missed","w":"now"}',
        b"\xff\xfe",
        b'{"p":"half',
    ]
    log_of(agent.repo).write_bytes(b"\n".join([*lines, *hostile]))
    agent.repo.git("add", "app.py")
    told = told_of(agent.repo)
    assert lines_of(told) == {"app.py": [5, 6, 7, 8]}
    assert any("records could not be read" in note for note in told.notes)
    agent.write("app.py", MORE + "tail = 'of agent'\n")
    agent.shell("echo 'tail = \"of shell\"' >> app.py")
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [5, 6, 7, 8, 11, 12]}


def test_without_its_key_the_journal_says_so(agent: Agent) -> None:
    agent.write("app.py", MORE)
    (log_of(agent.repo).parent / "key").unlink()
    agent.repo.git("add", "app.py")
    told = told_of(agent.repo)
    assert told.claims == ()
    assert told.covered == frozenset()
    assert "key is missing" in told.notes[0]


def test_an_agent_that_goes_on_after_the_key_was_lost_claims_no_other_line(agent: Agent) -> None:
    agent.write("app.py", MORE)
    (log_of(agent.repo).parent / "key").unlink()
    agent.replace("app.py", ("return 1", "return 11"))
    agent.shell("echo 'tail = \"of agent\"' >> app.py")
    agent.repo.git("add", "app.py")
    assert staged(agent.repo) == {"app.py": [2, 11]}


def test_several_agents_in_one_file_are_told_apart(agent: Agent) -> None:
    agent.write("app.py", MORE)
    other = Agent(agent.repo, "codex", "gpt-5.5", "c0de")
    other.write("app.py", MORE + "tail = 'of codex'\n")
    agent.repo.git("add", "app.py")
    found = {claim.agent: list(claim.lines) for claim in claims_of(told_of(agent.repo), "app.py")}
    assert found == {"claude": [5, 6, 7, 8], "codex": [11]}


def test_what_a_session_wrote_bit_by_bit_is_one_claim(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(1_800_000_000, 1_800_100_000, 3600))
    monkeypatch.setattr("aigate.agent.recorder.time.time", lambda: float(next(moments)))
    agent.write("app.py", MORE)
    agent.write("app.py", MORE + "tail = 'of agent'\n")
    agent.repo.git("add", "app.py")
    (claim,) = told_of(agent.repo).claims
    assert list(claim.lines) == [5, 6, 7, 8, 11]
    assert claim.quote == "claude wrote these lines between 2027-01-15 09:00 and 2027-01-15 11:00 UTC, session 5e55104"
    assert claim.when == 1_800_000_000 + 3 * 3600


def test_old_records_do_not_speak_for_a_whole_file(agent: Agent, sealed: dict[str, str]) -> None:
    agent.write("app.py", MORE)
    late = {"GIT_COMMITTER_DATE": "2090-01-01T00:00:00+00:00"}
    agent.repo.run("git", "commit", "-qam", "later", env=late)
    agent.repo.stage({"app.py": MORE + "human = 'line'\n"})
    assert told_of(agent.repo).covered == frozenset()
