"""A draft as text and JSON; a deal as the values that a template names."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipectl.dates import format_date
from pipectl.drafts.rules import Draft
from pipectl.fields.rules import FieldDefinition
from pipectl.fields.rules import shown as field_words
from pipectl.money import plain_number
from pipectl.numbers import NumberFormat
from pipectl.people.queries import ContactSummary
from pipectl.pipeline.queries.current import OpportunityRow
from pipectl.pipeline.view import recurring_words
from pipectl.render.line_template import OwnValues
from pipectl.render.message_template import Figure
from pipectl.templates.rules.names import FIELDS, first_name
from pipectl.text import visible

Own = Sequence[tuple[str, FieldDefinition, str | None]]


def values(
    deal: OpportunityRow, to: ContactSummary | None, own: Own, numbers: NumberFormat, today: date
) -> dict[str, Mapping[str, Any] | str]:
    """Return what a template can name, as it is printed; None for what has no value."""
    due = None if deal.due_on is None else format_date(deal.due_on)
    return {
        "deal": {
            "title": deal.title,
            "amount": amount(deal, numbers),
            "recurring": None if deal.recurring_minor is None else recurring_words(deal, numbers),
            "currency": deal.currency,
            "stage": deal.customer_stage or deal.stage,
            "close": None if deal.close_on is None else format_date(deal.close_on),
            "account": deal.account,
            "source": deal.source,
            "campaign": deal.campaign,
        },
        "contact": {
            "first_name": None if to is None else first_name(to.name),
            "name": None if to is None else to.name,
            "email": None if to is None else to.email,
            "title": None if to is None else to.title,
        },
        "account": {"name": deal.account or (None if to is None else to.account)},
        "next": {
            "text": deal.next_action,
            "due": f"{due} {deal.due_time}" if due and deal.due_time else due,
        },
        "today": format_date(today),
        FIELDS: OwnValues({name: field_words(field, value, numbers) for name, field, value in own}),
    }


def amount(deal: OpportunityRow, numbers: NumberFormat) -> Figure | None:
    """Return the amount: a number in conditions, and printed with its thousands grouped."""
    if deal.amount_minor is None:
        return None
    words = numbers.amount(deal.amount_minor, deal.currency)
    return Figure.of(plain_number(deal.amount_minor, deal.currency), words)


def page(draft: Draft) -> str:
    """Return the draft to read and copy."""
    name = visible(draft.name or "")
    to = f"{name} <{visible(draft.email)}>" if draft.email else name
    head = [f"To: {to}"] if to else []
    head += [f"Subject: {visible(draft.subject)}"] if draft.subject else []
    text = visible(draft.text, lines=True)
    return "\n".join([*head, *([""] if head else []), text.rstrip("\n")]) + "\n"


def keys(draft: Draft, template: str, deal: OpportunityRow) -> dict[str, Any]:
    """Return the keys of a draft."""
    return {
        "template": template,
        "opportunity": deal.id,
        "title": deal.title,
        "contact": draft.name,
        "email": draft.email,
        "subject": draft.subject or None,
        "text": draft.text,
    }
