"""Keeping what was answered in a review, one opportunity an operation, and its minutes."""

from dataclasses import dataclass

from sqlmodel import col, select

from pipectl.actions import closing, moving, next_actions, present
from pipectl.actions.closing import Closing
from pipectl.actions.moving import Answers
from pipectl.actions.next_actions import Next
from pipectl.domain.bridge import Mark
from pipectl.domain.pipeline import check_open
from pipectl.domain.words import LOST, WON
from pipectl.errors import RefusedError, UsageError
from pipectl.store.positions import Position
from pipectl.store.session import WriteSession
from pipectl.store.tables import Opportunity, Qualification, Review, ReviewAnswer
from pipectl.text import check_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The answers of a review to the three questions; None keeps what was answered before.

    `next_is_new`: the next action that is kept was set in this review.
    """

    buying: str | None = None
    why: str | None = None
    next_action: Next | None = None
    next_is_new: bool = False


class FinishedError(RefusedError):
    """The review was finished by somebody else."""

    def __init__(self) -> None:
        super().__init__(
            "This review was finished meanwhile, in another terminal.",
            hint="See `pipectl review show`; `pipectl review` begins the next one.",
        )


class NothingToKeepError(UsageError):
    """An answer is to be kept where there is none."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"The three questions were never answered for {title!r}.",
            hint="Answer the first two of them, or skip it.",
        )


def answer(session: WriteSession, position: Position, number: int, given: Given) -> None:
    """Keep an opportunity's answers: those given anew, and which ones stay as they were."""
    opportunity = present.load(session, number)
    check_open(opportunity.title, opportunity.status)
    last = last_answers(session, opportunity)
    if last is None and None in (given.buying, given.why):
        raise NothingToKeepError(opportunity.title)
    action = given.next_action
    if action is not None:
        next_actions.replace(session, opportunity, action)
    keeps_next, answers = action is None and not given.next_is_new, None
    if given.buying is not None or given.why is not None:
        answers = qualify(session, opportunity, given, last)
    keep(
        session,
        position,
        number,
        ending="kept" if answers is None and keeps_next else "answered",
        kept_buying=given.buying is None,
        kept_why=given.why is None,
        kept_next=keeps_next,
        qualification_id=answers,
    )


def last_answers(session: WriteSession, opportunity: Opportunity) -> Qualification | None:
    """The set of answers that was given last."""
    return session.exec(
        select(Qualification)
        .where(Qualification.opportunity_id == opportunity.id)
        .order_by(col(Qualification.id).desc())
        .limit(1)
    ).first()


def qualify(
    session: WriteSession, opportunity: Opportunity, given: Given, last: Qualification | None
) -> int | None:
    """An answered set of today, in which a kept answer keeps the day it was given on."""
    action = next_actions.open_action(session, opportunity)
    today = session.moment.today
    found = Qualification(
        opportunity_id=present.key(opportunity),
        stage_id=opportunity.stage_id,
        buying=given.buying or (last.buying if last else ""),
        why=check_line(given.why or (last.why if last else ""), what="why", most=2000),
        next_action_id=action.id if action else None,
        asked_on=today,
        recorded_at=session.moment.at,
        recorded_on=today,
        buying_on=(last.buying_on or last.asked_on) if last and given.buying is None else None,
        why_on=(last.why_on or last.asked_on) if last and given.why is None else None,
    )
    session.add(found)
    opportunity.buying, opportunity.asked_on = found.buying, today
    session.flush()
    return found.id


def move(
    session: WriteSession, position: Position, number: int, target_id: int, answers: Answers
) -> None:
    """Move an opportunity on, as its end in the review."""
    moving.move(session, number, target_id, answers)
    keep(session, position, number, ending="moved")


def lose(
    session: WriteSession, position: Position, number: int, answers: Answers | None, loss: Closing
) -> None:
    """Lose an opportunity; with `answers`, because it isn't buying."""
    if answers is None:
        closing.lose(session, number, loss)
    else:
        moving.disqualify(session, number, answers, loss)
    keep(session, position, number, ending=LOST)


def win(session: WriteSession, position: Position, number: int, ending: Closing) -> None:
    """Win an opportunity, which ends it in the review too."""
    closing.win(session, number, ending)
    keep(session, position, number, ending=WON)


def keep(
    session: WriteSession,
    position: Position,
    number: int,
    *,
    ending: str,
    kept_buying: bool = False,
    kept_why: bool = False,
    kept_next: bool = False,
    qualification_id: int | None = None,
) -> None:
    """Note how an opportunity left the review, in the place of what was noted before."""
    review = begun(session, position)
    assert review.id is not None
    found = session.get(ReviewAnswer, (review.id, number))
    if found is None:
        found = ReviewAnswer(
            review_id=review.id,
            opportunity_id=number,
            ending=ending,
            answered_at=session.moment.at,
            answered_on=session.moment.today,
        )
    action = next_actions.open_action(session, present.load(session, number))
    found.ending, found.qualification_id = ending, qualification_id
    found.next_action_id = action.id if action else None
    found.kept_buying, found.kept_why, found.kept_next = kept_buying, kept_why, kept_next
    found.answered_at, found.answered_on = session.moment.at, session.moment.today
    session.add(found)
    session.flush()


def begun(session: WriteSession, position: Position) -> Review:
    """The review of a position; stored with the first thing that is kept of it."""
    found = session.exec(select(Review).where(Review.uid == position.uid)).first()
    if found is None:
        found = Review(
            uid=position.uid,
            kind=position.kind,
            started_at=position.started_at,
            started_on=position.started_on,
            history_mark=position.history_mark,
            told_at=position.started_at,
        )
        session.add(found)
        session.flush()
    if found.finished_on is not None:
        raise FinishedError
    return found


def finish(session: WriteSession, position: Position, minutes: str, told: Mark) -> int:
    """Bring a review to its end with the facts of its minutes (JSON): its number.

    `told` is the mark up to which they tell.
    """
    found = begun(session, position)
    found.finished_on, found.minutes = session.moment.today, minutes
    found.history_mark = told.row or 0
    found.told_at = told.at or position.started_at
    session.add(found)
    session.flush()
    assert found.id is not None
    return found.id
