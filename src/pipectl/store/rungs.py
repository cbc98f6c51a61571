"""What comes after what, in SQL: the rung of a stage, and the rows that no move wrote."""

from pipectl.domain.lives import BETWEEN
from pipectl.domain.visits import REMOVED

# domain/lives.rung: a removed stage lies just before the one that moved up into its place.
RUNG = f"2 * {BETWEEN} * {{stage}}.position - {{stage}}.archived * ({BETWEEN} - {{stage}}.id)"
# domain/visits.is_redrawn: its stage was removed, and it stands in another one.
REDRAWN = f"note is not null and note glob '{REMOVED[0]}*{REMOVED[1]}'"
