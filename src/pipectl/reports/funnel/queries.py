"""Read how many deals entered each stage, advanced, were lost, or are still there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.reports.funnel import rules as funnel_rules
from pipectl.reports.funnel.rules import GROUPS, FunnelPath, FunnelStage, Span, passage
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow, in_groups
from pipectl.reports.queries.stage_history import opportunity_histories
from pipectl.stage_history import (
    CompleteHistory,
    LeadStages,
    StageOrder,
    StagePassed,
    StageRef,
)
from pipectl.stages.queries import lead_stages, stages
from pipectl.store.reader import Reader
from pipectl.vocabulary import DISQUALIFIED, LOST, OPEN

if TYPE_CHECKING:
    from pipectl.filters.queries import Grouping

BY = ("source", "campaign", "account", "month", "stage")


class Group(NamedTuple):
    """The funnel of a group; its name is None for deals without a value."""

    name: str | None
    lines: Sequence[FunnelStage]
    won: int
    size: int


class FunnelReport(NamedTuple):
    """The funnel of all deals, and those of the requested groups.

    `others` are uncounted deals, with the reason.
    """

    money: ReportCurrency
    span: Span
    cohort: str
    by: str | None
    lines: tuple[FunnelStage, ...]
    groups: tuple[Group, ...]
    counted: tuple[FunnelPath, ...]
    others: tuple[ReportRow, ...]
    names: Mapping[int, str]
    leads: LeadStages = LeadStages()
    lead_names: tuple[str, ...] = ()
    grouping: "Grouping | None" = None

    @property
    def won(self) -> int:
        """The number of counted deals that were won."""
        return sum(each.life.status == "won" for each in self.counted)

    @property
    def rows(self) -> list[ReportRow]:
        """Every deal: the stages it passed, or why it isn't counted."""
        return [
            *in_groups((as_row(each.life, self.way(each)) for each in self.counted), self.grouping),
            *self.others,
            *self.money.foreign,
        ]

    def way(self, found: FunnelPath) -> str:
        """Return `Lead (lead), Meeting: lost`."""
        passed = [
            self.name_of(each)
            for each in found.stages
            if self.cohort != "entered" or self.span.holds(each.on)
        ]
        return f"{', '.join(passed)}: {self.end_of(found.life)}"

    def name_of(self, passed: StagePassed) -> str:
        """Return a stage's name, and whether it was for leads then."""
        name = self.names[passed.stage_id]
        return f"{name} (lead)" if self.leads.holds(passed.stage_id, passed.on) else name

    def end_of(self, life: CompleteHistory) -> str:
        """Return how a deal ended; a lead is told apart."""
        was_lead = bool(life.visits) and self.leads.holds(life.visits[-1].stage_id, life.closed_on)
        if life.status == OPEN:
            return "still open, a lead" if was_lead else "still open"
        return DISQUALIFIED if was_lead and life.status == LOST else life.status


def as_row(life: CompleteHistory, why: str) -> ReportRow:
    """Return a deal as a row of an explanation."""
    return ReportRow(life.id, life.title, life.amount_minor, life.currency, why)


def answer(
    reader: Reader,
    asked: ReportRequest,
    *,
    since: date | None = None,
    until: date | None = None,
    by: str | None = None,
    cohort: str = "created",
) -> FunnelReport:
    """Return the funnel of deals created in a span of days, or that entered stages in it."""
    span = Span(since, until) if asked.period is None else Span(*asked.period.span)
    groups = None
    if by is not None and by not in ("stage", "month"):
        from pipectl.filters.queries import grouping

        groups = grouping(reader, by, BY, "The funnel can't be grouped by")
        by = groups.name
    known = stages(reader, archived=True)
    steps = [stage.step for stage in known if not stage.archived]
    ladder = StageOrder.of(steps, [stage.step for stage in known if stage.archived])
    ours: list[FunnelPath] = []
    foreign, others = [], []
    for life in reader.once(opportunity_histories):
        found = passage(life, ladder)
        if why := outside(found, span, cohort):
            if life.currency == asked.currency:
                others.append(as_row(life, why))
        elif life.currency == asked.currency:
            ours.append(found)
        else:
            foreign.append(as_row(life, f"not included: in {life.currency}"))
    entered = span if cohort == "entered" else None
    names = {stage.id: stage.name for stage in known}
    return FunnelReport(
        money=ReportCurrency(asked.currency, tuple(foreign)),
        span=span,
        cohort=cohort,
        by=by,
        lines=funnel_rules.funnel(steps, ours, entered),
        groups=grouped(ours, steps, names, by=by, entered=entered, other=groups) if by else (),
        counted=tuple(ours),
        others=tuple(others),
        names=names,
        leads=lead_stages(reader),
        lead_names=tuple(stage.name for stage in known if stage.is_lead and not stage.archived),
        grouping=groups,
    )


def outside(found: FunnelPath, span: Span, cohort: str) -> str:
    """Return why a deal isn't in the cohort; None if it is."""
    if not found.stages:
        return "not included: only in removed stages"
    if cohort == "created" and not span.holds(found.life.created_on):
        return f"not included: created {found.life.created_on}"
    if cohort == "entered" and not any(span.holds(each.on) for each in found.stages):
        return "not included: entered no stage in the period"
    return ""


def grouped(
    found: Iterable[FunnelPath],
    steps: Sequence[StageRef],
    names: Mapping[int, str],
    *,
    by: str,
    entered: Span | None,
    other: "Grouping | None" = None,
) -> tuple[Group, ...]:
    """Return a funnel for each group, by name; the one without a value last.

    `other` are groups that the deals themselves don't tell: tags and fields.
    """
    sorted_out: dict[str | None, list[FunnelPath]] = {}
    for each in found:
        if other is not None:
            mine = other.of(each.life.id)
        else:
            mine = (names[each.stages[0].stage_id] if by == "stage" else GROUPS[by](each.life),)
        for name in mine:
            sorted_out.setdefault(name, []).append(each)
    order = [step.name for step in steps] if by == "stage" else sorted(filter(None, sorted_out))
    return tuple(
        Group(
            name,
            funnel_rules.funnel(steps, sorted_out[name], entered),
            sum(each.life.status == "won" for each in sorted_out[name]),
            len(sorted_out[name]),
        )
        for name in (*order, None)
        if name in sorted_out
    )
