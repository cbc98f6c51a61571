"""Show a deal in a review: its facts, the last answers, what was decided, its activities."""

from datetime import date

from pipectl.contact_limits.rules import rest_words
from pipectl.dates import short_date
from pipectl.next_actions.rules import without_kind
from pipectl.numbers import NumberFormat, ago
from pipectl.opportunities.view import days
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import FLAG_STYLES, amount_words
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, folded, line, paragraph
from pipectl.review.queries.past_decisions import LastDecision
from pipectl.review.queries.reviews import ReviewItem
from pipectl.review.rules.agenda import is_stale_thinking
from pipectl.review.view.screen import at_time, fate
from pipectl.sequence_runs.view import in_sequence

LAST_DONE = 3  # activities that a screen shows


def item_on_screen(
    found: ReviewItem, place: str, on: Screen, numbers: NumberFormat, today: date
) -> str:
    """Return a deal: its facts and stage, the three answers with their age, its activities."""
    deal, row = found.opportunity, found.opportunity.row
    worth = amount_words(row, numbers)
    who = f" · {row.account}" if row.account else ""
    page = "\n" + folded(
        [Cell(f"{place}  ", "dim"), Cell(row.title, "bold"), f" · {worth}{who}"], on
    )
    stage = row.customer_stage or row.stage
    page += folded(
        [
            Cell(f"{stage}, {days(deal.days_there, numbers)}", "cyan"),
            closes(deal, today, numbers),
        ],
        on,
    )
    page += paragraph(found.detail.definition, on, indent="  ", style="dim")
    if deal.flags:
        parts = [
            part for flag in deal.flags for part in (Cell(flag, FLAG_STYLES[flag]), Cell("  "))
        ]
        page += folded(["  ", *parts], on)
    if found.rest is not None:
        said = rest_words(found.rest, today, numbers)
        page += folded([Cell(f"  {said}", "yellow")], on)
    page += answers(found, on, today, numbers) + decided(found.decided, on, today, numbers)
    return page + last_done(found, on, today, numbers)


def closes(deal: CurrentOpportunity, today: date, numbers: NumberFormat) -> str:
    """Return the close date, of a customer the day of the win."""
    row = deal.row
    if row.closed_on is not None:
        return f" · won {short_date(row.closed_on, today)}"
    if row.close_on is None:
        return " · no close date"
    pushed = f", pushed {numbers.times(row.pushes)}" if row.pushes else ""
    return f" · closes {short_date(row.close_on, today)}{pushed}"


def answers(found: ReviewItem, on: Screen, today: date, numbers: NumberFormat) -> str:
    """Return the last three answers, each with its age and how often it was kept."""
    last, row = found.last, found.opportunity.row

    def age(day: date) -> str:
        return ago((today - day).days, numbers)

    if found.customer is not None:
        page = ""
        if found.customer.why is not None:
            since = f"answered {age(found.customer.since)}"
            page = answer("why", found.customer.why, since, 0, on, numbers)
    elif last is None:
        page = line(
            [Cell("  You haven't answered the three questions for this deal.", "magenta")], on
        )
    else:
        page = answer(
            "1. buying",
            last.buying,
            f"answered {age(last.buying_on)}",
            found.kept.buying,
            on,
            numbers,
        )
        page += answer(
            "2. why", last.why, f"answered {age(last.why_on)}", found.kept.why, on, numbers
        )
    coming = "no next action" if row.next_action is None else row.next_action
    if row.due_on is not None:
        coming += f", due {at_time(short_date(row.due_on, today), row.due_time)}"
    coming += in_sequence(found.detail.step)
    since = f"set {age(found.next_since)}" if found.next_since else ""
    label = "3. next" if found.customer is None else "next"
    return page + answer(label, coming, since, found.kept.next, on, numbers)


def answer(
    label: str, text: str, how_old: str, kept: int, on: Screen, numbers: NumberFormat
) -> str:
    """Return one answer, flagged if it was kept too often."""
    aside = how_old + (f", kept {numbers.times(kept)}" if kept else "")
    style = "dim"
    if is_stale_thinking(kept):
        aside, style = f"{aside}: still true?", "bold yellow"
    parts: list[Cell | str] = [Cell(f"  {label:<11}", "dim"), text]
    return folded([*parts, Cell(f"  ({aside})" if aside else "", style)], on)


ENDINGS = {"kept": "all answers kept", "answered": "new answers"}


def decided(found: LastDecision | None, on: Screen, today: date, numbers: NumberFormat) -> str:
    """Return what the last review decided about the deal, and what became of it."""
    if found is None:
        return ""
    said = [ENDINGS.get(found.ending, found.ending)]
    if found.action is not None and not found.is_to_come(today):
        due = ""
        if found.due_on is not None:
            due = f", due {at_time(short_date(found.due_on, today), found.due_time)}"
        ending, day = found.fate
        until = None if day is None else short_date(day, today)
        said.append(f"{found.action}{due}: {fate(ending, until)}")
    when = f"last review, {ago((today - found.answered_on).days, numbers)}"
    return answer("decided", "; ".join(said), when, 0, on, numbers)


def last_done(found: ReviewItem, on: Screen, today: date, numbers: NumberFormat) -> str:
    """Return the last activities, and completed actions that didn't count as one."""
    told = [
        (
            each.done_on,
            f"{each.kind}{f': {without_kind(each.text, each.kind)}' if each.text else ''}",
        )
        for each in found.detail.activities
    ]
    said = " ".join(each.text or "" for each in found.detail.activities)
    told += [
        (each.ended_on, f"done: {each.text}{f': {each.outcome}' if each.outcome else ''}")
        for each in found.detail.actions
        if each.status == "done" and each.ended_on and (each.outcome or each.text) not in said
    ]

    def since(day: date) -> str:
        return f"  ({ago((today - day).days, numbers)})"

    told.sort(key=lambda each: each[0], reverse=True)
    page = "".join(
        folded([Cell(f"  {short_date(day, today)} {text}", "dim"), Cell(since(day), "dim")], on)
        for day, text in told[:LAST_DONE]
    )
    return page or line([Cell("  No activity yet.", "dim")], on)
