"""Check experiments: their arms, and the stages in which they run."""

from collections.abc import Iterator

from pipectl.doctor.rules import Finding
from pipectl.errors import for_shell, quoted
from pipectl.experiments.rules.arms import arms_of
from pipectl.store.reader import Reader
from pipectl.vocabulary import CUSTOMER

EXPERIMENTS_SQL = f"""
select
  e.id,
  e.name,
  e.arms,
  e.ended_on is null and (s.archived or s.kind = '{CUSTOMER}')
from experiment as e
left join stage as s on s.id = e.stage_id
order by e.id
"""

ARMS_SQL = """
select distinct
  experiment_id,
  arm
from experiment_visit
order by experiment_id, arm
"""


def experiments(reader: Reader) -> Iterator[Finding]:
    """Find visits that never count, and experiments in which no deal can take part."""
    given = [tuple(row) for row in reader.rows(ARMS_SQL)]
    for number, name, stored, is_idle in reader.rows(EXPERIMENTS_SQL):
        where, arms = f"experiment {quoted(name)}", arms_of(stored)
        typed = for_shell(name)
        todo = f"Remove it, or restore a backup: `pipectl experiment remove {typed}`."
        if not arms:
            yield Finding("experiment", where, "its arms can't be read", todo)
        for other, arm in given:
            if arms and other == number and arm not in arms:
                what = f"deals have the arm {quoted(arm)}, which it doesn't have"
                yield Finding("experiment", where, what, todo)
        if is_idle:
            what = "runs in a stage in which no open deal can be"
            yield Finding("experiment", where, what, f"End it: `pipectl experiment end {typed}`.")
