"""The demo's store: half a year of a seller's work, played with the actions that commands use."""

import shlex
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from pipectl.actions import activities, goals, priorities, quotas, stores
from pipectl.actions.demo_steps import CURRENCY, VERBS, Act, Teller, money
from pipectl.domain import scenario
from pipectl.domain.scenario import Effort, workday
from pipectl.domain.templates import template
from pipectl.errors import RefusedError
from pipectl.moment import Moment, instant_of
from pipectl.periods import Period, around, parts
from pipectl.store.birth import replace
from pipectl.store.playing import Player
from pipectl.store.session import WriteSession

# Of what was done to a store: the first command, how many, the last number, how many taken back.
PLAYED_SQL = """
select
  (select command from journal_operation where id = 1),
  count(*),
  coalesce(max(id), 0),
  coalesce(sum(state <> 'done'), 0)
from journal_operation
"""
MORNING, APART = time(8, 40), 20  # what was done, and so many minutes later the next


class NotTheDemoError(RefusedError):
    """At the place of the demo's store is one that somebody else made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The store {path} isn't one that the demo made, and was left alone.",
            hint="Move it away; then try again.",
        )


class Operation(NamedTuple):
    """One command as the seller typed it, on a day counted from today, and what it does."""

    day: int
    words: Sequence[str]
    act: Act
    minutes: int = APART


class Made(NamedTuple):
    """How much a store holds that was just made, and where the one that was there is kept."""

    opportunities: int
    operations: int
    before: str | None = None


def make(path: Path, now: Moment, script: Sequence[Operation], watch: Callable[[], None]) -> Made:
    """Make the demo's store anew; `watch` is called after each operation.

    Raises StoreError, and NotTheDemoError for a store that the demo didn't make.
    """
    made = Made(0, 0)

    def fill(session: WriteSession) -> None:
        nonlocal made
        stores.fill(session, templates=template("seller"), currency=CURRENCY)
        made = play(session, now, script, watch)
        session.connection().exec_driver_sql(f"pragma user_version = {made.operations}")

    def is_worked_in(present: sqlite3.Connection) -> bool:
        return is_changed(present, path)

    began = moment_of(workday(now.today, scenario.BEGINS), 0)
    before = replace(path, began, now.at, fill, is_worked_in)
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


def play(
    session: WriteSession, now: Moment, script: Sequence[Operation], watch: Callable[[], None]
) -> Made:
    """Do everything in its order, one operation of the journal each."""
    player, before, minutes = Player(session), now.today, 0
    for operation in script:
        on = workday(now.today, operation.day)
        minutes = operation.minutes + (minutes if on == before else 0)
        before = on
        moment = now if operation.day == 0 else moment_of(on, minutes)
        with player.operation(moment, shlex.join(operation.words)):
            operation.act(session)
        watch()
    player.write_down()
    added = sum(operation.words[0] == "add" for operation in script)
    return Made(added, len(player.operations))


def moment_of(on: date, minutes: int) -> Moment:
    """So many minutes after the beginning of a day's work."""
    wall = datetime.combine(on, MORNING) + timedelta(minutes=minutes)
    return Moment(instant_of(wall), on)


def script(today: date, reviews: Iterable[Operation] = ()) -> list[Operation]:
    """Everything that was done in the half-year, in its order; a review ends its day."""
    told = [*set_quotas(today), *set_aims(today), *make_efforts(), *tell_stories(today), *reviews]
    return sorted(told, key=lambda operation: operation.day)


def set_quotas(today: date) -> Iterator[Operation]:
    """The quota of the quarter before, and that of this one, set on the eve of the quarter."""
    quarter = around(today, "quarter")
    before = around(quarter.starts_on - timedelta(days=1), "quarter")
    eve = (quarter.starts_on - today).days - 1
    for period, amount, day in (
        (before, scenario.QUOTA_BEFORE, scenario.BEGINS),
        (quarter, scenario.QUOTA, eve),
    ):
        yield set_quota(day, period, amount)


def set_quota(day: int, period: Period, amount: str) -> Operation:
    """`quota set`."""
    return Operation(
        day,
        ["quota", "set", amount, "--period", period.name],
        lambda session: quotas.set_quota(session, period, money(amount)),
    )


def set_aims(today: date) -> Iterator[Operation]:
    """Weekly goals, and a priority of this quarter, set on the eve of it."""
    quarter = around(today, "quarter")
    eve = (quarter.starts_on - today).days - 1
    for kind, count in scenario.GOALS:
        yield Operation(eve, ["goal", "set", kind, str(count), "--per", "week"], goal(kind, count))
    targets = list(zip(parts(quarter, "month"), scenario.TARGETS, strict=True))
    flags = [word for month, text in targets for word in ("--target", f"{month.name}={text}")]
    words = ["priority", "set", scenario.PRIORITY, "--period", quarter.name, *flags]
    yield Operation(eve, words, priority(scenario.PRIORITY, quarter, targets))
    for place, (month, _) in enumerate(targets, 1):
        day = (month.ends_on - today).days
        if day < 0:
            yield Operation(day, ["priority", "done", f"1.{place}"], reached(quarter, month))


def goal(kind: str, count: int) -> Act:
    """What setting a weekly goal does."""

    def act(session: WriteSession) -> None:
        goals.set_goal(session, kind, "week", count)

    return act


def priority(text: str, quarter: Period, months: Sequence[tuple[Period, str]]) -> Act:
    """What setting a priority does."""

    def act(session: WriteSession) -> None:
        priorities.set_priority(session, text, period=quarter, targets=months)

    return act


def reached(quarter: Period, month: Period) -> Act:
    """What completing a month's target does."""

    def act(session: WriteSession) -> None:
        (found,) = priorities.of_quarter(session, quarter)
        target = priorities.target_of(session, found, month.ends_on)
        priorities.complete(session, found.id or 0, target)

    return act


def make_efforts() -> Iterator[Operation]:
    """`log` of work that belongs to no one opportunity."""
    for each in scenario.efforts():
        words = ["log", each.kind, "--count", str(each.times)]
        yield Operation(each.day, words, effort(each))


def effort(each: Effort) -> Act:
    """What the logging of an effort does."""
    return lambda session: activities.log(session, each.kind, count=each.times)


def tell_stories(today: date) -> Iterator[Operation]:
    """Every step of every opportunity."""
    teller = Teller(today)
    for deal in scenario.deals():
        for step in deal.steps:
            words, act = VERBS[step.verb](teller, deal, step)
            yield Operation(step.day, words, act)
