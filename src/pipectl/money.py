"""Amounts of money in whole minor units: parse, weight and round them."""

import re
from functools import cache
from typing import TYPE_CHECKING

from pipectl.currencies import DECIMALS, SHARED_SYMBOLS, SYMBOLS, VAGUE_SYMBOLS
from pipectl.errors import (
    AmbiguousError,
    AmountError,
    CurrencyError,
    CurrencySignError,
    PercentError,
)
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat

if TYPE_CHECKING:
    from fractions import Fraction

MOST_MINOR = 10**15

_SIGNS = {
    sign.casefold(): sign
    for sign in (*SYMBOLS, *SHARED_SYMBOLS, *VAGUE_SYMBOLS, *(f"{s}." for s in VAGUE_SYMBOLS))
}
# What may part thousands besides the mark that isn't the decimal one.
_SPACES = " \u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'\u2019"
_SCALES = {"": 0, "k": 3, "m": 6, "lakh": 5, "crore": 7}
_POWERS = dict(zip("百백千천万萬만億亿억", (2, 2, 3, 3, 4, 4, 4, 8, 8, 8), strict=True))
# What stands behind a number for a power of ten.
SCALE = "(?:[kKmM]|lakh|crore|[千百천백]?[万萬만]|[億亿억千천])"
# Longer than any amount can be, so that garbage costs nothing.
_MOST_TYPED = 60
_NOISE_DIGITS = 15  # as many as binary fractions keep for certain


class Money(NamedTuple):
    """An amount in whole minor units (cents) and its currency."""

    minor: int
    currency: str


def check_currency(text: str) -> str:
    """Return the ISO 4217 code in upper case; raise CurrencyError."""
    code = text.strip()
    # isascii: upper() makes ASCII out of some other letters.
    if len(code) != 3 or not code.isascii() or code.upper() not in DECIMALS:
        raise CurrencyError(text)
    return code.upper()


def parse_money(text: str, *, currency: str, decimal: str = ".") -> Money:
    """Parse an amount; `currency` is the store's, `decimal` the decimal mark."""
    typed = text.strip()
    found = _found_amount(typed) if len(typed) <= _MOST_TYPED else None
    number = _ungrouped(found["number"]) if found else None
    if not found or number is None:
        raise AmountError(text, _why_not(typed), decimal=decimal)
    code = _currency(text, found["before"], found["after"], currency)
    scale = found["scale"]
    grouped = number != found["number"]
    # Behind thousands that spaces or apostrophes part, a mark can only be the decimal one.
    mark = next((sign for sign in number if grouped and sign in ".,"), decimal)
    minor = _minor(number, scale, code, mark)
    if minor is None:
        raise _misread(text, number, scale, currency=code, decimal=mark, grouped=grouped)
    if minor > MOST_MINOR:
        most = NumberFormat(decimal).amount(MOST_MINOR, code)
        raise AmountError(text, f"is more than {most} {code}", decimal=decimal)
    return Money(minor, code)


def is_sign(text: str) -> bool:
    """Return whether it is the sign of one currency or several."""
    return text.casefold() in _SIGNS


def plain_number(minor: int, currency: str) -> str:
    """The amount in major units with the currency's decimals, as the digits of a JSON number."""
    places = DECIMALS.get(currency, 2)
    digits = f"{abs(minor):0{places + 1}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def weighted_minor(amount_minor: int, probability_bp: int) -> int:
    """Amount x probability (basis points: 60 % is 6000), rounded half up."""
    return (amount_minor * probability_bp + 5000) // 10_000


def parse_percent(text: str, *, decimal: str = ".", most: int = 100) -> int:
    """Parse a percentage into basis points; between 0 and 1 only with %, as 0.5 may mean 50 %."""
    typed = text.strip()
    found = re.fullmatch(rf"([0-9]{{1,20}})(?:([.,])([0-9]{{1,20}}))?([{_SPACES}]?%)?", typed)
    if not found:
        raise PercentError(text)
    if found[2] == "," and decimal != ",":
        raise PercentError(text, f'does not fit the decimal mark "{decimal}"')
    whole, _, part, sign = found.groups(default="")
    part = part.rstrip("0")
    if part and int(whole) == 0 and not sign:
        as_typed, as_share = f"0.{part}%", f"{_plain(part[:2].ljust(2, '0'), part[2:])}%"
        raise AmbiguousError(
            text,
            [NumberFormat(decimal).marked(as_typed), NumberFormat(decimal).marked(as_share)],
            hint="Type the % sign.",
        )
    basis_points = int(whole) * 100 + int(part[:2].ljust(2, "0"))
    if len(part) > 2:
        exact = _without_noise(whole, part, 2)
        if exact is None:
            raise PercentError(text, "has more than two decimals")
        basis_points = exact
    if basis_points > 100 * most:
        raise PercentError(text, f"is more than {most}%", most=most)
    return basis_points


def plain_percent(bp: int) -> str:
    """`60` or `37.5`, from basis points, as settings keep it."""
    whole, part = divmod(abs(bp), 100)
    return ("-" if bp < 0 else "") + _plain(str(whole), f"{part:02d}")


def percent_number(bp: int | None) -> int | float | None:
    """60 or 37.5, from basis points, for JSON."""
    if bp is None:
        return None
    return bp // 100 if bp % 100 == 0 else bp / 100


def _found_amount(typed: str) -> re.Match[str] | None:
    """Match an amount; without signs and spaces by a pattern that compiles fast."""
    plain = "(?P<before>)(?P<number>[0-9][0-9.,]*)(?P<whole>)(?P<scale>[kKmM]?)(?P<after>)"
    return re.fullmatch(plain, typed) or _amount_form().fullmatch(typed)


@cache
def _amount_form() -> re.Pattern[str]:
    """A sign, a number and its scale, a sign; `12.-` and `12:-` are whole."""
    signs = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
    sign = f"(?i:{signs})|[A-Za-z]{{3}}"
    # The scale is taken last: 12KMF and 12kr have none.
    return re.compile(
        rf"(?P<before>{sign})?[{_SPACES}]*"
        rf"(?P<number>[0-9](?:[0-9.,]|[{_SPACES}{_APOSTROPHES}](?=[0-9]))*?)"
        rf"(?P<whole>[.,](?:--?|[–—])|:-)?(?P<scale>{SCALE}??)[{_SPACES}]*(?P<after>{sign})?"
    )


def _why_not(typed: str) -> str:
    if re.fullmatch(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}", typed):
        return "is a number that Excel shortened, so its last digits are lost"
    negative = re.fullmatch(r"[^0-9.,]{0,5}[-\u2212(][^0-9]{0,5}[0-9].{0,40}", typed)
    return "is negative. Amounts start at 0" if negative else "is not an amount"


def _ungrouped(number: str) -> str | None:
    """Remove spaces and apostrophes; None if they separate anything but thousands."""
    if number.isascii() and not re.search("[ ']", number):
        return number
    for marks in (_SPACES, _APOSTROPHES):
        if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:[{marks}][0-9]{{3}})+(?:[.,][0-9]*)?", number):
            return re.sub(f"[{marks}]", "", number)
    return None


def _currency(text: str, before: str | None, after: str | None, currency: str) -> str:
    """The currency that the signs before and after a number mean; they must not disagree."""
    codes = [_meant(text, sign, currency) for sign in (before, after) if sign]
    if before and after:
        shared = [SHARED_SYMBOLS.get(sign, "").split() for sign in (before, after)]
        if codes[1] in shared[0]:
            return codes[1]  # $12 CAD
        if codes[0] != codes[1] and codes[0] not in shared[1]:
            raise AmountError(text, f"names two currencies, {codes[0]} and {codes[1]}")
    return codes[0] if codes else currency


def _meant(text: str, typed: str, currency: str) -> str:
    """The currency of a sign or a code; CurrencySignError where it could be several."""
    sign = _SIGNS.get(typed.casefold(), typed)
    if sign in SYMBOLS:
        return SYMBOLS[sign]
    vague = VAGUE_SYMBOLS.get(sign.removesuffix("."))
    codes = (vague or SHARED_SYMBOLS.get(sign, "")).split()
    if currency in codes:
        return currency
    if vague:
        raise CurrencySignError(text, typed, codes)
    return codes[0] if codes else check_currency(sign)


def _split(number: str, decimal: str) -> tuple[str, str] | None:
    """The digits before and after the decimal mark; None if the marks don't fit."""
    group = "," if decimal == "." else "."
    grouped = rf"[0-9]+|[1-9][0-9]{{0,2}}(?:\{group}[0-9]{{3}})+"
    if group == ",":
        grouped += "|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"  # 5,00,000, as India writes it
    found = re.fullmatch(rf"({grouped})(?:\{decimal}([0-9]+))?", number)
    return (found[1].replace(group, ""), found[2] or "") if found else None


def _minor(number: str, scale: str, currency: str, decimal: str) -> int | None:
    """Minor units; None if the marks or the number of decimals don't fit."""
    whole, part = _split(number, decimal) or ("", "")
    places = DECIMALS[currency] + _power(scale)
    if not whole:
        return None
    if len(part) <= places:
        return int(whole + part.ljust(places, "0"))
    return _without_noise(whole, part, places)


def _power(scale: str) -> int:
    """The power of ten of a scale: 3 for `k`, 6 for `百万`."""
    known = _SCALES.get(scale.lower())
    return sum(map(_POWERS.__getitem__, scale)) if known is None else known


def _without_noise(whole: str, part: str, places: int) -> int | None:
    """Return minor units without a program's rounding noise: 1049.9999999999998 is 1,050.00."""
    rest = part[places:]
    if len(f"{whole}{part}".lstrip("0")) < _NOISE_DIGITS:
        return None
    if not re.fullmatch("(?:0{3,}|9{3,})[0-9]{0,2}", rest):
        return None
    return int(whole + part[:places]) + (rest[0] == "9")


def _misread(
    text: str, number: str, scale: str, *, currency: str, decimal: str, grouped: bool
) -> AmountError | AmbiguousError:
    """Return the error for marks that don't fit the setting, or too many decimals."""
    places = DECIMALS[currency]
    fits = _split(number, decimal) is not None
    numbers = NumberFormat(decimal)
    readings = [numbers.marked(reading) + scale for reading in _readings(number, fits, grouped)]
    if len(readings) > 1:
        group = numbers.group
        clear = [reading.replace(group, "") for reading in readings]
        clear = [
            each
            for each in clear
            if _minor(each.removesuffix(scale), scale, currency, decimal) is not None
        ]
        return AmbiguousError(
            text,
            [f"{reading} {currency}" for reading in readings],
            hint=f'The decimal mark is "{decimal}", and {currency} has {places} decimals:'
            f" type {' or '.join(clear)}.",
        )
    if fits:
        why = f"has too many decimals: {currency} has {places}"
    elif readings:
        why = f'does not fit the decimal mark "{decimal}". It could mean {readings[0]} {currency}'
    else:
        why = "is not an amount"
    return AmountError(text, why, decimal=decimal)


def _readings(number: str, fits: bool, grouped: bool) -> list[str]:
    """Return every number that may be meant: with the last mark as decimal mark, or none.

    Where other signs part the thousands (`grouped`), a mark is the decimal one.
    """
    if re.search("[.,]{2}", number):
        return []
    digits = re.sub("[.,]", "", number)
    last = max(number.rfind("."), number.rfind(","))
    after = len(number) - 1 - last
    mixed = "." in number and "," in number
    readings: list[str] = []
    if after and number.count(number[last]) == 1:
        readings.append(_plain(NumberFormat().count(int(digits[:-after])), digits[-after:]))
    # With too many decimals, the mark parts thousands only where it stands right for that.
    shape = "[1-9][0-9]{0,2}([.,][0-9]{3})+" if fits else "[1-9].*"
    if not (mixed or grouped) and re.fullmatch(shape, number):
        readings.append(NumberFormat().count(int(digits)))
    return readings


def _plain(whole: str, part: str) -> str:
    """`12` or `12.5`: without closing zeros, or a mark that nothing follows."""
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole


def rounded_up(value: "Fraction") -> int:
    """The least whole number not below the value."""
    return -(-value.numerator // value.denominator)
