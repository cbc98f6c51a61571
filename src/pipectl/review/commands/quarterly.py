"""`review quarterly`: progress toward the annual goal, and up to three priorities."""

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipectl import commit_state
from pipectl.cli.context import Run, screen_of
from pipectl.periods import Period, parts
from pipectl.planning.queries.priorities import PriorityProgress, priorities
from pipectl.render.output import Answer, print_note, show
from pipectl.review.commands.period_reviews import (
    finish,
    keep,
    period_of,
    position_of,
    say_how_to_continue,
)
from pipectl.review.commands.session import ReviewStopped
from pipectl.review.commands.weekly import hand_over_minutes, read_aside
from pipectl.review.queries.period import PeriodReview, QuotaProgress, looking_back, year_so_far
from pipectl.review.rules.agenda import Quarters, quarters_to_review
from pipectl.vocabulary import PLACES

if TYPE_CHECKING:
    from pipectl.store.unit import Unit


KIND = "quarterly"


def quarterly(run: Run, typed: str | None, *, json: bool) -> None:
    """Show the year and the quarter; at a terminal, ask for missing priorities."""
    chosen = chosen_quarters(run, typed)
    if not run.may_ask():
        found, year = looked_at(run, chosen)
        print_page(run, found, year, json=json)
        return
    with commit_state.under_way():
        position = keep(run, position_of(run, KIND, chosen.back))
        before = priorities_of(run, chosen.ahead)
        try:
            read_aside(page(run, *looked_at(run, chosen), beside=True))
            ask_priorities(run, chosen.ahead)
        except (ReviewStopped, KeyboardInterrupt) as stop:
            is_stored = priorities_of(run, chosen.ahead) != before
            say_how_to_continue("quarterly", "priorities" if is_stored else None)
            if isinstance(stop, ReviewStopped):
                return
            raise
        minutes = finish(run, position, facts(*looked_at(run, chosen)))
    hand_over_minutes(run, minutes, json=json)


def chosen_quarters(run: Run, typed: str | None) -> Quarters:
    """Return the quarters of a review; raise UsageError for a period that isn't a quarter."""
    return quarters_to_review(
        run.today,
        run.settings.fiscal_year_start,
        typed=None if typed is None else period_of(run, typed, "quarter"),
    )


def looked_at(run: Run, chosen: Quarters) -> tuple[PeriodReview, list[QuotaProgress]]:
    """Return the results of the quarter, and of its year."""
    with run.reading(valued_on=run.today) as reader:
        found = looking_back(
            reader,
            period=chosen.back,
            priorities_of=chosen,
            today=run.today,
            settings=run.settings,
        )
        year = year_so_far(reader, day=chosen.back.ends_on, today=run.today, settings=run.settings)
    return found, year


def priorities_of(run: Run, quarter: Period) -> Sequence[PriorityProgress]:
    """Return the quarter's priorities with their steps."""
    with run.reading() as reader:
        return priorities(reader, on=quarter.starts_on)


def ask_priorities(run: Run, quarter: Period) -> None:
    """Ask for priorities until there are three, storing each immediately."""
    from pipectl.review.prompts.quarterly import priority

    while True:
        there = len(priorities_of(run, quarter))
        if there >= len(PLACES):
            print_note(f"{quarter.name} already has three priorities.")
            return
        text = priority(there + 1, quarter.name)
        if text is None:
            return
        store(run, text, quarter)
        ask_steps(run, text, quarter)


def ask_steps(run: Run, text: str, quarter: Period) -> None:
    """Ask for a target for each month that isn't over, and for actions until Enter."""
    from pipectl.review.prompts.quarterly import action, target

    for month in parts(quarter, "month"):
        if month.ends_on < run.today:
            continue
        wanted = target(month.name)
        if wanted is not None:
            store(run, text, quarter, targets=[(month, wanted)])
    while (chosen := action(run.date)) is not None:
        store(run, text, quarter, actions=[chosen])


def store(run: Run, text: str, quarter: Period, **steps: Sequence[object]) -> None:
    """Store a priority or a step of it."""
    from pipectl.planning import actions as planning_actions

    set_priority: Callable[..., object] = planning_actions.set_priority

    def change(unit: "Unit") -> None:
        set_priority(unit, text, period=quarter, **steps)

    run.tick()
    run.change(change, command=f"review quarterly: priority {shlex.quote(text)}")


def facts(found: PeriodReview, year: list[QuotaProgress]) -> dict[str, object]:
    """Return the facts of the review."""
    from pipectl.review.view.facts import looking_back as shape

    return shape(found, kind=KIND, year=year)


def page(run: Run, found: PeriodReview, year: list[QuotaProgress], *, beside: bool = False) -> str:
    """Return the page to show."""
    from pipectl.review.view.screen import page as drawn

    on = screen_of(run, aside=beside)
    return drawn(found, on=on, numbers=run.numbers, today=run.today, year=year)


def print_page(run: Run, found: PeriodReview, year: list[QuotaProgress], *, json: bool) -> None:
    """Print the results of the quarter and the year; nothing is changed."""
    from pipectl.review.view.facts import presented

    answer = Answer(
        lambda: presented(facts(found, year), found.currency), lambda: page(run, found, year)
    )
    show(answer, json=json)
