"""Money and percentages: typed, written, weighted."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.currencies import DECIMALS, SYMBOLS
from pipectl.errors import UsageError
from pipectl.money import (
    MOST_MINOR,
    Money,
    check_currency,
    parse_money,
    parse_percent,
    percent_number,
    plain_number,
    weighted_minor,
)
from pipectl.numbers import NumberFormat

quick = settings(deadline=None)
anything = st.text(st.characters(exclude_categories=()))
PIECES = (
    "1|12|000|0|.|,|k|M| |'|’|$|US$|€|¥|zł|kr|Rs.|"
    + "EUR|jpy|KMF|-|+|e|_|%|NaN|１|\u212a|\xa0|\u202f|\n"
)
typed = st.lists(st.sampled_from(PIECES.split("|")), max_size=8).map("".join)
currencies = st.sampled_from(sorted(DECIMALS))
marks = st.sampled_from([".", ","])
amounts = st.builds(Money, st.integers(0, MOST_MINOR), currencies)


def outcome(function: Callable[..., Any], text: str, **options: Any) -> Any:
    """What came out; None where it was refused, as an error that people can read."""
    try:
        return function(text, **options)
    except UsageError as error:
        refused = error
    assert refused.exit_code == 2
    assert str(refused).isprintable()
    return None


def refusal(function: Callable[..., Any], text: str, **options: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        function(text, **options)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert str(caught.value).isprintable()
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12k", "12,000 USD"),
        ("12,000", "12,000 USD"),
        ("12000.50", "12,000.50 USD"),
        ("12,000.5", "12,000.50 USD"),
        ("1.5M", "1,500,000 USD"),
        ("1.5m", "1,500,000 USD"),
        ("$12k", "12,000 USD"),
        ("€12k", "12,000 EUR"),
        ("12k EUR", "12,000 EUR"),
        ("12keur", "12,000 EUR"),
        ("eur 12K", "12,000 EUR"),
        ("12k€", "12,000 EUR"),
        ("12 €", "12 EUR"),
        ("12\u00a0€", "12 EUR"),
        ("zł12.5k", "12,500 PLN"),
        ("12.5k", "12,500 USD"),
        ("12.34567k", "12,345.67 USD"),
        ("12.5k JPY", "12,500 JPY"),
        ("¥12", "12 JPY"),
        ("12KMF", "12 KMF"),
        ("12MXN", "12 MXN"),
        ("12MUSD", "12,000,000 USD"),
        ("1.234 KWD", "1.234 KWD"),
        ("1,234 KWD", "1,234 KWD"),
        ("12 000", "12,000 USD"),
        ("12\u00a0000", "12,000 USD"),
        ("12\u202f000.50", "12,000.50 USD"),
        ("1\u2009200\u2009300", "1,200,300 USD"),
        ("12'000", "12,000 USD"),
        ("1’200’300.5", "1,200,300.50 USD"),
        ("1'200.-", "1,200 USD"),
        ("12 000:-", "12,000 USD"),
        ("1 200k", "1,200,000 USD"),
        ("12 000 zł", "12,000 PLN"),
        ("1,00,000", "100,000 USD"),
        ("5,00,000.00", "500,000 USD"),
        ("1,23,45,678.90", "12,345,678.90 USD"),
        ("US$1,323.25", "1,323.25 USD"),
        ("us$ 12k", "12,000 USD"),
        ("A$500", "500 AUD"),
        ("C$500", "500 CAD"),
        ("NZ$500", "500 NZD"),
        ("HK$500", "500 HKD"),
        ("S$500", "500 SGD"),
        ("R$1,500.00", "1,500 BRL"),
        ("12 Kč", "12 CZK"),
        ("$12 USD", "12 USD"),
        ("$12 CAD", "12 CAD"),
        ("1049.9999999999998", "1,050 USD"),
        ("1234.5600000000001", "1,234.56 USD"),
        ("0.30000000000000004", "0.30 USD"),
        ("12345678901.119999", "12,345,678,901.12 USD"),
        (" 0 ", "0 USD"),
        ("0.00", "0 USD"),
        ("0.05", "0.05 USD"),
        ("007", "7 USD"),
        ("10,000,000,000,000", "10,000,000,000,000 USD"),
    ],
)
def test_every_form_of_an_amount_is_read(text: str, expected: str) -> None:
    assert NumberFormat().money(*parse_money(text, currency="USD")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.000", "12.000 EUR"),
        ("12.000,50", "12.000,50 EUR"),
        ("12,5k", "12.500 EUR"),
        ("1,5M", "1.500.000 EUR"),
        ("1.234", "1.234 EUR"),
    ],
)
def test_with_a_decimal_comma_the_point_parts_thousands(text: str, expected: str) -> None:
    assert NumberFormat(",").money(*parse_money(text, currency="EUR", decimal=",")) == expected


@pytest.mark.parametrize(
    ("store", "expected"), [("USD", "USD"), ("CAD", "CAD"), ("EUR", "USD"), ("MXN", "USD")]
)
def test_a_dollar_sign_is_the_stores_dollar(store: str, expected: str) -> None:
    assert parse_money("$1", currency=store) == Money(100, expected)


@pytest.mark.parametrize(
    ("text", "store", "codes"),
    [
        ("500 kr", "SEK", "DKK, ISK, NOK or SEK"),
        ("500kr", "NOK", "DKK, ISK, NOK or SEK"),
        ("Rs. 5,00,000", "INR", "INR, LKR, MUR, NPR, PKR or SCR"),
        ("R500", "ZAR", "BRL or ZAR"),
        ("Fr. 500", "CHF", "CHF, XAF, XOF or XPF"),
    ],
)
def test_a_sign_of_several_currencies_is_read_only_in_a_store_of_one_of_them(
    text: str, store: str, codes: str
) -> None:
    assert parse_money(text, currency=store).currency == store
    error = refusal(parse_money, text, currency="USD")
    assert "doesn't name a currency: " in str(error)
    assert str(error).endswith(f" could be {codes}.")


@quick
@given(amounts, marks, st.sampled_from(" '’\u00a0\u2009\u202f"))
def test_spaces_and_apostrophes_part_thousands_with_either_mark(
    money: Money, decimal: str, sign: str
) -> None:
    written = NumberFormat(decimal).amount(*money)
    group = "," if decimal == "." else "."
    parted = written.replace(group, sign)
    assert parse_money(parted, currency=money.currency, decimal=decimal) == money


@quick
@given(st.integers(0, 10**13), st.sampled_from([1, 3, 7, 10, 100]))
def test_what_arithmetic_leaves_behind_an_amount_is_no_part_of_it(minor: int, parts: int) -> None:
    sum_of_parts = float(minor) / 100 / parts * parts
    if "e" not in repr(sum_of_parts):
        assert parse_money(repr(sum_of_parts), currency="USD").minor == minor


def test_a_yen_sign_is_the_stores_yuan() -> None:
    assert parse_money("¥1", currency="CNY") == Money(100, "CNY")


@pytest.mark.parametrize(("symbol", "code"), SYMBOLS.items())
def test_every_symbol_stands_before_or_after(symbol: str, code: str) -> None:
    money = parse_money(f"12 {code}", currency="USD")
    for text in (f"{symbol}12", f"{symbol} 12", f"12{symbol}", f"12 {symbol}"):
        assert parse_money(text, currency="USD") == money


NO_AMOUNTS = (
    "| |$|k|EUR|NaN|nan|Infinity|inf|1e400|1e3|1_000|１２|12 k|12 00|1 2000|0 500|1'20|12 000'000|"
    "12€k|+12|.5|1..2|12kk|٣|12\u212a|½|12 dollars|0x10|true|1\n2|12\ud800|=1+1"
)


@pytest.mark.parametrize("text", NO_AMOUNTS.split("|"))
def test_anything_else_is_no_amount(text: str) -> None:
    error = refusal(parse_money, text, currency="USD")
    assert "is not an amount" in str(error)
    assert "12,000.50, 12k, 1.5M, €12k, '12k EUR'" in (error.hint or "")


@pytest.mark.parametrize("text", ["-5", "−5", "$-5k", "-$5", "(500)", "EUR -1.5"])
def test_a_negative_amount_is_refused_as_such(text: str) -> None:
    assert "is negative" in str(refusal(parse_money, text, currency="USD"))


@pytest.mark.parametrize(
    ("text", "decimal", "message", "typed_instead"),
    [
        ("12.000", ".", '"12.000" could mean 12 USD or 12,000 USD.', "type 12 or 12000."),
        ("1.234", ".", '"1.234" could mean 1.234 USD or 1,234 USD.', "type 1234."),
        ("12,5", ".", '"12,5" could mean 12.5 USD or 125 USD.', "type 12.5 or 125."),
        ("$1,5k", ".", '"$1,5k" could mean 1.5k USD or 15k USD.', "type 1.5k or 15k."),
        ("12,000", ",", '"12,000" could mean 12 USD or 12.000 USD.', "type 12 or 12000."),
        ("1.5M", ",", '"1.5M" could mean 1,5M USD or 15M USD.', "type 1,5M or 15M."),
    ],
)
def test_an_amount_with_too_many_decimals_shows_both_readings(
    text: str, decimal: str, message: str, typed_instead: str
) -> None:
    error = refusal(parse_money, text, currency="USD", decimal=decimal)
    assert str(error) == message
    assert (error.hint or "").endswith(typed_instead)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12.000,50", 'does not fit the decimal mark ".". It could mean 12,000.5 USD.'),
        ("1.234.567", 'does not fit the decimal mark ".". It could mean 1,234,567 USD.'),
        ("1,000,00", 'does not fit the decimal mark ".". It could mean 100,000 USD.'),
        ("12 000.505", "has too many decimals: USD has 2."),
        ("33333.333333333336", "has too many decimals: USD has 2."),
        ("1.0000001", "has too many decimals: USD has 2."),
        ("4.90E+10", "is a number that Excel shortened, so its last digits are lost."),
        ("USD 12 EUR", "names two currencies, USD and EUR."),
        ("$12 EUR", "names two currencies, USD and EUR."),
        ("12.", 'does not fit the decimal mark ".". It could mean 12 USD.'),
        ("1.2345", "has too many decimals: USD has 2."),
        ("1.2345678901", "has too many decimals: USD has 2."),
        ("12.5 JPY", "has too many decimals: JPY has 0."),
    ],
)
def test_an_amount_with_one_reading_shows_it(text: str, message: str) -> None:
    assert str(refusal(parse_money, text, currency="USD")) == f'"{text}" {message}'


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    ("text", "minor"),
    [
        *(("10 237,65", 1023765), ("10 237.65", 1023765), ("1’200,5", 120050)),
        *(("1'200.5", 120050), ("4'300.00", 430000), ("1'234'567,00", 123456700)),
    ],
)
def test_a_mark_behind_spaces_or_apostrophes_is_the_decimal_one(
    text: str, minor: int, decimal: str
) -> None:
    for typed in (text, f"CHF {text}"):
        assert parse_money(typed, currency="CHF", decimal=decimal) == (minor, "CHF")


def test_more_than_can_be_kept_is_refused() -> None:
    assert parse_money("10000000000000", currency="USD").minor == MOST_MINOR
    error = refusal(parse_money, "10,000,000,000,000.01", currency="USD")
    assert "is more than 10,000,000,000,000 USD" in str(error)


@pytest.mark.parametrize("piece", ["9", "1,", "x", "-", " ", "$", "1.", "\u0301"])
def test_long_garbage_is_refused_and_shortened(piece: str) -> None:
    for parse in (lambda text: parse_money(text, currency="USD"), parse_percent, check_currency):
        assert len(str(refusal(parse, f"1{piece * 100_000}x"))) < 600


@quick
@given(amounts, marks)
def test_reading_a_written_amount_gives_it_back(money: Money, decimal: str) -> None:
    written = NumberFormat(decimal).money(*money)
    assert parse_money(written, currency="USD", decimal=decimal) == money
    amount = NumberFormat(decimal).amount(*money)
    assert parse_money(amount, currency=money.currency, decimal=decimal) == money


@quick
@given(anything | typed, currencies, marks)
def test_no_text_crashes_the_parser_of_amounts(text: str, currency: str, decimal: str) -> None:
    money = outcome(parse_money, text, currency=currency, decimal=decimal)
    if money:
        assert 0 <= money.minor <= MOST_MINOR
        assert money.currency in DECIMALS


def test_a_negative_difference_is_written_with_its_sign() -> None:
    assert NumberFormat().amount(-1_200_050, "USD") == "-12,000.50"
    assert NumberFormat().short(-2_000_000, "USD") == "-20k"


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (0, "0"),
        (5, "0.05"),
        (1250, "12.5"),
        (95_000, "950"),
        (99_950, "1k"),
        (123_456, "1.23k"),
        (2_000_000, "20k"),
        (6_150_000, "61.5k"),
        (6_155_000, "61.6k"),
        (99_949_999, "999k"),
        (99_950_000, "1M"),
        (125_000_000, "1.25M"),
        (125_000_000_000, "1,250M"),
    ],
)
def test_an_amount_in_a_sentence_has_three_digits(minor: int, expected: str) -> None:
    assert NumberFormat().short(minor, "USD") == expected
    comma = expected.translate(str.maketrans(".,", ",."))
    assert NumberFormat(",").short(minor, "USD") == comma


@quick
@given(amounts, marks)
def test_a_short_amount_can_be_typed_and_is_right_to_half_a_percent(
    money: Money, decimal: str
) -> None:
    short = NumberFormat(decimal).short(*money)
    read = parse_money(short, currency=money.currency, decimal=decimal)
    assert abs(read.minor - money.minor) <= money.minor / 200


@quick
@given(st.integers(-MOST_MINOR, MOST_MINOR), currencies)
def test_a_number_for_json_has_the_currencys_decimals(minor: int, currency: str) -> None:
    number = Decimal(plain_number(minor, currency))
    assert number == Decimal(minor) / 10 ** DECIMALS[currency]
    assert number.as_tuple().exponent == -DECIMALS[currency]


def test_a_currency_is_read_in_any_case() -> None:
    assert check_currency(" eur ") == "EUR"
    for text in ("", "EU", "EURO", "ABC", "€", "ＥＵＲ", "ﬀX", "xxx"):
        assert "is not an ISO 4217 currency" in str(refusal(check_currency, text))


@pytest.mark.parametrize(
    ("code", "places"), [("USD", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("CLF", 4), ("HUF", 2)]
)
def test_the_decimals_are_those_of_the_standard(code: str, places: int) -> None:
    assert DECIMALS[code] == places
    assert all(len(each) == 3 and each.isalpha() and each.isupper() for each in DECIMALS)


@quick
@given(st.integers(0, MOST_MINOR), st.integers(0, 10_000))
def test_a_weighted_amount_is_rounded_half_up(minor: int, bp: int) -> None:
    exact = Fraction(minor * bp, 10_000)
    assert Fraction(-1, 2) < weighted_minor(minor, bp) - exact <= Fraction(1, 2)
    assert weighted_minor(minor, 0) == 0
    assert weighted_minor(minor, 10_000) == minor


def test_half_a_cent_goes_up() -> None:
    assert weighted_minor(1, 5000) == 1
    assert weighted_minor(1, 4999) == 0


@pytest.mark.parametrize(
    ("text", "bp"),
    [
        ("60", 6000),
        ("60%", 6000),
        ("37.5", 3750),
        ("0", 0),
        ("0.0", 0),
        ("0%", 0),
        ("0.5%", 50),
        ("1", 100),
        ("100", 10_000),
        ("100.00 %", 10_000),
        (" 12.25% ", 1225),
        ("60\u202f%", 6000),
        ("30.000000000000004", 3000),
        ("37.500", 3750),
    ],
)
def test_a_percentage_is_read_as_basis_points(text: str, bp: int) -> None:
    assert parse_percent(text) == bp


def test_a_decimal_comma_is_read_only_where_it_is_set() -> None:
    assert parse_percent("37,5", decimal=",") == 3750
    assert parse_percent("37.5", decimal=",") == 3750
    assert "does not fit the decimal mark" in str(refusal(parse_percent, "37,5"))


@pytest.mark.parametrize(
    ("text", "readings"),
    [("0.5", "0.5% or 50%"), ("0.05", "0.05% or 5%"), ("0.555", "0.555% or 55.5%")],
)
def test_a_value_between_0_and_1_without_its_sign_shows_both_readings(
    text: str, readings: str
) -> None:
    assert str(refusal(parse_percent, text)) == f'"{text}" could mean {readings}.'


@pytest.mark.parametrize(
    "text",
    ["", "%", "-1", "+5", "100.01", "101", "1e2", "nan", "５", "12.345", ".5", "5.", "5 %%", "1_0"],
)
def test_anything_else_is_no_percentage(text: str) -> None:
    assert "0 to 100" in (refusal(parse_percent, text).hint or "")


@quick
@given(st.integers(0, 10_000), marks)
def test_reading_a_written_percentage_gives_it_back(bp: int, decimal: str) -> None:
    assert parse_percent(f"{NumberFormat().basis_points(bp)}%", decimal=decimal) == bp
    assert float(NumberFormat().basis_points(bp)) == percent_number(bp)
    if bp == 0 or bp >= 100:
        assert parse_percent(NumberFormat().basis_points(bp)) == bp


def test_a_whole_percentage_is_a_whole_number_in_json() -> None:
    assert [repr(percent_number(bp)) for bp in (0, 6000, 3750)] == ["0", "60", "37.5"]


@quick
@given(anything | typed, marks)
def test_no_text_crashes_the_parser_of_percentages(text: str, decimal: str) -> None:
    bp = outcome(parse_percent, text, decimal=decimal)
    assert bp is None or 0 <= bp <= 10_000


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("12.5万", 12_500_000),
        ("1.2億 JPY", 120_000_000),
        ("3千万 JPY", 30_000_000),
        ("5백만원", 5_000_000),
        ("2.5lakh INR", 25_000_000),
        ("1.5crore INR", 1_500_000_000),
    ],
)
def test_an_amount_may_have_a_scale_of_asia(typed: str, minor: int) -> None:
    assert parse_money(typed, currency="CNY").minor == minor
