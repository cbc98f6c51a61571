"""The page of `report team`: the team, each seller, who needs help and with what; its JSON keys."""

from collections.abc import Callable
from typing import Any

from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Item, Page, Paragraph, Section, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.activity.rules import GoalReached
from pipectl.reports.activity.view import json_keys as activity_keys
from pipectl.reports.coverage.view import VERDICT_STYLES, alternatives, span_words
from pipectl.reports.coverage.view import json_keys as coverage_keys
from pipectl.reports.forecast.queries import percent
from pipectl.reports.forecast.view import sentence as forecast_sentence
from pipectl.reports.forecast.view import style as forecast_style
from pipectl.reports.forecast.view.grounds import Say
from pipectl.reports.pace.view import days_of
from pipectl.reports.pace.view import json_keys as pace_keys
from pipectl.reports.rules import UNLIKELY, quota_command
from pipectl.reports.team.queries import Numbers, TeamReport
from pipectl.reports.team.rules import (
    ACTIVITY,
    QUOTA,
    STAGE,
    AgainstTeam,
    goals_met,
    is_told,
    missed,
)
from pipectl.reports.view import NOTHING, not_counted, period_keys
from pipectl.reports.weakest.view import json_keys as weakest_keys
from pipectl.sample_size import CONFIGURED_BELOW

TEAM = "Team"
NOBODY = (
    "No deal has an owner yet, so there is no team to report on. Say who you are:"
    " `pipectl config set owner NAME`."
)
MORE = (
    "Each number in full: `pipectl coverage --owner NAME --explain`, and so on for pace, forecast,"
    " report weakest and report activity."
)
FINE = "Nobody is behind pace, short of coverage or unlikely to make it."
READ = (
    "Pace is the amount ahead or behind. Goals counts the weeks, months and quarters in which a"
    " goal was reached. The percentage beside the weakest stage is the confidence that it is the"
    " weakest."
)
ONE_SIMULATION = (
    "The team's chance comes from one simulation of all deals, in which good and bad months affect"
    " all sellers alike."
)


def page(report: TeamReport, numbers: NumberFormat) -> Page:
    """Return the team's forecast, a line for each seller, and what each needs help with."""
    title = f"Team in {report.period.name}"
    if not report.sellers:
        return Page(title, [Paragraph(NOBODY), *not_counted(report.money, numbers)])
    team = report.team
    blocks: list[Block] = [
        Paragraph(
            f"{TEAM}: {forecast_sentence(team.forecast, Say(team.forecast, numbers))}",
            forecast_style(team.forecast),
        ),
        sellers(report, numbers),
        *help_needed(report, numbers),
        *(Paragraph(each, "dim") for each in notes(report, numbers)),
        *not_counted(report.money, numbers, team.coverage.coverage.without_amount),
    ]
    return Page(title, blocks)


def sellers(report: TeamReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each seller, and one for the team."""
    currency = report.money.currency
    columns = [
        Column("Seller", flexible=True, least=8),
        Column(f"Won {currency}", right=True),
        Column("Quota", right=True),
        Column("Pace", right=True),
        Column("Coverage", right=True),
        Column("Needed", right=True, rank=2),
        Column("Chance", right=True),
        Column("Goals", right=True, rank=1),
        Column("Weakest stage", rank=1),
    ]
    rows = [row(report, each, numbers) for each in (*report.sellers, report.team)]
    return TableBlock(columns, rows)


def row(report: TeamReport, found: Numbers, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of a seller or of the team."""
    coverage, pace, currency = found.coverage.coverage, found.pace.pace, report.money.currency
    quota, ahead = coverage.quota_minor, pace.ahead_minor
    return [
        Cell(found.name or TEAM, "" if found.name else "bold"),
        numbers.short(coverage.won_minor, currency),
        NOTHING if quota is None else numbers.short(quota, currency),
        ahead_cell(ahead, currency, numbers),
        *coverage_cells(found, numbers),
        chance_cell(found, numbers),
        met_words(found, numbers),
        weakest_cell(report, found, numbers),
    ]


def ahead_cell(ahead: int | None, currency: str, numbers: NumberFormat) -> Cell | str:
    """Return how much a seller is ahead of the pace, or behind."""
    if ahead is None:
        return NOTHING
    sign = "+" if ahead > 0 else ""
    style = "green" if ahead > 0 else "red" if ahead < 0 else ""
    return Cell(f"{sign}{numbers.short(ahead, currency)}", style)


def coverage_cells(found: Numbers, numbers: NumberFormat) -> list[Cell | str]:
    """Return coverage, and how much is needed."""
    whole = found.coverage.coverage
    if whole.quota_minor is None or whole.is_over:
        return [NOTHING, NOTHING]
    if not whole.remaining_minor:
        return [Cell("reached", "green"), NOTHING]
    ratio, need = numbers.compared(whole.ratio, whole.required)
    return [Cell(ratio, VERDICT_STYLES.get(whole.verdict, "").removeprefix("bold ")), need]


def chance_cell(found: Numbers, numbers: NumberFormat) -> Cell | str:
    """Return the chance and how many closed deals it rests on, or that these are too few."""
    chance = found.forecast.outlook.chance
    if chance is None:
        return NOTHING
    style = forecast_style(found.forecast).removeprefix("bold ")
    if found.is_decided:
        return Cell(Say(found.forecast, numbers).chance(chance), style)
    said = Say(found.forecast, numbers).chance(chance)
    n = numbers.count(found.closed)
    said = numbers.sampled(f"{said} (n={n})", found.closed)
    return Cell(said, style if is_told(found.closed) else "")


def met_words(found: Numbers, numbers: NumberFormat) -> str:
    """Return in how many completed weeks, months and quarters goals were reached."""
    met, spans = goals_met(found.activity.goals)
    return f"{numbers.count(met)} of {numbers.count(spans)}" if spans else NOTHING


def weakest_cell(report: TeamReport, found: Numbers, numbers: NumberFormat) -> Cell | str:
    """Return the weakest stage and how sure that is, or that it is too early to tell."""
    stage = report.stage_of(found)
    if stage is None:
        return f"too early (n={numbers.count(found.weakest.found.exits)})"
    sure = numbers.whole_percent(percent(stage.sure))
    step = found.weakest.basis.steps[stage.own.stage]
    return Cell(f"{step.name} {sure}", short=f"{step.short} {sure}" if step.short else "")


def stage_name(found: Numbers, stage: AgainstTeam) -> str:
    """Return the name of a weakest stage."""
    return found.weakest.basis.steps[stage.own.stage].name


def help_needed(report: TeamReport, numbers: NumberFormat) -> list[Block]:
    """Return a section for each seller who needs help, the first first."""
    words: dict[str, Callable[[Numbers], list[str]]] = {
        "pace": lambda each: [behind_words(each, numbers)],
        "coverage": lambda each: [short_words(each, numbers)],
        "chance": lambda each: [unlikely_words(each, numbers)],
        QUOTA: lambda each: [quota_words(each, numbers)],
        STAGE: lambda each: [stage_words(report, each, numbers)],
        ACTIVITY: lambda each: [goal_words(goal, numbers) for goal in missed(each.activity.goals)],
    }
    sections = []
    for each in report.sellers:
        needs = report.needs(each)
        said = [text for need in needs for text in words[need](each)]
        if each.bad and report.stage_of(each) is None:
            exits = numbers.count(each.weakest.found.exits)
            said.append(f"stage: too early to tell which is the weakest (n={exits})")
        if said:
            sections.append(Section(each.name or "", [Item(text) for text in said], is_below=True))
    if not sections:
        return [] if report.is_over else [Paragraph(FINE)]
    return [Heading("Who needs help, and with what"), *sections]


def behind_words(found: Numbers, numbers: NumberFormat) -> str:
    """`pace: 12k (8 working days) behind, 40k USD was expected by now`."""
    pace, currency = found.pace.pace, found.pace.money.currency
    days = "" if pace.ahead_days is None else f" ({days_of(pace.ahead_days, numbers)})"
    behind = numbers.short(abs(pace.ahead_minor or 0), currency)
    expected = numbers.short(pace.expected_minor or 0, currency)
    return f"pace: {behind}{days} behind, {expected} {currency} was expected by now"


def short_words(found: Numbers, numbers: NumberFormat) -> str:
    """`coverage: 1.2x of 3.0x, 2.1 wins short: 9 more deals in Discovery`."""
    whole = found.coverage.coverage
    ratio, need = numbers.compared(whole.ratio, whole.required)
    said = f"coverage: {ratio} of {need}"
    if not whole.counted:
        said = f"coverage: nothing is open, {need} is needed"
    if not whole.gap:
        return said
    shorts = [(each, each.short) for each in whole.stages]
    when = span_words(whole.period, found.coverage.today)
    return f"{said}, {alternatives(whole.gap, shorts, when, numbers).removesuffix('.')}"


def unlikely_words(found: Numbers, numbers: NumberFormat) -> str:
    """`chance: 22 % to reach 100k USD (n=12 closed deals)`."""
    say, quota = Say(found.forecast, numbers), found.coverage.coverage.quota_minor or 0
    chance = say.chance(found.forecast.outlook.chance or 0.0)
    n = f"n={numbers.counted(found.closed, 'closed deal')}"
    return f"chance: {chance} to reach {say.short(quota)} {say.currency} ({n})"


def quota_words(found: Numbers, _: NumberFormat) -> str:
    """Return that a seller has no quota, and how it is set."""
    command = quota_command(found.coverage.coverage.period.name, found.coverage.money.quota_flags)
    return f"no quota: {found.name} sets one with {command}"


def stage_words(report: TeamReport, found: Numbers, numbers: NumberFormat) -> str:
    """`stage: in Proposal 25 % advance (n=12), in the team 48 % (n=40) (weakest stage …)`."""
    stage = report.stage_of(found)
    assert stage is not None
    own = numbers.rate(percent(stage.own.rate), stage.own.exits)
    said = f"stage: of the deals in {stage_name(found, stage)}, {own} advance"
    if stage.team is not None:
        said += f", in the team {numbers.rate(percent(stage.team.rate), stage.team.exits)}"
    return f"{said} (weakest stage with {numbers.whole_percent(percent(stage.sure))} confidence)"


def goal_words(found: GoalReached, numbers: NumberFormat) -> str:
    """`activity: call, goal of 20 per week reached in 2 of 6 weeks`."""
    spans = numbers.counted(found.spans, found.per)
    goal = f"{found.kind}, goal of {numbers.count(found.goal)} per {found.per}"
    return f"activity: {goal} reached in {numbers.count(found.reached)} of {spans}"


def notes(report: TeamReport, numbers: NumberFormat) -> list[str]:
    """Return where the team's chance and quota come from, and what has no owner."""
    currency, team = report.money.currency, report.team
    made = [READ] if report.sellers else []
    if team.forecast.outlook.chance is not None and not team.is_decided:
        made.append(ONE_SIMULATION)
    quota, sum_of = team.coverage.coverage.quota_minor, report.quotas_minor
    if quota is not None and sum_of not in (None, quota):
        both = (numbers.money(each, currency) for each in (quota, sum_of or 0))
        made.append("The team has a quota of its own of {}; the sellers' come to {}.".format(*both))
    if any(not is_told(each.closed) for each in report.sellers):
        least = numbers.count(CONFIGURED_BELOW)
        made.append(f"A seller's chance needs at least {least} closed deals (n).")
    left = report.no_owner
    parts = []
    if left.deals:
        deals = numbers.counted(left.deals, "open deal")
        parts.append(f"{deals} ({numbers.money(left.amount_minor, currency)})")
    if left.won_minor:
        parts.append(f"{numbers.money(left.won_minor, currency)} won")
    if parts:
        made.append(f"Only in the team, as nobody owns it: {listed(parts)}.")
    return made


def formulas(report: TeamReport, numbers: NumberFormat) -> list[str]:
    """Return how sellers are ordered, and their pace and coverage."""
    currency = report.money.currency

    def full(minor: int | None) -> str:
        return NOTHING if minor is None else numbers.amount(minor, currency)

    made = [
        "order = the number of pace, coverage and chance that are bad, then the lowest chance, then"
        " the name",
        "  bad = won less than expected by now; coverage below the required one; a chance below"
        f" {numbers.whole_percent(round(100 * UNLIKELY))} from at least"
        f" {numbers.count(CONFIGURED_BELOW)} closed deals",
        "goals = completed weeks, months and quarters in which a goal was reached, of all of them",
    ]
    judged = (*report.sellers, report.team)
    for each in judged:
        pace, whole = each.pace.pace, each.coverage.coverage
        if whole.quota_minor is None:
            continue
        parts = (full(whole.won_minor), full(pace.expected_minor), full(pace.ahead_minor))
        ahead = "{} - {} = {}".format(*parts)
        covered = f"{full(whole.open_minor)} / {full(whole.remaining_minor)}"
        made.append(
            f"{each.name or TEAM}: ahead = won - expected = {ahead}; coverage = open / remaining ="
            f" {covered} = {numbers.ratio(whole.ratio)}"
        )
    return [*made, MORE]


# What is taken of the reports on a seller, by the keys that they have there.
OF_COVERAGE = (
    *("quota", "quota_from", "won", "won_count", "remaining", "open", "coverage"),
    *("required_coverage", "required_from", "verdict", "win_rate", "win_rate_n"),
)
OF_PACE = ("expected", "ahead_by", "ahead_days")


def json_keys(report: TeamReport) -> dict[str, Any]:
    """The JSON; `team` and each of `sellers` have the keys of the reports they are from."""
    left, currency = report.no_owner, report.money.currency
    return {
        **period_keys(report.period),
        "team": {
            **numbers_keys(report, report.team),
            "sellers_quota": money(report.quotas_minor, currency),
        },
        "sellers": [
            {
                "owner": each.name,
                **numbers_keys(report, each),
                "bad": list(each.bad),
                "needs_help_with": list(report.needs(each)),
            }
            for each in report.sellers
        ],
        "no_owner": keys_of(left, "count amount_minor won_minor", currency, count=left.deals),
    }


def numbers_keys(report: TeamReport, found: Numbers) -> dict[str, Any]:
    """The JSON of the numbers of a seller or of the team."""
    coverage, pace = coverage_keys(found.coverage), pace_keys(found.pace)
    outlook, currency = found.forecast.outlook, report.money.currency
    return {
        **{key: coverage[key] for key in OF_COVERAGE},
        **{key: pace[key] for key in OF_PACE},
        "chance": None if outlook.chance is None else percent(outlook.chance),
        "low": money(outlook.quantiles_minor[10], currency),
        "high": money(outlook.quantiles_minor[90], currency),
        "n_closed": found.closed,
        "confidence": found.forecast.confidence,
        "goals": activity_keys(found.activity)["goals"],
        "weakest": weakest_of(report, found),
    }


def weakest_of(report: TeamReport, found: Numbers) -> dict[str, Any]:
    """The JSON of the weakest stage: `stage` is null while it is too early to tell."""
    keys = weakest_keys(found.weakest)
    own, stage = found.weakest.found.record, found.weakest.found.stage
    team = next((each for each in report.team.weakest.found.stages if each.stage == stage), None)
    return {
        **{key: keys[key] for key in ("stage", "lowest", "sure")},
        "rate": percent(own.rate),
        "n": own.exits,
        "team_rate": None if team is None else percent(team.rate),
        "team_n": 0 if team is None else team.exits,
    }
