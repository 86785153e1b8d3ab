"""Audits of many repositories at once."""
