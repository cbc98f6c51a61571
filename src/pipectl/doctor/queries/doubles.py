"""Find accounts and contacts that are probably the same."""

from collections.abc import Iterable, Iterator

from pipectl.doctor.rules import Finding
from pipectl.errors import quoted
from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.names import bare_name, is_shared_address
from pipectl.store.reader import Reader
from pipectl.text import fold


class Person(NamedTuple):
    """An account or a contact, as far as a double is recognized by it."""

    id: int
    name: str
    email: str | None
    account_id: int | None


PEOPLE_SQL = {
    "account": """
select
  id,
  name,
  email,
  null as account_id
from account
order by id
""",
    "contact": """
select
  id,
  name,
  email,
  account_id
from contact
order by id
""",
}


def doubles(reader: Reader) -> Iterator[Finding]:
    """Find accounts and contacts with the same e-mail, or with names that say the same.

    Two contacts of one name are doubles only if no account tells them apart.
    """
    for kind, sql in PEOPLE_SQL.items():
        seen: dict[tuple[str, str], list[Person]] = {}
        for person in reader.records(Person, sql):
            other, why = match(person, seen)
            if other is not None:
                yield hint(kind, person, other, why)
            for key in keys(person):
                seen.setdefault(key, []).append(person)


def keys(person: Person) -> list[tuple[str, str]]:
    """What a double of a person would have in common with them."""
    found = [("name", bare_name(person.name))]
    if person.email and not is_shared_address(person.email):
        found.append(("e-mail", fold(person.email)))
    return found


def match(person: Person, seen: dict[tuple[str, str], list[Person]]) -> tuple[Person | None, str]:
    """Return the first earlier one that is probably the same, and the e-mail that both have."""
    for what, value in reversed(keys(person)):
        others: Iterable[Person] = seen.get((what, value), ())
        for other in others:
            if what == "e-mail" or is_same_place(person, other):
                return other, f": both have the e-mail {person.email}" if what == "e-mail" else ""
    return None, ""


def is_same_place(one: Person, other: Person) -> bool:
    """Return whether no account tells two of the same name apart."""
    return None in (one.account_id, other.account_id) or one.account_id == other.account_id


def hint(kind: str, person: Person, other: Person, why: str) -> Finding:
    """Return the hint that two may be the same, with the command that merges them."""
    what = f"{quoted(person.name)} may be the same as {kind} {other.id}, {quoted(other.name)}{why}"
    todo = f"If it is, merge them: `pipectl {kind} merge {person.id} {other.id}`."
    return Finding("double", f"{kind} {person.id}", what, todo, is_hint=True)
