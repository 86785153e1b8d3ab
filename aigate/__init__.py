"""Git hooks and commands that audit the lines a coding agent wrote, and leave every other line alone."""

__version__ = "0.1.0"
