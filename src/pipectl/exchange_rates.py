"""Exchange rates: read what was typed or stored, find the one of a day, convert an amount."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pipectl.currencies import DECIMALS
from pipectl.errors import UsageError, quoted
from pipectl.money import MOST_MINOR
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat

MOST_WHOLE, MOST_PLACES = 10, 10  # digits before and behind the decimal mark
_STORED = re.compile(rf"([0-9]{{1,{MOST_WHOLE}}})(?:\.([0-9]{{1,{MOST_PLACES}}}))?")
# A typed rate that differs this much from the former one is probably the inverse of what is meant.
FAR = 100


class RateError(UsageError):
    """What was typed is no exchange rate."""

    def __init__(self, text: str, why: str, *, decimal: str = ".") -> None:
        super().__init__(
            f"{quoted(text)} {why}.",
            hint=f"Type what one unit of the currency is worth, such as"
            f" {NumberFormat(decimal).marked('1.08')}.",
        )


class Rate(NamedTuple):
    """A rate above 0, exact: `digits` / 10 ** `places`, in as few digits as possible."""

    digits: int
    places: int

    @property
    def text(self) -> str:
        """Return it as stored, and as the digits of a JSON number: `1.08`."""
        whole, part = divmod(self.digits, 10**self.places)
        return f"{whole}.{part:0{self.places}d}" if self.places else str(whole)

    def is_above(self, other: "Rate", times: int = 1) -> bool:
        """Return whether it is more than so many times another one."""
        return self.scaled(other) > times * other.scaled(self)

    def scaled(self, other: "Rate") -> int:
        """Return its digits with the decimals of another one behind them, to compare the two."""
        return self.digits * int(10**other.places)

    def compare(self, other: "Rate") -> int:
        """Return 1 if it is above another one, -1 if below, else 0."""
        return int(self.is_above(other)) - int(other.is_above(self))


class DatedRate(NamedTuple):
    """A rate, and the day for which it was set."""

    on: date
    rate: Rate


class OriginalAmount(NamedTuple):
    """An amount in its own currency, and the rate at which a sum takes it in."""

    amount_minor: int | None
    currency: str
    dated: DatedRate


def stored_rate(text: object) -> Rate | None:
    """Return a stored rate; None for what is none, as in a row that ends a currency's rates."""
    found = _STORED.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    part = (found[2] or "").rstrip("0")
    digits = int(found[1] + part)
    return Rate(digits, len(part)) if digits else None


def parse_rate(text: str, decimal: str = ".") -> Rate:
    """Parse a typed rate with the user's decimal mark; raise RateError."""
    typed = text.strip()
    other = "," if decimal == "." else "."
    if re.fullmatch(r"-\s*[0-9.,]+", typed):
        raise RateError(text, "is negative. An exchange rate is more than 0", decimal=decimal)
    if other in typed and re.fullmatch("[0-9.,]{1,60}", typed):
        raise RateError(text, f'does not fit the decimal mark "{decimal}"', decimal=decimal)
    plain = typed.replace(decimal, ".")
    parts = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?", plain) if len(plain) <= 60 else None
    if parts is None:
        raise RateError(text, "is not an exchange rate", decimal=decimal)
    if len(parts[1].lstrip("0")) > MOST_WHOLE:
        raise RateError(
            text, f"has more than {MOST_WHOLE} digits before the decimal mark", decimal=decimal
        )
    if len((parts[2] or "").rstrip("0")) > MOST_PLACES:
        raise RateError(text, f"has more than {MOST_PLACES} decimals", decimal=decimal)
    whole, part = parts[1].lstrip("0") or "0", (parts[2] or "").rstrip("0")
    found = stored_rate(f"{whole}.{part}" if part else whole)
    if found is None:
        raise RateError(text, "is 0. An exchange rate is more than 0", decimal=decimal)
    return found


def check_rate(text: str) -> str:
    """Return a rate as it is stored; raise RateError for what is none."""
    found = stored_rate(text)
    if found is None:
        raise RateError(text, "is not an exchange rate")
    return found.text


def is_far_from(rate: Rate, former: Rate) -> bool:
    """Return whether one of two rates is more than a hundred times the other."""
    return rate.is_above(former, FAR) or former.is_above(rate, FAR)


def converted(minor: int, currency: str, base: str, rate: Rate) -> int:
    """Return an amount in another currency, exact and then rounded half up to its minor unit."""
    above, below = factor(currency, base, rate)
    return (2 * minor * above + below) // (2 * below)


def factor(currency: str, base: str, rate: Rate) -> tuple[int, int]:
    """Return the fraction by which a rate multiplies minor units."""
    above = rate.digits * int(10 ** DECIMALS.get(base, 2))
    return above, int(10 ** (DECIMALS.get(currency, 2) + rate.places))


class RateRow(NamedTuple):
    """A stored row: the rate of a currency from a day on; None if there is no valid one."""

    currency: str
    on: date
    rate: Rate | None


class RateSpan(NamedTuple):
    """A rate with its first day and the day on which the next one starts.

    A minor unit is worth `above` / `below` of the base's.
    """

    currency: str
    starts_on: date
    ends_on: date | None
    above: int
    below: int


class Rates:
    """The rates of all currencies in one, the `base`."""

    def __init__(self, base: str, rows: Iterable[RateRow]) -> None:
        """Take the rows in the order of recording: of several of one day, the last one holds."""
        self.base = base
        by_day: dict[str, dict[date, Rate | None]] = {}
        for row in rows:
            by_day.setdefault(row.currency, {})[row.on] = row.rate
        self._days = {code: sorted(found) for code, found in by_day.items()}
        self._by_day: Mapping[str, Mapping[date, Rate | None]] = by_day

    def __bool__(self) -> bool:
        return bool(self._by_day)

    def know(self, currency: str) -> bool:
        """Return whether a currency has, or had, a rate."""
        return any(self._by_day.get(currency, {}).values())

    def lack(self, currency: str, day: date) -> bool:
        """Return whether a sum must leave out a currency, as it has no rate on that day."""
        return currency != self.base and self.of(currency, day) is None

    def spans(self) -> Iterator[RateSpan]:
        """Yield from when to when each rate holds, with the fraction that it multiplies by."""
        for currency, days in self._days.items():
            for on, until in zip(days, [*days[1:], None], strict=True):
                rate = self._by_day[currency][on]
                if rate is not None and currency != self.base:
                    yield RateSpan(currency, on, until, *factor(currency, self.base, rate))

    def of(self, currency: str, day: date) -> DatedRate | None:
        """Return a currency's rate of a day: the one set for it, or last before it."""
        days = self._days.get(currency, ())
        place = bisect_right(days, day)
        if not place:
            return None
        on = days[place - 1]
        rate = self._by_day[currency][on]
        return None if rate is None else DatedRate(on, rate)

    def original(self, minor: int | None, currency: str, day: date) -> OriginalAmount | None:
        """Return an amount in another currency with its rate of the day; None if it isn't taken in.

        An amount that would be too large in the base isn't, as no such amount can be typed.
        """
        if currency == self.base or (dated := self.of(currency, day)) is None:
            return None
        if converted(minor or 0, currency, self.base, dated.rate) > MOST_MINOR:
            return None
        return OriginalAmount(minor, currency, dated)

    def in_base(self, found: OriginalAmount) -> int | None:
        """Return what it is in the base; None without an amount."""
        if found.amount_minor is None:
            return None
        return converted(found.amount_minor, found.currency, self.base, found.dated.rate)

    def worth(self, minor: int | None, currency: str, day: date) -> int | None:
        """Return what an amount is in the base; None without an amount, or without a rate."""
        valued, code = self.valued(minor, currency, day)
        return valued if code == self.base else None

    def valued(self, minor: int | None, currency: str, day: date) -> tuple[int | None, str]:
        """Return an amount in the base at the rate of the day, or as it is without one."""
        found = self.original(minor, currency, day)
        return (minor, currency) if found is None else (self.in_base(found), self.base)
