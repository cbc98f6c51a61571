"""What is due as an iCalendar file."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from pipectl.dates import format_date
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.reminders.rules.calendar_entries import (
    EVENT_CANCELED,
    EVENT_DONE,
    EVENT_OPEN,
    CalendarContent,
    SentEntry,
)
from pipectl.reminders.rules.due import ACTION_KINDS, REVIEW, DueItem
from pipectl.reminders.view.reminders import command
from pipectl.text import visible

if TYPE_CHECKING:
    from icalendar import Component


PRODUCT = "-//pipectl//pipectl//EN"
EVENT, TODO = "event", "todo"
FORMS = (EVENT, TODO)
LONG = timedelta(minutes=30)
BEFORE = timedelta(minutes=-15)  # the alarm of what has a time
REFRESH = timedelta(hours=1)  # how often a subscription asks again
NAME = "Sales pipeline"
AT_NINE = timedelta(hours=9)  # and of what is due on a day


class Words(NamedTuple):
    """How a status is called in an event and in a to-do."""

    event: str
    todo: str


STATUS = {
    EVENT_OPEN: Words("CONFIRMED", "NEEDS-ACTION"),
    EVENT_DONE: Words("CANCELLED", "COMPLETED"),
    EVENT_CANCELED: Words("CANCELLED", "CANCELLED"),
}


def calendar_uid(found: DueItem) -> str:
    """The action's own uid; of others, one that follows from the opportunity and the kind."""
    if found.kind in ACTION_KINDS:
        return found.uid
    about = f"{found.kind}:{found.due_on}" if found.kind == REVIEW else found.kind
    return str(uuid5(NAMESPACE_URL, f"pipectl:{found.uid}:{about}"))


def contents(
    items: Iterable[DueItem], numbers: NumberFormat, today: date
) -> dict[str, CalendarContent]:
    """What a calendar is told about each item, by uid."""
    return {calendar_uid(each): content(each, numbers, today) for each in items}


def content(found: DueItem, numbers: NumberFormat, today: date) -> CalendarContent:
    """What a calendar is told; what is overdue stands today, and says since when."""
    summary, about = found.text, []
    if found.person is not None:
        summary = f"{KIND_WORDS[found.kind]}: {found.person.name}"
        about += [found.person.account or "", f"every {found.person.every}"]
    if found.deal is not None:
        what = found.text if found.kind in ACTION_KINDS else KIND_WORDS[found.kind]
        summary = f"{what}: {found.deal.title}"
        amount = found.deal.amount_minor
        if amount is not None:
            about.append(numbers.money(amount, found.deal.currency))
        about.append(found.deal.stage if found.deal.status == "open" else found.deal.status)
    sentence = "" if summary == found.text or found.kind in ACTION_KINDS else found.text
    late = found.due_on < today
    since = f"Due {format_date(found.due_on)}" if late and not sentence else ""
    lines = [", ".join(filter(None, about)), sentence, since, command(found)]
    return CalendarContent(
        summary=visible(summary),
        description="\n".join(visible(each) for each in lines if each),
        due_on=found.due_on.isoformat(),
        due_time=clock(found.due_time),
        stands_on=today.isoformat() if late else None,
    )


UTC_NAMES = {"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu"}
KIND_WORDS = {
    "no-next-action": "No next action",
    "stale": "No contact",
    "revisit": "Revisit",
    "keep-in-touch": "Keep in touch",
}


def clock(text: str | None) -> str | None:
    """A wall-clock time as it is stored, None where there is none that could be one."""
    try:
        return None if text is None else time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        return None


class Zone(NamedTuple):
    """The time zone of wall-clock times; without a name it is the machine's, which has none."""

    name: str | None
    rules: tzinfo | None


def calendar(entries: Iterable[SentEntry], form: str, zone: Zone) -> str:
    """The calendar's whole text: the same for the same entries."""
    from icalendar import Calendar

    sent = [
        (entry, entry.content)
        for entry in entries
        if entry.content is not None and not (form == EVENT and entry.content.happened)
    ]
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", PRODUCT)
    whole.add("method", "PUBLISH")
    whole.add("name", NAME)
    whole.add("x-wr-calname", NAME)
    if zone.name is not None:
        whole.add("x-wr-timezone", zone.name)
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    years = [
        begins.year
        for _, found in sent
        if isinstance(begins := moment(found, form, zone), datetime) and begins.tzinfo is not UTC
    ]
    if years and zone.name is not None:
        whole.add_component(definition(zone.name, min(years), max(years)))
    for entry, found in sent:
        whole.add_component(component(entry, found, form, zone))
    return str(whole.to_ical().decode())


def definition(name: str, first: int, last: int) -> "Component":
    """The rules of a zone in these years (RFC 5545, 3.6.5); later ones than 2037 aren't listed."""
    from icalendar import Timezone

    until = max(min(last, 2037), first)
    return Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(until, 12, 31))


def component(entry: SentEntry, found: CalendarContent, form: str, zone: Zone) -> "Component":
    """One entry as an event or a to-do."""
    from icalendar import Event, Todo

    begins = moment(found, form, zone)
    made = Event() if form == EVENT else Todo()
    status = STATUS[found.status].event if form == EVENT else STATUS[found.status].todo
    facts: dict[str, Any] = {
        "uid": f"{visible(entry.uid)}@pipectl",
        "sequence": entry.sequence,
        "dtstamp": entry.stamped_at,
        "last-modified": entry.stamped_at,
        "status": status,
        "summary": found.summary,
        "description": found.description,
        **(event_times(begins) if form == EVENT else {"due": begins}),
    }
    if status == "COMPLETED":
        day = date.fromisoformat(found.ended_on or found.due_on)
        facts["completed"] = datetime.combine(day, time(12), UTC)
    for name, value in facts.items():
        made.add(name, value)
    if found.status == EVENT_OPEN:
        made.add_component(alarm(found, form))
    return made


def moment(found: CalendarContent, form: str, zone: Zone) -> date | datetime:
    """A day, or an instant in the zone: in UTC where the machine's zone has no name."""
    if form == EVENT and found.stands_on:
        return date.fromisoformat(found.stands_on)
    day = date.fromisoformat(found.due_on)
    if not found.due_time:
        return day
    wall = datetime.combine(day, time.fromisoformat(found.due_time))
    if zone.name not in (None, *UTC_NAMES):
        return wall.replace(tzinfo=zone.rules)
    try:
        return wall.replace(tzinfo=zone.rules).astimezone(UTC)
    except (OverflowError, ValueError):
        return wall  # at the calendar's end


def event_times(begins: date | datetime) -> dict[str, Any]:
    """When an event begins and ends; a whole day doesn't make its owner busy."""
    if isinstance(begins, datetime):
        return {"dtstart": begins, "duration": LONG}
    return {"dtstart": begins, "transp": "TRANSPARENT"}


def alarm(found: CalendarContent, form: str) -> "Component":
    """A note on the screen; a to-do has no start, so it counts from when it is due."""
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", found.summary)
    related = "START" if form == EVENT else "END"
    before = BEFORE if found.due_time and not (form == EVENT and found.stands_on) else AT_NINE
    made.add("trigger", before, parameters={"RELATED": related})
    return made
