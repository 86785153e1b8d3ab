"""What an agent is told of its own lines: a card after it wrote them, and a reason to go on when it wants to stop too early."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate.agent import card, judging, repairs
from aigate.agent.repairs import Point, Review
from aigate.agent.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigate.agent.events import Event
    from aigate.agent.judging import Look
    from aigate.agent.recorder import Written
    from aigate.agent.session import Open
    from aigate.git.locate import Place
    from aigate.model import Finding

_NAMED = 3  # findings that a human is told of at the end


class Farewell(NamedTuple):
    """The answer to an agent that wants to stop: why not, or what its human should know."""

    reason: str = ""
    notice: str = ""


def after(event: Event, place: Place, written: Sequence[Written]) -> str:
    """The card for what was just written; "" if there is nothing to say."""
    looks = _looks(event, written)
    with Session(place.git_dir, event.session) as session:
        review = _reviewed(looks, session)
    return card.after_edit(review, looks[0].talk) if review else ""


def at_stop(event: Event, place: Place, written: Sequence[Written]) -> Farewell:
    """Whether an agent may stop: it is sent back for findings that it can still mend, and only so often."""
    looks = _looks(event, written)
    with Session(place.git_dir, event.session) as session:
        _reviewed(looks, session)
        paths = {each.path for each in session.open} | set(session.unread)
    if not paths:
        return Farewell()
    findings, talk = judging.look_at_uncommitted(place, sorted(paths))
    with Session(place.git_dir, event.session) as session:
        points = [_known(finding, session) for finding in findings]
        session.open = [each for each in session.open if any(_is_same(each, finding) for finding in findings)]
        session.unread = []
        session.stops = session.stops if event.stopped_before else 0
        mendable = repairs.still_open(points, talk.failed_repairs)
        goes_back = bool(mendable) and session.stops < talk.stop_blocks
        session.stops += goes_back
    if goes_back and (session.is_kept or not event.stopped_before):  # without a memory it might be sent back for ever
        return Farewell(reason=card.at_stop(mendable, talk))
    return Farewell(notice=card.for_human(points, _NAMED)) if points else Farewell()


def _looks(event: Event, written: Sequence[Written]) -> list[Look]:
    """All that was written, judged in however many work trees."""
    roots = dict.fromkeys(each.root for each in written)
    return [judging.look([each for each in written if each.root == root], event.agent) for root in roots]


def _reviewed(looks: Sequence[Look], session: Session) -> Review:
    reviews = [repairs.review(look, session) for look in looks]
    points = repairs.by_weight(point for review in reviews for point in review.points)
    return Review(points, tuple(remark for review in reviews for remark in review.remarks))


def _known(finding: Finding, session: Session) -> Point:
    tries = [each.tries for each in session.open if _is_same(each, finding)]
    return Point(finding, max(tries, default=0), bool(tries))


def _is_same(known: Open, finding: Finding) -> bool:
    return (known.rule, known.path) == (finding.rule, finding.path)
