"""Walk for as long as asked, from seed to seed: ``python -m tests.fuzz --seconds 3600 [--seed N] [--steps N]``.

Ends at the first mismatch with its seed and log; exit code 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.walk import MismatchError, Walk
from tests.repository import sealed_environment


def main() -> int:
    """Walk until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=50, help="steps of one walk")
    parser.add_argument("--keep-going", action="store_true", help="count mismatches instead of ending at the first")
    args = parser.parse_args()
    report = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where hooks in this process answer the agent
    end, seed, steps, wrong = time.monotonic() + args.seconds, args.seed, 0, []
    compared: Counter[str] = Counter()
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            env = sealed_environment(Path(folder))
            os.environ.clear()
            os.environ.update(env)
            walk = Walk(Path(folder) / "walk", env, seed)
            try:
                for _ in range(args.steps):
                    walk.step()
                    steps += 1
            except MismatchError as mismatch:
                wrong.append(seed)
                print(mismatch, file=report, flush=True)
                if not args.keep_going:
                    break
            finally:
                compared.update(walk.compared)
        seed += 1
    walks = seed - args.seed + (bool(wrong) and not args.keep_going)
    lines = ", ".join(f"{count:,} {kind}" for kind, count in compared.most_common())
    print(f"{steps:,} steps in {walks} walks from seed {args.seed}; mismatches in: {wrong or 'none'}", file=report)
    print(f"lines compared: {lines}", file=report, flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
