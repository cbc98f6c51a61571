"""What `--where` narrows a list or a number to, read with the settings of the user."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from pipectl.cli.context import Run
from pipectl.errors import FutureDateError, PeriodError, UsageError
from pipectl.filters.queries import scope_of
from pipectl.filters.rules import (
    MOST_CONDITIONS,
    Condition,
    TypedFilter,
    in_words,
    parse_condition,
)
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.store.scope import Scope


class Narrowing(NamedTuple):
    """The conditions, how to find the deals for which they hold, and the segment that has them."""

    where: tuple[str, ...]
    choose: Callable[[Reader], Scope]
    segment: str | None = None

    @property
    def keys(self) -> dict[str, Any]:
        """The JSON keys that say what is counted."""
        return {"where": list(self.where), "segment": self.segment}

    @property
    def text(self) -> str:
        """What is counted, in a sentence."""
        return in_words(self.where, self.segment)


def narrowing(run: Run, where: Sequence[str] | None, today: date) -> Narrowing | None:
    """The narrowing of `--where`; None without any condition. Raises UsageError."""
    if not where:
        return None
    if len(where) > MOST_CONDITIONS:
        raise UsageError(f"--where can be given at most {MOST_CONDITIONS} times.")
    conditions = [parse_condition(each) for each in where]
    told: set[str] = set()

    def choose(reader: Reader) -> Scope:
        scope = scope_of(reader, conditions, typed_filter(run, today), today)
        tell_unknown(reader, conditions, told)
        return scope

    return Narrowing(tuple(each.text for each in conditions), choose)


def tell_unknown(reader: Reader, conditions: Sequence[Condition], told: set[str]) -> None:
    """Say which values of the conditions nothing has: they may be slips.

    That is no error: a script may ask for a source or a tag that no deal has yet. What was `told`
    isn't said again, as a command finds its deals several times.
    """
    from pipectl.filters.queries.known_values import unknown_values

    for said in unknown_values(reader, conditions):
        if said not in told:
            told.add(said)
            print_note(said)


def typed_filter(run: Run, today: date) -> TypedFilter:
    """How this user types values."""

    def days(text: str, is_past: bool) -> tuple[date, date]:
        try:
            return run.period(text, today=today).span
        except PeriodError:
            pass
        try:
            day = run.date(text, past=is_past, today=today)
        except FutureDateError:
            day = run.date(text, today=today)
        return day, day

    return TypedFilter(run.settings.currency, run.decimal, days)
