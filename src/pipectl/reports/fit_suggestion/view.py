"""The page of `icp suggest`, its JSON keys and its formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.errors import for_shell, listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.fit_suggestion.queries import FOUND, TOO_EARLY, FitSuggestionReport
from pipectl.reports.fit_suggestion.rules import WRONG, NameResult, ValueResult
from pipectl.reports.view import NOTHING, first_rows, not_counted
from pipectl.sample_size import ENOUGH_CLOSINGS, LEAST_SAMPLE


def page(report: FitSuggestionReport, numbers: NumberFormat) -> Page:
    """Return which values were won more often, and the win rates of all."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.verdict == FOUND:
        blocks += [
            Paragraph(f"Set it: `pipectl icp set {for_shell(condition)}`.")
            for each in report.names
            if (condition := each.condition(numbers.decimal))
        ]
    if report.verdict != TOO_EARLY:
        for each in report.names:
            shown, rest = first_rows(each.values, numbers)
            blocks += [Heading(each.name), table(shown, numbers), *rest]
        if report.early:
            blocks.append(Paragraph(early(report, numbers), "dim"))
    return Page("Suggested ideal customer", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: FitSuggestionReport, numbers: NumberFormat) -> str:
    """Return what was won more often."""
    when = f" in {report.period.name}" if report.period else ""
    won, lost = numbers.counted(report.won, "deal"), numbers.count(report.closed - report.won)
    if report.verdict == TOO_EARLY:
        least = numbers.count(LEAST_SAMPLE)
        return (
            f"Too early to tell{when}: {won} won and {lost} lost. It takes"
            f" {numbers.count(ENOUGH_CLOSINGS)} closed deals, {least} of them won and {least} lost,"
            f" and two values with {least} deals of {least} customers each."
        )
    if report.verdict != FOUND:
        return f"No value was won more often{when} than chance allows ({won} won, {lost} lost)."
    found = [
        f"{each.name} {value.value} {numbers.rate(value.win_rate, value.closed)}"
        for each in report.names
        for value in each.values
        if value.suggested
    ]
    return f"Won more often than others{when}: {listed(found)}."


def early(report: FitSuggestionReport, numbers: NumberFormat) -> str:
    """Return the names with too few deals."""
    least = numbers.count(LEAST_SAMPLE)
    return (
        f"Too early to tell: {listed(report.early)} (fewer than two values with {least} deals of"
        f" {least} customers)."
    )


def table(shown: Sequence[ValueResult], numbers: NumberFormat) -> TableBlock:
    """Return a line for each value."""
    columns = [
        Column("Value", flexible=True),
        Column("Won", right=True),
        Column("Lost", right=True, rank=2),
        Column("Customers", right=True, rank=3),
        Column("Win rate", right=True),
        Column("Shrunk", right=True),
        Column("More often", rank=1),
    ]
    return TableBlock(columns, [line(each, numbers) for each in shown])


def line(found: ValueResult, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of a value."""
    return [
        found.value,
        numbers.count(found.won),
        numbers.count(found.closed - found.won),
        numbers.count(found.customers),
        numbers.rate(found.win_rate, found.closed if found.is_enough else found.customers),
        NOTHING if found.shrunk_rate is None else numbers.percent(found.shrunk_rate),
        Cell("yes", "green") if found.suggested else Cell(""),
    ]


def formulas(report: FitSuggestionReport, numbers: NumberFormat) -> list[str]:
    """Return how rates are shrunk, with the figures of each name."""
    found = [
        f"  {each.name}: win rate {numbers.percent(100 * each.usual)}, {own_weight(each, numbers)}"
        for each in report.names
    ]
    return [
        "shrunk = (won + k x win rate of all values) / (closed + k)",
        "  k deals with the win rate of all values are added to those of each value.",
        "k = (1 - s) / s, with s = how much win rates differ beyond chance (Kleinman 1973)",
        *found,
        f"more often = {sure(report, numbers)} sure that the value's true win rate is above the one"
        " of all values",
        "  The more values are compared, the surer it must be (5 % divided by their number).",
    ]


def sure(report: FitSuggestionReport, numbers: NumberFormat) -> str:
    """Return how sure a suggestion must be."""
    found = next((value.sure for name in report.names for value in name.values), 1 - WRONG)
    return f"{numbers.places(100 * found, 2)} %"


def own_weight(found: NameResult, numbers: NumberFormat) -> str:
    """Return how many deals are added to those of a value."""
    if not found.spread:
        return "no difference beyond chance, so every shrunk rate is the one of all values"
    return f"k = {numbers.tenths((1 - found.spread) / found.spread)}"


def json_keys(report: FitSuggestionReport) -> dict[str, Any]:
    """The JSON: every value with its win rates, and the criteria that are suggested."""
    return {
        "period": report.period and report.period.name,
        "verdict": report.verdict,
        **keys_of(report, "closed won"),
        "suggested": [condition for each in report.names if (condition := each.condition())]
        if report.verdict == FOUND
        else [],
        "names": [
            {
                "name": each.name,
                "win_rate": 100 * each.usual,
                "values": [
                    keys_of(
                        value,
                        "value closed won customers win_rate shrunk_rate chance_above suggested",
                    )
                    for value in each.values
                ],
            }
            for each in report.names
        ],
        "early": list(report.early),
    }
