"""Build the facts of a review as stored and as JSON.

Stored money is in minor units under a key ending in `_minor`, in the `currency` next to it or
above.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.planning.queries.goals import Progress
from pipectl.planning.view.priorities import priority_dict
from pipectl.render.serialize import keys_of, money
from pipectl.reports.changes.rules import Bridge
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.forecast.queries import ForecastReport
from pipectl.reports.forecast.view import chance
from pipectl.reports.pace.rules import Pace
from pipectl.reports.view import converted_keys
from pipectl.review.queries.past_reviews import ReviewRow
from pipectl.review.queries.period import (
    PastDecisions,
    PeriodReview,
    QuotaProgress,
    SinceLastReview,
)
from pipectl.review.queries.reviews import PlannedThenDone, ReviewItem, facts_of
from pipectl.review.rules.agenda import ReviewProgress, Targets, is_stale_thinking
from pipectl.review.rules.redaction import band
from pipectl.vocabulary import WON

if TYPE_CHECKING:
    from pipectl.experiments.queries import ExperimentResult

MINOR = "_minor"
RATIOS = ("coverage", "required_coverage", "gap")


def opening(found: SinceLastReview) -> dict[str, Any]:
    """Return the facts of a review's opening."""
    return {
        "since_on": found.since.on,
        "currency": found.currency,
        "bridge": bridge(found.bridge),
        "moves": {key_of(name): count for name, count in found.bridge.moves.items()},
        "left_out": dict(found.bridge.foreign),
        **done(found),
    }


def done(found: SinceLastReview | PeriodReview) -> dict[str, Any]:
    """Return the wins, losses, activities and promises, and the quota's state."""
    return {
        "won": [closing(each) for each in found.won],
        "lost": [closing(each) for each in found.lost],
        "activity": dict(found.done),
        "goals": [goal(each) for each in found.goals],
        "numbers": numbers(found.coverage, found.pace, found.forecast),
        "promises": [promise(each) for each in found.promises],
        "priorities": [priority_dict(each) for each in found.priorities],
        "experiments": [experiment(each) for each in found.experiments],
        **({"converted": converted_keys(found.converted)} if found.converted else {}),
    }


def bridge(found: Bridge) -> dict[str, Any]:
    """Return the changes from the open amount then to that of now."""
    return {
        "then_minor": found.then_minor,
        **{f"{key_of(kind)}_minor": found.sum_of(kind) for kind in found.signs},
        "now_minor": found.now_minor,
        "counts": {key_of(kind): found.count_of(kind) for kind in found.signs},
    }


def key_of(kind: str) -> str:
    """Return the JSON key of a cause or a move."""
    return kind.replace(" ", "_")


def stored(record: Any, names: str) -> dict[str, Any]:
    """Return these fields of a record as stored: money keeps its suffix."""
    return {name: getattr(record, name) for name in names.split()}


def closing(found: CurrentOpportunity) -> dict[str, Any]:
    """Return a win or a loss."""
    row = found.row
    facts = stored(row, "id title account amount_minor currency closed_on")
    return {**facts, "days": found.age_days, "reason": row.reason}


def goal(found: Progress) -> dict[str, Any]:
    """Return a goal and its progress."""
    return keys_of(found, "kind per goal done")


def numbers(found: CoverageReport, pace: Pace, forecast: ForecastReport | None) -> dict[str, Any]:
    """Return the quarter's quota, coverage, pace and forecast."""
    report = found.coverage
    return {
        "period": report.period.name,
        **stored(report, "quota_minor won_minor"),
        "remaining_minor": None if report.quota_minor is None else report.remaining_minor,
        "open_minor": report.open_minor,
        "coverage": report.ratio,
        "required_coverage": report.required,
        **stored(report, "required_from gap verdict"),
        **stored(pace, "expected_minor ahead_minor working_days working_days_gone"),
        "forecast": None if forecast is None else said_by(forecast),
    }


def said_by(found: ForecastReport) -> dict[str, Any]:
    """Return the results of the forecast and the run rate; chances in percent."""
    told, outlook = found.told, found.outlook
    return {
        "chance": chance(told.chance),
        "expected_minor": told.expected_minor,
        "low_minor": outlook.quantiles_minor[10],
        "high_minor": outlook.quantiles_minor[90],
        "run_rate_chance": chance(outlook.run_rate_chance),
    }


def promise(found: PlannedThenDone) -> dict[str, Any]:
    """Return a next action that fell due."""
    names = "id title text due_on due_time ending until"
    return keys_of(found, names, id=found.opportunity_id, kept=found.is_kept)


def experiment(found: "ExperimentResult") -> dict[str, Any]:
    """Return what an experiment shows so far; the chance in percent."""
    said = found.verdict
    return {
        "experiment": found.experiment.name,
        "stage": found.experiment.stage,
        "metric": found.experiment.metric,
        "arms": [{"arm": each.arm, "n": each.n} for each in found.arms],
        "verdict": said.kind,
        "arm": said.arm,
        "compared_with": said.other,
        "chance": None if said.sure is None else 100 * said.sure,
    }


def looking_back(
    found: PeriodReview,
    *,
    kind: str,
    targets: tuple[Targets, str | None] | None = None,
    year: Sequence[QuotaProgress] = (),
    reflections: Sequence[tuple[str, str]] = (),
    decided: PastDecisions | None = None,
) -> dict[str, Any]:
    """Return the facts of a monthly or quarterly review; `targets` with why there are none."""
    return {
        "kind": kind,
        "period": found.period.name,
        "since_on": found.period.starts_on,
        "currency": found.currency,
        **done(found),
        "targets": None if targets is None else target(*targets),
        "year": [part(each) for each in year],
        "decided": None
        if decided is None
        else {"period": decided.period, "said": said_in(decided.answers)},
        "reflections": said_in(reflections),
    }


def said_in(answers: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return questions with their answers."""
    return [{"question": question, "answer": answer} for question, answer in answers]


# The beginnings of questions whose answers are shown again; their ends were reworded.
DECISIONS = ("What will you do differently", "What do you need")


def decided_in(found: ReviewRow) -> PastDecisions | None:
    """Return a monthly review's answers about the future; None without any."""
    facts = facts_of(found.minutes or "", None)
    answers = [(each["question"], each["answer"]) for each in facts.get("reflections", [])]
    kept = tuple(pair for pair in answers if pair[0].startswith(DECISIONS))
    return PastDecisions(facts.get("period", ""), kept) if kept else None


def target(found: Targets, why: str | None) -> dict[str, Any]:
    """Return next month's target."""
    return {
        "period": found.month.name,
        "working_days": found.working_days,
        "amount_minor": found.money_minor,
        "kinds": [{"kind": each.kind, "needed": each.needed} for each in found.kinds],
        "why": why,
    }


def part(found: QuotaProgress) -> dict[str, Any]:
    """Return a period of the year."""
    amounts = stored(found.pace, "quota_minor won_minor expected_minor ahead_minor")
    return {"period": found.period.name, **amounts}


def presented(facts: Any, currency: str, *, bands: bool = False) -> Any:
    """Return stored facts as JSON: money as a number, or with `bands` as a band."""
    if isinstance(facts, Mapping):
        own = facts.get("currency") or currency
        return {
            key.removesuffix(MINOR): said(value, own, bands=bands)
            if key.endswith(MINOR)
            else tenths(value)
            if bands and key in RATIOS
            else presented(value, own, bands=bands)
            for key, value in facts.items()
        }
    if isinstance(facts, Sequence) and not isinstance(facts, str):
        return [presented(each, currency, bands=bands) for each in facts]
    return facts


def tenths(ratio: Fraction | None) -> Fraction | None:
    """Return a ratio with one decimal, which doesn't reveal amounts."""
    return None if ratio is None else Fraction(int(ratio * 10), 10)


def said(minor: int | None, currency: str, *, bands: bool) -> Any:
    """Return an amount as a number or a band."""
    return (
        band(minor, currency, NumberFormat())
        if bands and minor is not None
        else money(minor, currency)
    )


def review_item(found: ReviewItem, ending: str, since: date) -> dict[str, Any]:
    """Return how a deal left the review, its current answers, and notes since that day."""
    row, last = found.opportunity.row, found.last
    kept = found.kept._asdict()
    customer = None if ending == WON else found.customer
    if customer is not None:
        last = None
    return {
        **stored(row, "id title account contact amount_minor currency status stage"),
        **({} if customer is None else {"stage": row.customer_stage}),
        "days_in_stage": found.opportunity.days_in_stage
        if customer is None
        else found.opportunity.days_there,
        "flags": list(found.opportunity.flags),
        "ending": ending,
        "buying": last and last.buying,
        "buying_on": last and last.buying_on,
        "why": customer.why if customer is not None else last and last.why,
        "why_on": customer.since if customer and customer.why else last and last.why_on,
        **stored(row, "next_action due_on due_time reason"),
        "stale_thinking": [name for name, times in kept.items() if is_stale_thinking(times)],
        "notes": [
            each.text
            for each in found.detail.activities
            if each.kind == "note" and each.text and each.done_on >= since
        ],
    }


def minutes(
    position: ReviewProgress,
    found: SinceLastReview,
    talks: Sequence[tuple[ReviewItem, str]],
    *,
    finished_on: date,
    unsaid: Mapping[str, Sequence[CurrentOpportunity]],
    in_part: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return a weekly review's facts; `unsaid` are deals skipped, not reached or not chosen."""
    return {
        "kind": position.kind,
        "started_on": position.started_on,
        "finished_on": finished_on,
        **opening(found),
        "opportunities": [review_item(talk, ending, position.started_on) for talk, ending in talks],
        **{
            name: [{"id": each.row.id, "title": each.row.title} for each in some]
            for name, some in unsaid.items()
        },
        "did_not_fit": len(position.left_out),
        "in_part": in_part,
    }


def in_part(found: CurrentOpportunity, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return unstored answers to some of the three questions."""
    return {
        "id": found.row.id,
        "title": found.row.title,
        "answers": [
            {"question": each.get("asked", name), "answer": each["shown"]}
            for name, each in given.items()
        ],
    }
