"""Is everything in the store as it should be?"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipectl.domain.findings import FIX, RENAME, RESTORE, RULE, Finding
from pipectl.errors import listed
from pipectl.queries.health_ranges import ranges
from pipectl.queries.health_rows import journal, plain, unwritten
from pipectl.queries.health_setup import kept_settings, schema, settings, standing
from pipectl.store.damage import unsound
from pipectl.store.derived import Correction, corrections
from pipectl.store.folds import invisible, misfolded
from pipectl.store.reader import DamagedValueError, Reader, as_date

# SQLite tells a row that breaks a rule of its table among the damages; it can be read all the same.
BROKEN_RULE = "CHECK constraint failed in "

LAST_CHANGE_SQL = "select max(on_day) from journal_operation where on_day <= :today"

FUTURE_SQL = """
select
  id,
  created_on
from opportunity
where created_on > :today and status <> 'deleted'
order by id
"""

KEPT = (
    *("status", "stage_id", "stage_entered_on", "created_on", "amount_minor", "currency"),
    *("close_on", "probability_bp", "closed_on", "reason", "competitor", "revisit_on"),
)
# Each opportunity as it is, then as the last row of its history has it.
HISTORY_SQL = f"""
select
  o.id,
  h.id,
  {", ".join(f"o.{column}" for column in KEPT)},
  {", ".join(f"h.{column}" for column in KEPT)}
from opportunity as o
left join (
  select
    opportunity_id,
    max(id) as id
  from opportunity_history
  group by opportunity_id
) as latest on latest.opportunity_id = o.id
left join opportunity_history as h on h.id = latest.id
order by o.id
"""

DATES_SQL = """
select
  id,
  created_on,
  stage_entered_on,
  closed_on
from opportunity
where stage_entered_on < created_on or closed_on < stage_entered_on
order by id
"""

NO_REASON_SQL = """
select
  id
from opportunity
where status = 'lost' and trim(coalesce(reason, '')) = ''
order by id
"""

SEVERAL_NEXT_SQL = """
select
  opportunity_id
from next_action
where status = 'open'
group by opportunity_id
having count(*) > 1
order by opportunity_id
"""

USELESS_NEXT_SQL = """
select
  o.id,
  o.status
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where n.status = 'open' and o.status in ('lost', 'deleted')
order by o.id
"""

DERIVED = {
    "pushes": "number of pushes",
    "last_contact_on": "last contact",
    "asked_on": "day of the last answers",
    "buying": "last answer to the first question",
}


def findings(reader: Reader, today: date) -> list[Finding]:
    """What is wrong with the rows; raises sqlite3.Error where the file itself is damaged."""
    found: list[Finding] = []
    for check in CHECKS:
        found += check(reader)
        reader.release()  # a large store takes seconds a check: writers go in between
    return [*found, *future(reader, today)]


def broken_rules(reader: Reader) -> list[Finding]:
    """What is wrong with the rows themselves, in one view of the store."""
    return [each for check in RULES for each in check(reader)]


def future(reader: Reader, today: date) -> Iterator[Finding]:
    """Deals that were created on a day that is still to come: a clock was wrong."""
    for number, day in reader.rows(FUTURE_SQL, {"today": today}):
        todo = f"Set the day it began: `pipectl edit {number} --created DATE`."
        yield Finding(
            "date", f"opportunity {number}", f"it was created on {day}, in the future", todo
        )


def last_change(reader: Reader, today: date) -> date | None:
    """The day of the latest operation up to today."""
    found = reader.value(LAST_CHANGE_SQL, {"today": today})
    return None if found is None else as_date(found)


def rules_of_tables(reader: Reader) -> Iterator[Finding]:
    """Tables with rows that break their rules; raises sqlite3.DatabaseError for damage."""
    told = [str(row[0]) for row in reader.rows("pragma integrity_check")]
    damage = [line for line in told if line != "ok" and not line.startswith(BROKEN_RULE)]
    if damage:
        raise sqlite3.DatabaseError(damage[0].splitlines()[-1])
    place = unsound(reader)
    if place:
        raise DamagedValueError(place)
    for line in dict.fromkeys(line for line in told if line != "ok"):
        table = line.removeprefix(BROKEN_RULE)
        yield Finding(RULE, f"table {table}", "a row breaks a rule of the table", RESTORE)


def references(reader: Reader) -> Iterator[Finding]:
    """Rows that refer to others which aren't there."""
    for table, number, other, _ in reader.rows("pragma foreign_key_check"):
        what = f"it refers to {named(other)} that isn't there"
        yield Finding("reference", f"{words(table)} {number}", what, RESTORE)


def words(table: str) -> str:
    """A table's name as words."""
    return table.replace("_", " ")


def named(table: str) -> str:
    """One row of a table, in words."""
    return f"{'an' if table[0] in 'aeiou' else 'a'} {words(table)}"


def opportunity(kind: str, number: int, what: str, todo: str, *, fixable: bool = False) -> Finding:
    """A finding about an opportunity."""
    return Finding(kind, f"opportunity {number}", what, todo, fixable)


def history(reader: Reader) -> Iterator[Finding]:
    """Opportunities that aren't what the last row of their history says."""
    for number, row, *values in reader.rows(HISTORY_SQL):
        if row is None:
            yield opportunity("history", number, "it has no history", RESTORE)
            continue
        pairs = zip(KEPT, values[: len(KEPT)], values[len(KEPT) :], strict=True)
        differing = [plain(column) for column, now, then in pairs if now != then]
        if differing:
            what = f"its {listed(differing)} {verb(differing)} not what its history says last"
            todo = f"See `pipectl show {number}`, and set it to what is right."
            yield opportunity("history", number, what, todo)


def verb(names: list[str]) -> str:
    """The verb that goes with so many."""
    return "is" if len(names) == 1 else "are"


def dates(reader: Reader) -> Iterator[Finding]:
    """Opportunities whose dates are out of order."""
    for number, created_on, entered_on, closed_on in reader.rows(DATES_SQL):
        what = f"it entered its stage on {entered_on}, before it began on {created_on}"
        if entered_on >= created_on:
            what = f"it was closed on {closed_on}, before it entered its stage on {entered_on}"
        todo = f"`pipectl edit {number} --created DATE`, or `pipectl win|lose {number} --on DATE`."
        yield opportunity("dates", number, what, todo)


def reasons(reader: Reader) -> Iterator[Finding]:
    """Lost ones without a reason."""
    for (number,) in reader.rows(NO_REASON_SQL):
        todo = f"`pipectl reopen {number}`, then `pipectl lose {number} --reason REASON`."
        yield opportunity("reason", number, "it was lost without a reason", todo)


def next_actions(reader: Reader) -> Iterator[Finding]:
    """Open next actions where none, or only one, can be."""
    for (number,) in reader.rows(SEVERAL_NEXT_SQL):
        todo = f"`pipectl done {number}` completes one."
        yield opportunity("next action", number, "it has several open next actions", todo)
    for number, status in dict.fromkeys(map(tuple, reader.rows(USELESS_NEXT_SQL))):
        what = f"it is {status} and has an open next action"
        yield opportunity("next action", number, what, FIX, fixable=True)


def derived(reader: Reader) -> Iterator[Finding]:
    """What is repeated so that lists needn't count it, and isn't what the rows say."""
    names: Any = None
    for (table, number), columns in grouped(corrections(reader)).items():
        if table == "stage_pace":
            what, where = "how long won ones stayed there is not what the rows say", "stage"
        else:
            names = list(dict.fromkeys(columns))
            what = f"its {listed(names)} {verb(names)} not what the rows say"
            where = "opportunity"
        yield Finding("derived", f"{where} {number}", what, FIX, fixable=True)


def grouped(wrong: Iterator[Correction]) -> dict[tuple[str, int], list[str]]:
    """What has to be corrected, in words, by the opportunity or stage that it is about."""
    found: dict[tuple[str, int], list[str]] = {}
    for each in wrong:
        table = "stage_pace" if each.table == "stage_pace" else "opportunity"
        columns = found.setdefault((table, each.key[0]), [])
        if each.table == "opportunity":
            columns += [DERIVED[name] for name in each.wanted or {}]
        else:
            columns.append("time in its stages")
    return found


def folds(reader: Reader) -> Iterator[Finding]:
    """Texts that can't be found, as what they are compared by is another text's."""
    for each in misfolded(reader):
        what = f"its {each.column} would not be found: it is compared by another text"
        yield Finding("derived", f"{words(each.table)} {each.number}", what, FIX, fixable=True)


def unseen(reader: Reader) -> Iterator[Finding]:
    """Names that look like another one because a character in them is drawn as nothing."""
    for each in invisible(reader):
        what = f"its {each.column} has U+{ord(each.character):04X}, which nobody can see"
        yield Finding("text", f"{words(each.table)} {each.number}", what, RENAME)


# What holds of the rows themselves, wherever they came from.
RULES = (
    references,
    history,
    dates,
    reasons,
    next_actions,
    settings,
    kept_settings,
    standing,
    derived,
)
CHECKS = (rules_of_tables, schema, *RULES, folds, unseen, journal, unwritten, ranges)
