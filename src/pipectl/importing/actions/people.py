"""Import contacts and accounts, and make leads of contacts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from pipectl.importing.actions.field_values import (
    FieldColumn,
    NewValues,
    make_fields,
    settle_fields,
    update_values,
)
from pipectl.importing.rules.field_plan import FilledField
from pipectl.importing.rules.people import Person
from pipectl.importing.rules.people_columns import ACCOUNTS
from pipectl.named_tuple import NamedTuple
from pipectl.people.actions.merge import MERGED
from pipectl.store.bulk import BulkInsert, next_key
from pipectl.store.row import Row
from pipectl.store.rows import Account, Contact, ExternalAccount, ExternalContact, FieldValue
from pipectl.store.unit import Unit
from pipectl.text import fold

BULK: Mapping[type[Row], str] = {
    Account: "id",
    Contact: "id",
    ExternalContact: "contact_id",
    ExternalAccount: "account_id",
    FieldValue: "id",
}
# What an import can change, as columns of the tables.
TOLD = {"contact": ("title", "email", "phone", "note"), "account": ("email", "phone", "note")}


class PeopleScope(NamedTuple):
    """What is imported, from which program, and whether existing ones change."""

    what: str
    source: str
    update: bool
    fields: Sequence[FilledField] = ()

    @property
    def kind(self) -> str:
        """The kind of rows: contact or account."""
        return "account" if self.what == ACCOUNTS else "contact"


class PersonChange(NamedTuple):
    """A field of an existing contact or account that changed, with the values before and after."""

    number: int
    name: str
    field: str
    before: str | None
    after: str | None


class PeopleResult(NamedTuple):
    """The numbers of new, changed and unchanged contacts (or accounts), in the order of the file.

    `numbers` are those of all rows; `accounts` counts the accounts that were added for contacts;
    `adopted` counts existing ones that got their identifier.
    """

    numbers: tuple[int, ...]
    new: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    changes: tuple[PersonChange, ...] = ()
    accounts: int = 0
    adopted: int = 0
    fields: tuple[FilledField, ...] = ()


def import_people(unit: Unit, people: Sequence[Person], scope: PeopleScope) -> PeopleResult:
    """Add new contacts or accounts; with `update`, change those that are there."""
    columns = make_fields(unit, scope.fields)
    found = Importer(unit, scope, columns).imported(people)
    return found._replace(fields=settle_fields(unit, scope.fields, columns))


class Namesakes(NamedTuple):
    """Whether others in the file have the same name, and whether with the same account."""

    anywhere: bool
    there: bool


class KnownPeople:
    """The contacts or accounts of the store, by what a file can know them by."""

    def __init__(self, unit: Unit, scope: PeopleScope) -> None:
        self.unit, self.kind = unit, scope.kind
        table: Any = Contact if self.kind == "contact" else Account
        external: Any = ExternalContact if self.kind == "contact" else ExternalAccount
        column = f"{self.kind}_id"
        self.uids: dict[str, int] = {}
        self.emails: dict[str, int] = {}
        self.names: dict[tuple[str, int | None], int] = {}
        self.namesakes: dict[str, list[int]] = {}
        self.rows: dict[int, Any] = {}
        for row in unit.all(table, "1 = 1 order by id"):
            self.add(row.id, row.uid, row)
        self.identifiers: dict[str, int] = {}
        for each in unit.all(
            external, "source in (:source, :merged)", source=scope.source, merged=MERGED
        ):
            known = self.uids if each.source == MERGED else self.identifiers
            known.setdefault(each.identifier, getattr(each, column))

    def add(self, number: int, uid: str, row: Any) -> None:
        """Know a row."""
        self.rows[number] = row
        self.uids[uid] = number
        if row.email is not None:
            self.emails.setdefault(fold(row.email), number)
        self.names.setdefault((row.name_folded, getattr(row, "account_id", None)), number)
        self.namesakes.setdefault(row.name_folded, []).append(number)

    def find(
        self, person: Person, account_id: int | None, others: Namesakes, *, is_new_account: bool
    ) -> int | None:
        """Return who is meant: by identifier, by e-mail, then by name and account.

        Of several in the file with that name, none is known by it alone, and of several with that
        name and account, none who has another e-mail address.
        """
        for known, key in ((self.uids, person.uid), (self.identifiers, person.identifier)):
            if key is not None and key in known:
                return known[key]
        if self.kind == "account":
            return self.names.get((fold(person.name), None))
        for email in (person.email, *person.others):
            if email is not None and fold(email) in self.emails:
                return self.emails[fold(email)]
        if not is_new_account and (fold(person.name), account_id) in self.names:
            found = self.names[fold(person.name), account_id]
            if not others.there or None in (person.email, self.rows[found].email):
                return found
        same = [] if others.anywhere else self.namesakes.get(fold(person.name), [])
        return same[0] if len(same) == 1 and self.may_be(person, self.rows[same[0]]) else None

    def may_be(self, person: Person, row: Any) -> bool:
        """Return whether someone of the same name is meant: one side lacks account and e-mail."""
        has_account = row.account_id is not None and person.account is not None
        return not has_account and (row.email is None or person.email is None)


class Importer:
    """Imports the persons or accounts of files."""

    def __init__(self, unit: Unit, scope: PeopleScope, columns: Sequence[FieldColumn]) -> None:
        self.unit, self.scope, self.columns = unit, scope, columns
        self.known = KnownPeople(unit, scope)
        self.accounts: dict[str, int] = {
            name: int(number) for name, number in unit.rows("select name_folded, id from account")
        }
        self.changes: list[PersonChange] = []
        self.adopted = 0

    def imported(self, people: Sequence[Person]) -> PeopleResult:
        """Change existing ones, then add the new ones; return what was done."""
        numbers: dict[int, int] = {}
        updated: list[int] = []
        unchanged: list[int] = []
        coming: list[int] = []
        names = Counter(fold(each.name) for each in people)
        with_account = Counter((fold(each.name), fold(each.account or "")) for each in people)
        for place, person in enumerate(people):
            account_id = self.accounts.get(fold(person.account or ""))
            is_new = person.account is not None and account_id is None
            same = fold(person.name), fold(person.account or "")
            others = Namesakes(names[same[0]] > 1, with_account[same] > 1)
            number = self.known.find(person, account_id, others, is_new_account=is_new)
            if number is None:
                coming.append(place)
                continue
            numbers[place] = number
            self.adopt(person, number)
            changed = self.scope.update and self.change(person, number)
            (updated if changed else unchanged).append(number)
        self.loader = BulkInsert(self.unit, BULK)
        self.next: dict[type[Row], int] = {
            kind: next_key(self.unit, kind) for kind in (Account, Contact, FieldValue)
        }
        self.values = NewValues(self.unit, self.loader, self.columns, update=self.scope.update)
        before = len(self.accounts)
        new = []
        for place in coming:
            numbers[place] = self.add(people[place])
            new.append(numbers[place])
        self.unit.created += self.loader.ranges()
        made = len(self.accounts) - before if self.scope.kind == "contact" else 0
        return PeopleResult(
            tuple(numbers[place] for place in range(len(people))),
            tuple(new),
            tuple(dict.fromkeys(updated)),
            tuple(dict.fromkeys(each for each in unchanged if each not in updated)),
            tuple(self.changes),
            made,
            self.adopted,
        )

    def adopt(self, person: Person, number: int) -> None:
        """Keep the identifier of someone who was there without one."""
        if person.identifier is None or person.identifier in self.known.identifiers:
            return
        kind: Any = ExternalContact if self.scope.kind == "contact" else ExternalAccount
        self.unit.add(
            kind(
                source=self.scope.source,
                identifier=person.identifier,
                **{f"{self.scope.kind}_id": number},
            )
        )
        self.known.identifiers[person.identifier] = number
        self.adopted += 1

    def change(self, person: Person, number: int) -> bool:
        """Take the values of the file that differ; return whether there were any."""
        is_contact = self.scope.kind == "contact"
        table: Any = Contact if is_contact else Account
        row: Any = self.unit.have(table, number)
        values: dict[str, Any] = {
            field: value
            for field in TOLD[self.scope.kind]
            if (value := getattr(person, field)) is not None and value != getattr(row, field)
        }
        told = [(field, getattr(row, field), value) for field, value in values.items()]
        if person.name != row.name and self.may_be_called(person, row):
            told.append(("name", row.name, person.name))
            values |= {"name": person.name, "name_folded": fold(person.name)}
        if is_contact and person.account is not None:
            before = (
                None if row.account_id is None else self.unit.have(Account, row.account_id).name
            )
            if fold(before or "") != fold(person.account):
                told.append(("account", before, person.account))
                values["account_id"] = self.made_account(person.account)
        self.unit.change(row, **values)
        owners = self.owners(number, getattr(row, "account_id", None))
        clears = self.scope.source == "export"
        changed = update_values(self.unit, owners, self.columns, person.extra, clears=clears)
        told += [(column.name, before, after) for column, before, after in changed]
        self.changes += [PersonChange(number, row.name, *each) for each in told]
        return bool(told)

    def may_be_called(self, person: Person, row: Contact | Account) -> bool:
        """Return whether the name can be taken: an e-mail address isn't a better one.

        Two accounts can't have the same name.
        """
        if person.name == person.email:
            return False
        return isinstance(row, Contact) or self.accounts.get(fold(person.name), row.id) == row.id

    def made_account(self, name: str) -> int:
        """Return the account of that name, adding it if it is new."""
        folded = fold(name)
        if folded not in self.accounts:
            self.accounts[folded] = self.unit.add(
                Account(uid=str(uuid4()), name=name, name_folded=folded)
            ).id
        return self.accounts[folded]

    def owners(self, number: int, account_id: int | None) -> dict[str, int | None]:
        """Return the rows whose fields a row of the file fills."""
        if self.scope.kind == "account":
            return {"account": number}
        return {"contact": number, "account": account_id}

    def add(self, person: Person) -> int:
        """Add someone new; return the number."""
        account_id = None
        if self.scope.kind == "account":
            number = self.new_account(person.name, self.uid(person), person)
        else:
            account_id = None if person.account is None else self.new_account_of(person.account)
            number = self.new_contact(person, account_id)
        if person.identifier is not None and person.identifier not in self.known.identifiers:
            kind = ExternalContact if self.scope.kind == "contact" else ExternalAccount
            named = {"source": self.scope.source, "identifier": person.identifier}
            self.loader.add(kind, **named, **{f"{self.scope.kind}_id": number})
            self.known.identifiers[person.identifier] = number
        owners = self.owners(number, account_id)
        self.next[FieldValue] = self.values.add(self.next[FieldValue], owners, person.extra)
        return number

    def uid(self, person: Person) -> str:
        """Return a new uid; who comes from another store of pipectl keeps theirs."""
        try:
            is_ours = person.uid is not None and str(UUID(person.uid)) == person.uid
        except ValueError:
            is_ours = False
        return person.uid if is_ours and person.uid is not None else str(uuid4())

    def number(self, kind: type[Row]) -> int:
        """Return a new number for a row of a table."""
        found = self.next[kind]
        self.next[kind] = found + 1
        return found

    def new_account_of(self, name: str) -> int:
        """Return the account of a contact, adding it if it is new."""
        known = self.accounts.get(fold(name))
        return self.new_account(name, str(uuid4()), None) if known is None else known

    def new_account(self, name: str, uid: str, person: Person | None) -> int:
        """Add an account; return its number."""
        number = self.accounts[fold(name)] = self.number(Account)
        described = {field: getattr(person, field, None) for field in TOLD["account"]}
        self.loader.add(Account, id=number, uid=uid, name=name, name_folded=fold(name), **described)
        return number

    def new_contact(self, person: Person, account_id: int | None) -> int:
        """Add a contact; return its number."""
        number = self.number(Contact)
        self.loader.add(
            Contact,
            id=number,
            uid=self.uid(person),
            name=person.name,
            name_folded=fold(person.name),
            account_id=account_id,
            **{field: getattr(person, field) for field in TOLD["contact"]},
        )
        return number
