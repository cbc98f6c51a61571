"""The days on which one works: what is left of a period, and what a day must bring."""

from datetime import date, timedelta
from typing import NamedTuple

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkingDays(NamedTuple):
    """The weekdays that are worked on (Monday is 0), and the dates that are off all the same."""

    weekdays: frozenset[int]
    holidays: frozenset[date]

    @classmethod
    def of(cls, weekdays: str, holidays: str) -> "WorkingDays":
        """From the settings' texts: `mon,tue` and `2026-12-25,2026-12-26`."""
        days = frozenset(DAY_NAMES.index(name) for name in weekdays.split(",") if name)
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
