"""Find what differs from the tables that pipectl makes on a server: columns, rules, triggers."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.schema_part import VERSION, Part
from pipectl.store.server.functions import FUNCTIONS, NUMBERS
from pipectl.store.server.schema import STATEMENTS
from pipectl.store.text_functions import FOLDED, PLAIN

HERE = "n.nspname = pg_catalog.current_schema()"
COLUMNS_SQL = f"""
select
  c.relname,
  a.attname,
  a.attnotnull
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where {HERE} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
"""
INDEXES_SQL = f"""
select
  t.relname,
  c.relname,
  i.indisunique,
  i.indisvalid
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indexrelid
join pg_catalog.pg_class as t on t.oid = i.indrelid
join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
where {HERE}
order by t.relname, c.relname
"""
RULES_SQL = f"""
select
  t.relname,
  r.contype::text,
  count(*)
from pg_catalog.pg_constraint as r
join pg_catalog.pg_class as t on t.oid = r.conrelid
join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
where {HERE} and r.contype in ('c', 'f', 'p', 'u') and r.convalidated
group by t.relname, r.contype
order by t.relname, r.contype
"""
TRIGGERS_SQL = f"""
select
  g.tgname
from pg_catalog.pg_trigger as g
join pg_catalog.pg_class as t on t.oid = g.tgrelid
join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
where {HERE} and not g.tgisinternal
order by g.tgname
"""
FUNCTIONS_SQL = f"""
select distinct
  p.proname
from pg_catalog.pg_proc as p
join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where {HERE}
"""
# How each kind of rule reads in a statement, and what it is called.
RULES = {
    "c": ("CHECK (", "check"),
    "f": ("FOREIGN KEY(", "foreign key"),
    "p": ("PRIMARY KEY (", "primary key"),
    "u": ("UNIQUE (", "unique rule"),
}


class Declared(NamedTuple):
    """What this version makes: rules by table and kind, indexes with whether they are unique."""

    rules: Counter[tuple[str, str]]
    indexes: dict[str, bool]


@cache
def declared() -> Declared:
    """Return what the statements make."""
    rules: Counter[tuple[str, str]] = Counter()
    indexes: dict[str, bool] = {}
    for statement in STATEMENTS:
        if index := re.match(r"CREATE (UNIQUE )?INDEX (\w+) ON ", statement):
            indexes[index[2]] = index[1] is not None
        elif table := re.match(r'\s*CREATE TABLE "?(\w+)"?', statement):
            for kind, (words, _) in RULES.items():
                rules[table[1], kind] = statement.count(words)
    return Declared(+rules, indexes)


def odd(reader: Reader) -> Iterator[Part]:
    """Yield the parts that differ from this version's schema."""
    yield from odd_columns(reader)
    yield from odd_rules(reader)
    yield from odd_indexes(reader)
    yield from (Part("trigger", str(name)) for (name,) in reader.rows(TRIGGERS_SQL))
    there = {row[0] for row in reader.rows(FUNCTIONS_SQL)}
    for name in sorted(functions() - there):
        yield Part("function", name, is_gone=True)


def functions() -> set[str]:
    """Return the names of the functions that this version makes."""
    made = " ".join((*NUMBERS, *FUNCTIONS))
    return {*re.findall(r"create (?:function|aggregate) (\w+)", made), FOLDED, PLAIN}


def odd_columns(reader: Reader) -> Iterator[Part]:
    """Yield foreign columns of pipectl's tables, missing columns and tables, and lost rules."""
    found = {(table, column): bool(kept) for table, column, kept in reader.rows(COLUMNS_SQL)}
    tables = {table for table, _ in found}
    for table, kind in KINDS.items():
        if table not in tables:
            yield Part("table", table, is_gone=True)
            continue
        ours = columns(kind)
        for column, declared_type in ours.items():
            if (table, column) not in found:
                yield Part("column", f"{table}.{column}", is_gone=True)
            elif not declared_type.is_optional and not found[table, column]:
                yield Part("rule", f"not null of {table}.{column}", is_gone=True)
        for other, column in found:
            if other == table and column not in ours:
                yield Part("column", f"{table}.{column}")


def odd_rules(reader: Reader) -> Iterator[Part]:
    """Yield the tables' rules that are missing, and those that others added."""
    found = Counter({(table, kind): count for table, kind, count in reader.rows(RULES_SQL)})
    wanted = declared().rules
    for table, kind in sorted({*wanted, *found}):
        if table in KINDS and wanted[table, kind] != found[table, kind]:
            is_gone = wanted[table, kind] > found[table, kind]
            yield Part(RULES[kind][1], f"of {table}", is_gone=is_gone)


def odd_indexes(reader: Reader) -> Iterator[Part]:
    """Yield the indexes that are rules and are missing, and those that others added."""
    indexes = declared().indexes
    found = {
        name: (table, unique, valid) for table, name, unique, valid in reader.rows(INDEXES_SQL)
    }
    for name, is_unique in indexes.items():
        if is_unique and (name not in found or not all(found[name][1:])):
            yield Part("index", name, is_gone=True)
    for name, (table, is_unique, _) in found.items():
        is_of_rule = name.endswith(("_pkey", "_key")) or re.search(r"_key\d+$", name)
        if table not in (*KINDS, VERSION) or name in indexes or is_of_rule:
            continue
        if is_unique:  # any other only makes reading quicker
            yield Part("index", name)
