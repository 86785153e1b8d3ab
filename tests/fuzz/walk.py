"""A random walk through the life of a repository, checked after every step.

A step is a person, an agent, a formatter or git doing something. After it, what aigate says of the staged change and of
every commit that the step made is compared, line by line and in all three kinds, with the ledger.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.fuzz.desk import Desk
from tests.fuzz.ledger import Author, Ledger

if TYPE_CHECKING:
    from pathlib import Path


_WRAPPED = re.compile(r"\(\n\s+alpha_(\d+),\n\s+beta_\1,\n\s*\)")
_NUMBERS = re.compile(r"_(\d+)")


class MismatchError(AssertionError):
    """aigate and the ledger disagree: seed, log and lines."""


class Walk:
    """One repository, one seed."""

    def __init__(self, folder: Path, env: dict[str, str], seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.desk = Desk(folder, env)
        self.ledger = Ledger()
        self.log: list[str] = []
        self.branches = 0
        self.compared: Counter[Author] = Counter()  # lines of each kind, as often as they were looked at
        self._known: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self.desk.write("a.py", self._function(Author.UNKNOWN, 4))
        self.desk.write("b.py", self._function(Author.UNKNOWN, 4))
        self._commit_all("a start")

    # ---------------------------------------------------------------- the walk

    def step(self) -> None:
        """Do one thing, and look."""
        moves = (
            (6, self.agent_edits), (5, self.person_edits), (2, self.person_mends), (2, self.agent_runs), (1, self.formatter_runs),
            (3, self.stage_all), (3, self.stage_part), (4, self.commit), (2, self.amend), (1, self.rename), (2, self.stash),
            (1, self.rebase), (1, self.cherry_pick), (1, self.squash), (1, self.merge_conflict),
        )  # fmt: skip
        move = self.chance.choices([move for _, move in moves], [weight for weight, _ in moves])[0]
        self._note(move.__name__)
        move()
        self.check()

    def check(self) -> None:
        """Compare the index, and every commit not seen before."""
        self._compare("the index", self.desk.added("diff", "--cached"), self.desk.attribution("--staged"))
        for row in self.desk.git("rev-list", "--reverse", "--no-merges", "--parents", "HEAD").splitlines():
            commit, *parents = row.split()
            if commit not in self._known:
                self._known.add(commit)
                base = parents[0] if parents else "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
                self._compare(commit, self.desk.added("diff", base, commit), self.desk.attribution(commit))

    def _compare(self, what: str, added: dict[str, dict[int, str]], told: dict[str, dict[str, list[int]]]) -> None:
        for path, lines in added.items():
            if not lines:
                continue
            known = {number: verdict for verdict, found in told.get(path, {}).items() for number in found}
            authors = {number: author for number, line in lines.items() if (author := self.ledger.author_of(line))}
            self.compared.update(authors.values())
            wrong = [
                f"  {path}:{number}: is {author}, told {known.get(number, 'nothing')}: {lines[number]}"
                for number, author in authors.items()
                if known.get(number) != author
            ]
            extra = sorted(set(known) - set(lines))
            if wrong or extra:
                log = "\n".join(self.log)
                raise MismatchError(
                    f"seed {self.seed}, after {len(self.log)} notes, in {what}:\n" + "\n".join(wrong)
                    + (f"\n  lines that were not added: {path}: {extra}" if extra else "") + f"\nlog:\n{log}"
                )  # fmt: skip

    def _note(self, what: str) -> None:
        self.log.append(what)

    # ---------------------------------------------------------------- people, agents, formatters

    def agent_edits(self) -> None:
        """An agent edits a file, or writes a new one."""
        path = self._some_path()
        lines = self._changed(path, Author.AI)
        self._note(f"  {path}")
        self.desk.agent_edits(path, lambda: self.desk.write(path, lines))

    def agent_runs(self) -> None:
        """An agent's command writes one or two files."""
        paths = sorted({self._some_path() for _ in range(2)})
        changes = {path: self._changed(path, Author.AI) for path in paths}
        self._note(f"  {paths}")

        def change() -> None:
            for path, lines in changes.items():
                self.desk.write(path, lines)

        self.desk.agent_runs("make generate", change)

    def person_edits(self) -> None:
        """A person edits a file; nobody records it."""
        path = self._some_path()
        self._note(f"  {path}")
        self.desk.write(path, self._changed(path, Author.UNKNOWN))

    def person_mends(self) -> None:
        """A person edits in a way that leaves a record."""
        path = self._some_path()
        self._note(f"  {path}")
        self.desk.person_mends(path, self._changed(path, Author.HUMAN))

    def formatter_runs(self) -> None:
        """A formatter wraps or joins the calls of a file, or indents by other means."""
        path = self.chance.choice(self.desk.paths())
        style = self.chance.choice(("wrap", "join", "tabs", "spaces"))
        self._note(f"  {path} {style}")
        text = "\n".join(self.desk.read(path))
        match style:
            case "wrap":
                text = "\n".join(map(self._wrapped, text.split("\n")))
            case "join":
                text = _WRAPPED.sub(r"(alpha_\1, beta_\1)", text)
            case "tabs":
                text = text.replace("    ", "\t")
            case _:
                text = text.replace("\t", "    ")
        self.desk.write(path, text.split("\n") if text else [])

    def _wrapped(self, line: str) -> str:
        if len(set(_NUMBERS.findall(line))) != 1 or "(alpha" not in line or self.chance.random() < 0.5:
            return line  # one that two people wrote has no single author in its parts
        head, _, rest = line.partition("(")
        arguments = rest.removesuffix(")").split(", ")
        return head + "(\n" + "".join(f"        {argument},\n" for argument in arguments) + "    )"

    # ---------------------------------------------------------------- the index and commits

    def stage_all(self) -> None:
        """``git add -A``."""
        self.desk.git("add", "-A")

    def stage_part(self) -> None:
        """Stage some of a file's changed lines, as ``git add -p`` does."""
        changed = self.desk.git("diff", "--name-only", "--diff-filter=M").splitlines()
        if not changed:
            return
        path = self.chance.choice(changed)
        staged = self.desk.git("show", f":{path}").splitlines()
        part = self._mixed(staged, self.desk.read(path))
        self._note(f"  {path}")
        blob = self.desk.git(
            "hash-object", "-w", "--stdin", stdin="".join(f"{line}\n" for line in part).encode()
        ).strip()
        self.desk.git("update-index", "--cacheinfo", f"100644,{blob},{path}")

    def _mixed(self, old: list[str], new: list[str]) -> list[str]:
        """``old`` with a random choice of the hunks that lead to ``new``."""
        from difflib import SequenceMatcher

        mixed: list[str] = []
        for tag, old_start, old_end, new_start, new_end in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            take_new = tag == "equal" or self.chance.random() < 0.5
            mixed += new[new_start:new_end] if take_new else old[old_start:old_end]
        return mixed

    def commit(self) -> None:
        """Commit what is staged; sometimes everything."""
        if self.chance.random() < 0.4:
            self.desk.git("add", "-A")
        self._commit("work")

    def amend(self) -> None:
        """Amend the last commit with what is staged."""
        if len(self.desk.git("rev-list", "HEAD").split()) > 2:
            self.desk.git("commit", "--quiet", "--amend", "--no-edit", "--allow-empty")
            self._after_commit()

    def rename(self) -> None:
        """``git mv``."""
        path = self.chance.choice(self.desk.git("ls-files").split())
        if (self.desk.folder / path).exists() and len(self.desk.read(path)) > 6:
            new = f"r{len(self.log)}.py"
            self._note(f"  {path} -> {new}")
            self.desk.git("mv", path, new)

    # ---------------------------------------------------------------- histories rewritten

    def stash(self) -> None:
        """Put everything away, let somebody work, and take it back."""
        if not self.desk.git("status", "--porcelain"):
            return
        self.desk.git("stash", "push", "--quiet", "--include-untracked")
        if self.chance.random() < 0.6 and self.desk.paths():
            path = self.chance.choice(self.desk.paths())
            self._note(f"  meanwhile {path}")
            self.desk.write(path, [*self.desk.read(path), *self._function(Author.UNKNOWN, 1)])
            self._commit_all("meanwhile")
        self.desk.git("stash", "pop", "--quiet", ok=False)
        self._resolve()
        self.desk.git("stash", "clear")  # a pop that met a conflict keeps it

    def rebase(self) -> None:
        """Work on a branch, other work on main, and the one on top of the other."""
        with_conflict = self._branch_off()
        self._note(f"  conflict: {with_conflict}")
        self._work_on_branch(with_conflict)
        self.desk.hooked("rebase", "--quiet", "main")
        self._continue("rebase")
        self._land()

    def cherry_pick(self) -> None:
        """One commit of a branch, on main."""
        self._branch_off()
        self._work_on_branch(with_conflict=False)
        picked = self.desk.git("rev-parse", "HEAD").strip()
        self.desk.git("checkout", "--quiet", "main")
        self.desk.hooked("cherry-pick", picked)
        self._continue("cherry-pick")

    def squash(self) -> None:
        """A branch becomes one commit."""
        with_conflict = self._branch_off()
        self._work_on_branch(with_conflict)
        branch = self.desk.git("rev-parse", "--abbrev-ref", "HEAD").strip()
        self.desk.git("checkout", "--quiet", "main")
        self.desk.git("merge", "--quiet", "--squash", branch, ok=False)
        self._resolve()
        self.check()
        self._commit("squashed")

    def merge_conflict(self) -> None:
        """A merge, whose conflict a person or an agent resolves."""
        self._branch_off()
        self._work_on_branch(with_conflict=True)
        branch = self.desk.git("rev-parse", "--abbrev-ref", "HEAD").strip()
        self.desk.git("checkout", "--quiet", "main")
        self.desk.git("merge", "--quiet", "--no-edit", branch, ok=False)
        self._resolve()
        if (self.desk.folder / ".git" / "MERGE_HEAD").exists():
            self.desk.git("commit", "--quiet", "--no-edit")
            self._after_commit()

    def _branch_off(self) -> bool:
        """A clean work tree on a new branch; whether the two branches shall touch the same place."""
        self._commit_all("before a branch")
        self.branches += 1
        self.desk.git("checkout", "--quiet", "-b", f"topic-{self.branches}")
        return self.chance.random() < 0.5

    def _work_on_branch(self, with_conflict: bool) -> None:
        branch = self.desk.git("rev-parse", "--abbrev-ref", "HEAD").strip()
        path = self.chance.choice(self.desk.paths())
        for _ in range(self.chance.randint(1, 3)):
            lines = self._changed(path, Author.AI)
            self.desk.agent_edits(path, lambda lines=lines: self.desk.write(path, lines))  # type: ignore[misc]
            if self.chance.random() < 0.5:
                self.desk.write(path, self._changed(path, Author.UNKNOWN))
            self._commit_all(f"on {branch}")
        self.desk.git("checkout", "--quiet", "main")
        if with_conflict:
            self.desk.write(path, self._changed(path, Author.UNKNOWN))
        else:
            self.desk.write(f"m{self.branches}.py", self._function(Author.UNKNOWN, 3))
        self._commit_all("on main")
        self.desk.git("checkout", "--quiet", branch)

    def _continue(self, what: str) -> None:
        """Resolve whatever stopped a rebase or a cherry-pick, until it is over."""
        folder = self.desk.folder / ".git"
        for _ in range(20):
            if not any((folder / name).exists() for name in ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD")):
                return
            self._resolve()
            nothing_left = not self.desk.git("diff", "--cached", "--name-only", "HEAD")
            self.desk.hooked(what, "--skip" if nothing_left else "--continue")
        raise AssertionError(f"{what} does not end: {self.desk.git('status')}")

    def _resolve(self) -> None:
        """Resolve conflicts: both sides stay, or one of them, with or without a line of the resolver's own."""
        for path in self.desk.git("diff", "--name-only", "--diff-filter=U").split():
            self._note(f"  resolves {path}")
            if not (self.desk.folder / path).exists():
                self.desk.git("rm", "--quiet", "--cached", path, ok=False)
                continue
            lines = self._resolved(self.desk.read(path))
            if self.chance.random() < 0.5:
                lines.insert(len(lines), self.ledger.line(Author.UNKNOWN))
                self.desk.write(path, lines)
            else:
                self.desk.write(path, lines)
                own = [*lines, self.ledger.line(Author.AI)]
                self.desk.agent_edits(path, lambda path=path, own=own: self.desk.write(path, own))  # type: ignore[misc]
            self.desk.git("add", path)

    def _resolved(self, lines: list[str]) -> list[str]:
        keep = self.chance.choice(("ours", "theirs", "both"))
        side = ""
        kept = []
        for line in lines:
            if line.startswith("<<<<<<< "):
                side = "ours"
            elif line == "=======" and side:
                side = "theirs"
            elif line.startswith(">>>>>>> "):
                side = ""
            elif side in ("", keep) or keep == "both":
                kept.append(line)
        return kept

    def _land(self) -> None:
        branch = self.desk.git("rev-parse", "--abbrev-ref", "HEAD").strip()
        self.desk.git("checkout", "--quiet", "main")
        self.desk.git("merge", "--quiet", "--ff-only", branch)

    # ---------------------------------------------------------------- words

    def _some_path(self) -> str:
        return (
            f"n{len(self.log)}.py" if self.chance.random() < 0.1 else self.chance.choice(self.desk.paths() or ["a.py"])
        )

    def _function(self, author: Author, size: int) -> list[str]:
        return [self.ledger.function(author), *(self.ledger.line(author) for _ in range(size))]

    def _changed(self, path: str, author: Author) -> list[str]:
        """A file after a few random edits."""
        lines = self.desk.read(path) if (self.desk.folder / path).exists() else []
        for _ in range(self.chance.randint(1, 3)):
            at = self.chance.randint(0, len(lines))
            what = self.chance.choice(("insert", "insert", "function", "edit", "delete"))
            numbered = at < len(lines) and lines[at].endswith(")") and "beta_" in lines[at]
            if what == "function" or not lines:
                lines += self._function(author, self.chance.randint(1, 4))
            elif what == "edit" and numbered:
                lines[at] = self.ledger.edited(lines[at], author)
            elif what == "delete" and numbered and len(lines) > 8:
                del lines[at]
            elif at and not lines[at - 1].endswith((",", "(")):
                lines[at:at] = [self.ledger.line(author) for _ in range(self.chance.randint(1, 3))]
        return lines

    def _commit_all(self, message: str) -> None:
        self.desk.git("add", "-A")
        self._commit(message)

    def _commit(self, message: str) -> None:
        if self.desk.git("diff", "--cached", "--name-only"):
            self.desk.git("commit", "--quiet", "-m", message)
            self._after_commit()

    def _after_commit(self) -> None:
        code, said = self.desk.aigate("hook", "post-commit")
        assert code == 0, said
