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
    from pipectl.text import slug, visible

    values = {"first": incomplete, "last": incomplete + "\U0010ffff"} if what == "slugs" else {}
    rows = reader.rows(OFFERED_SQL[what], values)
    # Shells complete only what begins so in the same case, and insert spaces unquoted.
    words = [(slug(row[0]) if what == "stages" else row[0], row[1]) for row in rows]
    return [(visible(word), visible(about)) for word, about in words if word.startswith(incomplete)]
