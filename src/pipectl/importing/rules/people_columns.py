"""Recognize the columns of contacts and accounts in exports of other programs."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipectl.errors import UsageError, quoted
from pipectl.importing.rules.column_looks import Look
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.header_guesses import JOB_TITLES, likely_header
from pipectl.importing.rules.headers import Headers, as_headers
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.own_columns import (
    ExtraColumn,
    OwnName,
    extra_columns,
    likely_owner,
)
from pipectl.importing.rules.plain_headers import REVENUES
from pipectl.importing.rules.programs import CSV, bare, known_as
from pipectl.named_tuple import NamedTuple

CONTACTS, ACCOUNTS, DEALS = "contacts", "accounts", "deals"
KINDS = (DEALS, CONTACTS, ACCOUNTS)
# What a contact or an account is read from; several columns of one are taken in this order.
_OF_PEOPLE = as_headers("""
    uid: uid
    identifier: Record ID, Record ID - Contact, hs_object_id, Contact ID, Contact Id, Record Id
    identifier: Person - ID, External ID, Lead ID, Lead Id, Id, ID
    identifier: Kontakt-ID, Contact-ID, ID du contact, ID de contact, ID contact, Contactid
    identifier: ID del contacto, ID de contacto, ID contatto, ID do contato
    name: Full Name, Display Name, Contact Name, Person - Name, Name, contact, contact_name
    name: display_name, Vollständiger Name, Nom complet, Nombre completo, Anzeigename, Person
    name: Volledige naam, Nome completo, Nome e cognome, Nominativo, Nome contatto, Imię i nazwisko
    name: Vor- und Nachname, Nom et prénom, Nombre y apellidos, Name and surname
    first: First Name, Given Name, Person - First name, Vorname, Prénom, firstname, Voornaam
    first: Nombre de pila, Nome di battesimo, Primeiro nome, Imię, Jméno, Förnamn, Fornavn, Etunimi
    middle: Middle Name, Additional Name, Zweiter Vorname
    last: Last Name, Family Name, Surname, Person - Last name, Nachname, Nom, Apellidos, lastname
    last: Achternaam, Cognome, Familienname, Apellido, Sobrenome, Nazwisko, Příjmení, Efternamn
    last: Etternavn, Efternavn, Sukunimi, Last
    account: Associated Company (Primary), Primary Associated Company, Associated Company
    account: Company Name, Company, Account Name, Account: Account Name, Account.Name
    account: Person - Organization, Organization Name, Organization 1 - Name, Organization
    account: Organisation, account, lead_name, Lead, Related Company, partner_name, parent_id
    account: Firma, Unternehmen, Entreprise, Société, Empresa, employer, Firmenname
    account: Unternehmensname, Kunde, Nom de l'entreprise, Nom de la société, Client
    account: Nombre de la empresa, Cliente, Bedrijf, Bedrijfsnaam, Azienda, Klant
    account: Ragione sociale, Nome azienda, Società, Organizzazione, Nazwa firmy, Klient
    title: Job Title, Person - Job title, Organization Title, Organization 1 - Title, Job Position
    title: Intitulé du poste, Titre du poste, Nombre del puesto, Título del puesto
    title: Titolo professionale, Titolo di lavoro, Título profissional
    title: Function, Position, Title, Berufsbezeichnung, Poste, Fonction, Cargo, Puesto, Jobtitel
    title: Qualifica, Ruolo, Functie, Stanowisko, Funktion, Position im Unternehmen
    email: Email, E-mail, Email Address, E-mail Address, E-mail 1 - Value, Person - Email
    email: Person - Email - Work, Email - Work, Work Email, primary_email_address, primary_email
    email: email_from, E-Mail-Adresse, Adresse e-mail, Adresse de messagerie, Correo electrónico
    email: Mailadresse, Adresse mail, Adresse email, Endereço de e-mail, Indirizzo e-mail
    email: Posta elettronica, Indirizzo email, E-mail lavoro, Email aziendale, Adres e-mail
    email: E-Mail - Arbeit, E-Mail Arbeit, E-Mail (Arbeit), E-Mail geschäftlich, E-Mail beruflich
    email: E-Mail (geschäftlich), E-mail - Travail, E-mail professionnel, Email professionnel
    email: E-mail pro, Correo del trabajo, Correo electrónico - Trabajo, E-mail werk
    email: Mail, Mail address, E-Mail privat, E-Mail (privat), E-Mail - Privat, E-mail personnel
    email: Person - Email - Home, Person - Email - Other, Personal Email
    phone: Phone Number, Phone, Phone 1 - Value, Business Phone, Person - Phone
    phone: Person - Phone - Work, Phone - Work, primary_phone, Company Main Phone, Telephone
    phone: Work Phone, Office Phone, Primary Phone, Direct Phone, Main Phone
    phone: Telefon, Telefonnummer, Telefon (geschäftlich), Telefon geschäftlich, Haupttelefon
    phone: Telefon - Arbeit, Telefon Arbeit, Telefon (Arbeit), Téléphone - Travail, Téléphone pro
    phone: Teléfono - Trabajo, Telefon - Mobil, Téléphone - Mobile, Teléfono - Móvil
    phone: Téléphone, Téléphone professionnel, Teléfono, Teléfono del trabajo, Teléfono principal
    phone: Telefoon, Telefoonnummer, Telefono
    phone: Mobile Phone Number, Mobile Phone, Mobile, Mobiltelefon, Mobil, Handy
    phone: Telefon (mobil), Telefon mobil, Mobilnummer, Mobiltelefonnummer, Handynummer, Rufnummer
    phone: Mobile Number, Numéro de téléphone, Número de teléfono, Telefone, Celular, Cellulare
    phone: Téléphone mobile, Téléphone portable, Portable, Teléfono móvil, Móvil, Cell Phone
    phone: Person - Phone - Mobile, Person - Phone - Home, Person - Phone - Other
    phone: Telefono cellulare, Telefono ufficio, Numero di telefono, Telefon komórkowy
    phone: SMS, WhatsApp
    note: Note, Notes, Description, Person - Notes, Notizen, Remarques, Notas, comment
    note: Notiz, Bemerkung, Bemerkungen, Anmerkung, Anmerkungen, Kommentar, Commentaire, Comments
    note: Commentaires, Observaciones, Observações, Osservazioni, Annotazioni, Uwagi
""")
# What a column of deals says of their contacts, a column of contacts may say, too.
_IN_DEALS = {"contact_first": "first", "contact_last": "last", "account": "account"}
CONTACT_HEADERS = _OF_PEOPLE + tuple(
    (_IN_DEALS[field], header) for field, header in CSV.known if field in _IN_DEALS
)
ACCOUNT_HEADERS = as_headers("""
    uid: uid
    identifier: Record ID, Record ID - Company, hs_object_id, Company ID, Account ID, Account Id
    identifier: Record Id, Organization - ID, External ID, lead_id, Id, ID
    name: Company Name, Account Name, Organization - Name, Organization, Organisation, Company
    name: Account, Name, display_name, lead_name, Firma, Unternehmen, Entreprise, Société, Empresa
    name: Firmenname, Unternehmensname, Nom de l'entreprise, Nom de la société
    name: Nombre de la empresa, Bedrijf, Bedrijfsnaam, Azienda, Ragione sociale
    email: Email, E-mail, Email Address, Company Email, Organization - Email
    phone: Phone Number, Phone, Company Phone, Organization - Phone, Telephone, Telefon, Téléphone
    phone: Teléfono, Main Phone, Haupttelefon, Téléphone principal, Teléfono principal, Telefoon
    phone: Mobile
    note: Note, Notes, Description, Organization - Notes, Notizen, Remarques, Notas
""")
# The columns of accounts in a file of people: their companies, and what is said to be of these.
_COMPANYS = re.compile(r"compan|organi[sz]ation|account", re.IGNORECASE)
COMPANY_HEADERS = (
    *(("name", header) for field, header in _OF_PEOPLE if field == "account"),
    *(each for each in ACCOUNT_HEADERS if each[0] != "name" and _COMPANYS.search(each[1])),
)
HEADERS: Mapping[str, Headers] = {CONTACTS: CONTACT_HEADERS, ACCOUNTS: ACCOUNT_HEADERS}
# What --map takes.
FIELDS: Mapping[str, tuple[str, ...]] = {
    CONTACTS: (
        *("identifier", "name", "first", "middle", "last", "account", "title", "email", "phone"),
        "note",
    ),
    ACCOUNTS: ("identifier", "name", "email", "phone", "note"),
}
_SAME = {"first_name": "first", "last_name": "last", "middle_name": "middle", "company": "account"}
_SAME |= {"job_title": "title", "contact": "name", "contact_email": "email", "notes": "note"}
# Headers of one program (from `bare`) that tell which wrote a file of people.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "export": ("uid",),
    "hubspot": ("Record ID", "Record ID - Contact", "Record ID - Company", "hs_object_id"),
    "pipedrive": ("Person - Name", "Organization - Name", "Person - ID", "Organization - ID"),
    "google": ("Given Name", "E-mail 1 - Value", "Organization 1 - Name", "Phone 1 - Value"),
    "outlook": ("E-mail Address", "E-mail 2 Address", "Business Phone"),
    "zoho": ("Record Id",),
    "odoo": ("External ID", "parent_id", "Is a Company", "is_company"),
    "close": ("lead_name", "lead_id", "display_name", "primary_email_address", "primary_email"),
    "salesforce": (
        *("Contact ID", "Account ID", "Lead ID", "Account: Account Name", "Account.Name"),
        *("Mailing Street", "Lead Status"),
    ),
}
PROGRAMS = (*SIGNS, "vcard", "csv")
PEOPLE_ONLY = ("google", "outlook", "vcard")  # programs that write no deals
# Headers of names, which are half a name beside a column of the other half: `Vorname`, `Name`.
_HALVES = tuple(map(bare, ("Name", "Nome", "Nombre", "Naam", "Nom", "Namn", "Navn", "Nazwa")))
# What a contact may lack, and words (plain) in the headers of columns that may be meant for it.
_PROPOSALS = {
    "phone": re.compile(r"phone|\btel(e[fp]on|efoon|\b)|mobil|handy|cellul|komork|rufnummer"),
    "title": re.compile(
        rf"{JOB_TITLES}|\b(job|role|rolle|ruolo|qualifica|poste|cargo|puesto|functie|position)\b"
    ),
    "last": re.compile(
        r"\blast.?name|surname|family.?name|nachname|familienname|nom de famille|cognome|apellido"
        r"|sobrenome|apelido|nazwisko|prijmeni|achternaam|e[ft]tern(avn|amn)|sukunimi"
    ),
    "first": re.compile(
        r"\bfirst.?name|given.?name|forename|vorname|prenom|\bnombre|\bnome\b|\bimie|jmeno|voornaam"
        r"|fornavn|fornamn|etunimi"
    ),
    "note": re.compile(
        r"\b(notes?|notiz|remarks?|comments?|bemerkung|remarque|nota|uwagi|opmerking)"
    ),
}
# What only persons have, in pairs; and what only deals have (`bare` headers).
_FIRST = {bare(name) for field, name in _OF_PEOPLE if field == "first"}
_LAST = {bare(name) for field, name in _OF_PEOPLE if field == "last"}
_NAMES = {bare(name) for field, name in _OF_PEOPLE if field == "name"}
_EMAILS = {bare(name) for field, name in _OF_PEOPLE if field == "email"}
_PEOPLES = {
    *_FIRST,
    *(_LAST - {"nom"}),  # which in French is any name
    *(bare(name) for field, name in _OF_PEOPLE if field == "title" and name != "Title"),
    *map(bare, ("Person - Name", "Full Name", "Contact Name", "contact_name")),
    *map(bare, ("Associated Company", "Associated Company (Primary)", "Related Company")),
}
_DEALS = re.compile(
    r"amount|deal|opportunit|stage(?!d)|pipeline|(?<!\d-)value$|revenue$|closed?(date|on|at)|closing|outcome"
    r"|probability|betrag|montant|importe|forecast|umsatz|expected|won|lost"
)
_OF_DEALS = frozenset(("amount", "closed_value", "stage", "probability", "close_on", "close_date"))
_REVENUES = frozenset(bare(header) for _, header in REVENUES)
_PERSONS = re.compile(r"lifecycle|annual|company|associated|recent|^person-|^numberof")


class PeopleColumns(NamedTuple):
    """The columns of a file: by field, their places in the order in which they are taken.

    `spare` are further columns of phone numbers. `is_of_people`: accounts are read from the
    companies of people. `proposed` are unread columns that may be meant for a field.
    """

    program: str
    places: Mapping[str, tuple[int, ...]]
    extra: tuple[ExtraColumn, ...]
    left_out: tuple[str, ...]
    spare: tuple[ExtraColumn, ...] = ()
    keeps_all: bool = False
    is_of_people: bool = False
    proposed: Mapping[str, str] = {}


def has_people(headers: Iterable[str]) -> bool:
    """Return whether rows are people, not companies: they have first names or job titles."""
    there = {bare(header) for header in headers}
    return not there.isdisjoint(_PEOPLES)


def holds_people(headers: Sequence[str]) -> bool:
    """Return whether these are headers of persons, and nothing among them is of deals."""
    there = {bare(header) for header in headers}
    has_name = bool(there & _FIRST and there & _LAST)
    has_name = has_name or bool(there & _NAMES - {"contact", "contactname"} and there & _EMAILS)
    is_named = has_name or bool({"givenname", "person-name", "firstname"} & there)
    return is_named and not any(_is_of_deals(name) for name in there)


def _is_of_deals(name: str) -> bool:
    """Return whether a header (from `bare`) is one that only deals have, in any language."""
    if _PERSONS.search(name):
        return False
    is_known = name not in _REVENUES and not _OF_DEALS.isdisjoint(known_as(name))
    return is_known or _DEALS.search(name) is not None


def program_of(headers: Iterable[str]) -> str:
    """Return which program wrote a file with these headers; csv for any other."""
    there = {bare(header) for header in headers}
    exact = {header.strip() for header in headers}
    for name, signs in SIGNS.items():
        if name == "zoho" and "Record Id" not in exact:
            continue
        if name == "hubspot" and "Record Id" in exact:
            continue
        if not there.isdisjoint(map(bare, signs)):
            return name
    return "csv"


def _may_be(field: str, look: Look, has_filled: bool) -> bool:
    """Return whether a column may be meant for a field; `has_filled`: a column of it has cells."""
    if field in ("name", "account"):
        return look.may_be("account") and bool(look.filled or not has_filled)
    return field not in ("title", "note") or bool(look.filled or not has_filled)


def field_of(text: str, what: str) -> str:
    """Return the field that a name for --map means; raise UsageError."""
    name = text.strip().lower().replace("-", "_")
    name = _SAME.get(name, name)
    if name not in FIELDS[what]:
        raise UsageError(
            f"{quoted(text)} is no field of {what}.",
            hint=f"Fields for --map: {', '.join(FIELDS[what])}, field.NAME.",
        )
    return name


def people_columns(
    headers: Sequence[str],
    what: str,
    maps: Mapping[str, str],
    own: Mapping[int, OwnName],
    *,
    name: str,
    program: str,
    keeps_all: bool,
    looks: Mapping[int, Look],
) -> PeopleColumns:
    """Return the columns that fill what an account or a contact has.

    `maps` (field: header) has precedence. Of the others, an empty column gives way to the next one
    for its field, and names have letters (`looks` by place). With `keeps_all`, others are kept as
    fields.
    """
    chosen = {field: (place_of(header, headers, name),) for field, header in maps.items()}
    taken = {place for places in chosen.values() for place in places}
    there: dict[str, int] = {}
    for place, header in enumerate(headers):
        there.setdefault(bare(header), place)
    is_of_people = what == ACCOUNTS and has_people(headers)
    known = COMPANY_HEADERS if is_of_people else HEADERS[what]
    filled = {
        field
        for field, header in known
        if (at := there.get(bare(header))) is not None and at in looks and looks[at].filled
    }
    for field, header in known:
        at = there.get(bare(header))
        if at is not None and at in looks and not _may_be(field, looks[at], field in filled):
            continue
        if at is None or at in taken or field in maps or (field == "uid" and program != "export"):
            continue
        if field not in ("email", "phone") and field in chosen:
            continue  # others of the same meaning can be kept as fields
        chosen[field] = (*chosen.get(field, ()), at)
        taken.add(at)
    halves = {"first", "last"} & chosen.keys()
    if len(halves) == 2 and "name" not in maps:
        chosen.pop("name", None)  # which repeats them
    if len(halves) == 1 and "name" not in chosen and what == CONTACTS:
        half = next(
            (there[each] for each in _HALVES if there.get(each, -1) not in {-1, *taken}), None
        )
        if half is not None:
            chosen["name"] = (half,)
            taken.add(half)
    unread = [
        header or f"column {place + 1}"
        for place, header in enumerate(headers)
        if place not in taken
    ]
    kept_too = [each for each in unread if not is_of_people or likely_owner(each) == "account"]
    extra = extra_columns(headers, kept_too if keeps_all else (), taken, own)
    kept = {each.place for each in extra}
    left_out = [
        header or f"column {place + 1}"
        for place, header in enumerate(headers)
        if place not in taken and place not in kept
    ]
    phones: tuple[int, ...] = chosen.get("phone", ())
    spare = tuple(ExtraColumn(place, headers[place]) for place in phones[1:])
    proposed = _proposed(headers, taken | kept, chosen, looks) if what == CONTACTS else {}
    return PeopleColumns(
        program, chosen, extra, tuple(left_out), spare, keeps_all, is_of_people, proposed
    )


def _proposed(
    headers: Sequence[str],
    taken: Collection[int],
    chosen: Collection[str],
    looks: Mapping[int, Look],
) -> dict[str, str]:
    """Return unread columns of contacts that may be meant for a field without a column."""
    left = {
        header: looks[place]
        for place, header in enumerate(headers)
        if header and place not in taken and place in looks and looks[place].filled
    }
    found: dict[str, str] = {}

    def propose(field: str, header: str | None) -> None:
        halves = {"first", "last"} & {*chosen}
        is_half = len(halves) == 1 and "name" not in chosen
        if field in ("first", "last") and not is_half:
            return  # names are read whole
        if field not in chosen and header is not None and header not in found.values():
            found[field] = header

    propose("email", next((each for each, look in left.items() if look.has_address), None))
    named = [each for each, look in left.items() if look.may_be("account")]
    propose("account", likely_header("account", named))
    for field, words in _PROPOSALS.items():
        propose(field, next((each for each in left if words.search(plain(each))), None))
    return found
