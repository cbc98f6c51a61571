"""Check derived data against the rows."""

from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import (
    StageHistoryRow,
    StageTotals,
    percentile_75_index,
    pushes,
    stage_totals,
)
from pipectl.store.reader import Reader, as_date, record
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.text import first_invisible, fold
from pipectl.vocabulary import CONTACT_KINDS

OPPORTUNITIES_SQL = """
select
  id,
  pushes,
  last_contact_on,
  asked_on,
  buying
from opportunity
order by id
"""

PAST_SQL = """
select
  opportunity_id,
  stage_id,
  stage_entered_on,
  created_on,
  status,
  close_on,
  closed_on,
  note
from opportunity_history
order by opportunity_id, id
"""

CONTACTS_SQL = f"""
select
  opportunity_id,
  max(done_on)
from activity
where opportunity_id is not null and kind in {CONTACT_KINDS}
group by opportunity_id
order by opportunity_id
"""

ANSWERS_SQL = """
select
  q.opportunity_id,
  q.asked_on,
  q.buying
from qualification as q
join (
  select
    max(id) as id
  from qualification
  group by opportunity_id
) as latest on latest.id = q.id
"""

VISITS_SQL = """
select
  opportunity_id,
  stage_id,
  days,
  gone,
  won
from stage_visit
"""

PACE_SQL = """
select
  stage_id,
  won_count,
  slow_days
from stage_pace
"""

Values = Mapping[str, Any]


class DerivedCorrection(NamedTuple):
    """A derived row: what it is and what it should be; None if there is, or should be, none."""

    table: str
    key: tuple[int, ...]
    found: Values | None
    wanted: Values | None


def derived_corrections(reader: Reader) -> Iterator[DerivedCorrection]:
    """Yield the corrections of derived data that doesn't match the rows."""
    pasts = {
        number: [record(StageHistoryRow, row[1:]) for row in rows]
        for number, rows in groupby(reader.rows(PAST_SQL), key=lambda row: row[0])
    }
    known = yield from opportunities(reader, pasts)
    wanted = {
        (number, stage_id): stay
        for number in known
        for stage_id, stay in stage_totals(pasts.get(number, [])).items()
    }
    yield from visits(reader, wanted)
    yield from paces(reader, wanted)


def opportunities(
    reader: Reader, pasts: Mapping[int, list[StageHistoryRow]]
) -> Generator[DerivedCorrection, None, list[int]]:
    """Yield corrections of derived columns; return the numbers of all opportunities."""
    contacts = {row[0]: row[1] for row in reader.rows(CONTACTS_SQL)}
    answers = {row[0]: (row[1], row[2]) for row in reader.rows(ANSWERS_SQL)}
    numbers = []
    for number, *values in reader.rows(OPPORTUNITIES_SQL):
        numbers.append(number)
        asked_on, buying = answers.get(number, (None, None))
        found = dict(zip(("pushes", "last_contact_on", "asked_on", "buying"), values, strict=True))
        wanted = {
            "pushes": pushes(pasts.get(number, [])),
            "last_contact_on": contacts.get(number),
            "asked_on": asked_on,
            "buying": buying,
        }
        differing = {name: value for name, value in wanted.items() if found[name] != value}
        if differing:
            were = {name: dated(name, found[name]) for name in differing}
            should = {name: dated(name, value) for name, value in differing.items()}
            yield DerivedCorrection("opportunity", (number,), were, should)
    return numbers


def dated(name: str, value: Any) -> Any:
    """Return a value with its column's type."""
    return as_date(value) if name.endswith("_on") and value is not None else value


def visits(
    reader: Reader, wanted: Mapping[tuple[int, int], StageTotals]
) -> Iterator[DerivedCorrection]:
    """Corrections of the stays in stages."""
    found = {
        (row[0], row[1]): StageTotals(row[2], bool(row[3]), bool(row[4]))
        for row in reader.rows(VISITS_SQL)
    }
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key) != wanted.get(key):
            yield DerivedCorrection(
                "stage_visit", key, as_values(found.get(key)), as_values(wanted.get(key))
            )


def as_values(stay: StageTotals | None) -> Values | None:
    """A stay as columns."""
    return stay and stay._asdict()


def paces(
    reader: Reader, stays_wanted: Mapping[tuple[int, int], StageTotals]
) -> Iterator[DerivedCorrection]:
    """Yield corrections of how long won deals stayed; a count of 0 equals no row."""
    days = defaultdict(list)
    for (_, stage_id), stay in stays_wanted.items():
        if stay.won:
            days[stage_id].append(stay.days)
    found = {row[0]: (row[1], row[2]) for row in reader.rows(PACE_SQL)}
    for stage_id in sorted(found.keys() | days.keys()):
        sample = sorted(days[stage_id])
        slow = sample[percentile_75_index(len(sample))] if sample else 0
        is_now, wanted = found.get(stage_id, (0, 0)), (len(sample), slow)
        if is_now != wanted:
            yield DerivedCorrection(
                "stage_pace", (stage_id,), pace_values(is_now), pace_values(wanted)
            )


def pace_values(pair: tuple[int, int]) -> Values:
    """A pace as columns."""
    return {"won_count": pair[0], "slow_days": pair[1]}


FOLDED = "_folded"  # how the name of a column ends that has the folded text of another


class WrongFoldedText(NamedTuple):
    """A row whose folded column is not the fold of its text."""

    table: str
    key: dict[str, Any]
    number: int
    column: str
    wanted: str


class Invisible(NamedTuple):
    """A row whose name contains an invisible character."""

    table: str
    number: int
    column: str
    character: str


def misfolded(reader: Reader) -> Iterator[WrongFoldedText]:
    """Yield every folded column that doesn't match its text."""
    for table, key, number, column, text, found in names(reader):
        if found != (wanted := fold(text)):
            yield WrongFoldedText(table, key, number, column, wanted)


def invisible(reader: Reader) -> Iterator[Invisible]:
    """Yield every name with an invisible character."""
    for table, _, number, column, text, _ in names(reader):
        if (at := first_invisible(text)) is not None:
            yield Invisible(table, number, column, text[at])


@cache
def folded_columns() -> list[tuple[str, str]]:
    """Every column whose folded text is beside it: its table and name."""
    return [
        (table, name.removesuffix(FOLDED))
        for table, kind in sorted(KINDS.items())
        for name in columns(kind)
        if name.endswith(FOLDED) and name.removesuffix(FOLDED) in columns(kind)
    ]


def names(reader: Reader) -> Iterator[tuple[str, dict[str, Any], int, str, str, object]]:
    """Every text with a folded column: table, key, number, column, the text, what is beside it."""
    for table, column in folded_columns():
        key = KINDS[table].__key__
        listed = ", ".join(f'"{name}"' for name in key)
        sql = f'select {listed}, "{column}", "{column}{FOLDED}" from "{table}" order by {listed}'
        for *place, text, found in reader.stream(sql):
            if isinstance(text, str):
                yield table, dict(zip(key, place, strict=True)), place[0], column, text, found
