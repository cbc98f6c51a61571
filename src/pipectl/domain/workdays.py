"""The days on which one works: what is left of a period, and what a day must bring."""

from collections.abc import Set
from datetime import date, timedelta
from typing import NamedTuple

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def span_of(part: str) -> list[int]:
    """The days of `tue`, or of `fri-mon`; raises ValueError for what is neither."""
    first, dash, last = part.partition("-")
    start, end = DAY_NAMES.index(first), DAY_NAMES.index(last if dash else first)
    return [day % 7 for day in range(start, end + (1 if end >= start else 8))]


def in_spans(days: Set[int]) -> str:
    """Days as few spans: `mon-wed,fri`; two in a row stay two."""
    spans: list[list[int]] = []
    for day in sorted(days):
        if spans and spans[-1][-1] == day - 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ",".join(
        f"{DAY_NAMES[span[0]]}-{DAY_NAMES[span[-1]]}"
        if len(span) > 2
        else ",".join(DAY_NAMES[day] for day in span)
        for span in spans
    )


class WorkingDays(NamedTuple):
    """The weekdays that are worked on (Monday is 0), and the dates that are off all the same."""

    weekdays: frozenset[int]
    holidays: frozenset[date]

    @classmethod
    def of(cls, weekdays: str, holidays: str) -> "WorkingDays":
        """From the settings' texts: `mon-wed,fri` and `2026-12-25,2026-12-26`."""
        days = frozenset(day for part in weekdays.split(",") for day in span_of(part))
        return cls(days, frozenset(date.fromisoformat(day) for day in holidays.split(",") if day))

    def is_worked(self, day: date) -> bool:
        """Whether one works on the day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included."""
        length = (last - first).days + 1
        if length <= 0:
            return 0
        weeks, rest = divmod(length, 7)
        found = weeks * len(self.weekdays)
        found += sum((first.weekday() + ahead) % 7 in self.weekdays for ahead in range(rest))
        return found - sum(
            first <= day <= last and day.weekday() in self.weekdays for day in self.holidays
        )

    def following(self, day: date) -> date:
        """The day itself if it is worked on, else the next one that is; none within a year: it."""
        ahead = range(min(366, (date.max - day).days + 1))
        coming = (day + timedelta(days=days) for days in ahead)
        return next((each for each in coming if self.is_worked(each)), day)
