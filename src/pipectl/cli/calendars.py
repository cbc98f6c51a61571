"""What a calendar is told on a run: read, settled and noted in one transaction."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from pipectl.cli.run import Run
from pipectl.domain.calendar import Entry, gone, settled
from pipectl.errors import StoreFailedError
from pipectl.queries.due import due, ended
from pipectl.render.calendar import UTC_NAMES, Zone, contents
from pipectl.render.output import note
from pipectl.store import calendars
from pipectl.store.claims import noted
from pipectl.store.reader import Reader

Told = tuple[Mapping[str, Entry], Sequence[Entry]]


def told(run: Run, last: date) -> Told:
    """What calendars were told before, and what they are told now, noted where that can be."""

    def act(connection: sqlite3.Connection) -> Told:
        known, entries = told_now(Reader(connection.execute), run, last)
        calendars.keep(connection, known, entries)
        return known, entries

    try:
        found = noted(run.path, act)
    except StoreFailedError as error:
        found = None
        note(f"pipectl: {error}")
        note("  The calendar is whole, but what it was told can't be noted this time.")
    if found is not None:
        return found
    with run.reading() as reader:
        return told_now(reader, run, last)


def told_now(reader: Reader, run: Run, last: date) -> Told:
    """What calendars were told before, and what they are to be told now."""
    known = calendars.entries(reader)
    items = due(reader, today=run.today, last=date.max)
    ahead = contents(items, run.numbers, run.today)
    now = contents((each for each in items if each.due_on <= last), run.numbers, run.today)
    return known, settled(
        known,
        due=now,
        ahead=ahead,
        ended=ended(reader, list(gone(known, due=now, ahead=ahead))),
        now=run.moment.at.replace(microsecond=0),
    )


def zone(run: Run) -> Zone:
    """The zone of the setting `timezone`, else the machine's, with its name where it has one."""
    if run.zone is not None:
        return Zone(run.user["timezone"].value, run.zone)
    from zoneinfo import ZoneInfo

    from tzlocal import get_localzone_name

    # A TZ such as CET-1CEST names no zone: then the name found is another one's.
    now = run.moment.at
    try:
        rules = ZoneInfo(get_localzone_name())
        if rules.utcoffset(now.astimezone(rules)) != now.astimezone().utcoffset():
            return Zone(None, None)
    except (LookupError, ValueError, OSError, OverflowError):
        return Zone(None, None)
    return Zone("UTC" if rules.key in UTC_NAMES else rules.key, rules)
