"""An audit as one page that needs nothing else: no network, no server, no other file.

The page is made here in full, but for what only a script can draw: with scripts turned off its figures, its tables behind
the charts and the worst findings can still be read. What the scripts work on stands in it as data, never as code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Unpack

    from aigate.audit_model import Audit
    from aigate.reports.audit import View

NAME = "html"


def render(audit: Audit, **_view: Unpack[View]) -> str:
    """The whole page. It looks the same to every reader but for its theme, which the reader's browser chooses."""
    from aigate.reports.audit.html.page import page

    return page(audit)
