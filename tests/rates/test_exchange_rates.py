"""What is a rate, which one is that of a day, and what an amount is in another currency."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.currencies import DECIMALS
from pipectl.exchange_rates import (
    Rate,
    RateError,
    RateRow,
    Rates,
    check_rate,
    converted,
    is_far_from,
    parse_rate,
    stored_rate,
)

CODES = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF"])  # 2, 2, 0, 3 and 4 decimals
TEXTS = st.builds(
    lambda whole, part: f"{whole}.{part}" if part else str(whole),
    st.integers(0, 10**10 - 1),
    st.from_regex("[0-9]{0,9}[1-9]|", fullmatch=True),
).filter(lambda text: float(text) > 0)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


def rate_of(text: str) -> Rate:
    found = stored_rate(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("minor", "currency", "base", "rate", "expected"),
    [
        (1_600_000, "EUR", "USD", "1.08", 1_728_000),
        (1_234_567, "EUR", "USD", "1.07", 1_320_987),  # 13,209.8669
        (1_500_000, "JPY", "USD", "0.0064", 960_000),  # yen have no decimals
        (1_234_567, "KWD", "USD", "3.2567891234", 402_072),  # dinars have three: 4,020.7243…
        (960_000, "USD", "JPY", "156.25", 1_500_000),
        (1, "EUR", "USD", "0.5", 1),  # half a cent is rounded up
        (1, "EUR", "USD", "0.4999999999", 0),
        (3, "CLF", "KWD", "9.5", 3),  # 0.0003 UF at 9.5 is 0.00285 dinars
        (0, "EUR", "USD", "1.08", 0),
        (10**15, "EUR", "USD", "1", 10**15),
    ],
)
def test_an_amount_is_converted_exactly_and_then_rounded_half_up(
    minor: int, currency: str, base: str, rate: str, expected: int
) -> None:
    assert converted(minor, currency, base, rate_of(rate)) == expected


@given(st.integers(0, 10**15), CODES, CODES, TEXTS)
def test_every_amount_is_what_fractions_make_of_it(
    minor: int, currency: str, base: str, text: str
) -> None:
    exact = Fraction(minor, 10 ** DECIMALS[currency]) * Fraction(text) * 10 ** DECIMALS[base]
    assert converted(minor, currency, base, rate_of(text)) == floor(exact + Fraction(1, 2))


@given(TEXTS)
def test_what_is_stored_is_read_as_it_was_typed(text: str) -> None:
    typed = parse_rate(text)
    assert check_rate(typed.text) == typed.text == text
    assert parse_rate(text.replace(".", ","), ",") == typed == stored_rate(typed.text)
    assert Fraction(typed.text) == Fraction(typed.digits, 10**typed.places) == Fraction(text)


@pytest.mark.parametrize(
    ("text", "stored"), [("01.080", "1.08"), ("1.", None), (" 2 ", "2"), ("2.0", "2")]
)
def test_a_rate_is_stored_in_as_few_digits_as_possible(text: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(RateError):
            parse_rate(text)
    else:
        assert parse_rate(text).text == stored


@given(st.text())
def test_any_text_is_a_rate_or_refused(text: str) -> None:
    found = stored_rate(text)
    assert found is None or (found.digits > 0 and Fraction(found.text) == Fraction(text))
    with suppress(RateError):
        assert Fraction(parse_rate(text).text) > 0


@given(st.lists(st.tuples(DAYS, st.none() | TEXTS)), DAYS)
def test_the_rate_of_a_day_is_the_last_one_set_for_it_or_before(
    rows: list[tuple[date, str | None]], day: date
) -> None:
    rates = Rates("USD", (RateRow("EUR", on, stored_rate(text)) for on, text in rows))
    before = [row for row in rows if row[0] <= day]
    found = rates.of("EUR", day)
    if not before:
        assert found is None
        return
    last_on = max(on for on, _ in before)
    text = [each for on, each in before if on == last_on][-1]
    assert (found and (found.on, found.rate.text)) == (text and (last_on, text))
    assert rates.lack("EUR", day) == (text is None)
    assert rates.of("GBP", day) is None
    assert not rates.lack("USD", day)


def test_what_no_amount_can_be_is_not_taken_in() -> None:
    day = date(2026, 1, 1)
    rates = Rates("USD", [RateRow("EUR", day, rate_of("2"))])
    assert rates.valued(10**15 // 2, "EUR", day) == (10**15, "USD")
    assert rates.valued(10**15 // 2 + 1, "EUR", day) == (10**15 // 2 + 1, "EUR")
    assert rates.worth(10**15, "EUR", day) is None
    assert rates.valued(None, "EUR", day) == (None, "USD")
    assert rates.valued(5, "EUR", day - timedelta(1)) == (5, "EUR")


def test_a_rate_is_far_from_another_over_a_hundred_times_it() -> None:
    assert not is_far_from(rate_of("100"), rate_of("1"))
    assert is_far_from(rate_of("100.0000000001"), rate_of("1"))
    assert is_far_from(rate_of("0.0064"), rate_of("156.25"))
