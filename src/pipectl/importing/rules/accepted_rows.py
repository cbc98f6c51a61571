"""Store what accepted rows have that an import says once for all of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipectl.importing.rules.cell_readers import CellReader
from pipectl.importing.rules.csv_file import SPACE, CsvRow
from pipectl.importing.rules.deal_from_row import ReadingOptions
from pipectl.importing.rules.fields import FIELDS, NAMES, Incoming, has_several
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.header_units import unit_of
from pipectl.importing.rules.number_formats import is_signed
from pipectl.importing.rules.read_result import Multiplied, ScaledAmounts
from pipectl.importing.rules.recurring_amounts import ONCE, Recurring
from pipectl.money import Money
from pipectl.vocabulary import LOST, OPEN, WON

# Fields that only deals with that outcome have; ignored for others.
_ONLY_OF = {"lost_reason": LOST, "lost_on": LOST, "won_on": WON, "next_action": OPEN}
AMOUNTS = ("amount", "amount_cents", "amount_text", "closed_value")


class AcceptedRows:
    """Counts, and the lines of, what isn't in the deals themselves.

    `several` are lines with more names than the first, by header; `untitled` and `companies` lines
    of deals named by something else; `unused` values that only deals with another outcome have.
    """

    def __init__(
        self,
        headers: Sequence[str],
        columns: FileColumns,
        cells: Sequence[CellReader],
        options: ReadingOptions,
    ) -> None:
        self.columns, self.options = columns, options
        self.several: dict[str, list[int]] = {}
        self.periods: Counter[str] = Counter()
        self.multiplied: Multiplied | None = None
        self.recurring = Recurring(
            headers,
            {each.place for each in columns.columns},
            has_own_column=columns.place("amount_period") is not None,
        )
        self.lists = [
            (each.column, FIELDS[each.column.field].kind)
            for each in cells
            if FIELDS[each.column.field].kind in NAMES and not options.own
        ]
        self.untitled: list[int] = []
        self.companies: list[int] = []
        self.scales: dict[str, ScaledAmounts] = {}
        self.scaled = [
            (each.column, unit.scale)
            for each in cells
            if FIELDS[each.column.field].kind == "money" and not options.own
            if (unit := unit_of(each.column.header)) is not None and unit.scale is not None
        ]
        self.unused: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        self.dueless: list[int] = []
        self.currencies: Counter[tuple[bool, str]] = Counter()

    def note(self, row: CsvRow, values: Mapping[str, Any], made: Incoming) -> None:
        """Store what a row has besides its deal."""
        self._note_several(row)
        self._note_currency(values, made)
        self._note_scales(row, values, made)
        self._note_unused(values, made)
        if self.options.has_titles and "title" not in values:
            self.untitled.append(row.line)
        if made.outcome == OPEN and "next_due" in values and "next_action" not in values:
            self.dueless.append(row.line)
        self._note_periods(row, values, made)
        self.recurring.note(row.cells, has_amount=made.amount_minor is not None)
        if made.account != values.get("account", values.get("accounts", made.account)):
            self.companies.append(row.line)

    def _note_several(self, row: CsvRow) -> None:
        for column, kind in self.lists:
            if has_several(kind, row.cells[column.place].strip(SPACE)):
                self.several.setdefault(column.header, []).append(row.line)

    def _note_currency(self, values: Mapping[str, Any], made: Incoming) -> None:
        texts = [values[name] for name in AMOUNTS if name in values]
        if texts and "currency" not in values:
            signed = any(map(is_signed, texts)) and not made.is_currency_assumed
            self.currencies[signed, made.currency] += 1

    def _note_periods(self, row: CsvRow, values: Mapping[str, Any], made: Incoming) -> None:
        if made.amount_minor is None:
            return
        if "amount_period" in values:
            self.periods[values["amount_period"]] += 1
        amount = next((each for each in self.columns.columns if each.field in AMOUNTS), None)
        if "amount_duration" in values and values.get("amount_period") != ONCE and amount:
            texts = (row.cells[amount.place].strip(SPACE), str(values["amount_duration"].number))
            first = Multiplied(0, row.line, *texts, Money(made.amount_minor, made.currency))
            first = self.multiplied or first
            self.multiplied = first._replace(row_count=first.row_count + 1)

    def _note_scales(self, row: CsvRow, values: Mapping[str, Any], made: Incoming) -> None:
        for column, scale in self.scaled:
            minor = made.amount_minor if column.field == "amount" else made.closed_value_minor
            if column.field in values and minor is not None:
                text = row.cells[column.place].strip(SPACE)
                first = ScaledAmounts(scale, 0, row.line, text, Money(minor, made.currency))
                first = self.scales.setdefault(column.header, first)
                self.scales[column.header] = first._replace(row_count=first.row_count + 1)

    def _note_unused(self, values: Mapping[str, Any], made: Incoming) -> None:
        fields = values.keys() & _ONLY_OF.keys()
        if self.options.own or not fields:
            return
        # A column may fill several fields, only one of which is used.
        told = {each.field: each for each in self.columns.columns if each.field in values}
        for place in dict.fromkeys(told[field].place for field in _ONLY_OF if field in fields):
            there = [each for each in told.values() if each.place == place]
            outcomes = sorted({_ONLY_OF.get(each.field, made.outcome) for each in there})
            if made.outcome not in outcomes:
                self.unused.setdefault((there[0].header, (*outcomes,)), []).append(made.line)
