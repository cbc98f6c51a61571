"""Check the store: rules, references, schema, settings, histories and derived data."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipectl.doctor.queries import stage_checks
from pipectl.doctor.queries.damaged_values import read_texts, unsound
from pipectl.doctor.queries.exchange_rates import exchange_rates
from pipectl.doctor.queries.experiments import experiments
from pipectl.doctor.queries.field_values import field_values, fit_criteria, segment_conditions
from pipectl.doctor.queries.given_numbers import given_numbers
from pipectl.doctor.queries.journal_rows import DERIVED_TABLES, UNDO, journal, plain, unwritten
from pipectl.doctor.queries.sequences import sequences
from pipectl.doctor.queries.server_checks import rights
from pipectl.doctor.rules import FIX, INDEX, RENAME, RESTORE, RULE, Finding
from pipectl.errors import listed, quoted
from pipectl.reports.rules import quota_command, quota_flags
from pipectl.stage_history import KEPT
from pipectl.store.bulk_checks import DONE, StoredRange, digest, left, unpacked
from pipectl.store.bulk_checks import ranges as every_range
from pipectl.store.derived_checks import (
    DerivedCorrection,
    derived_corrections,
    invisible,
    misfolded,
)
from pipectl.store.foreign_schema import odd
from pipectl.store.reader import DamagedValueError, Reader, as_date
from pipectl.store.rows import KINDS
from pipectl.store.settings import BORN_WITH, setting_hint, stored, wrong
from pipectl.store_settings import STORE_SETTINGS
from pipectl.vocabulary import row_words


def ranges(reader: Reader) -> Iterator[Finding]:
    """Find bulk operations whose rows, or copies of them, were changed outside pipectl."""
    for each in every_range(reader):
        if (each.content is None) != (each.state == DONE) or not is_readable(each):
            yield about(each, "the rows that it created can't be read")
    for each, found in left(reader):
        known = each.table in KINDS and each.table not in DERIVED_TABLES
        if known and found != each.digest:
            yield about(each, f"its {row_words(each.table)} rows were changed outside pipectl")


def is_readable(found: StoredRange) -> bool:
    """Return whether the rows kept for a redo, if any, are the ones that were stored."""
    if found.content is None:
        return found.table in KINDS
    try:
        return digest(unpacked(found.content)) == found.digest
    except ValueError:
        return False


def about(found: StoredRange, what: str) -> Finding:
    """A finding about a bulk operation."""
    return Finding("journal", f"operation {found.operation}", what, UNDO)


QUOTAS_SQL = """
select
  q.period,
  q.currency,
  s.name
from quota as q
left join segment as s on s.id = q.segment_id
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


def schema(reader: Reader) -> Iterator[Finding]:
    """Find foreign parts of the schema, and missing rules."""
    for part in odd(reader):
        what, todo = "missing, so invalid values are no longer rejected", RESTORE
        if not part.is_gone:
            what = "not created by pipectl"
            todo = "Remove it with the program that added it."
        yield Finding("schema", f"{part.kind} {part.name}", what, todo)


def settings(reader: Reader) -> Iterator[Finding]:
    """Find settings with invalid values."""
    for setting, value in wrong(stored(reader)):
        what = f"invalid value {quoted(value)}"
        yield Finding("setting", f"setting {setting.key}", what, setting_hint(setting, value))


def missing_settings(reader: Reader) -> Iterator[Finding]:
    """Find settings that every store has from the start and this one has lost."""
    missing = [each for each in STORE_SETTINGS if each.key == BORN_WITH]
    for setting in missing if BORN_WITH not in stored(reader) else ():
        what = f"missing, so pipectl uses {setting.default}"
        todo = f"Set it again: `pipectl config set {setting.key} VALUE`."
        yield Finding("setting", f"setting {setting.key}", what, todo)


def kept_settings(reader: Reader) -> Iterator[Finding]:
    """Find quotas that differ from the last entry of their histories."""
    base = stored(reader).get(BORN_WITH, "")
    for period, currency, segment in reader.rows(QUOTAS_SQL):
        todo = f"Set it again: {quota_command(period, quota_flags(currency, base, segment))}."
        yield Finding("history", f"quota {period}", "differs from its history", todo)


# SQLite tells a row that breaks a rule of its table among the damages; it can be read all the same.
BROKEN_RULE = "CHECK constraint failed in "
TWICE = "non-unique entry in index "  # of two rows with one key, no index can be made

LAST_CHANGE_SQL = "select max(on_day) from journal_operation where on_day <= :today"

FUTURE_SQL = """
select
  id,
  created_on
from opportunity
where created_on > :today and status <> 'deleted'
  and parent_id is null
order by id
"""

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

# As `Recurring.total_minor`: a half unit is rounded up.
WRONG_TOTAL_SQL = """
select
  id
from opportunity
where recurring_minor is not null
  and amount_minor is not case recurring_per
    when 'month' then recurring_minor * term_months
    else (recurring_minor * term_months + 6) / 12
  end
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
    "asked_on": "date of the last answers",
    "buying": "last answer to the first question",
}


def findings(reader: Reader, today: date) -> list[Finding]:
    """Return the problems of the rows; raise sqlite3.Error if the file itself is damaged."""
    found: list[Finding] = []
    for check in CHECKS:
        found += check(reader)
        if any(each.kind == INDEX for each in found):
            return found  # what the others would find through such an index isn't so
        reader.release()  # a large store takes seconds a check: writers go in between
    return [*found, *future(reader, today)]


def broken_rules(reader: Reader) -> list[Finding]:
    """Return the problems of the rows themselves, in one view of the store."""
    return [each for check in RULES for each in check(reader)]


def future(reader: Reader, today: date) -> Iterator[Finding]:
    """Find deals created in the future: a clock was wrong. A renewal begins later."""
    for number, day in reader.rows(FUTURE_SQL, {"today": today}):
        todo = f"Correct the date: `pipectl edit {number} --created DATE`."
        yield Finding("date", f"deal {number}", f"created on {day}, in the future", todo)


def last_change(reader: Reader, today: date) -> date | None:
    """Return the day of the latest operation up to today."""
    found = reader.value(LAST_CHANGE_SQL, {"today": today})
    return None if found is None else as_date(found)


def rules_of_tables(reader: Reader) -> Iterator[Finding]:
    """Find tables with rows that break their rules; raise sqlite3.DatabaseError for damage.

    A server lets no row break a rule or refer to a missing one, and looks after its files itself.
    """
    if not reader.is_file:
        return
    told = [str(row[0]) for row in reader.rows("pragma integrity_check")]
    damage = [line for line in told if line != "ok" and not line.startswith(BROKEN_RULE)]
    if damage and are_only_indexes(reader, damage):
        yield Finding(INDEX, "indexes", "they don't match the rows of their tables", FIX, True)
        return
    if damage:
        raise sqlite3.DatabaseError(damage[0].splitlines()[-1])
    place = unsound(reader)
    if place:
        raise DamagedValueError(place)
    read_texts(reader)
    for line in dict.fromkeys(line for line in told if line != "ok"):
        table = line.removeprefix(BROKEN_RULE)
        yield Finding(RULE, f"table {table}", "a row breaks a rule of this table", RESTORE)


def are_only_indexes(reader: Reader, damage: Sequence[str]) -> bool:
    """Return whether all rows are sound and unique, so that the indexes can be rebuilt."""
    told = [str(row[0]) for row in reader.rows("pragma quick_check")]
    return all(line == "ok" or line.startswith(BROKEN_RULE) for line in told) and not any(
        line.startswith(TWICE) for line in damage
    )


def references(reader: Reader) -> Iterator[Finding]:
    """Find rows that refer to missing rows."""
    if not reader.is_file:
        return
    for table, number, other, _ in reader.rows("pragma foreign_key_check"):
        what = f"refers to {named(other)} that doesn't exist"
        yield Finding("reference", f"{row_words(table)} {number}", what, RESTORE)


def named(table: str) -> str:
    """Return a row of a table in words: `a stage`."""
    return f"{'an' if row_words(table)[0] in 'aeiou' else 'a'} {row_words(table)}"


def opportunity(kind: str, number: int, what: str, todo: str, *, fixable: bool = False) -> Finding:
    """Return a finding about a deal."""
    return Finding(kind, f"deal {number}", what, todo, fixable)


def history(reader: Reader) -> Iterator[Finding]:
    """Find deals that differ from the last row of their history."""
    for number, row, *values in reader.rows(HISTORY_SQL):
        if row is None:
            yield opportunity("history", number, "no history", RESTORE)
            continue
        pairs = zip(KEPT, values[: len(KEPT)], values[len(KEPT) :], strict=True)
        differing = [plain(column) for column, now, then in pairs if now != then]
        if differing:
            what = f"{listed(differing)} {differ(differing)} from its history"
            todo = f"Look at `pipectl show {number}`, then correct it."
            yield opportunity("history", number, what, todo)


def differ(names: list[str]) -> str:
    """Return the verb for so many names."""
    return "differs" if len(names) == 1 else "differ"


def dates(reader: Reader) -> Iterator[Finding]:
    """Find deals whose dates are out of order."""
    for number, created_on, entered_on, closed_on in reader.rows(DATES_SQL):
        what = f"entered its stage on {entered_on}, before its creation on {created_on}"
        if entered_on >= created_on:
            what = f"closed on {closed_on}, before entering its stage on {entered_on}"
        todo = (
            f"Use `pipectl edit {number} --created DATE` or `pipectl win|lose {number} --on DATE`."
        )
        yield opportunity("dates", number, what, todo)


def reasons(reader: Reader) -> Iterator[Finding]:
    """Find lost deals without a reason."""
    for (number,) in reader.rows(NO_REASON_SQL):
        todo = f"Reopen it, then add one: `pipectl lose {number} --reason REASON`."
        yield opportunity("reason", number, "lost without a reason", todo)


def totals(reader: Reader) -> Iterator[Finding]:
    """Find recurring amounts that don't come to the amount of their deal."""
    for (number,) in reader.rows(WRONG_TOTAL_SQL):
        what = "the amount isn't the recurring amount over its term"
        todo = f"Set it again: `pipectl edit {number} --amount 2500/mo --term 12`."
        yield opportunity("amount", number, what, todo)


def next_actions(reader: Reader) -> Iterator[Finding]:
    """Find deals with several open next actions, and lost or deleted deals with one."""
    for (number,) in reader.rows(SEVERAL_NEXT_SQL):
        todo = f"Complete one: `pipectl done {number}`."
        yield opportunity("next action", number, "several open next actions", todo)
    for number, status in dict.fromkeys(map(tuple, reader.rows(USELESS_NEXT_SQL))):
        what = f"{status}, but has an open next action"
        yield opportunity("next action", number, what, FIX, fixable=True)


def derived(reader: Reader) -> Iterator[Finding]:
    """Find derived data that doesn't match the rows it is derived from."""
    names: Any = None
    for (table, number), changed in grouped(derived_corrections(reader)).items():
        if table == "stage_pace":
            what, where = "the time that won deals spent in it is out of date", "stage"
        else:
            names = list(dict.fromkeys(changed))
            what = f"{listed(names)} {'is' if len(names) == 1 else 'are'} out of date"
            where = "deal"
        yield Finding("derived", f"{where} {number}", what, FIX, fixable=True)


def grouped(wrong: Iterator[DerivedCorrection]) -> dict[tuple[str, int], list[str]]:
    """Return what needs correcting, in words, for each opportunity or stage."""
    found: dict[tuple[str, int], list[str]] = {}
    for each in wrong:
        table = "stage_pace" if each.table == "stage_pace" else "opportunity"
        columns = found.setdefault((table, each.key[0]), [])
        if each.table == "opportunity":
            columns += [DERIVED[name] for name in each.wanted or {}]
        else:
            columns.append("time in stages")
    return found


def folds(reader: Reader) -> Iterator[Finding]:
    """Find texts whose search key doesn't match them."""
    for each in misfolded(reader):
        what = f"{each.column} can't be searched: its search key is out of date"
        yield Finding("derived", f"{row_words(each.table)} {each.number}", what, FIX, fixable=True)


def unseen(reader: Reader) -> Iterator[Finding]:
    """Find names with invisible characters, which make them look like other names."""
    for each in invisible(reader):
        what = f"{each.column} contains an invisible character (U+{ord(each.character):04X})"
        yield Finding("text", f"{row_words(each.table)} {each.number}", what, RENAME)


# What holds of the rows themselves, wherever they came from.
RULES = (
    references,
    history,
    dates,
    reasons,
    totals,
    next_actions,
    settings,
    kept_settings,
    stage_checks.kept_stages,
    stage_checks.standing,
    derived,
)
CHECKS = (
    rules_of_tables,
    rights,
    schema,
    *RULES,
    field_values,
    fit_criteria,
    segment_conditions,
    experiments,
    exchange_rates,
    sequences,
    missing_settings,
    folds,
    unseen,
    journal,
    unwritten,
    ranges,
    given_numbers,
)
