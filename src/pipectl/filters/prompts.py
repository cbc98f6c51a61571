"""What `--where` narrows a list or a number to, read with the settings of the user."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

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
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.store.scope import Scope

# What each run has been told: a command finds its deals several times.
TOLD: WeakKeyDictionary[Run, set[str]] = WeakKeyDictionary()


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
    return Narrowing(
        tuple(each.text for each in conditions),
        lambda reader: chosen(run, reader, conditions, today),
    )


def chosen(run: Run, reader: Reader, conditions: Sequence[Condition], today: date) -> Scope:
    """The deals for which the conditions hold; raises UsageError."""
    scope = scope_of(reader, conditions, typed_filter(run, today), today)
    tell_unknown(run, reader, conditions)
    return scope


def tell_unknown(run: Run, reader: Reader, conditions: Sequence[Condition]) -> None:
    """Say which values of the conditions nothing has, each once: they may be slips.

    That is no error: a script may ask for a source or a tag that no deal has yet.
    """
    from pipectl.filters.queries.known_values import unknown_values

    for said in unknown_values(reader, conditions):
        if said not in TOLD.setdefault(run, set()):
            TOLD[run].add(said)
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
