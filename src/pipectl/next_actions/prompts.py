"""What must happen next, and by when."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.dates import format_date, parse_due
from pipectl.errors import NotFoundError, UsageError, quoted
from pipectl.next_actions.rules import Due, PlannedAction
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries.current import OpportunityRow
from pipectl.stages.prompts import a_line
from pipectl.stages.rules.pick_lists import Pick
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, check_line

if TYPE_CHECKING:
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.pipeline.queries.deal_by_text import Candidate
    from pipectl.prompting.question import Choice


def choices(picks: Sequence[Pick]) -> "list[Choice[str]]":
    """The pick list, each entry with what it counts as."""
    from pipectl.prompting.question import Choice

    return [Choice(pick.action, pick.action, pick.kind or "") for pick in picks]


def kept(row: OpportunityRow, today: date) -> str:
    """What Enter keeps, where there is a next action with a date."""
    if row.due_on is None:
        return ""
    when = f"{format_date(row.due_on)}{f' {row.due_time}' if row.due_time else ''}"
    if is_overdue(row, today):
        return f"Enter keeps {row.next_action} (was due {when}) and asks for a new date"
    return f"Enter keeps {row.next_action}, due {when}"


def is_overdue(row: OpportunityRow, today: date) -> bool:
    """Whether the next action was due before today."""
    return row.due_on is not None and row.due_on < today


def next_action(
    picks: Sequence[Pick],
    parse_due: Callable[[str], Due],
    *,
    optional: bool,
    dated: bool = False,
    hint: str = "",
    overdue: str | None = None,
    message: str = "What must happen next?",
) -> PlannedAction | None:
    """Ask for the next action and its date; None where the first is skipped.

    The date may be skipped too, unless it must be `dated`. An action that is `overdue` isn't kept
    as it is: it gets a new date.
    """
    from pipectl.prompting.prompts import line, pick_or_type

    text = pick_or_type(
        message,
        choices(picks),
        check=lambda typed: check_line(typed, what="next action"),
        optional=optional,
        hint=hint,
        name="next action",
    )
    if text is None and overdue is not None:
        return PlannedAction(
            overdue, line("What is the new due date?", check=parse_due, name="new due")
        )
    if text is None:
        return None
    return PlannedAction(text, line("By when?", check=parse_due, optional=not dated, name="due"))


def next_action_from_options(
    run: Run, action: str | None, due: str | None
) -> "NextActionInput | None":
    """A next action with its date; a date alone belongs to none here. Raises UsageError."""
    if action is None:
        if due is not None:
            raise UsageError("--due needs a next action.", hint="Add --next ACTION.")
        return None
    return due_from_options(run, action, due)


def due_from_options(run: Run, action: str | None, due: str | None) -> "NextActionInput":
    """An action (None: the one that is open) with its date."""
    from pipectl.next_actions.rules import NextActionInput

    if due is None:
        return NextActionInput(action)
    return NextActionInput(action, *parse_due_option(run, due))


def parse_due_option(run: Run, text: str, *, ahead: bool = False) -> "Due":
    """A day, and perhaps a time, by which something is due; with `ahead` not before today.

    A day before today is otherwise taken, and once it is stored that is said.
    """
    start = run.settings.fiscal_year_start
    due = parse_due(text, today=run.today, fiscal_start=start, ahead=ahead)
    if due[0] < run.today:
        run.tell_once_stored(f"The due date {format_date(due[0])} has passed.")
    return due


def asked_due(run: Run, text: str) -> "Due":
    """The same, typed at a question: what is still to be done isn't due before today."""
    return parse_due_option(run, text, ahead=True)


def outcome() -> str | None:
    """How a next action went; Enter leaves it."""
    from pipectl.prompting.prompts import line

    return line("How did it go?", check=a_line("outcome"), optional=True, name="outcome")


def deal_or_text(
    run: Run, reader: Reader, opp: str | None, text: str | None, *, is_with_someone: bool
) -> "tuple[Candidate | None, str | None]":
    """The deal and the note; with a contact, a single text that names no deal is the note."""
    if opp is None:
        return None, text
    try:
        return choose_opportunity(run, reader, opp, "any"), text
    except NotFoundError as error:
        is_note = is_with_someone and text is None and not opp.strip().isdecimal()
        if not is_note or isinstance(error, SeveralMatchError):
            raise
    run.tell_once_stored(f"No deal matches {quoted(opp)}, so it was stored as the note.")
    return None, opp
