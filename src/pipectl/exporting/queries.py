"""Read the rows that are exported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.queries import ACTIVITY_SQL, ActivityRow
from pipectl.people import queries as people_queries
from pipectl.people.queries import ContactSummary
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.pipeline.queries.deal_history import HISTORY_COLUMNS, HistoryRow
from pipectl.store.reader import CHUNK, DamagedValueError, Reader, chunks, record


class ExportTable(NamedTuple):
    """A table that is exported: the columns of its primary key, and all of them in order."""

    key: str
    columns: tuple[str, ...]


def table(columns: str, key: str = "id") -> ExportTable:
    """Return a table from the names of its columns."""
    return ExportTable(key, tuple(columns.split()))


# What `export --what all` writes: foreign keys point to tables further up, but for
# an opportunity's parent. The journal and what the program notes for itself stay at home.
TABLES = {
    "stage": table(
        "id name name_folded position probability_bp definition cadence_days stalled_days archived"
        " short kind playbook most_contacts contact_days"
    ),
    "action": table("id stage_id text text_folded kind"),
    "criterion": table("id stage_id text text_folded required archived"),
    "stage_history": table("id stage_id happened_on probability_bp recorded_at recorded_on kind"),
    "setting": table("key value", "key"),
    "reason": table("id outcome text text_folded"),
    "segment": table("id name name_folded conditions archived"),
    "segment_history": table("id segment_id conditions recorded_at recorded_on"),
    "quota": table("id period starts_on ends_on amount_minor currency count segment_id owner"),
    "quota_history": table(
        "id quota_id happened_on amount_minor count reason recorded_at recorded_on"
    ),
    "goal": table("kind per count owner", "kind, per, owner"),
    "figure_target": table("figure role value currency source owner", "figure, role, owner"),
    "exchange_rate": table("id uid currency base happened_on rate recorded_at recorded_on"),
    "priority": table("id uid place text period starts_on ends_on set_on done_on owner"),
    "priority_step": table("id uid priority_id kind text due_on done_on"),
    "campaign": table("id name name_folded cost_minor currency starts_on ends_on source"),
    "custom_field": table("id owner name name_folded type choices archived"),
    "fit_criterion": table("id field_folded condition weight"),
    "persona": table("id name name_folded motivation"),
    "persona_objection": table("id persona_id objection objection_folded answer"),
    "template": table("id name name_folded stage_id kind subject body"),
    "sequence": table("id uid name name_folded archived"),
    "sequence_step": table("id sequence_id place wait_days kind text template_id"),
    "account": table("id uid name name_folded email phone note every"),
    "contact": table("id uid name name_folded account_id title email phone note every"),
    "contact_persona": table("contact_id persona_id", "contact_id"),
    "external_contact": table("source identifier contact_id", "source, identifier"),
    "external_account": table("source identifier account_id", "source, identifier"),
    "opportunity": table(
        "id uid slug key title title_folded account_id contact_id parent_id amount_minor currency"
        " stage_id stage_entered_on probability_bp status close_on source campaign note created_on"
        " added_on closed_on reason closing_note competitor revisit_on pushes last_contact_on"
        " asked_on buying recurring_minor recurring_per term_months owner"
    ),
    "opportunity_tag": table("opportunity_id tag_folded tag", "opportunity_id, tag_folded"),
    "tag_history": table("id opportunity_id tag tag_folded added recorded_at recorded_on"),
    "field_value": table(
        "id field_id opportunity_id account_id contact_id value recorded_at recorded_on"
    ),
    "contact_role": table(
        "id uid opportunity_id contact_id role stance started_on recorded_at recorded_on ended_on"
        " ended_recorded_on why replaced_by_id"
    ),
    "opportunity_history": table(
        "id opportunity_id happened_on created_on stage_id stage_entered_on status amount_minor"
        " currency close_on probability_bp closed_on reason competitor revisit_on note recorded_at"
        " recorded_on recurring_minor recurring_per term_months owner"
    ),
    "renewal": table("id uid opportunity_id renewed_id months ends_on recorded_at recorded_on"),
    "customer_stage": table("id opportunity_id stage_id happened_on why recorded_at recorded_on"),
    "stage_visit": table("opportunity_id stage_id days gone won", "opportunity_id, stage_id"),
    "stage_pace": table("stage_id won_count slow_days", "stage_id"),
    "external_record": table("source identifier opportunity_id", "source, identifier"),
    "imported_on": table("opportunity_id imported_on", "opportunity_id"),
    "sequence_run": table(
        "id uid sequence_id opportunity_id contact_id started_on recorded_at recorded_on ended_on"
        " ended_by"
    ),
    "link": table("id uid opportunity_id stage_id url kind title added_on recorded_at recorded_on"),
    "experiment": table(
        "id uid name name_folded stage_id arms metric alternate started_on ended_on recorded_at"
        " recorded_on ended_recorded_on"
    ),
    "experiment_visit": table(
        "id uid experiment_id opportunity_id arm entered_on recorded_at recorded_on"
    ),
    "next_action": table(
        "id uid opportunity_id stage_id text text_folded kind due_on due_time status outcome"
        " advanced created_on ended_on every"
    ),
    "sequence_touch": table("next_action_id sequence_run_id sequence_step_id", "next_action_id"),
    "activity": table(
        "id uid kind count opportunity_id contact_id next_action_id done_on text recorded_at"
        " recorded_on owner"
    ),
    "criterion_met": table(
        "opportunity_id criterion_id met_on answer", "opportunity_id, criterion_id"
    ),
    "qualification": table(
        "id opportunity_id stage_id buying why next_action_id factor override asked_on recorded_at"
        " recorded_on buying_on why_on"
    ),
    "review": table(
        "id uid kind started_at started_on history_mark told_at finished_on minutes owner"
    ),
    "review_answer": table(
        "review_id opportunity_id ending kept_buying kept_why kept_next qualification_id"
        " next_action_id answered_at answered_on",
        "review_id, opportunity_id",
    ),
}


class OpportunityNote(NamedTuple):
    """An opportunity and its note."""

    opportunity: CurrentOpportunity
    note: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry(HistoryRow):
    """A row of the history, with its number and the opportunity that it belongs to."""

    id: int
    opportunity_id: int
    title: str


PLAIN = {int, str, type(None)}  # what a column holds that isn't damaged

ROWS_SQL = """
select
  {columns}
from {table}
order by {key}
"""

COUNT_SQL = """
select
  count(*)
from {table}
"""

OPPORTUNITIES_SQL = """
select
  id
from opportunity
where status <> 'deleted'
order by id
"""

NOTES_SQL = """
select
  id,
  note
from opportunity
where note is not null and {where}
"""

HISTORY_SQL = f"""
select{HISTORY_COLUMNS},
  h.id,
  h.opportunity_id,
  o.title
from opportunity_history as h
left join opportunity as o on o.id = h.opportunity_id
left join stage as s on s.id = h.stage_id
order by h.id
"""

ACTIVITIES_SQL = f"""
{ACTIVITY_SQL.format(activities="activity", every="activity")}order by v.id
"""


def counts(reader: Reader, tables: Iterable[str]) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {name: reader.value(COUNT_SQL.format(table=name)) for name in tables}


def everything(reader: Reader) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield every row of every exported table as it is stored, with the table's name."""
    for name, (key, columns) in TABLES.items():
        sql = ROWS_SQL.format(columns=",\n  ".join(columns), table=name, key=key)
        for row in reader.stream(sql):
            if not PLAIN.issuperset(map(type, row)):
                raise DamagedValueError("text or a whole number")
            yield name, row


def opportunities(reader: Reader, today: date) -> Iterator[OpportunityNote]:
    """Yield every opportunity, open or closed, by number; read in chunks."""
    ids = [row[0] for row in reader.rows(OPPORTUNITIES_SQL)]
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        notes: dict[int, str] = {}
        for where, values in chunks("id", some):
            notes.update(
                (row[0], row[1]) for row in reader.rows(NOTES_SQL.format(where=where), values)
            )
        for found in by_ids(reader, some, today):
            yield OpportunityNote(found, notes.get(found.row.id))


def history(reader: Reader) -> Iterator[HistoryEntry]:
    """Yield every row of the history, also of deleted opportunities, in the order written."""
    for row in reader.stream(HISTORY_SQL):
        yield record(HistoryEntry, row)


def contacts(reader: Reader) -> list[ContactSummary]:
    """Return every contact by its number."""
    return sorted(people_queries.contacts(reader), key=lambda each: each.id)


def activities(reader: Reader) -> Iterator[ActivityRow]:
    """Yield every activity by its number."""
    for row in reader.stream(ACTIVITIES_SQL):
        yield record(ActivityRow, row)
