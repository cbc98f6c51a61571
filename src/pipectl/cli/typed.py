"""From what was typed to what is meant: opportunities, stages, people, money, percent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from pipectl.cli.run import Run
from pipectl.dates import parse_due
from pipectl.domain.words import ACTIVITY_KINDS, LOST, OPEN, WON
from pipectl.errors import UsageError, listed, quoted, there_are
from pipectl.money import Money, check_currency, parse_money, parse_percent
from pipectl.queries import matching
from pipectl.queries.matching import Candidate, SeveralMatchError
from pipectl.queries.stages import Stage, stages
from pipectl.render.output import note
from pipectl.store.reader import Reader
from pipectl.text import check_line, fold, one_line

if TYPE_CHECKING:
    from pipectl.actions.next_actions import Next
    from pipectl.actions.people import Named
    from pipectl.domain.gate import Due
    from pipectl.queries.people import Account

T = TypeVar("T")

# Among which opportunities a command looks first, and among which then.
AMONG = {
    "open": ((OPEN,), (WON, LOST)),
    "closed": ((WON, LOST), (OPEN,)),
    "open or won": ((OPEN,), (WON, LOST)),
    "any": ((OPEN,), (WON, LOST)),
}


class MissingFlagsError(UsageError):
    """A question that must be answered can't be asked here; names every flag that answers."""

    def __init__(self, what: str, flags: Sequence[str]) -> None:
        super().__init__(
            f"{what} needs {listed(flags)}.",
            hint="At a terminal these are asked for.",
        )


def opportunity(
    run: Run, reader: Reader, text: str, among: str, *, whole: bool = False
) -> Candidate:
    """The opportunity that is meant; where several match, a person at a terminal picks."""
    first, then = AMONG[among]
    try:
        found = matching.opportunity(
            reader, text, first=first, then=then, whole=whole, numbers=run.numbers
        )
    except SeveralMatchError as several:
        number = picked(run, several)
        found = matching.opportunity(reader, str(number), first=first, then=then)
    if text.strip() not in (str(found.id), found.slug, found.title):
        note(f"{quoted(text.strip())} is {found.id} {one_line(found.title)}")
    return found


def picked(run: Run, several: SeveralMatchError) -> object:
    """Which of several is meant, asked at a terminal; else the error."""
    if not run.may_ask():
        raise several
    from pipectl.ask.prompts import Choice, pick

    return pick("Which one?", [Choice(value, label) for value, label in several.candidates])


def stage_named(run: Run, reader: Reader, text: str) -> Stage:
    """The stage that is meant; raises an error that lists the stages."""
    return matched(run, "stage", text, stages(reader), lambda stage: stage.name)


def matched(run: Run, what: str, text: str, known: Sequence[T], name: Callable[[T], str]) -> T:
    """The one thing that the text matches; where several do, a person at a terminal picks."""
    try:
        listing = "pipectl stage list" if what == "criterion" else f"pipectl {what} list"
        return matching.one_of(what, listing, text, known, name)
    except SeveralMatchError as several:
        return cast(T, picked(run, several))


def account_matched(run: Run, reader: Reader, text: str) -> "Account":
    """The account that is meant."""
    from pipectl.queries.people import accounts

    return matched(run, "account", text, accounts(reader), lambda account: account.name)


def named_account(run: Run, reader: Reader, text: str | None) -> "Named | None":
    """An account that is meant, or a new one of that name."""
    if text is None:
        return None
    from pipectl.queries.people import account_names

    return known_or_new(run, "account", text, account_names(reader))


def named_contact(
    run: Run, reader: Reader, text: str | None, at: "Named | None" = None
) -> "Named | None":
    """A contact that is meant (at an account, where that is named), or a new one of that name."""
    if text is None:
        return None
    from pipectl.queries.people import contacts

    known = contacts(reader) if at is None else contacts(reader, at.id or 0)
    return known_or_new(run, "contact", text, [(each.id, each.name) for each in known])


def known_or_new(run: Run, what: str, text: str, known: Sequence[tuple[int, str]]) -> "Named":
    """The one that the text matches, echoed where it isn't its name; else a new one, said."""
    from pipectl.actions.people import Named

    try:
        found = matching.possible(what, text, known, lambda pair: pair[1])
    except SeveralMatchError as several:
        found = cast(tuple[int, str], picked(run, several))
    if found is None:
        name = check_line(text, what=what, most=200)
        meant = meant_by(run, what, name, [pair[1] for pair in known])
        found = next((pair for pair in known if pair[1] == meant), None)
    if found is None:
        run.tell_once_stored(f"New {what}: {name}")
        return Named(None, text)
    if fold(found[1]) != fold(text.strip()):
        note(f"{quoted(text.strip())} is the {what} {one_line(found[1])}")
    return Named(*found)


def meant_by(run: Run, what: str, text: str, known: Sequence[str]) -> str:
    """The text, or the known name that a person at a terminal says it should have been.

    In a script it is taken as typed, and once it is stored what it resembles is said.
    """
    from pipectl.domain.resemblance import resembling

    near = resembling(text, known)
    if not near:
        return text
    if not run.may_ask():
        run.tell_once_stored(
            f"There is no {what} {quoted(text)} yet: did you mean {quoted(near[0])}? "
            "It was taken as typed; `pipectl undo` takes it back."
        )
        return text
    from pipectl.ask.prompts import Choice, pick

    choices = [Choice(name, name) for name in near]
    return pick(
        f"There is no {what} {quoted(text)} yet. Did you mean one of these?",
        [*choices, Choice(text, f"Use “{text}” as typed")],
    )


def meant_reason(run: Run, reader: Reader, text: str | None, outcome: str) -> str | None:
    """A reason that was given by flag; one that resembles an entry of the list may be a slip."""
    from pipectl.queries.picks import reasons

    if text is None:
        return None
    checked = check_line(text, what="reason", most=200)
    return meant_by(run, "reason", checked, [each.text for each in reasons(reader, outcome)])


def typed_money(
    run: Run, text: str | None, currency: str | None, *, default: str | None = None
) -> Money:
    """An amount in its own currency, --currency, the default or the store's; 0 for none."""
    said = default or run.settings.currency if currency is None else currency
    code = check_currency(said)
    if text is None:
        return Money(0, code)
    # A "$" is the store's dollar, whatever currency the opportunity is in.
    reading_in = run.settings.currency if "$" in text and currency is None else code
    money = parse_money(text, currency=reading_in, decimal=run.decimal)
    if currency is not None and money.currency != code:
        raise UsageError(
            f"{quoted(text)} is in {money.currency}, but --currency says {code}.",
            hint="Say the currency once, or the same one twice.",
        )
    return money


def percent(run: Run, text: str | None) -> int | None:
    """A probability in hundredths of a percent."""
    return None if text is None else parse_percent(text, decimal=run.decimal)


def chosen_next(run: Run, action: str | None, due: str | None) -> "Next | None":
    """A next action with its date; a date alone belongs to none here. Raises UsageError."""
    if action is None:
        if due is not None:
            raise UsageError(
                "--due says by when, but nothing says what.", hint="Add --next ACTION."
            )
        return None
    return next_due(run, action, due)


def next_due(run: Run, action: str | None, due: str | None) -> "Next":
    """An action (None: the one that is open) with its date."""
    from pipectl.actions.next_actions import Next

    if due is None:
        return Next(action)
    return Next(action, *typed_due(run, due))


def typed_due(run: Run, text: str, *, ahead: bool = False) -> "Due":
    """A day, and perhaps a time, by which something is due; with `ahead` not before today."""
    start = run.settings.fiscal_year_start
    return parse_due(text, today=run.today, fiscal_start=start, ahead=ahead)


def asked_due(run: Run, text: str) -> "Due":
    """The same, typed at a question: what is still to be done isn't due before today."""
    return typed_due(run, text, ahead=True)


def asked_revisit(run: Run, text: str, lost_on: date | None) -> date:
    """The day, typed at a question, on which a lost deal is looked at again."""
    from pipectl.actions.closing import check_revisit

    revisit_on = run.date(text)
    check_revisit(revisit_on, lost_on or run.today)
    return revisit_on


def past_day(run: Run, text: str | None) -> date | None:
    """A day on which something happened."""
    return None if text is None else run.date(text, past=True)


def day(run: Run, text: str | None) -> date | None:
    """A day, past or to come."""
    return None if text is None else run.date(text)


def activity_kind(text: str) -> str:
    """A kind of activity; raises UsageError naming them."""
    kind = fold(text.strip())
    if kind not in ACTIVITY_KINDS:
        raise UsageError(f"No kind of activity {quoted(text)}.", hint=there_are(ACTIVITY_KINDS))
    return kind


def exclusive(what: str, given: Mapping[str, object], wanted: str) -> None:
    """Raise UsageError where options were given that mean nothing here."""
    useless = [flag for flag, value in given.items() if value not in (None, (), [], False)]
    if useless:
        raise UsageError(f"{listed(useless)} can't go with {what}.", hint=wanted)
