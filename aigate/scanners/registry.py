"""The scanners, listed by hand and in the order they run. No discovery: what is installed beside a gate must not change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.scanners import bandit, flow, patterns, secrets, wrappers

if TYPE_CHECKING:
    from aigate.scanners import Scanner

SCANNERS: tuple[Scanner, ...] = (secrets, bandit, flow, patterns, wrappers)
