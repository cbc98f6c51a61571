"""The page of `report winloss`, its JSON keys and its formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.view import NOTHING, first_rows, group_formula, not_counted
from pipectl.reports.winloss.queries import WinlossGroup, WinlossReport
from pipectl.reports.winloss.rules import OutcomeGroup, Slowest
from pipectl.sample_size import is_enough

COMPETITORS = "Competitors"


def page(report: WinlossReport, numbers: NumberFormat) -> Page:
    """Return the reasons, the competitors, the stages, and the cost of losses."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.qualified or report.disqualified.number:
        blocks.append(Paragraph(lead_words(report, numbers)))
    for title, some in (
        ("Reasons for losing", report.lost_for),
        (COMPETITORS, report.competitors),
        ("Reasons for winning", report.won_for),
        ("Reasons for disqualifying", report.disqualified_for),
    ):
        if some:
            shown, rest = first_rows(some, numbers)
            blocks += [Heading(title), reasons(title, report, shown, numbers), *rest]
    if report.all.number:
        blocks += [Heading("By stage"), sides(report, numbers)]
    if report.by is not None:
        blocks += by_group(report, report.by, numbers)
    if report.all.lost.number:
        blocks += [Heading("Cost of losses"), cost(report, numbers)]
        if report.all.lost.days:
            blocks.append(Paragraph(fast(report, numbers)))
    return Page("Wins and losses", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: WinlossReport, numbers: NumberFormat) -> str:
    """Return the wins, the losses and the win rate in a sentence or two."""
    when = f" in {report.period.name}" if report.period else ""
    won, lost = report.all.won, report.all.lost
    if not report.all.number:
        return f"No deals were won or lost{when}."
    won_deals = numbers.counted(won.number, "deal")
    said = f"{won_deals} won, {numbers.count(lost.number)} lost{when}:"
    said += f" win rate {numbers.rate(report.all.win_rate, report.all.number)}."
    if is_enough(won.number) and is_enough(lost.number):
        said += f" Median time to win: {took(won, numbers)}, to lose: {took(lost, numbers)}."
    return said


def lead_words(report: WinlossReport, numbers: NumberFormat) -> str:
    """Return how many leads were disqualified, and the share that were qualified."""
    gone, n = report.disqualified.number, len(report.qualified)
    leads = numbers.counted(gone, "lead")
    verb = "was disqualified and isn't" if gone == 1 else "were disqualified and aren't"
    rate = numbers.rate(report.qualified_rate, n)
    return f"{leads} {verb} counted in win rates. Qualified leads: {rate}."


def took(some: OutcomeGroup, numbers: NumberFormat) -> str:
    """Return the median of days."""
    return numbers.sampled(f"{numbers.tenths(some.median_days or 0)} days", some.number)


def median_of(some: OutcomeGroup, numbers: NumberFormat) -> str:
    """Return the median of days for a column; empty without one."""
    if some.median_days is None:
        return NOTHING
    return numbers.sampled(numbers.tenths(some.median_days), some.number)


ADVICE = "If you can't win a deal, lose it early."


def fast(report: WinlossReport, numbers: NumberFormat) -> str:
    """Return the days and activities that lost deals took, and the share of the slowest."""
    lost, slowest = report.all.lost, report.slowest
    done = numbers.counted(lost.activities, "activity", "activities")
    spent = f"Lost deals took {numbers.counted(lost.days, 'day')} and {done}."
    if slowest is None:
        return f"{spent} {ADVICE}"
    shares = f"{numbers.percent(slowest.share_of_days)} of the days"
    if slowest.share_of_activities is not None:
        shares += f" and {numbers.percent(slowest.share_of_activities)} of the activities"
    return (
        f"{spent} The slowest {numbers.count(slowest.some.number)} of"
        f" {numbers.count(lost.number)} took {shares}. {ADVICE}"
    )


def reasons(
    title: str, report: WinlossReport, found: Sequence[OutcomeGroup], numbers: NumberFormat
) -> TableBlock:
    """Return a line for each reason or competitor."""
    currency = report.money.currency
    columns = [
        Column("Competitor" if title == COMPETITORS else "Reason", flexible=True),
        Column("Deals", right=True),
        Column("", rank=3),
        Column(f"Amount {currency}", right=True, rank=1),
        Column("Median days", right=True, rank=2),
    ]
    most = found[0].number
    return TableBlock(
        columns,
        [
            [
                each.name,
                f"{numbers.count(each.number)}",
                Gauge(each.number, most),
                numbers.amount(each.amount_minor, currency),
                median_of(each, numbers),
            ]
            for each in found
        ],
    )


def sides(report: WinlossReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each stage: wins and losses there."""
    currency = report.money.currency
    columns = [
        Column("Stage", flexible=True),
        Column("Won", right=True),
        Column("Lost", right=True),
        Column(f"Lost {currency}", right=True, rank=1),
        Column("Days to lose", right=True, rank=2),
        Column("Win rate", right=True),
    ]
    rows = [
        [
            each.name,
            f"{numbers.count(each.won.number)}",
            f"{numbers.count(each.lost.number)}",
            numbers.amount(each.lost.amount_minor, currency),
            median_of(each.lost, numbers),
            numbers.rate(each.win_rate, each.number),
        ]
        for each in report.stages
    ]
    return TableBlock(columns, rows)


def by_group(report: WinlossReport, by: str, numbers: NumberFormat) -> list[Block]:
    """Return a line for each group: wins, losses, the win rate, and what most were lost for."""
    if not report.groups:
        return [Heading(f"By {by}"), Paragraph("No deals to group.", "dim")]
    currency, has_leads = report.money.currency, bool(report.lead_stages)
    columns = [
        Column(by[:1].upper() + by[1:], flexible=True),
        Column("Won", right=True),
        Column("Lost", right=True),
        Column(f"Won {currency}", right=True, rank=2),
        Column(f"Lost {currency}", right=True, rank=3),
        Column("Days to lose", right=True, rank=5),
        Column("Win rate", right=True),
        *([Column("Qualified", right=True, rank=1)] if has_leads else []),
        Column("Most lost for", flexible=True, rank=4),
    ]
    rows: list[Sequence[Cell | Gauge | str]] = [
        [
            each.name or NOTHING,
            numbers.count(each.all.won.number),
            numbers.count(each.all.lost.number),
            numbers.amount(each.all.won.amount_minor, currency),
            numbers.amount(each.all.lost.amount_minor, currency),
            median_of(each.all.lost, numbers),
            numbers.rate(each.all.win_rate, each.all.number),
            *([numbers.rate(each.qualified_rate, len(each.qualified))] if has_leads else []),
            most_lost_for(each, numbers),
        ]
        for each in report.groups
    ]
    return [Heading(f"By {by}"), TableBlock(columns, rows)]


def most_lost_for(found: WinlossGroup, numbers: NumberFormat) -> str:
    """Return the commonest reason of at least five losses: `price (3 of 7)`."""
    lost = found.all.lost.number
    if not is_enough(lost) or not found.lost_for:
        return NOTHING
    most = found.lost_for[0]
    return f"{most.name} ({numbers.count(most.number)} of {numbers.count(lost)})"


def cost(report: WinlossReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each band: the losses, and the time and activities spent on them."""
    columns = [
        Column("Lost after", flexible=True),
        Column("Deals", right=True),
        Column("Days", right=True),
        Column("", rank=2),
        Column("Activities", right=True, rank=1),
    ]
    most = max(each.days for each in report.bands)
    return TableBlock(
        columns,
        [
            [
                each.name,
                f"{numbers.count(each.number)}",
                f"{numbers.count(each.days)}",
                Gauge(each.days, most),
                f"{numbers.count(each.activities)}",
            ]
            for each in report.bands
        ],
    )


def formulas(report: WinlossReport, numbers: NumberFormat) -> list[str]:
    """Return how the win rate, the days and the activities are worked out."""
    won, n = report.all.won.number, report.all.number
    return [
        f"win rate = won / (won + lost) = {numbers.count(won)} / {numbers.count(n)} ="
        f" {numbers.rate(report.all.win_rate, n)}",
        "  Deals count in the period in which they closed. Without a period, all closed deals"
        " count.",
        "days = from created to closed",
        "activities = logged on the deal until it closed, without notes",
        "slowest = the slowest quarter of at least 5 lost deals",
        *lead_formula(report, numbers),
        *group_formula(report.by, "the same of the group's closed deals"),
    ]


def lead_formula(report: WinlossReport, numbers: NumberFormat) -> list[str]:
    """Return which stages are for leads, and how the share of qualified leads is worked out."""
    if not report.lead_stages:
        return []
    names, n = listed(report.lead_stages), len(report.qualified)
    return [
        f"disqualified = lost from {names} = {numbers.count(report.disqualified.number)}",
        f"qualified leads = left {names} forward / left them ="
        f" {numbers.count(sum(report.qualified))} / {numbers.count(n)} ="
        f" {numbers.rate(report.qualified_rate, n)}",
        "  A deal counts when it last left them.",
    ]


def json_keys(report: WinlossReport) -> dict[str, Any]:
    """The JSON: reasons, competitors, stages, and the cost of losses; rates in percent."""
    currency = report.money.currency
    reasons = [
        {"outcome": outcome, "reason": each.name, **figures(each, currency)}
        for outcome, some in (
            ("won", report.won_for),
            ("lost", report.lost_for),
            ("disqualified", report.disqualified_for),
        )
        for each in some
    ]
    return {
        "period": report.period and report.period.name,
        "won": figures(report.all.won, currency),
        "lost": figures(report.all.lost, currency),
        "win_rate": report.all.win_rate,
        "win_rate_n": report.all.number,
        "reasons": reasons,
        "competitors": [
            {"competitor": each.name, **figures(each, currency)} for each in report.competitors
        ],
        "stages": [{"stage": each.name, **both(each, currency)} for each in report.stages],
        "cost": [{"took": each.name, **figures(each, currency)} for each in report.bands],
        "slowest": None if report.slowest is None else slow(report.slowest, currency),
        "disqualified": figures(report.disqualified, currency),
        "qualified_rate": report.qualified_rate,
        "qualified_n": len(report.qualified),
        "by": report.by,
        "groups": [group_keys(each, currency) for each in report.groups],
    }


def group_keys(found: WinlossGroup, currency: str) -> dict[str, Any]:
    """The JSON of a group."""
    return {
        "group": found.name,
        **both(found.all, currency),
        "win_rate_n": found.all.number,
        "reasons": [
            {"outcome": outcome, "reason": each.name, **figures(each, currency)}
            for outcome, some in (("won", found.won_for), ("lost", found.lost_for))
            for each in some
        ],
        "disqualified": figures(found.disqualified, currency),
        "qualified_rate": found.qualified_rate,
        "qualified_n": len(found.qualified),
    }


def figures(found: OutcomeGroup, currency: str) -> dict[str, Any]:
    """The JSON of a count, its amount and duration."""
    names = "count amount_minor median_days days activities"
    return keys_of(found, names, currency, count=found.number)


def both(found: OutcomeGroup, currency: str) -> dict[str, Any]:
    """The JSON of wins and losses of one kind, and the win rate."""
    return {
        "won": figures(found.won, currency),
        "lost": figures(found.lost, currency),
        "win_rate": found.win_rate,
    }


def slow(found: Slowest, currency: str) -> dict[str, Any]:
    """The JSON of the slowest quarter of the losses."""
    shares = keys_of(found, "share_of_days share_of_activities")
    return {**figures(found.some, currency), **shares}
