"""Format numbers for people, with the user's decimal mark and grouping.

What machines read (JSON, CSV, iCalendar, coordinates) is not written here.
"""

from collections.abc import Iterable
from math import ceil, floor
from typing import TYPE_CHECKING

from pipectl.currencies import DECIMALS
from pipectl.sample_size import is_enough

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction  # reads that round nothing do without it

NOTHING = "–"
# "." and "," of a number written `1,234.5`, by the decimal mark that is set.
UNITS = ("bytes", "kB", "MB", "GB", "TB")
SWAPPED = str.maketrans(".,", ",.")


def ago(days: int, numbers: "NumberFormat") -> str:
    """Return how long ago it was: `today`, `yesterday`, `13 days ago`, `2 weeks ago`."""
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    count, unit = (days, "day") if days < 14 else (days // 7, "week")
    return f"{numbers.counted(count, unit)} ago"


def half_up(value: "Fraction | int") -> int:
    """The nearest whole number, a half upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def hundredths_compared(
    value: "Fraction | None", required: "Fraction | None"
) -> "tuple[int | None, int | None]":
    """A ratio and the required one, as `NumberFormat.compared` writes them."""
    if value is None or required is None:
        return (
            None if value is None else floor(value * 100),
            None if required is None else floor(required * 100),
        )
    shown, needed = floor(value * 100), half_up(required * 100)
    if value < required and shown >= needed:
        needed = ceil(required * 100)
    if value >= required and shown < needed:
        needed = floor(required * 100)
    return shown, needed


def digits_of(value: "Decimal") -> str:
    """The number as machines read it, never with an exponent: `0.00001`."""
    return f"{value:f}"


class NumberFormat:
    """How numbers are written for a person, by the decimal mark; thousands take the other mark.

    No dataclass: making one takes each command longer than all that it does with numbers.
    """

    __slots__ = ("decimal",)

    def __init__(self, decimal: str = ".") -> None:
        self.decimal = decimal

    @property
    def group(self) -> str:
        """The mark between thousands."""
        return "," if self.decimal == "." else "."

    def marked(self, number: str) -> str:
        """A number written `1,234.5`, with the user's marks."""
        return number if self.decimal == "." else number.translate(SWAPPED)

    # Counts

    def count(self, number: int) -> str:
        """`1,234`."""
        return self.marked(f"{number:,}")

    def counted(self, number: int, one: str, many: str = "") -> str:
        """`1 deal`, `1,234 deals`."""
        return f"{self.count(number)} {one if number == 1 else many or one + 's'}"

    def tally(self, counts: Iterable[tuple[int, str]], one: str, many: str = "") -> str:
        """`1 deal won, 2 lost`: the first count names what is counted. Zeros are left out."""
        said: list[str] = []
        for number, kind in counts:
            if number:
                what = self.count(number) if said else self.counted(number, one, many)
                said.append(f"{what} {kind}")
        return ", ".join(said)

    def times(self, number: int) -> str:
        """Return how often something happened: once, twice, 3 times."""
        return {1: "once", 2: "twice"}.get(number, f"{self.count(number)} times")

    @staticmethod
    def typed(number: int) -> str:
        """A number as a command takes it."""
        return str(number)

    # Money

    def amount(self, minor: int, currency: str) -> str:
        """`12,000.50`, without the currency; differences may be negative."""
        places = DECIMALS.get(currency, 2)
        whole, rest = divmod(abs(minor), 10**places)
        decimals = f".{rest:0{places}d}" if rest else ""
        return self.marked(f"{'-' if minor < 0 else ''}{whole:,}{decimals}")

    def estimate(self, minor: int, currency: str) -> str:
        """Return an amount that rates were used for, in whole units: 3,068 for 3,068.18."""
        unit = 10 ** DECIMALS.get(currency, 2)
        return self.amount((2 * minor + unit) // (2 * unit) * unit, currency)

    def money(self, minor: int, currency: str) -> str:
        """`12,000.50 USD`, and `12,000 USD` where the decimals are zero."""
        return f"{self.amount(minor, currency)} {currency}"

    def signed(self, minor: int, currency: str) -> str:
        """`+12,000` or `-500`; 0 has no sign."""
        return f"{'+' if minor > 0 else ''}{self.amount(minor, currency)}"

    def short(self, minor: "int | Fraction", currency: str) -> str:
        """`61.5k`, `1.25M`, `950`: three significant digits, rounded half up, for sentences."""
        minor = half_up(minor)
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
        return self.marked(f"{'-' if minor < 0 else ''}{whole:,}{decimals}{suffix}")

    # Shares and other numbers with decimals

    def places(self, value: "Fraction | int", most: int, *, least: int = 0) -> str:
        """A number with so many decimals, a half rounded away from 0; zeros at its end go."""
        return self.scaled(half_up(abs(value) * 10**most) * (-1 if value < 0 else 1), most, least)

    def scaled(self, number: int, most: int, least: int = 0) -> str:
        """A number of tenths, hundredths, …: 425 of 1 place is `42.5`; zeros at its end go."""
        whole, rest = divmod(abs(number), 10**most)
        part = f"{rest:0{most}d}" if most else ""
        kept = part[:least] + part[least:].rstrip("0")
        return self.marked(f"{'-' if number < 0 else ''}{whole:,}{'.' if kept else ''}{kept}")

    def written(self, digits: str) -> str:
        """Return what machines read as `-1234.50`, and `12000.00` as `12,000`."""
        sign, unsigned = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        whole, _, part = unsigned.partition(".")
        return self.marked(f"{sign}{int(whole):,}{f'.{part}' if part.strip('0') else ''}")

    def tenths(self, value: "Fraction | int") -> str:
        """`42`, or `42.5`."""
        return self.places(value, 1)

    def tenths_up(self, value: "Fraction | int") -> str:
        """`42.5` for 42.41: what is needed is rounded up."""
        return self.scaled(-(-value.numerator * 10 // value.denominator), 1)

    def basis_points(self, bp: int) -> str:
        """`60` or `37.5`: a percentage without its sign."""
        return self.scaled(bp, 2)

    def percent(self, value: "Fraction | int | None") -> str:
        """`37.5 %`; nothing if it isn't known."""
        return NOTHING if value is None else f"{self.tenths(value)} %"

    def whole_percent(self, value: "Fraction | int") -> str:
        """`38 %`."""
        return f"{self.count(half_up(value))} %"

    def sampled(self, written: str | None, n: int) -> str:
        """A rate, share, median or average as written; `n/a (n=2)` where its sample is too small.

        Every page asks here; None, a value that can't be computed, is n/a of any sample. What is
        true of all there is (a share of the open amount, a count) is no sample, and a chance by
        `forecast` says itself what it rests on.
        """
        if written is None or not is_enough(n):
            return f"n/a (n={self.count(n)})"
        return written

    def rate(self, value: "Fraction | None", n: int) -> str:
        """`40 % (n=10)`, or `n/a (n=2)` if the sample is too small."""
        said = None if value is None else f"{self.percent(value)} (n={self.count(n)})"
        return self.sampled(said, n)

    def likelihood(self, value: "Fraction") -> str:
        """A chance in percent; never shown as 0 or 100."""
        if value * 20 < 1:
            return f"< {self.scaled(1, 1)} %"
        return f"> {self.scaled(999, 1)} %" if value * 100 >= 9995 else self.percent(value)

    def ratio(self, value: "Fraction | None") -> str:
        """`1.8x`, `1.25x`, rounded down; `0x` only for nothing at all."""
        if value is None:
            return NOTHING
        if 0 < value * 100 < 1:
            return f"< {self.hundredths(1)}"
        return self.hundredths(floor(value * 100)) if value else "0x"

    def compared(self, value: "Fraction | None", required: "Fraction | None") -> tuple[str, str]:
        """A ratio, and the one that is required rounded to the nearest.

        Where that would make what is short look like enough, or the reverse, the required one is
        rounded the other way.
        """
        needed = hundredths_compared(value, required)[1]
        if value is None or needed is None:
            return self.ratio(value), self.ratio(required)
        return self.ratio(value), self.hundredths(needed)

    def hundredths(self, number: int) -> str:
        """133 as `1.33x`, 200 as `2.0x`."""
        return f"{self.scaled(number, 2, least=1)}x"

    def days(self, value: "Fraction | int | None") -> str:
        """`42 d`, for columns; nothing if it isn't known."""
        return NOTHING if value is None else f"{self.tenths(value)} d"

    def size(self, number: int) -> str:
        """A number of bytes: 401 kB, 1.2 MB."""
        unit = 0
        while 2 * number >= 1999 * 1000**unit and unit < len(UNITS) - 1:
            unit += 1
        digits = 1 if unit and 100 * number < 995 * 1000**unit else 0
        rounded = (2 * number * 10**digits + 1000**unit) // (2 * 1000**unit)
        return f"{self.scaled(rounded, digits, least=digits)} {UNITS[unit]}"
