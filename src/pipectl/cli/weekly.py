"""The weekly review from its beginning to its minutes."""

from uuid import uuid4

from pipectl import commits
from pipectl.cli.agenda import (
    KIND,
    Asked,
    Chosen,
    began_at,
    changes_since,
    chosen_for,
    print_agenda,
    talked_through,
    under_way,
)
from pipectl.cli.files import check_destination, destination
from pipectl.cli.reviewing import Stopped, Walk, walk_through
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.dates import format_date
from pipectl.domain.bridge import Mark
from pipectl.errors import RefusedError, StoreError, UsageError
from pipectl.queries import agenda as agendas
from pipectl.queries import reviews as asking
from pipectl.queries.changed import present_mark, since_last
from pipectl.queries.opportunities import by_ids
from pipectl.render.output import aside, note
from pipectl.store.positions import Position


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
    check_destination(run, out_of(asked), force=asked.force)
    with commits.under_way():
        minutes = talked_over(run, asked)
    if minutes is not None:
        hand_over(run, asked, minutes)


def talked_over(run: Run, asked: Asked) -> str | None:
    """The review from where it stands to its minutes; None where it goes on another time."""
    chosen = chosen_of(run, asked)  # what can't be asked for is refused before anything is said
    close_old(run)
    position = resumed(run, asked, chosen)
    walk = Walk(run, position or begun(run, chosen))
    if position is None:
        open_with(walk)
    say_left_out(walk.run, walk.position)
    try:
        walk_through(walk)
    except (Stopped, KeyboardInterrupt, StoreError) as stop:
        left = len(walk.left) if isinstance(stop, Stopped) else None
        say_stopped(walk.run, left, safe=not isinstance(stop, StoreError))
        if not isinstance(stop, Stopped):
            raise
        return None
    return finish(walk)


def say_left_out(run: Run, position: Position) -> None:
    """Say how many don't fit into the time."""
    if position.left_out:
        from pipectl.render.review import beyond

        note(beyond(position.left_out, run.numbers))


def say_stopped(run: Run, left: int | None, *, safe: bool) -> None:
    """Say that the review goes on another time; not `safe` is the answer that was given last."""
    much = "" if left is None else f"{run.numbers.count(left)} still to talk through. "
    lost = "No answer is lost" if safe else "What was kept isn't asked again"
    note(f"\n{much}{lost}: `pipectl review` goes on where you stopped.")


def chosen_of(run: Run, asked: Asked) -> Chosen:
    """What the review would talk through."""
    with run.reading() as reader:
        return chosen_for(run, reader, asked, under_way(reader, run.today))


def out_of(asked: Asked) -> str | None:
    """The file for the minutes."""
    return None if asked.out is None else str(asked.out)


def close_old(run: Run) -> None:
    """Bring a review that was left open too long to its end, with what it has."""
    with run.reading() as reader:
        position = asking.position(reader, KIND)
        if position is None or under_way(reader, run.today) is not None:
            return
        has_answers = asking.by_uid(reader, position.uid) is not None or bool(position.given)
    if has_answers:
        finish(Walk(run, position), told=began_at(position))
        began = format_date(position.started_on)
        note(f"The review of {began} was left open: closed with what it has.")
        close_old(run)


def resumed(run: Run, asked: Asked, chosen: Chosen) -> Position | None:
    """The review that is under way, if any; with new limits, what is ahead is chosen anew."""
    with run.reading() as reader:
        position = under_way(reader, run.today)
        if position is None:
            return None
        behind = talked_through(reader, position)
    note(
        f"The review of {format_date(position.started_on)} goes on:"
        f" {run.numbers.count(len(behind))} talked through."
    )
    if asked.only is None and asked.minutes is None:
        return position
    passed = (*behind, *position.skipped)
    ahead = [each.row.id for each in chosen.agenda]
    return position._replace(agenda=(*passed, *ahead), left_out=chosen.left_out)


def begun(run: Run, chosen: Chosen) -> Position:
    """A new review."""
    from pipectl.store import positions

    with run.reading() as reader:
        last = asking.last_finished(reader, KIND)
        mark = present_mark(reader, run.today).row or 0
    position = Position(
        kind=KIND,
        uid=str(uuid4()),
        started_at=run.moment.at,
        started_on=run.today,
        history_mark=mark,
        since=since_last(last, run.today, run.settings.review_interval),
        agenda=tuple(each.row.id for each in chosen.agenda),
        left_out=chosen.left_out,
        skipped=(),
        given={},
    )
    return positions.save(run.path, position)


def open_with(walk: Walk) -> None:
    """Show what changed, before the first question."""
    from pipectl.render import review as drawn

    run = walk.run
    with run.reading() as reader:
        found = changes_since(run, reader, walk.position)
    on = screen_of(run, aside=True)
    aside(drawn.opening(found, on, run.numbers, run.today))


def finish(walk: Walk, *, told: Mark | None = None) -> str:
    """Keep the minutes as the last operation of the review: the facts, as JSON.

    They tell what changed up to now, or up to the mark where it was left open too long.
    """
    from pipectl.actions import reviews
    from pipectl.render.machine import to_json

    run, position = walk.run, walk.position
    run.tick()
    facts, until = facts_of(walk, told)
    text = to_json(facts, -1)
    run.change(lambda session: reviews.finish(session, position, text, until), command="review")
    return text


def facts_of(walk: Walk, told: Mark | None) -> tuple[dict[str, object], Mark]:
    """The facts of the minutes, and the mark up to which they tell."""
    from pipectl.render.shapes.review import minutes

    run, position, left = walk.run, walk.position, walk.left
    with run.reading() as reader:
        until = told or present_mark(reader, run.today)._replace(at=run.moment.at)
        kept = asking.kept_in_a_row(reader)
        ended = {e.opportunity_id: e.ending for e in asking.endings(reader, position.uid)}
        order = [number for number in position.agenda if number in ended]
        talks = [agendas.talk(reader, n, kept.get(n, asking.Kept()), run.today) for n in order]
        facts = minutes(
            position,
            changes_since(run, reader, position, until=until),
            [(each, ended[each.opportunity.row.id]) for each in talks],
            finished_on=run.today,
            unsaid={
                "skipped": by_ids(reader, position.skipped, run.today),
                "not_reached": by_ids(reader, left, run.today),
            },
        )
    return facts, until


def hand_over(run: Run, asked: Asked, minutes: str) -> None:
    """Print the minutes, and write them to the file that was asked for."""
    from pipectl.render.minutes import markdown
    from pipectl.render.shapes.review import facts_of as stored_facts

    if asked.out is not None:
        page = markdown(stored_facts(minutes, None), numbers=run.numbers)
        try:
            with destination(run, out_of(asked), force=asked.force) as file:
                file.write(page.encode())
            note(f"Wrote the minutes to {asked.out}.")
        except RefusedError:
            note(f"{asked.out} came into being meanwhile, and was left alone.")
    hand_over_minutes(run, minutes, json=asked.json)


def hand_over_minutes(run: Run, minutes: str, *, json: bool) -> None:
    """Print the minutes, and say how to see them again."""
    from pipectl.cli.review import show_minutes
    from pipectl.render.shapes.review import facts_of

    show_minutes(run, facts_of(minutes, None), bands=False, json=json)
    note("Kept: `pipectl review show`; to hand to somebody: `pipectl review show --redact`.")
