"""The weekly review from its beginning to its minutes."""

from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from pipectl.cli.reviewing import Stopped, Walk, walk_through
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import stage_named
from pipectl.dates import format_date
from pipectl.domain.agenda import RISK, fitting
from pipectl.domain.bridge import Mark
from pipectl.errors import NotFoundError, RefusedError, UsageError, listed, quoted
from pipectl.queries import agenda as agendas
from pipectl.queries import reviews as asking
from pipectl.queries.changed import Changed, changed, present_mark, since_last
from pipectl.queries.listing import Filter
from pipectl.queries.matching import SeveralMatchError
from pipectl.queries.opportunities import Opportunity, by_ids
from pipectl.render.output import Answer, OutputError, aside, note, show
from pipectl.store.positions import Position
from pipectl.store.reader import Reader
from pipectl.text import fold

KIND = "weekly"
OPEN_FOR_DAYS = 7  # a review left open for longer is closed with what it has
FLAGS = {"no-next": "no-next-action"} | {flag: flag for flag in RISK}


class Asked(NamedTuple):
    """What was asked of a review on the command line."""

    minutes: int | None
    only: str | None
    out: Path | None
    force: bool
    json: bool


def weekly(run: Run, asked: Asked) -> None:
    """Talk it through at a terminal; anywhere else print the agenda, and change nothing."""
    if asked.force and asked.out is None:
        raise UsageError("--force goes with --out FILE.")
    if not run.may_ask():
        if asked.out is not None:
            raise UsageError(
                "--out takes the minutes of a review, and without questions there are none.",
                hint="Leave it out to print the agenda, or talk it through at a terminal.",
            )
        print_agenda(run, asked)
        return
    check_out(asked)
    close_old(run)
    under_way = resumed(run, asked)
    walk = Walk(run, under_way or begun(run, asked))
    if under_way is None:
        open_with(walk)
    try:
        walk_through(walk)
    except (Stopped, KeyboardInterrupt) as stop:
        left = len(walk.left)
        note(f"\n{left} still to talk through. `pipectl review` goes on where you stopped.")
        if isinstance(stop, KeyboardInterrupt):
            raise
        return
    minutes = finish(walk)
    hand_over(run, asked, minutes)


def print_agenda(run: Run, asked: Asked) -> None:
    """What changed, and what would be talked through."""
    from pipectl.render import review as drawn
    from pipectl.render.shapes import opportunity as shape
    from pipectl.render.shapes.review import opening, presented

    with run.reading() as reader:
        found = changes_since(run, reader)
        chosen, left_out = chosen_for(run, reader, asked)

    def data() -> dict[str, object]:
        facts = presented(opening(found), found.currency)
        talked = [shape.opportunity(each) for each in chosen]
        return {"kind": KIND, **facts, "agenda": talked, "did_not_fit": left_out}

    def text() -> str:
        on = screen_of(run)
        page = drawn.opening(found, on, run.decimal, run.today)
        return f"{page}\n{drawn.agenda(chosen, left_out, on, run.decimal)}"

    show(Answer(data, text), json=asked.json)


def changes_since(run: Run, reader: Reader, position: Position | None = None) -> Changed:
    """What changed since the last review, up to now or to where this one began."""
    interval = run.settings.review_interval
    until = present_mark(reader, run.today)
    since = since_last(asking.last_finished(reader, KIND), run.today, interval)
    if position is not None:
        since = position.since
        until = Mark(position.started_on, position.history_mark, position.started_at)
    return changed(reader, since=since, until=until, today=run.today, settings=run.settings)


def chosen_for(run: Run, reader: Reader, asked: Asked) -> tuple[list[Opportunity], int]:
    """The agenda, as far as it fits into the time, and how many don't."""
    found = agendas.agenda(
        reader, narrowed(run, reader, asked.only), run.today, run.settings.currency
    )
    there = {each.row.id: each for each in found}
    numbers, left_out = fitting(list(there), asked.minutes)
    return [there[number] for number in numbers], len(left_out)


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


def check_out(asked: Asked) -> None:
    """Refuse a file for the minutes before anything is asked."""
    if asked.out is None:
        return
    from pipectl.render.files import obstacle

    wrong = obstacle(asked.out)
    if wrong is not None:
        raise OutputError(f"{wrong}: {asked.out}")
    if asked.out.exists() and not asked.force:
        raise RefusedError(f"There is a file {asked.out} already.", hint="--force writes over it.")


def close_old(run: Run) -> None:
    """Bring a review that was left open too long to its end, with what it has."""
    with run.reading() as reader:
        position = asking.position(reader, KIND)
        if position is None or (run.today - position.started_on).days <= OPEN_FOR_DAYS:
            return
        has_answers = asking.by_uid(reader, position.uid) is not None
    if has_answers:
        finish(Walk(run, position))
        began = format_date(position.started_on)
        note(f"The review of {began} was left open: closed with what it has.")


def resumed(run: Run, asked: Asked) -> Position | None:
    """The review that is under way, if any; with new limits, its agenda made anew."""
    with run.reading() as reader:
        position = asking.position(reader, KIND)
        if position is None or (run.today - position.started_on).days > OPEN_FOR_DAYS:
            return None
        done = len(asking.endings(reader, position.uid))
        note(f"The review of {format_date(position.started_on)} goes on: {done} talked through.")
        if asked.only is None and asked.minutes is None:
            return position
        chosen, left_out = chosen_for(run, reader, asked)
        behind = [each.opportunity_id for each in asking.endings(reader, position.uid)]
    ahead = [each.row.id for each in chosen if each.row.id not in behind]
    return position._replace(agenda=(*behind, *ahead), left_out=left_out, skipped=())


def begun(run: Run, asked: Asked) -> Position:
    """A new review."""
    from pipectl.store import positions

    with run.reading() as reader:
        last = asking.last_finished(reader, KIND)
        chosen, left_out = chosen_for(run, reader, asked)
        position = Position(
            kind=KIND,
            uid=str(uuid4()),
            started_at=run.moment.at,
            started_on=run.today,
            history_mark=present_mark(reader, run.today).row or 0,
            since=since_last(last, run.today, run.settings.review_interval),
            agenda=tuple(each.row.id for each in chosen),
            left_out=left_out,
            skipped=(),
            given={},
        )
    positions.save(run.path, position)
    return position


def open_with(walk: Walk) -> None:
    """Show what changed, before the first question."""
    from pipectl.render import review as drawn

    run = walk.run
    with run.reading() as reader:
        found = changes_since(run, reader, walk.position)
    on = screen_of(run, aside=True)
    aside(drawn.opening(found, on, run.decimal, run.today))
    if walk.position.left_out:
        note(drawn.beyond(walk.position.left_out))


def finish(walk: Walk) -> str:
    """Keep the minutes as the last operation of the review: the facts, as JSON."""
    from pipectl.actions import reviews
    from pipectl.render.machine import to_json
    from pipectl.render.shapes.review import minutes as facts_of

    run, position = walk.run, walk.position
    with run.reading() as reader:
        kept = asking.kept_in_a_row(reader)
        ended = {e.opportunity_id: e.ending for e in asking.endings(reader, position.uid)}
        talks = [
            (
                agendas.talk(reader, number, kept.get(number, asking.Kept()), run.today),
                ended[number],
            )
            for number in position.agenda
            if number in ended
        ]
        facts = facts_of(
            position,
            changes_since(run, reader, position),
            talks,
            finished_on=run.today,
            unsaid={
                "skipped": by_ids(reader, position.skipped, run.today),
                "not_reached": by_ids(reader, still_open(walk), run.today),
            },
        )
    text = to_json(facts, -1)
    run.tick()
    run.change(lambda session: reviews.finish(session, position, text), command="review")
    return text


def still_open(walk: Walk) -> list[int]:
    """Those that weren't reached."""
    return [number for number in walk.left if walk.look(number) is not None]


def hand_over(run: Run, asked: Asked, minutes: str) -> None:
    """Print the minutes, and write them to the file that was asked for."""
    from pipectl.render.files import replace
    from pipectl.render.minutes import markdown
    from pipectl.render.shapes.review import facts_of

    if asked.out is not None:
        page = markdown(facts_of(minutes, None), decimal=run.decimal)
        replace(str(asked.out), page.encode())
        note(f"Wrote the minutes to {asked.out}.")
    hand_over_minutes(run, minutes, json=asked.json)


def hand_over_minutes(run: Run, minutes: str, *, json: bool) -> None:
    """Print the minutes, and say how to see them again."""
    from pipectl.cli.review import show_minutes
    from pipectl.render.shapes.review import facts_of

    show_minutes(run, facts_of(minutes, None), bands=False, json=json)
    note("Kept: `pipectl review show`; to hand to somebody: `pipectl review show --redact`.")
