"""The only place that talks to git.

Judging reads the index and the object database and writes nothing; notes are written by commands of their own.
"""
