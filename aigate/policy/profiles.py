r"""Whose rules for trailers a project may follow: each a row of data, with where it is written down.

A profile is what `[trailers] profile` names; keys that the configuration sets itself override it. ``docs/reference/trailers.md``
is made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from aigate.config import SignOff, TrailerProfile

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL = "*"  # in ``forbid``: every trailer that names an AI
SIGNED_OFF = "signed-off-by"
COAUTHOR = "co-authored-by"
# AGENT:MODEL, then the special tools that helped, in brackets or bare.
KERNEL_VALUE = r"[A-Za-z0-9][\w.+ -]{0,60}:[\w.+/-]{1,80}(?: \[?[\w.+-]{1,60}\]?){0,20}"


class Style(StrEnum):
    """How a profile wants an agent to be named."""

    COLON = "colon"  # claude:claude-opus-4-8
    NAME = "name"  # Claude Code (claude-opus-4-8)
    IDENTITY = "identity"  # Claude <noreply@anthropic.com>


@dataclass(frozen=True, slots=True)
class Profile:
    """What one project or foundation asks of commit messages."""

    says: str  # one sentence, for the documentation
    source: str  # where it is written down
    require: tuple[str, ...] = ()  # one of these keys
    forbid: tuple[str, ...] = ()
    translate: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    sign_off: SignOff = SignOff.ANYONE
    style: Style = Style.NAME
    example: str = ""


_FROM_COAUTHOR = {"Co-authored-by": "Assisted-by"}
PROFILES: Mapping[TrailerProfile, Profile] = {
    TrailerProfile.NONE: Profile(says="Demands nothing.", source=""),
    TrailerProfile.KERNEL: Profile(
        says="Names agent and model, and special tools; agents must not sign off, a human must.",
        source="https://docs.kernel.org/process/coding-assistants.html",
        require=("Assisted-by",),
        translate=_FROM_COAUTHOR,
        formats={"Assisted-by": KERNEL_VALUE},
        sign_off=SignOff.HUMAN,
        style=Style.COLON,
        example="Assisted-by: claude:claude-opus-4-8 [coccinelle]",
    ),
    TrailerProfile.FEDORA: Profile(
        says="Discloses the tool in free words; the contributor is the author.",
        source="https://docs.fedoraproject.org/en-US/council/policy/ai-contribution-policy/",
        require=("Assisted-by",),
        translate=_FROM_COAUTHOR,
        example="Assisted-by: Claude Code (claude-opus-4-8)",
    ),
    TrailerProfile.APACHE: Profile(
        says="Names the tool that generated the contribution.",
        source="https://www.apache.org/legal/generative-tooling.html",
        require=("Generated-by",),
        translate={"Co-authored-by": "Generated-by", "Assisted-by": "Generated-by"},
        example="Generated-by: Claude Code (claude-opus-4-8)",
    ),
    TrailerProfile.OPENSSF: Profile(
        says="The kernel's form, beside a human's sign-off (the DCO). The policy recommends what this profile demands.",
        source="https://github.com/ossf/tac/blob/main/policies/ai.md",
        require=("Assisted-by",),
        translate=_FROM_COAUTHOR,
        formats={"Assisted-by": KERNEL_VALUE},
        sign_off=SignOff.HUMAN,
        style=Style.COLON,
        example="Assisted-by: claude:claude-opus-4-8",
    ),
    TrailerProfile.OTEL: Profile(
        says="Discloses the tool in free words; never as a co-author, for whom the CLA would have to be signed.",
        source="https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/AGENTS.md",
        require=("Assisted-by",),
        forbid=("Co-authored-by",),
        translate=_FROM_COAUTHOR,
        sign_off=SignOff.NO_AGENT,
        example="Assisted-by: Claude Code (claude-opus-4-8)",
    ),
    TrailerProfile.COAUTHOR: Profile(
        says="Names the agent as a co-author, as most agents do by themselves and forges show.",
        source="https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/"
        "creating-a-commit-with-multiple-authors",
        require=("Co-authored-by",),
        style=Style.IDENTITY,
        example="Co-authored-by: Claude <noreply@anthropic.com>",
    ),
    TrailerProfile.KUBERNETES: Profile(
        says="No trailer may name an AI: it is disclosed in the pull request's description instead.",
        source="https://www.kubernetes.dev/docs/guide/pull-requests/#ai-guidance",
        forbid=(ALL,),
        sign_off=SignOff.NO_AGENT,
    ),
}
