"""The reviews of the demo's half-year, held while its story is played."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from pipectl.clock import Moment
from pipectl.demo.actions import Act, DemoOperation
from pipectl.demo.rules import scenario
from pipectl.demo.rules.scenario import DemoDeal
from pipectl.numbers import NumberFormat
from pipectl.periods import Period, around
from pipectl.pipeline.queries.current import by_ids
from pipectl.pipeline.queries.list_filter import OpportunityFilter
from pipectl.render.serialize import to_json
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review import actions as review_actions
from pipectl.review.commands.monthly import seen
from pipectl.review.commands.weekly import KIND
from pipectl.review.prompts.monthly import QUESTIONS
from pipectl.review.queries import past_reviews
from pipectl.review.queries import reviews as queries_reviews
from pipectl.review.queries.period import changed, present_mark, since_last
from pipectl.review.rules.agenda import ReviewProgress, month_to_review
from pipectl.review.view.facts import looking_back, minutes
from pipectl.store.reader import Reader
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.text import slug

NUMBER_SQL = """
select
  id
from opportunity
where title = :title
"""
EACH = 2  # minutes for a deal


def reviews(today: date, numbers: NumberFormat) -> Iterator[DemoOperation]:
    """The weekly reviews with each deal that was talked through, and the monthly one."""
    for day in scenario.REVIEWS:
        uid = str(uuid4())
        for deal in scenario.deals():
            if is_open(deal, day):
                yield DemoOperation(day, ["review", slug(deal.title)], kept(uid, deal), EACH)
        yield DemoOperation(day, ["review"], talked_through(uid))
    yield month_by_month(today, numbers)


def is_open(deal: DemoDeal, day: int) -> bool:
    """Whether the deal was there at the end of a day, neither won nor lost."""
    past = [step.verb for step in deal.steps if step.day <= day]
    return bool(past) and not {"won", "lost", "no"} & set(past)


def kept(uid: str, deal: DemoDeal) -> Act:
    """What keeping a deal's answers does: nothing where there are none, or it is overdue."""

    def act(unit: Unit) -> None:
        reader = unit.reader
        number = reader.value(NUMBER_SQL, {"title": deal.title})
        talk = queries_reviews.review_item(
            reader, number, queries_reviews.UnchangedCounts(), unit.moment.today
        )
        if talk.last is not None and "overdue" not in talk.opportunity.flags:
            review_actions.answer(
                unit, begun(reader, unit.moment, uid), number, review_actions.ReviewAnswers()
            )

    return act


def begun(reader: Reader, moment: Moment, uid: str) -> ReviewProgress:
    """A weekly review of everything that is open; begun where the last one ended."""
    store = settings(reader)
    last = past_reviews.last_finished(reader, KIND)
    agenda = queries_reviews.agenda(reader, OpportunityFilter(), moment.today, store.currency)
    return ReviewProgress(
        kind=KIND,
        uid=uid,
        started_at=moment.at,
        started_on=moment.today,
        history_mark=present_mark(reader, moment.today).row or 0,
        since=since_last(last, moment.today, store.review_interval),
        agenda=tuple(each.row.id for each in agenda),
        left_out=(),
        skipped=(),
        given={},
    )


def talked_through(uid: str) -> Act:
    """What the end of a weekly review does: its minutes are kept."""

    def act(unit: Unit) -> None:
        reader, today = unit.reader, unit.moment.today
        ended = {each.opportunity_id: each.ending for each in queries_reviews.endings(reader, uid)}
        position = begun(reader, unit.moment, uid)
        skipped = tuple(number for number in position.agenda if number not in ended)
        position = position._replace(skipped=skipped)
        told = present_mark(reader, today)._replace(at=unit.moment.at)
        facts = minutes(
            position,
            changed(
                reader, since=position.since, until=told, today=today, settings=settings(reader)
            ),
            [
                (
                    queries_reviews.review_item(
                        reader, number, queries_reviews.UnchangedCounts(), today
                    ),
                    ended[number],
                )
                for number in position.agenda
                if number in ended
            ],
            finished_on=today,
            unsaid={"skipped": by_ids(reader, skipped, today), "not_reached": ()},
            in_part=(),
        )
        review_actions.finish(unit, position, to_json(facts, -1), told)

    return act


def month_by_month(today: date, numbers: NumberFormat) -> DemoOperation:
    """The monthly review before the one that is next: on the third of the month after its own."""
    next_one = month_to_review(today)
    month = around(date.fromordinal(next_one.starts_on.toordinal() - 1), "month")
    day = (next_one.starts_on - today).days + 2
    words = ["review", "monthly", "--period", month.name]
    words += [word for name, text in scenario.DECIDED for word in (f"--{name}", text)]
    return DemoOperation(day, words, decided(month, numbers))


def decided(month: Period, numbers: NumberFormat) -> Act:
    """What the monthly review does: its minutes are kept."""

    def act(unit: Unit) -> None:
        reader, moment = unit.reader, unit.moment
        found, targets = seen(
            reader, month, today=moment.today, settings=settings(reader), numbers=numbers
        )
        said = [(QUESTIONS[name], text) for name, text in scenario.DECIDED]
        facts = looking_back(found, kind="monthly", targets=targets, reflections=said)
        dates = {"started_on": moment.today, "finished_on": moment.today}
        told = present_mark(reader, moment.today)._replace(at=moment.at)
        position = ReviewProgress(
            kind="monthly",
            uid=str(uuid4()),
            started_at=moment.at,
            started_on=moment.today,
            history_mark=told.row or 0,
            since=ReviewTime(month.starts_on),
            agenda=(),
            left_out=(),
            skipped=(),
            given={"period": month.name},
        )
        review_actions.finish(unit, position, to_json({**facts, **dates}, -1), told)

    return act
