"""The page of `coverage`, its JSON keys and its formulas."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from pipectl.errors import either, listed
from pipectl.money import percent_number
from pipectl.numbers import NumberFormat, half_up
from pipectl.periods import Period
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.rules import ByCount, Coverage, Required, StageNeed, of_coverage
from pipectl.reports.coverage.view.groups import by_group, formula, group_keys
from pipectl.reports.disagreement.view import why_they_differ
from pipectl.reports.queries.shared import ReportCurrency
from pipectl.reports.rules import quota_command, total
from pipectl.reports.view import NOTHING, not_counted, period_keys, stage_cell
from pipectl.sample_size import ENOUGH_CLOSINGS, is_enough

VERDICT_STYLES = {"won": "bold green", "enough": "green", "short": "bold red", "empty": "bold red"}
ALONE = "More needed: how many average deals, added to that stage alone, would close the gap."
SPANS = {"Q": "quarter", "W": "week", "": "year"}


def page(report: CoverageReport, numbers: NumberFormat) -> Page:
    """Return the verdict, what would close the gap, and a table of the stages."""
    found, currency = report.coverage, report.money.currency
    columns = [
        Column("Stage", flexible=True),
        Column("Chance", right=True, rank=1),
        Column("Deals", right=True),
        Column(f"Amount {currency}", right=True, rank=2),
        Column("Weighted", right=True, rank=4),
        Column("Yield", right=True, rank=3),
        Column("More needed", right=True),
    ]
    rows = [need_row(each, currency, numbers) for each in found.stages]
    gap = gap_words(found, report.today, currency, numbers)
    differs = why_they_differ(of_coverage(found), found.period, currency, numbers)
    by_setting = setting_words(found, currency, numbers)
    blocks: list[Block] = [
        Paragraph(verdict(found, report.money, numbers), VERDICT_STYLES.get(found.verdict, "bold")),
        *(Paragraph(each) for each in (gap, by_setting, differs) if each),
        # No open deal can close in a past period.
        *([] if found.is_over else [TableBlock(columns, rows)]),
        *([Paragraph(ALONE, "dim")] if gap and any(each.short for each in found.stages) else []),
        *by_group(report, numbers),
        *lead_aside(report, numbers),
        *asides(found, report.today, currency, numbers),
        *not_counted(report.money, numbers, found.without_amount),
    ]
    return Page(f"Coverage for {found.period.name}", blocks)


def verdict(found: Coverage, money: ReportCurrency, numbers: NumberFormat) -> str:
    """Return coverage in one sentence."""
    currency = money.currency

    def short(minor: int) -> str:
        return numbers.short(minor, currency)

    if found.quota_minor is None:
        return (
            f"No quota for {found.period.name}: {short(found.won_minor)} {currency} won, "
            f"{short(found.open_minor)} open. Set one: "
            f"{quota_command(found.period.name, money.quota_flags)}."
        )
    start = f"{short(found.won_minor)} of {short(found.quota_minor)} {currency} won"
    if found.is_over:
        made = "quota reached" if found.verdict == "won" else "quota missed by "
        return f"{start}: {made}{short(found.remaining_minor) if found.remaining_minor else ''}."
    if found.verdict == "won":
        return f"{start}: quota reached, with {short(found.open_minor)} still open."
    ratio, need = numbers.compared(found.ratio, found.required)
    start = f"{start}, {short(found.remaining_minor)} to go."
    if found.verdict == "empty":
        return f"{start} Nothing is open, and you need {need} coverage."
    start = f"{start} {short(found.open_minor)} is open: coverage {ratio}"
    if found.required is None:
        return f"{start}, short: all of these deals are in stages with a win chance of 0 %."
    return f"{start}, {found.verdict} (you need {need})."


def gap_words(found: Coverage, today: date, currency: str, numbers: NumberFormat) -> str:
    """Return what would close the gap, and the average win; empty without a gap."""
    if found.quota_minor is None or found.is_over or not found.missing_minor:
        return ""
    if found.gap is None:
        if not found.counted:
            return "To see how many wins are missing, add a deal with an amount."
        return "Can't say how many wins are missing: none of these deals has an amount."
    shorts = [(each, each.short) for each in found.stages]
    ways = alternatives(found.gap, shorts, span_words(found.period, today), numbers)
    return f"{ways} {win_words(found, currency, numbers)}"


def win_words(found: Coverage, currency: str, numbers: NumberFormat) -> str:
    """`A win counts as 6.9k USD, the average of 8 deals won in 12 months.`"""
    amount = numbers.short(half_up(found.average_won_minor or 0), currency)
    return f"A win counts as {amount} {currency}, {averaged(found, numbers)}."


def averaged(found: Coverage, numbers: NumberFormat) -> str:
    """Return the deals behind the average win, and whether they are too few."""
    if found.average_from == "won":
        n = found.win_rate.won
        few = "" if is_enough(n) else " (too few to rely on)"
        of = "the amount of the only deal" if n == 1 else f"the average of {numbers.count(n)} deals"
        return f"{of} won in 12 months{few}"
    opened = numbers.counted(len(found.counted), "open deal")
    return f"the average of {opened} (none was won in 12 months)"


def setting_words(found: Coverage, currency: str, numbers: NumberFormat) -> str:
    """Return the open amount needed if the required coverage is a setting that ignores stages."""
    if found.required_from != "setting" or found.verdict not in ("short", "empty") or found.is_over:
        return ""
    _, need = numbers.compared(found.ratio, found.required)
    more = numbers.money(found.more_open_minor, currency)
    said = f"The {need} you need is a setting that ignores stages: to reach it, add another {more}."
    if not (found.gap and any(each.short and not each.too_late for each in found.stages)):
        return said
    return f"Any one of these would close the gap, going by each stage's win chance. {said}"


def alternatives(
    gap: Fraction, shorts: Sequence[tuple[StageNeed, int | None]], when: str, numbers: NumberFormat
) -> str:
    """`3.2 wins short: 16 more deals in Discovery, or 5 in Proposal. Initial contact is …`."""
    start = wins_short(gap, numbers)
    ways = [(each.stage.name, many) for each, many in shorts if many and not each.too_late]
    late = [each.stage.name for each, _ in shorts if each.too_late]
    if not ways:
        if len(late) == len(shorts):
            return f"{start}: a new deal in any stage is too late {when}."
        if any(many for _, many in shorts):
            return f"{start}: a new deal in {either(late)} is too late {when}."
        return f"{start}: no stage has a win chance above 0 %."
    (name, many), *rest = ways
    said = [f"{numbers.counted(many, 'more deal', 'more deals')} in {name}"]
    said += [f"{numbers.count(many)} in {name}" for name, many in rest]
    if not late:
        return f"{start}: {', or '.join(said)}."
    verb = "is" if len(late) == 1 else "are"
    return f"{start}: {', or '.join(said)}. {listed(late)} {verb} too late {when}."


def wins_short(gap: Fraction, numbers: NumberFormat) -> str:
    """Return `3.2 wins short`; a gap of 0.02 wins is shown as 0.1, as it isn't 0."""
    wins = numbers.tenths_up(gap)
    if gap < 1 and wins != "1":
        return f"{wins} of a win short"
    return f"{wins} {'win' if wins == '1' else 'wins'} short"


def span_words(period: Period, today: date) -> str:
    """Return `for this quarter` or `for 2027-Q1`."""
    named = re.fullmatch(r"\d{4}(?:-([QW]?)\d+)?", period.name)
    if not named or not period.contains(today):
        return f"for {period.name}"
    kind = named[1]
    return f"for this {'year' if kind is None else SPANS[kind] if kind else 'month'}"


def need_row(found: StageNeed, currency: str, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage."""
    return [
        stage_cell(found.stage),
        numbers.percent(100 * found.chance),
        numbers.count(found.count),
        numbers.amount(found.amount_minor, currency),
        numbers.amount(found.weighted_minor, currency),
        numbers.estimate(found.yield_minor, currency),
        short_cell(found, numbers),
    ]


def short_cell(found: StageNeed, numbers: NumberFormat) -> Cell | str:
    """Return how many more deals in this stage alone would close the gap."""
    if found.short is None:
        return NOTHING
    if found.short and found.too_late:
        return Cell("too late", "dim")
    return Cell(numbers.count(found.short), "red" if found.short else "")


def asides(found: Coverage, today: date, currency: str, numbers: NumberFormat) -> list[Block]:
    """Return the notes below the table: slipped and undated amounts, and sources of figures."""
    notes: list[str] = []
    for minor, count, one, many in (
        (
            found.slipped_minor,
            len(found.slipped),
            "is past its close date",
            "are past their close dates",
        ),
        (
            found.undated_minor,
            len(found.undated),
            "has no close date and isn't counted",
            "have no close date and aren't counted",
        ),
    ):
        if count:
            amount = f"{numbers.amount(minor, currency)} {currency}"
            what = one if count == 1 else many
            notes.append(f"{numbers.counted(count, 'deal')} ({amount}) {what}.")
    if found.by_count is not None:
        notes.append(by_count(found, found.by_count, today, numbers))
    if found.quota_minor is not None:
        required = "" if found.is_over else required_words(found, numbers)
        source = quota_words(found.quota_from, found.quota_reason)
        notes += filter(None, [f"{source} {required}".strip()])
    blocks = [Paragraph(each, "dim") for each in notes]
    if found.quota_minor is not None and not found.is_over and found.required_from == "stages":
        blocks[-1] = blocks[-1]._replace(hint="For both, add --explain.")
    return list(blocks)


def by_count(found: Coverage, counted: ByCount, today: date, numbers: NumberFormat) -> str:
    """Compare the wins so far, and the open deals, with the number of wins in the quota."""
    start = (
        f"By count: {numbers.count(counted.won)} of {numbers.counted(counted.quota, 'deal')} won"
    )
    if not counted.remaining or found.is_over:
        return f"{start}."
    ratio, need = numbers.compared(counted.ratio, counted.required.ratio)
    start += f", {numbers.count(counted.remaining)} to go. {numbers.counted(counted.open, 'deal')}"
    start += f" open: {to_one(ratio)}"
    if counted.required.ratio is None:
        return f"{start}, but all of these deals are in stages with a win chance of 0 %."
    until = " until you have a history" if counted.required.source == "setting" else ""
    said = f"{start}, {counted.verdict} (you need {to_one(need)}{until})."
    if not counted.gap:
        return said
    shorts = [(each, each.short_by_count) for each in found.stages]
    return f"{said} {alternatives(counted.gap, shorts, span_words(found.period, today), numbers)}"


def to_one(ratio: str) -> str:
    """Return `2.5 to 1`."""
    return f"{re.sub(r'[.,]0x$|x$', '', ratio)} to 1"


def quota_words(source: str, reason: str | None) -> str:
    """Return the source of a quota that was adjusted, or not set for this period itself."""
    if reason is not None:
        return f"The quota was adjusted ({reason})."
    words = {
        "sum": "The quota is the sum of the quotas set within this period.",
        "share": "The quota is this period's share, by days, of a longer period's quota.",
    }
    return words.get(source, "")


def required_words(found: Coverage, numbers: NumberFormat) -> str:
    """Return the source of the required coverage."""
    n = found.win_rate.n
    if found.required_from == "stages":
        return "Yield = amount x win chance of the stage. Required coverage = open / yield."
    if found.required_from == "win-rate":
        closed = numbers.counted(n, "closed deal")
        return f"Required coverage is 1 / your win rate by count ({closed})."
    if n >= ENOUGH_CLOSINGS:
        why = f"None of {numbers.counted(n, 'closed deal')} in 12 months was won"
    else:
        why = f"Too few closed deals in 12 months ({numbers.count(n)}) to use your own win rate"
    return f"{why}: required coverage comes from your settings."


def formulas(report: CoverageReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    found, currency = report.coverage, report.money.currency

    def full(minor: int) -> str:
        return numbers.amount(minor, currency)

    made = [
        f"coverage = open / remaining = {full(found.open_minor)} / "
        f"{full(found.remaining_minor)} = {exact(found.ratio, numbers)}",
        f"remaining = max(quota - won, 0) = max({full(found.quota_minor or 0)} - "
        f"{full(found.won_minor)}, 0) = {full(found.remaining_minor)}",
        f"yield = sum of amount x win chance of the stage = {full(found.yield_minor)}",
        *required_formula(found, full, numbers),
    ]
    if found.by_count is not None:
        made += count_formula(found.by_count, numbers)
    made += [*lead_formula(report, numbers), *formula(report)]
    return made if found.is_over else made + needs(found, full, numbers)


def lead_aside(report: CoverageReport, numbers: NumberFormat) -> list[Block]:
    """Return how many leads aren't counted, and their amount; nothing without leads."""
    count = len(report.leads)
    if not count:
        return []
    amount = numbers.money(
        total([each.amount_minor for each in report.leads]), report.money.currency
    )
    verb = "isn't counted: it isn't" if count == 1 else "aren't counted: they aren't"
    leads = numbers.counted(count, "open lead")
    return [Paragraph(f"{leads} ({amount}) {verb} qualified yet.", "dim")]


def lead_formula(report: CoverageReport, numbers: NumberFormat) -> list[str]:
    """Return which stages are for leads, and how many deals don't count because of that."""
    if not report.lead_stages:
        return []
    disqualified = numbers.count(len(report.disqualified))
    return [
        f"leads = open deals in {listed(report.lead_stages)}, which don't count ="
        f" {numbers.count(len(report.leads))}",
        f"  lost from there = disqualified, not counted in win rates ({disqualified} in 12 months)",
    ]


def required_formula(
    found: Coverage, full: Callable[[int], str], numbers: NumberFormat
) -> list[str]:
    """Return the required coverage, and the two other ways to work it out."""
    told = {
        "stages": f"open / yield = {full(found.open_minor)} / {full(found.yield_minor)} = "
        f"{exact(found.requirement.by_stages, numbers)}",
        **other_figures(found.requirement, found, numbers),
    }
    first = told.pop(found.required_from)
    return [f"required = {first}", *(f"  for comparison: {each}" for each in told.values())]


def other_figures(required: Required, found: Coverage, numbers: NumberFormat) -> dict[str, str]:
    """Return the coverage required by the win rate and by the setting."""
    rate = found.win_rate
    share = NOTHING if rate.by_count is None else f"{exact(rate.by_count, numbers)} %"
    n = f"{rate.won} of {numbers.counted(rate.n, 'closed deal')} in 12 months"
    return {
        "win-rate": f"1 / win rate by count = 1 / {share} ({n}) = "
        f"{exact(required.by_win_rate, numbers)}",
        "setting": f"the setting = {exact(required.setting, numbers)}",
    }


def count_formula(found: ByCount, numbers: NumberFormat) -> list[str]:
    """Return the same formulas for the number of wins."""
    need, chances = found.required, exact(found.chances, numbers)
    every = {
        "stages": ("open / expected wins", need.by_stages),
        "win-rate": ("1 / win rate by count", need.by_win_rate),
        "setting": ("the setting", need.setting),
    }
    name, ratio = every.pop(need.source)
    return [
        f"By count: expected wins = sum of the win chances of {numbers.counted(found.open, 'deal')}"
        f" = {chances}",
        f"  gap = max({found.remaining} - {chances}, 0) = {exact(found.gap, numbers)} wins",
        f"  required = {name} = {exact(ratio, numbers)} to 1",
        *(
            f"  for comparison: {name} = {exact(ratio, numbers)} to 1"
            for name, ratio in every.values()
        ),
    ]


def needs(found: Coverage, full: Callable[[int], str], numbers: NumberFormat) -> list[str]:
    """Return the gap, and what each stage alone would need to close it."""
    average = found.average_won_minor
    divisor, known = NOTHING, "no average amount is known"
    if average:
        divisor, known = full(half_up(average)), f"average amount = {averaged(found, numbers)}"
    gap = f"{exact(found.gap, numbers)} {'win' if found.gap == 1 else 'wins'}"
    return [
        f"gap = max(remaining - yield, 0) / average amount = {full(found.missing_minor)} / "
        f"{divisor} = {gap}",
        f"  {known}",
        "more needed = gap / win chance of the stage, rounded up",
        "needed = deals + more needed",
        "too late = a deal that enters the stage today is won after the period ends",
        *(said for each in found.stages for said in stage_formula(each, full, numbers)),
    ]


def stage_formula(found: StageNeed, full: Callable[[int], str], numbers: NumberFormat) -> list[str]:
    """Return a stage's win chance and its basis, its yield, and how long a win takes from it."""
    chance_from = {"history": "your history", "configured": "configured"}[found.chance_from]
    days_from = {"history": "your median", "cycle": "share of the sales cycle"}[found.days_from]
    late = ", too late" if found.too_late else ""
    short = NOTHING if found.short is None else numbers.count(found.short)
    needed = NOTHING if found.needed is None else numbers.count(found.needed)
    days = numbers.tenths(found.days_to_win)
    return [
        f"  {found.stage.name}: win chance {exact(100 * found.chance, numbers)} % ({chance_from}), "
        f"yield {full(found.yield_minor)}, more needed {short}, needed {needed}",
        f"    {days} {'day' if days == '1' else 'days'} to win ({days_from}){late}",
    ]


def exact(value: Fraction | None, numbers: NumberFormat) -> str:
    """Return a number with four decimals."""
    return NOTHING if value is None else numbers.places(value, 4)


def json_keys(report: CoverageReport) -> dict[str, Any]:
    """The JSON of coverage; slipped and undated are amounts."""
    found, currency = report.coverage, report.money.currency
    remaining = None if found.quota_minor is None else found.remaining_minor
    return {
        **period_keys(found.period),
        **keys_of(found, "quota_minor quota_from won_minor", currency),
        "remaining": money(remaining, currency),
        **keys_of(found, "open_minor slipped_minor undated_minor weighted_minor", currency),
        "coverage": found.ratio,
        "required_coverage": found.required,
        "required_from": found.required_from,
        "win_rate": found.win_rate.by_count,
        "win_rate_by_value": found.win_rate.by_value,
        "win_rate_n": found.win_rate.n,
        **keys_of(found, "without_amount yield_minor gap", currency),
        "stages": [stage_need(each, currency) for each in found.stages],
        "verdict": found.verdict,
        "quota_count": found.by_count and found.by_count.quota,
        "won_count": len(found.won),
        "by_count": found.by_count and by_count_keys(found.by_count),
        "required_by": by_basis(found.requirement),
        "by": report.by,
        "groups": [group_keys(each, currency) for each in report.groups],
    }


def by_count_keys(found: ByCount) -> dict[str, Any]:
    """The JSON of coverage by number of wins; chances are the expected wins of open deals."""
    return keys_of(
        found,
        "quota won remaining open chances"
        " coverage required_coverage required_from required_by gap verdict",
        coverage=found.ratio,
        required_coverage=found.required.ratio,
        required_from=found.required.source,
        required_by=by_basis(found.required),
    )


def by_basis(found: Required) -> dict[str, Any]:
    """The JSON of the coverage that each basis requires."""
    return {
        "stages": found.by_stages,
        "win-rate": found.by_win_rate,
        "setting": found.setting,
    }


def stage_need(found: StageNeed, currency: str) -> dict[str, Any]:
    """The JSON of a stage."""
    return keys_of(
        found,
        "stage probability chance chance_from count amount_minor weighted_minor yield_minor"
        " needed short short_by_count too_late days_to_win days_from",
        currency,
        probability=percent_number(found.stage.probability_bp),
        chance=100 * found.chance,
    )
