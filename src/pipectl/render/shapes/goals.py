"""The JSON keys of goals."""

from typing import Any

from pipectl.domain.goals import Derivation, Ended, KindNeed
from pipectl.queries.goals import Progress
from pipectl.render.shapes.opportunity import money

GOAL_KEYS = ("kind", "per", "goal", "done", "needed_per_day", "period")


def goal(found: Progress) -> dict[str, Any]:
    """A goal's keys, so far."""
    return {
        "kind": found.kind,
        "per": found.per,
        "goal": found.goal,
        "done": found.done,
        "needed_per_day": found.needed_per_day,
        "period": found.period,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "working_days_left": found.working_days_left,
        "id": f"{found.kind}/{found.per}",
    }


def derivation(found: Derivation, *, explain: bool) -> dict[str, Any]:
    """What a quota asks for; `why` is a word, null where nothing stands in the way."""
    average = found.average_won_minor
    data = {
        "period": found.period.name,
        "quota": money(found.quota_minor, found.currency),
        "won": money(found.won_minor, found.currency),
        "gap": money(found.gap_minor, found.currency),
        "currency": found.currency,
        "left_out": dict(found.left_out),
        "average_won": None if average is None else money(round(average), found.currency),
        "wins_needed": found.wins_needed,
        "win_n": found.win_n,
        "working_days_left": found.working_days_left,
        "cycle_days": found.cycle_days,
        "cycle_n": found.cycle_n,
        "latest_start": found.latest_start,
        "possible": found.possible,
        "why": found.why,
        "kinds": [need(each) for each in found.kinds],
        "starts_on": found.period.starts_on,
        "ends_on": found.period.ends_on,
        "closed_n": found.closed_n,
        "without_amount": found.without_amount,
    }
    return data | ({"explain": [row(each) for each in found.rows]} if explain else {})


def need(found: KindNeed) -> dict[str, Any]:
    """What is needed of a kind."""
    return {
        "kind": found.kind,
        "per_win": found.per_win,
        "n": found.n,
        "needed": found.needed,
        "needed_per_day": found.needed_per_day,
        "needed_per_week": found.needed_per_week,
    }


def row(found: Ended) -> dict[str, Any]:
    """A closing that the rates were taken from, or that was left out for its currency."""
    return {
        "id": found.id,
        "title": found.title,
        "status": found.status,
        "amount": money(found.amount_minor, found.currency),
        "currency": found.currency,
        "created_on": found.created_on,
        "closed_on": found.closed_on,
        "logged": dict(found.logged),
    }
