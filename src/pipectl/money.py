"""Money as whole minor units of an ISO 4217 currency: read, written and weighted exactly."""

import re
from typing import TYPE_CHECKING, NamedTuple

from pipectl.errors import AmbiguousError, AmountError, CurrencyError, PercentError

if TYPE_CHECKING:
    from fractions import Fraction  # reads that round nothing do without it

MOST_MINOR = 10**15

# Active codes of ISO 4217 (2026; metals, test codes and the like left out) by their decimals.
_CODES = {
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
    LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
    NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
    XAD XCD XCG YER ZAR ZMW ZWG
    """,
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DECIMALS: dict[str, int] = {
    code: places for places, codes in _CODES.items() for code in codes.split()
}
# Only signs that mean one currency. "$" and "¥" mean the store's currency where that is one of
# theirs, else the first; "£" is sterling; "kr", "Rs" and "R" belong to too many.
SYMBOLS: dict[str, str] = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS",
    "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP", "₸": "KZT", "₵": "GHS", "₡": "CRC", "₲": "PYG",
    "₾": "GEL", "₼": "AZN", "zł": "PLN",
}  # fmt: skip
_SHARED_SYMBOLS = {
    "$": "USD AUD CAD NZD SGD HKD TWD BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD",
    "¥": "JPY CNY",
}
_SCALES = {"": 0, "k": 3, "m": 6}
# Longer than any amount can be, so that garbage costs nothing.
_MOST_TYPED = 60


class Money(NamedTuple):
    """An amount in whole minor units (cents) and its currency."""

    minor: int
    currency: str


def check_currency(text: str) -> str:
    """The ISO 4217 code, in upper case."""
    code = text.strip()
    # isascii: upper() makes ASCII out of some other letters.
    if len(code) != 3 or not code.isascii() or code.upper() not in DECIMALS:
        raise CurrencyError(text)
    return code.upper()


def parse_money(text: str, *, currency: str, decimal: str = ".") -> Money:
    """The amount that was typed; `currency` is the store's, `decimal` the decimal mark."""
    typed = text.strip()
    found = None
    if len(typed) <= _MOST_TYPED:
        sign = f"[A-Za-z]{{3}}|{'|'.join(map(re.escape, (*SYMBOLS, *_SHARED_SYMBOLS)))}"
        found = re.fullmatch(
            rf"(?P<before>{sign})?[ \u00a0]*(?P<number>[0-9][0-9.,]*)(?P<scale>[kKmM]?)"
            rf"[ \u00a0]*(?P<after>{sign})?",
            typed,
        )
    if not found or (found["before"] and found["after"]):
        negative = re.fullmatch(r"[^0-9.,]{0,5}[-\u2212(][^0-9]{0,5}[0-9].{0,40}", typed)
        why = "is negative; amounts are not" if negative else "is not an amount"
        raise AmountError(text, why, decimal=decimal)
    code = _currency(found["before"] or found["after"], currency)
    number, scale = found["number"], found["scale"]
    minor = _minor(number, scale, code, decimal)
    if minor is None:
        raise _misread(text, number, scale, currency=code, decimal=decimal)
    if minor > MOST_MINOR:
        most = format_amount(MOST_MINOR, code, decimal=decimal)
        raise AmountError(text, f"is more than {most} {code}", decimal=decimal)
    return Money(minor, code)


def format_money(money: Money, *, decimal: str = ".") -> str:
    """`12,000.50 USD`, and `12,000 USD` where the decimals are zero."""
    return f"{format_amount(*money, decimal=decimal)} {money.currency}"


def format_amount(minor: int, currency: str, *, decimal: str = ".") -> str:
    """`12,000.50`, without the currency; differences may be negative."""
    places = DECIMALS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**places)
    decimals = f".{rest:0{places}d}" if rest else ""
    return _marked(f"{'-' if minor < 0 else ''}{whole:,}{decimals}", decimal)


def short_amount(minor: int, currency: str, *, decimal: str = ".") -> str:
    """`61.5k`, `1.25M`, `950`: three significant digits, rounded half up, for sentences."""
    places = DECIMALS.get(currency, 2)
    for exponent, suffix in ((0, ""), (3, "k"), (6, "M")):
        unit = 10 ** (places + exponent)
        whole = abs(minor) // unit
        digits = 0 if whole >= 100 else 1 if whole >= 10 else 2
        if not exponent:
            digits = places if whole == 0 else min(digits, places)
        rounded = (2 * abs(minor) * 10**digits + unit) // (2 * unit)
        if rounded < 1000 * 10**digits or suffix == "M":
            break
    whole, rest = divmod(rounded, 10**digits)
    decimals = f".{rest:0{digits}d}".rstrip("0") if rest else ""
    return _marked(f"{'-' if minor < 0 else ''}{whole:,}{decimals}{suffix}", decimal)


def plain_number(minor: int, currency: str) -> str:
    """The amount in major units with the currency's decimals, as the digits of a JSON number."""
    places = DECIMALS.get(currency, 2)
    digits = f"{abs(minor):0{places + 1}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def weighted_minor(amount_minor: int, probability_bp: int) -> int:
    """Amount x probability (basis points: 60 % is 6000), rounded half up."""
    return (amount_minor * probability_bp + 5000) // 10_000


def half_up(value: "Fraction") -> int:
    """The nearest whole number, a half upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def parse_percent(text: str, *, decimal: str = ".", most: int = 100) -> int:
    """A percentage in basis points; between 0 and 1 only with its sign, for 0.5 may mean 50 %."""
    typed = text.strip()
    found = re.fullmatch(r"([0-9]{1,20})(?:([.,])([0-9]{1,20}))?( ?%)?", typed)
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
            [_marked(as_typed, decimal), _marked(as_share, decimal)],
            hint="Type the % sign.",
        )
    if len(part) > 2:
        raise PercentError(text, "has more than two decimals")
    basis_points = int(whole) * 100 + int(part.ljust(2, "0"))
    if basis_points > 100 * most:
        raise PercentError(text, f"is more than {most}%", most=most)
    return basis_points


def format_percent(bp: int) -> str:
    """`60` or `37.5`, from basis points."""
    whole, part = divmod(abs(bp), 100)
    return ("-" if bp < 0 else "") + _plain(str(whole), f"{part:02d}")


def percent_number(bp: int) -> int | float:
    """60 or 37.5, from basis points, for JSON."""
    return bp // 100 if bp % 100 == 0 else bp / 100


def _currency(sign: str | None, currency: str) -> str:
    if sign is None:
        return currency
    if sign in _SHARED_SYMBOLS:
        shared = _SHARED_SYMBOLS[sign].split()
        return currency if currency in shared else shared[0]
    return SYMBOLS.get(sign) or check_currency(sign)


def _split(number: str, decimal: str) -> tuple[str, str] | None:
    """The digits before and after the decimal mark; None where the marks don't fit."""
    group = "," if decimal == "." else "."
    grouped = rf"[0-9]+|[1-9][0-9]{{0,2}}(?:\{group}[0-9]{{3}})+"
    found = re.fullmatch(rf"({grouped})(?:\{decimal}([0-9]+))?", number)
    return (found[1].replace(group, ""), found[2] or "") if found else None


def _minor(number: str, scale: str, currency: str, decimal: str) -> int | None:
    """Minor units; None where the marks or the number of decimals don't fit."""
    whole, part = _split(number, decimal) or ("", "")
    places = DECIMALS[currency] + _SCALES[scale.lower()]
    return int(whole + part.ljust(places, "0")) if whole and len(part) <= places else None


def _misread(
    text: str, number: str, scale: str, *, currency: str, decimal: str
) -> AmountError | AmbiguousError:
    """What to say of marks that don't fit the setting, or of too many decimals."""
    places = DECIMALS[currency]
    fits = _split(number, decimal) is not None
    readings = [_marked(reading, decimal) + scale for reading in _readings(number, fits)]
    if len(readings) > 1:
        group = "," if decimal == "." else "."
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
        why = f"has more decimals than {currency}, which has {places}"
    elif readings:
        why = f'does not fit the decimal mark "{decimal}"; it could mean {readings[0]} {currency}'
    else:
        why = "is not an amount"
    return AmountError(text, why, decimal=decimal)


def _readings(number: str, fits: bool) -> list[str]:
    """Every number that somebody could have meant: its last mark decimal, or no mark decimal."""
    if re.search("[.,]{2}", number):
        return []
    digits = re.sub("[.,]", "", number)
    last = max(number.rfind("."), number.rfind(","))
    after = len(number) - 1 - last
    mixed = "." in number and "," in number
    readings: list[str] = []
    if after and number.count(number[last]) == 1:
        readings.append(_plain(f"{int(digits[:-after]):,}", digits[-after:]))
    # With too many decimals, the mark parts thousands only where it stands right for that.
    shape = "[1-9][0-9]{0,2}([.,][0-9]{3})+" if fits else "[1-9].*"
    if not mixed and re.fullmatch(shape, number):
        readings.append(f"{int(digits):,}")
    return readings


def _plain(whole: str, part: str) -> str:
    """`12` or `12.5`: without closing zeros, or a mark that nothing follows."""
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole


def _marked(number: str, decimal: str) -> str:
    """A number written `1,234.5`, with the decimal mark that is set."""
    return number if decimal == "." else number.translate(str.maketrans(".,", ",."))
