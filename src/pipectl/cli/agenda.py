"""What a weekly review would talk through, and what changed before it: the agenda."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import stage_named
from pipectl.dates import format_date
from pipectl.domain.agenda import RISK, fitting
from pipectl.domain.bridge import Mark
from pipectl.errors import NotFoundError, UsageError, listed, quoted
from pipectl.queries import agenda as agendas
from pipectl.queries import reviews as asking
from pipectl.queries.changed import Changed, changed, present_mark, since_last
from pipectl.queries.listing import Filter
from pipectl.queries.matching import SeveralMatchError
from pipectl.queries.opportunities import Opportunity
from pipectl.render.output import Answer, note, show
from pipectl.store.positions import Position
from pipectl.store.reader import Reader
from pipectl.text import fold

KIND = "weekly"
OPEN_FOR_DAYS = 7  # a review left open for longer is closed with what it has
FLAGS = {"no-next": "no-next-action", "unqual": "unqualified", "today": "due-today"} | {
    flag: flag for flag in RISK
}


class Asked(NamedTuple):
    """What was asked of a review on the command line."""

    minutes: int | None
    only: str | None
    out: Path | None
    force: bool
    json: bool


class Chosen(NamedTuple):
    """An agenda, as far as it fits into the time, and how many don't."""

    agenda: list[Opportunity]
    left_out: int


def print_agenda(run: Run, asked: Asked) -> None:
    """What changed, and what would be talked through."""
    from pipectl.render import review as drawn
    from pipectl.render.shapes import opportunity as shape
    from pipectl.render.shapes.review import opening, presented

    with run.reading() as reader:
        position = under_way(reader, run.today)
        behind = [] if position is None else talked_through(reader, position)
        found = changes_since(run, reader, position)
        chosen, left_out = chosen_for(run, reader, asked, position)
    if position is not None:
        began = format_date(position.started_on)
        note(
            f"The review of {began} is under way: {run.numbers.count(len(behind))} talked through."
        )

    def data() -> dict[str, object]:
        facts = presented(opening(found), found.currency)
        talked = [shape.opportunity(each) for each in chosen]
        return {"kind": KIND, **facts, "agenda": talked, "did_not_fit": left_out}

    def text() -> str:
        on = screen_of(run)
        page = drawn.opening(found, on, run.numbers, run.today)
        return f"{page}\n{drawn.agenda(chosen, left_out, on, run.numbers)}"

    show(Answer(data, text), json=asked.json)


def changes_since(
    run: Run, reader: Reader, position: Position | None = None, *, until: Mark | None = None
) -> Changed:
    """What changed since the last review, up to a mark, else up to now."""
    today = run.today if until is None else until.on
    if position is None:
        last = asking.last_finished(reader, KIND)
        since = since_last(last, run.today, run.settings.review_interval)
    else:
        since = position.since
    until = present_mark(reader, run.today) if until is None else until
    return changed(reader, since=since, until=until, today=today, settings=run.settings)


def began_at(position: Position) -> Mark:
    """The time at which a review was begun."""
    return Mark(position.started_on, position.history_mark, position.started_at)


def under_way(reader: Reader, today: date) -> Position | None:
    """The review that goes on; one that was left open for too long doesn't."""
    position = asking.position(reader, KIND)
    if position is None or (today - position.started_on).days > OPEN_FOR_DAYS:
        return None
    return position


def talked_through(reader: Reader, position: Position) -> list[int]:
    """Those that have left a review."""
    return [each.opportunity_id for each in asking.endings(reader, position.uid)]


def chosen_for(run: Run, reader: Reader, asked: Asked, position: Position | None = None) -> Chosen:
    """The agenda that is asked for; of a review under way, what is left of it."""
    found = agendas.agenda(
        reader, narrowed(run, reader, asked.only), run.today, run.settings.currency
    )
    there = {each.row.id: each for each in found}
    if position is not None:
        for number in (*talked_through(reader, position), *position.skipped):
            there.pop(number, None)
        if asked.only is None and asked.minutes is None:
            left = [there[number] for number in position.agenda if number in there]
            return Chosen(left, position.left_out)
    numbers, left_out = fitting(list(there), asked.minutes)
    return Chosen([there[number] for number in numbers], len(left_out))


def narrowed(run: Run, reader: Reader, only: str | None) -> Filter:
    """The flag or the stage that is asked for; raises UsageError for neither."""
    if only is None:
        return Filter()
    flag = FLAGS.get(fold(only.strip()))
    if flag is not None:
        return Filter(flags=(flag,))
    try:
        return Filter(stage_ids=(stage_named(run, reader, only).id,))
    except SeveralMatchError:
        raise
    except NotFoundError as error:
        raise UsageError(
            f"--only {quoted(only)} is neither a flag nor a stage.",
            hint=f"The flags: {listed(tuple(RISK))}. {error.hint or ''}".rstrip(),
        ) from error
