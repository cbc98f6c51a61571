"""Compute coverage, what is required, and the gap per stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pipectl.averages import by_value, share
from pipectl.money import rounded_up, weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import half_up
from pipectl.periods import Period
from pipectl.planning.rules.quotas import QuotaShare
from pipectl.reports.disagreement.rules import Opinions
from pipectl.reports.rules import ClosedOpportunity, OpenOpportunity, in_period, total
from pipectl.sample_size import ENOUGH_CLOSINGS, ENOUGH_EXITS
from pipectl.stage_history import StageRef

TEN_TO_ONE = Fraction(10)  # open deals for a win, until there is a history


class StageShare(NamedTuple):
    """How many deals left a stage, and how many of them were won."""

    left: int
    won: int


class Times(NamedTuple):
    """The median days to a win: from each stage with enough wins, and from creation."""

    from_stage: Mapping[int, Fraction]
    cycle: Fraction


class Required(NamedTuple):
    """The required coverage by each of its three bases; None where a basis has no value."""

    by_stages: Fraction | None
    by_win_rate: Fraction | None
    setting: Fraction
    source: str

    @property
    def ratio(self) -> Fraction | None:
        """The required ratio in effect; None if the open deals are worth nothing."""
        if self.source == "stages":
            return self.by_stages
        return self.by_win_rate if self.source == "win-rate" else self.setting


@dataclass(frozen=True, slots=True)
class StageNeed:
    """A stage's open deals, their worth, and how many more there alone would close the gap."""

    stage: StageRef
    count: int
    amount_minor: int
    weighted_minor: int
    yield_minor: int
    chance: Fraction
    chance_from: str
    short: int | None
    short_by_count: int | None
    days_to_win: Fraction
    days_from: str
    too_late: bool

    @property
    def needed(self) -> int | None:
        """Return how many deals the stage needs if only this stage got more."""
        return None if self.short is None else self.count + self.short

    @property
    def chances(self) -> Fraction:
        """Return how many wins the deals there are worth."""
        return self.count * self.chance


class ByCount(NamedTuple):
    """Coverage of a quota that is a number of wins."""

    quota: int
    won: int
    open: int
    chances: Fraction
    required: Required

    @property
    def remaining(self) -> int:
        """The wins still needed."""
        return max(self.quota - self.won, 0)

    @property
    def ratio(self) -> Fraction | None:
        """Open deals for each win still needed; None if none is."""
        return Fraction(self.open, self.remaining) if self.remaining else None

    @property
    def gap(self) -> Fraction:
        """The missing wins."""
        return max(self.remaining - self.chances, Fraction(0))

    @property
    def verdict(self) -> str:
        """Return won, enough, short or empty."""
        return verdict(self.quota, self.remaining, self.ratio, self.required.ratio)


class WinRate(NamedTuple):
    """The last 12 months' win rate: by count and by value in percent, None without closed deals."""

    n: int
    won: int
    by_count: Fraction | None
    by_value: Fraction | None
    disqualified: int = 0

    @property
    def closings(self) -> int:
        """The closed deals, disqualified leads among them, which are in no rate."""
        return self.n + self.disqualified


class Coverage(NamedTuple):
    """The result of `coverage`; money in minor units, ratios exact.

    `gap` is the number of missing wins; None without a quota, or without any amount.
    """

    period: Period
    quota_minor: int | None
    quota_from: str
    won_minor: int
    remaining_minor: int
    open_minor: int
    slipped_minor: int
    undated_minor: int
    weighted_minor: int
    yield_minor: int
    ratio: Fraction | None
    requirement: Required
    gap: Fraction | None
    win_rate: WinRate
    average_won_minor: Fraction | None
    average_from: str
    stages: tuple[StageNeed, ...]
    verdict: str
    by_count: ByCount | None
    counted: tuple[OpenOpportunity, ...]
    slipped: tuple[OpenOpportunity, ...]
    undated: tuple[OpenOpportunity, ...]
    elsewhere: tuple[OpenOpportunity, ...]
    won: tuple[ClosedOpportunity, ...]
    without_amount: int
    is_over: bool
    quota_reason: str | None = None  # why the quota was adjusted

    @property
    def required(self) -> Fraction | None:
        """The required coverage; None if no coverage is enough."""
        return self.requirement.ratio

    @property
    def required_from(self) -> str:
        """The basis of the required coverage: stages, win-rate or setting."""
        return self.requirement.source

    @property
    def missing_minor(self) -> int:
        """The part of the remaining quota that the open deals aren't expected to bring."""
        return max(self.remaining_minor - self.yield_minor, 0)

    @property
    def more_open_minor(self) -> int:
        """The open amount missing to the required coverage."""
        return max(
            rounded_up((self.required or Fraction(0)) * self.remaining_minor) - self.open_minor, 0
        )


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What a group of deals brings to the coverage; its name is None for deals without one.

    `ratio` is its open amount / what remains of the quota. `win_rate` is of 12 months, in percent,
    and None for fewer than five closed deals (`win_rate_n`).
    """

    name: str | None
    count: int
    open_minor: int
    weighted_minor: int
    yield_minor: int
    won_count: int
    won_minor: int
    ratio: Fraction | None
    win_rate: Fraction | None
    win_rate_n: int


def group_share(
    name: str | None,
    found: Coverage,
    *,
    counted: Sequence[OpenOpportunity],
    won: Sequence[ClosedOpportunity],
    year: Sequence[ClosedOpportunity],
) -> GroupShare:
    """Return what these deals bring to a coverage, by the win chances of all deals."""
    chances = {each.stage.id: each.chance for each in found.stages}
    open_minor = total([item.amount_minor for item in counted])
    return GroupShare(
        name=name,
        count=len(counted),
        open_minor=open_minor,
        weighted_minor=sum(weighted_minor(i.amount_minor or 0, i.probability_bp) for i in counted),
        yield_minor=sum(worth(item, chances[item.stage_id]) for item in counted),
        won_count=len(won),
        won_minor=total([item.amount_minor for item in won]),
        ratio=Fraction(open_minor, found.remaining_minor) if found.remaining_minor else None,
        win_rate=share(sum(item.status == "won" for item in year), len(year)),
        win_rate_n=len(year),
    )


def win_rate(year: Sequence[ClosedOpportunity], disqualified: int = 0) -> WinRate:
    """Return won / (won + lost) of the closed deals, by count and by value."""
    won = [item for item in year if item.status == "won"]
    return WinRate(
        n=len(year),
        won=len(won),
        by_count=Fraction(100 * len(won), len(year)) if year else None,
        by_value=by_value((item.amount_minor, item.status == "won") for item in year),
        disqualified=disqualified,
    )


def required(
    rate: WinRate, setting: Fraction, *, is_open: bool, quotient: Fraction | None
) -> Required:
    """Return the required coverage, and which of its three bases is used.

    `quotient` is the open amount / its expected amount by stage. It is used once ten deals were
    closed in 12 months, disqualified leads among them, and one of them was won. If nothing is open,
    the win rate is, once it has ten deals.
    """
    by_win_rate = 100 / rate.by_count if rate.by_count else None
    source = "setting"
    if (rate.closings if is_open else rate.n) >= ENOUGH_CLOSINGS and rate.won:
        source = "stages" if is_open else "win-rate"
    return Required(quotient, by_win_rate, setting, source)


def quotient(whole: int, part: Fraction | int) -> Fraction | None:
    """Return whole / part; None if either is 0."""
    return whole / Fraction(part) if whole and part else None


def average_won(
    year: Sequence[ClosedOpportunity], counted: Sequence[OpenOpportunity]
) -> tuple[Fraction | None, str]:
    """Return the average win: of 12 months, else of open deals, else None."""
    for amounts, source in (
        ([item.amount_minor for item in year if item.status == "won"], "won"),
        ([item.amount_minor for item in counted], "open"),
    ):
        if total(amounts):
            return Fraction(total(amounts), len(amounts)), source
    return None, "none"


def stage_chance(step: StageRef, share: StageShare | None) -> tuple[Fraction, str]:
    """Return a stage's win chance, 0 to 1, and whether it is from history or the setting."""
    if share is not None and share.left >= ENOUGH_EXITS:
        return Fraction(share.won, share.left), "history"
    return Fraction(step.probability_bp, 10_000), "configured"


def days_to_win(steps: Sequence[StageRef], times: Times) -> dict[int, tuple[Fraction, str]]:
    """Return the days from entering each stage to a win: the median, else from the sales cycle."""
    return {
        step.id: (times.from_stage[step.id], "history")
        if step.id in times.from_stage
        else (times.cycle * Fraction(len(steps) - place, len(steps)), "cycle")
        for place, step in enumerate(steps)
    }


def short_by(gap: Fraction | None, chance: Fraction) -> int | None:
    """Return how many more average deals of that chance would close the gap, or null."""
    return None if gap is None or not chance else rounded_up(gap / chance)


def gap_of(
    quota_minor: int | None, missing_minor: int, average_minor: Fraction | None
) -> Fraction | None:
    """Return the missing amount in average wins; None without a quota or an average."""
    if quota_minor is None:
        return None
    if not missing_minor:
        return Fraction(0)
    return missing_minor / average_minor if average_minor else None


def verdict(
    quota: int | None, remaining: int, ratio: Fraction | None, required: Fraction | None
) -> str:
    """Return won, enough, short, empty or no-quota."""
    if quota is None:
        return "no-quota"
    if remaining == 0 or ratio is None:
        return "won"
    if ratio == 0:
        return "empty"
    return "enough" if required is not None and ratio >= required else "short"


class StageOpen(NamedTuple):
    """The open deals of one stage, with the stage's chance."""

    step: StageRef
    items: Sequence[OpenOpportunity]
    chance: Fraction
    chance_from: str

    @property
    def yield_minor(self) -> int:
        """The sum of amount x chance, rounded for each deal."""
        return sum(worth(item, self.chance) for item in self.items)

    @property
    def chances(self) -> Fraction:
        """The expected number of wins."""
        return len(self.items) * self.chance


def worth(item: OpenOpportunity, chance: Fraction) -> int:
    """Return amount x the stage's chance, rounded half up to minor units."""
    return half_up((item.amount_minor or 0) * chance)


def standings(
    steps: Sequence[StageRef], counted: Sequence[OpenOpportunity], shares: Mapping[int, StageShare]
) -> list[StageOpen]:
    """Return the open deals by stage."""
    by_stage: dict[int, list[OpenOpportunity]] = {step.id: [] for step in steps}
    for item in counted:
        by_stage[item.stage_id].append(item)
    return [
        StageOpen(step, by_stage[step.id], *stage_chance(step, shares.get(step.id)))
        for step in steps
    ]


def coverage(
    *,
    period: Period,
    today: date,
    steps: Sequence[StageRef],
    quota: QuotaShare,
    open_items: Sequence[OpenOpportunity],
    won: Sequence[ClosedOpportunity],
    year: Sequence[ClosedOpportunity],
    shares: Mapping[int, StageShare],
    times: Times,
    setting: Fraction,
    ladder: Sequence[StageRef] | None = None,
    disqualified: int = 0,
) -> Coverage:
    """Return the coverage of the quota; `year` are the closed deals of the last 12 months.

    `steps` are the stages that count, `ladder` all that a deal can go through (default: the same).
    `disqualified` are the leads that were disqualified in 12 months; they aren't in `year`.
    """
    counted = [item for item in open_items if in_period(item.close_on, period, today)]
    chosen = {item.id for item in counted}
    rest = [item for item in open_items if item.id not in chosen]
    won_minor = total([item.amount_minor for item in won])
    remaining = max((quota.amount_minor or 0) - won_minor, 0)
    open_minor = total([item.amount_minor for item in counted])
    slipped = [item for item in counted if item.close_on is not None and item.close_on < today]
    undated = [item for item in open_items if item.close_on is None]
    rate = win_rate(year, disqualified)
    average, average_from = average_won(year, counted)
    ratio = Fraction(open_minor, remaining) if remaining else None
    places = standings(steps, counted, shares)
    yield_minor = sum(each.yield_minor for each in places)
    requirement = required(
        rate,
        setting,
        is_open=open_minor > 0,
        quotient=quotient(open_minor, yield_minor),
    )
    gap = gap_of(quota.amount_minor, max(remaining - yield_minor, 0), average)
    by_count = None if quota.wins is None else counted_up(quota.wins, len(won), places, rate)
    is_over = period.ends_on < today
    days = days_to_win(ladder or steps, times)
    stages = tuple(
        stage_need(
            each,
            # After the period nothing can close in it.
            gap=None if is_over else gap,
            gap_by_count=None if is_over or by_count is None else by_count.gap,
            days=days[each.step.id],
            days_left=(period.ends_on - today).days,
        )
        for each in places
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
        yield_minor=yield_minor,
        ratio=ratio,
        requirement=requirement,
        gap=gap,
        win_rate=rate,
        average_won_minor=average,
        average_from=average_from,
        stages=stages,
        verdict=verdict(quota.amount_minor, remaining, ratio, requirement.ratio),
        by_count=by_count,
        counted=tuple(counted),
        slipped=tuple(slipped),
        undated=tuple(undated),
        elsewhere=tuple(i for i in rest if i.close_on is not None),
        won=tuple(won),
        without_amount=sum(item.amount_minor is None for item in counted),
        is_over=is_over,
        quota_reason=quota.reason,
    )


def counted_up(wins: int, won: int, places: Sequence[StageOpen], rate: WinRate) -> ByCount:
    """Compare the open deals with a number of wins."""
    many = sum(len(each.items) for each in places)
    chances = sum((each.chances for each in places), Fraction(0))
    requirement = required(
        rate,
        TEN_TO_ONE,
        is_open=many > 0,
        quotient=quotient(many, chances),
    )
    return ByCount(wins, won, many, chances, requirement)


def stage_need(
    found: StageOpen,
    *,
    gap: Fraction | None,
    gap_by_count: Fraction | None,
    days: tuple[Fraction, str],
    days_left: int,
) -> StageNeed:
    """Compute a stage's line; new deals are too late if they'd be won after the period."""
    items = found.items
    return StageNeed(
        stage=found.step,
        count=len(items),
        amount_minor=total([item.amount_minor for item in items]),
        weighted_minor=sum(weighted_minor(i.amount_minor or 0, i.probability_bp) for i in items),
        yield_minor=found.yield_minor,
        chance=found.chance,
        chance_from=found.chance_from,
        short=short_by(gap, found.chance),
        short_by_count=short_by(gap_by_count, found.chance),
        days_to_win=days[0],
        days_from=days[1],
        too_late=days[0] > days_left,
    )


def of_coverage(found: Coverage) -> Opinions:
    """Return the verdicts of coverage, the gap and the number of wins; none once decided."""
    if found.is_over or found.quota_minor is None:
        return Opinions()
    return Opinions(
        coverage=found.verdict,
        by_setting=found.required_from == "setting",
        is_short=found.missing_minor > 0 if found.remaining_minor else None,
        by_count=None if found.by_count is None else found.by_count.verdict,
        missing_minor=found.missing_minor,
        to_go_minor=found.remaining_minor,
    )
