"""Cells: what each kind of field may hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.currencies import DECIMALS
from pipectl.errors import UsageError
from pipectl.importing.rules.fields import FIELDS, field_named, reader
from pipectl.importing.rules.number_formats import read_cents, read_money
from pipectl.importing.rules.outcomes import outcome_in_stage
from pipectl.money import MOST_MINOR, Money, plain_number
from pipectl.numbers import NumberFormat
from pipectl.people.rules.names import Name
from pipectl.text import visible

quick = settings(deadline=None)
amounts = st.integers(0, MOST_MINOR)
currencies = st.sampled_from(sorted(DECIMALS))
marks = st.sampled_from(".,")


def money(text: str, currency: str = "USD", decimal: str = ".") -> str:
    try:
        found = read_money(text, currency=currency, decimal=decimal)
    except UsageError as error:
        return str(error)
    return f"{plain_number(*found)} {found.currency}"


def cell(field: str, text: str, decimal: str = ".") -> object:
    try:
        return reader(field, decimal)(text)
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50 USD"),
        ("1,234.50", "1234.50 USD"),
        ("$1,200", "1200.00 USD"),
        ("EUR 12.50", "12.50 EUR"),
        ("$ 12,000.50", "12000.50 USD"),
        ("1054.0", "1054.00 USD"),
        ("1054.000", "1054.00 USD"),
        ("1,054.0000", "1054.00 USD"),
        ("12.5000", "12.50 USD"),
        ("0", "0.00 USD"),
        ("0.000", "0.00 USD"),
        ("1054.123", '"1054.123" has too many decimals: USD has 2.'),
        ("1.234", '"1.234" could mean 1.234 USD or 1,234 USD.'),
        ("1.000", '"1.000" could mean 1 USD or 1,000 USD.'),
        ("-5", '"-5" is negative. Amounts start at 0.'),
        ("(5.00)", '"(5.00)" is negative. Amounts start at 0.'),
        ("NaN", '"NaN" is not an amount.'),
        ("1e400", '"1e400" is not an amount.'),
        ("1_000", '"1_000" is not an amount.'),
        ("１２", '"１２" is not an amount.'),
        ("n/a", '"n/a" is not an amount.'),
        ("9" * 300, None),
    ],
)
def test_amounts_are_read_as_they_are_typed_elsewhere(text: str, amount: str | None) -> None:
    assert money(text) == amount or (amount is None and "is not an amount" in money(text))


def test_amounts_follow_the_decimal_mark_that_is_said() -> None:
    assert money("1.234,50", decimal=",") == "1234.50 USD"
    assert money("1054,0", decimal=",") == "1054.00 USD"
    assert money("1054,000 €", decimal=",") == "1054.00 EUR"
    assert money("1054.0", "JPY") == "1054 JPY"
    assert money("1.054", "KWD") == "1.054 KWD"
    assert money("1234.50", decimal=",") == '"1234.50" could mean 1.234,5 USD or 123.450 USD.'


@quick
@given(amounts, currencies, marks, st.integers(0, 6))
def test_an_amount_is_read_as_it_was_written(
    minor: int, currency: str, mark: str, zeros: int
) -> None:
    """Grouped or not; zeros behind its decimals change nothing."""
    assert read_money(
        NumberFormat(mark).amount(minor, currency), currency=currency, decimal=mark
    ) == Money(minor, currency)
    if DECIMALS[currency]:
        plain = plain_number(minor, currency).replace(".", mark) + "0" * zeros
        if DECIMALS[currency] + zeros != 3 or minor >= 10 ** (DECIMALS[currency] + 3):
            assert read_money(plain, currency=currency, decimal=mark).minor == minor


@quick
@given(amounts, currencies)
def test_cents_are_hundredths_in_every_currency(minor: int, currency: str) -> None:
    cents, rest = divmod(minor * 100, 10 ** DECIMALS[currency])
    if not rest and cents < 10**15:
        assert read_cents(str(cents), currency=currency) == Money(minor, currency)
        assert read_cents(f"{cents}.0", currency=currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["12.5", "-1", "1e3", "", "٣", "1" * 16])
def test_what_is_no_whole_number_of_cents_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a whole number of cents"):
        read_cents(text, currency="USD")
    with pytest.raises(UsageError, match="don't make a whole amount of JPY"):
        read_cents("150", currency="JPY")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("probability", "60", 6000),
        ("probability", "60%", 6000),
        ("probability", "100.0", 10_000),
        ("probability", "37.50", 3750),
        ("probability", "0", 0),
        ("probability", "101", '"101" is more than 100%.'),
        ("probability", "0.6", '"0.6" could mean 0.6% or 60%.'),
        ("probability_share", "0.6", 6000),
        ("probability_share", "1.0", 10_000),
        ("probability_share", "0", 0),
        ("probability_share", "0.30000000000000004", 3000),
        ("probability_share", "0.33333", 3333),
        ("probability_share", "0.99999", 10_000),
        ("probability_share", "60%", 6000),
        ("probability_share", "60", '"60" is not a fraction from 0 to 1.'),
        ("probability_share", "1.5", '"1.5" is not a fraction from 0 to 1.'),
        ("is_won", "TRUE", True),
        ("is_won", "0", False),
        ("is_won", "✓", True),
        ("is_won", "Vero", True),
        ("is_won", "não", False),
        ("is_won", "maybe", '"maybe" is not true or false.'),
        ("outcome", "Won", "won"),
        ("outcome", "Closed Lost", "lost"),
        ("outcome", "active", "open"),
        ("outcome", "deleted", '"deleted" is not won, lost or open.'),
        ("currency", "eur", "EUR"),
        ("currency", "Euro", "EUR"),
        ("currency", "Dollar", '"Dollar" is not an ISO 4217 currency.'),
        ("accounts", "Acme; Birch", "Acme"),
        ("account", "Acme (https://www.notion.so/a?pvs=21), Birch (https://x.example)", "Acme"),
        ("account", "Acme (Berlin)", "Acme (Berlin)"),
        ("account", "(https://www.notion.so/a)", "(https://www.notion.so/a)"),
        ("contacts", "Jo Park (jo@acme.example);Sam", Name("Jo Park", "jo@acme.example")),
        ("contacts", "(jo@acme.example)", Name("jo@acme.example", "jo@acme.example")),
        ("contacts", "a@x.org;b@x.org", Name("a@x.org", "a@x.org")),
        ("contact", "a@x.org, b@x.org", Name("a@x.org", "a@x.org")),
        ("contact", "Jo <mailto:jo@acme.example>", Name("Jo", "jo@acme.example")),
        ("contacts", "Jo (the boss)", Name("Jo (the boss)")),
        ("next_action", "Call\r\n\r\n  and write", "Call and write"),
        ("title", "Cafe\u0301", "Café"),
        ("title", "x" * 501, None),
        ("stage", "x" * 61, None),
        ("title", "a\u202eb", None),
        ("title", "a\x1b[31m", None),
        ("title", "a\nb", None),
        ("lost_reason", "a\x9b", None),
        ("account", "\u200b", "The account is empty or invisible."),
    ],
)
def test_cells_are_read_as_their_field_s(field: str, text: str, value: object) -> None:
    found = cell(field, text)
    assert found == value or (value is None and str(found).startswith("The "))
    assert str(found).isprintable()


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("Closed Won", "won"),
        ("closedwon", "won"),
        ("CLOSED_LOST", "lost"),
        ("Closed-Lost to Competition", "lost"),
        ("Closed won (Sales Pipeline)", "won"),
        ("Won", "won"),
        ("lost", "lost"),
        ("Wonder", None),
        ("Lost touch", None),
        ("Closed", None),
        ("Negotiation", None),
    ],
)
def test_a_stage_may_say_the_outcome(stage: str, outcome: str | None) -> None:
    assert outcome_in_stage(stage) == outcome


@quick
@given(st.text(max_size=40), st.sampled_from(sorted(FIELDS)), marks)
def test_any_cell_is_a_value_or_a_clear_error(text: str, field: str, mark: str) -> None:
    if FIELDS[field].kind == "money":
        assert money(text, decimal=mark).isprintable()
    elif FIELDS[field].kind not in ("date", "cents"):
        found = str(cell(field, text, mark))
        assert visible(found) == found


def test_fields_are_known_by_both_their_names() -> None:
    assert field_named(" Deal-ID ") == "identifier"
    assert field_named("closed_at") == "closed_on"
    with pytest.raises(UsageError, match='Unknown field "boss"'):
        field_named("boss")
