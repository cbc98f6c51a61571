"""The steps of the demo's stories: the command of each as it was typed, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col, select

from pipectl.actions import activities, closing, editing, moving, next_actions
from pipectl.actions import opportunities as opps
from pipectl.actions.closing import Closing
from pipectl.actions.next_actions import Next
from pipectl.actions.people import Named
from pipectl.domain.scenario import Deal, Step, workday
from pipectl.money import Money, parse_money, parse_percent
from pipectl.store.session import WriteSession
from pipectl.store.tables import Criterion, Stage
from pipectl.text import fold, slug

CURRENCY = "USD"

Act = Callable[[WriteSession], object]
Told = tuple[list[str], Act]  # a command line, and what it does


@dataclass(frozen=True, slots=True)
class Teller:
    """What the steps of the stories need to know: today, and the numbers given so far."""

    today: date
    numbers: dict[str, int] = field(default_factory=dict)

    def day(self, days: str | int | None) -> date | None:
        """A day, so far from today."""
        return None if days is None else workday(self.today, int(days))

    def next(self, step: Step) -> Next | None:
        """The next action that the step sets."""
        if step.then is None:
            return None
        return Next(step.then.action, workday(self.today, step.then.day), step.then.at)

    def due(self, step: Step) -> list[str]:
        """`--due` as it was typed then: so many days ahead."""
        if step.then is None:
            return []
        ahead = workday(self.today, step.then.day) - workday(self.today, step.day)
        day = f"+{ahead.days}d" if ahead.days else "today"
        return ["--due", f"{day} {step.then.at:%H:%M}" if step.then.at else day]


def money(text: str) -> Money:
    """An amount of the scenario."""
    return parse_money(text, currency=CURRENCY)


def options(**values: object) -> list[str]:
    """Options with their values; those without one are left out."""
    named = ((f"--{name.replace('_', '-')}", value) for name, value in values.items())
    return [word for name, value in named if value is not None for word in (name, str(value))]


def action(step: Step) -> str | None:
    """What comes next, in words."""
    return None if step.then is None else step.then.action


def added(teller: Teller, deal: Deal, step: Step) -> Told:
    """`add`."""
    close_on = teller.day(deal.close_day)
    words = ["add", deal.title, *([deal.amount] if deal.amount else [])]
    words += options(account=deal.account, contact=deal.contact, close=close_on)
    words += options(source=deal.source, campaign=deal.campaign)
    words += [word for tag in deal.tags for word in ("--tag", tag)]
    words += options(parent=deal.parent and slug(deal.parent), next=action(step))

    def act(session: WriteSession) -> None:
        worth = money(deal.amount or "0")
        opening = opps.Opening(
            title=deal.title,
            amount_minor=worth.minor if deal.amount else None,
            currency=worth.currency,
            account=Named(None, deal.account),
            contact=Named(None, deal.contact),
            close_on=close_on,
            source=deal.source,
            campaign=deal.campaign,
            tags=deal.tags,
            next_action=teller.next(step),
            parent_id=teller.numbers[deal.parent] if deal.parent else None,
        )
        teller.numbers[deal.title], _ = opps.add(session, opening)

    return [*words, *teller.due(step)], act


def moved(teller: Teller, deal: Deal, step: Step) -> Told:
    """`move`."""
    said, factor, met = step.text or "", step.detail("factor"), step.every("met")
    words = ["move", slug(deal.title), step.value.lower()]
    words += options(buying=step.buying, why=said, next=action(step))
    words += [*teller.due(step), *(word for text in met for word in ("--met", text))]

    def act(session: WriteSession) -> None:
        target = session.exec(select(Stage.id).where(Stage.name == step.value)).one()
        answers = moving.Answers(
            buying=step.buying,
            why=said,
            next_action=teller.next(step),
            met=tuple(criterion(session, text) for text in met),
            factor=factor,
        )
        moving.move(session, teller.numbers[deal.title], target or 0, answers)

    return [*words, *options(factor=factor)], act


def criterion(session: WriteSession, part: str) -> int:
    """The one criterion with that part of its text."""
    wanted = select(Criterion.id).where(col(Criterion.text_folded).contains(fold(part)))
    return session.exec(wanted).one() or 0


def done(teller: Teller, deal: Deal, step: Step) -> Told:
    """`done`."""
    words = ["done", slug(deal.title), *options(outcome=step.text, then=action(step))]
    return [*words, *teller.due(step)], lambda session: next_actions.complete(
        session, teller.numbers[deal.title], outcome=step.text, then=teller.next(step)
    )


def set_next(teller: Teller, deal: Deal, step: Step) -> Told:
    """`next`."""
    chosen = teller.next(step) or Next(None)
    words = ["next", slug(deal.title), chosen.text or "", *teller.due(step)]
    return words, lambda session: next_actions.choose(session, teller.numbers[deal.title], chosen)


def logged(teller: Teller, deal: Deal, step: Step) -> Told:
    """`log`."""
    text = step.text or ""
    return ["log", step.value, slug(deal.title), text], lambda session: activities.log(
        session, step.value, opportunity_id=teller.numbers[deal.title], text=text
    )


def edited(teller: Teller, deal: Deal, change: editing.Edit, **said: object) -> Told:
    """`edit`."""
    words = ["edit", slug(deal.title), *options(**said)]
    return words, lambda session: editing.edit(session, teller.numbers[deal.title], change)


def pushed(teller: Teller, deal: Deal, step: Step) -> Told:
    """`edit --close`."""
    close_on = teller.day(step.value)
    change = editing.Edit(values={"close_on": close_on}, push_reason=step.text)
    return edited(teller, deal, change, close=close_on, push_reason=step.text)


def repriced(teller: Teller, deal: Deal, step: Step) -> Told:
    """`edit --amount`."""
    change = editing.Edit(values={}, amount=money(step.value))
    return edited(teller, deal, change, amount=step.value)


def reweighted(teller: Teller, deal: Deal, step: Step) -> Told:
    """`edit --probability`."""
    change = editing.Edit(values={"probability_bp": parse_percent(step.value)})
    return edited(teller, deal, change, probability=step.value)


def won(teller: Teller, deal: Deal, step: Step) -> Told:
    """`win`."""
    ending = Closing(
        reason=step.text,
        amount=money(step.value) if step.value else None,
        next_action=teller.next(step),
        amount_is_sure=True,
    )
    words = ["win", slug(deal.title), *options(reason=step.text, amount=step.value or None)]
    words += [*options(next=action(step)), *teller.due(step)]
    return words, lambda session: closing.win(session, teller.numbers[deal.title], ending)


def lost(teller: Teller, deal: Deal, step: Step) -> Told:
    """`lose`."""
    ending = Closing(
        reason=step.text,
        note=step.detail("note"),
        competitor=step.detail("competitor"),
        revisit_on=teller.day(step.detail("revisit")),
    )
    words = ["lose", slug(deal.title), *options(reason=ending.reason, note=ending.note)]
    words += options(competitor=ending.competitor, revisit=ending.revisit_on)
    return words, lambda session: closing.lose(session, teller.numbers[deal.title], ending)


def refused(teller: Teller, deal: Deal, step: Step) -> Told:
    """`move --buying no`."""
    why, reason = step.text or "", step.detail("reason")
    words = ["move", slug(deal.title), *options(buying=step.buying, why=why, reason=reason)]
    return words, lambda session: moving.disqualify(
        session,
        teller.numbers[deal.title],
        moving.Answers(buying=step.buying, why=why),
        Closing(reason=reason),
    )


VERBS: dict[str, Callable[[Teller, Deal, Step], Told]] = {
    "added": added,
    "moved": moved,
    "done": done,
    "next": set_next,
    "log": logged,
    "pushed": pushed,
    "amount": repriced,
    "probability": reweighted,
    "won": won,
    "lost": lost,
    "no": refused,
}
