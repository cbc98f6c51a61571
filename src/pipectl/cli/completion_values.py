"""Complete slugs and words from the store for the shell."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipectl.cli.context import Run
from pipectl.store.reader import Reader, among
from pipectl.vocabulary import LOST, OPEN, WON

# Among which opportunities a command completes; the others among all, the open ones first.
AMONG = dict.fromkeys(("move", "win", "lose", "next", "done"), (OPEN,)) | {"reopen": (WON, LOST)}


def complete_slug(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Complete slugs of the deals that the command accepts, with the title as help."""

    statuses = AMONG.get(ctx.info_name, (OPEN, WON, LOST))
    return read(ctx, lambda reader: slugs(reader, incomplete, statuses))


def complete_words(words: Sequence[str]) -> Callable[[Any, str], list[tuple[str, str]]]:
    """Make a function that completes these words."""

    def complete(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        return [(word, "") for word in words if word.startswith(incomplete)]

    return complete


def complete_stage(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Names of stages."""
    return completed(ctx, "stages", incomplete)


def complete_action(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Texts of the pick list."""
    return completed(ctx, "actions", incomplete)


def completed(ctx: Any, what: str, incomplete: str) -> list[tuple[str, str]]:
    """Return the store's completions."""

    return read(ctx, lambda reader: offered(reader, what, incomplete))


def read(ctx: Any, ask: Callable[[Reader], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Query the store; return nothing if it can't be read."""
    import os

    try:
        run = ctx.find_root().obj or Run((), os.environ)
        with run.reading() as reader:
            return ask(reader)
    except Exception:
        return []


# What a shell inserts as it stands mustn't be anything to it, or look like an option. The text
# beside it goes through zsh's eval and Rich's markup.
SAFE = r"[^\W_][\w .,:@%/+&-]*"
ACTIVE = r"[\[\](){}<>`$\\\"'|&;*?!#~^=]"
# What answers to its slug as well, which no shell has to quote.
SLUGGED = ("stages", "accounts", "contacts")
MOST_OFFERED = 100

SLUGS_SQL = """
select
  slug,
  title
from opportunity
where slug >= :first and slug < :last and {statuses}
order by slug
limit :most
"""

OFFERED_SQL = {
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
    "accounts": """
select
  name,
  name
from account
order by name_folded
""",
    "contacts": """
select
  c.name,
  c.name || coalesce(', ' || a.name, '')
from contact as c
left join account as a on a.id = c.account_id
order by c.name_folded, c.id
""",
    "won reasons": """
select
  text,
  outcome
from reason
where outcome = 'won'
order by id
""",
    "lost reasons": """
select
  text,
  outcome
from reason
where outcome = 'lost'
order by id
""",
    "reasons": """
select
  text,
  outcome
from reason
order by id
""",
    "criteria": """
select
  c.text,
  s.name
from criterion as c
join stage as s on s.id = c.stage_id
where c.archived = false
order by s.position, c.id
""",
    "sources": """
select distinct
  source,
  ''
from opportunity
where source is not null and status <> 'deleted'
order by source
""",
    "templates": """
select
  name,
  coalesce(subject, kind, '')
from template
order by name_folded
""",
    "personas": """
select
  name,
  coalesce(motivation, '')
from persona
order by name_folded
""",
    "icps": """
select
  field_folded,
  condition
from fit_criterion
order by id
""",
    "experiments": """
select
  name,
  metric
from experiment
order by ended_on is not null, name_folded
""",
    "arms": """
select
  arms,
  name
from experiment
where ended_on is null
order by id
""",
    "campaigns": """
select
  name,
  coalesce(source, '')
from campaign
union all
select distinct
  o.campaign,
  ''
from opportunity as o
where o.campaign is not null and o.status <> 'deleted'
  and o.campaign not in (select name from campaign)
order by 1
""",
    "owners": """
select
  owner,
  ''
from opportunity
where owner <> ''
group by owner
order by owner
""",
    "currencies": """
select
  currency,
  ''
from opportunity
where status <> 'deleted' and currency <> coalesce(
  (
    select
      value
    from setting
    where key = 'currency'
  ), 'USD'
)
union
select
  currency,
  ''
from exchange_rate
order by 1
""",
    "sequences": """
select
  name,
  ''
from sequence
where archived = false
order by name_folded
""",
    "links": """
select
  cast(id as text),
  coalesce(title, url)
from link
order by id
""",
    "link kinds": """
select distinct
  kind,
  ''
from link
where kind is not null
order by kind
""",
    "competitors": """
select distinct
  competitor,
  ''
from opportunity
where competitor is not null and status <> 'deleted'
order by competitor
""",
    "roles": """
select distinct
  role,
  ''
from contact_role
where role is not null
order by role
""",
    "mappings": """
select
  substr(key, 8),
  ''
from setting
where key >= 'import.' and key < 'import/'
order by key
""",
    "segments": """
select
  name,
  conditions
from segment
where archived = false
order by name_folded
""",
    "deal fields": """
select
  name,
  type
from custom_field
where archived = false and owner = 'deal'
order by id
""",
    "account fields": """
select
  name,
  type
from custom_field
where archived = false and owner = 'account'
order by id
""",
    "contact fields": """
select
  name,
  type
from custom_field
where archived = false and owner = 'contact'
order by id
""",
    "fields": """
select
  name,
  owner || ', ' || type
from custom_field
where archived = false
order by id
""",
    "tags": """
select distinct
  tag,
  ''
from opportunity_tag
order by tag
""",
}

Words = list[tuple[str, str]]


def slugs(reader: Reader, incomplete: str, statuses: tuple[str, ...]) -> Words:
    """Return slugs with that beginning, of open deals first, with the title as help."""
    found: Words = []
    typed = slug_typed(incomplete)
    bounds: Mapping[str, Any] = {"first": typed, "last": typed + "\U0010ffff"}
    # Apart, each walks along the index and stops early; to sort them is to read them all.
    for some in filter(
        None, ([s for s in statuses if s == OPEN], [s for s in statuses if s != OPEN])
    ):
        where, values = among("status", "status", some)
        sql = SLUGS_SQL.format(statuses=where)
        rows = reader.rows(sql, {**bounds, **values, "most": MOST_OFFERED - len(found)})
        found += [(row[0], row[1]) for row in rows]
    return safe(found)


def offered(reader: Reader, what: str, incomplete: str) -> Words:
    """Return words with that beginning in any case, each with a help text on one line."""
    rows = [(row[0], row[1]) for row in reader.rows(OFFERED_SQL[what])]
    if what == "arms":  # they are stored as one list
        import json

        rows = [(arm, about) for arms, about in rows for arm in json.loads(arms)]
    spell = spelled if what in SLUGGED else begun
    words = ((spell(name, incomplete), about) for name, about in rows)
    return safe((word, about) for word, about in words if word is not None)[:MOST_OFFERED]


def spelled(name: str, incomplete: str) -> str | None:
    """Return a name's slug, or the name if that was typed and needs no quotes."""
    from pipectl.text import slug

    short, whole = slug(name), begun(name, incomplete)
    if short and short.startswith(incomplete):
        return short
    if whole is None:
        return short if short.startswith(slug_typed(incomplete)) else None
    return whole if re.fullmatch(SAFE, whole) else short or None


def slug_typed(incomplete: str) -> str:
    """Return the beginning of a slug that was typed as in a title: `Müller & S`, `Acme r`."""
    from pipectl.text import unaccented

    return re.sub(r"\W+", "-", unaccented(incomplete))


def begun(name: str, incomplete: str) -> str | None:
    """Return the name if it begins that way, in any case."""
    from pipectl.text import fold

    return name if fold(name).startswith(fold(incomplete)) else None


def safe(words: Iterable[tuple[str, str]]) -> Words:
    """Return the words that need no quotes in a shell, without duplicates."""
    from pipectl.text import visible

    return [
        (word, inactive(visible(about)[:200]))
        for word, about in dict(words).items()
        if re.fullmatch(SAFE, word)
    ]


def inactive(text: str) -> str:
    """Return a text in one line without a character that a shell acts on.

    At the end `(x)` becomes `, x`. In the middle of a sentence it is left out: `campaigns, trade
    fairs and their costs` would say something else.
    """
    text = re.sub(r"\s+\([^()]*\)(?=\s)", "", text.replace("'", "’"))
    text = re.sub(r"\s+\(([^()]*)\)", r", \1", text)
    return " ".join(re.sub(ACTIVE, " ", text).split())
