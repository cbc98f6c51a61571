"""Whose rows are which: the sellers who share a store, and how each is spelled."""

from pipectl.store.reader import Reader
from pipectl.text import fold

# The tables whose rows have an owner, who is the one who made them unless that is said.
OWNED = (
    *("opportunity", "activity", "quota", "goal", "figure_target", "review", "priority"),
    "journal_operation",
)
# The same and their history, as exports have them.
OWNED_ROWS = (*OWNED[:-1], "opportunity_history")
# Of these, the ones in which the owner is part of what tells rows apart.
ONE_EACH = ("quota", "goal", "figure_target", "priority")
# What the program notes for itself of each.
NOTED = ("reminder_claim", "calendar_entry", "review_position", "forecast_log")
# What each seller has for himself. Reminders and calendars name the owner themselves, as they are
# written while they are read.
OWN = ("quota", "goal", "figure_target", "review", "priority", "review_position", "forecast_log")

HAS_SEVERAL_SQL = f"""
select
  {" or ".join(f"exists (select 1 from {table} where owner <> '')" for table in OWN)}
"""

OWNERS_SQL = f"""
select
  owner
from (
  {" union ".join(f"select owner from {table}" for table in (*OWNED_ROWS, OWNED[-1]))}
) as known
where owner <> ''
order by owner
"""

HAS_OWNERS_SQL = """
select
  1
from opportunity_history
where owner <> ''
limit 1
"""

# Most of the time the name is in use as it is typed: then not all rows are read.
IS_OWNER_SQL = """
select
  1
from opportunity
where owner = :owner
limit 1
"""


def owners(reader: Reader) -> list[str]:
    """Return everybody who has or ever had something in the store, or did something."""
    return [row[0] for row in reader.rows(OWNERS_SQL)]


def has_owners(reader: Reader) -> bool:
    """Return whether any deal is or was somebody's."""
    return bool(reader.value(HAS_OWNERS_SQL))


def has_several(reader: Reader) -> bool:
    """Return whether somebody has anything for himself, so that not all is everybody's."""
    return bool(reader.value(HAS_SEVERAL_SQL))


def spelled(reader: Reader, name: str) -> str:
    """Return an owner's name as the store has it: "ann" is Ann, who was there first."""
    if not name or reader.value(IS_OWNER_SQL, {"owner": name}):
        return name
    return next((each for each in owners(reader) if fold(each) == fold(name)), name)


class Spellings:
    """How each owner is spelled, of the store and of what comes into it."""

    def __init__(self, reader: Reader) -> None:
        self.known = {fold(name): name for name in reversed(owners(reader))}

    def first(self, name: str) -> str:
        """Return the spelling that was there first, which this is if there is none yet."""
        return self.known.setdefault(fold(name), name)
