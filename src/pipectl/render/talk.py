"""One opportunity of a review on a screen."""

from datetime import date

from pipectl.dates import short_date
from pipectl.domain.agenda import is_stale_thinking
from pipectl.numbers import NumberFormat, ago
from pipectl.queries.agenda import Talk
from pipectl.queries.opportunities import Opportunity
from pipectl.render.card import amount, days
from pipectl.render.lists import FLAG_STYLES
from pipectl.render.tables import Cell, Screen, folded, line, paragraph

LAST_DONE = 3  # activities that a screen shows


def talk(found: Talk, place: str, on: Screen, numbers: NumberFormat, today: date) -> str:
    """One opportunity: what it is, its stage, the three answers with their age, what was done."""
    deal, row = found.opportunity, found.opportunity.row
    worth = amount(row.amount_minor, row.currency, numbers)
    who = f" · {row.account}" if row.account else ""
    page = "\n" + folded(
        [Cell(f"{place}  ", "dim"), Cell(row.title, "bold"), f" · {worth}{who}"], on
    )
    page += folded(
        [
            Cell(f"{row.stage}, {days(deal.days_in_stage, numbers)}", "cyan"),
            closes(deal, today, numbers),
        ],
        on,
    )
    page += paragraph(found.detail.stage_definition, on, indent="  ", style="dim")
    if deal.flags:
        parts = [
            part for flag in deal.flags for part in (Cell(flag, FLAG_STYLES[flag]), Cell("  "))
        ]
        page += line(["  ", *parts], on)
    return page + answers(found, on, today, numbers) + last_done(found, on, today, numbers)


def closes(deal: Opportunity, today: date, numbers: NumberFormat) -> str:
    """When it should close."""
    row = deal.row
    if row.close_on is None:
        return " · no close date"
    pushed = f", pushed {numbers.count(row.pushes)} x" if row.pushes else ""
    return f" · closes {short_date(row.close_on, today)}{pushed}"


def answers(found: Talk, on: Screen, today: date, numbers: NumberFormat) -> str:
    """The last three answers, each with its age and how often it was kept."""
    last, row = found.last, found.opportunity.row

    def age(day: date) -> str:
        return ago((today - day).days, numbers)

    if last is None:
        page = line([Cell("  The three questions were never answered.", "magenta")], on)
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
    coming = "nothing" if row.next_action is None else row.next_action
    if row.due_on is not None:
        at = f" {row.due_time}" if row.due_time else ""
        coming += f", due {short_date(row.due_on, today)}{at}"
    since = f"set {age(found.next_since)}" if found.next_since else ""
    return page + answer("3. next", coming, since, found.kept.next, on, numbers)


def answer(
    label: str, text: str, how_old: str, kept: int, on: Screen, numbers: NumberFormat
) -> str:
    """One answer, flagged where it was kept too often."""
    aside = how_old + (f", kept {numbers.count(kept)} x" if kept else "")
    style = "dim"
    if is_stale_thinking(kept):
        aside, style = f"{aside}: stale thinking?", "bold yellow"
    parts: list[Cell | str] = [Cell(f"  {label:<11}", "dim"), text]
    return folded([*parts, Cell(f"  ({aside})" if aside else "", style)], on)


def last_done(found: Talk, on: Screen, today: date, numbers: NumberFormat) -> str:
    """The last activities, and the actions that were completed without being counted as one."""
    told = [
        (each.done_on, f"{each.kind}{f': {each.text}' if each.text else ''}")
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
