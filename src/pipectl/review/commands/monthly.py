"""`review monthly`: the month's results, next month's targets, and your obstacles."""

from collections.abc import Mapping
from datetime import date

from pipectl import commit_state
from pipectl.cli.context import Run, screen_of
from pipectl.dates import later
from pipectl.errors import StoreError, UsageError
from pipectl.numbers import NumberFormat
from pipectl.periods import Period, around
from pipectl.planning.queries.goals import derivation
from pipectl.render.output import Answer, print_on_stderr, show
from pipectl.review.commands.period_reviews import (
    finish,
    keep,
    period_of,
    position_of,
    say_how_to_continue,
)
from pipectl.review.commands.session import ReviewStopped
from pipectl.review.commands.weekly import hand_over_minutes, read_aside
from pipectl.review.prompts.monthly import QUESTIONS
from pipectl.review.queries import past_reviews
from pipectl.review.queries.period import PastDecisions, PeriodReview, looking_back
from pipectl.review.rules.agenda import ReviewProgress, Targets, month_targets, month_to_review
from pipectl.store.reader import Reader
from pipectl.store_settings import StoreSettings
from pipectl.text import check_note

KIND = "monthly"


def monthly(run: Run, typed: str | None, said: Mapping[str, str | None], *, json: bool) -> None:
    """Show the month; store its three answers if given."""
    month = chosen_month(run, typed)
    given = {name: check_note(text, what=name) for name, text in said.items() if text is not None}
    found, targets = looked_at(run, month)
    last = decided_before(run, month)
    if last is None and "became" in given:
        raise UsageError(
            "No earlier monthly review has decisions, so there is nothing for --became.",
            hint="Record what you decide now with --change and --need.",
        )
    asks = run.may_ask()
    if not asks and not given:
        print_page(run, found, targets, last, json=json)
        return
    with commit_state.under_way():
        position = position_of(run, KIND, month)
        given = {name: position.given[name] for name in QUESTIONS if name in position.given} | given
        if asks:
            try:
                read_aside(page(run, found, targets, last, beside=True))
                given = asked(run, position, given, last)
            except (ReviewStopped, KeyboardInterrupt) as stop:
                say_how_to_continue("monthly", "answers" if has_answers(run, month) else None)
                if isinstance(stop, ReviewStopped):
                    return
                raise
        minutes = finish(run, position, facts(found, targets, given, last))
    hand_over_minutes(run, minutes, json=json)


def has_answers(run: Run, month: Period) -> bool:
    """Return whether an answer about the month is stored, as far as that can be seen."""
    try:
        return any(name in position_of(run, KIND, month).given for name in QUESTIONS)
    except StoreError:
        return False


def chosen_month(run: Run, typed: str | None) -> Period:
    """Return the month to look back on: this one, or in its first days the last one."""
    if typed is not None:
        return period_of(run, typed, "month")
    return month_to_review(run.today)


def looked_at(run: Run, month: Period) -> tuple[PeriodReview, tuple[Targets, str]]:
    """Return the month's results, and next month's targets or why there are none."""
    settings = run.settings
    with run.reading(valued_on=run.today) as reader:
        return seen(reader, month, today=run.today, settings=settings, numbers=run.numbers)


def seen(
    reader: Reader, month: Period, *, today: date, settings: StoreSettings, numbers: NumberFormat
) -> tuple[PeriodReview, tuple[Targets, str]]:
    """Return the same from a reader, as of a day."""
    from pipectl.planning.view.goals import verdict

    this = around(today, "month")
    ahead = this if month.ends_on < this.starts_on else around(later(this.ends_on, 1), "month")
    quarter = around(ahead.starts_on, "quarter", settings.fiscal_year_start)
    found = looking_back(
        reader,
        period=month,
        priorities_of=[around(today, "quarter", settings.fiscal_year_start)],
        today=today,
        settings=settings,
    )
    needs = derivation(
        reader, period=quarter, today=today, currency=settings.currency, settings=settings
    )
    return found, (month_targets(needs, ahead, settings.working), verdict(needs, numbers))


def decided_before(run: Run, month: Period) -> PastDecisions | None:
    """Return the decisions of the last earlier monthly review; None without any."""
    from pipectl.review.view.facts import decided_in

    with run.reading() as reader:
        last = past_reviews.last_of_another(reader, KIND, month.name)
    return None if last is None else decided_in(last)


def asked(
    run: Run, position: ReviewProgress, given: dict[str, str], last: PastDecisions | None
) -> dict[str, str]:
    """Ask for the answers, storing each immediately; Enter skips one."""
    from pipectl.review.prompts.monthly import reflection
    from pipectl.review.view.screen import decided

    position = keep(run, position, **given)
    for name, question in QUESTIONS.items():
        if name not in given and (last is not None or name != "became"):
            if name == "became":  # the page above is longer than most terminals
                print_on_stderr("\n" + decided(last, screen_of(run, aside=True)))
            answer = reflection(question)
            if answer is not None:
                given[name] = answer
                position = keep(run, position, **{name: answer})
    return given


def facts(
    found: PeriodReview,
    targets: tuple[Targets, str],
    given: Mapping[str, str],
    last: PastDecisions | None,
) -> dict[str, object]:
    """Return the facts of the review."""
    from pipectl.review.view.facts import looking_back as shape

    answers = [(QUESTIONS[name], given[name]) for name in QUESTIONS if name in given]
    return shape(found, kind=KIND, targets=targets, reflections=answers, decided=last)


def page(
    run: Run,
    found: PeriodReview,
    targets: tuple[Targets, str],
    last: PastDecisions | None,
    *,
    beside: bool = False,
) -> str:
    """Return the page to show."""
    from pipectl.review.view.screen import page as drawn

    on = screen_of(run, aside=beside)
    return drawn(found, on=on, numbers=run.numbers, today=run.today, targets=targets, before=last)


def print_page(
    run: Run,
    found: PeriodReview,
    targets: tuple[Targets, str],
    last: PastDecisions | None,
    *,
    json: bool,
) -> None:
    """Print the month's results; nothing is changed."""
    from pipectl.review.view.facts import presented

    answer = Answer(
        lambda: presented(facts(found, targets, {}, last), found.currency),
        lambda: page(run, found, targets, last),
    )
    show(answer, json=json)
