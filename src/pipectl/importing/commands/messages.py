"""Report how an import understood its files, before anything is written."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import NotFoundError, RefusedError, either, listed, quoted
from pipectl.importing.commands.amount_messages import (
    tell_currencies,
    tell_others,
    tell_periods,
    tell_unread_amounts,
    tell_unread_periods,
)
from pipectl.importing.commands.left_out import tell_frame, tell_scales, tell_valueless
from pipectl.importing.commands.missing_columns import Unfilled, tell_missing_of
from pipectl.importing.commands.words import counted, many, shortened
from pipectl.importing.rules.date_formats import ORDERS, Order
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.header_guesses import likely_header, map_flag, shell_quoted
from pipectl.importing.rules.header_words import (
    day_field,
    is_bare_day,
    is_closing,
    is_of_creation,
    is_opening,
    is_stage_change,
    is_start_day,
)
from pipectl.importing.rules.history_file import (
    History,
    entered_late,
    unbegun,
    undated,
)
from pipectl.importing.rules.only_filter import SHOWN_VALUES
from pipectl.render.output import print_note
from pipectl.vocabulary import LOST, WON

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportResult, Match
    from pipectl.importing.actions.new_rows import Spare
    from pipectl.importing.commands.deals_here import DealsHere
    from pipectl.importing.commands.plan import ImportOptions, ReadFile
    from pipectl.importing.rules.file_columns import Better, FileColumns

SHOWN = 20  # lines of a kind


class NoSuchValueError(NotFoundError):
    """No row has any of the values given with --only."""

    def __init__(
        self, header: str, wanted: Sequence[str], there: Sequence[str], *, count: int
    ) -> None:
        some = [*map(quoted, there), *(["…"] if count > len(there) else [])]
        super().__init__(
            f"No row has {either(map(quoted, wanted))} under {quoted(header)}.",
            hint=f"Values found: {', '.join(some)}." if some else "The column is empty.",
        )
        self.header = header


def tell_all(
    asked: "ImportOptions",
    run: Run,
    files: Sequence["ReadFile"],
    here: "DealsHere",
    *,
    has_history: bool,
) -> None:
    """Say how the files were understood, each beginning with its missing and unread columns."""
    told: set[Unfilled] = set()
    for each in files:
        print_read(run, each)
        tell_missing_of(asked, run, each, told, has_history=has_history)
        print_understanding(run, each, here)
        if not has_history:
            new = [row for row in each.read.rows if (each.name, row.line) not in here]
            tell_unbegun(run, new, {}, how=how_to_name(each.columns, "created_on"))
        near = each.columns.may_be_currency
        tell_currencies(
            run, each.read.currencies, asked.currency, near=near, is_for_new=asked.update
        )
    tell_others(run, files)


def print_read(run: Run, found: "ReadFile") -> None:
    """Say how many rows a file has, and which program wrote it."""
    name, read_rows = found.columns.format.name, found.read
    bad = read_rows.rejected_count
    what = "a problem" if bad == 1 else "problems"
    wrong = f", {run.numbers.count(bad)} with {what}" if bad else ""
    print_note(f"Read {found.name} ({name}): {many(run, len(read_rows.rows) + bad, 'row')}{wrong}.")
    if bad:
        tell_counted(run, len(read_rows.rows))


def print_understanding(run: Run, found: "ReadFile", here: "DealsHere") -> None:
    """Say how a file's rows were understood."""
    from pipectl.importing.commands import file_questions
    from pipectl.importing.commands.outcome_questions import tell_sure, tell_unused

    read_rows = found.read
    if guessed := found.columns.guessed:
        shown = listed(f"{quoted(each.header, 60)} is {each.field}" for each in guessed)
        print_note(f"  Guessed by header: {shown}. To change one: --map FIELD=HEADER")
    tell_better(found.columns.better)
    print_columns(run, read_rows.orders, ())
    tell_said(run, found)
    tell_pipelines(run, read_rows.pipelines, read_rows.shared_stages)
    if read_rows.other_count:
        print_note(f"  Skipped {many(run, read_rows.other_count, 'row')} that --only excludes.")
    if read_rows.deleted_count:
        print_note(f"  Skipped {many(run, read_rows.deleted_count, 'row')} marked as deleted.")
    file_questions.tell_groups(run, found.headers, read_rows.groups)
    tell_frame(run, read_rows.frame)
    if lines := read_rows.part_lines:
        print_note(
            f"  Skipped {counted(run, lines, 'row')} with the identifier and all imported values "
            "of an earlier row, such as one row for each product of a deal."
        )
    if headers := read_rows.first_only:
        print_note(f"  {listed(map(shortened, headers))}: using the first row of each deal.")
    tell_valueless(run, read_rows.valueless)
    if read_rows.footer_count:
        print_note(f"  Skipped {many(run, read_rows.footer_count, 'line')} below the rows.")
    if lines := entered_late(read_rows.rows, run.today):
        print_note(
            f"  {counted(run, lines, 'row')} closed before the creation date: using the "
            "closing date for both."
        )
    tell_periods(run, found)
    tell_unread_periods(run, found)
    tell_unread_amounts(run, found)
    tell_sure(run, found, here)
    for header, places in read_rows.several.items():
        print_note(
            f"  {shortened(header)}: {counted(run, places, 'row')} with several values: using "
            "the first."
        )
    if (place := found.columns.place("amount_cents")) is not None:
        print_note(f"  {shortened(found.headers[place])}: read as cents.")
    tell_scales(run, read_rows.scales)
    if found.columns.told_currency is not None:
        header = shortened(found.columns.told_currency)
        print_note(f"  {header}: read as the currency (its cells are currencies).")
    if found.has_shares:
        header = shortened(found.columns.header_of("probability"))
        print_note(f"  {header}: read as fractions of 1 (0.25 is 25 %).")
    tell_unused(run, found)
    if companies := read_rows.companies:
        header = shortened(found.columns.header_of("account"))
        print_note(
            f"  {header}: {counted(run, companies, 'row')} with a contact after the company: "
            "using only the company."
        )
    for word, count in read_rows.unknown_currencies.items():
        header = shortened(found.columns.header_of("currency"))
        print_note(
            f"  {header}: {quoted(word, 60)} is not a known currency: using --currency in "
            f"{many(run, count, 'row')}."
        )
    if untitled := read_rows.untitled:
        print_note(f"  {counted(run, untitled, 'row')} without a title: using the account's name.")
    if found.columns.place("title") is None and read_rows.rows:
        header = shortened(found.columns.header_of("identifier"))
        likely = likely_header("title", found.columns.proposable)
        flag = "--map title=HEADER" if likely is None else map_flag("title", likely)
        print_note(f"  Found no title column: using {header}. To choose another: {flag}")
    closings = ("closed_on", "close_date", "won_on", "lost_on")
    tell_undated(read_rows.rows, run, how=how_to_name(found.columns, *closings))


def tell_better(found: "Sequence[Better]") -> None:
    """Say which columns are read instead of others because of their cells."""
    for each in found:
        other = quoted(each.instead_of, 60)
        why = f"{other} has only numbers"
        if each.times is not None:
            why = f"it is {other} x {quoted(each.times, 60)} in every row"
        print_note(
            f"  {quoted(each.header, 60)} is read as the {each.field}: {why}. To use {other}: "
            f"{map_flag(each.field, each.instead_of)}"
        )


def tell_counted(run: Run, count: int, of: str = "") -> None:
    """Say that the following counts only include rows without problems."""
    if count:
        rows = many(run, count, "row")
        print_note(f"{of or ' '} The counts below cover only the {rows} without problems.")


MOST_OPEN = 8  # values named that are neither won nor lost


def tell_said(run: Run, found: "ReadFile") -> None:
    """Say what outcomes were taken from other than an outcome column."""
    of, by_stage = found.columns.format, found.columns.header_of("stage")
    for outcome in (WON, LOST):
        parts = [
            f"{shortened(each.header)}{' is filled' if each.value is None else f'={each.value}'} "
            f"({many(run, count, 'row')})"
            for each, count in found.read.said.items()
            if each.outcome == outcome and not (of.is_told_by_stage and each.header == by_stage)
        ]
        if parts:
            print_note(f"  Read as {outcome}: {', '.join(parts)}.")
    if found.columns.has("stage") and (others := found.read.partly):  # else these may be stages
        parts = [
            f"{shortened(header)}={shortened(value)} ({many(run, count, 'row')})"
            for (header, value), count in others.items()
        ]
        if len(parts) > MOST_OPEN:
            parts[MOST_OPEN:] = [f"{run.numbers.count(len(parts) - MOST_OPEN)} more"]
        print_note(f"  Read as open: {', '.join(parts)}.")


def tell_pipelines(
    run: Run,
    pipelines: Mapping[str, Mapping[str, int]],
    shared_stages: Mapping[str, Sequence[str]],
) -> None:
    """Say which pipelines are imported together if the file names several, and shared stages."""
    for header, counts in pipelines.items():
        if len(counts) < 2:
            continue
        largest = sorted(counts.items(), key=lambda each: -each[1])
        shown = [
            f"{name or '(none)'} ({many(run, count, 'row')})"
            for name, count in largest[:SHOWN_VALUES]
        ]
        if len(largest) > SHOWN_VALUES:
            shown.append(f"{run.numbers.count(len(largest) - SHOWN_VALUES)} more")
        print_note(
            f"  {shortened(header)}: importing {listed(shown)} together. To import one: "
            f"--only {shell_quoted(header, largest[0][0] or largest[1][0])}"
        )
        if shared := shared_stages.get(header):
            names = listed(map(shortened, shared[:SHOWN_VALUES]))
            if len(shared) > SHOWN_VALUES:
                names = f"{names} and {run.numbers.count(len(shared) - SHOWN_VALUES)} more"
            print_note(f"  Stages of the same name in several pipelines become one: {names}.")


def how_to_name(columns: "FileColumns", *fields: str) -> str:
    """Return how to name the column of a day if no column is read as one of these fields."""
    if columns.has(*fields):
        return ""
    near = {
        day: each for each in reversed(columns.proposable) if (day := day_field(each)) in fields
    }
    days = [day for day in ("won_on", "lost_on") if day in near]
    if days:
        flags = " ".join(map_flag(day, near[day]) for day in days)
        return f" To name its column{'s' if len(days) > 1 else ''}: {flags}"
    other = next(iter(near.values()), None)
    if other is None:
        nearest = [is_of_creation, is_opening, is_start_day, is_bare_day]
        nearest = [is_closing, is_stage_change] if "closed_on" in fields else nearest
        near_ones = (each for is_near in nearest for each in filter(is_near, columns.proposable))
        other = next(near_ones, None)
    flag = f"--map {fields[0]}=HEADER" if other is None else map_flag(fields[0], other)
    return f" To name its column: {flag}"


def tell_undated(rows: Sequence[Incoming], run: Run, *, how: str) -> None:
    """Say which closings get today's date or the expected one because their rows have none."""
    none, ahead, expected = undated(rows, run.today)
    taken = f"using today ({run.today.isoformat()}), unless the deal already has one here."
    if expected:
        print_note(
            f"  {counted(run, expected, 'closed row')} without a closing date: using the "
            f"expected close date.{how}"
        )
        how = ""
    if none:
        print_note(f"  {counted(run, none, 'closed row')} without a closing date: {taken}{how}")
    if ahead:
        print_note(
            f"  {counted(run, ahead, 'closed row')} with a closing date in the future: {taken}"
        )


def tell_unbegun(run: Run, rows: Sequence[Incoming], entries: History, *, how: str) -> None:
    """Say which rows begin today, or on their closing day, because they have no date."""
    still_open, closed = unbegun(rows, entries)
    if still_open:
        without = f"{counted(run, still_open, 'open row')} without a creation date"
        print_note(f"  {without}: using today.{how}")
        how = ""
    if closed:
        without = f"{counted(run, closed, 'closed row')} without a creation date"
        print_note(f"  {without}: using the closing date.{how}")


def print_columns(run: Run, orders: Mapping[str, Order], left_out: Sequence[str]) -> None:
    """Say in which order dates were read, and which columns weren't read."""
    for header, order in orders.items():
        where = "" if order.header is None else f" of {quoted(order.header, 60)}"
        print_note(
            f"  {shortened(header)}: dates read as {ORDERS[order.order]} ({order.value} in line "
            f"{order.line}{where})."
        )
    if left_out:
        shown = [*map(shortened, left_out[:SHOWN_VALUES])]
        if len(left_out) > SHOWN_VALUES + 1:
            shown.append(f"and {run.numbers.count(len(left_out) - SHOWN_VALUES)} more")
        else:
            shown = [*map(shortened, left_out)]
        print_note(f"  Columns not imported: {', '.join(shown)}.")


def tell_spare(run: Run, spare: Sequence["Spare"]) -> None:
    """Say which contacts' addresses weren't stored because they already have others."""
    for each in spare[:SHOWN]:
        print_note(f"Contact {each.name} keeps {each.kept}. {each.other} was not imported.")
    if len(spare) > SHOWN:
        print_note(f"and {run.numbers.counted(len(spare) - SHOWN, 'more contact')}.")


def tell_matches(
    run: Run, asked: "ImportOptions", files: Sequence["ReadFile"], matches: Sequence["Match"]
) -> None:
    """Say which rows without an identifier were matched with existing deals by name."""
    from pipectl.importing.commands.rejects import is_mended

    left = [each for each in matches if each.is_left]
    for each in left[:SHOWN]:
        print_note(
            f"Line {each.line} has no uid, but the title and account of deal {each.number} "
            f"{quoted(each.title)}: not changed."
        )
    if len(left) > SHOWN:
        print_note(f"and {run.numbers.counted(len(left) - SHOWN, 'more row')}.")
    if left:
        print_note(
            "To change that deal, give the row its uid. To add another deal, change the title."
        )
    others = len(matches) - len(left)
    rows = run.numbers.counted(others, "row")
    if others and asked.update:
        print_note(
            f"Matched {rows} by title and account only: no column was read as the identifier."
        )
    elif others and any(map(is_mended, files)):
        print_note(
            f"Matched {rows} to existing deals by title and account: not changed. To add "
            "another deal, change the title of the row."
        )


def tell_adopted(run: Run, done: "ImportResult") -> None:
    """Say which deals got an identifier, and which new ones may already exist."""
    if count := done.adopted_count:
        deals, are = ("deal", "was") if count == 1 else ("deals", "were")
        print_note(
            f"{run.numbers.count(count)} {deals} {are} imported before without an identifier: "
            "matched by title, account and creation date. Using the identifiers in the file from "
            "now on."
        )
    if lines := done.doubtful_lines:
        deal = "an existing deal" if len(lines) == 1 else "existing deals"
        print_note(
            f"{counted(run, lines, 'new deal')} with the title and account of {deal}, but "
            "another identifier or creation date. If they are the same deals, import with the "
            "same columns as before."
        )


HOLLOW = ("amount", "stage", "outcome")  # and a close date


def check_hollow(run: Run, files: Sequence["ReadFile"], *, has_history: bool) -> None:
    """Ask at a terminal before importing deals whose important fields have no column.

    Raises RefusedError unless the user confirms.
    """
    missing = [each.columns.unfilled(has_open=True, has_history=has_history) for each in files]
    is_hollow = any({*HOLLOW} <= {*each} and len(each) > len(HOLLOW) for each in missing)
    if not is_hollow or not run.may_ask():
        return
    from pipectl.prompting.prompts import confirm

    count = sum(len(each.read.rows) for each in files)
    if not confirm(f"Import {many(run, count, 'deal')} without amounts, dates or stages?"):
        raise RefusedError(
            "Nothing was imported.",
            hint='Name the columns: --map "amount=HEADER", --map "stage=HEADER".',
        )


def check_chosen(files: Sequence["ReadFile"]) -> None:
    """Raise NoSuchValueError if no file has a value of --only."""
    for header in files[0].read.absent:
        found = [each.read.absent[header] for each in files if header in each.read.absent]
        if len(found) == len(files):
            there = list(dict.fromkeys(value for each in found for value in each.there))
            count = max(len(there), *(each.number for each in found))
            raise NoSuchValueError(header, found[0].wanted, there[:SHOWN_VALUES], count=count)
