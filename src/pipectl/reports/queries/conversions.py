"""What a report takes in of deals in other currencies, at which rates, and where a rate is missing.

`store/conversion` converts; this only says so, in one place for all reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cmp_to_key

from pipectl.exchange_rates import OriginalAmount, Rate, Rates
from pipectl.named_tuple import NamedTuple
from pipectl.reports.queries.shared import ReportRow
from pipectl.store.reader import Reader, as_date

FOREIGN_SQL = """
select
  p.id,
  p.amount_minor,
  p.currency,
  o.valued_on
from plain_opportunity as p
join opportunity as o on o.id = p.id
where p.currency <> :base
"""

EXCLUDED = "not included: "


class ForeignDeal(NamedTuple):
    """A deal in another currency: its day, and its amount with the rate of that day, if any."""

    currency: str
    valued_on: date
    original: OriginalAmount | None
    has_rate: bool


class Included(NamedTuple):
    """How many deals in a currency were taken in, at which lowest and highest rate."""

    currency: str
    deals: int
    lowest: Rate
    highest: Rate


class Missing(NamedTuple):
    """A currency of which some deals were left out, and the first day that lacks a rate."""

    currency: str
    on: date


class Conversions(NamedTuple):
    """The deals in other currencies, by number, as of a reading that takes them in."""

    base: str
    deals: Mapping[int, ForeignDeal]

    def told(self, rows: Iterable[ReportRow]) -> list[ReportRow]:
        """Return a report's rows, each with what it was converted from or which rate is missing."""
        return [self.told_row(row) for row in rows]

    def told_row(self, row: ReportRow) -> ReportRow:
        """Return one row so; a report that values deals on another day has said it itself."""
        deal = self.deals.get(row.id)
        if deal is None or row.original is not None or row.no_rate_on is not None:
            return row
        if row.currency == self.base:
            return row if row.amount_minor is None else row._replace(original=deal.original)
        if row.why == f"{EXCLUDED}in {row.currency}" and not deal.has_rate:
            return row._replace(no_rate_on=deal.valued_on)
        return row

    def included(self, rows: Iterable[ReportRow]) -> list[Included]:
        """Return what the rows that count were converted from, by currency."""
        return included_in(self.counted(rows))

    def counted(self, rows: Iterable[ReportRow]) -> list[tuple[int, OriginalAmount]]:
        """Return the deals, by number, with the amounts that the rows that count came from."""
        return [
            (row.id, row.original)
            for row in self.told(rows)
            if row.original is not None and not row.why.startswith(EXCLUDED)
        ]

    def missing(self, rows: Iterable[ReportRow]) -> list[Missing]:
        """Return the currencies of rows that are left out since their day has no rate."""
        first: dict[str, date] = {}
        for row in self.told(rows):
            if row.no_rate_on is not None:
                first[row.currency] = min(first.get(row.currency, row.no_rate_on), row.no_rate_on)
        return [Missing(code, first[code]) for code in sorted(first)]


def included_in(some: Iterable[tuple[int, OriginalAmount]]) -> list[Included]:
    """Return what deals, by number, were converted from, by currency."""
    found: dict[str, dict[int, list[Rate]]] = {}
    for number, original in some:
        of_deal = found.setdefault(original.currency, {}).setdefault(number, [])
        of_deal.append(original.dated.rate)
    return [
        Included(code, len(deals), *extremes([one for each in deals.values() for one in each]))
        for code, deals in sorted(found.items())
    ]


def extremes(rates: Sequence[Rate]) -> tuple[Rate, Rate]:
    """Return the lowest and the highest of some rates."""
    ordered = sorted(rates, key=cmp_to_key(Rate.compare))
    return ordered[0], ordered[-1]


def conversions(reader: Reader) -> Conversions | None:
    """Return what a reading converts; None where it takes no other currencies in."""
    return reader.once(_conversions) if reader.rates else None


def _conversions(reader: Reader) -> Conversions:
    assert reader.rates is not None
    rows = reader.rows(FOREIGN_SQL, {"base": reader.rates.base})
    return Conversions(
        reader.rates.base,
        {number: foreign_deal(reader.rates, *rest) for number, *rest in rows},
    )


def foreign_deal(rates: Rates, minor: int | None, currency: str, on: object) -> ForeignDeal:
    """Return a row of FOREIGN_SQL."""
    day = as_date(on)
    original = rates.original(minor, currency, day)
    return ForeignDeal(currency, day, original, rates.of(currency, day) is not None)
