"""Which segment is meant, and what `--where` and `--segment` narrow a number to."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.errors import UsageError, for_shell, quoted
from pipectl.filters.prompts import Narrowing, narrowing, tell_unknown, typed_filter
from pipectl.filters.queries import scope_of
from pipectl.filters.rules import parse_condition
from pipectl.segments.queries import SegmentRow, conditions_on, gone, segments
from pipectl.store.reader import Reader
from pipectl.store.scope import Scope


def choose_segment(run: Run, reader: Reader, text: str) -> SegmentRow:
    """The segment that is meant."""
    return choose_one(run, "segment", text, segments(reader), lambda each: each.name)


def hold_conditions(run: Run, reader: Reader, conditions: Sequence[str]) -> None:
    """Refuse the next change if what a condition names isn't there any more by then."""
    for each in conditions:
        run.hold(reader, f"What {quoted(each)} is about", partial(gone, conditions=[each]))


def narrowed_to(
    run: Run, where: Sequence[str] | None, segment: str | None, today: date
) -> Narrowing | None:
    """What `--where` and `--segment` narrow to, by the end of a day; None without either.

    Raises UsageError, NotFoundError.
    """
    if segment is None:
        return narrowing(run, where, today)
    with run.reading() as reader:
        found = choose_segment(run, reader, segment)
        own = found.conditions
        if today < run.today:
            own = conditions_on(reader, found.id, today)
    conditions = [parse_condition(each) for each in (*own, *(where or ()))]
    typed = typed_filter(run, today)
    told: set[str] = set()

    def choose(reader: Reader) -> Scope:
        if (wrong := gone(reader, own)) is not None:
            raise UsageError(
                f"A condition of the segment {quoted(found.name)} names what isn't there:"
                f" {quoted(wrong)}.",
                hint=f"Change its conditions: `pipectl segment edit {for_shell(found.name)} --where"
                " CONDITION`. Or add again what that names.",
            )
        scope = scope_of(reader, conditions, typed, today, found.id)
        tell_unknown(reader, conditions[len(own) :], told)
        return scope

    return Narrowing(tuple(each.text for each in conditions), choose, found.name)
