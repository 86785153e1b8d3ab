"""Agents' own hooks: an event comes in, the journal is written, the agent is answered in its own dialect."""
