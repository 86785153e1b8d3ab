"""What a commit message must say of agents, and must not: the message and the evidence in, findings out.

Nothing is demanded of a commit without any evidence of an agent, under no profile: people who write their own code are left
alone. What counts as a trailer is for git to say (``git/trailers.py``); whether a value names an AI, for the provenance.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aigate.config import MessageRule, SignOff
from aigate.policy.demands import UNKNOWN, Writer, fits, line_for
from aigate.policy.message_rules import RULES, finding
from aigate.policy.profiles import ALL, COAUTHOR, SIGNED_OFF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aigate.model import Claim, Finding, Trailer
    from aigate.policy.demands import Demands


_MOVE = RULES[MessageRule.OUTSIDE_BLOCK].hint
_TELLS_SHELL = re.compile(r'["$`\\!]')


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a message lies when it is judged."""

    parse: Callable[[str], tuple[Trailer, ...]]  # git's own reading
    is_draft: bool = False  # it can still be changed before anything is recorded
    is_doubtful: bool = False  # nothing is staged: HEAD is amended, or an empty commit made, and nobody can tell which
    running: str | None = None  # the agent whose variables are set in the environment


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the message that is a trailer, or that says something about an agent."""

    text: str
    line: int
    key: str = ""  # "" for a line in no trailer's form
    value: str = ""
    in_block: bool = False
    claim: Claim | None = None  # what it claims, where it names an AI
    denies: bool = False  # "none", "no AI was used"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a commit when its message is judged."""

    writers: tuple[Writer, ...] = ()  # the agents that any evidence names, the one with most lines first
    is_involved: bool = False  # any evidence at all says that an agent had a hand in it
    has_lines: bool = False  # some added line is an agent's
    is_known_beside: bool = False  # and better evidence than the message or an identity says so
    is_all_human: bool = False  # the records say of every added line that a human wrote it
    is_merge: bool = False
    is_forge_merge: bool = False
    will_vanish: bool = False  # fixup!, squash!, amend!
    is_revert: bool = False
    is_draft: bool = False
    is_doubtful: bool = False
    running: str | None = None
    commit: str | None = None  # its id, where it is recorded already


def findings_of(demands: Demands, said: Sequence[Said], known: Known) -> list[Finding]:
    """Everything that is wrong with a message, each once."""
    found = [_forbidden(demands, one) for one in said if is_forbidden(demands, one)]
    speaks = [one for one in said if is_ai(demands, one)]
    if known.is_all_human:
        trailers = [one for one in speaks if one.in_block]
        return found + [_about(demands, MessageRule.CONTRADICTS, one) for one in trailers[:1]]
    known = replace(known, is_doubtful=known.is_doubtful and not speaks)
    if not speaks and not known.is_involved:
        return found + _suspicious(demands, known)
    if known.is_merge and (known.is_forge_merge or not known.has_lines):
        return found
    if known.is_draft and known.will_vanish:
        return found
    if not (known.is_draft and known.is_revert):
        found += _declared(demands, said, known)
    return found + _signed(demands, said, known)


def is_ai(demands: Demands, said: Said) -> bool:
    """Whether a line says that an AI had a hand in it."""
    return said.claim is not None or (said.key.lower() in demands.keys and bool(said.value) and not said.denies)


def is_forbidden(demands: Demands, said: Said) -> bool:
    """A key that names somebody is forbidden only where that is an AI: human co-authors are welcome everywhere."""
    key = said.key.lower()
    if is_ai(demands, said) and (ALL in demands.forbid or key in demands.forbid):
        return True
    return said.in_block and key in demands.forbid and not key.endswith("-by")


def declares(demands: Demands, said: Said, known: Known) -> bool:
    """Whether a line with a required key is the declaration that is asked for, if it has the right form and place.

    Where the evidence knows of an AI but not of which, one that nobody has heard of may be named, too; a person is none, and
    "none" is no agent.
    """
    key = said.key.lower()
    if key not in demands.required or is_ai(demands, said):
        return key in demands.required
    is_unheard_of = not any(writer.id for writer in known.writers) and key not in (COAUTHOR, SIGNED_OFF)
    return is_unheard_of and bool(said.value) and not said.denies and "<" not in said.value


def _declared(demands: Demands, said: Sequence[Said], known: Known) -> list[Finding]:
    """The trailer that must be there: somewhere, in the right place, in the right form."""
    wrong = [one for one in said if one.in_block and is_ai(demands, one) and not fits(demands, one.key, one.value)]
    malformed = [_malformed(demands, one, known) for one in wrong if not is_forbidden(demands, one)]
    if not demands.require:
        return malformed
    given = [one for one in said if declares(demands, one, known)]
    if malformed or any(one.in_block and fits(demands, one.key, one.value) for one in given):
        return malformed
    outside = [one for one in given if not one.in_block and fits(demands, one.key, one.value)]
    if outside:
        return [_about(demands, MessageRule.OUTSIDE_BLOCK, outside[-1], hint=_how_to_move(outside[-1], known))]
    is_silent = known.is_known_beside and not any(is_ai(demands, one) for one in said)
    rule = MessageRule.UNDECLARED if is_silent else MessageRule.MISSING
    return [_missing(demands, rule, said, known)]


def _signed(demands: Demands, said: Sequence[Said], known: Known) -> list[Finding]:
    if demands.sign_off is SignOff.ANYONE:
        return []
    signed = [one for one in said if one.key.lower() == SIGNED_OFF]
    agents = [one for one in signed if one.claim is not None and not is_forbidden(demands, one)]
    found = [_about(demands, MessageRule.AGENT_SIGN_OFF, one) for one in agents]
    humans = [one for one in signed if one.claim is None and one.value]
    if demands.sign_off is not SignOff.HUMAN or any(one.in_block for one in humans):
        return found
    rule = MessageRule.NO_HUMAN_SIGN_OFF
    if not humans:
        return [*found, finding(demands.severity, rule, 1, RULES[rule].message, doubtful=known.is_doubtful)]
    message = "A human's sign-off is there, but outside the last paragraph, where git does not take it for one."
    where = humans[-1]
    return [*found, finding(demands.severity, rule, where.line, message, _MOVE, shown=one_line(where.text))]


def _suspicious(demands: Demands, known: Known) -> list[Finding]:
    is_asked = known.running and demands.require and known.is_draft
    if not is_asked or known.will_vanish or known.is_merge or known.is_revert:
        return []
    rule = MessageRule.SUSPICIOUS
    line = line_for(Writer(known.running, known.running or ""), demands)
    message = f"{known.running} runs this commit, but nothing says that it wrote any of it. That alone proves nothing."
    hint = f"{RULES[rule].hint} For example:\n{line}" if line else RULES[rule].hint
    return [finding(demands.severity, rule, 1, message, hint)]


def _missing(demands: Demands, rule: MessageRule, said: Sequence[Said], known: Known) -> Finding:
    """The finding that says exactly what to add, and how."""
    writer = known.writers[0] if known.writers else Writer()
    keys = " or ".join(demands.require)
    who = writer.name or writer.id or "an agent"
    if rule is MessageRule.UNDECLARED:
        part = "Lines" if known.has_lines else "Removals"
        message = f"{part} of this commit are {who}'s, but its message has no {keys} trailer that says so."
    else:
        message = (
            f"This commit says that {who} had a hand in it, but not as the policy wants it: it has no {keys} trailer."
        )
    if known.is_doubtful:
        message += " (Nothing is staged; if this is an empty commit, all is well.)"
    end = max((one.line for one in said), default=1)
    return finding(
        demands.severity, rule, end, message, _how_to_add(demands, writer, said, known), doubtful=known.is_doubtful
    )


def _how_to_add(demands: Demands, writer: Writer, said: Sequence[Said], known: Known) -> str:
    line = line_for(writer, demands)
    if not line:
        return f"Add a line with that key to the last paragraph of the message:\n{demands.require[0]}: NAME <E-MAIL>"
    old = next(
        (one for one in said if is_ai(demands, one) and demands.translate.get(one.key.lower()) in demands.require), None
    )
    told = [
        f'Write, instead of "{one_line(old.text)}":' if old else "Add this line to the last paragraph of the message:",
        line,
    ]
    if UNKNOWN in line:
        told.append(f'(with the model\'s name for "{UNKNOWN}", if you know it)')
    return "\n".join([*told, _command(line, known)])


def _command(line: str, known: Known) -> str:
    """What to type, with a trailer that no shell takes for anything else."""
    word = shlex.quote(line) if _TELLS_SHELL.search(line) else f'"{line}"'
    trailer = f"--trailer {word}"
    if known.commit is None and not known.is_draft:
        return "at the end of the message, when the branch is squashed"
    if known.commit is None:
        return f"git commit {trailer}"
    older = (
        "" if known.is_draft else f"\n(an older commit than the last: git rebase --interactive {known.commit[:12]}~)"
    )
    return f"git commit --amend {trailer}{older}"


def _how_to_move(said: Said, known: Known) -> str:
    return f"{_MOVE}\n{_command(f'{said.key}: {one_line(said.value)}', known)}"


def _malformed(demands: Demands, said: Said, known: Known) -> Finding:
    writer = known.writers[0] if known.writers else Writer()
    line = line_for(writer, demands, said.key)
    example = line or demands.example
    hint = (
        f"Write, for example:\n{example}" if example else f"It must match: {demands.formats[said.key.lower()].pattern}"
    )
    return _about(demands, MessageRule.MALFORMED, said, hint=hint)


def _forbidden(demands: Demands, said: Said) -> Finding:
    to = demands.translate.get(said.key.lower())
    instead = to and to.lower() not in demands.forbid and ALL not in demands.forbid
    hint = f"Write it as {to}: aigate trailers add" if instead else RULES[MessageRule.FORBIDDEN].hint
    return _about(demands, MessageRule.FORBIDDEN, said, hint=hint)


def _about(demands: Demands, rule: MessageRule, said: Said, *, hint: str = "") -> Finding:
    """A finding that points at a line of the message, and shows it."""
    return finding(
        demands.severity, rule, said.line, RULES[rule].message, hint, shown=one_line(said.text), evidence=said.claim
    )


def one_line(text: str) -> str:
    """A line of a message, short enough to show."""
    return " ".join(text.split())[:200]
