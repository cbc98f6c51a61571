"""Ask about one deal after another, and handle each key.

Each function returns whether the deal has left the review; otherwise it is shown again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pipectl.cli import hooks
from pipectl.cli.answer_keeper import keeping_answers
from pipectl.cli.context import Run, screen_of
from pipectl.cli.values import parse_amount_option, percent
from pipectl.dates import format_date
from pipectl.errors import PipectlError, RefusedError, StoreError
from pipectl.experiments.commands.entry import arm_at, assigned, tell_arm
from pipectl.gate import prompts as gate_prompts
from pipectl.gate import queries as gate_queries
from pipectl.gate.commands.answers import (
    ask_customer,
    ask_missing_answers,
    check_buying,
    close_input,
    gate_answers,
    parsers,
    tell_objections,
)
from pipectl.gate.commands.closing import asked_win_reason
from pipectl.gate.rules import MoveInput
from pipectl.next_actions import prompts as next_actions_prompts
from pipectl.next_actions.commands.next_actions import ask_next, comes_by_itself, next_of
from pipectl.next_actions.prompts import asked_due
from pipectl.opportunities.commands.edit import reasons_to_push
from pipectl.people.prompts import contact_or_new
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.view import amount_words
from pipectl.prompting.prompts import RememberedAnswers, leading_back, remembering
from pipectl.prompting.question import WentBack
from pipectl.render.output import print_note, print_on_stderr
from pipectl.review import actions as review_actions
from pipectl.review.commands.session import ReviewSession, ReviewStopped
from pipectl.review.prompts import weekly as review_prompts
from pipectl.review.queries.reviews import ReviewItem
from pipectl.stages.queries import customer_stages, offered, reasons, stages
from pipectl.store.reader import Reader
from pipectl.text import check_line, check_note
from pipectl.vocabulary import LONG, LONGEST

if TYPE_CHECKING:
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.opportunities.actions import OpportunityChanges
    from pipectl.store.unit import Unit


def walk_through(walk: ReviewSession) -> None:
    """Review all remaining deals; raise ReviewStopped, KeyboardInterrupt, StoreError."""
    while (number := walk.next_up) is not None:
        review_each(walk, number)


def review_each(walk: ReviewSession, number: int) -> None:
    """Review one deal until it leaves the review, or isn't looked after any more."""
    over = False
    while not over and (found := walk.look(number)) is not None:
        show(walk, found)
        try:
            over = press(walk, found)
        except WentBack:
            if walk.run.keeper is not None:
                walk.run.keeper.forget()
            ask_again(walk, number)
        except StoreError:
            raise  # the answers are kept, and are offered when the review goes on
        except PipectlError as error:
            walk.check_under_way()
            numbers = walk.run.numbers
            print_note(f"  {error.said_in(numbers)} {error.hint_in(numbers) or ''}".rstrip())
            walk.run.keeper = None  # what was answered is offered when the command is begun again
            ask_again(walk, number)
            over = number not in walk.left  # another terminal may have reviewed the deal


def press(walk: ReviewSession, found: ReviewItem) -> bool:
    """Handle the key at the first question; return whether the deal has left."""
    if found.customer is not None:
        with leading_back():
            pressed = review_prompts.customer_key(found, screen_of(walk.run, aside=True))
            return CUSTOMER_ACTIONS[pressed](walk, found)
    before = walk.given(found.opportunity.row.id).get(review_prompts.STILL_BUYING, {}).get("text")
    pressed = review_prompts.first_key(found, before, screen_of(walk.run, aside=True))
    with leading_back():
        if pressed in KEY_ACTIONS:
            return KEY_ACTIONS[pressed](walk, found)
        answer(walk, found, pressed)
    return True


def ask_again(walk: ReviewSession, number: int) -> None:
    """Forget the answer to a deal's first question; answers typed after it are kept."""
    given = walk.given(number)
    given.pop(review_prompts.STILL_BUYING, None)
    walk.keep(number, given)


@contextmanager
def begun(walk: ReviewSession, found: ReviewItem, command: str) -> Iterator[Reader]:
    """Remember what is answered inside as `command` itself does, and never as a review's answer."""
    row = found.opportunity.row
    action = row.next_action if command in ("done", "next") else None
    with (
        walk.run.reading() as reader,
        keeping_answers(walk.run, reader, command, row, action=action),
    ):
        yield reader


def show(walk: ReviewSession, found: ReviewItem) -> None:
    """Print the deal."""
    from pipectl.review.view.deal import item_on_screen as drawn

    order, count = walk.order, walk.run.numbers.count
    place = f"{count(order.index(found.opportunity.row.id) + 1)} of {count(len(order))}"
    print_on_stderr(
        drawn(found, place, screen_of(walk.run, aside=True), walk.run.numbers, walk.run.today)
    )


REMARK = "You answered this before you stopped · Enter keeps it"


def answer(walk: ReviewSession, found: ReviewItem, pressed: str) -> None:
    """Ask the second and the third question, and store all three."""
    from pipectl.review.actions import ReviewAnswers
    from pipectl.review.actions import answer as store

    number, position = found.opportunity.row.id, walk.position
    first = {review_prompts.STILL_BUYING: review_prompts.as_remembered(pressed)}
    given = walk.given(number) | first
    walk.keep(number, given)
    remembered = RememberedAnswers(given, lambda given: walk.keep(number, given), REMARK)
    with remembering(remembered):
        all_three = ReviewAnswers(
            buying=None if pressed == review_prompts.KEEP else review_prompts.ANSWERS[pressed],
            why=review_prompts.still_there(found),
            next_action=asked_next(walk, found),
            next_is_new=number in position.anew,
        )
    walk.store(found, lambda unit: store(unit, position, number, all_three))


def asked_next(walk: ReviewSession, found: ReviewItem) -> "NextActionInput | None":
    """Ask the third question; None keeps the next action."""
    from pipectl.next_actions.rules import NextActionInput

    run = walk.run
    row = found.opportunity.row
    with run.reading() as reader:
        picks = offered(reader, row.customer_stage_id or row.stage_id)
    chosen = review_prompts.still_next(found, picks, lambda text: asked_due(run, text))
    if chosen is None:
        return None
    if chosen.due is not None:
        from pipectl.review.view.screen import at_time

        due, clock = chosen.due
        print_note(f"  due {at_time(format_date(due), f'{clock:%H:%M}' if clock else None)}")
    return NextActionInput(chosen.text, *(chosen.due or ()))


Deed = Callable[[ReviewSession, ReviewItem], bool]


def lose(walk: ReviewSession, found: ReviewItem) -> bool:
    """Lose a deal although it was buying."""
    return lost(walk, found, buying=None)


def lose_as_not_buying(walk: ReviewSession, found: ReviewItem) -> bool:
    """Lose a deal after a no to the first question."""
    return lost(walk, found, buying="no")


def lost(walk: ReviewSession, found: ReviewItem, *, buying: str | None) -> bool:
    """Ask for reason, note and revisit, and store the loss."""
    from pipectl.review import actions as review_actions

    run, number = walk.run, found.opportunity.row.id
    with run.reading() as reader:
        offered = reasons(reader, "lost")
    with begun(walk, found, "lose"):
        said = gate_prompts.loss(offered, MoveInput(buying=buying), parsers(run, lambda _: None))
    answers = None if buying is None else gate_answers(said, None)
    loss, position = close_input(said, None), walk.position
    walk.store(found, lambda unit: review_actions.lose(unit, position, number, answers, loss))
    say_done(found, f"Lost {found.opportunity.row.title}: {loss.reason}.")
    tell_objections(run, number, loss)
    pipeline_commands.opportunity(run, hooks.LOST, number)
    return True


def move(walk: ReviewSession, found: ReviewItem) -> bool:
    """Ask for the stage and its three questions, and move the deal."""
    from pipectl.review import actions as review_actions

    run, row, position = walk.run, found.opportunity.row, walk.position
    with run.reading() as reader:
        everything = stages(reader, archived=True)
        current = next(stage for stage in everything if stage.id == row.stage_id)
        standing = [stage for stage in everything if not stage.archived]
        after = [stage for stage in standing if stage.position > current.position]
        run.may_ask()
        target = review_prompts.stage_to(standing, current.id, after[0].id if after else None)
        gate = gate_queries.gate(reader, row.id, target, run.today)
    with begun(walk, found, "move") as reader:
        said = ask_missing_answers(
            run, gate, MoveInput(), lambda answer: check_buying(answer, {}, {})
        )
        chosen = None if said.buying == "no" else arm_at(run, reader, target.id, None)
    answers = gate_answers(said, None)
    if said.buying == "no":
        loss = close_input(said, None)
        walk.store(found, lambda unit: review_actions.lose(unit, position, row.id, answers, loss))
        say_done(found, f"Lost {row.title}: {said.reason}.")
        tell_objections(run, row.id, loss)
    else:

        def moved(unit: "Unit") -> str | None:
            review_actions.move(unit, position, row.id, target.id, answers)
            return assigned(unit, chosen, row.id)

        tell_arm(chosen, walk.store(found, moved))
        say_done(found, f"Moved {row.title} to {target.name}.")
    pipeline_commands.opportunity(run, hooks.LOST if said.buying == "no" else hooks.MOVED, row.id)
    return True


def win(walk: ReviewSession, found: ReviewItem) -> bool:
    """Ask for the reason and the amount, and win it."""
    from pipectl.gate.actions.close import CloseInput
    from pipectl.review import actions as review_actions

    run, row, position = walk.run, found.opportunity.row, walk.position
    with begun(walk, found, "win") as reader:
        reason = asked_win_reason(reader)
        worth = gate_prompts.won_amount(run, row)
    ending = CloseInput(
        reason=reason,
        amount=worth and worth.money,
        amount_is_sure=True,
        recurring=worth and worth.recurring,
    )
    walk.store(found, lambda unit: review_actions.win(unit, position, row.id, ending))
    say_done(found, f"Won {row.title}.")
    pipeline_commands.opportunity(run, hooks.WON, row.id)
    return True


def look_after(
    walk: ReviewSession, found: ReviewItem, action: "NextActionInput | None" = None
) -> bool:
    """Store what comes next for a customer; without an action, it stays as it is."""
    number, position = found.opportunity.row.id, walk.position
    is_new = number in position.anew
    walk.store(
        found,
        lambda unit: review_actions.look_after(unit, position, number, action, is_new=is_new),
    )
    return True


def next_of_customer(walk: ReviewSession, found: ReviewItem) -> bool:
    """Ask what must happen next for a customer, and store it."""
    with begun(walk, found, "next"):
        action = asked_next(walk, found)
    return look_after(walk, found, action)


def move_customer(walk: ReviewSession, found: ReviewItem) -> bool:
    """Ask for a customer's next stage, why, and what comes next, and move the deal."""
    from pipectl.gate.actions.customers import CustomerAnswers

    run, row, position = walk.run, found.opportunity.row, walk.position
    with run.reading() as reader:
        standing = customer_stages(reader)
        current = next(stage for stage in standing if stage.id == row.customer_stage_id)
        if len(standing) == 1:
            raise RefusedError(f"{current.name} is the only customer stage.")
        after = [stage for stage in standing if stage.position > current.position]
        run.may_ask()
        target = review_prompts.stage_to(standing, current.id, after[0].id if after else None)
        gate = gate_queries.customer_gate(reader, row.id, target, run.today)
        assert gate is not None, "there is a customer stage"
    with begun(walk, found, "move"):
        kept = gate_answers(ask_customer(run, gate, MoveInput(), None), None)
    answers = CustomerAnswers(kept.why, kept.next_action)
    walk.store(
        found,
        lambda unit: review_actions.move_customer(unit, position, row.id, target.id, answers),
    )
    say_done(found, f"Moved {row.title} to {target.name}.")
    pipeline_commands.opportunity(run, hooks.MOVED, row.id)
    return True


def say_done(found: ReviewItem, what: str) -> None:
    """Say what was done, and how to undo it."""
    print_note(f"  {what} Undo: `pipectl undo`.")


def edit(walk: ReviewSession, found: ReviewItem) -> bool:
    """Change one field."""
    from pipectl.opportunities import actions as opportunities_actions

    now = values_now(walk.run, found)
    field, number = review_prompts.field(now), found.opportunity.row.id
    text, held = editable(found, field), now.get(field, "")
    if field == "contact":
        check = partial(check_line, what="contact", most=LONGEST["name"])
        name = review_prompts.value(field, text, held, check)
        change = None if name is None else with_contact(walk.run, name)
    else:
        read = partial(edited, walk.run, found, field)
        change = review_prompts.value(field, text, held, read)
    if change is None:
        return False
    if "close_on" in change.values:
        close_on = change.values["close_on"]
        with walk.run.reading() as reader:
            (why,) = reasons_to_push(walk.run, reader, [found.opportunity], close_on, None)
        change = change._replace(push_reason=why)
    stored(walk, found, "edit", lambda unit: opportunities_actions.edit(unit, number, change))
    return False


def editable(found: ReviewItem, field: str) -> str:
    """Return a text that the user edits rather than retypes; None for other fields."""
    row = found.opportunity.row
    texts = {"title": row.title, "contact": row.contact, "source": row.source}
    text = {**texts, "note": found.detail.note}.get(field) or ""
    return "" if "\n" in text else text


def values_now(run: Run, found: ReviewItem) -> dict[str, str]:
    """Return each field's value as shown; empty if it has none."""
    row, numbers = found.opportunity.row, run.numbers
    note = (found.detail.note or "").partition("\n")
    held = {
        "amount": None if row.amount_minor is None else amount_words(row, numbers),
        "close": row.close_on and format_date(row.close_on),
        "probability": f"{numbers.basis_points(found.opportunity.probability_bp)} %",
        "title": row.title,
        "contact": row.contact,
        "source": row.source,
        "note": f"{note[0]} …" if note[1] else note[0],
    }
    return {field: value for field, value in held.items() if value}


def with_contact(run: Run, name: str) -> "OpportunityChanges":
    """Return the change of the contact, asking about a similar one."""
    from pipectl.opportunities.actions import OpportunityChanges

    with run.reading() as reader:
        return OpportunityChanges(values={}, contact=contact_or_new(run, reader, name, None))


def edited(run: Run, found: ReviewItem, field: str, text: str) -> "OpportunityChanges":
    """Return the change of one field from the typed text; raise an error for invalid values."""
    from pipectl.opportunities.actions import OpportunityChanges

    row = found.opportunity.row
    if field == "amount":
        worth = parse_amount_option(
            run, text, default=row.currency, known=row.recurring, is_asked=False
        )
        return OpportunityChanges(values={}, amount=worth.money, recurring=worth.recurring)
    if field == "close":
        return OpportunityChanges(values={"close_on": run.date(text)})
    if field == "probability":
        return OpportunityChanges(values={"probability_bp": percent(run, text)})
    if field == "note":
        return OpportunityChanges(values={"note": check_note(text)})
    return OpportunityChanges(
        values={field: check_line(text, what=field, most=LONGEST.get(field, LONG))}
    )


def set_next(walk: ReviewSession, found: ReviewItem) -> bool:
    """Set the next action, and continue with the questions."""
    from pipectl.next_actions import actions as next_actions_actions

    number = found.opportunity.row.id
    with begun(walk, found, "next"):
        chosen = asked_next(walk, found)
    if chosen is not None:
        stored(
            walk,
            found,
            "next",
            lambda unit: next_actions_actions.choose(unit, number, chosen),
        )
        walk.note_new_action(number)
    return False


def done(walk: ReviewSession, found: ReviewItem) -> bool:
    """Complete the next action, and ask for the new one."""
    from pipectl.next_actions import actions as next_actions_actions

    if found.opportunity.row.next_action is None:
        raise RefusedError("This deal has no next action to complete.", hint="Press x to set one.")
    run, number = walk.run, found.opportunity.row.id
    print_note(f"Completing: {found.opportunity.row.next_action}")
    with begun(walk, found, "done") as reader:
        outcome = next_actions_prompts.outcome()
        is_told = comes_by_itself(reader, number)
        then = None if is_told else next_of(ask_next(run, reader, found.opportunity, hint=""))
    stored(
        walk,
        found,
        "done",
        lambda unit: next_actions_actions.complete(unit, number, outcome=outcome, then=then),
    )
    if then is not None or is_told:
        walk.note_new_action(number)
    return False


def add_note(walk: ReviewSession, found: ReviewItem) -> bool:
    """Log a note."""
    from pipectl.next_actions import actions as next_actions_actions

    text, number = review_prompts.note(), found.opportunity.row.id
    if text:
        walk.run.hold_nothing()  # a note is true whatever another command changed meanwhile
        stored(
            walk,
            found,
            "note",
            lambda unit: next_actions_actions.log(unit, "note", opportunity_id=number, text=text),
        )
    return False


def stored(walk: ReviewSession, found: ReviewItem, what: str, act: Callable[..., object]) -> None:
    """Store a change other than answers, as an operation of its own."""
    row = found.opportunity.row
    walk.run.tick()
    walk.run.change(act, command=f"review {row.slug or row.id}: {what}")


def skip(walk: ReviewSession, found: ReviewItem) -> bool:
    """Skip the deal this time."""
    number = found.opportunity.row.id
    walk.keep(number, {}, skipped=(*walk.position.skipped, number))
    return True


def leave(walk: ReviewSession, found: ReviewItem) -> bool:
    """Continue later, beginning with this deal."""
    walk.keep(found.opportunity.row.id, {})
    raise ReviewStopped


KEY_ACTIONS: dict[str, Deed] = {
    "n": lose_as_not_buying,
    "l": lose,
    "m": move,
    "w": win,
    "e": edit,
    "x": set_next,
    "d": done,
    "o": add_note,
    review_prompts.SKIP: skip,
    review_prompts.QUIT: leave,
}
CUSTOMER_ACTIONS: dict[str, Deed] = {
    review_prompts.KEEP: look_after,
    "x": next_of_customer,
    "m": move_customer,
    "d": done,
    "o": add_note,
    review_prompts.SKIP: skip,
    review_prompts.QUIT: leave,
}
