"""Coverage: is there enough in the pipeline to make the quota?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipectl.domain.pipeline import Step
from pipectl.money import weighted_minor
from pipectl.periods import Period

ENOUGH_CLOSINGS = 10  # fewer say nothing about the win rate
ENOUGH_EXITS = 10  # fewer say nothing about a stage's chance
TEN_TO_ONE = Fraction(10)  # open ones for a win, until history says


class Open(NamedTuple):
    """An open opportunity, as far as money goes; `is_own`: its probability is not its stage's."""

    id: int
    title: str
    stage_id: int
    amount_minor: int | None
    probability_bp: int
    close_on: date | None
    is_own: bool = False


class Closed(NamedTuple):
    """A won or lost opportunity, as far as money goes."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    closed_on: date


class Share(NamedTuple):
    """How many opportunities left a stage, and how many of them were won."""

    left: int
    won: int


class QuotaShare(NamedTuple):
    """A period's quota, where it comes from (own, sum, share or none), and its number of wins."""

    amount_minor: int | None
    source: str
    wins: int | None = None


@dataclass(frozen=True, slots=True)
class StageNeed:
    """A stage's part: what stands there, how many must, and how many are short."""

    stage: Step
    count: int
    amount_minor: int
    weighted_minor: int
    chance: Fraction
    chance_from: str
    needed: int | None
    short: int | None


@dataclass(frozen=True, slots=True)
class WinRate:
    """Of the last 12 months: by count and by value in percent, null where nothing was closed."""

    n: int
    won: int
    by_count: Fraction | None
    by_value: Fraction | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything `coverage` says; money in minor units, ratios exact."""

    period: Period
    quota_minor: int | None
    quota_from: str
    won_minor: int
    remaining_minor: int
    open_minor: int
    slipped_minor: int
    undated_minor: int
    weighted_minor: int
    ratio: Fraction | None
    required: Fraction
    required_from: str
    win_rate: WinRate
    average_won_minor: Fraction | None
    average_from: str
    stages: tuple[StageNeed, ...]
    verdict: str
    quota_count: int | None
    counted: tuple[Open, ...]
    slipped: tuple[Open, ...]
    undated: tuple[Open, ...]
    elsewhere: tuple[Open, ...]
    won: tuple[Closed, ...]
    without_amount: int
    is_over: bool


def total(amounts: Sequence[int | None]) -> int:
    """The sum of amounts; none given counts as 0."""
    return sum(amount or 0 for amount in amounts)


def in_period(close_on: date | None, period: Period, today: date) -> bool:
    """Whether it can close in the period: a date that has passed counts in the one that is now."""
    if close_on is None:
        return False
    day = max(close_on, today)
    return period.starts_on <= day <= period.ends_on


def win_rate(year: Sequence[Closed]) -> WinRate:
    """won / (won + lost) of the closings given, by count and by value."""
    won = [item for item in year if item.status == "won"]
    value = total([item.amount_minor for item in year])
    return WinRate(
        n=len(year),
        won=len(won),
        by_count=Fraction(100 * len(won), len(year)) if year else None,
        by_value=Fraction(100 * total([item.amount_minor for item in won]), value)
        if value
        else None,
    )


def required_ratio(rate: WinRate, setting: Fraction) -> tuple[Fraction, str]:
    """1 / win rate by value, where enough was closed; else the setting."""
    if rate.n >= ENOUGH_CLOSINGS and rate.won and rate.by_value:
        return 100 / rate.by_value, "history"
    return setting, "setting"


def required_count(rate: WinRate) -> tuple[Fraction, str]:
    """1 / win rate by count, where enough was closed; else ten open ones for a win."""
    if rate.n >= ENOUGH_CLOSINGS and rate.by_count:
        return 100 / rate.by_count, "history"
    return TEN_TO_ONE, "setting"


def average_won(year: Sequence[Closed], counted: Sequence[Open]) -> tuple[Fraction | None, str]:
    """The size of a win: of those of 12 months, else of what is open, else unknown."""
    for amounts, source in (
        ([item.amount_minor for item in year if item.status == "won"], "won"),
        ([item.amount_minor for item in counted], "open"),
    ):
        if total(amounts):
            return Fraction(total(amounts), len(amounts)), source
    return None, "none"


def stage_chance(step: Step, share: Share | None) -> tuple[Fraction, str]:
    """The chance to be won from a stage, 0 to 1, and whether history or the setting says so."""
    if share is not None and share.left >= ENOUGH_EXITS:
        return Fraction(share.won, share.left), "history"
    return Fraction(step.probability_bp, 10_000), "configured"


def rounded_up(value: Fraction) -> int:
    """The least whole number not below the value."""
    return -(-value.numerator // value.denominator)


def stage_need(
    step: Step,
    items: Sequence[Open],
    share: Share | None,
    *,
    remaining_minor: int,
    average_minor: Fraction | None,
) -> StageNeed:
    """One stage's line: remaining / average won / chance, rounded up, against what is there."""
    chance, chance_from = stage_chance(step, share)
    needed = None
    if average_minor and chance:
        needed = rounded_up(remaining_minor / average_minor / chance)
    return StageNeed(
        stage=step,
        count=len(items),
        amount_minor=total([item.amount_minor for item in items]),
        weighted_minor=sum(weighted_minor(i.amount_minor or 0, i.probability_bp) for i in items),
        chance=chance,
        chance_from=chance_from,
        needed=needed,
        short=None if needed is None else max(needed - len(items), 0),
    )


def verdict(
    quota_minor: int | None, remaining_minor: int, ratio: Fraction | None, required: Fraction
) -> str:
    """won, enough, short, empty or no-quota."""
    if quota_minor is None:
        return "no-quota"
    if remaining_minor == 0 or ratio is None:
        return "won"
    if ratio == 0:
        return "empty"
    return "enough" if ratio >= required else "short"


def coverage(
    *,
    period: Period,
    today: date,
    steps: Sequence[Step],
    quota: QuotaShare,
    open_items: Sequence[Open],
    won: Sequence[Closed],
    year: Sequence[Closed],
    shares: Mapping[int, Share],
    setting: Fraction,
) -> Coverage:
    """Coverage of the quota; `year` are the closings of the last 12 months."""
    counted = [item for item in open_items if in_period(item.close_on, period, today)]
    chosen = {item.id for item in counted}
    rest = [item for item in open_items if item.id not in chosen]
    won_minor = total([item.amount_minor for item in won])
    remaining = max((quota.amount_minor or 0) - won_minor, 0)
    open_minor = total([item.amount_minor for item in counted])
    slipped = [item for item in counted if item.close_on is not None and item.close_on < today]
    undated = [item for item in open_items if item.close_on is None]
    rate = win_rate(year)
    required, required_from = required_ratio(rate, setting)
    average, average_from = average_won(year, counted)
    ratio = Fraction(open_minor, remaining) if remaining else None
    is_over = period.ends_on < today
    by_stage: dict[int, list[Open]] = {step.id: [] for step in steps}
    for item in counted:
        by_stage[item.stage_id].append(item)
    stages = tuple(
        stage_need(
            step,
            by_stage[step.id],
            shares.get(step.id),
            remaining_minor=remaining,
            # Without a quota nobody knows how many are needed; once it is over, none help.
            average_minor=None if quota.amount_minor is None or is_over else average,
        )
        for step in steps
    )
    return Coverage(
        period=period,
        quota_minor=quota.amount_minor,
        quota_from=quota.source,
        won_minor=won_minor,
        remaining_minor=remaining,
        open_minor=open_minor,
        slipped_minor=total([item.amount_minor for item in slipped]),
        undated_minor=total([item.amount_minor for item in undated]),
        weighted_minor=sum(stage.weighted_minor for stage in stages),
        ratio=ratio,
        required=required,
        required_from=required_from,
        win_rate=rate,
        average_won_minor=average,
        average_from=average_from,
        stages=stages,
        verdict=verdict(quota.amount_minor, remaining, ratio, required),
        quota_count=quota.wins,
        counted=tuple(counted),
        slipped=tuple(slipped),
        undated=tuple(undated),
        elsewhere=tuple(i for i in rest if i.close_on is not None),
        won=tuple(won),
        without_amount=sum(item.amount_minor is None for item in counted),
        is_over=is_over,
    )
