"""What has the shape of a provider's key and is none, as what stands around it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigate.scanners.secret_detectors import Detector

_SHORTEST_SLACK = 24
_ENCODED = re.compile(r"[\s\"'b]*[A-Za-z0-9+/]{20,}")  # what is left of it is one run


def is_doubted(detector: Detector, value: str, line: str, start: int) -> bool:
    """Whether a value that begins there on a line only looks like what a detector finds."""
    return _is_short(detector, value) or _is_half_shown(detector, line) or _is_middle(detector, line, start)


def _is_short(detector: Detector, value: str) -> bool:
    """Slack's plug-in takes two words with a number between them."""
    return detector.id == "slack-token" and "hooks" not in value and len(value) < _SHORTEST_SLACK


def _is_half_shown(detector: Detector, line: str) -> bool:
    """Whether the other half of an AWS key, which comes in two, is that of the documentation."""
    return detector.id == "aws-access-key" and "EXAMPLEKEY" in line


def _is_middle(detector: Detector, line: str, start: int) -> bool:
    """Whether four letters and sixteen that an AWS key could have stand in the middle of a long encoded text."""
    return detector.id == "aws-access-key" and _ENCODED.fullmatch(line, 0, start) is not None
