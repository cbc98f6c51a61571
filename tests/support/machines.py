"""Two machines with a store each, what these say, and how each takes in what the other has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conftest import Shell
from imported import brought
from walks import seller_of


def machine(home: Path, name: str) -> Shell:
    """Another computer: a home folder of its own."""
    shell = Shell(home / name)
    shell.home.mkdir(parents=True)
    shell("init")
    return shell


def export(shell: Shell) -> str:
    """Everything, as a file: its name."""
    name = str(shell.home / f"{shell.home.name}.jsonl")
    shell("export", "--what", "all", "--force", name)
    return name


# What a store says, without the numbers that it gives itself.

SQL = {
    "deals": """
select o.uid, o.title, a.name, c.name, p.uid, o.amount_minor, o.currency, s.name,
  o.stage_entered_on, o.probability_bp, o.status, o.close_on, o.source, o.campaign, o.note,
  o.created_on, o.closed_on, o.reason, o.closing_note, o.competitor, o.revisit_on, o.pushes,
  o.last_contact_on, o.asked_on, o.buying, o.recurring_minor, o.recurring_per, o.term_months,
  o.owner
from opportunity as o join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id left join contact as c on c.id = o.contact_id
left join opportunity as p on p.id = o.parent_id order by o.uid
""",
    "history": """
select o.uid, h.happened_on, h.created_on, s.name, h.stage_entered_on, h.status, h.amount_minor,
  h.currency, h.close_on, h.probability_bp, h.closed_on, h.reason, h.competitor, h.revisit_on,
  h.note, h.recorded_at, h.recorded_on, h.recurring_minor, h.recurring_per, h.term_months,
  h.owner
from opportunity_history as h join opportunity as o on o.id = h.opportunity_id
join stage as s on s.id = h.stage_id order by o.uid, h.id
""",
    "actions": """
select o.uid, n.uid, n.text, n.kind, n.due_on, n.due_time, n.status, n.outcome, n.created_on,
  n.ended_on
from next_action as n join opportunity as o on o.id = n.opportunity_id order by 1, 2, 3, 5, 6, 9, 7
""",
    "activities": """
select o.uid, v.uid, v.kind, v.count, v.done_on, v.text, c.name, v.recorded_at, v.owner
from activity as v left join opportunity as o on o.id = v.opportunity_id
left join contact as c on c.id = v.contact_id order by v.uid
""",
    "tags": """
select o.uid, t.tag from opportunity_tag as t join opportunity as o on o.id = t.opportunity_id
order by 1, 2
""",
    "answers": """
select o.uid, s.name, q.buying, q.why, q.asked_on, q.recorded_at
from qualification as q join opportunity as o on o.id = q.opportunity_id
join stage as s on s.id = q.stage_id order by 1, 6, 4
""",
    "ticks": """
select o.uid, c.text, m.met_on, m.answer from criterion_met as m
join opportunity as o on o.id = m.opportunity_id join criterion as c on c.id = m.criterion_id
order by 1, 2
""",
    "accounts": "select uid, name, email, phone, note from account order by uid",
    "contacts": """
select c.uid, c.name, a.name, c.title, c.email, c.phone, c.note
from contact as c left join account as a on a.id = c.account_id order by c.uid
""",
    "settings": "select key, value from setting order by key",
    "stages": """
select name, short, archived, probability_bp, cadence_days, stalled_days, kind, playbook,
  most_contacts, contact_days
from stage
order by archived, case when not archived then position end, name
""",
    "actions to pick": """
select s.name, a.text, a.kind from action as a left join stage as s on s.id = a.stage_id
order by 1, 2, 3
""",
    "reasons": "select outcome, text from reason order by 1, 2",
    "quotas": """
select q.starts_on, q.ends_on, q.currency, q.amount_minor, q.count, s.name, q.owner
from quota as q left join segment as s on s.id = q.segment_id order by 1, 2, 6, 7
""",
    "goals": "select kind, per, count, owner from goal order by 1, 2, 4",
    "criteria": """
select s.name, c.text, c.required, c.archived from criterion as c
join stage as s on s.id = c.stage_id order by 1, 2, 3, 4
""",
    "priorities": "select uid, text, period, set_on, done_on, owner from priority order by uid",
    "segments": "select name, conditions, archived from segment order by 1",
    "former segments": """
select s.name, h.conditions, h.recorded_at, h.recorded_on
from segment_history as h join segment as s on s.id = h.segment_id order by 1, h.recorded_at, h.id
""",
    "fields": "select owner, name, type, choices, archived from custom_field order by 1, 2, 3, 5",
    "values": """
select f.owner, f.name, o.uid, a.uid, c.uid, v.value, v.recorded_at, v.recorded_on
from field_value as v join custom_field as f on f.id = v.field_id
left join opportunity as o on o.id = v.opportunity_id left join account as a on a.id = v.account_id
left join contact as c on c.id = v.contact_id order by 1, 2, 3, 4, 5, v.recorded_at, v.id
""",
    "criteria of the ideal customer": """
select field_folded, condition, weight from fit_criterion order by 1
""",
    "campaigns": """
select name, cost_minor, currency, starts_on, ends_on, source from campaign order by 1
""",
    "personas": "select name, motivation from persona order by 1",
    "objections": """
select p.name, o.objection, o.answer
from persona_objection as o join persona as p on p.id = o.persona_id order by 1, 2
""",
    "personas of contacts": """
select c.uid, p.name from contact_persona as x join contact as c on c.id = x.contact_id
join persona as p on p.id = x.persona_id order by 1
""",
    "roles": """
select r.uid, o.uid, c.uid, r.role, r.stance, r.started_on, r.ended_on, r.why, n.uid
from contact_role as r join opportunity as o on o.id = r.opportunity_id
join contact as c on c.id = r.contact_id left join contact as n on n.id = r.replaced_by_id
order by 1
""",
    "customers": """
select o.uid, s.name, x.happened_on, x.why, x.recorded_at
from customer_stage as x join opportunity as o on o.id = x.opportunity_id
join stage as s on s.id = x.stage_id order by 1, x.recorded_at, x.id
""",
    "tags by day": """
select o.uid, t.tag, t.added, t.recorded_at from tag_history as t
join opportunity as o on o.id = t.opportunity_id order by 1, t.recorded_at, t.id
""",
    "renewals": """
select n.uid, o.uid, w.uid, n.months, n.ends_on, n.recorded_at from renewal as n
join opportunity as o on o.id = n.opportunity_id join opportunity as w on w.id = n.renewed_id
order by 1
""",
    "exchange rates": """
select uid, currency, base, happened_on, rate, recorded_at from exchange_rate order by 1
""",
    "templates": """
select t.name, s.name, t.kind, t.subject, t.body from template as t
left join stage as s on s.id = t.stage_id order by 1
""",
    "sequences": "select uid, name, archived from sequence order by uid",
    "runs": """
select r.uid, q.uid, o.uid, c.uid, r.started_on, r.ended_on, r.ended_by
from sequence_run as r join sequence as q on q.id = r.sequence_id
join opportunity as o on o.id = r.opportunity_id left join contact as c on c.id = r.contact_id
order by 1
""",
    "steps taken": """
select r.uid, s.place, n.uid, n.created_on, n.due_on, n.text
from sequence_touch as h join sequence_run as r on r.id = h.sequence_run_id
join sequence_step as s on s.id = h.sequence_step_id
join next_action as n on n.id = h.next_action_id order by 1, 2, 3, 4, 5
""",
    "reviews": "select uid, kind, started_on, finished_on, minutes from review order by uid",
}


def contents(shell: Shell) -> dict[str, Any]:
    """All that a store says."""
    with shell.opened() as store:
        return {name: store.execute(sql).fetchall() for name, sql in SQL.items()}


def meet(one: Shell, two: Shell) -> None:
    """Each takes in what the other exports then."""
    brought(two, export(one), "--update")
    brought(one, export(two), "--update")


def do(
    shell: Shell, steps: Mapping[str, tuple[object, ...]], deeds: list[tuple[str, int, int]]
) -> None:
    """Do what is said; few days, so that both machines do things at one instant."""
    day = 18
    for name, days, digit in deeds:
        day = min(day + days - 1, 30)
        shell.now = f"2026-11-{day}T10:00"
        words = [str(each).replace("{}", str(digit)) for each in steps[name]]
        if not (words := [*seller_of(shell, words)]):
            continue
        done = shell.outcome(*words)
        assert done.code in (0, 2, 3, 4), done
