"""Addresses at the repository's forge: of a commit, and of a line at the audited revision. "" where there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigate.reports.sarif_results import uri

if TYPE_CHECKING:
    from aigate.audit_model import Audit

# What a forge's address can be; a remote that is called otherwise is no link of ours.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]{1,255}){0,20}")
_GITLAB = re.compile(r"https?://[^/]*gitlab")


def home(audit: Audit) -> str:
    """The repository's own."""
    address = audit.weblink.rstrip("/")
    return address if _ADDRESS.fullmatch(address) else ""


def commit(audit: Audit, identity: str) -> str:
    """One commit."""
    return f"{_root(audit)}/commit/{identity}" if home(audit) and identity.isalnum() else ""


def line(audit: Audit, path: str, number: int) -> str:
    """One line of a file at the audited revision."""
    if not home(audit) or not audit.reach.tip:
        return ""
    return f"{_root(audit)}/blob/{audit.reach.tip}/{uri(path)}#L{number}"


def _root(audit: Audit) -> str:
    address = home(audit)
    return f"{address}/-" if _GITLAB.match(address) else address
