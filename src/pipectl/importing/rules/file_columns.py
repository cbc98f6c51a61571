"""Recognize a file's program by its headers, and map its columns to fields."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipectl.errors import PipectlError, RefusedError, UsageError, either, listed, quoted
from pipectl.fields.rules import FieldDefinition
from pipectl.importing.rules.column_choices import OUTCOMES, choose_similar, places_of
from pipectl.importing.rules.fields import (
    FALSE,
    FIELDS,
    OURS_ONLY,
    TRUE,
    OursOnlyError,
    field_named,
)
from pipectl.importing.rules.header_guesses import likely_header, map_flag, of_people
from pipectl.importing.rules.header_words import day_field, is_expected
from pipectl.importing.rules.outcomes import When
from pipectl.importing.rules.own_columns import ExtraColumn, OwnName, extra_columns
from pipectl.importing.rules.plain_headers import REVENUES
from pipectl.importing.rules.programs import (
    ACTIVE,
    CSV,
    EXPORT,
    FORMATS,
    NAMED_ONLY,
    Format,
    bare,
    known_as,
    without_deal,
)
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

# Headers of columns in which false, or true, means archived.
_ACTIVE = {"active", "isactive", "aktiv", "actif", "activo", "ativo", "attivo", "actief"}
_GONE = {"archived", "isarchived", "archiviert", "archivé", "archivado", "arquivado", "archiviato"}

RIVALED = ("amount", "stage", "account")  # fields for which the choice of a column matters most


class FileColumn(NamedTuple):
    """A column of a file, and the field that it fills."""

    place: int
    header: str
    field: str


class Better(NamedTuple):
    """A column that is read for a field instead of another one, whose header fits it as well.

    `times`: its amounts are those of the other column, multiplied by this column's numbers.
    `may_be_percent`: the other column may be one of probabilities.
    """

    field: str
    header: str
    instead_of: str
    times: str | None = None
    may_be_percent: bool = False


class FileColumns(NamedTuple):
    """The columns of a file with their fields; `left_out` are the headers of unread columns.

    `is_told`: columns that fill no field tell the outcome. `told_currency` is the header of a
    currency column recognized by its cells; `may_be_currency` is another column of currency codes
    that fills nothing. `extra` columns are kept as custom fields. `reasons` is a column called
    "Outcome" in which no value is an outcome. `guessed` columns were chosen by similar headers,
    those of the fields in `said` by the user. `own_companies` have the seller's own company in
    every row, and `own_company` is the one that else would be read as the account. `better`:
    columns that are read instead of others because of their cells.
    """

    format: Format
    columns: tuple[FileColumn, ...]
    left_out: tuple[str, ...]
    is_told: bool = False
    told_currency: str | None = None
    may_be_currency: str | None = None
    extra: tuple[ExtraColumn, ...] = ()
    reasons: str | None = None
    guessed: tuple[FileColumn, ...] = ()
    said: frozenset[str] = frozenset()
    own_company: str | None = None
    own_companies: frozenset[str] = frozenset()
    better: tuple[Better, ...] = ()

    @property
    def proposable(self) -> tuple[str, ...]:
        """The headers of columns that may be meant for a field of deals.

        Unread ones, and those that are kept as custom fields unless the user named the field.
        """
        return (*self.left_out, *(each.header for each in self.extra if each.said is None))

    @property
    def tells_outcome(self) -> bool:
        """Whether a column tells the outcome; without one, no deal is reopened."""
        return self.is_told or any(each.field in OUTCOMES for each in self.columns)

    def own_whens(self, headers: Sequence[str]) -> list[tuple[When, int]]:
        """Return the format's own rules for outcomes, with the places of their columns."""
        places = {each.field: each.place for each in self.columns}
        found = []
        for when in self.format.whens:
            place = places.get(when.header)
            if when.header == ACTIVE:
                there = (at for at, each in enumerate(headers) if bare(each) in _ACTIVE)
                place = next(there, None)
            if place is not None:
                found.append((when._replace(header=headers[place]), place))
        return found

    def using(self, headers: Iterable[str]) -> "FileColumns":
        """Return a copy that reads the columns of these headers for other fields."""
        used = set(map(bare, headers))
        left_out = tuple(each for each in self.left_out if bare(each) not in used)
        return self._replace(left_out=left_out)

    def keeping(
        self,
        headers: Sequence[str],
        said: Mapping[int, OwnName],
        known: Sequence[FieldDefinition] | None,
    ) -> "FileColumns":
        """Return a copy that keeps extra columns: those `said`, and unread ones.

        `known`: of the unread ones only those named after one of these fields; None: all.
        """
        taken = {each.place for each in self.columns}
        taken |= {place for _, place in self.own_whens(headers)}
        extra = extra_columns(headers, self.left_out, taken, said, known=known)
        kept = [each.header for each in extra]
        return self._replace(
            extra=extra, left_out=tuple(each for each in self.left_out if each not in kept)
        )

    def exchanged(
        self, headers: Sequence[str], read: FileColumn, other: FileColumn
    ) -> "FileColumns":
        """Return a copy that reads an unread column instead of another one."""
        unread = {*self.left_out, read.header} - {other.header}
        return self._replace(
            columns=tuple(sorted(other if each is read else each for each in self.columns)),
            left_out=tuple(each for each in headers if each in unread),
            guessed=tuple(each for each in self.guessed if each != read),
        )

    def renamed(self, field: str, other: str) -> "FileColumns":
        """Return a copy that reads the column of a field as another one."""
        columns = [
            each._replace(field=other) if each.field == field else each for each in self.columns
        ]
        return self._replace(columns=tuple(columns))

    def unfilled(self, *, has_open: bool, has_history: bool = False) -> list[str]:
        """Return the important fields of a deal that no column fills.

        Only open deals need an expected close date, and a history tells the stage.
        """
        there = {FIELDS[each.field].same_as or each.field for each in self.columns}
        is_told = self.tells_outcome or not there.isdisjoint({"won_on", "lost_on"})
        is_told = is_told or (self.format.is_told_by_stage and "stage" in there)
        there |= {"stage"} if has_history else set()
        found = [name for name in ("amount", "stage") if name not in there]
        if not there & {"close_on", "close_date"}:
            closed = there & {"closed_on", "won_on", "lost_on"}
            found += ["expected close date"] if closed and has_open else []
            found += [] if closed else ["close date"]
        return found if is_told else [*found, "outcome"]

    def has(self, *fields: str) -> bool:
        """Return whether a column fills one of the fields."""
        return any(each.field in fields for each in self.columns)

    def rivals(self) -> list[tuple[FileColumn, str]]:
        """Return the columns read for a field that an unread column of a plain file may fill, too.

        An expected amount is no rival of a plain one, and the user's choice has none.
        """
        if self.format is not CSV:
            return []
        known = {(field, bare(header)) for field, header in CSV.known}
        people = of_people(self.proposable)
        worse = {each.instead_of for each in self.better}
        return [
            (column, header)
            for column in self.columns
            if column.field in RIVALED and column.field not in self.said
            for header in self.proposable
            if {(column.field, name) for name in (bare(header), without_deal(bare(header)))} & known
            if not is_expected(header)
            if header not in {*self.own_companies, *people, *worse}
            if bare(header) != bare(column.header)
        ]

    @property
    def may_have_changes(self) -> bool:
        """Whether the column of closing dates isn't called so: `Last Stage Change Date`."""
        header = self.header_of("closed_on")
        return day_field(header) is None and not known_as(bare(header))

    def place(self, field: str) -> int | None:
        """Return the place of the column that fills a field, or None."""
        return next((each.place for each in self.columns if each.field == field), None)

    @property
    def footer(self) -> Callable[[Sequence[str]], bool] | None:
        """Return the function that recognizes lines below a report, for formats with such lines."""
        return self._is_below if self.format.footer else None

    def _is_below(self, cells: Sequence[str]) -> bool:
        """Return whether a line lacks a title, or the fields that every row has."""
        title, *rest = (self.place(field) for field in ("title", "stage", "close_date"))
        there = [place for place in rest if place is not None]

        def has(place: int | None) -> bool:
            return place is not None and place < len(cells) and bool(cells[place].strip())

        is_named = has(title) if title is not None else has(self.place("identifier"))
        return not is_named or bool(there and not any(map(has, there)))

    def header_of(self, *fields: str) -> str:
        """Return the header of the column that fills one of the fields, or the first's own name."""
        return next((each.header for each in self.columns if each.field in fields), fields[0])


class SeveralFormatsError(RefusedError):
    """The headers match several programs."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"The headers match more than one program: {listed(names)}.",
            hint=f"Name the program: --from {' or --from '.join(names)}.",
        )


class NoDealsError(RefusedError):
    """An export of something other than deals."""

    def __init__(self, name: str, of: str, headers: Sequence[str]) -> None:
        there = {bare(header) for header in headers}
        what, instead = f"an export of {of} without deals", "Export the deals instead."
        likely = likely_header("title", headers)
        if of == "close" and not there.isdisjoint(_CLOSE_LEADS):
            what = "Close's export of leads, which has at most one deal for each lead"
            instead, likely = 'In Close, export "Opportunities" instead.', None
        flag = "--map title=HEADER." if likely is None else map_flag("title", likely)
        super().__init__(f"{name} is {what}.", hint=f"{instead} Or name the title column: {flag}")


class NoTitleColumnError(RefusedError):
    """No column is known to have titles; `likely` is one that may."""

    def __init__(self, headers: Sequence[str], wanted: Sequence[str]) -> None:
        self.headers, self.likely = headers, likely_header("title", headers)
        shown = ", ".join(quoted(header) for header in headers[:8])
        more = f" and {len(headers) - 8} more" if len(headers) > 8 else ""
        flag = "--map title=HEADER"
        if self.likely is not None:
            flag = f"{map_flag('title', self.likely)}, if it is that one"
        elif (account := likely_header("account", headers)) is not None:
            flag = f"{flag}, or {map_flag('title', account)} to name deals after their accounts"
        super().__init__(
            f"None of the headers is a deal title: {shown}{more}.",
            hint=f"Looked for {'; '.join(wanted)}. Name the column: {flag}.",
        )


class UnknownHeaderError(UsageError):
    """No column has the given header."""

    def __init__(self, name: str, header: str, headers: Sequence[str]) -> None:
        super().__init__(
            f"{name} has no column {quoted(header)}.", hint=_near(header, headers, "Headers")
        )
        self.header = header


# Contacts, companies and leads have identifiers and creation dates, too, but none of these.
_OF_DEALS = {"title", "amount", "amount_cents", *OUTCOMES}
_CLOSE_LEADS = {"numopportunities", "primaryopportunityvalue", "displayname"}


def recognize(headers: Sequence[str], *, maps: Mapping[str, str] | None = None) -> Format:
    """Return the format that knows most of the headers and has at least one sign of its own.

    Other files are plain if they have a plain header, or if `maps` names their headers; otherwise
    raise RefusedError with the headers that were looked for.
    """
    there = {*places_of(headers)}
    spelled = [*headers, *(there - set(map(bare, headers)))]
    known = {
        each: len(there & {bare(header) for _, header in each.known})
        for each in FORMATS
        if each.wrote(spelled) and _is_named(each, there)
    }
    most = max(known.values(), default=0)
    best = [each for each, count in known.items() if count == most]
    if len(best) == 1:
        return best[0]
    if len(best) > 1:
        raise SeveralFormatsError([each.name for each in best])
    plain = there | set(map(without_deal, there))
    if (
        _is_named(CSV, plain)
        or _is_named_only(plain)
        or {field_named(each) for each in maps or {}}
        & {
            "identifier",
            "title",
        }
    ):
        return CSV
    raise _unrecognized(headers)


def may_be_headers(
    headers: Sequence[str], of: Format | None = None, maps: Mapping[str, str] | None = None
) -> bool:
    """Return whether these can be headers of deals: a format's, or those named in `maps`."""
    try:
        columns(headers, recognize(headers, maps=maps) if of is None else of, maps)
    except (SeveralFormatsError, NoDealsError):
        return True
    except PipectlError:
        return False
    return True


def columns(
    headers: Sequence[str], of: Format, maps: Mapping[str, str] | None = None, *, name: str = "file"
) -> FileColumns:
    """Map the columns to fields; `maps` (field: header) has precedence over the format.

    A field is filled by the best of its headers in the file. Raises UsageError for an unknown field
    or header, RefusedError if no column names the deals.
    """
    places = places_of(headers)
    if of is CSV:
        places = {**{without_deal(each): at for each, at in reversed(places.items())}, **places}
    chosen: dict[str, int] = {}
    said = {field_named(field): header for field, header in (maps or {}).items()}
    for field, header in said.items():
        if field in OURS_ONLY and of.name != EXPORT:
            raise OursOnlyError(field)
        chosen[field] = place_of(header, headers, name)
    mapped = {FIELDS[field].same_as or field for field in said}
    mapped_places = set(chosen.values())
    for field, header in (*of.known, *(NAMED_ONLY if of is CSV else ())):
        place = places.get(bare(header))
        if place in mapped_places and field not in ("account", "accounts"):
            continue  # the user said what it is, and only accounts also name deals
        if place is not None and (FIELDS[field].same_as or field) not in mapped:
            chosen.setdefault(field, place)
    guesses: frozenset[str] = frozenset()
    if of.name != EXPORT:
        first = tuple(FileColumn(at, headers[at], field) for field, at in chosen.items())
        taken = {place for _, place in FileColumns(of, first, ()).own_whens(headers)}
        guesses = choose_similar(of, headers, chosen, mapped, taken=taken)
    if of.name != EXPORT and "next_action" not in chosen and "next_due" not in said:
        chosen.pop("next_due", None)  # nothing is due
    if not chosen.keys() & {"identifier", "title"}:
        raise _unrecognized(headers, of)
    if of.name not in (CSV.name, EXPORT) and not chosen.keys() & _OF_DEALS:
        raise NoDealsError(name, of.name, headers)
    if "title" not in chosen and not {"identifier", "title"} & mapped:
        # Deals are named by their identifiers only if nothing else can name them.
        read = {place for field, place in chosen.items() if field != "note"}  # a description
        unread = [each for place, each in enumerate(headers) if place not in read]
        if likely_header("title", unread) is not None:
            raise _unrecognized(headers, of)
    if "amount" in chosen and "currency" not in said:
        # A column named after the amount's currency has precedence.
        amount = bare(headers[chosen["amount"]])
        for name in (f"{amount}currency", amount.replace("deal-", "deal-currencyof")):
            if name != amount and name in places:
                chosen["currency"] = places[name]
    found = sorted(FileColumn(place, headers[place], field) for field, place in chosen.items())
    told = FileColumns(of, tuple(found), ()).own_whens(headers)
    taken = {*chosen.values(), *(place for _, place in told)}
    left_out = (
        header or f"column {place + 1}"
        for place, header in enumerate(headers)
        if place not in taken and bare(header) not in set(map(bare, of.derived))
    )
    guessed = tuple(each for each in found if each.field in guesses)
    return FileColumns(
        of,
        tuple(found),
        tuple(left_out),
        is_told=bool(told),
        guessed=guessed,
        said=frozenset(said),
    )


def place_of(header: str, headers: Sequence[str], name: str) -> int:
    """Return the place of a column by header or number; raise UnknownHeaderError without one."""
    for known in (
        {each: place for place, each in reversed(list(enumerate(headers)))},
        places_of(headers),
    ):
        for spelling in (header.strip(), bare(header)):
            if spelling and spelling in known:
                return known[spelling]
    number = header.strip()
    if (unnamed := re.fullmatch("column ([0-9]+)", number)) is not None:
        number = unnamed[1]  # the name of a column without a header
    if number.isascii() and number.isdigit() and 0 < int(number[:9]) <= len(headers):
        return int(number) - 1
    raise UnknownHeaderError(name, header, headers)


def is_archive(header: str, text: str | None = None) -> bool:
    """Return whether the column tells what was archived, and this cell says so."""
    name = bare(header)
    if name in _ACTIVE:
        return text is None or fold(text) in FALSE
    return name in _GONE and (text is None or fold(text) in TRUE)


def _is_named(of: Format, there: Iterable[str]) -> bool:
    """Return whether a column names the deals."""
    naming = {bare(header) for field, header in of.known if field in ("identifier", "title")}
    return not naming.isdisjoint(there)


def _is_named_only(there: Iterable[str]) -> bool:
    """Return whether there is a bare name, as contacts have, and an amount, as only deals have."""
    amounts = {bare(header) for field, header in CSV.known if field == "amount"}
    amounts -= {bare(header) for _, header in REVENUES}  # which companies have, too
    named = {bare(header) for _, header in NAMED_ONLY}
    return not named.isdisjoint(there) and not amounts.isdisjoint(there)


def _unrecognized(headers: Sequence[str], of: Format | None = None) -> NoTitleColumnError:
    wanted = [
        either([*dict.fromkeys(name for field, name in each.headers if field == wanted)][:2])
        for each in ([of] if of else [each for each in FORMATS if each.name != EXPORT])
        for wanted in (("identifier", "title") if of else ("title",))
    ]
    return NoTitleColumnError(headers, wanted)


def _near(text: str, names: Sequence[str], all_of_them: str) -> str:
    from difflib import get_close_matches

    spellings = {fold(name): name for name in names if name}
    near = [spellings[each] for each in get_close_matches(fold(text)[:100], list(spellings))]
    if near:
        return f"Did you mean {either(map(quoted, near))}?"
    shown = ", ".join(map(quoted, list(spellings.values())[:12]))
    return f"{all_of_them}: {shown}{', …' if len(spellings) > 12 else '.'}"
