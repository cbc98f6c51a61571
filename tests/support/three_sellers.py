"""A store in which three sellers worked for a year, made of random steps."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from conftest import Shell
from pipectl.clock import Moment
from pipectl.gate.actions import close, move
from pipectl.gate.actions.close import CloseInput
from pipectl.gate.actions.move import GateAnswers
from pipectl.money import Money
from pipectl.next_actions import actions as next_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.opportunities import actions as opportunities
from pipectl.opportunities.actions import NewOpportunity, OpportunityChanges
from pipectl.periods import parse_period
from pipectl.planning import actions as planning
from pipectl.store.rows import Opportunity, Stage
from pipectl.store.unit import Unit
from pipectl.store.writing import writing

OWNERS = ("Ann", "Bob", "Cleo O'Hara")
TODAY = date(2026, 11, 18)


def moment(day: date) -> Moment:
    return Moment(datetime.combine(day, datetime.min.time(), UTC), day)


def fill(shell: Shell, seed: int, halfway: Path | None = None) -> date:
    """Let three sellers work in one store for a year, and give some deals to each other.

    The store as it is after half of that is copied; returns the day on which.
    """
    chance = random.Random(seed)
    day, copied_on = TODAY - timedelta(days=380), TODAY
    while day < TODAY:
        if halfway is not None and copied_on == TODAY and day > TODAY - timedelta(days=190):
            copied_on = day - timedelta(days=1)
            halfway.write_bytes(shell.contents())
        owner = chance.choice(OWNERS)
        with writing(shell.place, moment(day), "test", owner) as unit:
            for _ in range(chance.randint(1, 4)):
                work(unit, chance, day)
        day += timedelta(days=chance.randint(2, 6))
    for owner in OWNERS:
        with writing(shell.place, moment(TODAY), "test", owner) as unit:
            plan(unit, chance)
    return copied_on


def work(unit: Unit, chance: random.Random, day: date) -> None:
    """Do one thing at a deal, mostly at one's own."""
    own = unit.all(Opportunity, "status = 'open' and owner = :owner", owner=unit.owner)
    others = unit.all(Opportunity, "status = 'open' and owner <> :owner", owner=unit.owner)
    deals = others if others and chance.random() < 0.1 else own
    what = chance.choice(("add", "add", "move", "move", "win", "lose", "log", "log", "edit"))
    if what == "add" or not deals:
        opportunities.add(unit, opening(chance, day))
        return
    deal = chance.choice(deals)
    if what == "move":
        then = NextActionInput("Call them", day + timedelta(days=chance.randint(1, 20)))
        answers = GateAnswers("yes", "They asked", then, override="test")
        stages = [each.id for each in unit.all(Stage, "id <> :id", id=deal.stage_id)]
        move.move(unit, deal.id, chance.choice(stages), answers)
    elif what == "win":
        close.win(unit, deal.id, CloseInput(on=day))
    elif what == "lose":
        close.lose(unit, deal.id, CloseInput(on=day, reason=chance.choice(("price", "timing"))))
    elif what == "log":
        kind = chance.choice(("call", "meeting", "proposal"))
        next_actions.log(unit, kind, opportunity_id=deal.id, count=chance.randint(1, 3))
    else:
        values: dict[str, Any] = {"close_on": day + timedelta(days=chance.randint(5, 90))}
        if chance.random() < 0.3:
            values["owner"] = chance.choice(OWNERS)
        opportunities.edit(unit, deal.id, OpportunityChanges(values=values, on=day))


def opening(chance: random.Random, day: date) -> NewOpportunity:
    return NewOpportunity(
        title=f"Deal {chance.randint(1, 10**6)}",
        currency="USD",
        amount_minor=chance.choice((None, 500_00, 12_000_00, chance.randint(1, 10**7))),
        close_on=day + timedelta(days=chance.randint(5, 90)),
        source=chance.choice((None, "web", "referral")),
        on=day,
    )


def plan(unit: Unit, chance: random.Random) -> None:
    """Set quotas and goals of one's own."""
    for name in ("2026-Q4", "2026-Q3", "2026"):
        period = parse_period(name, today=TODAY, fiscal_start=1)
        planning.set_quota(unit, period, Money(chance.randint(10**6, 10**8), "USD"))
    planning.set_goal(unit, "call", "week", chance.randint(1, 20))
    planning.set_priority(unit, "Fewer discounts", period=period_of_quarter())


def period_of_quarter() -> Any:
    return parse_period("2026-Q4", today=TODAY, fiscal_start=1)
