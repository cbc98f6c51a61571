"""How an import understood its files, said before anything is written."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import NotFoundError, RefusedError, either, listed, quoted
from pipectl.importing.commands.left_out import tell_frame, tell_hollow, tell_valueless
from pipectl.importing.commands.words import counted, many, shortened
from pipectl.importing.rules.date_formats import Order
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.header_guesses import likely_header, map_flag
from pipectl.importing.rules.history_file import (
    History,
    ReadHistory,
    entered_late,
    misplaced,
    unbegun,
    undated,
)
from pipectl.importing.rules.number_formats import ONCE, PERIODS
from pipectl.importing.rules.only_filter import SHOWN_VALUES
from pipectl.importing.rules.outcomes import plain
from pipectl.render.output import print_note
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import Match
    from pipectl.importing.actions.new_rows import Spare
    from pipectl.importing.commands.deals_here import DealsHere
    from pipectl.importing.commands.plan import ImportOptions, ReadFile
    from pipectl.importing.rules.history_file import MovedClosing

NAME_IT = " --map {field}=HEADER names the column that has it."
# What may be missing, by the field that a column near it is proposed for.
NEAR = {
    "amount": "amount",
    "stage": "stage",
    "close date": "close_date",
    "expected close date": "close_date",
}
# A header (plain) of amounts that are added up already, whatever they come as.
TOTAL_HEADER = re.compile("total|gesamt|opportunity ?value|annual|yearly|jahres|arr|acv|tcv")
SHOWN = 20  # closings that didn't fit in


class NoSuchValueError(NotFoundError):
    """No row has any of the values that were asked for."""

    def __init__(
        self, header: str, wanted: Sequence[str], there: Sequence[str], *, count: int
    ) -> None:
        some = [*map(quoted, there), *(["…"] if count > len(there) else [])]
        super().__init__(
            f"No row has {either(map(quoted, wanted))} under {quoted(header)}.",
            hint=f"There {'is' if count == 1 else 'are'} {', '.join(some)}."
            if some
            else "All its cells are empty.",
        )
        self.header = header


def tell_all(
    run: Run,
    files: Sequence["ReadFile"],
    here: "DealsHere",
    *,
    has_history: bool,
    currency: str | None = None,
) -> None:
    """Say how the files were understood: first what has no column, and which weren't taken."""
    tell_missing(run, files, has_history=has_history)
    for each in files:
        print_understanding(run, each, here)
        if not has_history:
            tell_unbegun(run, each.read.rows, {}, has_column=each.columns.has("created_on"))
        near = each.columns.may_be_currency
        tell_currencies(run, each.read.currencies, currency, near=near)
    tell_others(run, files)


def tell_missing(run: Run, files: Sequence["ReadFile"], *, has_history: bool) -> None:
    """Say what no column fills, and which columns fill nothing, once for files that are alike."""
    from pipectl.importing.commands.outcome_questions import tell_partly

    told: set[tuple[object, ...]] = set()
    for each in files:
        has_open = any(row.outcome == OPEN for row in each.read.rows)
        missing = each.columns.unfilled(has_open=has_open, has_history=has_history)
        if (place := (*missing, each.columns.left_out)) not in told:
            told.add(place)
            name = "" if len(files) == 1 else f"{each.name}: "
            tell_left_out(name, missing, each)
            if "stage" in missing:
                tell_partly(run, name, each.read.partly)


def tell_left_out(name: str, missing: Sequence[str], found: "ReadFile") -> None:
    """Say what no column fills, and which columns fill nothing."""
    from pipectl.importing.commands.rejects import is_mended
    from pipectl.importing.rules.csv_file import PROBLEM

    unread = found.columns.left_out
    if is_mended(found):  # whose last column is ours
        unread = tuple(header for header in unread if header != PROBLEM)
    left_out = ", ".join(map(shortened, unread))
    said = [f"No column fills {', '.join(missing)}."] if missing else []
    said += [f"Left out: {left_out}."] if left_out else []
    said += [
        f"{quoted(header, 60)} may be the {name}: {map_flag(field, header)} reads it so."
        for name in missing
        if (field := NEAR.get(name)) and (header := likely_header(field, unread)) is not None
    ]
    if said:
        print_note(f"{name}{' '.join(said)}")


def print_understanding(run: Run, found: "ReadFile", here: "DealsHere") -> None:
    """Say how a file's rows were understood."""
    from pipectl.importing.commands import group_questions
    from pipectl.importing.commands.outcome_questions import tell_sure, tell_unused

    name, read_rows = found.columns.format.name, found.read
    bad = read_rows.rejected_count
    wrong = (
        f", of which {run.numbers.count(bad)} {'has' if bad == 1 else 'have'} problems"
        if bad
        else ""
    )
    print_note(f"{found.name}: {name}, {many(run, len(read_rows.rows) + bad, 'row')}{wrong}.")
    if bad:
        tell_counted(run, len(read_rows.rows))
    print_columns(run, read_rows.orders, ())
    tell_said(run, found)
    tell_pipelines(run, read_rows.pipelines)
    if read_rows.other_count:
        print_note(f"  {many(run, read_rows.other_count, 'other row')} left out by --only.")
    if read_rows.deleted_count:
        print_note(
            f"  {many(run, read_rows.deleted_count, 'row')} left out that were deleted there."
        )
    group_questions.tell_groups(found.headers, read_rows.groups)
    tell_frame(run, read_rows.frame)
    tell_valueless(run, read_rows.valueless)
    if read_rows.footer_count:
        print_note(f"  {many(run, read_rows.footer_count, 'line')} below the rows left out.")
    if lines := entered_late(read_rows.rows, run.today):
        print_note(
            f"  {counted(run, lines, 'row')} closed before the day of creation: "
            "the beginning is the day of closing."
        )
    tell_periods(run, read_rows.periods, found.columns.header_of("amount_period"))
    tell_unread_periods(run, found)
    tell_sure(run, found, here)
    for header, places in read_rows.several.items():
        print_note(
            f"  {shortened(header)}: {counted(run, places, 'row')} with several: the first is"
            " taken."
        )
    if (place := found.columns.place("amount_cents")) is not None:
        print_note(f"  {shortened(found.headers[place])}: amounts are in cents.")
    if found.columns.told_currency is not None:
        header = shortened(found.columns.told_currency)
        print_note(f"  {header}: read as the currency, since its cells are codes of currencies.")
    if found.has_shares:
        header = shortened(found.columns.header_of("probability"))
        print_note(f"  {header}: read as shares of 1, so that 0.25 is 25 %.")
    tell_unused(run, found)
    if untitled := read_rows.untitled:
        print_note(f"  {counted(run, untitled, 'row')} without a title: called by the account.")
    if found.columns.place("title") is None and read_rows.rows:
        header = shortened(found.columns.header_of("identifier"))
        print_note(
            f"  No column has titles: deals are called by {header}. --map title=HEADER names one."
        )
    closings = ("closed_on", "close_date", "won_on", "lost_on")
    tell_undated(read_rows.rows, run, has_column=found.columns.has(*closings))


def tell_counted(run: Run, count: int, of: str = "") -> None:
    """Say that what is counted from here on are the rows without a problem."""
    if count:
        rows = f"the rows without a problem ({run.numbers.count(count)})"
        print_note(f"{of or ' '} Counts below are of {rows}.")


def tell_currencies(
    run: Run,
    found: Mapping[tuple[bool, str], int],
    currency: str | None,
    *,
    near: str | None = None,
) -> None:
    """Say which currency was taken where no column says it, and which the signs of amounts say.

    `near` is a column that wasn't read and has codes of currencies.
    """
    assumed = {code: count for (is_signed, code), count in found.items() if not is_signed}
    signed = {code: count for (is_signed, code), count in found.items() if is_signed}
    for code, count in assumed.items():
        if currency is None:
            names = "names" if count == 1 else "name"
            amounts = many(run, count, "amount")
            print_note(
                f"  {amounts} {names} no currency: {code} is taken. --currency CODE changes that."
            )
    if near is not None and assumed:
        print_note(
            f"  {shortened(near)} has codes of currencies: {map_flag('currency', near)} reads them."
        )
    if signed and (assumed or len(signed) > 1 or signed.keys() != {run.settings.currency}):
        said = listed(f"{many(run, count, 'amount')} in {code}" for code, count in signed.items())
        alone = " Different currencies aren't added up." if len({*assumed, *signed}) > 1 else ""
        print_note(f"  By their signs, {said}.{alone}")


def tell_others(run: Run, files: Sequence["ReadFile"]) -> None:
    """Say how many amounts are in currencies of a column that aren't the store's."""
    counts: Counter[str] = Counter()
    for each in files:
        told = {run.settings.currency, *(code for _, code in each.read.currencies)}
        rows = (row for row in each.read.rows if row.amount_minor is not None)
        counts.update(row.currency for row in rows if row.currency not in told)
    if counts:
        said = listed(
            f"{many(run, count, 'amount')} in {code}" for code, count in counts.most_common()
        )
        print_note(
            f"  Sums in {run.settings.currency} leave out {said}: `pipectl board --currency CODE`"
            " shows those."
        )


def tell_periods(run: Run, periods: Mapping[str, int], header: str) -> None:
    """Say which amounts come again and again, and that a year of them is taken."""
    again = {name: count for name, count in periods.items() if name != ONCE}
    if again:
        said = listed(
            f"{many(run, count, f'{name} amount')} (x {PERIODS[name]})"
            for name, count in again.items()
        )
        once = periods.get(ONCE, 0)
        stays = "stays as it is" if once == 1 else "stay as they are"
        also = f" {many(run, once, 'one-time amount')} {stays}." if once else ""
        print_note(f"  {shortened(header)}: a year's worth is taken of {said}.{also}")


def tell_unread_periods(run: Run, found: "ReadFile") -> None:
    """Say which column says that amounts come again, where they are taken as they stand."""
    amount = found.columns.header_of("amount")
    if not found.columns.has("amount") or TOTAL_HEADER.search(plain(amount)):
        return
    for header, periods in found.read.unread_periods.items():
        said = listed(
            many(run, count, f"{name} amount") for name, count in periods.items() if name != ONCE
        )
        count = sum(periods.values()) - periods.get(ONCE, 0)
        stands = "it stands" if count == 1 else "they stand"
        print_note(
            f"  {shortened(header)}: {said}, taken as {stands} under {shortened(amount)}. "
            f"{map_flag('amount_period', header)} takes a year's worth."
        )


def tell_said(run: Run, found: "ReadFile") -> None:
    """Say what outcomes were taken from, where that isn't a column of them."""
    of, by_stage = found.columns.format, found.columns.header_of("stage")
    for outcome in (WON, LOST):
        parts = [
            f"{shortened(each.header)} {'is filled' if each.value is None else each.value} "
            f"({many(run, count, 'row')})"
            for each, count in found.read.said.items()
            if each.outcome == outcome and not (of.is_told_by_stage and each.header == by_stage)
        ]
        if parts:
            print_note(f"  Taken as {outcome}: {', '.join(parts)}.")


def tell_pipelines(run: Run, pipelines: Mapping[str, Mapping[str, int]]) -> None:
    """Say which pipelines are brought in together, where the file names more than one."""
    for header, counts in pipelines.items():
        if len(counts) < 2:
            continue
        largest = sorted(counts.items(), key=lambda each: -each[1])
        shown = [
            f"{name or '(none)'} ({run.numbers.count(count)})"
            for name, count in largest[:SHOWN_VALUES]
        ]
        if len(largest) > SHOWN_VALUES:
            shown.append(f"{run.numbers.count(len(largest) - SHOWN_VALUES)} more")
        print_note(
            f"  {shortened(header)}: {', '.join(shown)} are brought in together. "
            f'--only "{header}=…" picks one.'
        )


def tell_undated(rows: Sequence[Incoming], run: Run, *, has_column: bool) -> None:
    """Say which closings get today's day or the expected one, since their rows have none."""
    none, ahead, expected = undated(rows, run.today)
    taken = f"today, {run.today.isoformat()}, is taken, unless the day is known here."
    how = "" if has_column else NAME_IT.format(field="closed_on")
    if expected:
        print_note(
            f"  {counted(run, expected, 'closed row')} without a closing day: the expected close "
            f"date stands for it.{how}"
        )
        how = ""
    if none:
        print_note(f"  {counted(run, none, 'closed row')} without a closing day: {taken}{how}")
    if ahead:
        print_note(f"  {counted(run, ahead, 'closed row')} with a day still to come: {taken}")


def tell_unbegun(run: Run, rows: Sequence[Incoming], entries: History, *, has_column: bool) -> None:
    """Say which rows begin today, or on the day they closed, since they don't say when."""
    still_open, closed = unbegun(rows, entries)
    how = "" if has_column else NAME_IT.format(field="created_on")
    if still_open:
        without = f"{counted(run, still_open, 'open row')} without a day of creation"
        print_note(f"  {without}: today is taken.{how}")
        how = ""
    if closed:
        without = f"{counted(run, closed, 'closed row')} without a day of creation"
        print_note(f"  {without}: the day of closing is taken.{how}")


def print_history(run: Run, name: str, found: ReadHistory, rows: Sequence[Incoming]) -> None:
    """Say how a history was understood, and which entries aren't kept on their days."""
    count = sum(map(len, found.entries.values()))
    print_note(
        f"{name}: stages of {many(run, len(found.entries), 'row')}, {many(run, count, 'entry')}."
    )
    print_columns(run, found.orders, found.left_out)
    tell_hollow(run, found.hollow_lines)
    if found.unknown_count:
        print_note(f"  {many(run, found.unknown_count, 'entry')} of others left out.")
    if found.closing_count:
        print_note(f"  {many(run, found.closing_count, 'entry')} left out that say won or lost.")
    tell_unbegun(run, rows, found.entries, has_column=True)
    early, late = misplaced(rows, found.entries, run.today)
    if early:
        print_note(
            f"  {counted(run, early, 'entry')} from before the row's beginning: the row begins"
            " there."
        )
    if late:
        print_note(
            f"  {counted(run, late, 'entry')} from after the row's closing: counted on that day."
        )


def print_columns(run: Run, orders: Mapping[str, Order], left_out: Sequence[str]) -> None:
    """Say in which order the dates of columns were read, and which columns weren't."""
    for header, order in orders.items():
        print_note(
            f"  {shortened(header)}: dates are read as {order.order}, from {order.value} "
            f"in line {order.line}."
        )
    if left_out:
        shown = [*map(shortened, left_out[:SHOWN_VALUES])]
        if len(left_out) > SHOWN_VALUES + 1:
            shown.append(f"and {run.numbers.count(len(left_out) - SHOWN_VALUES)} more")
        else:
            shown = [*map(shortened, left_out)]
        print_note(f"  Columns left out: {', '.join(shown)}.")


def tell_shifted(run: Run, shifted: Sequence["MovedClosing"]) -> None:
    """Say whose closing didn't fit in with what was known here, and what became of it."""
    for each in shifted[:SHOWN]:
        said = each.said_on.isoformat()
        if each.began_on is not None:
            print_note(
                f"{each.number} closed on {said}: it begins on {each.began_on.isoformat()} now."
            )
        elif each.closed_on is not None:
            print_note(
                f"{each.number} closed on {said} there, but moved on here after that: "
                f"it closes on {each.closed_on.isoformat()}."
            )
    if len(shifted) > SHOWN:
        print_note(f"and {run.numbers.count(len(shifted) - SHOWN)} more.")


def tell_orphans(run: Run, titles: Sequence[str]) -> None:
    """Say which deals came in without the one that they grew out of."""
    for title in titles[:SHOWN]:
        print_note(
            f"{quoted(title)} has no parent here: the deal it grew out of isn't in the file."
        )
    if len(titles) > SHOWN:
        print_note(f"and {run.numbers.count(len(titles) - SHOWN)} more.")


def tell_spare(run: Run, spare: Sequence["Spare"]) -> None:
    """Say which addresses of contacts weren't kept, since they have others."""
    for each in spare[:SHOWN]:
        print_note(f"Contact {each.name} keeps {each.kept}: {each.other} was left out.")
    if len(spare) > SHOWN:
        print_note(f"and {run.numbers.count(len(spare) - SHOWN)} more.")


def tell_matches(
    run: Run, asked: "ImportOptions", files: Sequence["ReadFile"], matches: Sequence["Match"]
) -> None:
    """Say which rows without an identifier were taken for deals that are there, by their names."""
    from pipectl.importing.commands.rejects import is_mended

    left = [each for each in matches if each.is_left]
    for each in left[:SHOWN]:
        print_note(
            f"Line {each.line} has no uid, and deal {each.number} {quoted(each.title)} the same "
            "title and account: it stays as it is."
        )
    if len(left) > SHOWN:
        print_note(f"and {run.numbers.count(len(left) - SHOWN)} more.")
    if left:
        print_note(
            "To change such a deal, give the row its uid; for another deal, give it another title."
        )
    others = len(matches) - len(left)
    rows = run.numbers.counted(others, "row")
    if others and asked.update:
        print_note(f"By title and account alone, {rows} matched a deal: no column identifies them.")
    elif others and any(map(is_mended, files)):
        print_note(
            f"By title and account, {rows} matched a deal that is here, which stays as it is. For "
            "another deal, give the row another title."
        )


HOLLOW = ("amount", "stage", "outcome")  # and a close date


def check_hollow(run: Run, files: Sequence["ReadFile"], *, has_history: bool) -> None:
    """Ask at a terminal before deals come in of which no column tells anything that counts.

    Raises RefusedError unless somebody wants that.
    """
    missing = [each.columns.unfilled(has_open=True, has_history=has_history) for each in files]
    is_hollow = any({*HOLLOW} <= {*each} and len(each) > len(HOLLOW) for each in missing)
    if not is_hollow or not run.may_ask():
        return
    from pipectl.prompting.prompts import confirm

    count = sum(len(each.read.rows) for each in files)
    if not confirm(f"Bring in {many(run, count, 'deal')} with neither amounts, dates nor stages?"):
        raise RefusedError(
            "Nothing was brought in.",
            hint='Say which columns those are: --map "amount=HEADER", --map "stage=HEADER".',
        )


def check_chosen(files: Sequence["ReadFile"]) -> None:
    """Raise NoSuchValueError where --only names what stands in no file."""
    for header in files[0].read.absent:
        found = [each.read.absent[header] for each in files if header in each.read.absent]
        if len(found) == len(files):
            there = list(dict.fromkeys(value for each in found for value in each.there))
            count = max(len(there), *(each.number for each in found))
            raise NoSuchValueError(header, found[0].wanted, there[:SHOWN_VALUES], count=count)
