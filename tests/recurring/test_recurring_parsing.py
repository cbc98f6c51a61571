"""Amounts per month or year: read, written, added up over their terms."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.currencies import DECIMALS
from pipectl.errors import UsageError
from pipectl.money import MOST_MINOR, parse_money
from pipectl.numbers import NumberFormat
from pipectl.recurring import NoTermError, Recurring, parts_of, read_term, words
from pipectl.vocabulary import MOST_MONTHS, RECURRING

quick = settings(deadline=None)
PIECES = (
    *("1", "12", "2500", "0", ".", ",", "k", "/", "mo", "m", "yr", "year", "wk", " ", "for"),
    *("months", "EUR", "€", "-", "\xa0", "\u0664", "\n"),
)
currencies = st.sampled_from(sorted(DECIMALS))
amounts = st.builds(
    Recurring,
    st.integers(0, MOST_MINOR // MOST_MONTHS),
    st.sampled_from(RECURRING),
    st.integers(1, MOST_MONTHS),
)


def parse_recurring(text: str, *, currency: str, decimal: str = ".") -> tuple[Recurring, str]:
    """The recurring amount and its currency, as a question takes them: with the term behind."""
    parts = parts_of(text)
    if parts is None or parts.months is None:
        raise NoTermError(text)
    money = parse_money(parts.amount, currency=currency, decimal=decimal)
    found = Recurring(money.minor, parts.per, parts.months)
    return found, found.total(money.currency).currency


@given(amounts, currencies, st.sampled_from(".,"))
@quick
def test_what_is_written_is_read_as_the_same(
    amount: Recurring, currency: str, decimal: str
) -> None:
    written = words(amount, currency, NumberFormat(decimal))
    assert parse_recurring(written, currency=currency, decimal=decimal) == (amount, currency)


@given(amounts)
@quick
def test_the_total_is_the_amount_over_its_term_rounded_half_up(amount: Recurring) -> None:
    months = 1 if amount.per == "month" else 12
    exact = Fraction(amount.minor * amount.months, months)
    assert -Fraction(1, 2) < amount.total_minor - exact <= Fraction(1, 2)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
@quick
def test_any_text_is_read_or_refused_with_what_is_right(text: str) -> None:
    refused: UsageError | None = None
    try:
        found, currency = parse_recurring(text, currency="USD")
    except UsageError as error:
        refused = error
    if refused is not None:
        assert refused.hint
        assert str(refused).isprintable()
        return
    assert parse_recurring(text.strip(), currency="USD") == (found, currency)
    assert found.total_minor <= MOST_MINOR


@pytest.mark.parametrize(
    ("text", "minor", "per", "months", "total"),
    [
        ("2500/mo for 12 months", 250000, "month", 12, 3000000),
        ("2.5k EUR/mo for 12", 250000, "month", 12, 3000000),
        ("€30k / year for 18m", 3000000, "year", 18, 4500000),
        ("100/y for 5", 10000, "year", 5, 4167),
        ("0.06/yr for 1 month", 6, "year", 1, 1),  # half a cent, rounded up
        ("0.05/yr for 1 month", 5, "year", 1, 0),
        ("99.99/M for 2 years", 9999, "month", 24, 239976),
    ],
)
def test_amounts_are_read_in_these_forms(
    text: str, minor: int, per: str, months: int, total: int
) -> None:
    found, _ = parse_recurring(text, currency="USD")
    assert (found, found.total_minor) == ((minor, per, months), total)


@pytest.mark.parametrize("text", ["5/6", "n/a", "12k", "/mo", "1/2/2026", ""])
def test_another_slash_is_no_recurring_amount(text: str) -> None:
    assert parts_of(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [("1", 1), ("12m", 12), ("2y", 24), ("1 year", 12), ("18 months", 18), (" 600 ", 600)],
)
def test_a_term_is_months_or_years(text: str, months: int) -> None:
    assert read_term(text) == months


@pytest.mark.parametrize("text", ["0", "601", "51y", "-1", "1.5", "12w", "", "a year", "\u0663"])
def test_other_terms_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_term(text)
