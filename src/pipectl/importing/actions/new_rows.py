"""Build the rows of an imported opportunity with its history."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from pipectl.importing.actions.field_values import FieldColumn, NewValues
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import (
    Arrival,
    HistorySnapshot,
    KnownSince,
    days_before,
    days_between,
    first_and_likeliest,
    timeline,
)
from pipectl.importing.rules.own_csv import OwnRow
from pipectl.importing.rules.programs import EXPORT
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.pipeline.actions import recurring_columns
from pipectl.store.bulk import BulkInsert, next_key
from pipectl.store.ownership import Spellings
from pipectl.store.row import Row
from pipectl.store.rows import (
    Account,
    Contact,
    CustomerStage,
    ExternalRecord,
    FieldValue,
    ImportedOn,
    NextAction,
    Opportunity,
    OpportunityHistory,
    OpportunityTag,
    Qualification,
    Stage,
    StageVisit,
)
from pipectl.store.unit import Unit
from pipectl.text import fold, slug
from pipectl.vocabulary import CUSTOMER, LOST, OPEN, WON

# The tables of created rows with their keys; referenced tables come first.
KINDS: dict[type[Row], str] = {
    Account: "id",
    Contact: "id",
    Opportunity: "id",
    OpportunityHistory: "id",
    StageVisit: "opportunity_id",
    CustomerStage: "id",
    NextAction: "id",
    ImportedOn: "opportunity_id",
    ExternalRecord: "opportunity_id",
    OpportunityTag: "opportunity_id",
    Qualification: "id",
    FieldValue: "id",
}


UID_LENGTH = 36


class ImportScope(NamedTuple):
    """Options for importing rows: the source of identifiers, and since when history is known.

    `tells_outcome`: open rows really are open, rather than without an outcome. Rows without a stage
    never get one that was `made` for others. `adopts`: a row may add an identifier to a deal
    imported without one. `is_whole`: no rows of the file were skipped. `has_tags`: a row without
    tags says that the deal has none. `fields`: what the `fields` of the rows fill.
    """

    source: str
    seen: KnownSince
    currency: str
    update: bool = False
    tells_outcome: bool = True
    made: frozenset[int] = frozenset()
    adopts: bool = True
    is_whole: bool = False
    has_tags: bool = False
    fields: tuple[FieldColumn, ...] = ()


class Spare(NamedTuple):
    """An address that wasn't stored since the contact already has one."""

    name: str
    kept: str
    other: str


class RowBuilder:
    """Builds the rows of new deals."""

    def __init__(self, unit: Unit, wanted: ImportScope) -> None:
        self.unit, self.wanted = unit, wanted
        self.loader = BulkInsert(unit, KINDS)
        self.today = unit.moment.today
        stages = unit.all(Stage, "not archived order by position")
        self.standing = first_and_likeliest(
            {stage.id: stage.probability_bp for stage in stages if stage.id not in wanted.made}
        )
        self.customer_stage = next((each for each in stages if each.kind == CUSTOMER), None)
        self.percents = {stage.id: stage.probability_bp for stage in stages}
        self.next = {kind: next_key(unit, kind) for kind in KINDS}
        self.slugs = {found for (found,) in unit.rows("select slug from opportunity") if found}
        self.suffixes: dict[str, int] = {}
        accounts = unit.rows("select name_folded, id from account")
        self.accounts: dict[str, int] = {name: int(number) for name, number in accounts}
        contacts = unit.rows("select name_folded, account_id, id, email from contact")
        self.contacts: dict[tuple[str, int | None], int] = {
            (name, at): number for name, at, number, _ in contacts
        }
        self.emails = {number: email for _, _, number, email in contacts}
        self.coming: dict[tuple[str, str], str] = {}
        self.spare: dict[tuple[str, str], Spare] = {}
        self.picks: dict[tuple[str, int], tuple[str, str | None]] = {}
        self.paced: set[int] = set()
        self.spellings = Spellings(unit.reader)
        self.values = NewValues(unit, self.loader, wanted.fields, update=wanted.update)

    def know(self, arrivals: Sequence[Arrival]) -> None:
        """Store the first e-mail address of each contact and account in the import."""
        for row in (arrival.row for arrival in arrivals):
            if row.contact is not None and row.contact_email is not None:
                place = (fold(row.contact), fold(row.account or ""))
                self.coming.setdefault(place, row.contact_email)

    def number(self, kind: type[Row]) -> int:
        """Return a new number for a row of a table."""
        found = self.next[kind]
        self.next[kind] = found + 1
        return found

    def add(self, arrival: Arrival) -> int:
        """Add a deal with its history; return its number."""
        arrival = entered(arrival)
        states = timeline(arrival, self.standing, self.today)
        number = self.number(Opportunity)
        first, last = states[0], states[-1]
        row = arrival.row
        rest = row.own or OwnRow()
        account_id = self.account(row.account)
        contact_id = self.contact(row, account_id)
        own = row.probability_bp if last.status == OPEN else None
        if row.own is None and own == self.percents.get(last.stage_id):
            own = None
        texts: dict[str, Any] = {
            "uid": self.uid(arrival.row),
            "slug": self.free_slug(row.title) or str(number),
            "key": None,
            "title": row.title,
            "title_folded": fold(row.title),
            "account_id": account_id,
            "contact_id": contact_id,
            "parent_id": None,
            "source": row.source,
            "campaign": row.campaign,
            "note": row.note,
            "closing_note": None,
            "competitor": rest.competitor,
            "revisit_on": rest.revisit_on,
            "pushes": 0,
            "last_contact_on": None,
            "asked_on": rest.asked_on,
            "buying": rest.buying,
        }
        self.loader.add(
            Opportunity,
            id=number,
            **texts,
            **self.state(arrival, last, own),
            created_on=first.happened_on,
            added_on=self.wanted.seen.recorded_on(first.happened_on),
            closed_on=last.closed_on,
            reason=reason(arrival, last),
        )
        for state in states:
            self.keep(number, arrival, state, own, first.happened_on)
        self.visits(number, states)
        self.become_customer(number, last)
        self.mark(number, arrival, last)
        self.tell(number, row.tags, rest, last)
        owners = {"deal": number, "account": account_id, "contact": contact_id}
        self.next[FieldValue] = self.values.add(self.next[FieldValue], owners, row.fields)
        return number

    def tell(self, number: int, tags: Sequence[str], rest: OwnRow, last: HistorySnapshot) -> None:
        """Add its tags and the answers to the three questions."""
        for folded, tag in {fold(tag): tag for tag in tags}.items():
            self.loader.add(OpportunityTag, opportunity_id=number, tag_folded=folded, tag=tag)
        if rest.asked_on is None:
            return
        recorded_on = self.wanted.seen.recorded_on(rest.asked_on)
        self.loader.add(
            Qualification,
            id=self.number(Qualification),
            opportunity_id=number,
            stage_id=last.stage_id,
            buying=rest.buying,
            why=rest.why,
            next_action_id=None,
            factor=None,
            override=None,
            asked_on=rest.asked_on,
            recorded_at=self.instant(recorded_on),
            recorded_on=recorded_on,
            buying_on=None,
            why_on=None,
        )

    def uid(self, row: Incoming) -> str:
        """Return a new uid; deals from our own export keep theirs."""
        own = row.identifier if self.wanted.source == EXPORT else None
        return own if own is not None and len(own) == UID_LENGTH else str(uuid4())

    def state(self, arrival: Arrival, state: HistorySnapshot, own: int | None) -> dict[str, Any]:
        """Return the columns that a deal and its history share."""
        return {
            "amount_minor": state.amount_minor,
            "currency": arrival.row.currency or self.wanted.currency,
            "stage_id": state.stage_id,
            "stage_entered_on": state.stage_entered_on,
            "probability_bp": own,
            "status": state.status,
            "close_on": arrival.row.close_on,
            **recurring_columns(arrival.row.recurring_at(state.amount_minor)),
            "owner": self.owner(arrival.row),
        }

    def owner(self, row: Incoming) -> str:
        """Return whose a deal is: as the file says, else of who imports it."""
        if row.owner is not None:
            return self.spellings.first(row.owner)
        is_told = row.own is not None and "owner" in row.own.told
        return "" if is_told else self.unit.owner

    def keep(
        self,
        number: int,
        arrival: Arrival,
        state: HistorySnapshot,
        own: int | None,
        created_on: date,
    ) -> None:
        """Add a row of the history, recorded on the day from which it counts as known."""
        recorded_on = self.wanted.seen.recorded_on(state.happened_on)
        rest, is_closed = arrival.row.own or OwnRow(), state.closed_on is not None
        self.loader.add(
            OpportunityHistory,
            id=self.number(OpportunityHistory),
            opportunity_id=number,
            happened_on=state.happened_on,
            created_on=created_on,
            closed_on=state.closed_on,
            reason=reason(arrival, state),
            competitor=rest.competitor if is_closed else None,
            revisit_on=rest.revisit_on if is_closed else None,
            note="imported",
            recorded_at=self.instant(recorded_on),
            recorded_on=recorded_on,
            **self.state(arrival, state, own),
        )

    def instant(self, recorded_on: date) -> datetime:
        """Return the current instant, or noon of an earlier day."""
        if recorded_on == self.today:
            return self.unit.moment.at
        return datetime.combine(recorded_on, time(12), UTC)

    def visits(self, number: int, states: Sequence[HistorySnapshot]) -> None:
        """Add the visits to each stage."""
        days: dict[int, int] = {}
        for state, after in itertools.pairwise(states):
            days[state.stage_id] = days.get(state.stage_id, 0) + days_between(state, after)
        last = states[-1]
        for stage_id in dict.fromkeys(state.stage_id for state in states):
            is_there = last.status == OPEN and stage_id == last.stage_id
            since = 0 if not is_there else days_before(states, stage_id)
            self.loader.add(
                StageVisit,
                opportunity_id=number,
                stage_id=stage_id,
                days=since if is_there else days.get(stage_id, 0),
                gone=not is_there,
                won=last.status == WON,
            )
            if last.status == WON:
                self.paced.add(stage_id)

    def become_customer(self, number: int, last: HistorySnapshot) -> None:
        """Put a won deal into the first customer stage, if there is one, as `win` does."""
        if last.status != WON or self.customer_stage is None:
            return
        on = last.closed_on or self.today
        recorded_on = self.wanted.seen.recorded_on(on)
        self.loader.add(
            CustomerStage,
            id=self.number(CustomerStage),
            opportunity_id=number,
            stage_id=self.customer_stage.id,
            happened_on=on,
            why=None,
            recorded_at=self.instant(recorded_on),
            recorded_on=recorded_on,
        )

    def mark(self, number: int, arrival: Arrival, last: HistorySnapshot) -> None:
        """Add the external identifier, the import day and the next action."""
        row = arrival.row
        self.loader.add(ImportedOn, opportunity_id=number, imported_on=self.today)
        if row.identifier is not None:
            self.loader.add(
                ExternalRecord,
                source=self.wanted.source,
                identifier=row.identifier,
                opportunity_id=number,
            )
        if row.next_action is None or last.status == LOST:
            return
        text, kind = self.picked(row.next_action, last.stage_id)
        self.loader.add(
            NextAction,
            id=self.number(NextAction),
            uid=str(uuid4()),
            opportunity_id=number,
            stage_id=last.stage_id,
            text=text,
            text_folded=fold(text),
            kind=kind,
            due_on=row.next_due,
            due_time=row.next_time,
            status=OPEN,
            outcome=None,
            advanced=False,
            created_on=self.today,
            ended_on=None,
        )

    def picked(self, text: str, stage_id: int) -> tuple[str, str | None]:
        """Return a next action with its kind, in the pick list's spelling if it is on the list."""
        place = fold(text), stage_id
        if place not in self.picks:
            self.picks[place] = next_actions_actions.understood(self.unit, text, stage_id)
        return self.picks[place]

    def account(self, name: str | None) -> int | None:
        """Return the account of that name, adding it if it is new."""
        if name is None:
            return None
        folded = fold(name)
        if folded not in self.accounts:
            number = self.accounts[folded] = self.number(Account)
            self.loader.add(
                Account,
                id=number,
                uid=str(uuid4()),
                name=name,
                name_folded=folded,
                email=None,
                phone=None,
                note=None,
            )
        return self.accounts[folded]

    def contact(self, row: Incoming, account_id: int | None) -> int | None:
        """Return the contact of that name at the account, adding it if it is new."""
        name = row.contact
        if name is None:
            return None
        place = (fold(name), account_id)
        if place not in self.contacts:
            number = self.contacts[place] = self.number(Contact)
            self.loader.add(
                Contact,
                id=number,
                uid=str(uuid4()),
                name=name,
                name_folded=place[0],
                account_id=account_id,
                title=None,
                email=self.coming.get((place[0], fold(row.account or ""))),
                phone=None,
                note=None,
            )
            self.emails[number] = self.coming.get((place[0], fold(row.account or "")))
        if row.contact_email is not None:
            self.reach(self.contacts[place], name, row.contact_email)
        return self.contacts[place]

    def reach(self, number: int | None, name: str, email: str) -> None:
        """Store a contact's first address; note a different one."""
        known = self.emails.get(number)
        if known is None:
            self.unit.change(self.unit.have(Contact, number), email=email)
            self.emails[number] = email
        elif fold(known) != fold(email):
            self.spare.setdefault((fold(name), fold(email)), Spare(name, known, email))

    def free_slug(self, title: str) -> str | None:
        """Return the title's slug, with a number if it is taken."""
        wanted = slug(title)
        if not wanted:
            return None
        number = self.suffixes.get(wanted, 0)
        free = wanted
        while number or free in self.slugs:
            number = max(number, 1) + 1
            free = f"{wanted}-{number}"
            if free not in self.slugs:
                break
        self.suffixes[wanted] = number
        self.slugs.add(free)
        return free


def reason(arrival: Arrival, state: HistorySnapshot) -> str | None:
    """Return the reason for closing; for won deals only pipectl's CSV has one."""
    if state.closed_on is None:
        return None
    return (
        (arrival.row.own or OwnRow()).won_reason if state.status == WON else arrival.row.lost_reason
    )


def entered(arrival: Arrival) -> Arrival:
    """Return the row with the day on which it entered its stage, if our own CSV has it."""
    day = arrival.row.own and arrival.row.own.stage_entered_on
    if day is None or arrival.stage_id is None or arrival.visits:
        return arrival
    return arrival._replace(visits=((arrival.stage_id, day),))
