"""The JSON keys of the page to read before a call."""

from collections.abc import Sequence
from typing import Any

from pipectl.brief.queries import Brief, DealBrief, FormerAmount, Person
from pipectl.brief.rules import Said
from pipectl.brief.view.page import every_objection, personas_in
from pipectl.collateral.view import link_keys
from pipectl.fields.view import OwnFields, labeled_json
from pipectl.icp.view import whole_fit_keys
from pipectl.money import plain_number
from pipectl.opportunities.view import answers_keys, criterion
from pipectl.people.view import contact_dict
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import opportunity
from pipectl.profiles.view import profile_keys
from pipectl.render.serialize import Exact, keys_of
from pipectl.sequence_runs.view import now_dict


def brief_keys(found: Brief) -> dict[str, Any]:
    """The JSON: what the page is about, and each deal that it tells in full."""
    kind = "contact" if found.contact else "account" if found.account else "deal"
    return {
        "kind": kind,
        "contact": contact_keys(found),
        "account": account_keys(found),
        "deals": [deal_keys(each) for each in found.deals],
        "other_deals": [] if kind == "deal" else [other_keys(each) for each in found.others],
        "last_loss": None if found.lost is None else loss_keys(found.lost),
    }


def loss_keys(found: DealBrief) -> dict[str, Any]:
    """The keys of the deal that was lost last."""
    return {
        **other_keys(found.detail.opportunity),
        "closing_note": found.detail.closing_note,
        "contacts": [person_keys(each) for each in found.people],
        "noted_objections": [keys_of(each, "text on contact") for each in found.noted],
    }


def contact_keys(found: Brief) -> dict[str, Any] | None:
    """The keys of a contact."""
    if found.contact is None:
        return None
    own = OwnFields(*found.contact.known.fields)
    return {
        **contact_dict(found.contact.contact, own),
        "motivation": found.people[0].persona and found.people[0].persona.motivation,
        **profile_keys(found.contact.known),
        "objections": persona_keys(found.people),
    }


def account_keys(found: Brief) -> dict[str, Any] | None:
    """The keys of an account."""
    if found.account is None:
        return None
    own = OwnFields(*found.account.known.fields)
    return {
        **keys_of(found.account.account, "id uid name email phone note every"),
        "fields": own.keys(found.account.account.id),
        **profile_keys(found.account.known),
        "contacts": [person_keys(each) for each in found.people],
        "objections": persona_keys(found.people),
    }


def person_keys(found: Person) -> dict[str, Any]:
    """The keys of a contact of a deal or an account; `role` to `since` are those in a deal."""
    part = found.part
    return {
        **keys_of(found, "id name title email phone"),
        "role": part and part.role,
        "stance": part and part.stance,
        "main": part is not None and part.main,
        "since": part and part.since,
        "persona": found.persona and found.persona.name,
        "motivation": found.persona and found.persona.motivation,
        "replaced": found.replaced and keys_of(found.replaced, "deal by why on"),
    }


def persona_keys(people: Sequence[Person]) -> list[dict[str, Any]]:
    """The keys of the objections of the people's personas."""
    return [keys_of(each, "objection answer") for each in every_objection(personas_in(people))]


def deal_keys(found: DealBrief) -> dict[str, Any]:
    """A deal's keys and what belongs to a call."""
    info, former = found.detail, found.former_amount
    return opportunity(info.opportunity) | {
        "note": info.note,
        "closing_note": info.closing_note,
        "contacts": [person_keys(each) for each in found.people],
        "former_contacts": [
            keys_of(each, "id name role stance since until why replaced_by")
            for each in info.contacts.former
        ],
        "definition": info.definition,
        "playbook": found.playbook,
        "answers": answers_keys(info.answers[0]) if info.answers else None,
        "criteria": [criterion(each) for each in info.criteria],
        "next_since": found.next_since,
        "said": [said_keys(each) for each in found.said],
        "objections": persona_keys(found.people),
        "noted_objections": [keys_of(each, "text on contact") for each in found.noted],
        "fields": labeled_json(info.fields),
        "fit": whole_fit_keys(info.fit),
        "account_opportunities": [other_keys(each) for each in info.siblings],
        "former_amount": former and former_amount_keys(former),
        "sequence": now_dict(info.step),
        "links": [link_keys(each) for each in info.links],
        "stage_links": [link_keys(each) for each in found.stage_links],
    }


def former_amount_keys(found: FormerAmount) -> dict[str, Any]:
    """The keys of an amount that a deal had until a day."""
    return {
        "amount": Exact(plain_number(found.minor, found.currency)),
        "currency": found.currency,
        "until": found.until,
    }


def said_keys(found: Said) -> dict[str, Any]:
    """The keys of what was said or done."""
    return {
        **keys_of(found, "on kind"),
        "count": found.times,
        **keys_of(found, "contact text"),
    }


def other_keys(found: CurrentOpportunity) -> dict[str, Any]:
    """The keys of another deal of the account or the contact."""
    row = found.row
    return keys_of(row, "id title amount_minor currency stage status closed_on reason competitor")
