"""Build an opportunity from a row's cells, and find contradictions."""

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any, NamedTuple

from pipectl.errors import CurrencySignError, UsageError, quoted
from pipectl.importing.rules.fields import NO_REASON, Incoming, Name, closing_day, outcome_in_stage
from pipectl.importing.rules.grouped_rows import Groups
from pipectl.importing.rules.number_formats import (
    ONCE,
    PERIODS,
    read_cents,
    read_money,
    same_number,
)
from pipectl.importing.rules.outcomes import When, surely
from pipectl.importing.rules.own_csv import Mismatch, own_of
from pipectl.money import MOST_MINOR, Money
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

CLOSINGS = ("closed_on", "won_on", "lost_on", "close_date", "close_on")
Values = Mapping[str, Any]  # what was read of each field that isn't empty; money as its text


class ReadingOptions(NamedTuple):
    """How a file is to be read.

    `currency` and `decimal` are the store's and the person's, `dates` the order that was forced,
    `ours` takes the apostrophe away that our export puts before formulas. `only` are the values
    that a header may have; all its headers must hold. Nothing was created or closed after `today`.
    With `entered_late`, the day of creation is that of a record, which a closing may be before.
    `keep_rejected` keeps what is wrong with each row. Instants are told by the clock of `zone`, or
    of the machine. `own` are the fields that have a column where the file is our own CSV.
    `stages` (folded) are those that were said to mean won, lost, or an open stage; `whens` what
    else says what a row is. With `asks_outcomes`, an unknown word in the column of outcomes is
    asked about, and no problem of its row. With `by_title`, identifiers identify nothing. `groups`
    are the columns whose labels hold for the rows below, too. `has_titles`: a column is that of
    titles; `has_shares`: the probabilities are shares of 1. With `is_currency_said`, `currency`
    also stands for words in the column of currencies that nobody knows.
    """

    currency: str
    decimal: str = "."
    dates: str | None = None
    ours: bool = False
    only: Mapping[str, Sequence[str]] = {}
    today: date | None = None
    entered_late: bool = False
    keep_rejected: bool = False
    zone: tzinfo | None = None
    own: frozenset[str] = frozenset()
    stages: Mapping[str, str] = {}
    whens: Sequence[When] = ()
    asks_outcomes: bool = False
    by_title: bool = False
    groups: Groups = Groups()
    has_titles: bool = True
    has_shares: bool = False
    is_currency_said: bool = False


class Wrong(NamedTuple):
    """Why a row can't come in, and in which of our fields that shows; `beside` is against it."""

    field: str
    text: str
    beside: str | None = None


class _WrongRow(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, *wrong: str) -> None:
        self.wrong = Wrong(*wrong)


def deal_from_row(line: int, values: Values, options: ReadingOptions) -> Incoming | Wrong:
    """The opportunity that a row's values make, or why they make none.

    One without a title is called by its account, or by the identifier where no column has titles.
    A closed one has no probability of its own and no next
    action.
    """
    try:
        made = _assembled(line, values, options)
        made = made._replace(identifier=None) if options.by_title else made
        _check_order(made, values, options)
        return made
    except _WrongRow as error:
        return error.wrong


def _assembled(line: int, values: Values, options: ReadingOptions) -> Incoming:
    identifier = values.get("identifier")
    title = _title(values, options)
    outcome = _outcome(values, options)
    is_open = outcome == OPEN
    currency, amount, closed_value = _money(values, options)
    close_on, closed_on = _closing(values, outcome, options.today)
    stage = values.get("stage")
    contact = _contact(values)
    account = values.get("account", values.get("accounts"))
    if account is not None and contact is not None and not options.own:
        account = company_in(account, contact.name)
    _check_rest(values, options.today)
    own = own_of(values, options.own, outcome, options.decimal) if options.own else None
    if isinstance(own, Mismatch):
        raise _WrongRow(*own)
    goes_on = is_open or bool(options.own and outcome == WON)  # what follows a sale
    return Incoming(
        line=line,
        identifier=identifier,
        title=title,
        account=account,
        contact=None if contact is None else contact.name,
        amount_minor=amount,
        currency=currency,
        closed_value_minor=closed_value if outcome == WON else None,
        stage=_standing(stage, outcome, options),
        outcome=outcome,
        probability_bp=values.get("probability", values.get("probability_share"))
        if is_open and values.get("probability_from", "opportunity") == "opportunity"
        else None,
        created_on=values.get("created_on"),
        close_on=close_on,
        closed_on=closed_on,
        source=values.get("source"),
        campaign=values.get("campaign"),
        lost_reason=values.get("lost_reason", NO_REASON) if outcome == LOST else None,
        next_action=values.get("next_action") if goes_on else None,
        next_due=values.get("next_due") if goes_on else None,
        own=own,
        contact_email=None if contact is None else contact.email,
        note=values.get("note"),
        tags=values.get("tags", ()),
    )


def _title(values: Values, options: ReadingOptions) -> str:
    """Return what it is called: nothing that only a machine reads, where others have titles."""
    title: str | None = values.get("title")
    if title is None and not options.own:
        account = values.get("account", values.get("accounts"))
        title = account if options.has_titles else values.get("identifier")
    if title is None and not options.has_titles:
        raise _WrongRow("identifier", "the title and the identifier are both missing.")
    if title is None:
        also = "" if options.own else ", and there is no account to use instead"
        raise _WrongRow("title", f"the title is missing{also}.")
    return title


def _contact(values: Values) -> Name | None:
    """The contact; an address without a name names one, too."""
    email: str | None = values.get("contact_email")
    found: Name | None = values.get("contact", values.get("contacts"))
    if found is None:
        return Name(email, email) if email else None
    return found._replace(email=email or found.email)


def company_in(account: str, contact: str) -> str:
    """The company alone, where the row's contact stands behind it: `Acme, Ann Lee` of Odoo."""
    company, comma, person = account.rpartition(",")
    is_person = bool(comma and company.strip()) and fold(person.strip()) == fold(contact)
    return company.strip() if is_person else account


def is_told(values: Values) -> bool:
    """Return whether a column of outcomes or a day of closing says what a row is."""
    days = values.keys() & {"won_on", "lost_on"}
    return bool(values.get("outcome") or _flagged(values)[1] or len(days) == 1)


def _told(values: Values, options: ReadingOptions) -> list[tuple[str, str]]:
    """Every outcome that is said, and the field that says it."""
    told = [
        ("outcome", values.get("outcome")),
        _flagged(values),
        ("stage", by_stage(values.get("stage"), options)),
    ]
    return [(field, outcome) for field, outcome in told if outcome]


def by_stage(stage: str | None, options: ReadingOptions) -> str | None:
    """Won or lost, where a stage is said to be that, or is called so."""
    if stage is None:
        return None
    said = options.stages.get(fold(stage))
    return outcome_in_stage(stage) if said is None else said if said != OPEN else None


def _standing(stage: str | None, outcome: str, options: ReadingOptions) -> str | None:
    """The stage in which it stands: none if its name only repeats the outcome."""
    if stage is None or by_stage(stage, options) is not None:
        return None
    is_said = options.stages.get(fold(stage)) == OPEN
    return None if outcome != OPEN and outcome in surely(stage) and not is_said else stage


def _outcome(values: Values, options: ReadingOptions) -> str:
    """Won, lost or open, as everything that speaks of it says; open where nothing does."""
    said = _told(values, options) or [
        ("outcome", outcome) for outcome in [values.get("said")] if outcome
    ]
    for field, outcome in said[1:]:
        if outcome != said[0][1]:
            first, other = said[0]
            raise _WrongRow(field, f"it is {outcome} here, but {other} by", first)
    if said and said[0][1] == WON and values.get("is_won") is False:
        raise _WrongRow(said[0][0], f"it is {WON} here, but not by", "is_won")
    if said:
        return said[0][1]
    days = [outcome for field, outcome in (("won_on", WON), ("lost_on", LOST)) if field in values]
    if len(days) > 1:
        raise _WrongRow("won_on", "a closing date needs an outcome, won or lost.")
    return days[0] if days else OPEN


def _flagged(values: Values) -> tuple[str, str | None]:
    """What the columns that are true or false say, if they say enough; and which one does."""
    won, lost, closed = (values.get(name) for name in ("is_won", "is_lost", "is_closed"))
    if won:
        return "is_won", WON
    if lost or (closed and won is False):
        return "is_lost" if lost else "is_won", LOST
    if closed is False:
        return "is_closed", OPEN
    return "is_lost", OPEN if won is False and lost is False else None


def _money(values: Values, options: ReadingOptions) -> tuple[str, int | None, int | None]:
    """The currency, the amount and the value it was won for, in minor units.

    What comes each month or quarter counts as its year's worth.
    """
    said = values.get("currency")
    currency = said or options.currency
    values = _as_shown(values)
    found: dict[str, int] = {}
    for field in ("amount", "amount_cents", "closed_value"):
        if field in values:
            money = _read_money(field, values[field], currency, options.decimal)
            if said and money.currency != said:
                text = (
                    f"{quoted(values[field])} is in {money.currency}, but the currency of the "
                    f"row is {said}."
                )
                raise _WrongRow(field, text)
            found[field] = money.minor * PERIODS[values.get("amount_period", ONCE)]
            if found[field] > MOST_MINOR:
                raise _WrongRow(
                    field, (f"{quoted(values[field])} is too large for a yearly amount.")
                )
            said = currency = money.currency
    return currency, found.get("amount", found.get("amount_cents")), found.get("closed_value")


def _as_shown(values: Values) -> Values:
    """The values with the amount as it is shown, where that tells what the number means.

    Close's value is in hundredths, and beside it stands the same with its sign.
    """
    shown, cents = values.get("amount_text"), values.get("amount_cents")
    if shown is None:
        return values
    if cents is None:
        return {**values, "amount": shown}
    divisor = same_number(cents, shown)
    if divisor == 0:
        text = f"{quoted(cents)} doesn't match {quoted(shown)}, in full or in cents, in"
        raise _WrongRow("amount_cents", text, "amount_text")
    return {**values, "amount": cents} if divisor == 1 else values


def _read_money(field: str, text: str, currency: str, decimal: str) -> Money:
    try:
        if field == "amount_cents":
            return read_cents(text, currency=currency)
        return read_money(text, currency=currency, decimal=decimal)
    except CurrencySignError as error:
        remedy = "Name the currency with --currency CODE, or its column with --map currency=HEADER."
        raise _WrongRow(field, f"{error} {remedy}") from None
    except UsageError as error:
        raise _WrongRow(field, str(error)) from None


def _closing(values: Values, outcome: str, today: date | None) -> tuple[date | None, date | None]:
    """The expected and the actual closing day; a `close_date` is the one or the other.

    A day to come is an expected one, of a closed opportunity, too: then it was closed before.
    """
    either: date | None = values.get("close_date")
    expected: date | None = values.get("close_on")
    if outcome == OPEN:
        if "closed_on" in values and values.get("said") != OPEN:
            raise _WrongRow("closed_on", "a closing date needs an outcome, won or lost.")
        return expected or either, None
    of_outcome = "won_on" if outcome == WON else "lost_on"
    for field in ("closed_on", of_outcome):
        if field in values:
            _check_past(field, values[field], today)
            return expected, values[field]
    if either and today and either > today:
        return expected or either, None
    return expected, either


def _check_order(made: Incoming, values: Values, options: ReadingOptions) -> None:
    """Nothing is closed before it began; where both are typed in, one of them is wrong."""
    began_on, today = made.created_on, options.today
    if options.entered_late or began_on is None or today is None:
        return
    day = closing_day(made, today)
    if day is not None and day < began_on:
        field = next(field for field in CLOSINGS if field in values)
        text = f"{day.isoformat()} is before the creation date {began_on.isoformat()} in"
        raise _WrongRow(field, text, "created_on")


def _check_rest(values: Values, today: date | None) -> None:
    for field in ("created_on", "stage_entered_on", "asked_on"):
        if field in values:
            _check_past(field, values[field], today)
    if "next_due" in values and "next_action" not in values:
        raise _WrongRow("next_due", "a due date needs a next action.")


def _check_past(field: str, day: date, today: date | None) -> None:
    if today and day > today:
        raise _WrongRow(field, f"{day.isoformat()} is in the future: today is {today.isoformat()}.")
