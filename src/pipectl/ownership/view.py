"""Whose deals something counts, in words, and what was given to somebody else."""

from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.ownership.rules import Told

NAMED = 3  # deals that are named when several were given at once


def owner_words(owner: str) -> str:
    """Return whose deals are counted; an empty name is nobody's."""
    return f"Only deals of {owner}." if owner else "Only deals without an owner."


def told_words(found: Told, numbers: NumberFormat) -> str:
    """Return what a seller is told: who gave them which deals, or gave theirs to whom, and why."""
    by, now, why = found.last.by, found.last.now, found.last.why
    deals = deals_words(found, numbers)
    if found.is_undone:
        return undone_words(found, deals)
    are = "was" if len(found.handovers) == 1 else "were"
    if found.is_gain:
        said = f"{by} gave you {deals}" if by else f"You were given {deals}"
    elif not now:
        have = "has" if len(found.handovers) == 1 else "have"
        by_whom = f" ({by})" if by else ""
        said = f"{deals} {have} no owner now{by_whom}"
    elif by == now:
        said = f"{by} took over {deals} from you"
    else:
        said = f"{by} gave your {deals} to {now}" if by else f"Your {deals} {are} given to {now}"
    return f"{said}: {why}" if why else f"{said}."


def undone_words(found: Told, deals: str) -> str:
    """Return what a seller is told of handovers that were undone after he was told of them."""
    what = "the deal" if len(found.handovers) == 1 else "the deals"
    if not found.is_gain:
        return f"You no longer have {deals}: the change that gave you {what} was undone."
    to = found.last.owner
    how = f"gave {what} to {to}" if to else f"left {what} without an owner"
    return f"You have {deals} again: the change that {how} was undone."


def deals_words(found: Told, numbers: NumberFormat) -> str:
    """Return the deals by name and number, the first few of many."""
    names = [f"{each.title} (#{each.deal})" for each in found.handovers]
    if len(names) <= NAMED:
        return listed(names)
    first = names[: NAMED - 1]
    return listed([*first, f"{numbers.count(len(names) - len(first))} more deals"])
