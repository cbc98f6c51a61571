"""What a calendar is told of entries that were sent to it before."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from pipectl.named_tuple import NamedTuple

SENT_FOR = timedelta(days=30)  # how long a calendar is told that something is over
EVENT_OPEN, EVENT_DONE, EVENT_CANCELED = "open", "done", "cancelled"


class CalendarContent(NamedTuple):
    """An entry as it was told; dates and times as ISO text, `ended_on` of what was done.

    `stands_on` is the day on which an overdue event stands: the day on which it was told.
    """

    summary: str
    description: str
    due_on: str
    due_time: str | None
    status: str = EVENT_OPEN
    ended_on: str | None = None
    stands_on: str | None = None

    @property
    def happened(self) -> bool:
        """Whether it was done on its day or later, so that its place in a calendar is history."""
        return (
            self.status == EVENT_DONE and self.ended_on is not None and self.due_on <= self.ended_on
        )


class SentEntry(NamedTuple):
    """What is known of a `uid`; without content it was forgotten, except for its sequence."""

    uid: str
    sequence: int
    content: CalendarContent | None
    stamped_at: datetime


def update_entries(
    known: Mapping[str, SentEntry],
    *,
    due: Mapping[str, CalendarContent],
    ahead: Mapping[str, CalendarContent],
    ended: Mapping[str, str],
    now: datetime,
) -> list[SentEntry]:
    """Every entry as it is to be told now.

    `due` is to be sent now; `ahead` is all that is open, which updates what was sent earlier;
    `ended` are the days on which actions were done, by their uid.
    """
    entries = [
        entries_to_send(uid, known.get(uid), due.get(uid) or ahead.get(uid), ended.get(uid), now)
        for uid in (*due, *(uid for uid in known if uid not in due))
        if uid in due or known[uid].content is not None
    ]
    return sorted(entries, key=place)


def entries_to_send(
    uid: str,
    former: SentEntry | None,
    content: CalendarContent | None,
    ended_on: str | None,
    now: datetime,
) -> SentEntry:
    """One entry: as it was, or with the next number and a new stamp where it changed."""
    if former is None:
        return SentEntry(uid, 0, content, now)
    content = content or is_past(former.content, ended_on)
    if content is not None and content.status != EVENT_OPEN and content == former.content:
        return former if now - former.stamped_at <= SENT_FOR else former._replace(content=None)
    if content == former.content:
        return former
    return SentEntry(uid, former.sequence + 1, content, now)


def is_past(content: CalendarContent | None, ended_on: str | None) -> CalendarContent | None:
    """What was told and isn't open any more: done or canceled."""
    if content is None or content.status != EVENT_OPEN:
        return content
    if ended_on is None:
        return content._replace(status=EVENT_CANCELED)
    return content._replace(status=EVENT_DONE, ended_on=ended_on)


def place(entry: SentEntry) -> tuple[str, str, str, str]:
    """Where you stand among the others."""
    found = entry.content
    if found is None:
        return "", "", "", entry.uid
    return found.due_on, found.due_time or "", found.summary, entry.uid


def removed_entries(
    known: Mapping[str, SentEntry], *, due: Iterable[str], ahead: Iterable[str]
) -> Iterator[str]:
    """Those that were told as open and aren't open any more."""
    still = {*due, *ahead}
    for uid, entry in known.items():
        if uid not in still and entry.content is not None and entry.content.status == EVENT_OPEN:
            yield uid
