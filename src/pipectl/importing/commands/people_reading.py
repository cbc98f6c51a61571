"""Read files of contacts and accounts: sheets and vCards."""

from collections.abc import Mapping, Sequence

from pipectl.cli.context import Run
from pipectl.cli.files import opened
from pipectl.cli.values import single
from pipectl.errors import BadFileError, PipectlError, RefusedError, quoted
from pipectl.fields.queries import fields
from pipectl.importing.commands.plan import ImportOptions, check_title
from pipectl.importing.rules import csv_file
from pipectl.importing.rules import people_columns as rules
from pipectl.importing.rules.column_looks import looks_of
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.own_columns import extra_columns, is_own, own_name
from pipectl.importing.rules.people import People, from_cards, from_rows
from pipectl.importing.rules.people_columns import ACCOUNTS, CONTACTS
from pipectl.importing.rules.programs import bare
from pipectl.importing.rules.read_result import Frame
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError, fold
from pipectl.vcard import read_cards

VCARD = "vcard"
BEGIN = b"BEGIN:VCARD"


class PersonsOnlyError(RefusedError):
    """A file of people, without deals; `stage` is the first lead stage, if there is one."""

    def __init__(self, name: str, stage: str | None) -> None:
        begin = "STAGE" if stage is None else f'"{stage}"'
        super().__init__(
            f"{name} lists people, but no deals.",
            hint="To import contacts: --what contacts. To turn each person into a lead: "
            f"--stage {begin}.",
        )


class NoNamesError(RefusedError):
    """No column has names."""

    def __init__(self, name: str, what: str, headers: tuple[str, ...]) -> None:
        shown = ", ".join(map(quoted, headers[:8]))
        super().__init__(
            f"{name}: found no column with the names of {what} among {shown}.",
            hint="Name the column: --map name=HEADER.",
        )


class ReadPeople(NamedTuple):
    """A file, the program that wrote it, and who is in it; `has_accounts`: a column has them.

    `frame` are the skipped lines around the rows of a sheet.
    """

    name: str
    program: str
    people: People
    has_accounts: bool
    frame: Frame = Frame()
    proposed: Mapping[str, str] = {}


def is_vcard(name: str) -> bool:
    """Return whether a file begins as vCards do, or is called so."""
    if name.lower().endswith(".vcf"):
        return True
    with opened(name) as stream:
        first = stream.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
    return first[: len(BEGIN)].upper() == BEGIN


def read_people(run: Run, asked: ImportOptions, name: str, what: str) -> ReadPeople:
    """Return who is in a file; raise an error if it can't be read."""
    program = asked.of.strip().lower()
    if program not in ("auto", *rules.PROGRAMS):
        raise UnknownValueError(
            f"Unknown format of {what} {quoted(asked.of)}", asked.of, ("auto", *rules.PROGRAMS)
        )
    if program == VCARD or (program == "auto" and is_vcard(name)):
        return read_vcards(asked, name, what)
    typed = [each for each in asked.maps if not is_own(each)]
    maps = dict(single("--map", typed, lambda text: rules.field_of(text, what)))
    maps = {rules.field_of(field, what): header for field, header in maps.items()}
    own = [each for each in asked.maps if is_own(each)]
    named = single("--map", own, lambda text: fold(str(own_name(text))))
    with opened(name) as stream:
        sheet = csv_file.rows(
            stream,
            name=name,
            encoding=asked.encoding,
            header_line=asked.header_line,
            fits=lambda headers: are_headers(headers, what),
            sheet=asked.sheet,
            decimal=asked.decimal or run.decimal,
        )
        if not maps:
            check_title(sheet)
        program = rules.program_of(sheet.headers) if program == "auto" else program
        found = rules.people_columns(
            sheet.headers,
            what,
            maps,
            {
                place_of(header, sheet.headers, name): said
                for text, header in named
                if (said := own_name(text)) is not None
            },
            name=name,
            program=program,
            keeps_all=asked.fields,
            looks=looks_of(
                (row.cells for row in sheet.rows(ragged=True)),
                len(sheet.headers),
                range(len(sheet.headers)),
            ),
        )
        if not found.places.keys() & {"name", "first", "last", "email"} or (
            what == ACCOUNTS and "name" not in found.places
        ):
            raise NoNamesError(name, what, sheet.headers)
        found = with_own_fields(run, found, sheet.headers) if program == "export" else found
        sheet.skips_notes = True
        sheet.naming = {place for places in found.places.values() for place in places}
        people = from_rows(name, what, sheet.rows(ragged=True), found, len(sheet.headers))
        frame = Frame(
            sheet.title_count,
            sheet.line,
            sheet.header_count,
            hidden_sheets=sheet.hidden_sheets,
            notes=sheet.notes,
        )
        return ReadPeople(name, program, people, "account" in found.places, frame, found.proposed)


def with_own_fields(
    run: Run, found: rules.PeopleColumns, headers: tuple[str, ...]
) -> rules.PeopleColumns:
    """Return the columns with those of fields that exist here, which our own CSV always has."""
    with run.looking_up() as reader:
        known = fields(reader)
    taken = {place for places in found.places.values() for place in places}
    taken |= {each.place for each in found.extra}
    more = extra_columns(headers, found.left_out, taken, {}, known=known)
    kept = [each.header for each in more]
    left_out = tuple(each for each in found.left_out if each not in kept)
    return found._replace(extra=(*found.extra, *more), left_out=left_out)


def are_headers(headers: Sequence[str], what: str) -> bool:
    """Return whether these can be the headers of contacts or accounts."""
    known = {bare(header) for _, header in rules.HEADERS[what]}
    return bool(known & set(map(bare, headers)))


def read_vcards(asked: ImportOptions, name: str, what: str) -> ReadPeople:
    """Return who is in a file of vCards."""
    from pipectl.cli.values import refuse_useless_options

    useless = {"--map": asked.maps, "--sheet": asked.sheet, "--header-line": asked.header_line}
    refuse_useless_options("a vCard file", useless, "A vCard has no columns.")
    with opened(name) as stream:
        content = stream.read()
    try:
        text = content.decode(asked.encoding or "utf-8-sig")
    except UnicodeDecodeError:
        raise BadFileError(
            f"{name} isn't in {asked.encoding or 'UTF-8'}.",
            hint="Name the encoding, for example --encoding cp1252.",
        ) from None
    cards = read_cards(text, name)
    people = from_cards(name, what, cards, keeps_all=asked.fields)
    return ReadPeople(name, VCARD, people, what == CONTACTS)


def has_persons(asked: ImportOptions) -> bool:
    """Return whether the first file has persons only: vCards, or columns of nothing else.

    A file whose title or program is named has deals, unless that program writes only contacts.
    """
    program = asked.of.strip().lower()
    if program in rules.PEOPLE_ONLY:
        return True
    maps = {fold(each.partition("=")[0].strip()) for each in asked.maps}
    if program != "auto" or maps & {"title", "identifier", "deal_id", "amount"}:
        return False
    name = asked.files[0]
    if is_vcard(name):
        return True
    try:
        with opened(name) as stream:
            sheet = csv_file.rows(
                stream,
                name=name,
                encoding=asked.encoding,
                header_line=asked.header_line,
                sheet=asked.sheet,
                fits=rules.holds_people,
            )
            return rules.holds_people(sheet.headers)
    except PipectlError:
        return False  # which is said when the file is read
