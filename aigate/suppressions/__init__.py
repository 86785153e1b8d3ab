"""The suppression firewall: what in a change tells a scanner, a linter, a type checker or CI to look away.

``catalogue.toml`` holds the syntaxes as data, ``reading.py`` finds them where they count (in a comment, not in a string),
``pipelines.py`` and ``lists.py`` know CI steps and ignore files, ``added.py`` tells what a change adds from what it keeps.
"""
