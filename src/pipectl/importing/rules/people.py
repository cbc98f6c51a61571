"""Turn rows and vCards into people and accounts, and find those that are repeated."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from pipectl.errors import UsageError
from pipectl.importing.rules.csv_file import SPACE, CsvRow, raggedness
from pipectl.importing.rules.fields import restored
from pipectl.importing.rules.own_columns import ExtraColumn
from pipectl.importing.rules.people_columns import ACCOUNTS, CONTACTS, PeopleColumns
from pipectl.importing.rules.problems import Problems
from pipectl.importing.rules.spreadsheet_cells import as_typed, problem_of, said_in
from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.names import names_in
from pipectl.text import check_line, check_note, fold
from pipectl.vcard import Card
from pipectl.vocabulary import LONGEST

GOOGLE_NEXT = " ::: "  # between several values in one cell


class Person(NamedTuple):
    """A contact or an account from a file; empty texts are None.

    `others` are further e-mail addresses, by which it is recognized, too. `extra` are the cells of
    the columns that are kept as fields, later the stored values.
    """

    line: int
    name: str
    uid: str | None = None
    identifier: str | None = None
    account: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    others: tuple[str, ...] = ()
    extra: tuple[str | None, ...] = ()


class Repeated(NamedTuple):
    """A row that wasn't taken, as the row in line `first` is about the same person or account."""

    line: int
    name: str
    first: int


class People(NamedTuple):
    """The people or accounts of a file, and what wasn't taken.

    `repeated` are rows of someone in an earlier line, `several` lines with more than one e-mail
    address, and `numbers` those with several phone numbers in a cell. `unreachable` is what isn't
    an e-mail address by line, and `groups` the lines of lists in a vCard file, of companies among
    contacts, or of people without a company. `nameless` lines only have cells that aren't read.
    `stand_ins` are texts that stand for what isn't known, by the lines in which they were left out.
    """

    people: Sequence[Person]
    problems: Problems
    rejected: int
    repeated: Sequence[Repeated]
    several: Sequence[int]
    unreachable: Sequence[tuple[int, str]]
    groups: Sequence[int]
    extra: tuple[ExtraColumn, ...] = ()
    left_out: tuple[str, ...] = ()
    numbers: Sequence[int] = ()
    nameless: Sequence[int] = ()
    stand_ins: Mapping[str, Sequence[int]] = {}


class Gatherer:
    """Checks persons one by one, and leaves out those that repeat an earlier one."""

    def __init__(self, name: str, what: str, *, is_ours: bool = False) -> None:
        self.what, self.is_ours = what, is_ours
        self.problems = Problems(name)
        self.found: list[Person] = []
        self.rejected = 0
        self.repeated: list[Repeated] = []
        self.several: list[int] = []
        self.unreachable: list[tuple[int, str]] = []
        self.emails: dict[str, int] = {}
        self.names: dict[object, list[Person]] = {}

    def add(self, line: int, texts: Mapping[str, str], extra: Sequence[str] = ()) -> None:
        """Add someone with these texts, unless something is wrong with them."""
        person = self.checked(line, texts, tuple(extra))
        if person is None:
            self.rejected += 1
            return
        first = self.earlier(person)
        if first is not None:
            self.repeated.append(Repeated(line, person.name, first))
            return
        self.names.setdefault(self.key(person), []).append(person)
        if person.email is not None:
            self.emails[fold(person.email)] = line
        if person.others:
            self.several.append(line)
        self.found.append(person)

    def key(self, person: Person) -> object:
        """Return the name that tells people (with their account) or accounts apart."""
        is_account = self.what == ACCOUNTS
        return fold(person.name), "" if is_account else fold(person.account or "")

    def earlier(self, person: Person) -> int | None:
        """Return the line that has this person or account already.

        Two people of one name and account are two if their e-mail addresses differ.
        """
        line = self.emails.get(fold(person.email or ""))
        if self.what == CONTACTS and line is not None:
            return line
        for each in self.names.get(self.key(person), ()):
            if self.what == ACCOUNTS or None in (each.email, person.email):
                return each.line
        return None

    def checked(self, line: int, texts: Mapping[str, str], extra: tuple[str, ...]) -> Person | None:
        """Return the person, or None after noting what is wrong."""
        before = self.problems.count
        emails = [] if self.is_ours else addresses(texts.get("email", ""))
        given = {**texts, "email": emails[0] if emails else texts.get("email", "")}
        if "@" not in given["email"] and given["email"] and not self.is_ours:
            self.unreachable.append((line, given["email"]))
            given["email"] = ""
        values: dict[str, str | None] = {}
        for field in ("name", "uid", "identifier", "account", "title", "email", "phone", "note"):
            text = given.get(field, "")
            try:
                values[field] = self.read(field, text) if text else None
            except UsageError as error:
                self.problems.add(line, field, str(error))
        if self.problems.count > before:
            return None
        name = values.pop("name")
        if name is None and self.what == CONTACTS:
            name = values["email"] or values["phone"]
        if name is None:
            missing = "the name and the e-mail address are both missing."
            self.problems.add(
                line, "", missing if self.what == CONTACTS else "the name is missing."
            )
            return None
        others = tuple(each for each in emails[1:] if len(each) <= LONGEST["email"])
        return Person(line, name, **values, others=others, extra=extra)

    def read(self, field: str, text: str) -> str:
        """Return a value as stored; raise UsageError."""
        if field == "note":
            return check_note(text)
        most = {"title": LONGEST["contact.title"], "account": LONGEST["name"], "uid": 100}
        joined = " ".join(text.split())
        return check_line(joined, what=field, most=most.get(field) or LONGEST[field])

    def people(
        self,
        groups: Sequence[int] = (),
        extra: tuple[ExtraColumn, ...] = (),
        left_out: tuple[str, ...] = (),
    ) -> People:
        """Return everyone who was added."""
        return People(
            self.found,
            self.problems,
            self.rejected,
            self.repeated,
            self.several,
            self.unreachable,
            groups,
            extra,
            left_out,
        )


def addresses(text: str) -> list[str]:
    """Return the e-mail addresses in a cell, without the names beside them."""
    found: dict[str, str] = {}
    for part in text.replace("\n", ";").replace(GOOGLE_NEXT, ";").split(";"):
        for each in names_in(part.strip(), is_list=True) if part.strip() else ():
            if each.email is not None:
                found.setdefault(fold(each.email), each.email)
    return list(found.values())


def first_number(text: str) -> str:
    """Return the first of several phone numbers in a cell."""
    return text.partition(GOOGLE_NEXT)[0].strip()


def from_rows(
    name: str,
    what: str,
    rows: Iterable[CsvRow],
    columns: PeopleColumns,
    width: int,
) -> People:
    """Return the persons or accounts of a sheet's rows."""
    ours = columns.program == "export"
    gatherer = Gatherer(name, what, is_ours=ours)
    kept = tuple(sorted((*columns.extra, *(columns.spare if columns.keeps_all else ()))))
    unused: set[int] = set()
    companyless: list[int] = []
    numbers: list[int] = []
    nameless: list[int] = []

    stand_ins: dict[str, list[int]] = {}
    free = ("note", "first", "middle", "last")  # `Null` is a last name
    named = {at for field, places in columns.places.items() if field not in free for at in places}

    def cell(row: CsvRow, place: int) -> str:
        text = as_typed(row.cells[place], has_currency=False).strip(SPACE)
        if text in stand_ins:
            stand_ins[text] += [] if row.line in stand_ins[text] else [row.line]
            return ""
        return restored(text) if ours else said_in(text, "name" if place in named else "line")

    rows = [*rows]
    if not ours:
        stand_ins |= {text: [] for text in repeated_as_names(rows, columns, width)}
    is_half = has_half_names(rows, columns, width)
    for row in rows:
        if len(row.cells) != width:
            gatherer.problems.add(row.line, "", raggedness(len(row.cells), width))
            gatherer.rejected += 1
            continue
        wrong = [
            problem_of(row.cells[place]) for places in columns.places.values() for place in places
        ]
        if problem := next(filter(None, wrong), None):
            gatherer.problems.add(row.line, "", problem)
            gatherer.rejected += 1
            continue
        numbers_there = [cell(row, place) for place in columns.places.get("phone", ())]
        if any(GOOGLE_NEXT in each for each in numbers_there):
            numbers.append(row.line)
        texts = first_texts(columns, partial(cell, row))
        if is_half:
            texts["name"] = whole_name(texts)
        unused |= {
            place
            for place in columns.places.get("phone", ())
            if (text := first_number(cell(row, place))) and text != texts.get("phone")
        }
        extra = [cell(row, each.place) for each in kept]
        if columns.is_of_people and not texts.get("name"):
            companyless += [row.line] if any(each.strip() for each in row.cells) else []
            continue
        if what == CONTACTS and {each for each, text in texts.items() if text} == {"account"}:
            companyless.append(row.line)
            continue
        if not any(texts.values()) and not any(extra):
            nameless += [row.line] if any(each.strip() for each in row.cells) else []
            continue
        gatherer.add(row.line, texts, extra)
    left_out = columns.left_out
    if not columns.keeps_all:
        left_out += tuple(each.header for each in columns.spare if each.place in unused)
    idle = {each.place for each in columns.spare} - unused
    everyone = gatherer.people(companyless, kept, left_out)
    everyone = everyone._replace(numbers=numbers, nameless=nameless, stand_ins=stand_ins)
    return without_columns(everyone, idle)


def repeated_as_names(rows: Iterable[CsvRow], columns: PeopleColumns, width: int) -> frozenset[str]:
    """Return the texts of several words that are both first and last name: `Info requested`.

    They stand for a name that isn't known.
    """
    places = [columns.places.get(field, ()) for field in ("first", "last")]
    if not all(places):
        return frozenset()
    (first, *_), (last, *_) = places
    pairs = (
        (row.cells[first].strip(SPACE), row.cells[last].strip(SPACE))
        for row in rows
        if len(row.cells) == width
    )
    return frozenset(one for one, other in pairs if one == other and len(one.split()) > 1)


def has_half_names(rows: Iterable[CsvRow], columns: PeopleColumns, width: int) -> bool:
    """Return whether a column of names has only the half that a column beside it lacks.

    The other half, first names or last names, is in few of its cells then.
    """
    halves = [columns.places[each] for each in ("first", "last") if each in columns.places]
    if len(halves) != 1 or "name" not in columns.places:
        return False
    ((half, *_),), (name, *_) = halves, columns.places["name"]
    pairs = [
        (fold(row.cells[half].strip(SPACE)), fold(row.cells[name].strip(SPACE)))
        for row in rows
        if len(row.cells) == width
    ]
    both = [(one, other) for one, other in pairs if one and other]
    return sum({*one.split()} <= {*other.split()} for one, other in both) * 2 < len(both)


def whole_name(texts: Mapping[str, str]) -> str:
    """Return the name of a person of whom one column has the first name, or the last one."""
    first, name, last = (texts.get(each, "") for each in ("first", "name", "last"))
    if name in (first, last):  # which stands there because the other half is missing
        return name
    return " ".join(filter(None, (first, name, last)))


def first_texts(columns: PeopleColumns, cell: Callable[[int], str]) -> dict[str, str]:
    """Return the first text of each field in a row, and all of its e-mail addresses."""
    filled = {
        field: [text for place in places if (text := cell(place))]
        for field, places in columns.places.items()
    }
    texts = {field: found[0] for field, found in filled.items() if found}
    if "phone" in texts:
        texts["phone"] = first_number(texts["phone"])
    if found := filled.get("email"):
        texts["email"] = ";".join(found)
    parts = [texts.get(each, "") for each in ("first", "middle", "last")]
    texts.setdefault("name", " ".join(filter(None, parts)))
    return texts


def without_columns(found: People, places: Collection[int]) -> People:
    """Return everyone without the extra columns in these places."""
    keep = [index for index, each in enumerate(found.extra) if each.place not in places]
    if len(keep) == len(found.extra):
        return found
    people = [
        each._replace(extra=tuple(each.extra[index] for index in keep)) for each in found.people
    ]
    return found._replace(people=people, extra=tuple(found.extra[index] for index in keep))


# What of a vCard is kept as fields with --fields: the name of the field, and the property.
CARD_FIELDS = (
    ("E-mail 2", "EMAIL"),
    ("Phone 2", "TEL"),
    ("Website", "URL"),
    ("Birthday", "BDAY"),
    ("Address", "ADR"),
    ("Categories", "CATEGORIES"),
    ("Department", "ORG"),
    ("Nickname", "NICKNAME"),
)


def from_cards(name: str, what: str, cards: Sequence[Card], *, keeps_all: bool) -> People:
    """Return the persons of vCards, or their companies."""
    gatherer, groups, filled = Gatherer(name, what), [], set[int]()
    extra = tuple(ExtraColumn(place, each) for place, (each, _) in enumerate(CARD_FIELDS))
    for card in cards:
        if card.is_group or (card.is_company and what == CONTACTS):
            groups.append(card.line)
            continue
        texts = {
            "uid": card.text("UID").removeprefix("urn:uuid:"),
            "name": card.name,
            "account": card.company,
            "title": card.text("TITLE") or card.text("ROLE"),
            "email": ";".join(
                each.text.strip().removeprefix("mailto:") for each in card.all("EMAIL")
            ),
            "phone": phone(card.text("TEL")),
            "note": card.text("NOTE"),
        }
        if what == ACCOUNTS:
            name_there = card.company or (card.name if card.is_company else "")
            if not name_there:
                groups.append(card.line)
                continue
            is_own = card.is_company
            texts = {**(texts if is_own else {}), "name": name_there}
        elif not texts["name"]:
            texts["name"] = texts["account"]
        is_about = what == CONTACTS or card.is_company
        cells = [card_field(card, each) if is_about else "" for _, each in CARD_FIELDS]
        filled |= {place for place, text in enumerate(cells) if text}
        gatherer.add(card.line, texts, cells)
    found = gatherer.people(groups, extra)
    if keeps_all:
        found = found._replace(several=())  # the second ones are fields
        return without_columns(found, {*range(len(CARD_FIELDS))} - filled)
    left_out = tuple(CARD_FIELDS[place][0] for place in sorted(filled - {0}))
    return without_columns(found._replace(left_out=left_out), {*range(len(CARD_FIELDS))})


def card_field(card: Card, name: str) -> str:
    """Return what a card has beside what a contact has; empty if nothing."""
    found = card.all(name)
    if name in ("EMAIL", "TEL"):
        found = found[1:]
        return phone(found[0].text.strip()) if found else ""
    if not found:
        return ""
    if name == "ORG":
        return ", ".join(filter(None, found[0].parts[1:]))
    if name == "ADR":
        return ", ".join(" ".join(part.split()) for part in found[0].parts if part)
    if name == "BDAY" and len(text := found[0].text) == 8 and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return found[0].text.strip()


def phone(text: str) -> str:
    """Return a number as a person writes it: `tel:+1-555;ext=5` is `+1-555 ext. 5`."""
    if not text.startswith("tel:"):
        return text
    number, _, more = text.removeprefix("tel:").partition(";")
    extension = more.removeprefix("ext=") if more.startswith("ext=") else ""
    return f"{number} ext. {extension}" if extension else number
