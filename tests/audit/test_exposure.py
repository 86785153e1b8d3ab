"""What is left of agents' lines at a revision, and of the findings on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.audit.plan import Plan
from aigate.audit.run import audit
from aigate.audit.store import Store
from aigate.git.likeness import Likeness
from aigate.git.repo import Repo
from tests.audit.exposing import BY_CLAUDE, HERE, by_agent, exposed, fates_of, file_of, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

WEAK = "import hashlib\n\n\ndef digest(data):\n    return hashlib.md5(data).hexdigest()\n"
STRONG = WEAK.replace("md5", "sha256")
RULE = "bandit/B324"
BINARY = bytes(range(256)) * 4
LONG = "".join(f"row_{number} = {number}\n" for number in range(30))


# ---------------------------------------------------------------- lines


def test_nothing_stands_in_a_repository_without_commits(repo: Repository) -> None:
    assert exposed(repo).files == ()


def test_nothing_stands_at_a_tip_without_files(repo: Repository) -> None:
    by_agent(repo, {"a.py": WEAK})
    repo.git("rm", "--quiet", "a.py")
    last = repo.commit(message="Empty it")
    found = exposed(repo)
    assert found.files == ()
    assert [(state, fixed) for state, _, _, fixed in fates_of(found)] == [("fixed", last)]


def test_a_line_that_a_human_rewrote_is_an_agents_no_more(repo: Repository) -> None:
    by_agent(repo, {"a.py": "one = 1\ntwo = 2\n"})
    repo.commit({"a.py": "one = 1\ntwo = 22\n"}, "By hand")
    found = exposed(repo)
    assert lines_of(found) == {"a.py": (1, 0, 1)}
    assert sum(found.surviving.values()) == 1


def test_a_file_that_no_agent_touched_counts_by_its_lines(repo: Repository) -> None:
    repo.commit({"a.py": "one = 1\ntwo = 2\n", "none.py": "", "open.py": "end"})
    by_agent(repo, {"b.py": "x = 1\n"})
    assert lines_of(exposed(repo)) == {"a.py": (0, 0, 2), "b.py": (1, 0, 0), "none.py": (0, 0, 0), "open.py": (0, 0, 1)}


def test_lines_keep_their_author_under_another_name(repo: Repository) -> None:
    by_agent(repo, {"a.py": LONG})
    repo.git("mv", "a.py", "b.py")
    repo.commit(message="Rename it")
    repo.git("mv", "b.py", "deep.py")
    repo.commit({"deep.py": LONG + "by_hand = 1\n"}, "And again")
    assert lines_of(exposed(repo)) == {"deep.py": (30, 0, 1)}


def test_lines_keep_their_author_through_a_merge_that_renamed_them(repo: Repository) -> None:
    """On one side the file goes and later, in another commit, comes back elsewhere: only the merge sees a rename."""
    by_agent(repo, {"a.py": LONG})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.git("checkout", "--quiet", "main")
    repo.git("rm", "--quiet", "a.py")
    repo.commit(message="Take it away")
    repo.commit({"b.py": LONG}, "And bring it back")
    repo.git("checkout", "--quiet", "side")
    repo.commit({"c.py": "x = 1\n"}, "Elsewhere")
    repo.git("merge", "--quiet", "--no-commit", "main")
    repo.commit({"b.py": LONG + "by_hand = 1\n"}, "Merge, and go on")
    told = repo.git("blame", "-s", "-f", "HEAD", "--", "b.py").count(" a.py ")
    assert told == 30, "git blame follows it here"
    assert lines_of(exposed(repo))["b.py"] == (30, 0, 1)


@pytest.mark.parametrize(("follow", "lines"), [((), (0, 0, 31)), (("-C", "-C"), (30, 0, 1))])
def test_copies_are_followed_on_request(repo: Repository, follow: tuple[str, ...], lines: tuple[int, int, int]) -> None:
    by_agent(repo, {"a.py": LONG})
    repo.commit({"copy.py": LONG + "by_hand = 1\n", "a.py": LONG + "more = 1\n"}, "Copy it")
    assert lines_of(exposed(repo, Plan(jobs=1, follow=follow)))["copy.py"] == lines


def test_a_merge_brings_what_its_parents_wrote(repo: Repository) -> None:
    repo.commit({"a.py": "start = 0\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    by_agent(repo, {"b.py": "side = 1\n"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "main = 1\n"}, "Go on")
    repo.git("merge", "--quiet", "--no-edit", "side")
    assert lines_of(exposed(repo)) == {"a.py": (0, 0, 1), "b.py": (1, 0, 0), "c.py": (0, 0, 1)}


def test_what_has_no_lines_is_not_counted_and_an_agents_is_named(repo: Repository) -> None:
    repo.commit({"README": "x\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    (repo.path / "link").symlink_to("README")
    repo.git("add", "link")
    by_agent(repo, {"data.bin": BINARY, "wide.txt": "ਅ one\ntwo\n".encode("utf-16"), "p.png": BINARY})
    found = exposed(repo)
    assert lines_of(found) == {"README": (0, 0, 1), "link": (1, 0, 0)}
    assert [gap.path for gap in found.gaps] == ["data.bin", "wide.txt"]


def test_only_the_paths_asked_for_are_told(repo: Repository) -> None:
    by_agent(repo, {"a/x.py": WEAK, "b/x.py": WEAK})
    found = exposed(repo, Plan(jobs=1, paths=("a",)))
    assert lines_of(found) == {"a/x.py": (5, 0, 0)}
    assert len(found.findings) == 1


def test_a_file_says_who_wrote_it_and_when(repo: Repository) -> None:
    by_agent(repo, {"a.py": "one = 1\n"})
    by_agent(repo, {"a.py": "one = 1\ntwo = 2\nthree = 3\n"}, by="Co-authored-by: Codex <noreply@openai.com>")
    file = file_of(exposed(repo), "a.py")
    assert [(one.agent, one.lines) for one in file.authored] == [("codex", 2), ("claude", 1)]
    assert file.oldest == file.newest > 0
    assert file.language == "python"


def test_files_and_findings_name_their_owners(repo: Repository) -> None:
    repo.commit({".github/CODEOWNERS": "*.py @team\n/old.py @before\n"})
    by_agent(repo, {"a.py": WEAK, "old.py": WEAK})
    repo.git("rm", "--quiet", "old.py")
    repo.commit(message="Remove it")
    found = exposed(repo)
    assert file_of(found, "a.py").owner == "@team"
    assert file_of(found, ".github/CODEOWNERS").owner == ""
    assert [(str(one.state), one.owner) for one in found.findings] == [("open", "@team"), ("fixed", "@before")]


# ---------------------------------------------------------------- findings


def test_a_finding_stands_where_its_line_went(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("mv", "a.py", "b.py")
    repo.commit({"b.py": "# by hand\n" + WEAK}, "Rename it")
    found = exposed(repo)
    assert fates_of(found) == [("open", brought, "b.py:6", "")]
    assert file_of(found, "b.py").findings == 1
    assert (found.density.ai_findings, found.density.other_findings) == (1, 0)


def test_a_finding_is_fixed_by_the_commit_that_mended_it(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    repo.commit({"a.py": "# by hand\n" + WEAK}, "Go on")
    mended = repo.commit({"a.py": "# by hand\n" + STRONG}, "Mend it")
    repo.commit({"a.py": "# by hand, too\n" + STRONG}, "Go on")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, mended)]


def test_a_finding_is_fixed_by_the_removal_of_its_file_under_its_last_name(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK + LONG})
    repo.git("mv", "a.py", "b.py")
    repo.commit(message="Rename it")
    repo.git("rm", "--quiet", "b.py")
    gone = repo.commit({"c.py": "x = 1\n"}, "Remove it")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, gone)]


def test_a_finding_that_came_back_is_another(repo: Repository) -> None:
    first = by_agent(repo, {"a.py": WEAK})
    mended = repo.commit({"a.py": STRONG}, "Mend it")
    again = by_agent(repo, {"a.py": WEAK})
    assert fates_of(exposed(repo)) == [("fixed", first, None, mended), ("open", again, "a.py:5", "")]


def test_a_revert_fixes_and_the_revert_of_a_revert_brings_nothing_of_an_agents(repo: Repository) -> None:
    repo.commit({"a.py": "x = 1\n"})
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("revert", "--no-edit", "HEAD")
    reverted = repo.git("rev-parse", "HEAD")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, reverted)]
    repo.git("revert", "--no-edit", "HEAD")
    assert lines_of(exposed(repo)) == {"a.py": (0, 0, 5)}, "who reverts writes the lines, as far as git knows"


def test_a_finding_is_fixed_on_the_branch_that_mended_it_not_by_its_merge(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK + LONG})
    repo.git("checkout", "--quiet", "-b", "side")
    mended = repo.commit({"a.py": STRONG + LONG}, "Mend it")
    repo.git("checkout", "--quiet", "main")
    repo.commit({"a.py": WEAK + LONG + "more = 1\n"}, "Go on")
    repo.git("merge", "--quiet", "--no-edit", "side")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, mended)]


def test_a_finding_is_fixed_by_a_merge_that_mended_it_by_itself(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"b.py": "x = 1\n"}, "Go on")
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "x = 1\n"}, "Go on")
    repo.git("merge", "--quiet", "--no-commit", "side")
    merged = repo.commit({"a.py": STRONG}, "Merge, and mend")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, merged)]


def test_a_finding_is_fixed_by_a_merge_that_kept_the_other_side(repo: Repository) -> None:
    repo.commit({"a.py": STRONG})
    repo.git("checkout", "--quiet", "-b", "side")
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "x = 1\n"}, "Go on")
    repo.git("merge", "--quiet", "--no-edit", "-s", "ours", "side")
    merged = repo.git("rev-parse", "HEAD").strip()
    assert fates_of(exposed(repo)) == [("fixed", brought, None, merged)]


def test_a_finding_of_a_merge_that_kept_one_side_is_fixed_later(repo: Repository) -> None:
    repo.commit({"a.py": WEAK})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"a.py": STRONG}, "Mend it")
    repo.git("checkout", "--quiet", "main")
    repo.commit({"c.py": "x = 1\n"}, "Go on")
    repo.git("merge", "--quiet", "--no-commit", "side")
    brought = by_agent(repo, {"a.py": WEAK})
    mended = repo.commit({"a.py": STRONG}, "Mend it again")
    assert fates_of(exposed(repo)) == [("fixed", brought, None, mended)]


def test_a_finding_that_an_agent_reformatted_is_told_once(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    by_agent(repo, {"a.py": WEAK.replace("    return", "        return").replace("def ", "if 1:\n    def ")})
    by_agent(repo, {"a.py": WEAK.replace("md5(data)", "md5(data + b'more')")})
    assert fates_of(exposed(repo)) == [("open", brought, "a.py:5", "")]


def test_a_finding_whose_line_a_human_indented_is_an_agents_no_more(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    indented = repo.commit(
        {"a.py": WEAK.replace("    return", "        return").replace("def ", "if 1:\n    def ")}, "Indent"
    )
    found = exposed(repo)
    assert fates_of(found) == [("fixed", brought, None, indented)]
    assert (found.density.ai_findings, found.density.other_findings) == (0, 1)


def test_each_of_two_findings_in_one_statement_is_told(repo: Repository) -> None:
    twice = "import hashlib\n\nboth = [hashlib.md5(b'a').digest(), hashlib.md5(b'b').digest()]\n"
    brought = by_agent(repo, {"a.py": twice})
    assert fates_of(exposed(repo), RULE) == [("open", brought, "a.py:3", "")] * 2


def test_one_of_two_copies_that_went_is_fixed(repo: Repository) -> None:
    line = "assert hashlib.md5(b'x').digest()\n"
    brought = by_agent(repo, {"a.py": f"import hashlib\n{line}between = 1\n{line}"})
    mended = repo.commit({"a.py": f"import hashlib\n{line}between = 1\n"}, "Take one away")
    fates = fates_of(exposed(repo), RULE)
    assert sorted(fates) == [("fixed", brought, None, mended), ("open", brought, "a.py:2", "")]


def test_a_finding_that_only_two_commits_together_make_belongs_to_the_later(repo: Repository) -> None:
    by_agent(
        repo, {"a.py": "import hashlib\n\n\ndef digest(data, hashlib):\n    return hashlib.md5(data).hexdigest()\n"}
    )
    later = repo.commit({"a.py": WEAK}, f"Take the argument away\n\n{BY_CLAUDE}")
    fates = fates_of(exposed(repo), RULE)
    assert [state for state, *_ in fates] == ["open"]
    assert later


def test_what_policy_suppresses_is_told_and_not_counted_as_open(repo: Repository) -> None:
    by_agent(repo, {"a.py": WEAK})
    repo.commit(
        {"a.py": WEAK.replace("    return", "    # aigate: ignore[bandit/B324] a checksum\n    return")}, "Leave it"
    )
    found = exposed(repo)
    assert [str(one.finding.bucket) for one in found.findings] == ["suppressed"]
    assert (file_of(found, "a.py").findings, found.density.ai_findings) == (0, 0)


def test_lines_are_compared_with_others_of_their_language_where_every_check_could_look(repo: Repository) -> None:
    repo.commit({"by_hand.py": f"{WEAK}x = 1\n" * 2, "vendor/b.py": WEAK, "README.md": "x\n" * 90})
    by_agent(repo, {"a.py": WEAK, "c.sh": "echo hello\n", "vendor/a.py": "x = 1\n", "broken.py": "def (:\n"})
    found = exposed(repo).density
    assert (found.ai_lines, found.other_lines, found.ai_findings, found.other_findings) == (8, 107, 1, 2)
    assert (found.compared_lines, found.compared_findings) == (5, 1)
    assert found.expected == pytest.approx(5 * 2 / 12)


def test_no_finding_is_looked_for_where_no_check_is_asked_for(repo: Repository) -> None:
    by_agent(repo, {"a.py": WEAK})
    found = exposed(repo, Plan(jobs=1, checks=()))
    assert found.findings == ()
    assert lines_of(found) == {"a.py": (5, 0, 0)}


def test_a_finding_on_a_branch_that_the_tip_does_not_have_does_not_stand(repo: Repository) -> None:
    repo.commit({"README": "x\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("checkout", "--quiet", "main")
    assert fates_of(exposed(repo, Plan(jobs=1, all_branches=True))) == [("fixed", brought, None, "")]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ({"a.py": "# by hand\n" + WEAK}, ("open", "a.py:6")),
        ({"a.py": STRONG}, ("fixed", None)),
        ({"a.py": "x = 1\n", "b.py": WEAK}, ("fixed", None)),
    ],
)
def test_findings_are_followed_by_their_text_where_nothing_is_blamed(
    repo: Repository, then: dict[str, str | bytes], expected: tuple[str, str | None]
) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    last = repo.commit(then, "Go on")
    fixed = last if expected[0] == "fixed" else ""
    with Repo.open(repo.path) as opened:
        found = audit(opened, Plan(jobs=1, exposure=False))
    assert fates_of(found) == [(expected[0], brought, expected[1], fixed)]
    assert (found.files, found.reach.has_exposure) == ((), False)


def test_an_audit_tells_it_all(repo: Repository) -> None:
    brought = by_agent(repo, {"a.py": WEAK})
    repo.git("mv", "a.py", "b.py")
    repo.commit(message="Rename it")
    with Repo.open(repo.path) as opened:
        found = audit(opened, HERE)
    assert fates_of(found) == [("open", brought, "b.py:5", "")]
    assert [(one.month, one.lines.ai, one.surviving, one.introduced, one.fixed) for one in found.months] == [
        ("2026-01", 5, 5, 1, 0)
    ]
    assert [one.path for one in found.files] == ["b.py"]
    assert (found.density.ai_lines, found.density.ai_findings, found.reach.has_exposure) == (5, 1, True)


# ---------------------------------------------------------------- again


def test_a_second_look_blames_and_scans_only_what_changed(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    by_agent(repo, {f"{name}.py": WEAK for name in "abcd"})
    with Repo.open(repo.path) as opened, Store.open(opened, use=True) as store:
        first = exposed(repo, HERE, store)
    repo.commit({"a.py": "# by hand\n" + WEAK}, "Go on")
    blamed: list[str] = []
    call = Repo.call

    def counted(self: Repo, *args: str, **more: object) -> tuple[int, bytes]:
        if "blame" in args:
            blamed.append(args[-1])
        return call(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Repo, "call", counted)
    with Repo.open(repo.path) as opened, Store.open(opened, use=True) as store:
        second = exposed(repo, HERE, store)
    assert blamed == ["a.py"]
    assert len(first.findings) == len(second.findings) == 4
    assert lines_of(second) == exposed_anew(repo)


def exposed_anew(repo: Repository) -> dict[str, tuple[int, int, int]]:
    return lines_of(exposed(repo))


def test_what_was_renamed_is_compared_once(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    by_agent(repo, {"a.py": LONG})
    repo.git("mv", "a.py", "b.py")
    repo.commit({"b.py": LONG + "by_hand = 1\n"}, "Rename it")
    with Repo.open(repo.path) as opened, Store.open(opened, use=True) as store:
        first = exposed(repo, HERE, store)
    monkeypatch.setattr(Likeness, "_compare", None)
    with Repo.open(repo.path) as opened, Store.open(opened, use=True) as store:
        assert exposed(repo, HERE, store) == first
    assert lines_of(first) == {"b.py": (30, 0, 1)}
