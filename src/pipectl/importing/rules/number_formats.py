"""Parse amounts and percentages of other programs."""

import re
from decimal import Decimal, InvalidOperation

from pipectl.currencies import DECIMALS, SHARED_SYMBOLS, SYMBOLS
from pipectl.errors import AmbiguousError, AmountError, PercentError, UsageError
from pipectl.money import Money, parse_money, parse_percent
from pipectl.text import fold

# Signs of currencies, and codes in capitals but for two that are words as well.
_SYMBOLS = "|".join(map(re.escape, sorted({*SYMBOLS, *SHARED_SYMBOLS}, key=len, reverse=True)))
_CODES = "|".join(sorted({*DECIMALS} - {"ALL", "TOP"}))
SIGN = rf"(?:{_SYMBOLS}|(?-i:{_CODES}))"
_SIGNED = re.compile(r"[^\d\s.,'’kKmM:–—-]")  # what a number has beside its digits and marks
_SCALED = re.compile(
    r"(?P<number>[^\d]{0,4}\d(?:[\d.,'’ \u00a0\u202f]*\d)?)[ \u00a0\u202f]*"
    rf"(?P<scale>[kK]|M|T(?={SIGN}(?!\w))|Tsd\.?|Mio\.?)[ \u00a0\u202f]*(?P<after>{SIGN})?"
)


def is_signed(text: str) -> bool:
    """Whether an amount has more than its digits and marks: the sign or code of a currency."""
    return _SIGNED.search(_scaled(text)) is not None


def read_money(text: str, *, currency: str, decimal: str) -> Money:
    """Return an amount; extra zeros after the currency's decimals are ignored.

    `1.000` isn't changed, as it may be one or a thousand.
    """
    text = _scaled(text)
    fast = re.fullmatch(rf"([0-9]{{1,12}})(?:[{decimal}]([0-9]{{1,2}}))?", text)
    if fast and DECIMALS.get(currency) == 2:
        return Money(int(fast[1] + (fast[2] or "").ljust(2, "0")), currency)
    try:
        return parse_money(text, currency=currency, decimal=decimal)
    except (AmountError, AmbiguousError) as error:
        try:
            return parse_money(_without_zeros(text, decimal), currency=currency, decimal=decimal)
        except UsageError:
            raise error from None  # which names what the file has


def read_cents(text: str, *, currency: str) -> Money:
    """Return an amount given in hundredths of the currency's unit, whatever its decimals."""
    found = re.fullmatch("([0-9]{1,15})(?:[.]0*)?", text)
    if not found:
        raise AmountError(text, "is not a whole number of cents")
    minor, rest = divmod(int(found[1]) * 10 ** DECIMALS[currency], 100)
    if rest:
        raise AmountError(text, f"cents don't make a whole amount of {currency}")
    return parse_money(_major(minor, currency), currency=currency)


def read_percent(text: str, *, decimal: str) -> int:
    """Return a percentage from 0 to 100, in basis points."""
    return parse_percent(text, decimal=decimal)


def read_share(text: str, *, decimal: str) -> int:
    """Return a share from 0 to 1 in basis points: 0.30000000000000004 is 30 %."""
    if text.endswith("%"):
        return parse_percent(text, decimal=decimal)
    found = re.fullmatch(r"([01])(?:[.,]([0-9]{1,20}))?", text)
    basis_points = 0
    if found:
        part = (found[2] or "").ljust(5, "0")
        basis_points = int(found[1]) * 10_000 + (int(part[:5]) + 5) // 10
    if not found or basis_points > 10_000:
        raise PercentError(text, "is not a fraction from 0 to 1")
    return basis_points


def same_number(value: str, shown: str) -> int:
    """Return the divisor from a value to the displayed amount: 100, 1, or 0 if neither fits."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return 0
    digits = re.sub(r"[^0-9.,]", "", shown).strip(".,")
    whole = Decimal(re.sub("[.,]", "", digits) or 0)
    meant = whole / 100 if re.fullmatch(r".*[.,][0-9]{2}", digits) else whole
    return next((each for each in (100, 1) if number / each == meant), 0)


def _scaled(text: str) -> str:
    """Return the amount with thousands and millions as `add` takes them: `32 T€` is `32k €`.

    A lone `m` behind a space may be a unit, and letters before a currency's may belong to it.
    """
    found = _SCALED.fullmatch(text)
    if found is None:
        return text
    scale = "k" if fold(found["scale"])[0] in "kt" else "m"
    return f"{found['number']}{scale} {found['after'] or ''}".rstrip()


def _without_zeros(text: str, decimal: str) -> str:
    text = re.sub("(?<=[0-9])[ \u00a0\u2007\u2009\u202f'\u2019](?=[0-9])", "", text)
    found = re.fullmatch(rf"(.*[0-9])\{decimal}([0-9]*?)(0+)([^0-9]*)", text)
    if not found or re.search(
        rf"(^|[^0-9.,])[1-9][0-9]{{0,2}}\{decimal}[0-9]{{3}}([^0-9]|$)", text
    ):
        return text
    return f"{found[1]}{decimal if found[2] else ''}{found[2]}{found[4]}"


def _major(minor: int, currency: str) -> str:
    places = DECIMALS[currency]
    digits = f"{minor:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
