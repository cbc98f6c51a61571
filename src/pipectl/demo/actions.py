"""Plays half a year."""

import shlex
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Sequence as Several
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pipectl.clock import Moment, instant_of
from pipectl.demo.rules import scenario
from pipectl.demo.rules.scenario import DemoDeal, DemoStep, Effort, workday
from pipectl.errors import RefusedError
from pipectl.experiments import actions as experiments
from pipectl.experiments.rules.arms import ArmChoice
from pipectl.gate.actions import close, move
from pipectl.gate.actions.close import CloseInput
from pipectl.money import Money, parse_money, parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.opportunities import actions as opportunities_actions
from pipectl.people.rules.names import PersonRef
from pipectl.periods import Period, around, parts
from pipectl.planning import actions as planning_actions
from pipectl.recurring import read_term
from pipectl.renewals import actions as renewals
from pipectl.sequences.actions import starting
from pipectl.settings import actions as settings_actions
from pipectl.stages.rules.templates import template
from pipectl.store import journal
from pipectl.store.creation import replace
from pipectl.store.rows import Criterion, Experiment, Sequence, Stage, Template
from pipectl.store.unit import Unit
from pipectl.text import fold, slug

CURRENCY = "USD"

Act = Callable[[Unit], object]
Watch = Callable[[], None]
Told = tuple[list[str], Act]  # a command line, and what it does


@dataclass(frozen=True, slots=True)
class DemoContext:
    """What the steps of the stories need to know: today, and the numbers given so far."""

    today: date
    numbers: dict[str, int] = field(default_factory=dict)

    def day(self, days: str | int | None) -> date | None:
        """A day, so far from today."""
        return None if days is None else workday(self.today, int(days))

    def next(self, step: DemoStep) -> NextActionInput | None:
        """The next action that the step sets."""
        if step.then is None:
            return None
        return NextActionInput(step.then.action, workday(self.today, step.then.day), step.then.at)

    def due(self, step: DemoStep) -> list[str]:
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


def action(step: DemoStep) -> str | None:
    """What comes next, in words."""
    return None if step.then is None else step.then.action


def added(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`add`."""
    close_on = teller.day(deal.close_day)
    words = ["add", deal.title, *([deal.amount] if deal.amount else [])]
    words += options(account=deal.account, contact=deal.contact, close=close_on)
    words += options(source=deal.source, campaign=deal.campaign)
    words += [word for tag in deal.tags for word in ("--tag", tag)]
    words += options(parent=deal.parent and slug(deal.parent), next=action(step))

    def act(unit: Unit) -> None:
        worth = money(deal.amount or "0")
        opening = opportunities_actions.NewOpportunity(
            title=deal.title,
            amount_minor=worth.minor if deal.amount else None,
            currency=worth.currency,
            account=PersonRef(None, deal.account),
            contact=PersonRef(None, deal.contact),
            close_on=close_on,
            source=deal.source,
            campaign=deal.campaign,
            tags=deal.tags,
            next_action=teller.next(step),
            parent_id=teller.numbers[deal.parent] if deal.parent else None,
        )
        teller.numbers[deal.title], _ = opportunities_actions.add(unit, opening)

    return [*words, *teller.due(step)], act


def moved(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`move`."""
    said, factor, met = step.text or "", step.detail("factor"), step.every("met")
    arm = step.detail("arm")
    words = ["move", slug(deal.title), step.value.lower()]
    words += options(buying=step.buying, why=said, next=action(step), arm=arm)
    words += [*teller.due(step), *(word for text in met for word in ("--met", text))]

    def act(unit: Unit) -> None:
        target = unit.find(Stage, name=step.value)
        assert target is not None
        answers = move.GateAnswers(
            buying=step.buying,
            why=said,
            next_action=teller.next(step),
            met=tuple(criterion(unit, text) for text in met),
            factor=factor,
        )
        move.move(unit, teller.numbers[deal.title], target.id, answers)
        if arm is not None:
            running = unit.find(Experiment, name=scenario.EXPERIMENT)
            assert running is not None
            chosen = ArmChoice(running.id, running.name, arm)
            experiments.assign(unit, chosen, teller.numbers[deal.title])

    return [*words, *options(factor=factor)], act


def criterion(unit: Unit, part: str) -> int:
    """The one criterion with that part of its text."""
    (found,) = unit.all(Criterion, "instr(text_folded, :part)", part=fold(part))
    return found.id


def done(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`done`."""
    words = ["done", slug(deal.title), *options(outcome=step.text, then=action(step))]
    return [*words, *teller.due(step)], lambda unit: next_actions_actions.complete(
        unit, teller.numbers[deal.title], outcome=step.text, then=teller.next(step)
    )


def set_next(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`next`."""
    chosen = teller.next(step) or NextActionInput(None)
    words = ["next", slug(deal.title), chosen.text or "", *teller.due(step)]
    return words, lambda unit: next_actions_actions.choose(unit, teller.numbers[deal.title], chosen)


def logged(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`log`."""
    text = step.text or ""
    return ["log", step.value, slug(deal.title), text], lambda unit: next_actions_actions.log(
        unit, step.value, opportunity_id=teller.numbers[deal.title], text=text
    )


def drafted(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`draft --log` of a template, which completes the next action."""

    def act(unit: Unit) -> None:
        used = unit.find(Template, name=step.value)
        assert used is not None
        assert used.kind is not None
        number = teller.numbers[deal.title]
        next_actions_actions.log(
            unit, used.kind, opportunity_id=number, text=used.name, completes=True
        )

    return ["draft", slug(deal.title), step.value, "--log", "--done"], act


def followed_up(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`sequence start`."""

    def act(unit: Unit) -> None:
        sequence = unit.find(Sequence, name=step.value)
        assert sequence is not None
        starting.start(unit, sequence.id, teller.numbers[deal.title], None, None)

    return ["sequence", "start", step.value, slug(deal.title)], act


def edited(
    teller: DemoContext,
    deal: DemoDeal,
    change: opportunities_actions.OpportunityChanges,
    **said: object,
) -> Told:
    """`edit`."""
    words = ["edit", slug(deal.title), *options(**said)]
    return words, lambda unit: opportunities_actions.edit(unit, teller.numbers[deal.title], change)


def pushed(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`edit --close`."""
    close_on = teller.day(step.value)
    change = opportunities_actions.OpportunityChanges(
        values={"close_on": close_on}, push_reason=step.text
    )
    return edited(teller, deal, change, close=close_on, push_reason=step.text)


def repriced(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`edit --amount`."""
    change = opportunities_actions.OpportunityChanges(values={}, amount=money(step.value))
    return edited(teller, deal, change, amount=step.value)


def reweighted(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`edit --probability`."""
    change = opportunities_actions.OpportunityChanges(
        values={"probability_bp": parse_percent(step.value)}
    )
    return edited(teller, deal, change, probability=step.value)


def won(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`win`, with the renewal."""
    renews = step.detail("renews")
    ending = CloseInput(
        reason=step.text,
        amount=money(step.value) if step.value else None,
        next_action=teller.next(step),
        amount_is_sure=True,
    )
    words = ["win", slug(deal.title), *options(reason=step.text, amount=step.value or None)]
    words += [*options(next=action(step)), *teller.due(step), *options(renews=renews)]

    def win(unit: Unit) -> None:
        made = close.win(unit, teller.numbers[deal.title], ending)
        if renews is not None:
            renewals.renew(unit, made, read_term(renews))

    return words, win


def lost(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`lose`."""
    ending = CloseInput(
        reason=step.text,
        note=step.detail("note"),
        competitor=step.detail("competitor"),
        revisit_on=teller.day(step.detail("revisit")),
    )
    words = ["lose", slug(deal.title), *options(reason=ending.reason, note=ending.note)]
    words += options(competitor=ending.competitor, revisit=ending.revisit_on)
    return words, lambda unit: close.lose(unit, teller.numbers[deal.title], ending)


def refused(teller: DemoContext, deal: DemoDeal, step: DemoStep) -> Told:
    """`move --buying no`."""
    why, reason = step.text or "", step.detail("reason")
    words = ["move", slug(deal.title), *options(buying=step.buying, why=why, reason=reason)]
    return words, lambda unit: move.disqualify(
        unit,
        teller.numbers[deal.title],
        move.GateAnswers(buying=step.buying, why=why),
        CloseInput(reason=reason),
    )


VERBS: dict[str, Callable[[DemoContext, DemoDeal, DemoStep], Told]] = {
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
    "sequence": followed_up,
    "draft": drafted,
}


class DemoPlayer:
    """Turns a new store's changes into operations; what came before belongs to none."""

    def __init__(self, unit: Unit) -> None:
        unit.images.clear()
        self.unit, self.count = unit, 0

    @contextmanager
    def operation(self, moment: Moment, command: str) -> Iterator[None]:
        """What is changed inside is one undoable operation, done at that moment."""
        self.unit.moment = moment
        yield
        self.count += journal.record(self.unit, command)
        self.unit.images.clear()


# Of what was done to a store: the first command, how many, the last number, how many taken back.
PLAYED_SQL = """
select
  (select command from journal_operation where id = 1),
  count(*),
  coalesce(max(id), 0),
  count(*) filter (where state <> 'done')
from journal_operation
"""
MORNING, APART = time(8, 40), 20  # what was done, and so many minutes later the next


class NotTheDemoError(RefusedError):
    """At the place of the demo's store is one that somebody else made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The demo didn't create the store {path}, so it was left unchanged.",
            hint="Move that file somewhere else, then try again.",
        )


class DemoOperation(NamedTuple):
    """One command as the seller typed it, on a day counted from today, and what it does."""

    day: int
    words: Several[str]
    act: Act
    minutes: int = APART


class DemoCounts(NamedTuple):
    """How much a store holds that was just made, and where the one that was there is kept."""

    opportunities: int
    operations: int
    before: str | None = None


def make(
    path: Path, now: Moment, script: Several[DemoOperation], watch: Watch, owner: str = ""
) -> DemoCounts:
    """Make the demo's store anew, all of it `owner`'s; `watch` is called after each operation.

    Raises StoreError, and NotTheDemoError for a store that the demo didn't make.
    """
    made = DemoCounts(0, 0)

    def fill(unit: Unit) -> None:
        nonlocal made
        settings_actions.fill(unit, templates=template("seller"), currency=CURRENCY)
        made = play(unit, now, script, watch)
        unit.write(f"pragma user_version = {made.operations}")

    def is_worked_in(present: sqlite3.Connection) -> bool:
        return is_changed(present, path)

    began = moment_of(workday(now.today, scenario.BEGINS), 0)
    before = replace(path, began, now.at, fill, is_worked_in, owner)
    return made._replace(before=before and str(before.path))


def is_changed(present: sqlite3.Connection, path: Path) -> bool:
    """Whether a store of the demo's has other operations than it was made with.

    How many those were is kept in the file's head. Raises NotTheDemoError.
    """
    made = present.execute("pragma user_version").fetchone()[0]
    first, count, last, undone = present.execute(PLAYED_SQL).fetchone()
    if not made and not str(first).startswith(f"quota set {scenario.QUOTA_BEFORE} --period "):
        raise NotTheDemoError(path)
    return (count, last, undone) != (made, made, 0)


def play(unit: Unit, now: Moment, script: Several[DemoOperation], watch: Watch) -> DemoCounts:
    """Do everything in its order, one operation of the journal each."""
    player, before, minutes = DemoPlayer(unit), now.today, 0
    for operation in script:
        on = workday(now.today, operation.day)
        minutes = operation.minutes + (minutes if on == before else 0)
        before = on
        moment = now if operation.day == 0 else moment_of(on, minutes)
        with player.operation(moment, shlex.join(operation.words)):
            operation.act(unit)
        watch()
    added = sum(operation.words[0] == "add" for operation in script)
    return DemoCounts(added, player.count)


def moment_of(on: date, minutes: int) -> Moment:
    """So many minutes after the beginning of a day's work."""
    wall = datetime.combine(on, MORNING) + timedelta(minutes=minutes)
    return Moment(instant_of(wall), on)


def script(today: date, reviews: Iterable[DemoOperation] = ()) -> list[DemoOperation]:
    """Everything that was done in the half-year, in its order; what is given ends its day."""
    told = [*set_quotas(today), *set_aims(today), *make_efforts(), *tell_stories(today), *reviews]
    return sorted(told, key=lambda operation: operation.day)


def set_quotas(today: date) -> Iterator[DemoOperation]:
    """The quota of the quarter before, and that of this one, set on the eve of the quarter."""
    quarter = around(today, "quarter")
    before = around(quarter.starts_on - timedelta(days=1), "quarter")
    eve = (quarter.starts_on - today).days - 1
    for period, amount, day in (
        (before, scenario.QUOTA_BEFORE, scenario.BEGINS),
        (quarter, scenario.QUOTA, eve),
    ):
        yield set_quota(day, period, amount)


def set_quota(day: int, period: Period, amount: str) -> DemoOperation:
    """`quota set`."""
    return DemoOperation(
        day,
        ["quota", "set", amount, "--period", period.name],
        lambda unit: planning_actions.set_quota(unit, period, money(amount)),
    )


def set_aims(today: date) -> Iterator[DemoOperation]:
    """Weekly goals, and a priority of this quarter, set on the eve of it."""
    quarter = around(today, "quarter")
    eve = (quarter.starts_on - today).days - 1
    for kind, count in scenario.GOALS:
        yield DemoOperation(
            eve, ["goal", "set", kind, str(count), "--per", "week"], goal(kind, count)
        )
    targets = list(zip(parts(quarter, "month"), scenario.TARGETS, strict=True))
    flags = [word for month, text in targets for word in ("--target", f"{month.name}={text}")]
    words = ["priority", "set", scenario.PRIORITY, "--period", quarter.name, *flags]
    yield DemoOperation(eve, words, priority(scenario.PRIORITY, quarter, targets))
    for place, (month, _) in enumerate(targets, 1):
        day = (month.ends_on - today).days
        if day < 0:
            yield DemoOperation(day, ["priority", "done", f"1.{place}"], reached(quarter, month))


def goal(kind: str, count: int) -> Act:
    """What setting a weekly goal does."""

    def act(unit: Unit) -> None:
        planning_actions.set_goal(unit, kind, "week", count)

    return act


def priority(text: str, quarter: Period, months: Several[tuple[Period, str]]) -> Act:
    """What setting a priority does."""

    def act(unit: Unit) -> None:
        planning_actions.set_priority(unit, text, period=quarter, targets=months)

    return act


def reached(quarter: Period, month: Period) -> Act:
    """What completing a month's target does."""

    def act(unit: Unit) -> None:
        (found,) = planning_actions.of_quarter(unit, quarter)
        target = planning_actions.target_of(unit, found, month.ends_on)
        planning_actions.complete(unit, found.id, target)

    return act


def make_efforts() -> Iterator[DemoOperation]:
    """`log` of work that belongs to no one opportunity."""
    for each in scenario.efforts():
        words = ["log", each.kind, "--count", str(each.times)]
        yield DemoOperation(each.day, words, effort(each))


def effort(each: Effort) -> Act:
    """What the logging of an effort does."""
    return lambda unit: next_actions_actions.log(unit, each.kind, count=each.times)


def tell_stories(today: date) -> Iterator[DemoOperation]:
    """Every step of every opportunity."""
    teller = DemoContext(today)
    for deal in scenario.deals():
        for step in deal.steps:
            words, act = VERBS[step.verb](teller, deal, step)
            yield DemoOperation(step.day, words, act)
