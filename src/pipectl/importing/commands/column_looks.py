"""Look into the columns of a file, to propose only those whose cells fit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.cli.files import opened
from pipectl.importing.commands.rejects import without_place
from pipectl.importing.rules.column_looks import Look, looks_of, says_count
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import plain_words, without_identifier
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile

_OF_NAMES = ("account", "contact", "stage", "owner")


class ColumnLooks:
    """The cells of a file's proposable columns, read from the file when they are first needed."""

    def __init__(self, run: Run, asked: "ImportOptions", found: "ReadFile") -> None:
        self.run, self.asked, self.found = run, asked, found
        self.looks: dict[str, Look] | None = None

    def of(self, header: str) -> Look:
        """Return what the cells of a column have."""
        if self.looks is None:
            self.looks = self._read()
        return self.looks[header]

    def likely(self, field: str, headers: Sequence[str]) -> str | None:
        """Return the first header that may belong to a field, with cells that may, too.

        An empty column only comes after all others, as nothing would be read from it; so does one
        in which most amounts are zero, such as what was paid so far.
        """
        left, empty = list(headers), None
        while (header := likely_header(field, left)) is not None:
            if self._may_be(field, header):
                look = self.of(header)
                if look.filled and (field != "amount" or 2 * look.zeros <= look.filled):
                    return header
                empty = empty or header
            left.remove(header)
        if field == "probability":  # numbers beside the names of stages
            better = self.found.columns.better
            return next((each.instead_of for each in better if each.may_be_percent), empty)
        return empty or (self._named_by_words(field, headers) if field in _OF_NAMES else None)

    def _named_by_words(self, field: str, headers: Sequence[str]) -> str | None:
        """Return the first header of identifiers whose cells are names: `CustomerID`."""
        for header in headers:
            name = without_identifier(header)
            if name is None or likely_header(field, [name]) is None:
                continue
            look = self.of(header)
            if look.has_letter and not look.has_digit and self._may_be(field, header):
                return header
        return None

    def twins(self, field: str, header: str, headers: Sequence[str]) -> list[str]:
        """Return headers that differ from a proposed one in one word: `Revenue Low` and `High`."""
        words = plain_words(header)
        return [
            other
            for other, theirs in ((each, plain_words(each)) for each in headers)
            if len(theirs) == len(words) > 1
            and sum(map(str.__ne__, words, theirs)) == 1
            and likely_header(field, [other]) is not None
            and self.of(other).filled
            and self._may_be(field, other)
        ]

    def _may_be(self, field: str, header: str) -> bool:
        look = self.of(header)
        if says_count(header):
            return False
        if field == "owner" and len(look.values) < 2:
            # A seller's own list names nobody else.
            own = self.run.owner
            return look.may_be(field) and bool(own) and fold(own) not in look.values
        return look.may_be(field)

    def said_yes(self, header: str) -> str:
        """Return in how many rows a column says yes, in words."""
        return self.run.numbers.counted(self.of(header).yes, "row")

    def _read(self) -> dict[str, Look]:
        from pipectl.importing.rules import csv_file

        found = self.found
        with opened(found.name) as stream:
            sheet = csv_file.rows(
                stream,
                name=found.name,
                encoding=self.asked.encoding,
                header_line=found.header_line,
                sheet=without_place(self.asked, found.name).sheet,
            )
            places = {
                header: place_of(header, sheet.headers, sheet.name)
                for header in found.columns.proposable
            }
            rows = (row.cells for row in sheet.rows(footer=found.columns.footer, ragged=True))
            looks = looks_of(rows, len(sheet.headers), places.values())
        return {header: looks[place] for header, place in places.items()}
