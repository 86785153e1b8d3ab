"""What aigate puts into a repository: native git hooks, the entry for pre-commit and prek, a first configuration.

Everything here merges and can be undone; nothing that somebody else wrote is ever overwritten.
"""
