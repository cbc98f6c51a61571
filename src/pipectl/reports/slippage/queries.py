"""Read how close dates moved, and what became of the deals expected in a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipectl.averages import by_value, share
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.changes.queries import states_between, valuation, valued
from pipectl.reports.changes.rules import ReviewTime, State
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    day_before,
    left_out,
    titles_of,
)
from pipectl.reports.slippage.rules import FATES, CloseDateShift, Expected, expected, shifts
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader
from pipectl.vocabulary import OPEN


class StageShifts(NamedTuple):
    """Pushes and pulls in a stage, with their days; money is the amount of each push."""

    stage: str
    pushes: int
    pulls: int
    days_pushed: int
    days_pulled: int
    amount_pushed_minor: int


@dataclass(frozen=True, slots=True)
class Fate:
    """The number of deals with this outcome, and their amounts when the period began."""

    fate: str
    count: int
    amount_minor: int


class SlippageReport(NamedTuple):
    """The pushes and pulls in a period by stage, and the outcomes of the deals expected in it."""

    money: ReportCurrency
    period: Period
    stages: tuple[StageShifts, ...]
    total: StageShifts
    expected: tuple[Expected, ...]
    shifts: tuple[CloseDateShift, ...]
    titles: Mapping[int, str]
    has_begun: bool = True
    others: tuple[ReportRow, ...] = ()

    @property
    def fates(self) -> list[Fate]:
        """The outcomes of the expected deals."""
        return [
            Fate(fate, *sums(each for each in self.expected if each.fate == fate)) for fate in FATES
        ]

    @property
    def all_expected(self) -> Fate:
        """All expected deals."""
        return Fate("expected", *sums(self.expected))

    @property
    def out(self) -> Fate:
        """The deals that moved out of the period."""
        return Fate("out", *sums(each for each in self.expected if each.is_out))

    @property
    def out_share(self) -> Fraction | None:
        """Their share of the expected deals in percent; None for small samples."""
        return share(self.out.count, len(self.expected))

    @property
    def out_share_by_value(self) -> Fraction | None:
        """Their share of the expected amount in percent; None for small samples or no amounts."""
        if self.out_share is None:
            return None
        return by_value((each.amount_minor, each.is_out) for each in self.expected)

    @property
    def rows(self) -> list[ReportRow]:
        """The expected deals with their outcomes, pushes and pulls, and the uncounted deals."""
        currency = self.money.currency
        found = [
            ReportRow(
                each.opportunity_id,
                self.titles.get(each.opportunity_id, ""),
                each.amount_minor,
                currency,
                f"expected {each.expected_on}: {each.fate}",
                original=each.original,
            )
            for each in self.expected
        ]
        moves = [
            ReportRow(
                each.opportunity_id,
                self.titles.get(each.opportunity_id, ""),
                None,
                currency,
                f"{'pushed' if each.is_push else 'pulled'} {each.on}: from {each.former} to"
                f" {each.close_on}",
            )
            for each in self.shifts
        ]
        return [*found, *moves, *self.money.foreign, *self.others]


def sums(some: Iterable[Expected]) -> tuple[int, int]:
    """Return the number of deals, and their amounts."""
    chosen = list(some)
    return len(chosen), sum(each.amount_minor or 0 for each in chosen)


def answer(reader: Reader, asked: ReportRequest) -> SlippageReport:
    """Return the period's pushes and pulls up to today, and the outcomes of its expected deals."""
    period = asked.in_period
    last = max(min(period.ends_on, asked.today), period.starts_on)
    first = day_before(period.starts_on)
    plain = reader.once(states_between, ReviewTime(first), ReviewTime(last))
    then, since = valued(*plain, valuation(reader, first, last))
    titles = reader.once(titles_of)
    ours = {n: state for n, state in then.items() if state.currency == asked.currency}
    others = {n: state for n, state in then.items() if state.currency != asked.currency}
    found = expected(ours, since, period=period, today=asked.today)
    moved = [
        shift
        for number, rows in since.items()
        for shift in shifts([*known(then.get(number)), *rows], asked.currency)
    ]
    left = [
        ReportRow(
            each.opportunity_id,
            titles.get(each.opportunity_id, ""),
            each.amount_minor,
            others[each.opportunity_id].currency,
            f"not included: in {others[each.opportunity_id].currency}",
            no_rate_on=others[each.opportunity_id].no_rate_on,
        )
        for each in expected(others, since, period=period, today=asked.today)
    ]
    return SlippageReport(
        money=ReportCurrency(asked.currency, tuple(left)),
        period=period,
        stages=tuple(by_stage(reader, moved)),
        total=summed("Total", moved),
        expected=tuple(sorted(found, key=lambda each: (each.expected_on, each.opportunity_id))),
        shifts=tuple(moved),
        titles=titles,
        has_begun=period.starts_on <= asked.today,
        others=left_out(
            reader,
            asked,
            [*(each.opportunity_id for each in found), *(each.id for each in left)],
            lambda row: unexpected(row, then),
        ),
    )


def unexpected(other: UncountedRow, then: Mapping[int, State]) -> str:
    """Return why a deal wasn't expected to close in the period when that started."""
    state = then.get(other.id)
    if state is None:
        return "added later"
    if state.status != OPEN:
        return f"{state.status} before the period"
    if state.close_on is None:
        return "no close date"
    return f"closes {state.close_on}"


def known(state: State | None) -> Sequence[State]:
    """Return the state, if there was one."""
    return [] if state is None else [state]


def by_stage(reader: Reader, moved: Sequence[CloseDateShift]) -> list[StageShifts]:
    """Return a line for each stage in use, and for removed ones with pushes or pulls."""
    grouped: dict[int, list[CloseDateShift]] = {}
    for each in moved:
        grouped.setdefault(each.stage_id, []).append(each)
    return [
        summed(stage.name, grouped.get(stage.id, []))
        for stage in stages(reader, archived=True)
        if stage.id in grouped or not stage.archived
    ]


def summed(name: str, moved: Sequence[CloseDateShift]) -> StageShifts:
    """Return the sum of shifts."""
    later = [each for each in moved if each.is_push]
    earlier = [each for each in moved if not each.is_push]
    return StageShifts(
        stage=name,
        pushes=len(later),
        pulls=len(earlier),
        days_pushed=sum(each.days for each in later),
        days_pulled=-sum(each.days for each in earlier),
        amount_pushed_minor=sum(each.amount_minor for each in later),
    )
