"""What an agent is told of its own lines: a card after it wrote them, and a reason to go on when it wants to stop too early."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.agent import card, judging, repairs
from aigate.agent.repairs import Point, Review
from aigate.agent.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.agent.events import Event
    from aigate.agent.recorder import Written
    from aigate.config import AgentTalk
    from aigate.git.locate import Place
    from aigate.model import Finding

_NAMED = 3  # findings that a human is told of at the end


class Farewell(NamedTuple):
    """The answer to an agent that wants to stop: why not, or what its human should know."""

    reason: str = ""
    notice: str = ""


def after(event: Event, place: Place, written: Sequence[Written]) -> str:
    """The card for what was just written; "" if there is nothing to say."""
    session = Session(place.git_dir, event.session)
    review, talk = _reviewed(event, written, session)
    session.save()
    return card.after_edit(review, talk) if review and talk else ""


def at_stop(event: Event, place: Place, written: Sequence[Written]) -> Farewell:
    """Whether an agent may stop: it is sent back for findings that it can still mend, and only so often."""
    session = Session(place.git_dir, event.session)
    if not event.stopped_before:
        session.stops = 0
    if written:
        _reviewed(event, written, session)
    paths = {each.path for each in session.open} | set(session.unread)
    session.unread = []
    if not paths:
        return Farewell()
    findings, talk = judging.look_at_uncommitted(place, sorted(paths))
    points = [_known(finding, session) for finding in findings]
    session.open = [
        each for each in session.open if any(_is_same(each.rule, each.path, point.finding) for point in points)
    ]
    mendable = repairs.still_open(points, talk.failed_repairs)
    goes_back = bool(mendable) and session.stops < talk.stop_blocks
    session.stops += goes_back
    is_kept = session.save()
    if goes_back and (is_kept or not event.stopped_before):  # without a memory it might be sent back for ever
        return Farewell(reason=card.at_stop(mendable, talk))
    return Farewell(notice=card.for_human(points, _NAMED)) if points else Farewell()


def _reviewed(event: Event, written: Sequence[Written], session: Session) -> tuple[Review, AgentTalk | None]:
    """All that was written, in however many work trees."""
    points: list[Point] = []
    remarks: list[str] = []
    talk: AgentTalk | None = None
    for root in dict.fromkeys(each.root for each in written):
        look = judging.look([each for each in written if each.root == root], event.agent)
        review = repairs.review(look, session)
        points += review.points
        remarks += review.remarks
        talk = talk or look.talk
    return Review(tuple(points), tuple(remarks)), talk


def _known(finding: Finding, session: Session) -> Point:
    tries = [each.tries for each in session.open if _is_same(each.rule, each.path, finding)]
    return Point(finding, max(tries, default=0), bool(tries))


def _is_same(rule: str, path: str, finding: Finding) -> bool:
    return (finding.rule, finding.path) == (rule, path)
