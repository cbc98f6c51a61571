"""Read which values the won and the lost deals had."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from pipectl.filters.queries import BUILT_IN, TAGS_SQL, Source, names_of, own_sources
from pipectl.money import plain_number
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import digits_of
from pipectl.periods import Period
from pipectl.reports.fit_suggestion.rules import Closing, NameResult, bands, compared, result
from pipectl.reports.queries.closed_deals import closed_deals, row_of
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.rules import DealOutcome
from pipectl.sample_size import ENOUGH_CLOSINGS, LEAST_SAMPLE
from pipectl.store.reader import Reader

TOO_EARLY, NO_DIFFERENCE, FOUND = "too-early", "no-difference", "found"
# What every deal has that tells of the customer, besides fields. The amount isn't there: won deals
# have the one they were won at, which tells them apart whoever the customer is.
ALWAYS = ("source", "campaign", "tag")
IN_BANDS = ("number", "money")

VALUES_SQL = """
select
  o.id,
  {sql}
from opportunity as o
where o.status in ('won', 'lost')
"""


class FitSuggestionReport(NamedTuple):
    """The values that closed deals of a period (of all time without one) had, and their win rates.

    `early` are the names with too few deals to tell.
    """

    money: ReportCurrency
    period: Period | None
    closed: int
    won: int
    names: tuple[NameResult, ...]
    early: tuple[str, ...]
    rows: tuple[ReportRow, ...]

    @property
    def verdict(self) -> str:
        """Whether some values were won more often, none, or it is too early to tell."""
        lost = self.closed - self.won
        enough = self.closed >= ENOUGH_CLOSINGS and min(self.won, lost) >= LEAST_SAMPLE
        if not enough or not self.names:
            return TOO_EARLY
        return FOUND if any(each.condition() for each in self.names) else NO_DIFFERENCE


def answer(reader: Reader, asked: ReportRequest) -> FitSuggestionReport:
    """Return the win rates by value of the requested period, else of all time."""
    closed = closed_deals(reader, asked)
    deals = {each.id: each for each in closed.counted}
    found = [each for each in results(reader, deals, asked.currency) if each.values]
    return FitSuggestionReport(
        money=closed.money,
        period=asked.period,
        closed=len(deals),
        won=sum(each.is_won for each in closed.counted),
        names=tuple(compared([each for each in found if each.is_enough])),
        early=tuple(each.name for each in found if not each.is_enough),
        rows=(*(row_of(each, each.status) for each in closed.counted), *closed.uncounted),
    )


def results(
    reader: Reader, deals: Mapping[int, DealOutcome], currency: str
) -> Iterator[NameResult]:
    """Yield what became of the deals by each name that says something about the customer."""
    own = own_sources(reader)
    labels = names_of(own)[len(BUILT_IN) :]
    built_in = [(each, each.name.name) for each in BUILT_IN if each.name.name in ALWAYS]
    for source, label in (*zip(own, labels, strict=True), *built_in):
        if source.name.type == "date":
            continue
        values = values_of(reader, source, deals, currency)
        if source.name.type in IN_BANDS:
            yield in_bands(source, label, values, deals, currency)
            continue
        closings = [closing(value, deals[deal]) for deal, some in values.items() for value in some]
        yield result(label, closings)


def closing(value: str, deal: DealOutcome) -> Closing:
    """A value of a deal, with what became of it."""
    return Closing(value, deal.customer, deal.is_won)


def values_of(
    reader: Reader, source: Source, deals: Mapping[int, DealOutcome], currency: str
) -> dict[int, list[str]]:
    """Return the values of the deals; amounts in the currency only."""
    sql = TAGS_SQL if source.name.type == "tag" else VALUES_SQL.format(sql=source.sql)
    found: dict[int, list[str]] = defaultdict(list)
    for deal, value in reader.rows(sql):
        if deal in deals and value is not None:
            text = f"{plain_number(value, currency)} {currency}" if source.is_minor else str(value)
            if source.name.type != "money" or text.endswith(f" {currency}"):
                found[deal].append(text)
    return found


def in_bands(
    source: Source,
    label: str,
    values: Mapping[int, list[str]],
    deals: Mapping[int, DealOutcome],
    currency: str,
) -> NameResult:
    """Return what became of the deals by bands of a number or an amount."""
    figures: dict[int, Fraction] = {}
    for deal, (text, *_) in values.items():
        try:
            figures[deal] = Fraction(text.partition(" ")[0])
        except ValueError:  # `doctor` names it
            continue
    after = f" {currency}" if source.name.type == "money" else ""
    found = bands(figures.values())
    names = [
        digits(band.low, after)
        if band.low == band.high
        else f"{digits(band.low, after)}..{digits(band.high, after)}"
        for band in found
    ]
    closings = [
        closing(name, deals[deal])
        for deal, figure in figures.items()
        for band, name in zip(found, names, strict=True)
        if band.holds(figure)
    ]
    return result(label, closings, are_figures=True)


def digits(value: Fraction, after: str) -> str:
    """A figure as it is typed in a condition."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{digits_of(exact.normalize())}{after}"
