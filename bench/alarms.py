"""How often the gate is wrong about good code: blocking findings per 1,000 lines of well-known packages.

Run by hand: ``python bench/alarms.py python [javascript fresh] [--folder DIR]``. The packages are those of
``bench/alarms/*.txt``, names with versions; pip and npm fetch them, nothing of them is kept here. ``fresh`` is Python that no
rule was corrected against. Each file is scanned as if an agent had written every line; the findings stay in ``DIR``, and every
blocking one is printed, to be looked at. CPU is user and system time of the scan with all processes that it started.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SUFFIXES = {"python": {".py"}, "fresh": {".py"}, "javascript": {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx"}}
BUILT = {"dist", "build", "bundle", "bundles", "umd", "min", "vendor", "node_modules", "out"}
TESTS = {"test", "tests", "testing", "__tests__", "spec", "specs", "fixtures", "testdata"}
TEST_NAME = re.compile(r"test_.+|conftest\.py|.+[._-](?:tests?|spec)\.\w+|tests?\.\w+")
COMPILED = ('Object.defineProperty(exports, "__esModule"', "sourceMappingURL=", "__webpack_require__")
LONGEST = 1000  # a line that is longer was not typed


class Row(NamedTuple):
    """A corpus, or its part without tests."""

    lines: int
    blocking: int

    @property
    def rate(self) -> float:
        """Blocking findings per 1,000 lines."""
        return 1000 * self.blocking / self.lines if self.lines else 0.0


def fetch(package: str, corpus: str, archives: Path) -> Path:
    """The archive of one package as its registry has it, fetched unless it is here."""
    name = package.replace("==", "-").replace("/", "+")
    folder = archives / name
    if not any(folder.glob("*.t*gz")):
        folder.mkdir(parents=True, exist_ok=True)
        argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", package]
        argv = ["npm", "pack", "--silent", package] if corpus == "javascript" else argv
        subprocess.run(argv, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.t*gz"))


def sources(archive: Path, corpus: str) -> Iterator[tuple[str, bytes]]:
    """The files of an archive that people wrote: no bundles, no output of compilers, no type declarations."""
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.suffix not in SUFFIXES[corpus] or ".." in path.parts or path.is_absolute():
                continue
            stream = tar.extractfile(member)
            data = stream.read() if stream else b""
            if corpus != "javascript" or is_source(path, data.decode("utf-8", "replace")):
                yield "/".join(path.parts[1:]), data


def is_source(path: PurePosixPath, text: str) -> bool:
    """Whether a JavaScript or TypeScript file was typed rather than made."""
    if BUILT & set(path.parts[:-1]) or re.search(r"\.d\.[mc]?ts$|[.-]min\.", path.name):
        return False
    return not any(mark in text for mark in COMPILED) and max(map(len, text.splitlines()), default=0) <= LONGEST


def lay(packages: list[str], corpus: str, folder: Path) -> dict[str, int]:
    """Write the sources below ``folder/CORPUS``, each content once; the number of lines of each path."""
    lines: dict[str, int] = {}
    shutil.rmtree(folder / corpus, ignore_errors=True)
    seen: set[bytes] = set()
    for package in packages:
        for path, data in sources(fetch(package, corpus, folder / "archives"), corpus):
            digest = hashlib.sha256(data).digest()
            if digest not in seen:
                seen.add(digest)
                name = re.split("==|(?<=.)@", package)[0].replace("/", "+") + "/" + path
                target = folder / corpus / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                lines[name] = data.count(b"\n")
    return lines


def scan(folder: Path) -> tuple[list[dict[str, object]], float]:
    """All findings below a folder, and the CPU seconds they took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    argv = [sys.executable, "-m", "aigate", "scan", "--format", "jsonl", "."]
    environment = {**os.environ, "PYTHONPATH": os.fspath(HERE.parent)}
    run = subprocess.run(argv, cwd=folder, env=environment, stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    folder.with_suffix(".jsonl").write_bytes(run.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [json.loads(line) for line in run.stdout.splitlines()], cpu


def is_test(path: str) -> bool:
    """Whether a file is a test or lies anywhere below tests; wider than what the gate itself lets off."""
    *folders, name = path.lower().split("/")
    return bool(TESTS & set(folders)) or TEST_NAME.fullmatch(name) is not None


def tell(corpus: str, lines: dict[str, int], found: list[dict[str, object]], cpu: float) -> None:
    """Print every blocking finding, the rules, and the rates."""
    blocking = [finding for finding in found if finding.get("blocking")]
    for finding in blocking:
        print(f"{finding['path']}:{finding['line']}\t{finding['rule']}\t{str(finding['message'])[:90]}")
    outside = [finding for finding in blocking if not is_test(str(finding["path"]))]
    rows = {
        "all": Row(sum(lines.values()), len(blocking)),
        "without tests": Row(sum(count for path, count in lines.items() if not is_test(path)), len(outside)),
    }
    rules, rules_outside = (Counter(str(each["rule"]) for each in some) for some in (blocking, outside))
    print(f"\n| {corpus} | lines | blocking | per 1,000 lines |\n|---|---|---|---|")
    for name, row in rows.items():
        print(f"| {name} | {row.lines:,} | {row.blocking} | {row.rate:.3f} |")
    print("\n| rule | all | without tests |\n|---|---|---|")
    for rule, count in rules.most_common():
        print(f"| {rule} | {count} | {rules_outside[rule]} |")
    print(f"\nCPU: {1_000_000 * cpu / max(1, rows['all'].lines):.0f} ms per 1,000 lines, {len(lines)} files\n")


def main() -> None:
    """Fetch, lay out, scan and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", choices=sorted(SUFFIXES))
    parser.add_argument("--folder", type=Path, default=Path("build/alarms"))
    options = parser.parse_args()
    for corpus in options.corpora:
        packages = [
            line
            for line in (HERE / "alarms" / f"{corpus}.txt").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")
        ]
        lines = lay(packages, corpus, options.folder)
        tell(corpus, lines, *scan(options.folder / corpus))


if __name__ == "__main__":
    main()
