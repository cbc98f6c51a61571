"""Build a deal from a row's cells, and find contradictions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from pipectl.errors import CurrencySignError, UsageError, quoted
from pipectl.importing.rules.fields import Incoming, ending_day
from pipectl.importing.rules.grouped_rows import Groups
from pipectl.importing.rules.number_formats import is_signed, read_cents, read_money, same_number
from pipectl.importing.rules.outcomes import When, outcome_in_stage, surely
from pipectl.importing.rules.own_csv import Mismatch, own_of
from pipectl.importing.rules.recurring_amounts import ONCE, PERIODS, UNITS, Duration
from pipectl.importing.rules.row_recurring import own_recurring, recurring_of, with_term
from pipectl.money import MOST_MINOR, Money
from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.names import Name
from pipectl.recurring import Recurring
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

NO_REASON = "not recorded"  # of a lost deal where the file has no reason
CLOSINGS = ("closed_on", "won_on", "lost_on", "close_date", "close_on")
_TIMES = "amount_duration"
T = TypeVar("T")
Values = Mapping[str, Any]  # what was read of each field that isn't empty; money as its text


class ReadingOptions(NamedTuple):
    """The options for reading a file's rows.

    `currency` and `decimal` are the store's and the user's, `dates` the forced order. `ours`:
    remove the apostrophe that our export puts before formulas. `only`: allowed values by header,
    all of which must match. No creation or closing is after `today`. `entered_late`: the creation
    date is the record's, and may be after the closing. `keep_rejected`: keep all problems of each
    row. Instants are converted to `zone`, or the machine's. `own`: the fields with a column in our
    own CSV. `stages` (folded) are mapped to won, lost or open; `whens` are the rules of --won-when
    and the like. `asks_outcomes`: an unknown outcome is asked about, not a problem. `by_title`:
    ignore identifiers. `groups`: columns whose labels apply to the rows below. `has_titles`: there
    is a column of titles. `has_shares`: probabilities are shares of 1. `is_currency_said`: unknown
    currencies count as `currency`. `has_period`, `has_duration`: a column says whether an amount is
    monthly, and for how many months. `has_changes`: closing dates are those of each deal's last
    change, so they only count for deals that are told to be closed.
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
    has_period: bool = False
    has_duration: bool = False
    has_changes: bool = False


class RowMoney(NamedTuple):
    """The currency of a row, its amount and the value it was won for, in minor units.

    The currency is assumed if neither a column nor a sign says it. `recurring` comes to the amount.
    """

    currency: str
    amount: int | None
    closed_value: int | None
    is_assumed: bool
    recurring: Recurring | None = None


class Wrong(NamedTuple):
    """Why a row can't be imported, and in which field; `beside` is the field it contradicts."""

    field: str
    text: str
    beside: str | None = None


class _WrongRow(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, *wrong: str) -> None:
        self.wrong = Wrong(*wrong)


# The fields that a check reads. In a row with cells that can't be read, it is left out if one of
# them is among these.
TITLES = frozenset(("title", "account", "accounts", "identifier"))
MONEY = frozenset(
    ("amount", "amount_cents", "amount_text", "amount_period", "amount_duration", "closed_value")
) | {"currency", "recurring", "recurring_per", "term_months"}


def deal_from_row(line: int, values: Values, options: ReadingOptions) -> Incoming | list[Wrong]:
    """Return the deal of a row's values, or everything that is wrong with them.

    Without a title, it is named after its account, or by the identifier if no column has titles. A
    closed deal gets no probability of its own and no next action.
    """
    try:
        made = _assembled(line, values, options)
    except _WrongRow as error:
        return list(_wrong(values, options)) or [error.wrong]
    made = made._replace(identifier=None) if options.by_title else made
    try:
        _check_order(made.outcome, made.close_on, made.closed_on, values, options)
    except _WrongRow as error:
        return [error.wrong]
    return made


def wrong_anyway(line: int, values: Values, options: ReadingOptions) -> list[Wrong] | None:
    """Return what is wrong with a row, whatever is answered about its outcome; None for nothing."""
    found = [
        deal_from_row(line, {**values, "said": outcome}, options) for outcome in (OPEN, WON, LOST)
    ]
    wrong = [each for each in found if not isinstance(each, Incoming)]
    if len(wrong) < len(found):
        return None
    return [each for each in wrong[0] if all(each in other for other in wrong)] or wrong[0]


def wrong_besides(
    values: Values, unread: Collection[str], options: ReadingOptions
) -> Iterator[Wrong]:
    """Yield the other problems of a row whose cells in `unread` fields can't be read.

    Nothing is guessed about those cells, such as the outcome.
    """
    if TITLES.isdisjoint(unread):
        yield from _caught(_title, values, options)
    if MONEY.isdisjoint(unread):
        yield from _caught(_money, values, options)
    yield from _days_ahead(values, options.today)


def _wrong(values: Values, options: ReadingOptions) -> Iterator[Wrong]:
    """Yield all problems of a row whose cells can all be read."""
    yield from _caught(_title, values, options)
    yield from _caught(_ending, values, options)
    yield from _caught(_money, values, options)
    yield from _days_ahead(values, options.today)
    yield from _caught(_check_due, values, options)


def _caught(check: Callable[..., object], *given: object) -> Iterator[Wrong]:
    try:
        check(*given)
    except _WrongRow as error:
        yield error.wrong


def _ending(values: Values, options: ReadingOptions) -> None:
    """Raise _WrongRow for an outcome or a closing date that can't be."""
    outcome = _outcome(values, options)
    days = _closing(values, outcome, options.today)
    _check_order(outcome, *days, values, options)


def _assembled(line: int, values: Values, options: ReadingOptions) -> Incoming:
    identifier = values.get("identifier")
    title = _title(values, options)
    outcome = _outcome(values, options)
    is_open = outcome == OPEN
    currency, amount, closed_value, is_assumed, recurring = _money(values, options)
    close_on, closed_on = _closing(values, outcome, options.today)
    stage = values.get("stage")
    contact = _contact(values)
    account = values.get("account", values.get("accounts"))
    if account is not None and contact is not None and not options.own:
        account = company_in(account, contact.name)
    _check_rest(values, options)
    own = _fitting(own_of(values, options.own, outcome, options.decimal)) if options.own else None
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
        next_due=values.get("next_due") if goes_on and "next_action" in values else None,
        own=own,
        contact_email=None if contact is None else contact.email,
        note=values.get("note"),
        tags=values.get("tags", ()),
        is_currency_assumed=is_assumed,
        recurring=recurring,
        owner=values.get("owner"),
        next_time=values.get("next_time") if goes_on else None,
    )


def _title(values: Values, options: ReadingOptions) -> str:
    """Return the title: never a machine-readable identifier if other rows have titles."""
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
    """Return the contact; an address without a name is one, too, and so are two parts of a name."""
    email: str | None = values.get("contact_email")
    found: Name | None = values.get("contact", values.get("contacts"))
    parts = [values[each] for each in ("contact_first", "contact_last") if each in values]
    if found is None and parts:
        found = Name(" ".join(parts))
    if found is None:
        return Name(email, email) if email else None
    account = values.get("account", values.get("accounts"))
    if len(parts) > 1 and account and _is_with_company(found.name, " ".join(parts), account):
        found = found._replace(name=" ".join(parts))
    return found._replace(email=email or found.email)


def _is_with_company(contact: str, name: str, account: str) -> bool:
    """Return whether a cell has a name and behind it the company: `Ann Lee-Acme`."""
    text = fold(contact)
    return text.startswith(fold(name)) and text.removeprefix(fold(name)).strip(" -–(),/|") == fold(
        account
    )


def company_in(account: str, contact: str) -> str:
    """Return the company of `Company, Contact`, as Odoo writes it: `Acme, Ann Lee`."""
    company, comma, person = account.rpartition(",")
    is_person = bool(comma and company.strip()) and fold(person.strip()) == fold(contact)
    return company.strip() if is_person else account


def is_told(values: Values) -> bool:
    """Return whether a column of outcomes or a closing date tells the row's outcome."""
    days = values.keys() & {"won_on", "lost_on"}
    return bool(values.get("outcome") or _flagged(values)[1] or len(days) == 1)


def _told(values: Values, options: ReadingOptions) -> list[tuple[str, str]]:
    """Return every outcome that the row names, and the field that names it."""
    told = [
        ("outcome", values.get("outcome")),
        _flagged(values),
        ("stage", by_stage(values.get("stage"), options)),
    ]
    return [(field, outcome) for field, outcome in told if outcome]


def by_stage(stage: str | None, options: ReadingOptions) -> str | None:
    """Return won or lost if --stage-map or the stage's name says so."""
    if stage is None:
        return None
    said = options.stages.get(fold(stage))
    return outcome_in_stage(stage) if said is None else said if said != OPEN else None


def _standing(stage: str | None, outcome: str, options: ReadingOptions) -> str | None:
    """Return the deal's stage: None if its name only repeats the outcome."""
    if stage is None or by_stage(stage, options) is not None:
        return None
    is_said = options.stages.get(fold(stage)) == OPEN
    return None if outcome != OPEN and outcome in surely(stage) and not is_said else stage


def _outcome(values: Values, options: ReadingOptions) -> str:
    """Return won, lost or open (the default); raise _WrongRow if columns disagree."""
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
    """Return what the true/false columns say about the outcome, with the column that says it."""
    won, lost, closed = (values.get(name) for name in ("is_won", "is_lost", "is_closed"))
    if won:
        return "is_won", WON
    if lost or (closed and won is False):
        return "is_lost" if lost else "is_won", LOST
    if closed is False:
        return "is_closed", OPEN
    return "is_lost", OPEN if won is False and lost is False else None


def _money(values: Values, options: ReadingOptions) -> RowMoney:
    """Return the money of a row.

    What comes each month or quarter counts as its year's worth, or for as many months as is said.
    """
    said = values.get("currency")
    currency = said or options.currency
    is_assumed = not said
    values = _as_shown(values)
    found: dict[str, int] = {}
    recurring = None
    values = _fitting(with_term(values))
    has_amount = not values.keys().isdisjoint(("amount", "amount_cents", "closed_value"))
    times = times_of(values, options) if has_amount else Decimal(1)
    for field in ("amount", "amount_cents", "closed_value"):
        if field in values:
            money = _read_money(field, values[field], currency, options.decimal)
            if said and money.currency != said:
                text = (
                    f"{quoted(values[field])} is in {money.currency}, but the currency of the "
                    f"row is {said}."
                )
                raise _WrongRow(field, text)
            is_assumed = is_assumed and not is_signed(values[field])
            found[field] = int((money.minor * times).to_integral_value(ROUND_HALF_UP))
            if field != "closed_value" and (recurs := recurring_of(values, money.minor)):
                recurring, found[field] = recurs, recurs.total_minor
            if found[field] > MOST_MINOR:
                total = "total" if options.has_duration else "yearly"
                raise _WrongRow(
                    field, f"{quoted(values[field])} is too large for a {total} amount."
                )
            said = currency = money.currency
    amount = found.get("amount", found.get("amount_cents"))
    if "recurring" in values:
        money = _read_money("recurring", values["recurring"], currency, options.decimal)
        recurring = _fitting(own_recurring(values, money, amount, options.decimal))
    return RowMoney(currency, amount, found.get("closed_value"), is_assumed, recurring)


def _fitting(found: T | Mismatch) -> T:
    """Return what was found; raise _WrongRow for a contradiction."""
    if isinstance(found, Mismatch):
        raise _WrongRow(*found)
    return found


def times_of(values: Values, options: ReadingOptions) -> Decimal:
    """Return by what an amount is multiplied; raise _WrongRow if the file doesn't say it."""
    period: str | None = values.get("amount_period")
    duration: Duration | None = values.get("amount_duration")
    if period == ONCE or (period is None and duration is None):
        return Decimal(1)
    if period is None and options.has_period:
        raise _WrongRow("amount_period", "it is empty, but there is a number of periods in", _TIMES)
    if duration is None:
        if options.has_duration:
            raise _WrongRow(_TIMES, f"the number of periods of this {period} amount is missing.")
        if period not in PERIODS:
            remedy = f"To name the column that says how many times: --map {_TIMES}=HEADER"
            raise _WrongRow("amount_period", f"the amount is {period}. {remedy}")
        return Decimal(PERIODS[period])
    if period is not None and duration.unit not in (None, period):
        text = f"it counts {UNITS[duration.unit or ONCE]}, but the amount is {period} in"
        raise _WrongRow(_TIMES, text, "amount_period")
    return duration.number


def _as_shown(values: Values) -> Values:
    """Return the values with the displayed amount if it tells the unit of the number.

    Close exports its value in hundredths, with the formatted amount in another column.
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
    """Return the expected and the actual closing day; `close_date` is one of them.

    A future date is an expected one even for a closed deal, whose actual day is then unknown.
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


def _check_order(
    outcome: str,
    close_on: date | None,
    closed_on: date | None,
    values: Values,
    options: ReadingOptions,
) -> None:
    """Raise _WrongRow if the deal was closed before it began, and both dates were typed in."""
    began_on, today = values.get("created_on"), options.today
    if options.entered_late or began_on is None or today is None:
        return
    day = ending_day(outcome, close_on, closed_on, today)
    if day is not None and day < began_on:
        field = next(field for field in CLOSINGS if field in values)
        text = f"{day.isoformat()} is before the creation date {began_on.isoformat()} in"
        raise _WrongRow(field, text, "created_on")


def _check_rest(values: Values, options: ReadingOptions) -> None:
    for wrong in _days_ahead(values, options.today):
        raise _WrongRow(wrong.field, wrong.text)
    _check_due(values, options)


def _check_due(values: Values, options: ReadingOptions) -> None:
    """Raise _WrongRow for a due date without a next action in our own CSV."""
    if options.own and "next_due" in values and "next_action" not in values:
        raise _WrongRow("next_due", "a due date needs a next action.")


def _days_ahead(values: Values, today: date | None) -> Iterator[Wrong]:
    """Yield the problems of past events with a future date.

    A deal that grew out of another one may begin later, as a renewal does.
    """
    began = () if "parent" in values else ("created_on", "stage_entered_on")
    for field in (*began, "asked_on"):
        if field in values and today and values[field] > today:
            yield Wrong(field, _ahead(values[field], today))


def _check_past(field: str, day: date, today: date | None) -> None:
    if today and day > today:
        raise _WrongRow(field, _ahead(day, today))


def _ahead(day: date, today: date) -> str:
    return f"{day.isoformat()} is in the future: today is {today.isoformat()}."
