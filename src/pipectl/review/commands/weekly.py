"""The weekly review: agenda, questions, and minutes."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipectl import commit_state
from pipectl.cli.context import Run, screen_of
from pipectl.cli.files import check_destination, destination
from pipectl.dates import format_date
from pipectl.errors import NotFoundError, RefusedError, StoreError, UsageError, listed, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.pipeline.queries.list_filter import OpportunityFilter
from pipectl.pipeline.rules import RISK
from pipectl.pipeline.view import FLAG_WORDS
from pipectl.render.output import (
    Answer,
    print_note,
    print_on_stderr,
    show,
    wrapped_for,
    write_output,
)
from pipectl.render.screen import Screen
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review.commands.session import ReviewSession, ReviewStopped, is_to_review
from pipectl.review.commands.walk import walk_through
from pipectl.review.queries import past_reviews, reviews
from pipectl.review.queries.asides import Asides, asides
from pipectl.review.queries.period import SinceLastReview, changed, present_mark, since_last
from pipectl.review.rules.agenda import ReviewProgress, fitting
from pipectl.stages import queries as stages_queries
from pipectl.stages.prompts import choose_stage
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, UnknownValueError, fold
from pipectl.vocabulary import CUSTOMER

KIND = "weekly"
FLAGS = {short: flag for flag, short in FLAG_WORDS.items()} | {flag: flag for flag in RISK}


class ReviewOptions(NamedTuple):
    """The options of a review on the command line."""

    minutes: int | None
    only: str | None
    out: Path | None
    force: bool
    json: bool

    @property
    def is_limited(self) -> bool:
        """Whether only some deals are to be reviewed."""
        return self.only is not None or self.minutes is not None


class Agenda(NamedTuple):
    """The requested deals that fit into the time, and the others.

    `did_not_fit` is the number of requested deals among the others.
    """

    agenda: list[CurrentOpportunity]
    left_out: list[int]
    did_not_fit: int


def print_agenda(run: Run, asked: ReviewOptions) -> None:
    """Print what changed, and the deals to review."""
    from pipectl.pipeline import view as pipeline_view
    from pipectl.review.view.asides import asides_keys
    from pipectl.review.view.facts import opening, presented

    with run.reading(valued_on=run.today) as reader:
        position = under_way(reader, run.today)
        behind = [] if position is None else reviewed(reader, position)
        found = changes_since(run, reader, position)
        chosen, _, did_not_fit = chosen_for(run, reader, asked, position)
        beside = asides(reader, run.today)
    if position is not None:
        began = format_date(position.started_on)
        print_note(
            f"The review of {began} is in progress:"
            f" {run.numbers.counted(len(behind), 'deal')} reviewed so far."
        )

    def data() -> dict[str, object]:
        facts = presented(opening(found), found.currency)
        talked = [pipeline_view.opportunity(each) for each in chosen]
        deals = {"agenda": talked, "did_not_fit": did_not_fit}
        return {"kind": KIND, **facts, **deals, **asides_keys(beside)}

    def text() -> str:
        on = screen_of(run)
        return opening_page(run, on, found, beside, chosen, did_not_fit)

    show(Answer(data, text), json=asked.json)


def opening_page(
    run: Run,
    on: Screen,
    found: SinceLastReview,
    beside: Asides,
    chosen: list[CurrentOpportunity],
    did_not_fit: int,
) -> str:
    """Return what changed, what there is to say beside the deals, and the deals to review."""
    from pipectl.review.view import screen
    from pipectl.review.view.asides import asides_page

    blocks = (
        screen.opening(found, on, run.numbers, run.today),
        asides_page(beside, on, run.numbers, run.today),
        screen.agenda(chosen, did_not_fit, on, run.numbers),
    )
    return "\n".join(block for block in blocks if block)


def changes_since(
    run: Run,
    reader: Reader,
    position: ReviewProgress | None = None,
    *,
    until: ReviewTime | None = None,
) -> SinceLastReview:
    """Return the changes since the last review, up to a mark or to now."""
    today = run.today if until is None else until.on
    if position is None:
        last = past_reviews.last_finished(reader, KIND)
        since = since_last(last, run.today, run.settings.review_interval)
    else:
        since = position.since
    until = present_mark(reader, run.today) if until is None else until
    return changed(reader, since=since, until=until, today=today, settings=run.settings)


def began_at(position: ReviewProgress) -> ReviewTime:
    """Return the time at which a review was begun."""
    return ReviewTime(position.started_on, position.history_mark, position.started_at)


def under_way(reader: Reader, today: date) -> ReviewProgress | None:
    """Return the unfinished review, unless it was left open for too long."""
    position = reviews.position(reader, KIND)
    if position is None or position.is_left_open(today):
        return None
    return position


def reviewed(reader: Reader, position: ReviewProgress) -> list[int]:
    """Return the deals that have left a review."""
    return [each.opportunity_id for each in reviews.endings(reader, position.uid)]


def chosen_for(
    run: Run, reader: Reader, asked: ReviewOptions, position: ReviewProgress | None = None
) -> Agenda:
    """Return the requested agenda; for an unfinished review, the rest of it."""
    currency = run.settings.currency
    wanted = reviews.agenda(reader, narrowed(run, reader, asked.only), run.today, currency)
    there = {each.row.id: each for each in wanted}
    everything = (
        list(there)
        if asked.only is None
        else [e.row.id for e in reviews.agenda(reader, OpportunityFilter(), run.today, currency)]
    )
    behind: tuple[int, ...] = ()
    if position is not None:
        behind = (*reviewed(reader, position), *position.skipped)
        for number in behind:
            there.pop(number, None)
        if not asked.is_limited:
            ahead = (*position.agenda, *position.left_out)
            return Agenda([there[number] for number in ahead if number in there], [], 0)
    numbers, beyond = fitting(list(there), asked.minutes)
    passed = {*numbers, *behind}
    others = [each for each in everything if each not in passed]
    return Agenda([there[number] for number in numbers], others, len(beyond))


def narrowed(run: Run, reader: Reader, only: str | None) -> OpportunityFilter:
    """Return the requested flag or stage; raise UsageError if it is neither."""
    if only is None:
        return OpportunityFilter()
    flag = FLAGS.get(fold(only.strip()))
    if flag is not None:
        return OpportunityFilter(flags=(flag,))
    try:
        stage = choose_stage(run, reader, only)
    except SeveralMatchError:
        raise
    except NotFoundError as error:
        stages = [each.name for each in stages_queries.every_stage(reader)]
        raise UnknownValueError(
            f"--only {quoted(only)} is neither a flag nor a stage",
            only,
            (*RISK, *stages),
            hint=f"Flags: {listed(tuple(RISK))}. {error.hint or ''}".rstrip(),
        ) from error
    if stage.kind == CUSTOMER:
        return OpportunityFilter(customer_stage_ids=(stage.id,))
    return OpportunityFilter(stage_ids=(stage.id,))


def weekly(run: Run, asked: ReviewOptions) -> None:
    """Run the review at a terminal; elsewhere print the agenda without changes."""
    if asked.force and asked.out is None:
        raise UsageError("--force needs --out FILE.")
    if not run.may_ask():
        if asked.out is not None:
            raise UsageError(
                "--out writes the minutes of a review, which needs a terminal.",
                hint="Review at a terminal, or print the agenda without --out.",
            )
        print_agenda(run, asked)
        return
    check_destination(run, out_of(asked), force=asked.force)
    with commit_state.under_way():
        minutes = talked_over(run, asked)
    if minutes is not None:
        print_minutes_or_open(run, asked, minutes)


def talked_over(run: Run, asked: ReviewOptions) -> str | None:
    """Continue the review up to its minutes; return None if it was stopped."""
    chosen = chosen_of(run, asked)  # what can't be asked for is refused before anything is said
    close_old(run)
    position = resumed(run, asked, chosen)
    now = [each.row.id for each in chosen.agenda] if position and asked.is_limited else None
    walk = ReviewSession(run, position or begun(run, chosen), now)
    try:
        if position is None:
            open_with(walk, chosen)
        else:
            say_left_out(walk.run, chosen)
        walk_through(walk)
        if position is not None and walk.left:
            raise ReviewStopped
    except (ReviewStopped, KeyboardInterrupt, StoreError) as stop:
        left = walk.count_left() if isinstance(stop, ReviewStopped) else None
        say_stopped(walk, left, safe=not isinstance(stop, StoreError))
        if not isinstance(stop, ReviewStopped):
            raise
        return None
    return finish(walk)


def say_left_out(run: Run, chosen: Agenda) -> None:
    """Say how many deals don't fit into the time."""
    if chosen.did_not_fit:
        from pipectl.review.view.screen import beyond

        print_note(beyond(chosen.did_not_fit, run.numbers))


def say_stopped(walk: ReviewSession, left: int | None, *, safe: bool) -> None:
    """Say that the review continues later; `safe`: the last answer was stored."""
    much = "" if left is None else f"{walk.run.numbers.counted(left, 'deal')} left to review. "
    saved = ""
    if has_answers(walk):
        saved = f"{'Your answers' if safe else 'The answers before this one'} are saved. "
    print_note(f"\n{much}{saved}Continue with `pipectl review`.")


def has_answers(walk: ReviewSession) -> bool:
    """Return whether an answer of this review is stored, as far as that can be seen."""
    keeper = walk.run.keeper
    if any(walk.position.given.values()) or (keeper is not None and keeper.is_kept):
        return True
    try:
        with walk.run.reading() as reader:
            return bool(reviews.endings(reader, walk.position.uid))
    except StoreError:
        return False


def chosen_of(run: Run, asked: ReviewOptions) -> Agenda:
    """Return the deals that the review covers."""
    with run.reading() as reader:
        return chosen_for(run, reader, asked, under_way(reader, run.today))


def out_of(asked: ReviewOptions) -> str | None:
    """Return the file for the minutes."""
    return None if asked.out is None else str(asked.out)


def close_old(run: Run) -> None:
    """Finish a review that was left open for too long, with its answers so far."""
    with run.reading() as reader:
        position = reviews.position(reader, KIND)
        if position is None or under_way(reader, run.today) is not None:
            return
        has_answers = past_reviews.by_uid(reader, position.uid) is not None or bool(position.given)
    if has_answers:
        finish(ReviewSession(run, position), told=began_at(position))
        began = format_date(position.started_on)
        print_note(f"Closed the unfinished review of {began} with the answers it has.")
        close_old(run)


def resumed(run: Run, asked: ReviewOptions, chosen: Agenda) -> ReviewProgress | None:
    """Return the unfinished review, if any, with the requested deals on its agenda."""
    with run.reading() as reader:
        position = under_way(reader, run.today)
        if position is None:
            return None
        behind = reviewed(reader, position)
    print_note(
        f"Continuing the review of {format_date(position.started_on)}:"
        f" {run.numbers.counted(len(behind), 'deal')} reviewed so far."
    )
    # Requested deals are added to the agenda; none is removed from it.
    asked_now = [each.row.id for each in chosen.agenda]
    agenda = tuple(dict.fromkeys((*position.agenda, *asked_now)))
    left_out = tuple(each for each in position.left_out if each not in agenda)
    return position._replace(agenda=agenda, left_out=left_out)


def begun(run: Run, chosen: Agenda) -> ReviewProgress:
    """Begin a new review."""
    from pipectl.review import actions as review_actions

    with run.reading() as reader:
        last = past_reviews.last_finished(reader, KIND)
        mark, owner = present_mark(reader, run.today).row or 0, reader.owner or ""
    position = ReviewProgress(
        kind=KIND,
        uid=str(uuid4()),
        started_at=run.moment.at,
        started_on=run.today,
        history_mark=mark,
        since=since_last(last, run.today, run.settings.review_interval),
        agenda=tuple(each.row.id for each in chosen.agenda),
        left_out=tuple(chosen.left_out),
        skipped=(),
        given={},
        owner=owner,
    )
    return review_actions.save(run.path, position)


def open_with(walk: ReviewSession, chosen: Agenda) -> None:
    """Show the changes and the agenda before the first question."""
    run = walk.run
    with run.reading(valued_on=run.today) as reader:
        found = changes_since(run, reader, walk.position)
        beside = asides(reader, run.today)
    on = screen_of(run, aside=True)
    page = opening_page(run, on, found, beside, chosen.agenda, chosen.did_not_fit)
    read_aside(page, after="Start with the first deal?")


def read_aside(text: str, after: str = "Continue to the questions?") -> None:
    """Show a text before the next question, in pages if the terminal is short.

    The last page stays until a key is pressed; raises ReviewStopped if the user quits.
    """
    from pipectl.prompting.pages import asked_to_leave, rows_of, show_in_pages

    is_last = show_in_pages(text, rows_of(sys.stderr), print_on_stderr)
    if is_last and asked_to_leave(after, "leaves the review"):
        raise ReviewStopped


def finish(walk: ReviewSession, *, told: ReviewTime | None = None) -> str:
    """Store the minutes (JSON) as the last operation of the review.

    They cover changes up to now, or up to the mark at which it was left open too long.
    """
    from pipectl.render.serialize import to_json
    from pipectl.review import actions as review_actions

    run, position = walk.run, walk.position
    run.tick()
    facts, until = facts_of(walk, told)
    text = to_json(facts, -1)
    run.hold_nothing()  # the minutes are about what each deal has become
    run.change(lambda unit: review_actions.finish(unit, position, text, until), command="review")
    return text


def still_to_review(found: list[CurrentOpportunity]) -> list[CurrentOpportunity]:
    """Return the open ones, and the customers with a flag."""
    return [each for each in found if is_to_review(each)]


def facts_of(walk: ReviewSession, told: ReviewTime | None) -> tuple[dict[str, object], ReviewTime]:
    """Return the facts of the minutes, and the mark up to which they report."""
    from pipectl.review.view.facts import in_part, minutes

    run, position, left = walk.run, walk.position, walk.left
    with run.reading(valued_on=run.today) as reader:
        until = told or present_mark(reader, run.today)._replace(at=run.moment.at)
        kept = reviews.kept_in_a_row(reader)
        ended = {e.opportunity_id: e.ending for e in reviews.endings(reader, position.uid)}
        order = [number for number in position.agenda if number in ended]
        # Another terminal may have answered one that was skipped in this one.
        unanswered = [number for number in position.skipped if number not in ended]
        talks = [
            reviews.review_item(reader, n, kept.get(n, reviews.UnchangedCounts()), run.today)
            for n in order
        ]
        facts = minutes(
            position,
            changes_since(run, reader, position, until=until),
            [(each, ended[each.opportunity.row.id]) for each in talks],
            finished_on=run.today,
            unsaid={
                "skipped": by_ids(reader, unanswered, run.today),
                "not_reached": by_ids(reader, left, run.today),
                "not_included": still_to_review(by_ids(reader, position.left_out, run.today)),
            },
            in_part=[
                in_part(each, given)
                for each in by_ids(reader, list(map(int, position.given)), run.today)
                if each.row.id not in ended and (given := walk.given(each.row.id))
            ],
        )
    return facts, until


def print_minutes_or_open(run: Run, asked: ReviewOptions, minutes: str) -> None:
    """Print the minutes, and write them to the requested file."""
    from pipectl.review.queries.reviews import facts_of as stored_facts
    from pipectl.review.view.minutes import markdown

    if asked.out is not None:
        page = markdown(stored_facts(minutes, None), numbers=run.numbers)
        try:
            with destination(run, out_of(asked), force=asked.force) as file:
                file.write(page.encode())
            print_note(f"Wrote the minutes to {asked.out}.")
        except RefusedError:
            print_note(f"{asked.out} was created in the meantime, so it was not overwritten.")
    hand_over_minutes(run, minutes, json=asked.json)


def hand_over_minutes(run: Run, minutes: str, *, json: bool) -> None:
    """Print the minutes, and the command that shows them again."""
    from pipectl.review.queries.reviews import facts_of

    show_minutes(run, facts_of(minutes, None), bands=False, json=json)
    print_note("Saved. Show it: `pipectl review show`. Share it: `pipectl review show --redact`.")


def reader_review(reader: Reader, number: int | None) -> past_reviews.ReviewRow | None:
    """Return the review with that number, or the last finished one."""
    if number is not None:
        return past_reviews.review(reader, number)
    return next((each for each in past_reviews.reviews(reader) if each.minutes), None)


def finished(found: past_reviews.ReviewRow | None, number: int | None) -> past_reviews.ReviewRow:
    """Return a review with minutes; raise NotFoundError for any other."""
    if found is None:
        which = "There is no finished review yet" if number is None else f"No review #{number}"
        raise NotFoundError(
            f"{which}.", hint="See `pipectl review list`, or start one: `pipectl review`."
        )
    if found.minutes is None:
        raise NotFoundError(
            f"Review #{found.id} is still in progress, so it has no minutes yet.",
            hint=f"Continue it: `pipectl review {found.kind}`.",
        )
    return found


def show_minutes(run: Run, facts: dict[str, Any], *, bands: bool, json: bool) -> None:
    """Print the facts of minutes; with `bands`, redacted for others.

    Shown in pages at a terminal that is too short.
    """
    from pipectl.review.view.facts import presented
    from pipectl.review.view.minutes import markdown

    if json:
        show(Answer(lambda: presented(facts, facts["currency"], bands=bands), str), json=True)
        return
    from pipectl.prompting.pages import rows_of, show_in_pages

    rows = rows_of(sys.stdout) if run.may_ask() else None
    text = wrapped_for(sys.stdout, markdown(facts, numbers=run.numbers, bands=bands))
    with suppress(KeyboardInterrupt):  # as in a pager: it only ends the reading
        show_in_pages(text, rows, write_output)
