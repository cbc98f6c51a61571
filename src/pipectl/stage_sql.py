"""What a stage makes of a deal, in SQL: a lead, disqualified, a customer."""

from pipectl.vocabulary import CUSTOMER, DISQUALIFIED, LEAD, LOST, OPEN, WON

# The stages that are for leads now, and those that are or were.
LEAD_STAGES_SQL = f"select id from stage where kind = '{LEAD}'"
EVER_FOR_LEADS_SQL = (
    f"{LEAD_STAGES_SQL} union select stage_id from stage_history where kind = '{LEAD}'"
)
# The kind that the stage `{stage}` had at the end of a day: a kind that was set later changes
# nothing that happened before. Before the first day with a kind, it was the one of that day.
KIND_ON_SQL = """coalesce(
      (
        select
          kind
        from stage_history
        where stage_id = {stage} and happened_on <= {day} and kind is not null
        order by id desc
        limit 1
      ),
      (
        select
          kind
        from stage_history
        where stage_id = {stage} and kind is not null
        order by happened_on, id desc
        limit 1
      ),
      (select kind from stage where id = {stage})
    )"""
WAS_FOR_LEADS_SQL = (
    f"{{0}}.stage_id in ({EVER_FOR_LEADS_SQL})"
    f" and {KIND_ON_SQL.format(stage='{0}.stage_id', day='{0}.closed_on')} = '{LEAD}'"
)
# A deal's outcome: one that was lost from a stage that was for leads then was disqualified. Such a
# deal counts in no win rate, and this is the only place that says so.
OUTCOME_SQL = (
    f"case when {{0}}.status = '{LOST}' and {WAS_FOR_LEADS_SQL}"
    f" then '{DISQUALIFIED}' else {{0}}.status end"
)
# The same, and whether an open deal is a lead.
OUTCOME_OR_LEAD_SQL = (
    f"case when {{0}}.status = '{OPEN}' and {{0}}.stage_id in ({LEAD_STAGES_SQL}) then '{LEAD}'"
    f" else {OUTCOME_SQL} end"
)


# The number of the customer stage in which a won deal is; null where it is in none.
CUSTOMER_STAGE_SQL = f"""case
    when {{0}}.status = '{WON}'
    then (
      select
        e.stage_id
      from customer_stage as e
      join stage as f on f.id = e.stage_id and f.kind = '{CUSTOMER}' and f.archived = false
      where e.opportunity_id = {{0}}.id
        and e.id = (
          select
            id
          from customer_stage
          where opportunity_id = {{0}}.id
          order by recorded_at desc, id desc
          limit 1
        )
    )
  end"""

# What the amount of a deal `{0}` is a month, rounded to its minor unit; null if it doesn't recur.
MONTHLY_SQL = """case {0}.recurring_per
    when 'year' then ({0}.recurring_minor + 6) / 12
    else {0}.recurring_minor
  end"""
