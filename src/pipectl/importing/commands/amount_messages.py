"""Report the currencies of amounts, and how often amounts recur."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import RefusedError, listed, quoted
from pipectl.importing.commands.words import many, shortened
from pipectl.importing.rules.header_guesses import map_flag
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.recurring_amounts import ONCE, PERIODS, RATES
from pipectl.render.output import print_note
from pipectl.store.conversion import rates_of

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ReadFile

# Headers (plain) of amounts that already are totals over all periods.
TOTAL_HEADER = re.compile("total|gesamt|opportunity ?value|annual|yearly|jahres|arr|acv|tcv")


def tell_currencies(
    run: Run,
    found: Mapping[tuple[bool, str], int],
    currency: str | None,
    *,
    near: str | None = None,
    is_for_new: bool = False,
) -> None:
    """Say which currency is used without a column, and which ones the amounts' signs show.

    It may be taken only for new deals. `near` is a column that wasn't read and has codes of
    currencies.
    """
    assumed = {code: count for (is_signed, code), count in found.items() if not is_signed}
    signed = {code: count for (is_signed, code), count in found.items() if is_signed}
    which = " for new deals" if is_for_new else ""
    for code, count in assumed.items():
        if currency is None:
            amounts = many(run, count, "amount")
            print_note(
                f"  {amounts} without a currency: using {code}{which}. To change it: --currency "
                "CODE"
            )
    if near is not None and assumed:
        print_note(
            f"  {shortened(near)} may be the currency. To use it: {map_flag('currency', near)}"
        )
    if signed and (assumed or len(signed) > 1 or signed.keys() != {run.settings.currency}):
        said = listed(f"{many(run, count, 'amount')} in {code}" for code, count in signed.items())
        alone = (
            " Amounts in different currencies are not added up."
            if len({*assumed, *signed}) > 1
            else ""
        )
        print_note(f"  Currencies read from symbols: {said}.{alone}")


def tell_others(run: Run, files: Sequence["ReadFile"]) -> None:
    """Say how many amounts are in other currencies than the store's, according to a column,
    and have no exchange rate on the day that counts.
    """
    with run.looking_up() as reader:
        rates = rates_of(reader, run.settings.currency)
    counts: Counter[str] = Counter()
    for each in files:
        told = {run.settings.currency, *(code for _, code in each.read.currencies)}
        rows = (row for row in each.read.rows if row.amount_minor is not None)
        counts.update(
            row.currency
            for row in rows
            if row.currency not in told and rates.lack(row.currency, row.closed_on or run.today)
        )
    if counts:
        said = listed(
            f"{many(run, count, 'amount')} in {code}" for code, count in counts.most_common()
        )
        print_note(
            f"  Totals in {run.settings.currency} don't include {said}. To see them: `pipectl "
            "board --currency CODE`."
        )


def tell_periods(run: Run, found: "ReadFile") -> None:
    """Say which amounts recur, and which total is used."""
    columns, counts = found.columns, found.read.periods
    header = shortened(columns.header_of("amount_period"))
    if (times := found.read.multiplied) is not None:
        total = run.numbers.money(*times.money)
        print_note(
            f"  {shortened(columns.header_of('amount_duration'))}: multiplied "
            f"{many(run, times.row_count, 'amount')} by the number of periods (line {times.line}: "
            f"{quoted(times.text)} x {times.number} is {total}).{unconverted(run, counts, {ONCE})}"
        )
        return
    also = unconverted(run, counts, {ONCE, "annual"})
    said = listed(
        f"{many(run, count, f'{name} amount')} (x {PERIODS[name]})"
        for name, count in counts.items()
        if PERIODS.get(name, 1) != 1
    )
    if not said and counts.keys() & {*PERIODS} - {ONCE}:
        print_note(f"  {header}:{also}")
    if said:
        print_note(f"  {header}: converted {said} to yearly amounts.{also}")
        if (duration := found.read.unread_recurring.duration) is not None:
            print_note(
                f"  {shortened(duration)} may say for how many periods they are. To multiply by "
                f"it instead: {map_flag('amount_duration', duration)}"
            )


def unconverted(run: Run, counts: Mapping[str, int], names: Collection[str]) -> str:
    """Return how many amounts of these periods there are, which stay as they are."""
    same = {name: count for name, count in counts.items() if name in names}
    said = listed(many(run, count, f"{name} amount") for name, count in same.items())
    stay = "stays as it is" if sum(same.values()) == 1 else "stay as they are"
    return f" {said} {stay}." if same else ""


def tell_unread_periods(run: Run, found: "ReadFile") -> None:
    """Say which unread column says that amounts recur, although they are used as they are."""
    if not takes_periods(found):
        return
    amount = found.columns.header_of("amount")
    for header, periods in found.read.unread_recurring.periods.items():
        said = listed(
            many(run, count, f"{name} amount") for name, count in periods.items() if name != ONCE
        )
        how = f"To convert to yearly amounts: {map_flag('amount_period', header)}"
        if not periods.keys().isdisjoint(RATES):
            how = (
                "To multiply by a number of periods: "
                f"{map_flag('amount_period', header)} --map amount_duration=HEADER"
            )
        print_note(
            f"  {shortened(header)}: {said}, imported unchanged from {shortened(amount)}. {how}"
        )


def tell_unread_amounts(run: Run, found: "ReadFile") -> None:
    """Say which unread columns have recurring amounts: a file doesn't tell their terms."""
    for header, count in found.read.unread_recurring.amounts.items():
        if header not in found.columns.left_out:
            continue  # it becomes a custom field
        verb = "isn't" if count == 1 else "aren't"
        print_note(
            f"  {shortened(header)}: {many(run, count, 'recurring amount')} {verb} imported. To"
            " add one to a deal: pipectl edit OPP --amount 2500/mo --term 12"
        )


def takes_periods(found: "ReadFile") -> bool:
    """Return whether an amount is read that may come once a period: its header says no total."""
    amount = found.columns.header_of("amount")
    return found.columns.has("amount") and not TOTAL_HEADER.search(plain(amount))


class DurationError(RefusedError):
    """Amounts recur, and a column has numbers of periods, but nothing says what the total is."""

    def __init__(self, name: str, amount: str, period: str, duration: str) -> None:
        self.amount, self.period, self.duration = amount, period, duration
        self.flags = (
            f"{map_flag('amount_period', period)} {map_flag('amount_duration', duration)}",
            map_flag("amount_period", period),
            map_flag("amount", amount),
        )
        times, year, as_it_is = self.flags
        super().__init__(
            f"{name}: {quoted(period, 60)} says that amounts recur, and {quoted(duration, 60)} may "
            f"say how often. Is {quoted(amount, 60)} the amount of one period, or the total?",
            hint=f"To multiply by {quoted(duration, 60)}: {times}. To take a year's worth: {year}. "
            f"To take it as it is: {as_it_is}.",
        )


def check_durations(found: "ReadFile", mapped: Collection[str]) -> None:
    """Raise DurationError if recurring amounts and a number of periods are read as no total."""
    duration = found.read.unread_recurring.duration
    if duration is None or "amount" in mapped or not takes_periods(found):
        return
    for period in found.read.unread_recurring.periods:
        raise DurationError(found.name, found.columns.header_of("amount"), period, duration)
