"""Changing what is offered: next actions and reasons."""

from sqlmodel import select

from pipectl.store.session import WriteSession
from pipectl.store.tables import Action, Reason
from pipectl.text import check_line, fold


def add_action(
    session: WriteSession, text: str, *, stage_id: int | None, kind: str | None
) -> Action:
    """Offer a next action, in one stage or everywhere; one that is offered may get a kind."""
    checked = check_line(text, what="action", most=100)
    known = session.exec(
        select(Action).where(Action.text_folded == fold(checked), Action.stage_id == stage_id)
    ).first()
    if known is None:
        known = Action(stage_id=stage_id, text=checked, text_folded=fold(checked))
        session.add(known)
    known.kind = kind or known.kind
    session.flush()
    return known


def remove_actions(session: WriteSession, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        session.delete(session.get_one(Action, number))


def add_reason(session: WriteSession, text: str, outcome: str) -> Reason:
    """Offer a reason for won or lost ones."""
    checked = check_line(text, what="reason", most=200)
    known = session.exec(
        select(Reason).where(Reason.text_folded == fold(checked), Reason.outcome == outcome)
    ).first()
    if known is None:
        known = Reason(outcome=outcome, text=checked, text_folded=fold(checked))
        session.add(known)
        session.flush()
    return known


def remove_reasons(session: WriteSession, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        session.delete(session.get_one(Reason, number))
