"""Who wrote the added lines: one module a source of evidence, ``resolve.py`` merges what they say.

``agents.toml`` is the catalogue of agents' fingerprints. This package imports nothing by itself, so that ``hint.py`` stays
as cheap as the standard library's ``re``.
"""
