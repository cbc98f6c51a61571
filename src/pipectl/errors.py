"""Every error a user can cause: one sentence for what went wrong, one for what to do."""

import re
from collections.abc import Callable, Iterable
from typing import Self

from pipectl.numbers import NumberFormat

# A sentence; one with numbers is made when it is shown, in the user's number format.
Sentence = str | Callable[[NumberFormat], str]

# What stands before a password in a URL (also one whose slashes went when it was taken for a path),
# and in the words or the query of a connection string. Compiled when first needed.
_DATABASES = "(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle|sqlite|redis|mongodb)[a-z0-9+]*:"
_IN_URL = rf"(?i)(\b(?:[a-z][a-z0-9+.-]*:/{{1,3}}|{_DATABASES})[^\s/:@]*:)\S*@"
_IN_WORDS = r"(?i)\b((?:ssl)?password|passwd|pwd)(\s*=\s*)('[^']*'|[^\s&;'\"]+)"
_URL = rf"(?i)\s*(?:[a-z][a-z0-9+.-]+:/|{_DATABASES})"

_SPACES = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"


def in_words(sentence: Sentence, numbers: NumberFormat) -> str:
    """Return the sentence in the user's number format."""
    return sentence if isinstance(sentence, str) else sentence(numbers)


class PipectlError(Exception):
    """A known error: `str()` is the sentence, `hint` what to do, `exit_code` the process's."""

    exit_code = 1
    is_failure = False  # what was to be stored failed, so that it is said what is stored
    is_told_when_stored = False  # also where the change itself is stored

    def __init__(self, message: Sentence, *, hint: Sentence | None = None) -> None:
        super().__init__(in_words(message, NumberFormat()))
        self._message, self._hint = message, hint

    @property
    def hint(self) -> str | None:
        """Return what to do about it, in the plain number format."""
        return self.hint_in(NumberFormat())

    def advise(self, more: str) -> None:
        """Add a sentence to the hint."""
        before = self._hint
        self._hint = (
            more if before is None else lambda numbers: f"{in_words(before, numbers)} {more}"
        )

    def hinting(self, hint: Sentence) -> Self:
        """Return the same error with another hint."""
        self._hint = hint
        return self

    def placed(self, where: str) -> Self:
        """Return the same error, beginning with where it is."""
        before = self._message
        self._message = lambda numbers: f"{where}{in_words(before, numbers)}"
        return self

    def said_in(self, numbers: NumberFormat) -> str:
        """The sentence in the user's number format."""
        return in_words(self._message, numbers)

    def hint_in(self, numbers: NumberFormat) -> str | None:
        """Return what to do about it, in the user's number format."""
        return None if self._hint is None else in_words(self._hint, numbers)


class UsageError(PipectlError):
    """What was typed can't be understood."""

    exit_code = 2


class NotFoundError(PipectlError):
    """The name matches nothing, or several things."""

    exit_code = 3


class RefusedError(PipectlError):
    """A rule of the pipeline forbids it."""

    exit_code = 4


class StoreError(PipectlError):
    """The store is missing, locked, damaged, read-only or too new."""

    exit_code = 5


class CalendarEndError(UsageError):
    """The result would need a date outside the calendar."""

    def __init__(self) -> None:
        super().__init__(
            "This can't be computed: it needs a date outside the years 1900 to 9999.",
            hint="Choose an earlier period, or check PIPECTL_NOW and the system clock.",
        )


class ClockError(UsageError):
    """The system clock is set beyond what Python supports."""

    def __init__(self) -> None:
        super().__init__(
            "The system clock is set to a year after 2262, which Python doesn't support.",
            hint="Set the clock to the right date.",
        )


class StoreFailedError(StoreError):
    """The store can't be used now: it is locked or read-only, its disk is full or fails.

    What is stored all the same isn't known here: whoever tells the error says it.
    """

    is_failure = True


class InUseError(StoreFailedError):
    """Another program has written to the store for too long."""

    def __init__(self, store: object) -> None:
        super().__init__(
            f"The store {store} is in use by another program.",
            hint="Try again when that program has finished.",
        )


class SystemFailedError(StoreFailedError):
    """An unexpected system error: no space, no memory, no handles."""

    def __init__(self, error: OSError | MemoryError) -> None:
        reason = getattr(error, "strerror", None) or "not enough memory"
        place = getattr(error, "filename", None)
        super().__init__(f"The system reported an error: {reason}{f': {place}' if place else ''}.")


class BadFileError(RefusedError):
    """A file that can't be read; the message begins with `FILE:LINE: `."""


def listed(names: Iterable[str]) -> str:
    """`a, b and c`, for sentences."""
    items = list(names)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def either(names: Iterable[str]) -> str:
    """`a, b or c`, for sentences."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def available(names: Iterable[str]) -> str:
    """Return a sentence that names the possible values."""
    return f"Available: {listed(names)}."


def is_url(text: str) -> bool:
    """Return whether the text is a URL or a database's connection string, and no path."""
    if ":" not in text and "=" not in text:
        return False
    return "://" in text or bool(re.match(_URL, text) or re.search(_IN_WORDS, text))


def without_password(text: str) -> str:
    """Replace the passwords of URLs and connection strings with `…`."""
    if ":" in text and "@" in text:
        text = re.sub(_IN_URL, r"\1…@", text)
    return re.sub(_IN_WORDS, r"\1\2…", text) if "=" in text else text


def quoted(value: str, most: int = 40) -> str:
    """Quote a value for a sentence: escape what isn't printable, and shorten a long one.

    Every space that somebody sees as one is a plain one.
    """
    value = without_password(value)
    if not value.isascii():  # the pattern takes long to compile, and few values need it
        value = re.sub(_SPACES, " ", value)
    cut = value if len(value) <= most else value[: most - 1] + "…"
    return f'"{"".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)}"'


def for_shell(word: str) -> str:
    """Quote a word for the shell that a command is pasted into, in double quotes if they do."""
    if not re.search(r"[\"$`\\!]", word):
        return f'"{word}"'
    import shlex

    return shlex.quote(word)


class BlankTextError(UsageError):
    """The text has no visible character."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The {what} is empty or invisible.",
            hint="Give at least one visible character.",
        )


class CharacterError(UsageError):
    """The text has a character that isn't allowed."""

    def __init__(self, what: str, value: str, at: int, kind: str) -> None:
        around = quoted(value[max(0, at - 10) : at + 20])
        super().__init__(
            f"The {what} can't contain {kind} (U+{ord(value[at]):04X} at character {at + 1}):"
            f" {around}.",
            hint="Remove it. Letters, symbols and emoji of any script are fine.",
        )


class LongTextError(UsageError):
    """The text is too long; `unit` is characters or bytes."""

    def __init__(self, what: str, value: str, *, size: int, most: int, unit: str) -> None:
        super().__init__(
            lambda numbers: (
                f"The {what} {quoted(value)} has {numbers.count(size)} {unit}."
                f" The limit is {numbers.count(most)}."
            ),
            hint=f"Shorten the {what}.",
        )


class AmbiguousError(UsageError):
    """The text can be read in several ways."""

    def __init__(self, value: str, readings: Iterable[str], *, hint: str) -> None:
        super().__init__(f"{quoted(value)} could mean {' or '.join(readings)}.", hint=hint)


class AmountError(UsageError):
    """Not an amount of money; `why` says more than "is not an amount"."""

    def __init__(self, value: str, why: str = "is not an amount", *, decimal: str = ".") -> None:
        group = "," if decimal == "." else "."
        forms = f"Amounts: 12000, 12{group}000{decimal}50, 12k, 1{decimal}5M, €12k, '12k EUR'."
        # What a shell leaves of $3,000.
        is_rest = value.strip().startswith((",", "."))
        dollars = f" With a $, use single quotes: '$3{group}000'." if is_rest else ""
        self.is_unknown = why == "is not an amount" and not is_rest
        super().__init__(f"{quoted(value)} {why}.", hint=forms + dollars)


class CurrencyError(UsageError):
    """Not a currency that is in use."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"{quoted(value)} is not an ISO 4217 currency.",
            hint="Currencies have three letters: USD, EUR, GBP, JPY.",
        )


class CurrencySignError(UsageError):
    """A sign that several currencies share."""

    def __init__(self, value: str, sign: str, codes: Iterable[str]) -> None:
        super().__init__(
            f"{quoted(value)} doesn't name a currency: {quoted(sign)} could be {either(codes)}.",
            hint="Use the currency code instead of the sign: '12000 EUR'.",
        )


class PercentError(UsageError):
    """Not a percentage from 0 to 100, or to `most`."""

    def __init__(self, value: str, why: str = "is not a percentage", *, most: int = 100) -> None:
        super().__init__(
            f"{quoted(value)} {why}.",
            hint=lambda numbers: (
                f"Percentages range from 0 to {numbers.count(most)}, with up to two decimals: 60,"
                f" {numbers.scaled(375, 1)}, {numbers.scaled(5, 1)}%."
            ),
        )


DATE_FORMS = (
    "2026-12-01, 1 dec, 31.12.2026, today, tomorrow, yesterday, fri, this fri, next tue, last fri,"
    " next week, +3d, -3d, 2w, 3 days ago, in 3 months, eod, eow, eom, eoq, eoy"
)


TIME_FORMS = "Times: 14:30, 3pm or noon, alone or after a date (next tue 14:30)."


class DateError(UsageError):
    """Not a date; `why` says more than "is not a date"."""

    def __init__(
        self,
        value: str,
        why: str = "is not a date",
        *,
        hint: str | None = None,
        near: str | None = None,
        times: bool = False,
    ) -> None:
        meant = f" Did you mean {near}?" if near else ""
        also = f" {TIME_FORMS}" if times else ""
        super().__init__(
            f"{quoted(value)} {why}.{meant}", hint=hint or f"Dates: {DATE_FORMS}.{also}"
        )
        self.is_unknown, self.near = hint is None and why == "is not a date", near


class FutureDateError(UsageError):
    """A date in the future where a past one is needed."""

    def __init__(self, value: str, resolved: str, today: str) -> None:
        super().__init__(
            f"{quoted(value)} is {resolved}, in the future: today is {today}.",
            hint="Give the day it happened: today, yesterday, fri, 3 days ago.",
        )


class BackwardsRangeError(UsageError):
    """A range that ends before it starts."""

    def __init__(self, value: str, start: str, end: str) -> None:
        super().__init__(
            f"{quoted(value)} ends before it starts: {start} is after {end}.",
            hint="Put the earlier date first, with its year: 2026-10-01..2026-12-31.",
        )


class PeriodError(UsageError):
    """Not a period; `why` says more than "is not a period"."""

    def __init__(
        self, value: str, why: str = "is not a period", *, near: str | None = None
    ) -> None:
        meant = f" Did you mean {near}?" if near else ""
        super().__init__(
            f"{quoted(value)} {why}.{meant}",
            hint="Periods: 2026, 2026-Q4, q4, 2026-11, nov 2026, 2026-W47, this-, last- or next-"
            " with week, month, quarter or year, or DATE..DATE (2026-10-01..2026-12-31).",
        )
