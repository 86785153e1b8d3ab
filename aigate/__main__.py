"""``aigate`` and ``python -m aigate``."""

from __future__ import annotations

import sys

_EVENT = 5  # words of `aigate agent hook --agent NAME`


def main() -> int:
    """Run the command line on this process's arguments; the exit code."""
    if sys.argv[1:4] == ["agent", "hook", "--agent"] and len(sys.argv) == _EVENT:
        # Called after every tool that an agent uses: no parser, and errors end in an answer.
        from aigate.agent import hook

        return hook.main(sys.argv[4])
    from aigate import cli

    return cli.run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
