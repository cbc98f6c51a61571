"""Ask about one deal after another, and handle each key.

Each function returns whether the deal has left the review; otherwise it is shown again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from pipectl.cli import hooks
from pipectl.cli.context import Run, keeping_answers, screen_of
from pipectl.cli.values import parse_money_option, percent
from pipectl.dates import format_date
from pipectl.errors import PipectlError, RefusedError, StoreError
from pipectl.gate import prompts as gate_prompts
from pipectl.gate import queries as gate_queries
from pipectl.gate.commands import (
    ask_missing_answers,
    asked_win_reason,
    check_buying,
    close_input,
    gate_answers,
    parsers,
)
from pipectl.gate.rules import MoveInput
from pipectl.next_actions import prompts as next_actions_prompts
from pipectl.next_actions.commands import ask_next, next_of
from pipectl.next_actions.prompts import asked_due
from pipectl.opportunities.commands.edit import reasons_to_push
from pipectl.people.prompts import contact_or_new
from pipectl.pipeline import commands as pipeline_commands
from pipectl.pipeline.prompts import hold_deal
from pipectl.pipeline.queries.current import by_ids
from pipectl.pipeline.queries.deal_by_text import whole_deal
from pipectl.prompting.prompts import RememberedAnswers, leading_back, remembering
from pipectl.prompting.question import WentBack
from pipectl.render.output import print_note, print_on_stderr
from pipectl.review import actions as review_actions
from pipectl.review.prompts import weekly as review_prompts
from pipectl.review.queries.past_reviews import by_uid
from pipectl.review.queries.reviews import (
    ReviewItem,
    UnchangedCounts,
    endings,
    kept_in_a_row,
    review_item,
)
from pipectl.review.rules.agenda import ReviewProgress
from pipectl.stages.queries import offered, reasons, stages
from pipectl.store.reader import Reader
from pipectl.text import check_line, check_note
from pipectl.vocabulary import LONG, LONGEST, OPEN

if TYPE_CHECKING:
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.opportunities.actions import OpportunityChanges
    from pipectl.store.unit import Unit


class ReviewStopped(Exception):  # noqa: N818 - it is no error
    """The user continues the review later."""


class ReviewSession:
    """A review in progress and its position; another terminal may continue it, too.

    `now` are the deals of this session if it isn't the whole agenda.
    """

    def __init__(self, run: Run, position: ReviewProgress, now: list[int] | None = None) -> None:
        self.run, self.position, self.now = run, position, now

    @property
    def left(self) -> list[int]:
        """The open deals still to be reviewed; raises FinishedError."""
        self.check_under_way()
        with self.run.reading() as reader:
            behind = {each.opportunity_id for each in endings(reader, self.position.uid)}
            behind |= set(self.position.skipped)
            ahead = [number for number in self.position.agenda if number not in behind]
            found = by_ids(reader, ahead, self.run.today)
        return [each.row.id for each in found if each.row.status == OPEN]

    @property
    def next_up(self) -> int | None:
        """The next deal of this session; None at the end."""
        return next((each for each in self.left if self.now is None or each in self.now), None)

    @property
    def order(self) -> list[int]:
        """The reviewed deals and those of this session, in the order of their numbering."""
        agenda = self.position.agenda
        if self.now is None:
            return list(agenda)
        with self.run.reading() as reader:
            behind = {each.opportunity_id for each in endings(reader, self.position.uid)}
        behind |= set(self.position.skipped)
        return [n for n in agenda if n in behind and n not in self.now] + self.now

    def count_left(self) -> int:
        """Return how many open deals aren't reviewed yet, including those not on the agenda."""
        with self.run.reading() as reader:
            others = by_ids(reader, self.position.left_out, self.run.today)
        return len(self.left) + sum(each.row.status == OPEN for each in others)

    def check_under_way(self) -> None:
        """Raise FinishedError if another terminal finished the review."""
        with self.run.reading() as reader:
            known = by_uid(reader, self.position.uid)
        if known is not None and known.finished_on is not None:
            from pipectl.review.actions import FinishedError

            raise FinishedError

    def given(self, number: int) -> dict[str, Any]:
        """Return the answers about a deal that aren't stored in the journal yet."""
        return review_prompts.answers_among(self.position.given.get(str(number), {}))

    def keep(self, number: int, given: dict[str, Any], **changed: Any) -> None:
        """Store the progress, so that nothing is lost on interruption."""
        others = {key: value for key, value in self.position.given.items() if key != str(number)}
        whole = others | ({str(number): given} if given else {})
        position = self.position._replace(given=whole, **changed)
        self.position = review_actions.save(self.run.path, position, own=str(number))

    def note_new_action(self, number: int) -> None:
        """Store that a deal's next action was set in this review."""
        self.keep(number, self.given(number), anew=(*self.position.anew, number))

    def store(self, found: ReviewItem, act: "Callable[[Unit], object]") -> None:
        """Store how a deal leaves the review, as one operation."""
        row = found.opportunity.row
        self.run.tick()
        self.run.change(act, command=f"review {row.slug or row.id}")
        self.keep(row.id, {})

    def look(self, number: int) -> ReviewItem | None:
        """Return the deal as it is now; None if it isn't open any more."""
        with self.run.reading() as reader:
            found = by_ids(reader, [number], self.run.today)
            self.run.hold_nothing()
            if not found or found[0].row.status != OPEN:
                return None
            hold_deal(self.run, reader, found[0].row, whole_deal, is_shown=True)
            # An action that was set in this review was never kept.
            kept = kept_in_a_row(reader, number).get(number, UnchangedCounts())
            return review_item(reader, number, kept, self.run.today)


def walk_through(walk: ReviewSession) -> None:
    """Review all remaining deals; raise ReviewStopped, KeyboardInterrupt, StoreError."""
    while (number := walk.next_up) is not None:
        review_each(walk, number)


def review_each(walk: ReviewSession, number: int) -> None:
    """Review one deal until it leaves the review, or isn't open any more."""
    over = False
    while not over and (found := walk.look(number)) is not None:
        show(walk, found)
        try:
            over = press(walk, found)
        except WentBack:
            take_back(walk, number)
        except StoreError:
            raise  # the answers are kept, and are offered when the review goes on
        except PipectlError as error:
            walk.check_under_way()
            numbers = walk.run.numbers
            print_note(f"  {error.said_in(numbers)} {error.hint_in(numbers) or ''}".rstrip())
            take_back(walk, number)


def press(walk: ReviewSession, found: ReviewItem) -> bool:
    """Handle the key at the first question; return whether the deal has left."""
    before = walk.given(found.opportunity.row.id).get(review_prompts.STILL_BUYING, {}).get("text")
    pressed = review_prompts.first_key(found, before, screen_of(walk.run, aside=True))
    with leading_back():
        if pressed in KEY_ACTIONS:
            return KEY_ACTIONS[pressed](walk, found)
        answer(walk, found, pressed)
    return True


def take_back(walk: ReviewSession, number: int) -> None:
    """Forget an unfinished command on a deal; answers typed before are kept."""
    if walk.run.keeper is not None:
        walk.run.keeper.forget()
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
    from pipectl.review.view.screen import item_on_screen as drawn

    order, count = walk.order, walk.run.numbers.count
    place = f"{count(order.index(found.opportunity.row.id) + 1)} of {count(len(order))}"
    print_on_stderr(
        drawn(found, place, screen_of(walk.run, aside=True), walk.run.numbers, walk.run.today)
    )


REMARK = "You answered this before you stopped; Enter keeps it"


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
    with run.reading() as reader:
        picks = offered(reader, found.opportunity.row.stage_id)
    chosen = review_prompts.still_next(found, picks, lambda text: asked_due(run, text))
    return None if chosen is None else NextActionInput(chosen.text, *(chosen.due or ()))


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
    with begun(walk, found, "move"):
        said = ask_missing_answers(
            run, gate, MoveInput(), lambda answer: check_buying(answer, {}, {})
        )
    answers = gate_answers(said, None)
    if said.buying == "no":
        loss = close_input(said, None)
        walk.store(found, lambda unit: review_actions.lose(unit, position, row.id, answers, loss))
        say_done(found, f"Lost {row.title}: {said.reason}.")
    else:
        walk.store(found, lambda s: review_actions.move(s, position, row.id, target.id, answers))
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
        amount = gate_prompts.won_amount(gate_prompts.meant_amount(run, row))
    ending = CloseInput(reason=reason, amount=amount, amount_is_sure=True)
    walk.store(found, lambda unit: review_actions.win(unit, position, row.id, ending))
    say_done(found, f"Won {row.title}.")
    pipeline_commands.opportunity(run, hooks.WON, row.id)
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
        "amount": None
        if row.amount_minor is None
        else numbers.money(row.amount_minor, row.currency),
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
        return OpportunityChanges(
            values={}, amount=parse_money_option(run, text, None, default=row.currency)
        )
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
        then = next_of(ask_next(run, reader, found.opportunity, hint=""))
    stored(
        walk,
        found,
        "done",
        lambda unit: next_actions_actions.complete(unit, number, outcome=outcome, then=then),
    )
    if then is not None:
        walk.note_new_action(number)
    return False


def add_note(walk: ReviewSession, found: ReviewItem) -> bool:
    """Log a note."""
    from pipectl.next_actions import actions as next_actions_actions

    text, number = review_prompts.note(), found.opportunity.row.id
    if text:
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
