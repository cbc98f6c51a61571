"""What one key does in a review: move, win, lose, edit, next, done, note, skip, quit.

Each says whether the opportunity has left the review; else it is shown again.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipectl.ask import gate as ask_gate
from pipectl.ask import review as ask
from pipectl.cli import hooks
from pipectl.cli.editing import reason_to_push
from pipectl.cli.gate import check_buying, is_doubtful
from pipectl.cli.reviewing import Stopped, Walk, asked_next
from pipectl.cli.run import Run
from pipectl.cli.said import answers_of, completed, loss_of, parsers
from pipectl.cli.typed import named_contact, percent, typed_money
from pipectl.domain.gate import Said
from pipectl.errors import RefusedError
from pipectl.money import Money
from pipectl.queries import gate as gates
from pipectl.queries.agenda import Talk
from pipectl.queries.opportunities import Row
from pipectl.queries.picks import reasons
from pipectl.queries.stages import stages
from pipectl.text import check_line, check_note

if TYPE_CHECKING:
    from pipectl.actions.editing import Edit

MOST = {"title": 500, "source": 100}  # characters
Deed = Callable[[Walk, Talk], bool]


def lose(walk: Walk, found: Talk) -> bool:
    """Lose it, though it was buying."""
    return lost(walk, found, buying=None)


def not_buying(walk: Walk, found: Talk) -> bool:
    """A no to the first question goes straight into losing it."""
    return lost(walk, found, buying="no")


def lost(walk: Walk, found: Talk, *, buying: str | None) -> bool:
    """Ask for reason, note and revisit, and store the loss."""
    from pipectl.actions import reviews

    run, number = walk.run, found.opportunity.row.id
    with run.reading() as reader:
        offered = reasons(reader, "lost")
    said = ask_gate.loss(offered, Said(buying=buying), parsers(run, lambda _: None))
    answers = None if buying is None else answers_of(said, None)
    loss, position = loss_of(said, None), walk.position
    walk.store(found, lambda session: reviews.lose(session, position, number, answers, loss))
    hooks.opportunity(run, hooks.LOST, number)
    return True


def move(walk: Walk, found: Talk) -> bool:
    """Ask where to, the three questions for that stage, and move it."""
    from pipectl.actions import reviews

    run, row, position = walk.run, found.opportunity.row, walk.position
    with run.reading() as reader:
        everything = stages(reader, archived=True)
        current = next(stage for stage in everything if stage.id == row.stage_id)
        standing = [stage for stage in everything if not stage.archived]
        after = [stage for stage in standing if stage.position > current.position]
        run.may_ask()
        nearest = [*after, *(stage for stage in reversed(standing) if stage.id != current.id)]
        target = ask.stage_to(standing, current.id, nearest[0].id if nearest else current.id)
        gate = gates.gate(reader, row.id, target, run.today)
    said = completed(run, gate, Said(), lambda answer: check_buying(answer, {}, {}))
    answers = answers_of(said, None)
    if said.buying == "no":
        loss = loss_of(said, None)
        walk.store(found, lambda session: reviews.lose(session, position, row.id, answers, loss))
    else:
        walk.store(found, lambda s: reviews.move(s, position, row.id, target.id, answers))
    hooks.opportunity(run, hooks.LOST if said.buying == "no" else hooks.MOVED, row.id)
    return True


def win(walk: Walk, found: Talk) -> bool:
    """Ask for the reason and the amount, and win it."""
    from pipectl.actions import reviews
    from pipectl.actions.closing import Closing

    run, row, position = walk.run, found.opportunity.row, walk.position
    with run.reading() as reader:
        offered = reasons(reader, "won")
    reason = ask_gate.reason("Why was it won?", offered, optional=True)
    amount = ask.other_amount(meant_amount(run, row))
    ending = Closing(reason=reason, amount=amount, amount_is_sure=True)
    walk.store(found, lambda session: reviews.win(session, position, row.id, ending))
    hooks.opportunity(run, hooks.WON, row.id)
    return True


def meant_amount(run: Run, row: Row) -> Callable[[str], Money]:
    """What reads the amount of a win; one far off the deal's must be given twice."""
    refused: list[Money] = []

    def read(text: str) -> Money:
        amount = typed_money(run, text, None, default=row.currency)
        if is_doubtful(row, amount) and amount not in refused:
            refused.append(amount)
            own = run.numbers.money(row.amount_minor or 0, row.currency)
            raise RefusedError(f"The deal's amount is {own}.", hint="Enter again takes this one.")
        return amount

    return read


def edit(walk: Walk, found: Talk) -> bool:
    """Change one field."""
    from pipectl.actions import editing

    field, number = ask.field(), found.opportunity.row.id
    if field == "contact":
        name = ask.value(field, former(found, field), partial(check_line, what="contact", most=200))
        change = None if name is None else with_contact(walk.run, name)
    else:
        read = partial(edited, walk.run, found, field)
        change = ask.value(field, former(found, field), read)
    if change is None:
        return False
    if "close_on" in change.values:
        why = reason_to_push(walk.run, found.opportunity, change.values["close_on"], None)
        change = replace(change, push_reason=why)
    stored(walk, found, "edit", lambda session: editing.edit(session, number, change))
    return False


def former(found: Talk, field: str) -> str:
    """What the field holds, as one would type it."""
    row = found.opportunity.row
    held = {
        "title": row.title,
        "contact": row.contact,
        "source": row.source,
        "close": row.close_on and row.close_on.isoformat(),
        "note": found.detail.note,
    }
    text = held.get(field) or ""
    return "" if "\n" in text else text


def with_contact(run: Run, name: str) -> "Edit":
    """The change of the contact; one that resembles another is asked about."""
    from pipectl.actions.editing import Edit

    with run.reading() as reader:
        return Edit(values={}, contact=named_contact(run, reader, name, None))


def edited(run: Run, found: Talk, field: str, text: str) -> "Edit":
    """The change of one field, from what was typed; raises an error for what can't be stored."""
    from pipectl.actions.editing import Edit

    row = found.opportunity.row
    if field == "amount":
        return Edit(values={}, amount=typed_money(run, text, None, default=row.currency))
    if field == "close":
        return Edit(values={"close_on": run.date(text)})
    if field == "probability":
        return Edit(values={"probability_bp": percent(run, text)})
    if field == "note":
        return Edit(values={"note": check_note(text)})
    return Edit(values={field: check_line(text, what=field, most=MOST[field])})


def set_next(walk: Walk, found: Talk) -> bool:
    """Set what comes next, and go on with the questions."""
    from pipectl.actions import next_actions

    chosen, number = asked_next(walk, found), found.opportunity.row.id
    if chosen is not None:
        stored(walk, found, "next", lambda session: next_actions.choose(session, number, chosen))
        walk.keep(number, {}, anew=(*walk.position.anew, number))
    return False


def done(walk: Walk, found: Talk) -> bool:
    """Complete the next action."""
    from pipectl.actions import next_actions

    if found.opportunity.row.next_action is None:
        raise RefusedError("It has no next action to complete.", hint="x sets one.")
    outcome, number = ask.outcome(), found.opportunity.row.id
    stored(
        walk,
        found,
        "done",
        lambda session: next_actions.complete(session, number, outcome=outcome, then=None),
    )
    return False


def add_note(walk: Walk, found: Talk) -> bool:
    """Log a note."""
    from pipectl.actions import activities

    text, number = ask.note(), found.opportunity.row.id
    if text:
        stored(
            walk,
            found,
            "note",
            lambda session: activities.log(session, "note", opportunity_id=number, text=text),
        )
    return False


def stored(walk: Walk, found: Talk, what: str, act: Callable[..., object]) -> None:
    """Store something beside the answers, as an operation of its own."""
    row = found.opportunity.row
    walk.run.tick()
    walk.run.change(act, command=f"review {row.slug or row.id}: {what}")


def skip(walk: Walk, found: Talk) -> bool:
    """Leave it for this time."""
    number = found.opportunity.row.id
    walk.keep(number, {}, skipped=(*walk.position.skipped, number))
    return True


def leave(walk: Walk, found: Talk) -> bool:
    """Go on another time, with this one anew."""
    walk.keep(found.opportunity.row.id, {})
    raise Stopped


DEEDS: dict[str, Deed] = {
    "n": not_buying,
    "l": lose,
    "m": move,
    "w": win,
    "e": edit,
    "x": set_next,
    "d": done,
    "o": add_note,
    ask.SKIP: skip,
    ask.QUIT: leave,
}
