"""Fixes: what to write instead of what was found.

Recipes (``aigate/rules/recipes.py``) propose edits (``writing.py``); what is proposed is tried on the file's own text, and offered
only if the finding is gone afterwards and nothing else came with it (``proposing.py``).
"""
