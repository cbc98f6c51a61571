"""The page of `report score`, its JSON keys and its formulas."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.score.queries import ScoreReport
from pipectl.reports.score.rules import (
    LEAST_OF_EACH,
    LEVEL,
    MOST_EXACT,
    SCORED_AFTER_DAYS,
    QuarterResult,
)
from pipectl.reports.view import not_counted
from pipectl.score.view import ENGAGEMENT_ONLY

COMPARED = (
    f"Compares the scores that deals had {SCORED_AFTER_DAYS} days after they were created: half"
    " fit, as known now, and half what you did until then. `report fit` compares all closed deals"
    " by fit alone."
)
LEAST_P = Fraction(1, 1000)  # below it, that it is smaller is enough


def page(report: ScoreReport, numbers: NumberFormat) -> Page:
    """Return the sentence, the table, and what isn't counted."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.quarters:
        blocks.append(table(report, numbers))
        blocks += [] if report.is_engagement_only else [Paragraph(COMPARED, "dim")]
    if report.is_engagement_only:
        blocks.append(Paragraph(ENGAGEMENT_ONLY, "dim"))
    if left := uncounted(report, numbers):
        blocks.append(Paragraph(left, "dim"))
    return Page("Lead score", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: ScoreReport, numbers: NumberFormat) -> str:
    """Return what the deals say about the score."""
    won, lost = report.won, len(report.deals) - report.won
    if report.verdict == "too-early":
        return (
            f"Too early to tell: {numbers.counted(won, 'won deal')} and"
            f" {numbers.counted(lost, 'lost deal')} with an early score."
            f" It takes {LEAST_OF_EACH} of each."
        )
    if report.verdict == "same":
        score = numbers.count(report.deals[0].score)
        return f"No better than chance: every deal had the same score ({score})."
    assert report.test is not None
    pairs = f"in {numbers.whole_percent(100 * report.test.higher)} of the pairs"
    told = f"won deals had the higher score {pairs} of a won and a lost deal"
    if report.verdict == "chance":
        return f"No better than chance: {told} ({p_value(report, numbers)})."
    return f"The score tells which deals are won: {told} ({p_value(report, numbers)})."


def p_value(report: ScoreReport, numbers: NumberFormat) -> str:
    """Return the result of the test in words."""
    assert report.test is not None
    if report.test.p < LEAST_P:
        return f"p < {numbers.places(LEAST_P, 3)}"
    return f"p = {numbers.places(Fraction(report.test.p), 3, least=3)}"


def table(report: ScoreReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each quarter, the highest scores first; for one alone, the total."""
    columns = [
        Column("Quarter", flexible=True),
        Column("Score", right=True),
        Column("Deals", right=True),
        Column("Won", right=True, rank=1),
        Column("Win rate", right=True),
    ]
    n, parts = len(report.deals), report.quarters if len(report.quarters) > 1 else ()
    rows: list[list[Cell | str]] = [row(each, numbers) for each in reversed(parts)]
    rows.append(
        [
            Cell("Total", "bold"),
            "",
            numbers.count(n),
            numbers.count(report.won),
            numbers.rate(report.win_rate, n),
        ]
    )
    return TableBlock(columns, rows)


def row(found: QuarterResult, numbers: NumberFormat) -> list[Cell | str]:
    """Return a quarter's line."""
    n, low, high = len(found.deals), numbers.count(found.low), numbers.count(found.high)
    return [
        found.name,
        low if low == high else f"{low} to {high}",
        numbers.count(n),
        numbers.count(found.won),
        numbers.rate(found.win_rate, n),
    ]


def uncounted(report: ScoreReport, numbers: NumberFormat) -> str:
    """Return how many closed deals aren't counted, and why."""
    said = []
    if report.early:
        deals = numbers.counted(len(report.early), "deal")
        said.append(f"{deals} that closed within {SCORED_AFTER_DAYS} days")
    if report.disqualified:
        said.append(numbers.counted(len(report.disqualified), "disqualified lead"))
    return f"Not counted: {' and '.join(said)}." if said else ""


def formulas(report: ScoreReport, numbers: NumberFormat) -> list[str]:
    """Return how scores and the test are calculated."""
    level = numbers.places(Fraction(LEVEL), 2)
    return [
        f"score = that of the day {SCORED_AFTER_DAYS} days after the deal was created, from the"
        " activities until then; its fit is that of now",
        "  Deals that were closed by that day aren't counted: the outcome was known.",
        "quarters = the deals in four equal parts by score; equal scores stay together",
        f"test = rank test of Mann and Whitney, one-sided, from {LEAST_OF_EACH} won and"
        f" {LEAST_OF_EACH} lost deals on; exact up to {MOST_EXACT} deals",
        "  p is the chance of a result at least as good if the score told nothing. From"
        f" {level} on, the score is no better than chance.",
        "Forecasts don't use the score.",
    ]


def json_keys(report: ScoreReport) -> dict[str, Any]:
    """The JSON: the verdict, the test, and each quarter, the lowest scores first."""
    return {
        "period": report.period and report.period.name,
        "verdict": report.verdict,
        "higher_in": report.test and 100 * report.test.higher,
        "p": report.test and report.test.p,
        "engagement_only": report.is_engagement_only,
        "count": len(report.deals),
        "won": report.won,
        "win_rate": report.win_rate,
        "closed_early": len(report.early),
        "disqualified": len(report.disqualified),
        "quarters": [quarter_keys(each) for each in report.quarters],
    }


def quarter_keys(found: QuarterResult) -> dict[str, Any]:
    """The keys of a quarter."""
    counts = {"count": len(found.deals), "won": found.won, "win_rate": found.win_rate}
    return {"quarter": found.name, **keys_of(found, "low high"), **counts}
