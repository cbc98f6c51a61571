"""What can the shell complete?"""

from pipectl.store.reader import Reader

OFFERED_SQL = {
    "slugs": """
select
  slug,
  title
from opportunity
where status <> 'deleted' and slug >= :first and slug < :last
order by status <> 'open', slug
limit 100
""",
    "stages": """
select
  name,
  definition
from stage
where archived = false
order by position
""",
    "actions": """
select distinct
  text,
  coalesce(kind, '')
from action
order by text
""",
}


def offered(reader: Reader, what: str, incomplete: str) -> list[tuple[str, str]]:
    """Words that begin so, each with a help text in one safe line."""
    from pipectl.text import visible

    values = {"first": incomplete, "last": incomplete + "\U0010ffff"} if what == "slugs" else {}
    rows = reader.rows(OFFERED_SQL[what], values)
    return [(visible(row[0]), visible(row[1])) for row in rows if row[0].startswith(incomplete)]
