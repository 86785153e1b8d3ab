"""Does an audit that goes on from an earlier one say what one says that remembers nothing? Asked of real histories.

Run by hand: ``python bench/audit_resumed.py PATH [--steps 400 40 3 0] [OPTIONS]``. The repository is borrowed, not changed: audits run
in a bare clone that shares its objects. One audit is done so many commits before its HEAD, then one at each later step with what the
earlier ones kept, and each of those is compared, as JSON, with one that keeps nothing. The commits of a step are those of the
first parents. ``OPTIONS`` are for ``aigate audit``, ``--checks NAMES`` to be sooner done, for example.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from audit_whole import Copy


def audit(copy: Copy, *options: str) -> dict[str, Any]:
    """What an audit says, but for when."""
    done = subprocess.run(
        [sys.executable, "-m", "aigate", "audit", "--format", "json", *options],
        cwd=copy.path,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 3):  # 3: objects are missing
        raise SystemExit(done.stderr)
    said: dict[str, Any] = json.loads(done.stdout)
    said["audit"].pop("made", None)
    return said


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return [found for key in keys for found in differences(one.get(key), other.get(key), f"{path}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            found
            for at, pair in enumerate(zip(one, other, strict=True))
            for found in differences(*pair, f"{path}[{at}]")
        ]
    return [] if one == other else [f"{path}: {one!r:.200} is not {other!r:.200}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="a repository, or a git directory")
    parser.add_argument("--steps", type=int, nargs="+", default=[400, 40, 3, 0], help="commits before HEAD")
    args, options = parser.parse_known_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(args.repository.absolute(), Path(folder))
        head = copy.git("rev-parse", "HEAD")
        for number, step in enumerate(args.steps):
            copy.git("update-ref", "HEAD", copy.git("rev-parse", f"{head}~{step}"))
            said = audit(copy, *options)
            if not number:
                continue
            found = differences(said, audit(copy, "--no-cache", *options))
            failed += bool(found)
            print(f"HEAD~{step}: {'the same' if not found else f'{len(found)} differences'}", *found[:20], sep="\n  ")
            sys.stdout.flush()
    raise SystemExit(failed > 0)


if __name__ == "__main__":
    main()
