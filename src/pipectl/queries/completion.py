"""What can the shell complete?"""

import re

from pipectl.store.reader import Reader

# What a shell inserts as it stands mustn't be anything to it, or look like an option. The text
# beside it goes through zsh's eval and Rich's markup.
SAFE = re.compile(r"[^\W_][\w .,:@%/+-]*")
ACTIVE = re.compile(r"[\[\](){}<>`$\\\"'|&;*?!#~^=]")

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
    return [
        (word, ACTIVE.sub(" ", visible(about)[:200]))
        for word, about in words
        if word.startswith(incomplete) and SAFE.fullmatch(word)
    ]
