"""Guards removed: the minus side of a change, read for protection that is gone while what it protected is still there.

``guards.toml`` says what guards look like, ``units.py`` finds what they belong to, ``missing.py`` compares both sides.
"""
