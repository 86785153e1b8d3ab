"""What an agent may and may not do before it is done. Negatives first: a false alarm stops honest work."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.agent.events import Edit, Event, Kind
from aigate.agent.refusals import refuse
from aigate.agent.shell_words import simple_commands
from aigate.git.locate import Place, locate

if TYPE_CHECKING:
    from tests.repository import Repository

ALLOWED = [
    "git commit -m x",
    "git commit -am 'Fix the adder'",
    "git commit -m 'Explain why --no-verify is refused'",
    'git commit -m "-n"',
    "git commit -m-n",
    "git commit -m '-n' --author='A <a@b>'",
    "git commit --message --no-verify",
    "git commit --message=--no-verify",
    "git commit -F -n",
    "git commit -- -n --no-verify",
    "git commit -S -m x",
    "git commit -Snobody -m x",
    "git commit -unormal -m x",
    "git commit --no-edit --amend",
    "git commit --no-gpg-sign -m x",
    "git commit --verbose --no-status -m x",
    "git log -n 5",
    "git log --oneline -n5 --grep='--no-verify'",
    "git push -n origin main",
    "git push --dry-run",
    "git merge -n topic",
    "git cherry-pick -n HEAD~1",
    "git revert -n HEAD",
    "git rebase -n main",
    "git stash",
    "git stash push -m '--no-verify'",
    "git clean -n",
    "git add -n .",
    "git fetch -n",
    "git tag -n",
    "git diff --no-index a b",
    "git config core.hooksPath",
    "git config --get core.hooksPath",
    "git config get core.hooksPath",
    "git config user.name Ada",
    "git config alias.ci 'commit -v'",
    "git config --global pull.rebase true",
    "git -c user.name=x commit -m y",
    "git -c core.hooksPath=.git/hooks commit -m y",
    "GIT_CONFIG_COUNT=0 git commit -m x",
    "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=x git commit -m y",
    "echo git commit --no-verify",
    "echo 'never use git commit --no-verify' >> NOTES.md",
    "grep -rn -- --no-verify docs",
    "rg 'core.hooksPath=/dev/null' .",
    "# git commit --no-verify",
    "ls # git commit -n",
    "cat > notes.md <<'EOF'\ngit commit --no-verify\nEOF",
    "git commit -F - <<EOF\nA message that says --no-verify and -n\nEOF",
    "git commit -m \"$(cat <<'EOF'\nNever pass --no-verify (or -n)\nEOF\n)\"",
    "python -c \"print('git commit --no-verify')\"",
    "sed -n 1,5p a.py",
    "HUSKY=0 npm ci",
    "SKIP=eslint git commit -m x",
    "HUSKY=1 git commit -m x",
    "export PATH=/x:$PATH && git commit -m x",
    "pre-commit run --all-files",
    "pre-commit install",
    "pip uninstall requests",
    "aigate check",
    "aigate agent status",
    "aigate agent install codex",
    "cat .git/hooks/pre-commit",
    "ls -la .git/hooks .aigate",
    "cp .git/hooks/pre-commit /tmp/x",
    "cat .aigate.toml | head",
    "grep aigate .claude/settings.json > /tmp/out",
    "git diff > /tmp/patch",
    "rm -rf build dist",
    "rm *.pyc",
    "rm -rf other/.git/hooks",
    "rm -f .git/index.lock",
    "alias ll='ls -l --no-verify'",
    'git() { command git --no-pager "$@"; }',
    "mv a.py b.py",
    "chmod +x run.sh",
    "sed -i 's/1.0/1.1/' pyproject.toml",
    "echo '# end' >> .pre-commit-config.yaml",
    "git notes add -m 'reviewed'",
    "git notes --ref=review append -m x",
    "git notes --ref=ai list",
    "git notes --ref=aigate show HEAD",
    "git update-ref refs/heads/x HEAD",
    "git push origin refs/notes/ai",
    "git checkout -b aigate/no-verify",
    "find . -name '*.py' -exec grep -n git {} +",
    "find . -name '*.pyc' -delete",
    "xargs -n 1 git log",
    "npx husky",
    "cd sub && git commit -m x",
    "time git status",
    "if git diff --quiet; then echo clean; fi",
    "git commit --no-verif-typo",
    "cat .agent-trace/traces.jsonl .git/ai/working_logs/x/checkpoints.jsonl",
    "ls .git/refs/notes && git log --notes=ai",
    "git fetch origin refs/notes/ai:refs/notes/ai",
    "git fetch origin '+refs/notes/aigate:refs/notes/aigate'",
    "git push origin refs/notes/aigate:refs/notes/aigate",
    "git config notes.displayRef refs/notes/ai",
    "git config --get-all include.path",
    "git config include.path",
    "git symbolic-ref HEAD",
    "git checkout -- a.py .aigate.toml",
    "git checkout HEAD -- .aigate.toml",
    "git checkout main -- sub/a.py",
    "git restore .aigate.toml",
    "git restore --source=HEAD~1 sub/a.py",
    "tar xf x.tar -C sub",
    "curl -o sub/a.py https://example.org",
    "touch sub/a.py",
    "git-ai blame a.py",
    "git-ai checkpoint claude --hook-input stdin",
    "cat > x.sh <<'E'\ngit commit --no-verify\nE\ncat x.sh",
    "cat > x.sh <<'E'\ngit commit -m x\nE\nsh x.sh",
    "printf 'never --no-verify' > msg && git commit -F msg",
    "echo 'Say why --no-verify is refused' | git commit -F -",
    "python -c \"import subprocess; subprocess.run(['git', 'commit', '-m', 'x'])\"",
    "python -c \"import subprocess; subprocess.run(['git', 'log', '-n', '5'])\"",
    "git unknown --no-verify",
    "cp && git commit -m x",
    "script -c 'git status' /dev/null",
    "",
    "   ",
    "'unclosed",
    'git commit -m "unclosed',
    "$(",
    ")))",
]  # fmt: skip

REFUSED = [
    ("git commit --no-verify -m x", "bypass"),
    ("git commit -n -m x", "bypass"),
    ("git commit -nm x", "bypass"),
    ("git commit -anm x", "bypass"),
    ("git commit -m x -n", "bypass"),
    ("git commit -m x --no-verify", "bypass"),
    ("git commit -m x --no-verif", "bypass"),
    ("git commit -qnS -m x", "bypass"),
    ("git  commit\t--no-verify", "bypass"),
    ("git commit \\\n  --no-verify -m x", "bypass"),
    ("git commit '--no-verify' -m x", "bypass"),
    ('git commit "--no-ver"ify -m x', "bypass"),
    ("git commit --no\\-verify", "bypass"),
    ("git commit $'--no\\x2dverify'", "bypass"),
    ("F=--no-verify; git commit $F -m x", "bypass"),
    ("F='-n -m x'; git commit $F", "bypass"),
    ('F=--no-verify && git commit "${F}" -m x', "bypass"),
    ("git add . && git commit --no-verify -m x", "bypass"),
    ("git add .; git commit --no-verify", "bypass"),
    ("git add .\ngit commit --no-verify", "bypass"),
    ("false || git commit --no-verify", "bypass"),
    ("(cd sub; git commit -n)", "bypass"),
    ("{ git commit -n; }", "bypass"),
    ("if true; then git commit -n -m x; fi", "bypass"),
    ("echo $(git commit -n -m x)", "bypass"),
    ("echo `git commit -n -m x`", "bypass"),
    ('echo "done: $(git commit -n -m x)"', "bypass"),
    ("cat <<EOF\n$(git commit -n)\nEOF", "bypass"),
    ("bash -c 'git commit --no-verify -m x'", "bypass"),
    ('sh -lc "git commit -n"', "bypass"),
    ("bash <<'EOF'\ngit commit --no-verify\nEOF", "bypass"),
    ("echo 'git commit --no-verify' | sh", "bypass"),
    ("eval 'git commit --no-verify'", "bypass"),
    ("sudo -u ada git commit --no-verify", "bypass"),
    ("env X=1 git commit --no-verify", "bypass"),
    ("env -S 'git commit --no-verify'", "bypass"),
    ("X=1 git commit --no-verify", "bypass"),
    ("command git commit --no-verify", "bypass"),
    ("/usr/bin/git commit --no-verify", "bypass"),
    ("'C:\\Program Files\\Git\\git.exe' commit --no-verify", "bypass"),
    ("time git commit --no-verify", "bypass"),
    ("timeout 30 git commit --no-verify", "bypass"),
    ("nohup git commit -n &", "bypass"),
    ("echo x | xargs git commit -n -m", "bypass"),
    ("find . -maxdepth 0 -exec git commit -n -m x ;", "bypass"),
    ("git -C sub commit --no-verify", "bypass"),
    ("git -C sub -c user.name=x commit --no-verify", "bypass"),
    ("git --git-dir=.git --work-tree . commit --no-verify", "bypass"),
    ("git --no-pager commit --no-verify", "bypass"),
    ("git merge --no-verify topic", "bypass"),
    ("git push --no-verify", "bypass"),
    ("git push origin main --no-verify", "bypass"),
    ("git rebase --no-verify main", "bypass"),
    ("git am --no-verify x.patch", "bypass"),
    ("git am -n x.patch", "bypass"),
    ("git pull --no-verify", "bypass"),
    ("git rebase -x 'git commit --amend --no-verify' main", "bypass"),
    ("git submodule foreach 'git commit -n -m x'", "bypass"),
    ("git -c alias.x='commit --no-verify' x -m y", "bypass"),
    ("git -c alias.x='!git commit -n' x", "bypass"),
    ("git config alias.x 'commit --no-verify'", "bypass"),
    ("alias gc='git commit --no-verify'", "bypass"),
    ('git() { command git -c core.hooksPath=/dev/null "$@"; }', "bypass"),
    ('powershell -Command "git commit --no-verify"', "bypass"),
    ("cmd /c git commit --no-verify", "bypass"),
    ("$env:HUSKY=0; git commit -m x", "bypass"),
    ("git -c core.hooksPath=/dev/null commit -m x", "bypass"),
    ("git -c core.hooksPath= commit -m x", "bypass"),
    ("git -c CORE.hookspath=/tmp/x commit -m x", "bypass"),
    ("X=/tmp git --config-env=core.hooksPath=X commit -m x", "bypass"),
    ("GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/x git commit -m x", "bypass"),
    ("export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=; git commit -m x", "bypass"),
    ("GIT_CONFIG_PARAMETERS=\"'core.hooksPath=/x'\" git commit -m x", "bypass"),
    ("git config core.hooksPath /dev/null", "bypass"),
    ("git config set core.hooksPath ''", "bypass"),
    ("git config --local core.hooksPath /tmp", "bypass"),
    ("git config --remove-section core", "bypass"),
    ("git -c include.path=/tmp/x commit -m x", "bypass"),
    ("HUSKY=0 git commit -m x", "bypass"),
    ("export HUSKY=0; git commit -m x", "bypass"),
    ("export SKIP=aigate", "bypass"),
    ("SKIP=eslint,aigate git commit -m x", "bypass"),
    ("env SKIP=aigate-commit-msg git commit -m x", "bypass"),
    ("PRE_COMMIT_ALLOW_NO_CONFIG=1 git commit -m x", "bypass"),
    ("LEFTHOOK=0 git push", "bypass"),
    ("pre-commit uninstall", "bypass"),
    ("python -m pre_commit uninstall", "bypass"),
    ("npx husky uninstall", "bypass"),
    ("uv run pre-commit uninstall", "bypass"),
    ("pip uninstall -y aigate", "bypass"),
    ("uv pip uninstall aigate", "bypass"),
    ("git commit-tree HEAD^{tree} -m x", "bypass"),
    ("aigate uninstall", "tool"),
    ("aigate agent uninstall claude", "tool"),
    ("aigate agent install codex --scope user --trust", "tool"),
    ("aigate accept 1234 --reason ok", "tool"),
    ("python3 -m aigate accept 1234", "tool"),
    ("uvx aigate accept 1", "tool"),
    ("rm .git/hooks/pre-commit", "guarded"),
    ("rm -rf .git/hooks", "guarded"),
    ("rm -rf .git", "guarded"),
    ("rm .git/hooks/*", "guarded"),
    ("rm -f ./sub/../.git/hooks/pre-commit", "guarded"),
    ("cd .git && rm -r hooks", "guarded"),
    ("mv .git/hooks/pre-commit /tmp", "guarded"),
    ("mv .git/hooks .git/hooks.off", "guarded"),
    ("cp /dev/null .git/hooks/pre-commit", "guarded"),
    ("ln -sf /bin/true .git/hooks/pre-commit", "guarded"),
    ("chmod -x .git/hooks/pre-commit", "guarded"),
    ("echo 'exit 0' > .git/hooks/pre-commit", "guarded"),
    (": > .git/hooks/pre-commit", "guarded"),
    ("> .git/hooks/pre-commit", "guarded"),
    ("echo x | tee .git/hooks/pre-commit", "guarded"),
    ("sed -i 1d .git/hooks/pre-commit", "guarded"),
    ("perl -pi -e s/a/b/ .git/hooks/pre-commit", "guarded"),
    ("truncate -s 0 .git/aigate/journal", "guarded"),
    ("find .git/hooks -type f -delete", "guarded"),
    ("rm -r .git/aigate", "guarded"),
    ("echo '[core]' >> .git/config", "guarded"),
    ("rm .aigate.toml", "guarded"),
    ("git rm .aigate.toml", "guarded"),
    ("echo 'scope = \"none\"' > .aigate.toml", "guarded"),
    ("echo '{}' >> .aigate/accepted.jsonl", "guarded"),
    ("rm -rf .aigate", "guarded"),
    ("rm .pre-commit-config.yaml", "guarded"),
    ("sed -i '/aigate/d' .pre-commit-config.yaml", "guarded"),
    ("sed -i 's/.*aigate.*//' pyproject.toml", "guarded"),
    ("rm .claude/settings.json", "guarded"),
    ("echo '{}' > .claude/settings.json", "guarded"),
    ("echo '{\"disableAllHooks\": true}' > .claude/settings.local.json", "guarded"),
    ("rm ~/.codex/hooks.json", "guarded"),
    ("rm .opencode/plugin/aigate.js", "guarded"),
    ("python3 -c \"import os; os.remove('.git/hooks/pre-commit')\"", "guarded"),
    ("python3 - <<'EOF'\nopen('.git/hooks/pre-commit', 'w').write('')\nEOF", "guarded"),
    ("node -e \"fs.unlinkSync('.aigate.toml')\"", "guarded"),
    ("apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: .aigate.toml\n*** End Patch\nEOF", "guarded"),
    ("Remove-Item .git/hooks/pre-commit", "guarded"),
    ("Set-Content .aigate.toml ''", "guarded"),
    ("git notes --ref=aigate/ai add -f -m x HEAD", "notes"),
    ("git notes --ref ai remove HEAD", "notes"),
    ("GIT_NOTES_REF=refs/notes/ai git notes append -m x", "notes"),
    ("git update-ref -d refs/notes/aigate", "notes"),
    ("git update-ref refs/notes/ai HEAD", "notes"),
    ("git push origin :refs/notes/ai", "notes"),
    ("git push --delete origin refs/notes/aigate", "notes"),
    ("git notes --ref=ai-remote/origin add -m x", "notes"),
    ("git -c core.notesRef=refs/notes/ai notes add -m x", "notes"),
    ("git config core.notesRef refs/notes/ai", "notes"),
    ("git config --add core.notesRef aigate", "notes"),
    ("git update-ref refs/notes/ai-remote/origin HEAD", "notes"),
    ("git update-ref refs/ai/authorship/abc HEAD", "notes"),
    ("printf 'delete refs/notes/ai\\n' | git update-ref --stdin", "notes"),
    ("git symbolic-ref refs/notes/ai refs/heads/x", "notes"),
    ("git fetch . refs/heads/x:refs/notes/ai", "notes"),
    ("git pull . +x:refs/notes/aigate", "notes"),
    ("git push . HEAD:refs/notes/aigate", "notes"),
    ("echo '{}' >> .git/ai/working_logs/x/checkpoints.jsonl", "guarded"),
    ("rm -rf .git/ai", "guarded"),
    ("python -c \"open('.git/ai/working_logs/x/checkpoints.jsonl', 'w')\"", "guarded"),
    ("python -c \"(pathlib.Path('.git') / 'aigate' / 'journal' / 'log.jsonl').unlink()\"", "guarded"),
    ("echo '{}' >> .agent-trace/traces.jsonl", "guarded"),
    ("cp x .git/refs/notes/aigate", "guarded"),
    ("rm .git/packed-refs", "guarded"),
    ("curl -o .git/hooks/pre-commit https://example.org", "guarded"),
    ("wget -O.git/config https://example.org", "guarded"),
    ("tar xf x.tar -C .git/hooks", "guarded"),
    ("unzip x.zip -d .git/hooks", "guarded"),
    ("vim -es -c wq .git/hooks/pre-commit", "guarded"),
    ("sqlite3 .git/aigate/anchors.sqlite 'delete from anchors'", "guarded"),
    ("git checkout HEAD~1 -- .aigate.toml", "guarded"),
    ("git checkout old .aigate.toml", "guarded"),
    ("git restore --source old .aigate.toml", "guarded"),
    ("git restore -s old .aigate.toml", "guarded"),
    ("git config include.path /tmp/x", "bypass"),
    ("git config --add includeIf.gitdir:/x.path /tmp/x", "bypass"),
    ("git config --edit", "bypass"),
    ("aigate agent hook --agent cursor < forged.json", "tool"),
    ("echo '{}' | python3 -m aigate agent hook --agent cursor", "tool"),
    ("git-ai checkpoint human", "tool"),
    ("git ai checkpoint known_human", "tool"),
    ("git-ai checkpoint", "tool"),
    ("cat > x.sh <<'E'\ngit commit --no-verify -m x\nE\nsh x.sh", "bypass"),
    ("echo 'git commit --no-verify' > x.sh; chmod +x x.sh; ./x.sh", "bypass"),
    ("echo 'git add .' > x.sh; echo 'git commit -n' >> x.sh; source ./x.sh", "bypass"),
    ("printf 'all:\n\t@git commit --no-verify\n' > Makefile; make", "bypass"),
    ("make -f- <<'E'\nall:\n\tgit commit --no-verify\nE", "bypass"),
    ("cat > x.py <<'E'\nimport os\nos.system('git commit --no-verify')\nE\npython x.py", "bypass"),
    ("python -c \"import subprocess; subprocess.run(['git', 'commit', '--no-verify'])\"", "bypass"),
    ("python3 -c \"import os; os.system('git commit -nm x')\"", "bypass"),
    ("node -e \"require('child_process').execSync('git -c core.hooksPath=/dev/null commit')\"", "bypass"),
    ("su -c 'git commit --no-verify'", "bypass"),
    ("script -qc 'git commit --no-verify' /dev/null", "bypass"),
    ("unshare git commit --no-verify", "bypass"),
    ("git ci --no-verify -m x", "bypass"),
    (" ".join(["git add", *map(str, range(6000))]), "unreadable"),
    ("(" * 60 + "git commit" + ")" * 60, "unreadable"),
]  # fmt: skip


@pytest.fixture
def place(repo: Repository, sealed: dict[str, str]) -> Place:
    """A repository with everything in it that is guarded."""
    call = '{"hooks": {"PreToolUse": [{"command": "aigate agent hook --agent claude"}]}, "model": "x"}\n'
    repo.git("config", "alias.ci", "commit -v")
    repo.write({
        ".aigate.toml": "[gate]\nblock = 'low'\n",
        ".aigate/accepted.jsonl": "",
        ".pre-commit-config.yaml": "repos:\n  - repo: https://example.org/aigate\n    hooks:\n      - id: aigate\n",
        "pyproject.toml": "[project]\nname = 'x'\nversion = '1.0'\n\n[tool.aigate]\nscope = 'ai'\n",
        ".claude/settings.json": call,
        ".opencode/plugin/aigate.js": "export const Aigate = 1\n",
        ".git/hooks/pre-commit": "#!/bin/sh\n",
        "sub/a.py": "x = 1\n",
        "other/.git/HEAD": "ref: refs/heads/main\n",
    })  # fmt: skip
    home = repo.path.parent / "home" / ".codex"
    home.mkdir()
    (home / "hooks.json").write_text(call)
    found = locate(str(repo.path), {})
    assert found is not None
    return found


def asked(command: str, place: Place) -> str:
    assert place.root is not None
    refusal = refuse(
        Event("claude", Kind.BEFORE_SHELL, "PreToolUse", cwd=place.root, tool="Bash", command=command), place
    )
    return refusal.rule if refusal else ""


@pytest.mark.parametrize("command", ALLOWED)
def test_honest_work_is_let_through(place: Place, command: str) -> None:
    assert asked(command, place) == ""


@pytest.mark.parametrize(("command", "rule"), REFUSED)
def test_a_way_around_the_gate_is_refused(place: Place, command: str, rule: str) -> None:
    assert asked(command, place) == rule


@pytest.mark.parametrize(
    "command",
    [
        "Remove-Item -Recurse .git\\hooks",
        "rm .git\\hooks\\pre-commit",
        "& git commit `\n --no-verify",
        "$env:HUSKY = '0'; git commit -m x",
    ],
)
def test_powershell_is_read_with_its_own_backslashes(place: Place, command: str) -> None:
    refusal = refuse(
        Event("claude", Kind.BEFORE_SHELL, "PreToolUse", cwd=place.root or "", tool="PowerShell", command=command),
        place,
    )
    assert refusal is not None


def test_the_reason_says_what_to_do_instead(place: Place) -> None:
    assert place.root is not None
    for command, _ in REFUSED:
        refusal = refuse(Event("claude", Kind.BEFORE_SHELL, "PreToolUse", cwd=place.root, command=command), place)
        assert refusal is not None
        assert refusal.reason.startswith("aigate refuses this: ")
        assert refusal.reason.count(". ") >= 1
        assert not set(refusal.reason) & set("<>&")
        assert len(refusal.reason) < 400


def test_a_hooks_folder_that_the_repository_really_uses_may_be_named(repo: Repository, place: Place) -> None:
    (repo.path / "team-hooks").mkdir()
    repo.git("config", "core.hooksPath", "team-hooks")
    assert asked("git -c core.hooksPath=team-hooks commit -m x", place) == ""
    assert asked("git -c core.hooksPath=.git/hooks commit -m x", place) == "bypass"
    assert asked("git config --unset core.hooksPath", place) == "bypass"
    assert asked("GIT_CONFIG_GLOBAL=/dev/null git commit -m x", place) == ""
    repo.git("config", "--unset", "core.hooksPath")
    repo.git("config", "--global", "core.hooksPath", str(repo.path / "team-hooks"))
    assert asked("GIT_CONFIG_GLOBAL=/dev/null git commit -m x", place) == "bypass"


EDITS = [
    ("a plain file", Edit("sub/a.py", pieces=(("x = 1", "x = 2"),)), ""),
    ("another table of pyproject.toml", Edit("pyproject.toml", pieces=(("version = '1.0'", "version = '1.1'"),)), ""),
    ("a permission in an agent's settings", Edit(".claude/settings.local.json", after='{"permissions": {"allow": ["Bash(ls)"]}}'), ""),
    ("a file that only talks about the gate", Edit("docs/aigate.md", after="aigate is run by .git/hooks"), ""),
    ("the configuration", Edit(".aigate.toml", after="scope = 'all'"), "guarded"),
    ("a record", Edit(".aigate/accepted.jsonl", after="{}"), "guarded"),
    ("a rule", Edit(".aigate/rules/x.yml", after="rules: []"), "guarded"),
    ("a hook", Edit(".git/hooks/pre-commit", after="exit 0"), "guarded"),
    ("the journal", Edit(".git/aigate/journal", deleted=True), "guarded"),
    ("git-ai's log", Edit(".git/ai/working_logs/x/checkpoints.jsonl", after="{}"), "guarded"),
    ("a note", Edit(".git/refs/notes/aigate", after="x"), "guarded"),
    ("an Agent Trace record", Edit(".agent-trace/traces.jsonl", after="{}"), "guarded"),
    ("the file that names the repository", Edit(".git", after="gitdir: /tmp/x"), "guarded"),
    ("git's configuration", Edit(".git/config", pieces=(("[core]", "[core]\n\thooksPath = /x"),)), "guarded"),
    ("our table of pyproject.toml", Edit("pyproject.toml", pieces=(("[tool.aigate]", "[tool.other]"),)), "guarded"),
    ("our hook", Edit(".pre-commit-config.yaml", pieces=(("      - id: aigate\n", ""),)), "guarded"),
    ("a key of our hook", Edit(".pre-commit-config.yaml", pieces=(("      - id: aigate\n", "      - id: aigate\n        stages: [manual]\n"),)), "guarded"),
    ("a second list of hooks", Edit(".pre-commit-config.yaml", pieces=(("", "repos: []\n"),)), "guarded"),
    ("another hook", Edit(".pre-commit-config.yaml", pieces=(("", "  - repo: local\n    hooks: []\n"),)), ""),
    ("a file with our hook, rewritten without it", Edit(".pre-commit-config.yaml", after="repos: []\n"), "guarded"),
    ("a file with our hook, deleted", Edit(".pre-commit-config.yaml", deleted=True), "guarded"),
    ("the call in an agent's settings", Edit(".claude/settings.json", after="{}"), "guarded"),
    ("a switch in an agent's settings", Edit(".claude/settings.local.json", after='{"disableAllHooks": true}'), "guarded"),
    ("the plugin", Edit(".opencode/plugin/aigate.js", after=""), "guarded"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "rule"), [pytest.param(edit, rule, id=name) for name, edit, rule in EDITS])
def test_an_edit_of_the_gate_is_refused_and_no_other(place: Place, edit: Edit, rule: str) -> None:
    told = edit._replace(path=f"{place.root}/{edit.path}")
    refusal = refuse(Event("claude", Kind.BEFORE_EDIT, "PreToolUse", cwd=place.root or "", edits=(told,)), place)
    assert (refusal.rule if refusal else "") == rule


PARTS = st.sampled_from(
    ["git", " commit", " -n", " --no-verify", " -m ", "'", '"', "$(", ")", "`", "\\", ";", "\n", "<<EOF\n", "EOF\n", "${", "}", "#", "&&", "|", " x", ">", "$F", "F=", "(", "bash -c "]
)  # fmt: skip


@given(st.lists(PARTS, max_size=40).map("".join) | st.text(max_size=100))
def test_no_text_breaks_the_reader(text: str) -> None:
    place = Place("/nowhere/.git", "/nowhere/.git", "/nowhere")
    refuse(Event("claude", Kind.BEFORE_SHELL, "PreToolUse", cwd="/nowhere", command=text), place)


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_quoted_words_come_out_as_they_went_in(words: list[str]) -> None:
    (found,) = simple_commands("echo " + shlex.join(words))
    assert list(found.words) == ["echo", *words]
