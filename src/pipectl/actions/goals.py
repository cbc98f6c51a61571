"""Setting goals."""

from pipectl.errors import UsageError
from pipectl.store.session import WriteSession
from pipectl.store.tables import Goal

MOST = 100_000


def set_goal(session: WriteSession, kind: str, per: str, count: int) -> int:
    """Set how many of a kind there are to be in a span, 0 for no goal: what it was before."""
    if not 0 <= count <= MOST:
        raise UsageError(
            f"A goal of {count} can't be.",
            hint=lambda numbers: f"It goes from 1 to {numbers.count(MOST)}; 0 takes it away.",
        )
    goal = session.get(Goal, (kind, per))
    former = 0 if goal is None else goal.count
    if goal is None and count:
        session.add(Goal(kind=kind, per=per, count=count))
    elif goal is not None and count:
        goal.count = count
    elif goal is not None:
        session.delete(goal)
    return former
