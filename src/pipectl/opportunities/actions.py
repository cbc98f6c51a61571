"""Add, edit, delete."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipectl.currencies import DECIMALS
from pipectl.dates import format_date
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.fields.actions import set_values
from pipectl.gate.rules import NoRecurringError, check_revisit
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.owners import check_owner
from pipectl.people.actions import edit as actions_edit
from pipectl.people.rules import names as people_rules
from pipectl.pipeline import actions as pipeline_actions
from pipectl.stage_history import is_push
from pipectl.store.ownership import spelled
from pipectl.store.reader import NoStageError
from pipectl.store.rows import FieldValue, Opportunity, OpportunityTag, Stage, TagHistory
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import LONGEST, LOST, OPEN

if TYPE_CHECKING:
    from pipectl.recurring import Recurring


class NewOpportunity(NamedTuple):
    """A new opportunity; without a stage it begins in the first, without `on` today."""

    title: str
    currency: str
    amount_minor: int | None = None
    key: str | None = None
    stage_id: int | None = None
    account: people_rules.PersonRef | None = None
    contact: people_rules.PersonRef | None = None
    close_on: date | None = None
    source: str | None = None
    campaign: str | None = None
    tags: tuple[str, ...] = ()
    probability_bp: int | None = None
    next_action: NextActionInput | None = None
    parent_id: int | None = None
    on: date | None = None
    note: str | None = None
    fields: tuple[tuple[int, str | None], ...] = ()
    recurring: "Recurring | None" = None


def add(unit: Unit, opening: NewOpportunity) -> tuple[int, bool]:
    """Add an opportunity: its number, and whether it is new (a key known already answers)."""
    key = None if opening.key is None else check_line(opening.key, what="key", most=LONGEST["key"])
    known = keyed(unit, key)
    if known is not None:
        return known.id, False
    title = check_line(opening.title)
    on = opening.on or unit.moment.today
    account_id, contact_id = actions_edit.ensure_pair(unit, opening.account, opening.contact)
    opportunity = Opportunity(
        uid=str(uuid4()),
        slug=pipeline_actions.free_slug(unit, title),
        key=key,
        title=title,
        title_folded=fold(title),
        account_id=account_id,
        contact_id=contact_id,
        parent_id=named_parent(unit, opening.parent_id),
        amount_minor=opening.amount_minor,
        currency=opening.currency,
        stage_id=standing_stage(unit, opening.stage_id),
        stage_entered_on=on,
        probability_bp=opening.probability_bp,
        close_on=opening.close_on,
        source=short_text("source", opening.source),
        campaign=short_text("campaign", opening.campaign),
        note=None if opening.note is None else check_note(opening.note),
        created_on=on,
        added_on=unit.moment.today,
        **pipeline_actions.recurring_columns(opening.recurring),
    )
    unit.add(opportunity)
    if opportunity.slug is None:
        unit.change(opportunity, slug=str(opportunity.id))
    add_tags(unit, opportunity, opening.tags, keeps=False)
    set_values(unit, "deal", opportunity.id, dict(opening.fields))
    pipeline_actions.append_history(unit, opportunity, on)
    if opening.next_action is not None:
        next_actions_actions.replace(unit, opportunity, opening.next_action)
    return opportunity.id, True


def keyed(unit: Unit, key: str | None) -> Opportunity | None:
    """The opportunity that was added under this key."""
    if key is None:
        return None
    return unit.find(Opportunity, key=key)


def short_text(what: str, value: str | None) -> str | None:
    """A short text field, checked."""
    return None if value is None else check_line(value, what=what, most=LONGEST[what])


def standing_stage(unit: Unit, stage_id: int | None) -> int:
    """The stage, which must be in use; where none is named, the one in which a sale begins."""
    standing = [stage.id for stage in unit.all(Stage, "not archived order by position")]
    if not standing:
        raise NoStageError
    return standing[0] if stage_id is None else pipeline_actions.stage_for_update(unit, stage_id).id


def add_tags(
    unit: Unit, opportunity: Opportunity, tags: tuple[str, ...], *, keeps: bool = True
) -> None:
    """Tag the opportunity; a tag that it has already stays as it is.

    With `keeps`, the change is kept. A new deal's tags have been there from its beginning.
    """
    for tag in tags:
        text = check_line(tag, what="tag", most=LONGEST["tag"])
        if unit.get(OpportunityTag, opportunity.id, fold(text)) is None:
            unit.add(OpportunityTag(opportunity_id=opportunity.id, tag_folded=fold(text), tag=text))
            if keeps:
                keep_tag(unit, opportunity, text, added=True)


def keep_tag(unit: Unit, opportunity: Opportunity, tag: str, *, added: bool) -> None:
    """Keep that a tag was added or removed."""
    unit.add(
        TagHistory(
            opportunity_id=opportunity.id,
            tag=tag,
            tag_folded=fold(tag),
            added=added,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )


HISTORY_COLUMNS = (
    *("amount_minor", "currency", "close_on", "probability_bp", "created_on", "revisit_on"),
    *("recurring_minor", "recurring_per", "term_months", "owner"),
)


class OpportunityChanges(NamedTuple):
    """What to set (by column, and the amount), which tags to add and to remove, what to empty.

    `recurring` is the amount per month or year that comes to `amount`, and `why` the reason for
    another owner. `fields` are values of custom fields. It happened `on` a day, which is today
    unless that is said.
    """

    values: Mapping[str, Any]
    amount: Money | None = None
    account: people_rules.PersonRef | None = None
    contact: people_rules.PersonRef | None = None
    tags: tuple[str, ...] = ()
    removed_tags: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    push_reason: str | None = None
    on: date | None = None
    fields: tuple[tuple[int, str | None], ...] = ()
    recurring: "Recurring | None" = None
    why: str | None = None


# The field that a person clears, and its column.
CLEARABLE = {
    "amount": "amount_minor",
    "term": "term_months",
    "account": "account_id",
    "contact": "contact_id",
    "close": "close_on",
    "source": "source",
    "campaign": "campaign",
    "probability": "probability_bp",
    "parent": "parent_id",
    "note": "note",
    "revisit": "revisit_on",
    "owner": "owner",
    "tag": "",
}


def edit(unit: Unit, number: int, change: OpportunityChanges) -> Opportunity:
    """Change an opportunity's fields; what history keeps gets its row, with the push reason."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    former = {name: getattr(opportunity, name) for name in HISTORY_COLUMNS}
    account_id, contact_id = actions_edit.ensure_pair(
        unit, change.account, change.contact, opportunity.account_id
    )
    values = dict(change.values)
    if account_id is not None and (change.account or opportunity.account_id is None):
        values["account_id"] = account_id
    if contact_id is not None:
        values["contact_id"] = contact_id
    values |= {CLEARABLE[field]: None for field in change.clear if CLEARABLE[field]}
    if change.amount is not None:
        columns = pipeline_actions.amount_columns(opportunity, change.amount, change.recurring)
        unit.change(opportunity, **columns)
    for name, value in values.items():
        rule = RULES.get(name)
        also = {name: value} if rule is None else rule(unit, opportunity, value)
        unit.change(opportunity, **also)
    if "tag" in change.clear:
        clear_tags(unit, opportunity)
    remove_tags(unit, opportunity, change.removed_tags)
    add_tags(unit, opportunity, change.tags)
    set_values(unit, "deal", opportunity.id, dict(change.fields))
    keep_changes(unit, opportunity, former, change)
    return opportunity


def edit_each(unit: Unit, changes: Mapping[int, OpportunityChanges]) -> dict[int, set[str]]:
    """Change several opportunities, or none if one is refused; return the columns that differ now.

    Tags count as a column of their own, `tags`, and so do custom fields, `fields`.
    """
    for number, change in changes.items():
        edit(unit, number, change)
    found: dict[int, set[str]] = {number: set() for number in changes}
    for kind, key, before, after in unit.changed():
        if kind is OpportunityTag:
            found[key[0]].add("tags")
        elif kind is FieldValue and after:
            found[after["opportunity_id"]].add("fields")
        elif kind is Opportunity and before and after:
            found[key[0]] |= {name for name in after if after[name] != before[name]}
    return found


# What a field's rule sets: columns with their values.
Values = Mapping[str, Any]
FieldRule = Callable[[Unit, Opportunity, Any], Values]


def a_title(_unit: Unit, _opportunity: Opportunity, value: str) -> Values:
    """A new title; the slug stays."""
    title = check_line(value)
    return {"title": title, "title_folded": fold(title)}


def while_open(column: str) -> FieldRule:
    """A value that means something only while the deal is open."""

    def rule(_: Unit, opportunity: Opportunity, value: Any) -> Values:
        check_is_open(opportunity)
        return {column: value}

    return rule


def check_is_open(opportunity: Opportunity) -> None:
    """Raise RefusedError for one that is closed."""
    if opportunity.status != OPEN:
        raise RefusedError(
            f"{quoted(opportunity.title)} is {opportunity.status}, so its expected close date and"
            " probability can't change.",
            hint="To change the closing date: `pipectl win|lose OPP --on DATE`.",
        )


def a_currency(_: Unit, opportunity: Opportunity, value: str) -> Values:
    """Another currency for the same number; raises UsageError where that has too many decimals."""
    now = opportunity.currency
    if opportunity.recurring_minor is None:
        return {"currency": value, "amount_minor": in_units(opportunity.amount_minor, now, value)}
    from pipectl.recurring import Recurring

    before = Recurring.of(opportunity)
    found = before._replace(minor=in_units(before.minor, now, value) or 0)
    total = found.total(value)
    return {
        "currency": value,
        "amount_minor": total.minor,
        **pipeline_actions.recurring_columns(found),
    }


def in_units(minor: int | None, now: str, then: str) -> int | None:
    """The same number in another currency's minor units; raises UsageError for lost decimals."""
    places = DECIMALS[then] - DECIMALS[now]
    if minor is None:
        return None
    few: int = 10 ** max(-places, 0)
    many: int = 10 ** max(places, 0)
    if minor % few:
        before = Money(minor, now)
        raise UsageError(
            lambda numbers: f"{numbers.money(*before)} has more decimals than {then} allows.",
            hint=f"Give the amount too: --amount AMOUNT --currency {then}.",
        )
    return minor * many // few


def no_amount(_: Unit, _opportunity: Opportunity, value: int | None) -> Values:
    """No amount any more, nor what it was a month or year."""
    return {"amount_minor": value, **pipeline_actions.recurring_columns(None)}


def a_term(_: Unit, opportunity: Opportunity, value: int | None) -> Values:
    """Another term, which changes the total; without one, the total stays as the amount."""
    if value is None:
        return pipeline_actions.recurring_columns(None)
    if opportunity.recurring_minor is None:
        raise NoRecurringError(opportunity.title)
    from pipectl.recurring import Recurring

    found = Recurring.of(opportunity)._replace(months=value)
    total = found.total(opportunity.currency)
    return {"amount_minor": total.minor, **pipeline_actions.recurring_columns(found)}


def a_beginning(unit: Unit, opportunity: Opportunity, value: date) -> Values:
    """The day it began; where it never moved, it entered its stage then."""
    never_moved = opportunity.stage_entered_on == opportunity.created_on
    never_moved = never_moved and not pipeline_actions.has_moved(unit, opportunity)
    latest = opportunity.stage_entered_on if not never_moved else opportunity.closed_on
    if latest is not None and value > latest:
        raise RefusedError(
            f"{quoted(opportunity.title)} can't be created on {format_date(value)}: it "
            f"{'entered its stage' if not never_moved else 'was closed'} on {format_date(latest)}.",
            hint="Give that day or an earlier one: --created DATE.",
        )
    entered_on = value if never_moved else opportunity.stage_entered_on
    return {"created_on": value, "stage_entered_on": entered_on}


def a_revisit(_: Unit, opportunity: Opportunity, value: date | None) -> Values:
    """A reminder on a lost one."""
    if value is not None:
        if opportunity.status != LOST:
            raise RefusedError(
                f"{quoted(opportunity.title)} is {opportunity.status}, and only a lost deal"
                " can be revisited.",
                hint="Set a next action instead: `pipectl next OPP ACTION --due DATE`.",
            )
        check_revisit(value, opportunity.closed_on)
    return {"revisit_on": value}


def a_parent(unit: Unit, opportunity: Opportunity, value: int | None) -> Values:
    """Another opportunity that this one grew out of; raises RefusedError for a circle."""
    above = named_parent(unit, value)
    while above is not None:
        if above == opportunity.id:
            raise RefusedError(
                f"{quoted(opportunity.title)} can't be its own parent.",
                hint="Name the deal it came from, or remove the parent: --clear parent.",
            )
        above = unit.have(Opportunity, above).parent_id
    return {"parent_id": value}


def named_parent(unit: Unit, number: int | None) -> int | None:
    """Return the parent that was named; raise RefusedError if it was deleted meanwhile."""
    return None if number is None else pipeline_actions.opportunity_for_update(unit, number).id


def an_owner(unit: Unit, _: Opportunity, value: str | None) -> Values:
    """Another owner, spelled as the store has the name; without one it is nobody's."""
    return {"owner": spelled(unit.reader, check_owner(value)) if value else ""}


RULES: dict[str, FieldRule] = {
    "title": a_title,
    "close_on": while_open("close_on"),
    "probability_bp": while_open("probability_bp"),
    "currency": a_currency,
    "amount_minor": no_amount,
    "term_months": a_term,
    "created_on": a_beginning,
    "revisit_on": a_revisit,
    "parent_id": a_parent,
    "owner": an_owner,
    "source": lambda _u, _o, value: {"source": short_text("source", value)},
    "campaign": lambda _u, _o, value: {"campaign": short_text("campaign", value)},
    "note": lambda _u, _o, value: {"note": None if value is None else check_note(value)},
}


def keep_changes(
    unit: Unit,
    opportunity: Opportunity,
    former: Mapping[str, Any],
    change: OpportunityChanges,
) -> None:
    """Append a history row where something changed that it keeps, and count a push."""
    if all(getattr(opportunity, name) == value for name, value in former.items()):
        return
    if is_push(former["close_on"], opportunity.close_on):
        unit.change(opportunity, pushes=opportunity.pushes + 1)
    reasons = (("push reason", change.push_reason), ("reason", change.why))
    notes = [check_line(said, what=what) for what, said in reasons if said is not None]
    note = notes[0] if notes else None
    pipeline_actions.append_history(unit, opportunity, change.on or unit.moment.today, note=note)


def clear_tags(unit: Unit, opportunity: Opportunity) -> None:
    """Take all tags away."""
    for tag in unit.all(OpportunityTag, "opportunity_id = :number", number=opportunity.id):
        unit.delete(tag)
        keep_tag(unit, opportunity, tag.tag, added=False)


def remove_tags(unit: Unit, opportunity: Opportunity, tags: tuple[str, ...]) -> None:
    """Remove these tags, in any case; one that the opportunity doesn't have changes nothing."""
    for tag in tags:
        found = unit.get(OpportunityTag, opportunity.id, fold(tag))
        if found is not None:
            unit.delete(found)
            keep_tag(unit, opportunity, found.tag, added=False)


def delete(unit: Unit, number: int) -> Opportunity:
    """Take an opportunity out of every list and number; its history stays, undo brings it back."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    next_actions_actions.drop(unit, opportunity, unit.moment.today)
    pipeline_actions.mark_deleted(unit, opportunity)
    return opportunity
