"""Choose columns for fields that a program's own headers don't fill."""

from collections.abc import Collection, Iterator, Sequence

from pipectl.importing.rules.due_headers import is_due_of
from pipectl.importing.rules.fields import FIELDS
from pipectl.importing.rules.header_guesses import address_of, likely_header
from pipectl.importing.rules.header_units import unit_of, without_percent, without_type
from pipectl.importing.rules.header_words import (
    actual_name,
    associated_field,
    day_field,
    is_expected,
    is_of_identifiers,
    is_weighted,
    is_why_lost,
    plain_words,
    without_outlook,
)
from pipectl.importing.rules.headers import AMOUNT_TIMES
from pipectl.importing.rules.plain_headers import REVENUES
from pipectl.importing.rules.programs import CSV, Format, bare, known_as

OUTCOMES = ("outcome", "is_won", "is_lost", "is_closed")
ENDS = ("won_on", "lost_on")
# Fields that plain headers fill in a program's export if its own headers don't.
_ANYBODYS = frozenset(
    (
        "identifier",
        "title",
        "amount",
        "currency",
        "stage",
        "probability",
        "account",
        "contact",
        "lost_reason",
        "source",
        "campaign",
        "next_action",
        "tags",
        "note",
    )
) | {"contact_email", "created_on", "close_on", "closed_on", "close_date"}
# Days that a header made up of words for them names for sure, in a plain file, too.
_SURE_DAYS = ("created_on", "close_on")
# Fields whose values are expected ones by nature, so their headers may say so.
_OUTLOOKS = frozenset(("amount", "probability"))
# Fields of which one tells on which day a deal was closed.
_CLOSINGS = frozenset(("closed_on", "close_date", *ENDS))
# In a program's export, what is only called a title may be that of a contact's job.
_MAY_BE_JOBS = frozenset(("title", "titel", "titre", "título", "titolo", "tytuł", "tittel"))
_REVENUES = frozenset(bare(header) for _, header in REVENUES)


def choose_similar(
    of: Format,
    headers: Sequence[str],
    chosen: dict[str, int],
    mapped: Collection[str],
    *,
    taken: Collection[int],
) -> frozenset[str]:
    """Fill fields that no known header fills; return those that are guesses.

    `chosen` are the places by field so far, `mapped` the fields that the user named, `taken` the
    places of other columns that are read. Revenue may be that of a company, so it is a guess, too.
    A program's header made up only of words for a day is none.
    """
    if of is not CSV:
        _choose_days(headers, chosen, mapped)
        _choose_plain(headers, chosen, mapped, taken)
    known = dict(chosen)
    _choose_by_words(of, headers, chosen, mapped)
    _choose_unweighted(of, headers, chosen, mapped)
    if of is CSV:
        _choose_ends(headers, chosen, mapped)
        _leave_out_address(headers, chosen, known)
        _halve_contact(chosen, mapped)
    _choose_address(headers, chosen, mapped)
    guesses = {field for field, at in chosen.items() if known.get(field) != at}
    amount = chosen.get("amount")
    if amount is not None and "amount" not in mapped and bare(headers[amount]) in _REVENUES:
        guesses.add("amount")
    if amount is not None and "amount" not in mapped and (unit := unit_of(headers[amount])):
        alike = [each for each in map(unit_of, headers) if each and each.name == unit.name]
        guesses |= {"amount"} if len(alike) > 1 else set()  # `Amount (EUR)`, `Amount (USD)`
    _choose_durations(headers, chosen, mapped)
    if of is CSV:
        _choose_due(headers, chosen, mapped)
    return frozenset(guesses)


def _choose_days(headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]) -> None:
    """Fill date fields without a known header by the words of the other headers."""
    for place, header in enumerate(headers):
        field = day_field(header)
        if field is None or place in chosen.values() or field in mapped or field in chosen:
            continue
        is_told = bool({"close_date", "closed_on"} & chosen.keys())
        is_told = is_told or (field == "close_date" and {"won_on", "lost_on"} <= chosen.keys())
        if field in ("close_on", "created_on") or not is_told:
            chosen[field] = place


def _choose_by_words(
    of: Format, headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Fill fields without a known header by headers whose words name them.

    In a plain file, also by the headers that any known program uses for them. Columns of
    identifiers come last: `Lost reason ID` beside `Lost reason name`.
    """
    for place, header in sorted(enumerate(headers), key=lambda each: is_of_identifiers(each[1])):
        field = "lost_reason" if is_why_lost(header) else associated_field(header)
        field = field or (_field_elsewhere(header) if of is CSV else None)
        day = day_field(header)
        field = field or (day if day in _SURE_DAYS and of is CSV else None)
        if field is None or place in chosen.values():
            continue
        filled = {*mapped, *(FIELDS[each].same_as or each for each in chosen)}
        if (FIELDS[field].same_as or field) not in filled:
            chosen[field] = place
    if of is CSV:
        _choose_outlook(headers, chosen, mapped)
        _choose_closing(headers, chosen, mapped)
    _choose_actual(headers, chosen, mapped)


def _choose_outlook(
    headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Read an amount or a probability from a header that calls it expected: `Ricavi stimati`."""
    for place, header in enumerate(headers):
        rest = without_outlook(header)
        if rest is None or place in chosen.values() or is_weighted(header):
            continue
        unit = unit_of(rest)
        names = {bare(rest), bare(unit.name) if unit and unit.name else ""}
        fields = frozenset[str]().union(*map(known_as, names))
        filled = {*mapped, *(FIELDS[each].same_as or each for each in chosen)}
        for field in _OUTLOOKS & fields - filled:
            chosen[field] = place


def _choose_closing(
    headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Read a closing day that isn't called expected if another column has the expected one."""
    for place, header in enumerate(headers):
        if place in chosen.values() or _CLOSINGS & {*chosen, *mapped}:
            continue
        if day_field(header) == "close_date" and "close_on" in chosen:
            chosen["closed_on"] = place


def _choose_actual(headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]) -> None:
    """Read a day that is called the actual one: `Close date` beside it may be the expected one."""
    if set(ENDS) <= {*chosen, *mapped}:
        return
    for place, header in enumerate(headers):
        is_free = place not in chosen.values() and "closed_on" not in {*chosen, *mapped}
        if is_free and day_field(header) == "closed_on":
            chosen["closed_on"] = place


def _choose_unweighted(
    of: Format, headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Read the amount from `Revenue` if `Expected Revenue` stands beside it: that is weighted.

    In a plain file, also from a header of another wording that is known for amounts.
    """
    place = chosen.get("amount")
    if place is None or "amount" in mapped or not is_expected(headers[place]):
        return
    name = actual_name(headers[place])
    for other, header in enumerate(headers):
        is_known = of is CSV and "amount" in known_as(bare(header)) and not is_expected(header)
        if other not in chosen.values() and (is_known or " ".join(plain_words(header)) == name):
            chosen["amount"] = other
            return


def _choose_durations(
    headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Fill the period of an amount and the number of periods if their headers belong together."""
    if not {"amount", "amount_period", "amount_duration"}.isdisjoint(mapped):
        return
    there = {bare(header): place for place, header in reversed(list(enumerate(headers)))}
    for names in AMOUNT_TIMES:
        places = [there.get(bare(name)) for name in names]
        if None not in places and places[0] == chosen.get("amount"):
            found = zip(("amount_period", "amount_duration"), places[1:], strict=True)
            chosen |= {field: place for field, place in found if place is not None}


def _choose_due(headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]) -> None:
    """Read the due dates of next actions beside these."""
    action = chosen.get("next_action")
    if action is None or "next_due" in {*chosen, *mapped}:
        return
    for place, header in enumerate(headers):
        if place not in chosen.values() and is_due_of(header, headers[action]):
            chosen["next_due"] = place
            return


def _choose_ends(headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]) -> None:
    """Read the days of wins and losses if other columns say which of them a deal is.

    They tell more of a closed deal than a close date, which may be the expected one.
    """
    if not any(field in OUTCOMES for field in chosen):
        return
    for place, header in enumerate(headers):
        field = day_field(header)
        if field in ENDS and field not in {*chosen, *mapped} and place not in chosen.values():
            chosen[field] = place


def _leave_out_address(
    headers: Sequence[str], chosen: dict[str, int], known: Collection[str]
) -> None:
    """Don't guess an e-mail address beside a company without a contact: it is the company's."""
    has_contact = any(field.startswith("contact") for field in chosen if field != "contact_email")
    has_company = not {"account", "accounts"}.isdisjoint(chosen)
    has_company = has_company or likely_header("account", headers) is not None
    if "contact_email" not in known and has_company and not has_contact:
        chosen.pop("contact_email", None)


def _halve_contact(chosen: dict[str, int], mapped: Collection[str]) -> None:
    """Read what is called the contact as first names if another column has the last names."""
    is_half = {"contact", "contact_last"} <= chosen.keys() and "contact_first" not in chosen
    if is_half and "contact" not in mapped:
        chosen["contact_first"] = chosen.pop("contact")


def _choose_address(
    headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str]
) -> None:
    """Read `Customer Email` as the address of the contacts in `Customer`."""
    place = chosen.get("contact")
    if place is None or "contact_email" in {*chosen, *mapped}:
        return
    mail = address_of(headers[place], headers)
    if mail is not None and headers.index(mail) not in chosen.values():
        chosen["contact_email"] = headers.index(mail)


def _field_elsewhere(header: str) -> str | None:
    """Return the field of a header in known programs, if all of them agree.

    The day of a win tells more than a close date, which it is in Close.
    """
    fields = known_as(bare(header))
    field = next(iter(fields)) if len(fields) == 1 else None
    if field == "close_date" and day_field(header) in ("won_on", "lost_on"):
        return None
    return field if field in _ANYBODYS - {"identifier", "title", "currency"} else None


def _choose_plain(
    headers: Sequence[str], chosen: dict[str, int], mapped: Collection[str], taken: Collection[int]
) -> None:
    """Fill fields that the program's own headers don't fill by plain headers.

    Some programs' files have headers of other programs, and exports have custom columns.
    """
    taken = {*chosen.values(), *taken}
    places = {name: at for name, at in places_of(headers).items() if at not in taken}
    places = {name: at for name, at in places.items() if name not in _MAY_BE_JOBS}
    filled = {*mapped, *(FIELDS[field].same_as or field for field in chosen)}
    if filled & {"close_date", "closed_on"} or {"won_on", "lost_on"} <= filled:
        filled |= {"close_date", "closed_on"}
    filled |= {"close_date"} if "close_on" in filled else set()
    for field, header in CSV.known:
        name = bare(header)
        name = next((each for each in (name, *_prefixed(name)) if each in places), name)
        place = places.get(name)
        if place is not None and field in _ANYBODYS and field not in filled:
            chosen[field] = place
            filled.add(field)
            filled |= {"close_date", "closed_on"} if field in ("close_date", "closed_on") else set()
            places.pop(name)


def _prefixed(name: str) -> Iterator[str]:
    """Return a header as Pipedrive writes it, with "Deal - " before it."""
    return (f"{thing}-{name}" for thing in ("deal", "affaire", "negocio", "trato"))


def places_of(headers: Sequence[str]) -> dict[str, int]:
    """Return the places of headers, also without their unit: `Betrag` for `Betrag (T€)`.

    A probability's unit is a percent sign: `Chance, %`. Boards name the type of a column, too.
    """
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        found.setdefault(bare(header), place)
    for place, header in enumerate(headers):
        if (unit := unit_of(header)) is not None and unit.name:
            found.setdefault(bare(unit.name), place)
        found.setdefault(bare(without_type(header)), place)
        name = bare(without_percent(header))
        if known_as(name) == {"probability"}:  # `Discount, %` is none
            found.setdefault(name, place)
    return found
