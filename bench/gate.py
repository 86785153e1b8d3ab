"""What the gate costs, next to running detect-secrets and Bandit on the same files as people do today.

Run by hand (``make bench``); never a timed test. All figures are CPU seconds, user and system, of a process and the
children it waited for, so that a busy machine changes them little; the variants alternate within one session, and a
ratio is the median of the ratios of each round. ``README.md`` beside this file tells the method.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HUNK = ["", "", "# @ai-generated begin tool=claude-code model=example-model", *corpus.HUNK, "# @ai-generated end"]


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    cpu: float  # seconds
    peak: float  # megabytes of the largest process
    code: int


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    figure: str
    budget: str = ""
    within: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "yes", False: "**no**", None: ""}[self.within]
        return f"| {self.what} | {self.figure} | {self.budget} | {verdict} |"


class Bench:
    """A scratch folder with sealed repositories in it."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        home = folder / "home"
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "AIGATE"))}
        self.env = kept | {
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
            "GIT_AUTHOR_NAME": "Bench",
            "GIT_AUTHOR_EMAIL": "bench@example.org",
            "GIT_COMMITTER_NAME": "Bench",
            "GIT_COMMITTER_EMAIL": "bench@example.org",
            "NO_COLOR": "1",
        }

    def repository(self, name: str, files: Iterable[corpus.File]) -> Path:
        """A repository with one commit, and ``files`` staged on top of it."""
        root = self.folder / name
        root.mkdir()
        self.git(root, "init", "--quiet", "--initial-branch=main")
        (root / "README").write_text("bench\n")
        self.git(root, "add", "--all")
        self.git(root, "commit", "--quiet", "--message=start")
        for file in files:
            target = root / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file.text, encoding="utf-8", newline="\n")
        self.git(root, "add", "--all")
        return root

    def git(self, root: Path, *words: str) -> None:
        subprocess.run(["git", *words], cwd=root, env=self.env, check=True, stdin=subprocess.DEVNULL)

    def cost(self, root: Path, *argv: str) -> Cost:
        """Run ``argv`` in ``root`` with nothing cached by an earlier run of aigate, and read what it took."""
        shutil.rmtree(root / ".git" / "aigate", ignore_errors=True)
        return _measure([script(argv[0]), *argv[1:]], root, self.env)

    def event(self, root: Path, **fields: object) -> Cost:
        """What an agent waits for at one event of its hooks, on top of what earlier events have left in the journal."""
        event = {"session_id": "bench", "cwd": str(root), "permission_mode": "default", **fields}
        return _measure([script("aigate"), "agent", "hook", "--agent", "claude"], root, self.env, json.dumps(event))


def _measure(argv: Sequence[str], folder: Path, env: dict[str, str], given: str = "") -> Cost:
    if sys.platform == "win32":
        raise SystemExit("the bench reads CPU time through wait4, which Windows does not have")
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as stdin:
        stdin.write(given.encode())
        stdin.seek(0)
        child = subprocess.Popen(argv, cwd=folder, env=env, stdin=stdin, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in {0, 1}:  # 1: findings
            errors.seek(0)
            raise SystemExit(f"{argv} ended with {child.returncode}:\n{errors.read().decode(errors='replace')}")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # ru_maxrss: bytes on macOS, kilobytes elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, child.returncode)


def script(name: str) -> str:
    """The console script beside this interpreter: what a hook manager's environment would run."""
    beside = Path(sys.executable).with_name(name)
    if not beside.exists():
        raise SystemExit(f"{name} is not installed beside {sys.executable}: run this through `make bench`")
    return str(beside)


def with_hunk(file: corpus.File) -> corpus.File:
    """The file with a dozen lines in the middle of it marked as an agent's."""
    return file._replace(text=corpus.insert(file.text, HUNK))


def by_agent(file: corpus.File) -> corpus.File:
    """The file with every line marked as an agent's."""
    return file._replace(text=f"# @ai-generated begin tool=claude-code\n{file.text}# @ai-generated end\n")


def gate_rows(bench: Bench) -> list[Row]:
    """(a) to (d): one staged commit of 20 files and 5,000 lines, at the pre-commit stage."""
    files = corpus.files(corpus.sizes(20, 5_000, largest=500))
    names = [file.path for file in files]
    human = bench.repository("human", files)
    hunk = bench.repository("hunk", [with_hunk(files[0]), *files[1:]])
    agent = bench.repository("agent", [by_agent(file) for file in files])
    columns: tuple[list[float], ...] = ([], [], [], [])
    for round_ in range(bench.rounds + 1):
        secrets = bench.cost(human, "detect-secrets-hook", "--no-verify", *names)
        bandit = bench.cost(human, "bandit", *names)
        ours = [bench.cost(root, "aigate", "hook", "pre-commit") for root in (human, hunk, agent)]
        if round_:  # the first one warms the caches of the file system and the byte code
            for column, value in zip(columns, [secrets.cpu + bandit.cpu, *(cost.cpu for cost in ours)], strict=True):
                column.append(value)
    peers, quiet, some, all_lines = columns
    return [
        Row("detect-secrets-hook and bandit on the 20 files (5,000 lines)", f"{_ms(peers)} ms"),
        _ratio("the hook, no AI line in the commit", quiet, peers, 0.15),
        _ratio("the hook, one AI hunk in a 500-line file", some, peers, 0.5),
        _ratio("the hook, every line an agent's", all_lines, peers, 0.8),
    ]


def scan_rows(bench: Bench) -> list[Row]:
    """(e) and (g): ``aigate scan`` on 1, 4 and 16 times 5,000 lines."""
    rows, rates = [], []
    for factor in (1, 4, 16):
        lines = 5_000 * factor
        root = bench.repository(f"scan-{factor}", corpus.files(corpus.sizes(20 * factor, lines)))
        runs = [bench.cost(root, "aigate", "scan", "src") for _ in range(max(2, bench.rounds // factor))]
        rate = median(run.cpu for run in runs) * 1000 / (lines / 1000)
        rates.append(rate)
        text = f"{rate:.0f} ms per 1,000 lines, peak {max(run.peak for run in runs):.0f} MB"
        rows.append(Row(f"`aigate scan`, {lines:,} lines, start included", text, "120 ms", rate <= 120))
    growth = rates[-1] / rates[0]
    return [*rows, Row("growth of the cost of a line from 1× to 16×", f"{growth:.2f}×", "1.1×", growth <= 1.1)]


def event_rows(bench: Bench) -> list[Row]:
    """(h): what an agent waits for at each of its tools when there is nothing to judge."""
    root = bench.repository("events", corpus.files(corpus.sizes(20, 5_000)))
    bench.git(root, "commit", "--quiet", "--message=more")
    edit: dict[str, object] = {
        "tool_name": "Edit",
        "tool_input": {"file_path": "README", "old_string": "bench", "new_string": "bench"},
    }
    shell: dict[str, object] = {"tool_name": "Bash", "tool_input": {"command": "git commit -m x"}}
    events: dict[str, dict[str, object]] = {
        "before an edit": {"hook_event_name": "PreToolUse", **edit},
        "after an edit that changed nothing": {"hook_event_name": "PostToolUse", **edit},
        "before a command": {"hook_event_name": "PreToolUse", **shell},
        "after a command that changed nothing": {"hook_event_name": "PostToolUse", **shell},
        "at the end of a turn": {"hook_event_name": "Stop", "stop_hook_active": False},
    }
    costs: dict[str, list[float]] = {name: [] for name in events}
    for round_ in range(bench.rounds + 1):
        for name, fields in events.items():
            cost = bench.event(root, tool_use_id=f"call_{round_}", **fields)
            if round_:
                costs[name].append(cost.cpu)
    return [
        Row(f"an agent's event, {name}", f"{_ms(column)} ms", "60 ms", median(column) <= 0.06)
        for name, column in costs.items()
    ]


def memory_rows(bench: Bench) -> list[Row]:
    """(f): the largest process while a commit of 50,000 AI lines is judged."""
    files = [by_agent(file) for file in corpus.files(corpus.sizes(100, 50_000))]
    root = bench.repository("large", files)
    cost = bench.cost(root, "aigate", "hook", "pre-commit")
    figure = f"{cost.peak:.0f} MB, {cost.cpu:.1f} s CPU"
    return [Row("peak memory of the hook, 50,000 AI lines staged", figure, "300 MB", cost.peak < 300)]


def _ms(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.0f}"


def _ratio(what: str, mine: Sequence[float], peers: Sequence[float], budget: float) -> Row:
    ratio = median(one / other for one, other in zip(mine, peers, strict=True))
    return Row(what, f"{_ms(mine)} ms, {ratio:.2f}×", f"{budget}×", ratio <= budget)


def report(rows: Iterable[Row], rounds: int) -> str:
    """The table with its method, as Markdown."""
    versions = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.strip()
    return "\n".join(
        [
            f"CPU (user and system) of the process and its children; median of {rounds} alternating rounds after one that",
            f"warms up; seed {corpus.SEED}; Python {platform.python_version()}, {versions}, {platform.system()}",
            f"{platform.machine()}. Ratios are to the first line, within the same round.",
            "",
            "| what | measured | budget | within |",
            "|---|---|---|---|",
            *map(str, rows),
        ]
    )


def main() -> int:
    """Measure, print, and with ``--update`` put the table into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="measured rounds (default: 7)")
    parser.add_argument("--only", choices=["gate", "scan", "events", "memory"], help="one group of rows instead of all")
    parser.add_argument("--update", type=Path, metavar="PAGE", help="put the table between the marks of this page")
    options = parser.parse_args()
    groups = {"gate": gate_rows, "scan": scan_rows, "events": event_rows, "memory": memory_rows}
    with tempfile.TemporaryDirectory(prefix="aigate-bench-") as folder:
        bench = Bench(Path(folder), options.rounds)
        rows = [row for name, rows in groups.items() if options.only in {None, name} for row in rows(bench)]
    table = report(rows, options.rounds)
    print(table)
    if options.update:
        page = options.update.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        options.update.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
