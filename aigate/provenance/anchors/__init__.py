"""Content anchors: hashes of the lines an agent wrote, kept as git notes, by which the lines are found again anywhere.

Trailers and notes hang on a commit; squash, rebase and cherry-pick make new ones. An anchor hangs on the content: the keyed
hash of a line, of its neighbours and of the symbol around it. ``record`` is what a note says and ``making`` makes it;
``pool`` holds the anchors of a repository and ``search`` finds lines in it; ``source`` is what attribution asks.
"""
