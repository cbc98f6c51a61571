"""Turn a sheet's rows into opportunities and problems."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from pipectl.errors import UsageError, quoted
from pipectl.importing.rules.accepted_rows import AcceptedRows
from pipectl.importing.rules.cell_readers import CellReader, Due, cell_of, is_date
from pipectl.importing.rules.csv_file import PROBLEM, SPACE, CsvRow, Sheet, cells_said, raggedness
from pipectl.importing.rules.date_formats import (
    date_orders,
    doubtful_orders,
    read_day,
)
from pipectl.importing.rules.deal_from_row import (
    CLOSINGS,
    ReadingOptions,
    Wrong,
    by_stage,
    deal_from_row,
    is_told,
    wrong_anyway,
    wrong_besides,
)
from pipectl.importing.rules.fields import (
    FIELDS,
    Incoming,
    reader,
    restored,
)
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.grouped_rows import check_heading, with_labels_repeated
from pipectl.importing.rules.identifiers import remedy_of
from pipectl.importing.rules.no_value import EXTRA
from pipectl.importing.rules.only_filter import OnlyFilter
from pipectl.importing.rules.outcomes import is_deleted, is_not_closed, meant
from pipectl.importing.rules.own_csv import FOLDED, unfolded
from pipectl.importing.rules.pipelines import PipelineStages, pipeline_counts
from pipectl.importing.rules.problems import Problems
from pipectl.importing.rules.programs import bare
from pipectl.importing.rules.read_result import Frame, Read
from pipectl.importing.rules.recurring_amounts import shown_amount
from pipectl.importing.rules.repeated_rows import RepeatedRows
from pipectl.importing.rules.spreadsheet_cells import (
    ERROR,
    NO_VALUE,
    as_typed,
    is_error,
    place_of_valueless_formula,
    said_in,
)
from pipectl.importing.rules.unclear_outcomes import OutcomeSigns, OutcomeSource, Unclear
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

S = TypeVar("S", Unclear, OutcomeSource)
FILL_IN = f"Complete the row, or empty the cell under {PROBLEM}."
# Kinds of fields whose readers already reject a spreadsheet's error.
STRICT = ("money", "cents", "date", "percent", "share")
# Fields that may stay empty if a formula has no value: nothing depends on them.
OPTIONAL = frozenset(
    ("contact", "contacts", "contact_email", "source", "campaign", "next_action", "note", "tags")
)


def read(sheet: Sheet, columns: FileColumns, options: ReadingOptions) -> Read:
    """Read every good row, and every problem.

    The file is read twice, first to find the order of its dates. Raises BadFileError if it isn't a
    sheet, AmbiguousColumnError if its dates can be read in two ways.
    """
    options = options._replace(
        has_titles=columns.has("title"),
        has_period=columns.has("amount_period"),
        has_duration=columns.has("amount_duration"),
    )
    chosen = OnlyFilter(sheet, options.only)
    places = {each.place: each.header for each in columns.columns if is_date(each.field)}
    footer = columns.footer
    orders = date_orders(sheet, places, options.dates, footer=footer)
    # The currency that a header names counts for amounts without another one.
    takes_sign = not columns.has("currency") and not options.is_currency_said
    cells = [cell_of(each, orders, options, takes_sign) for each in columns.columns]
    rows = _RowReader(sheet.headers, columns, cells, options)
    rows.is_mended = is_mended(sheet.headers, columns)
    rows.looks = OutcomeSigns(sheet.headers, columns, options.whens, options.stages, sheet.name)
    problems = Problems(sheet.name, by_line=options.keep_rejected)
    pipelines = pipeline_counts(sheet.headers, options.only)
    stages = {place: PipelineStages() for place in pipelines}
    found: list[Incoming] = []
    other_count = rejected_count = deleted_count = 0
    total_lines: list[int] = []
    totals = options.groups.totals(columns)
    every = with_labels_repeated(sheet.rows(footer=footer, ragged=True), options.groups, totals)
    for row, is_total in every:
        whole = len(row.cells) == len(sheet.headers)
        check_heading(sheet.name, row)
        if whole and not chosen.has(row.cells):
            other_count += 1
        elif whole and rows.is_deleted(row):
            deleted_count += 1
        elif whole and is_total:
            total_lines.append(row.line)
        elif incoming := rows.incoming(row, problems, len(sheet.headers)):
            found.append(incoming)
            for place, counts in pipelines.items():
                counts[row.cells[place].strip(SPACE)] += 1
                stages[place].note(row.cells[place].strip(SPACE), incoming.stage)
        elif row.line not in (rows.unclear_line, rows.part_line):
            rejected_count += 1
    if rows.has_ended and rows.is_always_ended and rows.has_closed and columns.may_have_changes:
        return read(sheet, columns, options._replace(has_changes=True))
    if rows.has_unclosed and not columns.has("closed_on"):  # so it isn't the expected day
        return read(sheet, columns.renamed("close_date", "closed_on"), options)
    accepted = rows.accepted
    return Read(
        rows=found,
        problems=problems.kept,
        problem_count=problems.count,
        more_problems=problems.more,
        rejected=problems.texts,
        rejected_count=rejected_count,
        orders=doubtful_orders(orders),
        left_out=columns.left_out,
        other_count=other_count,
        footer_count=sheet.footer_count,
        deleted_count=deleted_count,
        absent=chosen.absent(),
        several=accepted.several,
        periods=accepted.periods,
        unread_recurring=accepted.recurring.unread(sheet.headers),
        multiplied=accepted.multiplied,
        frame=Frame(
            sheet.title_count,
            sheet.line,
            sheet.header_count,
            tuple(sorted(total_lines + sheet.total_lines)),
            _repeated(sheet, columns),
            sheet.hollow_lines,
            sheet.hidden_sheets,
            sheet.subitem_lines,
            sheet.notes,
        ),
        unclear=rows.looks.settled(rows.unclear),
        said=rows.said,
        partly=rows.partly,
        untitled=accepted.untitled,
        companies=accepted.companies,
        unknown_currencies=rows.unknown_currencies,
        valueless=rows.valueless,
        scales=accepted.scales,
        unused=accepted.unused,
        dueless=accepted.dueless,
        alike_count=rows.repeated.alike_count,
        part_lines=rows.repeated.parts,
        first_only=tuple(columns.extra[at].header for at in sorted(rows.repeated.first_only)),
        currencies=accepted.currencies,
        groups=options.groups,
        pipelines={sheet.headers[place]: counts for place, counts in pipelines.items()},
        shared_stages={sheet.headers[place]: each.shared() for place, each in stages.items()},
    )


def is_mended(headers: Sequence[str], columns: FileColumns) -> bool:
    """Return whether these are rejected rows that were saved: the last column has the reasons."""
    used = {each.place for each in columns.columns}
    return headers[-1] == PROBLEM and len(headers) - 1 not in used


def _is_still_short(cells: Sequence[str]) -> bool:
    """Return whether a row rejected as too short still lacks the missing cells."""
    count = cells_said(cells[-1])
    return count is not None and count < len(cells) and not any(cells[count:-1])


def _repeated(sheet: Sheet, columns: FileColumns) -> dict[str, tuple[str, tuple[int, ...]]]:
    filled = {each.place: each.field for each in columns.columns}
    return {
        header: (filled[places[0]], tuple(place + 1 for place in places))
        for header, places in sheet.repeated.items()
        if places[0] in filled
    }


class _RowReader:
    """Builds deals from rows, and detects rows that repeat an earlier one."""

    def __init__(
        self,
        headers: Sequence[str],
        columns: FileColumns,
        cells: Sequence[CellReader],
        options: ReadingOptions,
    ) -> None:
        self.columns, self.cells, self.options = columns, cells, options
        self.accepted = AcceptedRows(headers, columns, cells, options)
        self.looks: OutcomeSigns | None = None
        self.unclear: dict[Unclear, list[int]] = {}
        self.spellings: dict[Unclear | OutcomeSource, Any] = {}
        self.unclear_line = 0
        self.has_unclosed = self.has_ended = self.has_closed = False
        self.is_always_ended = True
        self.said: Counter[OutcomeSource] = Counter()
        self.partly: Counter[tuple[str, str]] = Counter()
        self.unknown_currencies: Counter[str] = Counter()
        self.valueless: dict[str, list[str]] = {}
        self.part_line = 0
        self.is_mended = False
        self.repeated = RepeatedRows(short=columns.format.short_identifiers)
        probability = next((each for each in columns.columns if each.field == "probability"), None)
        self.is_flat = probability is not None and bare(probability.header) == "ownprobability"
        self.outcome_place = columns.place("outcome")
        self.currency_place = columns.place("currency")
        self.deleted = next((each for each in cells if each.column.field == "is_deleted"), None)
        self.texts: dict[str, str] = {}

    def is_deleted(self, row: CsvRow) -> bool:
        """Return whether the row says that it was deleted."""
        outcome = self.outcome_place
        if outcome is not None and is_deleted(row.cells[outcome]):
            return self.looks is None or not self.looks.typed(row.cells)
        if self.deleted is None:
            return False
        try:
            return self.deleted.read(row.cells[self.deleted.column.place].strip(SPACE)) is True
        except UsageError:
            return False  # which is a problem of the row

    def incoming(self, row: CsvRow, problems: Problems, width: int) -> Incoming | None:
        """Return the row's deal, or None if there were problems."""
        if len(row.cells) != width:
            problems.add(row.line, "", raggedness(len(row.cells), width))
            return None
        if self.is_mended and _is_still_short(row.cells):
            text = f"{row.cells[-1]} {FILL_IN}"
            problems.add(row.line, "", row.cells[-1] if FILL_IN in row.cells[-1] else text)
            return None
        if self.looks is not None:
            self.looks.note(row.cells)
        values = self._values(row, problems)
        if values is None:
            return None
        self.is_always_ended &= "closed_on" in values
        said = self._said(row, values)
        anyway = wrong_anyway(row.line, values, self.options) if isinstance(said, Unclear) else None
        if isinstance(said, Unclear) and anyway is None:
            self.unclear.setdefault(self._as_first(said), []).append(row.line)
            self.unclear_line = row.line
            return None
        made = anyway or deal_from_row(row.line, values, self.options)
        remedy = ""
        if isinstance(made, Incoming):
            remedy = remedy_of(made)
            if self.is_mended and remedy in row.cells[-1]:  # nobody has changed what it said
                self.repeated.alike_count += made.identifier is None
                problems.add(row.line, "", row.cells[-1])
                return None
            made = made._replace(fields=self._extra(row)) if self.columns.extra else made
            self.has_closed |= made.outcome != OPEN
            wrong = self.repeated.wrong(made)
            if wrong is None and row.line in self.repeated.parts[-1:]:
                self.part_line = row.line
                return None
            if wrong is None:
                self.accepted.note(row, values, made)
                if isinstance(said, OutcomeSource):
                    self.said[self._as_first(said)] += 1
                if self.looks is not None and made.outcome == OPEN:
                    self.partly.update(self.looks.unread(row.cells))
                return made
            made = [wrong]
        for each in made:
            self._add(row, each, problems, remedy)
        return None

    def _extra(self, row: CsvRow) -> tuple[str, ...]:
        """Return the cells of the extra columns; equal texts share one object."""
        found = []
        for column in self.columns.extra:
            text = as_typed(row.cells[column.place], has_currency=False).strip(SPACE)
            text = restored(text) if self.options.ours else said_in(text, EXTRA)
            found.append(self.texts.setdefault(text, text))
        return tuple(found)

    def _said(self, row: CsvRow, values: dict[str, Any]) -> OutcomeSource | Unclear | None:
        """Return the source of an outcome without an outcome column, or why it is unclear."""
        if unclear := values.pop("unclear", None):
            return cast(Unclear, unclear)
        if guessed := self._guessed_end(values):
            return guessed
        if self.looks is None or is_told(values):
            return None
        stage = values.get("stage")
        if outcome := by_stage(stage, self.options):
            return OutcomeSource(self.columns.header_of("stage"), stage, outcome)
        if said := self.looks.said(row.cells):
            values["said"] = said.outcome
            return said if said.outcome != OPEN else None
        if unclear := self.looks.unclear(values, row.cells):
            return unclear
        if "closed_on" not in values or self.options.own:
            self.looks.note_open(stage)
            return None
        if self.options.has_changes:
            del values["closed_on"]
            header = self.columns.header_of("closed_on")
            self.accepted.unused.setdefault((header, (LOST, WON)), []).append(row.line)
            return None
        ended = self.looks.ended(stage, row.cells)
        self.has_ended |= ended is not None
        return ended if self.options.asks_outcomes else None

    def _guessed_end(self, values: dict[str, Any]) -> Unclear | None:
        """Return a day of a win or loss whose column is a guess, and tells the outcome alone."""
        rest = {name: value for name, value in values.items() if name not in ("won_on", "lost_on")}
        if is_told(rest) or by_stage(values.get("stage"), self.options):
            return None
        for field, outcome in (("won_on", WON), ("lost_on", LOST)):
            for column in self.columns.guessed:
                if column.field == field and field in values:
                    return Unclear(column.header, None, (outcome,), is_day=True)
        return None

    def _as_first(self, found: S) -> S:
        """Return an outcome's source in the spelling that came first: `Gagné` for `GAGNÉ`."""
        if found.value is None:
            return found
        spelled: S = self.spellings.setdefault(found._replace(value=fold(found.value)), found)
        return spelled

    def _values(self, row: CsvRow, problems: Problems) -> dict[str, Any] | None:
        before = problems.count
        ours = self.options.ours
        values: dict[str, Any] = {}
        unread: list[str] = []
        unknown: tuple[str, str] | None = None
        has_currency = bool(
            self.currency_place is not None and row.cells[self.currency_place].strip(SPACE)
        )
        for column, read_cell in self.cells:
            cell = row.cells[column.place]
            if place := place_of_valueless_formula(cell):
                if column.field in OPTIONAL:
                    self.valueless.setdefault(column.header, []).append(place)
                else:
                    problems.add(row.line, column.header, NO_VALUE.format(place=place))
                    unread.append(column.field)
                continue
            kind = FIELDS[column.field].kind
            text = as_typed(cell, has_currency=has_currency or kind != "money").strip(SPACE)
            if text and not ours:
                text = said_in(text, kind)
            elif ours:
                text = restored(text)
            if text:
                if is_error(text) and kind not in STRICT and not self.options.own:
                    problems.add(row.line, column.header, ERROR.format(text=quoted(text)))
                    unread.append(column.field)
                    continue
                if said := self.looks and column.field == "outcome" and self.looks.typed(row.cells):
                    values["outcome"] = values["said"] = said.outcome
                    continue
                try:
                    is_json = ours and column.field in FOLDED and text.startswith("{")
                    if is_json or column.field == "answers":
                        values |= self._unfolded(column.field, text)
                        continue
                    value = read_cell(text)
                except UsageError as error:
                    if column.field in CLOSINGS and not ours and is_not_closed(text):
                        self.has_unclosed |= column.field == "close_date"
                        continue
                    if column.field == "outcome" and self.options.asks_outcomes:
                        means = meant(text)
                        unclear = Unclear(column.header, text, means, is_outcome=True)
                        values["unclear"] = unclear
                        unknown = column.header, str(error)
                        continue
                    if column.field == "currency" and not self.options.own:
                        if self.options.is_currency_said:
                            self.unknown_currencies[text] += 1
                            continue
                        remedy = "To read such amounts as one currency: --currency CODE"
                        problems.add(row.line, column.header, f"{error} {remedy}")
                        unread.append(column.field)
                        continue
                    problems.add(row.line, column.header, str(error))
                    unread.append(column.field)
                else:
                    if isinstance(value, Due):
                        value, values["next_time"] = value
                    if value is not None:
                        values[column.field] = value
        if "amount_text" in values:
            values["amount_text"], period = shown_amount(values["amount_text"])
            if period is not None:
                values.setdefault("amount_period", period)
        if self.is_flat and "probability_from" in values:  # it tells of the one that is shown
            values["shown_from"] = values.pop("probability_from")
        if problems.count == before:
            return values
        if unknown:  # the row is rejected, so nobody is asked about its outcome
            problems.add(row.line, *unknown)
        for wrong in wrong_besides(values, unread, self.options):
            self._add(row, wrong, problems)
        return None

    def _add(self, row: CsvRow, wrong: Wrong, problems: Problems, remedy: str = "") -> None:
        header_of = self.columns.header_of
        against = f" {quoted(header_of(wrong.beside))}." if wrong.beside else ""
        problems.add(row.line, header_of(wrong.field), wrong.text + against, remedy)

    def _unfolded(self, field: str, text: str) -> dict[str, Any]:
        """Return the values that older exports of pipectl have as JSON in one cell."""
        found: dict[str, Any] = {}
        for name, part in unfolded(field, text).items():
            is_day = is_date(name)
            found[name] = (
                read_day(part, order="ymd") if is_day else reader(name, self.options.decimal)(part)
            )
        return found
