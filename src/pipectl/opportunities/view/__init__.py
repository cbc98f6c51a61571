"""Everything about one on a page; its JSON keys."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from pipectl.collateral.view import link_keys, links_block
from pipectl.dates import format_date
from pipectl.deal_parts import PARTS
from pipectl.fields.view import labeled_json, value_rows
from pipectl.gate.queries import PastAnswers
from pipectl.next_actions.rules import without_kind
from pipectl.next_actions.view import activity
from pipectl.numbers import NumberFormat, ago
from pipectl.opportunities.queries import ActionTaken, CriterionState, DealArm, Detail
from pipectl.opportunities.view.history import history
from pipectl.people.view import deal_contacts, people_block
from pipectl.pipeline.queries.current import CurrentOpportunity, OpportunityRow
from pipectl.pipeline.queries.deal_history import HistoryRow
from pipectl.pipeline.view import (
    FLAG_STYLES,
    amount_words,
    opportunity,
    parent_of,
    recurring_keys,
)
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, folded, heading, line, paragraph
from pipectl.renewals.queries import RenewalLink
from pipectl.sequence_runs.view import in_sequence, now_dict
from pipectl.vocabulary import OPEN

PAST = 8  # ended actions and activities that a page shows


def card(found: Detail, on: Screen, numbers: NumberFormat, *, explain: bool = False) -> str:
    """The page: what it is, the three answers, criteria, what comes next, and its past."""
    blocks = [
        head(found, on, numbers),
        *(explained(found, on, numbers) if explain else ()),
        people_block(found.contacts, on),
        stage(found, on, numbers),
        answers(found, on),
        criteria(found, on),
        what_next(found, on),
        links_block(found.links, on),
        activities(found, on, numbers),
        history(found.history, on, numbers),
        siblings(found, on),
    ]
    return "\n".join(block for block in blocks if block)


def changed_line(
    deal: CurrentOpportunity,
    columns: Collection[str],
    on: Screen,
    numbers: NumberFormat,
    own: str = "",
) -> str:
    """A line that says what a deal has now in the columns that were changed.

    `own` are the values of custom fields.
    """
    if not AMOUNT_COLUMNS.isdisjoint(columns):
        columns = {*columns, "amount_minor"}
    parts = changed_parts(deal, columns, numbers, own)
    what = "Changed " if parts else "Unchanged: "
    rest = " · ".join([f" (#{deal.row.id})", *parts])
    return folded([what, Cell(deal.row.title, "bold"), rest], on)


def assigned_line(row: OpportunityRow, on: Screen, *, is_changed: bool) -> str:
    """A line that says whose a deal is now, or was already."""
    deal: list[Cell | str] = [Cell(row.title, "bold"), f" (#{row.id})"]
    if not is_changed:
        already = f"is already {row.owner}'s" if row.owner else "already has no owner"
        return folded(["Unchanged: ", *deal, f" {already}."], on)
    return folded(
        ["Assigned ", *deal, f" to {row.owner}."] if row.owner else [*deal, " now has no owner."],
        on,
    )


# What the line after a change of one deal doesn't say anyway.
SAID_IF_CHANGED = ("source", "campaign", "tags", "fields", "recurring_minor", "owner")
AMOUNT_COLUMNS = frozenset(PARTS["amount"])


def changed_parts(
    deal: CurrentOpportunity, columns: Collection[str], numbers: NumberFormat, own: str
) -> list[str]:
    """What a deal has now in these columns, in words."""
    row = deal.row
    money = None if row.amount_minor is None else amount_words(row, numbers)
    said = {
        "title": named("title", row.title),
        "amount_minor": named("amount", money),
        "account_id": named("account", row.account),
        "contact_id": named("contact", row.contact),
        "close_on": named("close date", dated(row.close_on)),
        "source": named("source", row.source),
        "campaign": named("campaign", row.campaign),
        "owner": named("owner", row.owner),
        "tags": named("tags", ", ".join(deal.tags)),
        "probability_bp": f"probability {numbers.basis_points(deal.probability_bp)} %",
        "parent_id": named("parent", parent_of(deal)),
        "created_on": named("created", dated(row.created_on)),
        "revisit_on": named("revisit", dated(row.revisit_on)),
        "note": "note",
        "fields": own,
        "recurring_minor": "" if row.recurring_minor is not None else "no longer recurring",
    }
    return [text for name, text in said.items() if name in columns and text]


def named(what: str, value: str | None) -> str:
    """A value behind its name, or that there is none."""
    return f"{what} {value}" if value else f"no {what}"


def amount(minor: int | None, currency: str, numbers: NumberFormat) -> str:
    """An amount in all with its currency, or that there is none."""
    return "no amount" if minor is None else numbers.money(minor, currency)


def pairs(rows: Sequence[tuple[str, str | None]], on: Screen) -> str:
    """Labels and values; those without a value are left out."""
    return "".join(
        folded([Cell(f"  {label:<11} ", "dim"), value], on) for label, value in rows if value
    )


def head(found: Detail, on: Screen, numbers: NumberFormat) -> str:
    """What it is worth, when it should close, who is there."""
    deal, row = found.opportunity, found.opportunity.row
    title = folded([Cell(row.title, "bold"), Cell(f" (#{row.id})", "dim")], on)
    if deal.flags:
        parts = (part for flag in deal.flags for part in ("  ", Cell(flag, FLAG_STYLES[flag])))
        title += folded([*parts], on)
    chance = f"{numbers.basis_points(deal.probability_bp)} % ({source(deal)})"
    return (
        title
        + pairs(
            [
                ("amount", amount_words(row, numbers)),
                ("probability", chance),
                ("weighted", weighted(deal, numbers)),
                ("status", status(deal)),
                ("customer in", customer_in(deal)),
                ("reason", row.reason),
                ("competitor", row.competitor),
                ("loss note", found.closing_note),
                ("revisit on", dated(row.revisit_on)),
                ("closes", closes(deal, numbers)),
                ("account", row.account),
                ("contact", row.contact),
                ("owner", row.owner),
                ("source", row.source),
                ("campaign", row.campaign),
                *(("experiment", arm_words(each)) for each in found.arms),
                ("tags", ", ".join(deal.tags)),
                ("parent", found.parent),
                ("renews", renews(found, numbers)),
                ("renewal", renewal(found)),
                began(deal, numbers),
                ("slug", row.slug),
                ("fit", fit_line(found, numbers)),
                *value_rows(found.fields, [field for field, _ in found.fields], numbers),
            ],
            on,
        )
        + noted(found.note, on)
    )


def renews(found: Detail, numbers: NumberFormat) -> str | None:
    """The deal that it renews, and when that one's term ends."""
    if found.renews is None:
        return None
    what, ends = found.renews, format_date(found.renews.ends_on)
    months = numbers.counted(what.months, "month")
    return f"#{what.renewed_id} {what.renewed}: its {months} end on {ends}"


def renewal(found: Detail) -> str | None:
    """The deal that renews it, and when that begins, or how it ended."""
    what = found.renewal
    if what is None:
        return None
    is_ahead = what.begins_on > found.opportunity.today
    state = f"begins {format_date(what.begins_on)}" if is_ahead else what.status
    return f"#{what.id} {what.title} ({state})"


def began(deal: CurrentOpportunity, numbers: NumberFormat) -> tuple[str, str]:
    """When it was created, or when a renewal will begin."""
    on = format_date(deal.row.created_on)
    if deal.row.created_on > deal.today:
        return "begins", on
    return "created", f"{on}, {age(deal, numbers)}"


def renews_keys(found: RenewalLink | None) -> dict[str, Any] | None:
    """The deal that it renews."""
    if found is None:
        return None
    return keys_of(found, "id title months ends_on", id=found.renewed_id, title=found.renewed)


def renewal_keys(found: RenewalLink | None) -> dict[str, Any] | None:
    """The deal that renews it."""
    return found and keys_of(found, "id title status begins_on months ends_on")


def arm_words(found: DealArm) -> str:
    """Its arm in an experiment: `video (Intro video, in Discovery on Mon 2 Nov 2026)`."""
    on = format_date(found.entered_on)
    return f"{found.arm} ({found.experiment}, in {found.stage} on {on})"


def fit_line(found: Detail, numbers: NumberFormat) -> str | None:
    """Its fit in words, where an ideal customer is described."""
    if found.fit is None:
        return None
    from pipectl.icp.view import fit_words

    return fit_words(found.fit, numbers)


def explained(found: Detail, on: Screen, numbers: NumberFormat) -> Iterator[str]:
    """Each criterion of the ideal customer, and each activity of the score, with its points."""
    from pipectl.icp.view import fit_block
    from pipectl.score.view import score_block

    if found.fit is not None:
        yield fit_block(found.fit, on, numbers)
    if found.score is not None:
        yield score_block(found.score, on, numbers)


def noted(note: str | None, on: Screen) -> str:
    """The deal's note; one of several lines stands below its label."""
    if not note or "\n" not in note:
        return pairs([("note", note)], on)
    return line(["  ", Cell("note", "dim")], on) + paragraph(note, on, indent="    ")


def source(deal: CurrentOpportunity) -> str:
    """Where its probability comes from, in words."""
    return {
        "opportunity": "set for this deal",
        "stage": "from the stage",
        "outcome": "from the outcome",
    }[deal.probability_from]


def weighted(deal: CurrentOpportunity, numbers: NumberFormat) -> str | None:
    """The weighted amount."""
    if deal.weighted_minor is None:
        return None
    return numbers.money(deal.weighted_minor, deal.row.currency)


def status(deal: CurrentOpportunity) -> str:
    """Open, or how and when it was closed."""
    row = deal.row
    return row.status if row.closed_on is None else f"{row.status} on {format_date(row.closed_on)}"


def closes(deal: CurrentOpportunity, numbers: NumberFormat, passed: str = "") -> str | None:
    """When it is expected to close, how long ago that was, and how often it was pushed."""
    row = deal.row
    if row.close_on is None:
        return None
    pushed = f", pushed {numbers.times(row.pushes)}" if row.pushes else ""
    return f"{format_date(row.close_on)}{passed}{pushed}"


def customer_in(deal: CurrentOpportunity) -> str | None:
    """The customer stage in which it is, and since when."""
    row = deal.row
    since = row.customer_stage_entered_on
    return row.customer_stage and f"{row.customer_stage} since {dated(since)}"


def dated(day: date | None) -> str | None:
    """A date written out."""
    return None if day is None else format_date(day)


def days(count: int, numbers: NumberFormat) -> str:
    """A number of days."""
    return numbers.counted(count, "day")


def age(deal: CurrentOpportunity, numbers: NumberFormat) -> str:
    """How long it has been there, or was open."""
    if deal.row.closed_on is None:
        return ago(deal.age_days, numbers)
    return f"open for {days(deal.age_days, numbers)}"


def stage(found: Detail, on: Screen, numbers: NumberFormat) -> str:
    """The stage with its definition."""
    deal = found.opportunity
    text = f"{deal.row.stage}, {days(deal.days_in_stage, numbers)}"
    return heading(text, on) + paragraph(found.stage_definition, on, indent="  ")


def answers(found: Detail, on: Screen) -> str:
    """The three answers with their dates, the last set first."""
    if not found.answers:
        if found.opportunity.row.status != OPEN:
            return ""
        return folded(
            [Cell("You haven't answered the three questions: ", "cyan"), "`pipectl review`."], on
        )
    return heading("The three questions", on) + "".join(one_set(each, on) for each in found.answers)


def one_set(found: PastAnswers, on: Screen) -> str:
    """One answered set."""
    page = folded([f"  {format_date(found.asked_on)}, for {found.stage}"], on)
    due = f", due {format_date(found.due_on)}" if found.due_on else ""
    said = [
        ("buying", f"{found.buying}{kept_since(found.buying_on, found)}"),
        ("why", f"{found.why}{kept_since(found.why_on, found)}"),
        ("next", f"{found.next_action}{due}" if found.next_action else None),
        ("factor", found.factor),
        ("overridden", found.override),
    ]
    return page + "".join(
        paragraph(f"{label}: {text}", on, indent="    ") for label, text in said if text
    )


def kept_since(given_on: date, found: PastAnswers) -> str:
    """The day of an answer that is older than its set."""
    return f" (kept since {format_date(given_on)})" if given_on < found.asked_on else ""


def criteria(found: Detail, on: Screen) -> str:
    """The stage's exit criteria, ticked or not."""
    if not found.criteria:
        return ""
    rows = []
    for each in found.criteria:
        mark = f"[x] {each.text}, {format_date(each.met_on)}" if each.met_on else f"[ ] {each.text}"
        required = " (required)" if each.required and not each.met_on else ""
        answer = f": {each.answer}" if each.answer else ""
        rows.append(paragraph(f"{mark}{required}{answer}", on, indent="  "))
    return heading("Exit criteria", on) + "".join(rows)


def what_next(found: Detail, on: Screen) -> str:
    """The next action, and how the ones before ended."""
    rows = []
    for each in found.actions[:PAST]:
        at = f" {each.due_time}" if each.due_time else ""
        due = f", due {format_date(each.due_on)}{at}" if each.due_on else ""
        due += f", every {each.every}" if each.every else ""
        if each.status == "open":
            number = found.opportunity.row.id
            undated = "" if due else f", no date: `pipectl next {number} --due DATE`"
            rows.append(
                folded([Cell(f"  {each.text}{due}", "bold"), undated, in_sequence(found.step)], on)
            )
            continue
        outcome = f": {each.outcome}" if each.outcome else ""
        ended = f" on {format_date(each.ended_on)}" if each.ended_on else ""
        rows.append(folded([Cell(f"  {each.text} ({each.status}{ended}){outcome}", "dim")], on))
    if not rows:
        rows = [line(["  none yet: `pipectl next`"], on)]
    return heading("Next action", on) + "".join(rows)


def activities(found: Detail, on: Screen, numbers: NumberFormat) -> str:
    """What was done, the latest first."""
    if not found.activities:
        return ""
    rows = []
    for each in found.activities[:PAST]:
        count = f" x {numbers.count(each.count)}" if each.count != 1 else ""
        text = f": {without_kind(each.text, each.kind)}" if each.text else ""
        rows.append(
            paragraph(f"{format_date(each.done_on)} {each.kind}{count}{text}", on, indent="  ")
        )
    more = len(found.activities) - PAST
    if more > 0:
        rows.append(
            line([Cell(f"  and {numbers.count(more)} more: `pipectl activity list`", "dim")], on)
        )
    return heading("Activities", on) + "".join(rows)


def siblings(found: Detail, on: Screen) -> str:
    """The account's other opportunities."""
    if not found.siblings:
        return ""
    rows = [
        folded([f"  #{each.row.id} {each.row.title} ({each.row.status})"], on)
        for each in found.siblings
    ]
    return heading(f"Also at {found.opportunity.row.account}", on) + "".join(rows)


def detail(found: Detail) -> dict[str, Any]:
    """Everything about one: an opportunity's keys and what belongs to it."""
    from pipectl.icp.view import whole_fit_keys
    from pipectl.score.view import score_keys

    return opportunity(found.opportunity) | {
        **deal_contacts(found.contacts),
        "note": found.note,
        "closing_note": found.closing_note,
        "criteria": [criterion(each) for each in found.criteria],
        "qualifications": [answers_keys(each) for each in found.answers],
        "next_actions": [action(each) for each in found.actions],
        "activities": [activity(each) for each in found.activities],
        "history": [history_keys(each) for each in found.history],
        "account_opportunities": [sibling(each) for each in found.siblings],
        "fields": labeled_json(found.fields),
        "fit": whole_fit_keys(found.fit),
        "experiments": [keys_of(each, "experiment stage arm entered_on") for each in found.arms],
        "score": None if found.score is None else score_keys(found.score),
        "sequence": now_dict(found.step),
        "links": [link_keys(each) for each in found.links],
        "renews": renews_keys(found.renews),
        "renewal": renewal_keys(found.renewal),
    }


def criterion(found: CriterionState) -> dict[str, Any]:
    """A criterion, ticked or not."""
    return keys_of(found, "text required met_on answer stage")


def answers_keys(found: PastAnswers) -> dict[str, Any]:
    """One answered set of the three questions."""
    names = "stage buying why next_action due_on factor override asked_on buying_on why_on"
    return keys_of(found, names)


def action(found: ActionTaken) -> dict[str, Any]:
    """A next action, open or ended."""
    names = "action due_on due_time status outcome created_on ended_on every"
    return keys_of(found, names, action=found.text)


def history_keys(found: HistoryRow) -> dict[str, Any]:
    """The opportunity as it was from a day on; a probability only where it had its own."""
    stood = "on stage status amount_minor currency close_on probability_bp"
    told = "reason competitor revisit_on note recorded_on"
    keys = keys_of(found, f"{stood} {told}", on=found.happened_on)
    return {**keys, "recurring": recurring_keys(found), "owner": found.owner or None}


def sibling(found: CurrentOpportunity) -> dict[str, Any]:
    """Another opportunity of the account."""
    return keys_of(found.row, "id title status")
