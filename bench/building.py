"""Stores of any size, as a seller would have them after years: made by `init`, filled by SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import timing
from deals import Deal
from world import TABLES, Rows, World, slug_of

BATCH = 2_000  # opportunities held in memory at a time

FIRST = "Nordwind Acme Blue Harbour Silver Cedar Atlas Orchid Falcon Granite Summit Copper Meadow "
FIRST += "Juniper Beacon Ferry Lantern Quarry Willow Zenith Amber Bridge Cobalt Delta Ember Fjord"
SECOND = "Logistics Foods Health Textiles Energy Media Robotics Partners Systems Travel Bank Labs "
SECOND += "Insurance Printing Marine Chemicals Design Motors Software Retail Steel Optics Paper"
LEGAL = "Inc GmbH Ltd AG Group Co SA BV AB Oy Holding Müller LLC PLC KG SpA NV AS Pty Trust "
LEGAL += "Sons Union Works"
GIVEN = "Ada Ben Chloé Dara Emil Fay Gus Hana Ivo Jo Kim Lea Max Nia Oto Pia Raj Sam Tom Uma"
FAMILY = "Ahmed Berg Costa Dietz Evans Fischer Garcia Hansen Ito Jansen Kaya Lopez Meyer Novak"


def build(path: Path, size: int, *, seed: int = 1, open_share: float = 0.35) -> None:
    """Make a store of `size` opportunities at `path`; the same for the same seed and share."""
    quota = ("--quota", f"{max(size * 2, 1)}k", "--period", "2026-Q4")
    env = timing.environment(path.parent, path)
    timing.run(timing.Command(lambda _: [timing.PIPECTL, "init", *quota], env))
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for pragma in ("synchronous = off", "foreign_keys = off", "cache_size = -200000"):
            store.execute(f"pragma {pragma}")
        store.execute("begin")
        for rows in batches(store, size, World(f"{seed} {size} {open_share}", open_share)):
            for name, some in rows.items():
                columns = TABLES[name].split()
                marks = ", ".join("?" * len(columns))
                into = f"insert into {name} ({', '.join(columns)}) values ({marks})"
                store.executemany(into, some)
        store.execute(PACE_SQL)
        store.execute("commit")
        check(store, size)


def batches(store: sqlite3.Connection, size: int, world: World) -> Iterator[Rows]:
    """All rows, so many opportunities at a time."""
    pipeline(store, world)
    people(world, size)
    for number in range(1, size + 1):
        Deal(world, number).live()
        if number % BATCH == 0 or number == size:
            yield world.taken()
            timing.progress(f"building {size:,}: {number:,}")
    timing.progress("")


def pipeline(store: sqlite3.Connection, world: World) -> None:
    """Let the world have the stages that `init` made, with criteria and pick lists."""
    world.stages = [row[0] for row in store.execute("select id from stage order by position")]
    picks = "select text, text_folded, kind from action where stage_id = ? order by id"
    criteria = "select id from criterion where stage_id = ? order by id"
    for stage in world.stages:
        world.picks[stage] = store.execute(picks, (stage,)).fetchall()
        world.criteria[stage] = [row[0] for row in store.execute(criteria, (stage,))]


def people(world: World, size: int) -> None:
    """Accounts and contacts, one for eight and one for six deals."""
    first, second, given, family = (words.split() for words in (FIRST, SECOND, GIVEN, FAMILY))
    names = [f"{a} {b} {c}" for c in LEGAL.split() for b in second for a in first]
    wanted = max(size // 8, 3)
    numbered = (f"{name} {n}" for n in range(2, 10_000) for name in names)
    world.accounts = names[:wanted]
    world.accounts += [next(numbered) for _ in range(wanted - len(world.accounts))]
    for number, name in enumerate(world.accounts, 1):
        email = f"info@{slug_of(name)}.example"
        row = (number, world.uid(), name, name.casefold(), email, None, None)
        world.rows["account"].append(row)
    for number in range(1, max(size // 6, 3) + 1):
        name = f"{world.rng.choice(given)} {world.rng.choice(family)}"
        world.contacts.append(world.rng.randrange(wanted) + 1)
        contact = (number, world.uid(), name, name.casefold(), world.contacts[-1], "Buyer")
        world.rows["contact"].append((*contact, None, None, None))


PACE_SQL = """
insert into stage_pace (stage_id, won_count, slow_days)
select stage_id, won_count, days
from (
  select
    stage_id,
    days,
    count(*) over (partition by stage_id) as won_count,
    row_number() over (partition by stage_id order by days) as place
  from stage_visit
  where won
)
where place = (3 * won_count + 3) / 4  -- the 75th percentile, nearest rank
"""

# What a store must never be: each of these finds nothing in one that is sound.
UNSOUND = {
    "a broken foreign key": "pragma foreign_key_check",
    "no six rows of history": """select opportunity_id from opportunity_history
        group by opportunity_id having count(*) <> 6""",
    "a history that differs from the present": """select o.id from opportunity o
        join opportunity_history h on h.id = (
          select max(id) from opportunity_history where opportunity_id = o.id)
        where (o.stage_id, o.stage_entered_on, o.status, o.amount_minor, o.close_on, o.closed_on,
               o.probability_bp, o.created_on, o.reason, o.competitor, o.revisit_on)
          is not (h.stage_id, h.stage_entered_on, h.status, h.amount_minor, h.close_on,
            h.closed_on, h.probability_bp, h.created_on, h.reason, h.competitor, h.revisit_on)""",
    "history out of order": """select a.id from opportunity_history a join opportunity_history b
        on b.id = a.id + 1 and b.opportunity_id = a.opportunity_id
        where b.happened_on < a.happened_on""",
    "wrong pushes": """select o.id from opportunity o where o.pushes <> (
          select count(*) from opportunity_history a join opportunity_history b
          on b.id = a.id + 1 and b.opportunity_id = a.opportunity_id
          where a.opportunity_id = o.id and b.close_on > a.close_on)""",
    "a wrong last contact": """select o.id from opportunity o where o.last_contact_on is not (
          select max(done_on) from activity where opportunity_id = o.id and kind <> 'note')""",
    "a wrong last answer": """select o.id from opportunity o
        left join qualification q on q.id = (
          select max(id) from qualification where opportunity_id = o.id)
        where (o.asked_on, o.buying) is not (q.asked_on, q.buying)""",
    "wrong days in stages": """select o.id from opportunity o
        join stage_visit v on v.opportunity_id = o.id group by o.id having sum(v.days)
        <> julianday(coalesce(o.closed_on, o.stage_entered_on)) - julianday(o.created_on)""",
    "a visit that should have ended": """select o.id from opportunity o
        join stage_visit v on v.opportunity_id = o.id
        where v.gone = (o.status = 'open' and v.stage_id = o.stage_id)
          or v.won <> (o.status = 'won')""",
    "a stage without a visit": """select o.id from opportunity o left join stage_visit v
        on v.opportunity_id = o.id and v.stage_id = o.stage_id where v.stage_id is null""",
}


def check(store: sqlite3.Connection, size: int) -> None:
    """Raise FailedError unless the store is what pipectl itself would have left."""
    for what, sql in UNSOUND.items():
        if found := store.execute(sql).fetchmany(3):
            raise timing.FailedError(f"the store of {size} has {what}: {found}")
