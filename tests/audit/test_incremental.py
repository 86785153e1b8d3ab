"""Audits after the first: what they read again, and that they say what an audit without memory says."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aigate.audit import digests, resume
from aigate.audit.plan import Plan
from aigate.audit.run import Run, audit
from aigate.audit.store import NAME, Store, _seal
from aigate.git.repo import Repo
from aigate.scanners.registry import SCANNERS
from tests.repository import Repository

if TYPE_CHECKING:
    from aigate.audit_model import Audit

HERE = Plan(jobs=1)
BY_CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"
WEAK = "import hashlib\n\n\ndef digest(data):\n    return hashlib.md5(data).hexdigest()\n"
TEAM_RULE = """
  - id: team/{name}
    languages: [python]
    severity: high
    confidence: high
    message: Mind {name}.
    regex: '{text}'
    bad: ['{text}', 'y = {text}']
    good: ['z', 'zz']
"""


def audited(repo: Repository, plan: Plan = HERE) -> tuple[Audit, Run]:
    with Repo.open(repo.path) as opened, Store.open(opened, use=plan.cache) as store:
        run = Run(opened, plan, store)
        return run.audit(), run


def as_new(repo: Repository, plan: Plan = HERE) -> Audit:
    """An audit that remembers nothing."""
    return audited(repo, replace(plan, cache=False))[0]


def same(one: Audit, other: Audit) -> bool:
    return replace(one, made=0) == replace(other, made=0)


@pytest.fixture
def filled(repo: Repository) -> Repository:
    repo.commit({"README": "by hand\n"}, "Begin")
    for number in range(6):
        repo.commit({f"part{number}.py": WEAK + f"x = {number}\n"}, f"Add part {number}\n\n{BY_CLAUDE}")
    return repo


def test_after_one_new_commit_that_one_alone_is_read(filled: Repository) -> None:
    audited(filled)
    filled.commit({"new.py": WEAK}, f"Add more\n\n{BY_CLAUDE}")
    found, run = audited(filled)
    assert run.walked == 1
    assert len(found.commits) == 7
    assert same(found, as_new(filled))


def test_a_commit_by_a_human_has_no_engine_loaded(filled: Repository) -> None:
    audited(filled)
    filled.commit({"README": "by hand, too\n"}, "Go on")
    script = """
import sys
from aigate.audit.plan import Plan
from aigate.audit.run import audit
from aigate.git.repo import Repo
with Repo.open() as repo:
    assert len(audit(repo, Plan(jobs=1, exposure=False)).commits) == 6
print(sorted(name for name in ("bandit", "detect_secrets", "ast_grep_py", "multiprocessing", "yaml") if name in sys.modules))
"""
    assert filled.run(sys.executable, "-c", script).stdout == b"[]\n"


def test_history_that_was_rewritten_is_gone_from_the_audit(filled: Repository) -> None:
    audited(filled)
    filled.git("reset", "--quiet", "--hard", "HEAD~3")
    filled.commit({"other.py": WEAK}, f"Another way\n\n{BY_CLAUDE}")
    found, run = audited(filled)
    assert run.walked == 1
    assert [one.subject for one in found.commits] == ["Add part 0", "Add part 1", "Add part 2", "Another way"]
    assert same(found, as_new(filled))


# ---------------------------------------------------------------- rules


def with_rules(repo: Repository, **rules: str) -> None:
    body = "".join(TEAM_RULE.format(name=name, text=text) for name, text in rules.items())
    repo.commit({".aigate/rules/team.yml": f"rules:{body}"}, "Rules")


def run_rules(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> tuple[Audit, list[tuple[str, tuple[str, ...] | None]]]:
    """An audit, and which scanner ran by which rules: None where it was all that there are."""
    ran: list[tuple[str, tuple[str, ...] | None]] = []
    for scanner in SCANNERS:
        scan = scanner.scan

        def watched(source, settings, scan=scan, scanner=scanner):  # type: ignore[no-untyped-def]
            few = settings.rules._team if not settings.rules._seed else None
            if source.language == "python":  # the rules' own file is new at the tip
                ran.append((scanner.NAME, tuple(one.id for one in few) if few is not None else None))
            return scan(source, settings)

        monkeypatch.setattr(scanner, "scan", watched)
    return audited(repo)[0], ran


def test_a_new_rule_is_run_by_itself(filled: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    with_rules(filled, one="x = 1")
    audited(filled)
    with_rules(filled, one="x = 1", two="x = 2")
    found, ran = run_rules(filled, monkeypatch)
    assert set(ran) == {("patterns", ("team/two",))}
    assert {rule for one in found.commits for rule in one.stopped_by} >= {"team/one", "team/two"}
    monkeypatch.undo()
    assert same(found, as_new(filled))


def test_a_rule_that_changed_is_run_by_itself(filled: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    with_rules(filled, one="x = 1", two="x = 2")
    audited(filled)
    with_rules(filled, one="x = 3", two="x = 2")
    found, ran = run_rules(filled, monkeypatch)
    assert set(ran) == {("patterns", ("team/one",))}
    monkeypatch.undo()
    assert same(found, as_new(filled))


def test_a_rule_that_is_gone_takes_its_findings_with_it_and_nothing_is_scanned(filled: Repository) -> None:
    with_rules(filled, one="x = 1", two="x = 2")
    audited(filled)
    with_rules(filled, two="x = 2")
    found, run = audited(filled)
    assert "team/one" not in {rule for one in found.commits for rule in one.stopped_by}
    assert same(found, as_new(filled))
    assert run.scans == 0


def test_a_scanner_that_changed_looks_again_and_no_other(filled: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(filled)
    plain = digests.scanner
    monkeypatch.setattr(digests, "scanner", lambda name: plain(name) + "2" * (name == "bandit"))
    _, ran = run_rules(filled, monkeypatch)
    assert {name for name, _ in ran} == {"bandit"}


def test_a_threshold_that_moved_has_nothing_scanned(filled: Repository) -> None:
    first, _ = audited(filled)
    filled.commit({".aigate.toml": '[gate]\nblock = "critical"\n'}, "Be lenient")
    found, run = audited(filled)
    assert run.scans == 0
    assert first.commits[0].stopped_by
    assert not found.commits[0].stopped_by
    assert same(found, as_new(filled))


# ---------------------------------------------------------------- who wrote it


def note(repo: Repository, commit: str, path: str, lines: str) -> None:
    body = f'{path}\n  s_0123456789abcd {lines}\n---\n{{"schema_version": "authorship/3.0.0", "prompts": {{}}}}\n'
    repo.git("notes", "--ref", "ai", "add", "-f", "-F", "-", commit, stdin=body.encode())


def test_a_note_that_was_added_has_its_commit_read_again_and_no_other(filled: Repository) -> None:
    by_hand = filled.commit({"hand.py": WEAK}, "By hand")
    first, _ = audited(filled)
    note(filled, by_hand, "hand.py", "1-3")
    found, run = audited(filled)
    assert run.walked == 1
    assert len(found.commits) == len(first.commits) + 1
    note(filled, by_hand, "hand.py", "1-4")
    found, run = audited(filled)
    assert run.walked == 1
    assert found.commits[-1].lines.ai == 4
    filled.git("notes", "--ref", "ai", "remove", by_hand)
    found, _ = audited(filled)
    assert same(found, first)


def test_another_catalogue_has_every_commit_attributed_anew(filled: Repository) -> None:
    audited(filled)
    filled.commit({".aigate.toml": "[provenance]\nprose_markers = true\n"}, "Believe sentences")
    found, run = audited(filled)
    assert run.walked >= 6
    assert run.scans == 0
    assert same(found, as_new(filled))


# ---------------------------------------------------------------- several at once, and sudden ends

AUDIT = """
import sys
from contextlib import closing
from dataclasses import replace
from aigate.audit.plan import Plan
from aigate.audit.run import Run, audit
from aigate.audit.store import Store
from aigate.git.repo import Repo
if __name__ == "__main__":
    with Repo.open() as repo, Store.open(repo) as store:
        found = Run(repo, Plan(jobs=int(sys.argv[1])), store).audit()
    print(len(found.commits), sum(len(one.stopped_by) for one in found.commits), found.reach.notes)
"""


def many(repo: Repository, count: int) -> None:
    """A long history, made in one go."""
    said = [b"blob\nmark :1\ndata %d\n%b" % (len(WEAK), WEAK.encode())]
    message = f"Add a part\n\n{BY_CLAUDE}\n".encode()
    for number in range(count):
        body = f"{WEAK}x = {number}\n".encode()
        said.append(
            b"commit refs/heads/main\nauthor A <a@b> %d +0000\ncommitter A <a@b> %d +0000\n"
            % ((1_700_000_000 + number,) * 2)
        )
        said.append(b"data %d\n%b" % (len(message), message))
        said.append(b"M 100644 inline part%d.py\ndata %d\n%b\n" % (number % 40, len(body), body))
    repo.git("fast-import", "--quiet", stdin=b"".join(said))


def test_two_audits_at_once_are_both_right(repo: Repository, tmp_path: Path) -> None:
    many(repo, 200)
    with ThreadPoolExecutor(2) as both:
        said = list(both.map(lambda _: repo.run(sys.executable, "-c", AUDIT, "1").stdout, range(2)))
    assert said[0] == said[1]
    assert said[0].startswith(b"200 ")
    assert said[0].endswith(b"()\n")


def test_several_processes_say_what_one_says(repo: Repository, tmp_path: Path) -> None:
    many(repo, 320)
    script = tmp_path / "audit.py"
    script.write_text(AUDIT)
    assert same(audited(repo, Plan(jobs=2, cache=False))[0], as_new(repo))
    assert repo.run(sys.executable, script, "2").stdout.startswith(b"320 ")


def test_an_audit_that_was_killed_is_gone_on_with(repo: Repository, tmp_path: Path) -> None:
    many(repo, 400)
    script = tmp_path / "audit.py"
    script.write_text(AUDIT)
    file = repo.path / ".git" / NAME
    for jobs in ("1", "2"):
        killed = subprocess.Popen([sys.executable, script, jobs], cwd=repo.path, env=repo.env, start_new_session=True)
        size = file.stat().st_size if file.exists() else 0
        while killed.poll() is None and not (file.exists() and file.stat().st_size > size + 30_000):
            time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    found, run = audited(repo)
    assert run.walked < 400
    assert len(found.commits) == 400
    assert found.reach.notes == ()
    deadline = time.monotonic() + 20
    while (left := _of_session(killed.pid)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left == []  # workers do not outlive who waits for them


def _of_session(leader: int) -> list[str]:
    done = subprocess.run(["ps", "-o", "pid=", "-s", str(leader)], capture_output=True, text=True, check=False)
    return done.stdout.split()


def test_a_worker_that_is_killed_takes_nothing_with_it(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    many(repo, 320)
    submit = ProcessPoolExecutor.submit
    submitted = []

    def killing(self, function, task):  # type: ignore[no-untyped-def]
        submitted.append(task)
        if len(submitted) == 4:
            os.kill(next(iter(self._processes)), signal.SIGKILL)
        return submit(self, function, task)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", killing)
    found, _ = audited(repo, Plan(jobs=2, cache=False))
    assert len(found.commits) == 320
    assert any("was killed" in note for note in found.reach.notes)


# ---------------------------------------------------------------- the file


def test_a_cache_that_was_damaged_changes_nothing_but_the_notes(filled: Repository) -> None:
    first, _ = audited(filled)
    file = filled.path / ".git" / NAME
    file.write_bytes(file.read_bytes()[:5000] + b"\xff" * 3000)
    found, _ = audited(filled)
    assert found.reach.notes
    assert same(replace(found, reach=first.reach), first)


@pytest.mark.parametrize(
    "body",
    [
        "null",
        "7",
        '"x"',
        "[]",
        "{}",
        "[[]]",
        "[1,2,3,4,5]",
        '{"bandit":[]}',
        "[null,null]",
        "[" * 5000,
        '["", 3]',
        "1],[2",
    ],
)
def test_sealed_rows_of_another_form_are_made_anew_with_a_warning(filled: Repository, body: str) -> None:
    first, _ = audited(filled)
    file = filled.path / ".git" / NAME
    with closing(sqlite3.connect(file)) as base, base:
        for kind, name in base.execute("SELECT kind, key FROM row WHERE kind != 'lines'").fetchall():
            data = body.encode()
            base.execute(
                "UPDATE row SET body = ?, seal = ? WHERE kind = ? AND key = ?",
                (data, _seal(kind, name, data), kind, name),
            )
    found, _ = audited(filled)
    assert [note for note in found.reach.notes if "made anew" in note]
    assert same(replace(found, reach=first.reach), first)
    again, run = audited(filled)
    assert same(again, first), "and what was made anew is kept"
    assert (run.walked, run.scans) == (0, 0)


def test_a_partial_clone_is_told_of_again_and_never_made_to_fetch(filled: Repository) -> None:
    filled.git("config", "uploadpack.allowFilter", "true")
    path = filled.path.with_name("partial")
    filled.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{filled.path}", str(path))
    filled.path.rename(filled.path.with_name("away"))
    partial = Repository(path, filled.env)
    first, run = audited(partial)
    assert (len(first.reach.unread), run.walked) == (6, 0)
    assert any(note.startswith("7 files of") for note in first.reach.notes)
    again, _ = audited(partial)
    assert again.reach == first.reach
    assert same(again, first)


def test_no_secret_is_in_the_cache(repo: Repository) -> None:
    secret = "ghp_" + "Zx9Qw3Er7Ty1Ui5Op2As8Df4Gh6Jk0LzXcVb"
    aws = "AKIA" + "QWERTYUIOPASDFGH"
    text = f'token = "{secret}"\nkey = "{aws}"\npassword = "hunter2-{secret[5:12]}"  # ai-generated: {secret}\n'
    repo.commit({"a.py": text, ".env": f"TOKEN={secret}\n"}, f"Add a token\n\n{BY_CLAUDE}")
    found, _ = audited(repo)
    assert any("secret" in rule for rule in found.commits[0].stopped_by), found.commits[0].stopped_by
    for file in (repo.path / ".git" / "aigate").iterdir():
        data = file.read_bytes()
        assert secret.encode() not in data
        assert aws.encode() not in data
        assert b"hunter2" not in data


def test_what_is_printed_in_json_of_an_account_is_the_account(filled: Repository) -> None:
    from aigate.audit.account import from_plain, to_plain

    with Repo.open(filled.path) as opened, Store.open(opened) as store:
        accounts = Run(opened, HERE, store).accounts()
    assert accounts
    for account in accounts.values():
        assert from_plain(json.loads(json.dumps(to_plain(account)))) == account


# ---------------------------------------------------------------- from the last audit


def test_one_more_commit_is_added_to_what_the_last_audit_said(
    filled: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Repo.open(filled.path) as opened:
        audit(opened, HERE)
    filled.commit({"part1.py": f"{WEAK}y = 2\n", "new.py": WEAK}, f"Add more\n\n{BY_CLAUDE}")
    fresh = as_new(filled)
    monkeypatch.delattr("aigate.audit.run.census")  # nobody takes it of everything
    with Repo.open(filled.path) as opened:
        assert same(audit(opened, HERE), fresh)


@pytest.mark.parametrize("what", ["a merge", "a marker", "a note", "other settings", "a tip that was rewritten"])
def test_what_may_change_more_has_everything_looked_at(filled: Repository, what: str) -> None:
    with Repo.open(filled.path) as opened:
        audit(opened, HERE)
    if what == "a merge":
        filled.git("checkout", "--quiet", "-b", "side", "HEAD~2")
        filled.commit({"side.py": WEAK}, f"Add\n\n{BY_CLAUDE}")
        filled.git("checkout", "--quiet", "-")
        filled.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    elif what == "a marker":
        filled.commit({"README": "# ai-generated: begin\nby hand\n# ai-generated: end\n"}, "Mark it")
    elif what == "a note":
        note(filled, filled.git("rev-list", "--max-parents=0", "HEAD").strip(), "README", "1-1")
    elif what == "other settings":
        filled.commit({".aigate.toml": '[gate]\nblock = "critical"\n'}, "Be lenient")
    else:
        filled.git("reset", "--quiet", "--hard", "HEAD~2")
    with Repo.open(filled.path) as opened:
        plan = HERE
        with Store.open(opened) as store:
            assert Run(opened, plan, store, taken=resume.begin(opened, plan)).resumed() is None
        assert same(audit(opened, plan), as_new(filled))
