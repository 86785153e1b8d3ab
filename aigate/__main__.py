"""``aigate`` and ``python -m aigate``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on this process's arguments; the exit code."""
    from aigate import cli

    return cli.run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
