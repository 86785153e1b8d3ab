"""One thin module a command: arguments in, one call, a report out. ``NAME``, ``HELP``, ``configure`` and ``run``."""
