"""Report the fields without a column, the columns that aren't read, and likely ones among them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import either, quoted
from pipectl.importing.commands.words import shortened
from pipectl.importing.rules.header_guesses import (
    address_of,
    final_amount,
    map_flag,
    of_people,
    shell_quoted,
)
from pipectl.importing.rules.header_words import (
    day_field,
    is_board_list,
    is_expected,
    is_of_identifiers,
    outlook_day,
)
from pipectl.importing.rules.outcomes import says_deleted
from pipectl.importing.rules.unclear_outcomes import is_status
from pipectl.render.output import print_note
from pipectl.vocabulary import OPEN

if TYPE_CHECKING:
    from pipectl.importing.commands.column_looks import ColumnLooks
    from pipectl.importing.commands.plan import ImportOptions, ReadFile
    from pipectl.importing.rules.file_columns import FileColumns

# Fields of the day on which a deal ended.
ENDED = {"won_on": "date won", "lost_on": "date lost", "closed_on": "closing date"}
Near = tuple[str, str, str | None]  # what is missing, its field, and a column that may be it
Unfilled = tuple[object, ...]  # the fields without a column, and the columns not read
DAYS = {"close_on": "expected close date", "closed_on": "closing date"}
# Fields that may be missing, by the field for which a similar column is proposed.
NEAR = {
    "amount": "amount",
    "stage": "stage",
    "account": "account",
    "close date": "close_date",
    "expected close date": "close_date",
    "lost reason": "lost_reason",
    "probability": "probability",
    "contact": "contact",
    "tags": "tags",
    "owner": "owner",
}
# Figures that may stand in several columns of nearly the same name.
TWINS = ("amount", "probability", "close_on", "close_date")
MOST_TWINS = 3
# What a column is proposed for, though it needn't be there: unless one of these fields has one.
ALSO = {
    "account": ("account", "accounts"),
    "lost reason": ("lost_reason",),
    "probability": ("probability", "probability_share"),
    "contact": ("contact", "contacts", "contact_first", "contact_last"),
    "tags": ("tags",),
    "owner": ("owner",),
}


def tell_missing(
    asked: "ImportOptions", run: Run, files: Sequence["ReadFile"], *, has_history: bool
) -> None:
    """Say which fields have no column, and which columns aren't read, once for similar files."""
    told: set[Unfilled] = set()
    for each in files:
        name = "" if len(files) == 1 else f"{each.name}: "
        tell_missing_of(asked, run, each, told, has_history=has_history, begin=name)


def tell_missing_of(
    asked: "ImportOptions",
    run: Run,
    found: "ReadFile",
    told: set[Unfilled],
    *,
    has_history: bool,
    begin: str = "  ",
) -> None:
    """Say which fields of a file have no column, and which columns aren't read, unless `told`."""
    from pipectl.importing.commands.column_looks import ColumnLooks
    from pipectl.importing.commands.key_columns import likely_identifier
    from pipectl.importing.commands.outcome_questions import tell_partly

    missing = missing_fields(asked, found, has_history=has_history)
    if (place := (*missing, found.columns.left_out, found.columns.proposable)) in told:
        return
    told.add(place)
    looks = ColumnLooks(run, asked, found)
    for each in about_columns(missing, found, likely_identifier(asked, found), looks):
        print_note(f"{begin}{each}")
    if unread := unread_columns(found):
        print_note(f"{begin}Columns not imported: {', '.join(map(shortened, unread))}.")
    if "stage" in missing:
        tell_partly(run, begin, found.read.partly)


def missing_fields(asked: "ImportOptions", found: "ReadFile", *, has_history: bool) -> list[str]:
    """Return the important fields that no column fills, and that nothing else tells."""
    from pipectl.importing.commands.outcome_questions import OUTCOMES, said_stages

    is_settled = bool(asked.won_when or asked.lost_when or asked.open_when or asked.open_stages)
    is_settled = is_settled or not {*OUTCOMES}.isdisjoint(said_stages(asked).values())
    has_open = any(row.outcome == OPEN for row in found.read.rows)
    missing = found.columns.unfilled(has_open=has_open, has_history=has_history)
    if is_settled or (found.read.said and not found.read.unclear):
        return [what for what in missing if what != "outcome"]
    return missing


def unread_columns(found: "ReadFile") -> Sequence[str]:
    """Return the headers of columns that aren't read."""
    from pipectl.importing.commands.rejects import is_mended
    from pipectl.importing.rules.csv_file import PROBLEM

    unread = found.columns.left_out
    if is_mended(found):  # whose last column is ours
        return tuple(header for header in unread if header != PROBLEM)
    return unread


def proposable_columns(found: "ReadFile") -> Sequence[str]:
    """Return the headers of columns that may be meant for a field of deals."""
    kept = found.columns.proposable[len(found.columns.left_out) :]
    return (*unread_columns(found), *kept)


def about_columns(
    missing: Sequence[str], found: "ReadFile", key: str | None, looks: "ColumnLooks"
) -> list[str]:
    """Return which fields have no column, and which columns may be theirs.

    `key` may be the identifier.
    """
    unread = proposable_columns(found)
    said = [f"Found no column for: {', '.join(missing)}."] if missing else []
    near = likely_columns(missing, found, unread, looks)
    weaker = by_weaker_words(missing, found, unread, near, looks)
    for what, field, header in (*near, ("identifier", "identifier", key), *weaker):
        if header is not None:
            has_twins = field in TWINS and (what, field, header) not in weaker
            alike = looks.twins(field, header, unread) if has_twins else []
            which = either([quoted(each, 60) for each in (header, *alike[:MOST_TWINS])])
            use = "it" if not alike else "one of them"
            said.append(f"{which} may be the {what}. To use {use}: {map_flag(field, header)}")
    if (own := found.columns.own_company) is not None:
        flag = map_flag("account", own)
        said.append(
            f"{quoted(own, 60)} isn't read as the account: it has the same value in every row. To "
            f"use it: {flag}"
        )
    said += [
        f"{quoted(other, 60)} may be the {read.field} instead of {quoted(read.header, 60)}. To use "
        f"it: {map_flag(read.field, other)}"
        for read, other in found.columns.rivals()
    ]
    said += [
        f"{quoted(header, 60)} may be the outcome. To use it: --won-when "
        f"{shell_quoted(header, 'VALUE')} --lost-when {shell_quoted(header, 'VALUE')}"
        for header in unread  # numbers for outcomes, whose meaning only the seller knows
        if "outcome" in missing and not found.read.unclear
        if is_status(header) and is_of_identifiers(header)
    ][:1]
    said += [
        f"{quoted(header, 60)} is a yes in {looks.said_yes(header)}, imported like the others. To "
        f"skip deleted rows: {map_flag('is_deleted', header)}"
        for header in unread
        if says_deleted(header) and not found.columns.has("is_deleted") and looks.of(header).yes
    ][:1]
    if (reasons := found.columns.reasons) in unread and reasons is not None:
        field = "outcome" if found.columns.has("lost_reason") else "lost_reason"
        said.append(
            f"{quoted(reasons, 60)} isn't read as the outcome: none of its values is won, lost or "
            f"open. To use it: {map_flag(field, reasons)}"
        )
    return said


def proposals(missing: Sequence[str], found: "ReadFile", looks: "ColumnLooks") -> list[Near]:
    """Return the fields for which an unread column may be proposed, with that column or None."""
    unread = proposable_columns(found)
    near = likely_columns(missing, found, unread, looks)
    return [*near, *by_weaker_words(missing, found, unread, near, looks)]


def likely_columns(
    missing: Sequence[str], found: "ReadFile", unread: Sequence[str], looks: "ColumnLooks"
) -> list[Near]:
    """Return proposals by the words of headers."""
    columns = found.columns
    wanted = [*missing, *(what for what, fields in ALSO.items() if not columns.has(*fields))]
    others = [each for each in unread if each not in columns.own_companies]
    near: list[Near] = [
        (what, field, looks.likely(field, others if field == "account" else unread))
        for what in wanted
        if (field := NEAR.get(what)) is not None
    ]
    if any(outlook_day(each) == "close_on" for each in unread):
        # Once that is read, another day of closing is known to be the actual one.
        near = [each for each in near if each[1] != "close_date"]
    if not columns.has(*ALSO["contact"]):
        if not any(field == "contact" and header for _, field, header in near):
            near += [("contact", "contact", each) for each in of_people(unread)[:1]]
    elif not columns.has("contact_email"):  # without a contact, it may be the company's
        address = address_of(columns.header_of("contact"), unread)
        if address is None or not looks.of(address).may_be("contact_email"):
            address = looks.likely("contact_email", unread)
        near.append(("contact's e-mail", "contact_email", address))
    if columns.has("amount") and not columns.has("closed_value"):
        near.append(("won amount", "closed_value", final_amount(unread)))
    near += [(ENDED[field], field, header) for field, header in unread_ends(columns).items()]
    if is_never_expected(found):
        near.append(("expected close date", "close_on", looks.likely("close_date", unread)))
    return [as_day(each) for each in near]


def by_weaker_words(
    missing: Sequence[str],
    found: "ReadFile",
    unread: Sequence[str],
    near: Sequence[Near],
    looks: "ColumnLooks",
) -> list[Near]:
    """Return proposals by headers that only say "status", or an expected or actual date.

    A status with no other words than those for won, lost and open is the outcome. Without a status,
    the lists of a board are stages.
    """
    proposed = {field for _, field, header in near if header is not None}
    weaker: list[Near] = []
    stated = [each for each in unread if is_status(each) and not is_of_identifiers(each)]
    outcomes = [each for each in stated if 0 < looks.of(each).filled == looks.of(each).outcomes]
    if "stage" in missing and "stage" not in proposed:
        lists = [each for each in unread if is_board_list(each) and len(looks.of(each).values) > 1]
        stages = [each for each in (*stated, *lists) if each not in outcomes]
        weaker += [("stage", "stage", each) for each in stages[:1]]
    if "close date" in missing and not proposed & {"close_date", "close_on"}:
        days = {outlook_day(each): each for each in reversed(unread)}
        weaker += [(DAYS[day], day, days[day]) for day in DAYS if day in days]
    if "outcome" in missing and not found.read.unclear:
        weaker += [("outcome", "outcome", each) for each in outcomes[:1]]
    return weaker


def unread_ends(columns: "FileColumns") -> dict[str, str]:
    """Return unread columns of days on which deals ended, if other columns are read as that."""
    if not columns.has("close_date", *ENDED):
        return {}
    days = {day: each for each in reversed(columns.proposable) if (day := day_field(each)) in ENDED}
    return {day: days[day] for day in ENDED if day in days and not columns.has(day)}


def is_never_expected(found: "ReadFile") -> bool:
    """Return whether no open row has a close date, although a column is read as that."""
    still_open = [row for row in found.read.rows if row.outcome == OPEN]
    there = found.columns.has("close_date", "close_on")
    return bool(still_open) and there and all(row.close_on is None for row in still_open)


def as_day(near: Near) -> Near:
    """Return a field with its likely header, as the close date that the header's words name."""
    _, field, header = near
    if field != "close_date" or header is None:
        return near
    is_one = day_field(header) == "close_on" or is_expected(header)
    return ("expected close date", "close_on", header) if is_one else near
