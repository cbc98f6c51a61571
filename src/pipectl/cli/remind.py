"""`remind`: what is due, for cron and for calendars."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

import typer

from pipectl.cli import hooks
from pipectl.cli.files import check_destination, destination, named
from pipectl.cli.options import Context, Json, run_of
from pipectl.cli.run import Run
from pipectl.cli.typed import exclusive
from pipectl.dates import parse_date
from pipectl.errors import StoreFailedError, UsageError, quoted, there_are
from pipectl.queries.due import Item, by_opportunity, due
from pipectl.render.output import DATA, ClosedPipeError, emit, note

FORMATS = ("text", "md", "json", "ics")
CALENDAR_FORMS = ("event", "todo")


class Wanted(NamedTuple):
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
    from pipectl.render.reminded import is_reminder

    return is_reminder(data)


def remind(
    ctx: Context,
    within: Annotated[
        str | None,
        typer.Option(metavar="SPAN", help="What is to come too: 2d, 1w; 0d unless said."),
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="text, md, json or ics.")
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="event|todo", help="What a calendar gets.")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to a file; - is stdout."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a FILE that remind didn't write.")
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Let others read FILE, such as a web server.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave 10 where something is due.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Nothing twice in a day.")] = False,
    crontab: Annotated[
        bool, typer.Option("--crontab", help="Print the line to install with crontab.")
    ] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="Print the units to install with systemd.")
    ] = False,
    json: Json = False,
) -> None:
    """What is due, for cron and for calendars; nothing due, not a word.

    \b
    Example:
      pipectl remind --within 2d
    """
    run = run_of(ctx)
    if crontab or systemd:
        given: dict[str, object] = {"--within": within, "--format": format, "--as": as_}
        given |= {"--out": out, "--exit-code": exit_code, "--once": once, "--json": json}
        given |= {"--systemd": systemd} if crontab else {}
        given |= {"--force": force, "--public": public}
        what = "--crontab" if crontab else "--systemd"
        exclusive(what, given, "It prints what to install, and goes alone.")
        print_schedule(run, what)
        return
    if once and named(out) is not None:
        raise UsageError(
            "--out writes everything that is due each time: --once can't go with it.",
            hint="Leave --once out for a file, or --out for a mail.",
        )
    for flag, is_given in (("--force", force), ("--public", public)):
        if is_given and named(out) is None:
            raise UsageError(f"{flag} goes with --out FILE.")
    wanted = understood(run, within, reminder_format(format, json=json), as_)
    to = Out(named(out), force, public)
    if to.file is not None:
        check_destination(run, to.file, **to.how)
    if remind_of(run, wanted, to, once=once) and exit_code:
        raise typer.Exit(10)


def reminder_format(form: str | None, *, json: bool) -> str:
    """The format that was asked for; raises UsageError."""
    if json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} exclude each other.", hint="Leave one out.")
    form = "json" if json else form or "text"
    if form not in FORMATS:
        raise UsageError(f"No format {quoted(form)}.", hint=there_are(FORMATS))
    return form


def understood(run: Run, within: str | None, form: str, components: str | None) -> Wanted:
    """What is wanted, from what was typed."""
    if components is not None and form != "ics":
        raise UsageError("--as goes with --format ics.")
    if components not in (None, *CALENDAR_FORMS):
        raise UsageError(
            f"A calendar has no {quoted(components or '')}.", hint="--as takes event or todo."
        )
    return Wanted(form, components or "event", last_day("0d" if within is None else within, run))


def last_day(span: str, run: Run) -> date:
    """The last day of a span that begins today; raises UsageError."""
    if not re.fullmatch("[0-9]{1,3}[dwm]", span):
        raise UsageError(
            f"{quoted(span)} is not a span.",
            hint="A span is a number of days, weeks or months: 0d, 2d, 1w, 1m.",
        )
    return parse_date(f"+{span}", today=run.today)


def remind_of(run: Run, wanted: Wanted, out: Out, *, once: bool) -> int:
    """Send what is due; how many items that were."""
    with run.reading() as reader:
        items = due(reader, today=run.today, last=wanted.last)
    fresh = claimed(run, items) if once else {each.key for each in items}
    new = [each for each in items if each.key in fresh]
    try:
        send(run, page(run, wanted, items, fresh, once=once), wanted.form, out)
    except ClosedPipeError:
        hooks.reminder(run, new)
        raise
    except BaseException:
        if once:
            release(run, sorted(fresh))
        raise
    hooks.reminder(run, new)
    return len(fresh)


def claimed(run: Run, items: Sequence[Item]) -> set[str]:
    """The items that nobody sent today, claimed for this run; all where they can't be."""
    if not items:
        return set()
    from pipectl.store.claims import claim

    keys = [each.key for each in items]
    try:
        return claim(run.path, keys, run.today)
    except StoreFailedError as error:
        note(f"pipectl: {error}")
        note("  This reminder can't be noted as sent, so that --once will repeat it.")
        return set(keys)


def release(run: Run, keys: Sequence[str]) -> None:
    """Take the claims back, since nothing was sent."""
    from pipectl.store import claims

    try:
        claims.release(run.path, keys, run.today)
    except StoreFailedError as error:
        note(f"pipectl: {error}")
        note("  This reminder stays noted as sent: `pipectl remind` without --once shows it.")


def page(run: Run, wanted: Wanted, items: list[Item], fresh: set[str], *, once: bool) -> str:
    """What is sent, in the format that is wanted."""
    if wanted.form == "ics":
        return calendar(run, wanted, items, fresh, once=once)
    if wanted.form == "json":
        from pipectl.render.machine import to_json
        from pipectl.render.shapes.due import reminder

        return f"{to_json([reminder(each) for each in items if each.key in fresh])}\n"
    from pipectl.render.reminders import FORMS

    groups = by_opportunity([each for each in items if each.key in fresh])
    return FORMS[wanted.form](groups, run.today, run.numbers)


def calendar(run: Run, wanted: Wanted, items: list[Item], fresh: set[str], *, once: bool) -> str:
    """The calendar, whose sequence is kept; with `once`, only what is new in it."""
    from pipectl.cli.calendars import told, zone
    from pipectl.render.calendar import calendar as drawn
    from pipectl.render.calendar import calendar_uid

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
        emit(text, utf_8=form in DATA)
        return
    with destination(run, out.file, **out.how) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def print_schedule(run: Run, what: str) -> None:
    """Print what to install; nothing is installed."""
    from pipectl.cli import schedule

    emit(schedule.crontab(run) if what == "--crontab" else schedule.units(run))
