"""The message that a forge makes of a branch."""

from __future__ import annotations

from aigate.policy.squash import Commit, coauthors, squashed

ADA, BOB = "Ada <ada@example.org>", "Bob <bob@example.org>"
CLAUDE = "Claude <noreply@anthropic.com>"


def test_one_commit_keeps_its_message() -> None:
    text = f"Add\n\nWhy.\n\nCo-authored-by: {CLAUDE}\n"
    assert squashed([Commit(ADA, text)], "github") == text
    assert squashed([Commit(ADA, text)], "github", "Title") == text.replace("Add", "Title", 1)


def test_several_commits_are_listed_and_their_people_gathered() -> None:
    commits = [
        Commit(ADA, "Add\n\nAssisted-by: claude:x\n"),
        Commit(BOB, f"Mend\n\nCo-Authored-By: {CLAUDE}\n"),
        Commit(ADA, f"Tidy\r\n\r\nco-authored-by: {CLAUDE.lower()}\r\n"),
    ]
    assert squashed(commits, "github", "Title (#1)").split("\n") == [
        "Title (#1)", "", "* Add", "", "Assisted-by: claude:x", "", "* Mend", "", f"Co-Authored-By: {CLAUDE}", "", "* Tidy", "",
        f"co-authored-by: {CLAUDE.lower()}", "", "---------", "", f"Co-authored-by: {BOB}", f"Co-authored-by: {CLAUDE}", "",
    ]  # fmt: skip


def test_one_author_alone_needs_no_paragraph_of_people() -> None:
    assert squashed([Commit(ADA, "One"), Commit(ADA, "Two\n")], "github") == "One\n\n* One\n\n* Two\n"


def test_gitlabs_default_is_the_title_alone() -> None:
    assert squashed([Commit(ADA, f"Add\n\nCo-authored-by: {CLAUDE}\n")], "gitlab") == "Add\n"
    assert squashed([Commit(ADA, "")], "gitlab", "Title") == "Title\n"


def test_people_are_told_apart_by_address() -> None:
    commits = [
        Commit(ADA, "x\n\nCo-authored-by: A <ADA@example.org>\nCo-authored-by: nobody\n"),
        Commit(BOB, ""),
        Commit(BOB, ""),
    ]
    assert coauthors(commits) == [BOB]
    assert coauthors(commits, "Robert <BOB@example.org>") == [ADA]
