"""The page of `report fit`, its JSON keys and its formulas."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat, half_up
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.fit.queries import FitReport
from pipectl.reports.fit.rules import (
    BETTER,
    NO_CRITERIA,
    NO_DIFFERENCE,
    SURE,
    TOO_EARLY,
    GradeResult,
)
from pipectl.reports.view import about, not_counted
from pipectl.sample_size import LEAST_SAMPLE, THIN_BELOW, is_enough
from pipectl.vocabulary import FIT_GRADES

COMPARED = (
    "Counts all closed deals, with what is known about them now."
    " `report score` counts only those that were open for 14 days."
)
INCOMPLETE = "Incomplete: closed deals for which at least one criterion isn't known."
CAUTION = "If you chose the criteria by these deals, expect a smaller difference in the next ones."


def page(report: FitReport, numbers: NumberFormat) -> Page:
    """Return whether fit matters, and the results by grade."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.criteria:
        is_told = report.compared.verdict != TOO_EARLY
        said = f"{COMPARED} {CAUTION}" if is_told else COMPARED
        grades = table(report, numbers)
        blocks += [grades, about(grades, "Incomplete", INCOMPLETE), Paragraph(said, "dim")]
    return Page("Fit", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: FitReport, numbers: NumberFormat) -> str:
    """Return whether deals with a better fit were won more often."""
    found = report.compared
    if found.verdict == NO_CRITERIA:
        return (
            "You haven't said who your ideal customer is. Set a criterion:"
            ' `pipectl icp set "source=referral"`.'
        )
    when = f" in {report.period.name}" if report.period else ""
    if found.verdict == TOO_EARLY:
        return f"Too early to tell{when} whether fit matters: {lacking(report, numbers)}"
    chance = numbers.likelihood(found.chance or Fraction())
    if found.verdict == NO_DIFFERENCE:
        return (
            f"No sign{when} that fit matters: by chance alone, a difference this large between"
            f" deals with a better and a worse fit comes up in {chance} of cases."
        )
    best, *_, worst = [each for each in report.grades if is_enough(each.closed)]
    way = "more" if found.verdict == BETTER else "less"
    advice = "" if found.verdict == BETTER else " Look at your criteria: `pipectl icp suggest`."
    return (
        f"Deals with a better fit were won {way} often{when}: {rate(best, numbers)},"
        f" {rate(worst, numbers)}. By chance alone, a difference this large comes up in {chance} of"
        f" cases.{advice}"
    )


def rate(found: GradeResult, numbers: NumberFormat) -> str:
    """Return the win rate of a grade."""
    return f"grade {found.grade} {numbers.rate(found.win_rate, found.closed)}"


def lacking(report: FitReport, numbers: NumberFormat) -> str:
    """Return how many deals can be compared, and how many it takes."""
    found = report.compared
    deals = numbers.counted(found.n, "closed deal")
    customers = numbers.counted(found.customers, "customer")
    return (
        f"{deals} of {customers} can be compared, {numbers.count(found.won)} won and"
        f" {numbers.count(found.n - found.won)} lost. It takes {numbers.count(LEAST_SAMPLE)} won"
        f" and {numbers.count(LEAST_SAMPLE)} lost deals of {numbers.count(LEAST_SAMPLE)} customers,"
        f" in two grades with {numbers.count(LEAST_SAMPLE)} each, and"
        f" {numbers.count(THIN_BELOW)} deals unless the difference is large."
    )


def table(report: FitReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each grade."""
    currency = report.money.currency
    columns = [
        Column("Grade"),
        Column("Fit", right=True, rank=3),
        Column("Won", right=True),
        Column("Lost", right=True),
        Column("Win rate", right=True),
        Column(f"Average won {currency}", right=True, rank=1),
        Column("Days to win", right=True, rank=2),
        Column("Incomplete", right=True, rank=5),
        Column("Open", right=True, rank=4),
    ]
    return TableBlock(columns, [line(each, currency, numbers) for each in report.grades])


def line(found: GradeResult, currency: str, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of a grade."""
    amount = None
    if found.average_amount_minor is not None:
        amount = numbers.estimate(half_up(found.average_amount_minor), currency)
    days = None if found.cycle_days is None else numbers.tenths(found.cycle_days)
    return [
        found.grade,
        scores(found.grade),
        numbers.count(found.won),
        numbers.count(found.lost),
        numbers.rate(found.win_rate, found.closed),
        numbers.sampled(amount, found.won),
        numbers.sampled(days, found.won),
        numbers.count(found.incomplete),
        numbers.count(found.open),
    ]


def scores(grade: str) -> str:
    """Return the least and the highest score of a grade."""
    leasts = [*FIT_GRADES.values()]
    above = [101, *leasts][[*FIT_GRADES].index(grade)]
    return f"{FIT_GRADES[grade]} to {above - 1}"


def formulas(report: FitReport, numbers: NumberFormat) -> list[str]:
    """Return how the fit, the figures and the comparison are worked out."""
    found = report.compared
    z = "not known"
    if found.z is not None:
        z = f"{numbers.places(Fraction(round(100 * found.z), 100), 2)} standard errors"
    sure = numbers.places(Fraction(SURE).limit_denominator(100), 2)
    return [
        "fit = 100 x weights of the criteria that are met / weights of all"
        f" {numbers.counted(report.criteria, 'criterion', 'criteria')}",
        "  A criterion whose value isn't known isn't met.",
        "win rate = won / (won + lost); average and days to win are those of won deals",
        "comparison = sum of (fit - average fit) x (1 if won, else 0, - win rate), over"
        f" {numbers.counted(found.n, 'deal')} of {numbers.counted(found.customers, 'customer')} ="
        f" {z}",
        "  Deals are compared with deals of which the same criteria are known. Deals of an account"
        " count as one case.",
        f"  Fit matters from {sure} standard errors on: chance alone reaches them in 5 % of cases.",
    ]


def json_keys(report: FitReport) -> dict[str, Any]:
    """The JSON: the results by grade, and whether fit matters; rates and chances in percent."""
    currency, found = report.money.currency, report.compared
    return {
        "period": report.period and report.period.name,
        "criteria": report.criteria,
        "grades": [
            keys_of(
                each,
                "grade closed won lost win_rate average_amount_minor cycle_days incomplete open",
                currency,
            )
            for each in report.grades
        ],
        "verdict": found.verdict,
        "compared": keys_of(found, "n won customers chance"),
    }
