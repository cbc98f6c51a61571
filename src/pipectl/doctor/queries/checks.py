"""Every check in order: rules, references, schema, settings, columns."""

import sqlite3
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipectl.doctor.queries.journal_rows import DERIVED_TABLES, UNDO, journal, plain, unwritten
from pipectl.doctor.rules import FIX, RENAME, RESTORE, RULE, Finding
from pipectl.errors import StoreError, listed, quoted
from pipectl.store.bulk_checks import DONE, StoredRange, digest, left, unpacked
from pipectl.store.bulk_checks import ranges as every_range
from pipectl.store.connection import explained, tells_of_damage
from pipectl.store.derived_checks import (
    DerivedCorrection,
    derived_corrections,
    invisible,
    misfolded,
)
from pipectl.store.foreign_schema import extra_columns, odd
from pipectl.store.opening import reading
from pipectl.store.reader import DamagedValueError, Reader, as_date
from pipectl.store.rows import KINDS
from pipectl.store.settings import set_anew, stored, wrong


def ranges(reader: Reader) -> Iterator[Finding]:
    """Bulk operations whose rows, or what is kept of them, changed by other means."""
    for each in every_range(reader):
        if (each.content is None) != (each.state == DONE) or not is_readable(each):
            yield about(each, "what it created can't be read")
    for each, found in left(reader):
        known = each.table in KINDS and each.table not in DERIVED_TABLES
        if known and found != each.digest:
            words = each.table.replace("_", " ")
            yield about(each, f"rows of {words} that it created changed by other means")


def is_readable(found: StoredRange) -> bool:
    """Whether what is kept for a redo, if anything is, is what was put away."""
    if found.content is None:
        return found.table in KINDS
    try:
        return digest(unpacked(found.content)) == found.digest
    except (ValueError, zlib.error):
        return False


def about(found: StoredRange, what: str) -> Finding:
    """A finding about a bulk operation."""
    return Finding("journal", f"operation {found.operation}", what, UNDO)


QUOTAS_SQL = """
select
  q.period
from quota as q
left join quota_history as h on h.id = (
  select
    max(id)
  from quota_history
  where quota_id = q.id
)
where h.id is null
  or h.amount_minor <> q.amount_minor
  or coalesce(h.count, 0) <> coalesce(q.count, 0)
order by q.id
"""

STAGES_SQL = """
select
  s.name
from stage as s
left join stage_history as h on h.id = (
  select
    max(id)
  from stage_history
  where stage_id = s.id
)
where h.id is null or h.probability_bp <> s.probability_bp
order by s.position
"""

STANDING_SQL = """
select
  count(*),
  count(distinct position)
from stage
where archived = false
"""

REMOVED_SQL = """
select
  o.id
from opportunity as o
join stage as s on s.id = o.stage_id
where o.status = 'open' and s.archived = true
order by o.id
"""


def schema(reader: Reader) -> Iterator[Finding]:
    """What somebody else put into the file, and rules that somebody took out."""
    for part in odd(reader):
        what, todo = "it is gone, and what it forbids goes in", RESTORE
        if not part.is_gone:
            what = "pipectl made no such thing"
            todo = "Take it out with the program that put it in."
        yield Finding("schema", f"{part.kind} {part.name}", what, todo)


def settings(reader: Reader) -> Iterator[Finding]:
    """Settings of values that they can't have."""
    for setting, value in wrong(stored(reader)):
        what = f"it can't be {quoted(value)}"
        yield Finding("setting", f"setting {setting.key}", what, set_anew(setting, value))


def kept_settings(reader: Reader) -> Iterator[Finding]:
    """Quotas and stages that aren't what their histories say last."""
    for (period,) in reader.rows(QUOTAS_SQL):
        todo = f"Set it once more: `pipectl quota set AMOUNT --period {period}`."
        yield Finding("history", f"quota {period}", "it is not what its history says last", todo)
    for (name,) in reader.rows(STAGES_SQL):
        todo = "Set it once more: `pipectl stage edit --probability`."
        what = "its probability is not what its history says last"
        yield Finding("history", f"stage {name}", what, todo)


def standing(reader: Reader) -> Iterator[Finding]:
    """Stages that are missing or in no order, and open opportunities in none that is in use."""
    count, places = reader.rows(STANDING_SQL)[0]
    if not count:
        todo = f"`pipectl stage add NAME --probability N` adds one. {RESTORE}"
        yield Finding("stage", "stages", "no stage is left", todo)
    if places != count:
        todo = "`pipectl stage move STAGE --after STAGE` puts them in order."
        yield Finding("stage", "stages", "several have the same place", todo)
    for (number,) in reader.rows(REMOVED_SQL):
        what = "it is open and stands in a stage that was removed"
        todo = f"`pipectl move {number} STAGE` puts it into another one."
        yield Finding("stage", f"opportunity {number}", what, todo)


# What a value of each declared type looks like.
SOUND = {
    "VARCHAR": "typeof({0}) = 'text'",
    "INTEGER": "typeof({0}) = 'integer'",
    "BIGINT": "typeof({0}) = 'integer'",
    "BOOLEAN": "{0} in (0, 1)",
    "DATE": "{0} is date({0})",
    # Newer versions of SQLite round the last microsecond of 9999 up, and find no such year.
    "DATETIME": "datetime({0}) is not null or {0} = '9999-12-31 23:59:59.999999'",
}

TABLES_SQL = """
select
  t.name,
  c.name,
  c.type
from sqlite_master as t
join pragma_table_info(t.name) as c
where t.type = 'table' and t.name not like 'sqlite%'
"""

UNSOUND_SQL = """
select
  1
from "{table}"
where "{column}" is not null and not ({rule})
limit 1
"""


def damage(path: Path) -> StoreError | None:
    """The error that tells of what can't be a value, or can't be read; None where all is sound."""
    try:
        with reading(path) as reader:
            place = unsound(reader) or astray(reader)
    except StoreError as error:
        return error if tells_of_damage(error.__cause__) else None
    return explained(DamagedValueError(place), path) if place else None


def unsound(reader: Reader) -> str | None:
    """The first column of ours that is none, or holds what it can't hold, in words."""
    ours = KINDS
    for table, column, kind in reader.rows(TABLES_SQL):
        if table not in ours:
            continue
        # A type that isn't ours: damage to the schema itself, which SQLite takes as it comes.
        rule = SOUND.get(kind, "false").format(f'"{column}"')
        sql = UNSOUND_SQL.format(table=table, column=column, rule=rule)
        is_wrong = kind not in SOUND or reader.rows(sql)
        if is_wrong and (table, column) not in reader.once(extra_columns):
            return f"the {column} of the table {table}"
    return None


def astray(reader: Reader) -> str | None:
    """The first table with a row that refers to nowhere, in words."""
    found = reader.rows("pragma foreign_key_check")
    return f"what a row of the table {found[0][0]} refers to" if found else None


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
    for (table, number), columns in grouped(derived_corrections(reader)).items():
        if table == "stage_pace":
            what, where = "how long won ones stayed there is not what the rows say", "stage"
        else:
            names = list(dict.fromkeys(columns))
            what = f"its {listed(names)} {verb(names)} not what the rows say"
            where = "opportunity"
        yield Finding("derived", f"{where} {number}", what, FIX, fixable=True)


def grouped(wrong: Iterator[DerivedCorrection]) -> dict[tuple[str, int], list[str]]:
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
