"""Remind, today, the crontab, calendars."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipectl.cli.completion_values import complete_words
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.files import check_destination, destination, named
from pipectl.cli.hooks import REMINDED, call
from pipectl.cli.options import Context, Format, Json, list_format
from pipectl.cli.values import refuse_useless_options
from pipectl.dates import parse_date
from pipectl.errors import StoreFailedError, UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.ownership.prompts import whose
from pipectl.ownership.rules import CLAIMED, news, undone_news
from pipectl.reminders import actions as reminders_actions
from pipectl.reminders.queries import day, due, ended
from pipectl.reminders.rules.calendar_entries import SentEntry, removed_entries, update_entries
from pipectl.reminders.rules.due import DueItem, by_subject
from pipectl.reminders.view.calendar import UTC_NAMES, Zone, contents
from pipectl.reminders.view.reminders import ASSIGNED
from pipectl.render.output import (
    DATA,
    ClosedPipeError,
    print_note,
    print_prose,
    show_list,
    write_output,
)
from pipectl.store.connection import MissingStoreError, has_backups
from pipectl.store.opening import narrowing_to, write_note
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError

if TYPE_CHECKING:
    from pipectl.ownership.rules import Handover
    from pipectl.store.temporary import Connection


def reminder(run: Run, items: Sequence[DueItem]) -> None:
    """Run the hook of what is due, if there is one and anything is."""

    def facts() -> dict[str, Any]:
        from pipectl.reminders.view.reminders import reminder as shape

        return {"hook": REMINDED, "items": [shape(each) for each in items]}

    if items:
        call(run, REMINDED, facts)


FORMATS = ("text", "md", "json", "ics")
CALENDAR_FORMS = ("event", "todo")


class ReminderOptions(NamedTuple):
    """What a reminder looks like: its format, the calendar's components, the last day."""

    form: str
    components: str
    last: date


class Out(NamedTuple):
    """Where a reminder goes: stdout, or a file that is replaced if `remind` wrote it."""

    file: str | None
    force: bool
    public: bool

    @property
    def how(self) -> dict[str, Any]:
        """How the file is written."""
        return {
            "force": self.force,
            "public": self.public,
            "rewrites": is_reminder,
            "hint": "remind replaces only what it wrote itself. Name another file, or use --force.",
        }


def is_reminder(data: bytes) -> bool:
    """Whether it is what `remind` writes."""
    from pipectl.reminders.view.recognized import is_reminder

    return is_reminder(data)


def remind(
    ctx: Context,
    within: Annotated[
        str | None,
        typer.Option(
            metavar="SPAN", help="Also list what is due within this span: 2d, 1w (default: 0d)."
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="Output format: text, md, json or ics (default: text).",
            autocompletion=complete_words(FORMATS),
        ),
    ] = None,
    as_: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="event|todo",
            help="Type of calendar entries, for --format ics (default: event).",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to this file (use - for standard output)."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite FILE even if remind didn't write it.")
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Let other users, such as a web server, read FILE.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 10 if anything is due.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="Don't repeat a reminder on the same day.")
    ] = False,
    crontab: Annotated[
        bool, typer.Option("--crontab", help="Print a line for your crontab.")
    ] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print a systemd timer and service.")
    ] = False,
    json: Json = False,
) -> None:
    """List what is due, for cron jobs and calendars.

    Prints nothing if nothing is due.

    \b
    Examples:
      pipectl remind --within 2d
      pipectl remind --exit-code --once
      pipectl remind --format ics --out deals.ics
      pipectl remind --crontab
    """
    run = run_of(ctx)
    if crontab or systemd:
        given: dict[str, object] = {"--within": within, "--format": format, "--as": as_}
        given |= {"--out": out, "--exit-code": exit_code, "--once": once, "--json": json}
        given |= {"--systemd": systemd} if crontab else {}
        given |= {"--force": force, "--public": public}
        what = "--crontab" if crontab else "--systemd"
        refuse_useless_options(what, given, "It only prints what to install.")
        print_schedule(run, what)
        return
    if once and named(out) is not None:
        raise UsageError(
            "--once can't be used with --out, which writes everything that is due each time.",
            hint="Use --out for a file, or --once for e-mail.",
        )
    for flag, is_given in (("--force", force), ("--public", public)):
        if is_given and named(out) is None:
            raise UsageError(f"{flag} needs --out FILE.")
    wanted = understood(run, within, reminder_format(format, json=json), as_)
    to = Out(named(out), force, public)
    if to.file is not None:
        check_destination(run, to.file, **to.how)
    if remind_of(run, wanted, to, once=once) and exit_code:
        raise typer.Exit(10)


def reminder_format(form: str | None, *, json: bool) -> str:
    """The format that was asked for; raises UsageError."""
    if json and form not in (None, "json"):
        raise UsageError(
            f"--json and --format {form} can't be used together.", hint="Use one of them."
        )
    form = "json" if json else form or "text"
    if form not in FORMATS:
        raise UnknownValueError(f"No format {quoted(form)}", form, FORMATS)
    return form


def understood(run: Run, within: str | None, form: str, components: str | None) -> ReminderOptions:
    """What is wanted, from what was typed."""
    if components is not None and form != "ics":
        raise UsageError("--as needs --format ics.")
    if components not in (None, *CALENDAR_FORMS):
        refusal = f"A calendar has no {quoted(components or '')}"
        takes = "--as takes event or todo."
        raise UnknownValueError(refusal, components or "", CALENDAR_FORMS, hint=takes)
    return ReminderOptions(
        form, components or "event", last_day("0d" if within is None else within, run)
    )


def last_day(span: str, run: Run) -> date:
    """The last day of a span that begins today; raises UsageError."""
    if not re.fullmatch("[0-9]{1,3}[dwm]", span):
        raise UsageError(
            f"{quoted(span)} is not a span.",
            hint="Write a number of days, weeks or months: 0d, 2d, 1w, 1m.",
        )
    return parse_date(f"+{span}", today=run.today)


def remind_of(run: Run, wanted: ReminderOptions, out: Out, *, once: bool) -> int:
    """Send what is due; how many items that were."""
    with run.reading(whose=whose(run)) as reader:
        items, owner = due(reader, today=run.today, last=wanted.last), reader.owner or ""
    fresh = claimed(run, items, owner) if once else {each.key for each in items}
    new = [each for each in items if each.key in fresh]
    try:
        send(run, page(run, wanted, items, fresh, once=once), wanted.form, out)
    except ClosedPipeError:
        reminder(run, new)
        raise
    except BaseException:
        if once:
            release(run, sorted(fresh), owner)
        raise
    reminder(run, new)
    return len(fresh)


def claimed(run: Run, items: Sequence[DueItem], owner: str) -> set[str]:
    """The items that nobody sent today, claimed for this run; all where they can't be."""
    if not items:
        return set()
    from pipectl.reminders.actions import claim_reminder

    keys = [each.key for each in items]
    try:
        return claim_reminder(run.path, keys, run.today, owner)
    except StoreFailedError as error:
        print_note(f"pipectl: {error}")
        print_note("  This reminder couldn't be recorded as sent, so --once will repeat it.")
        return set(keys)


def release(run: Run, keys: Sequence[str], owner: str) -> None:
    """Take the claims back, since nothing was sent."""
    from pipectl.reminders import actions as reminders_actions

    try:
        reminders_actions.release_reminder(run.path, keys, run.today, owner)
    except StoreFailedError as error:
        print_note(f"pipectl: {error}")
        print_note("  This reminder is recorded as sent. `pipectl remind` without --once shows it.")


def page(
    run: Run, wanted: ReminderOptions, items: list[DueItem], fresh: set[str], *, once: bool
) -> str:
    """What is sent, in the format that is wanted."""
    if wanted.form == "ics":
        return calendar(run, wanted, items, fresh, once=once)
    if wanted.form == "json":
        from pipectl.reminders.view.reminders import reminder
        from pipectl.render.serialize import to_json

        return f"{to_json([reminder(each) for each in items if each.key in fresh])}\n"
    from pipectl.reminders.view.reminders import FORMS

    groups = by_subject([each for each in items if each.key in fresh])
    return FORMS[wanted.form](groups, run.today, run.numbers)


def calendar(
    run: Run, wanted: ReminderOptions, items: list[DueItem], fresh: set[str], *, once: bool
) -> str:
    """The calendar, whose sequence is kept; with `once`, only what is new in it."""
    from pipectl.reminders.view.calendar import calendar as drawn
    from pipectl.reminders.view.calendar import calendar_uid

    known, entries = told(run, wanted.last)
    if once:
        now = {calendar_uid(each) for each in items if each.key in fresh}
        sent = {calendar_uid(each) for each in items} - now
        entries = [
            each
            for each in entries
            if each.uid in now
            or (each.uid in known and known[each.uid] != each and each.uid not in sent)
        ]
    return drawn(entries, wanted.components, zone(run))


def send(run: Run, text: str, form: str, out: Out) -> None:
    """Print the text, or write it to the file."""
    if out.file is None:
        write = print_prose if form == "text" else partial(write_output, utf_8=form in DATA)
        write(text)
        return
    with destination(run, out.file, **out.how) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def print_schedule(run: Run, what: str) -> None:
    """Print what to install; nothing is installed."""
    from pipectl.reminders.view.schedule import crontab, units

    show_how = crontab if what == "--crontab" else units
    write_output(show_how(words(run), sorted(run.settings.working.weekdays)))


def words(run: Run) -> list[str]:
    """The command line to install; raises UsageError for what would end its line."""
    found = [*program(), "remind", "--once"]
    # cron knows nothing of the variables that say where the store is.
    if run.is_named or run.environment.get("XDG_DATA_HOME"):
        found += ["--db", place_for_cron(run)]
    check(found)
    return found


def place_for_cron(run: Run) -> str:
    """Return where the store is, for a file that others may read: without a password."""
    if (server := run.server) is None:
        return os.path.abspath(str(run.path))
    if server.url_to_paste != server.url:
        print_note(
            "The password isn't in these lines. Keep it in ~/.pgpass, where cron finds it, too."
        )
    return server.url_to_paste


def program() -> list[str]:
    """The running pipectl, by its full path."""
    running = Path(sys.argv[0]).absolute()
    beside = running if running.name == "pipectl" else Path(sys.executable).parent / "pipectl"
    return [str(beside)] if beside.is_file() else [sys.executable, "-m", "pipectl"]


def check(words: Sequence[str]) -> None:
    """Raise UsageError for what would end its line."""
    for word in words:
        if re.search("[\0-\x1f\x7f]", word):
            raise UsageError(
                f"{word} can't be used in a crontab.",
                hint="Give the store a path without control characters: --db PATH.",
            )


Told = tuple[Mapping[str, SentEntry], Sequence[SentEntry]]


def told(run: Run, last: date) -> Told:
    """What calendars were told before, and what they are told now, noted where that can be."""

    def act(connection: "Connection") -> Told:
        reader = Reader(connection.execute)
        reader.owner = whose(run)(reader)
        if (narrow := narrowing_to(connection, reader.owner)) is not None:
            narrow()
        known, entries = told_now(reader, run, last)
        reminders_actions.keep(connection, known, entries, reader.owner or "")
        return known, entries

    try:
        found = write_note(run.path, act)
    except StoreFailedError as error:
        found = None
        print_note(f"pipectl: {error}")
        print_note("  The calendar is complete, but this update couldn't be recorded in the store.")
    if found is not None:
        return found
    with run.reading(whose=whose(run)) as reader:
        return told_now(reader, run, last)


def told_now(reader: Reader, run: Run, last: date) -> Told:
    """What calendars were told before, and what they are to be told now."""
    known = reminders_actions.entries(reader)
    items = due(reader, today=run.today, last=date.max)
    ahead = contents(items, run.numbers, run.today)
    now = contents((each for each in items if each.due_on <= last), run.numbers, run.today)
    return known, update_entries(
        known,
        due=now,
        ahead=ahead,
        ended=ended(reader, list(removed_entries(known, due=now, ahead=ahead))),
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


def today(
    ctx: Context,
    all: Annotated[
        bool, typer.Option("--all", help="Show the whole list (default: the first 10).")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show how deals are ranked, and each deal's figures."),
    ] = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Show what to do now, most important first.

    \b
    Examples:
      pipectl today --all
      pipectl today --explain
    """
    print_day(run_of(ctx), list_format(format, json), everything=all, explain=explain)


def print_day(run: Run, form: str, *, everything: bool = False, explain: bool = False) -> None:
    """Print the day's work."""
    from pipectl.reminders.view.today import listing

    with run.reading(whose=whose(run)) as reader:
        found = day(reader, run.today)
    seller = reader.owner or ""
    moved, undone, stale = handed_over(run, seller)
    told = [*undone_news(undone, seller), *news(moved, seller)]
    found = found._replace(told=told)
    shown = listing(found, screen_of(run), run.numbers, everything=everything, explain=explain)
    if form == "ids":  # a review and a step of a priority have no number
        due_rows = (row for row in shown.rows if row["kind"] != ASSIGNED)
        shown = shown._replace(rows=[row for row in due_rows if row["id"] is not None])
    show_list(shown, form, run.numbers)
    if form == "table":
        tell_once(run, moved, stale, seller)


def handed_over(run: Run, seller: str) -> "tuple[list[Handover], list[Handover], list[int]]":
    """What came to the seller or went, of which no page has told him yet.

    Then what a page has told him and was undone since, and the numbers of all that was told so.
    """
    if not seller:
        return [], [], []
    from pipectl.ownership.queries import handovers, taken_back

    with run.reading() as reader:
        return handovers(reader, seller, run.today), *taken_back(reader, seller)


def tell_once(run: Run, moved: "Sequence[Handover]", stale: Sequence[int], seller: str) -> None:
    """Keep that a page told the seller; where that can't be kept, the next one tells him again.

    What was undone counts as never told: if it is redone, a page tells him again.
    """
    keys = [f"{CLAIMED}{each.id}" for each in moved]
    with suppress(StoreFailedError):
        if keys:
            reminders_actions.claim_reminder(run.path, keys, run.today, seller)
        if stale:
            reminders_actions.untell(run.path, [f"{CLAIMED}{each}" for each in stale], seller)


def print_day_or_welcome(run: Run) -> None:
    """The day's work; without a store, how to begin."""
    try:
        print_day(run, "table")
    except MissingStoreError as missing:
        if run.file is None or has_backups(run.file):  # nobody's first time
            raise
        from pipectl.reminders.view.today import welcome
        from pipectl.render.output import write_output

        write_output(welcome(str(missing), screen_of(run)))
