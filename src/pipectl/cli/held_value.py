"""What a person saw, or was asked about, before a change."""

from collections.abc import Callable

from pipectl.errors import RefusedError
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.text import fold

DONE_SQL = "select max(id), count(*) from journal_operation where state = 'done'"
EARLIER_SQL = "select count(*) from journal_operation where state = 'done' and id <= :last"
SINCE_SQL = """
select distinct
  owner
from journal_operation
where state = 'done' and id > :last
order by owner
"""


class Seen(NamedTuple):
    """Who saw a value, and which operations had been done by then: the last, and how many."""

    owner: str
    last: int
    done: int

    def changed_by(self, reader: Reader) -> str:
        """Return who has changed the store since; another command where that isn't sure."""
        unknown = "another command"
        if reader.value(EARLIER_SQL, {"last": self.last}) != self.done:
            return unknown  # something was undone, by whom the journal doesn't say
        owners = [str(owner) for (owner,) in reader.rows(SINCE_SQL, {"last": self.last})]
        is_one = len(owners) == 1 and fold(owners[0]) not in ("", fold(self.owner))
        return owners[0] if is_one else unknown


def seen_by(owner: str, reader: Reader) -> Seen | None:
    """Return what a seller sees now; None for whoever has no name."""
    if not owner:
        return None
    last, done = reader.rows(DONE_SQL)[0]
    return Seen(owner, last or 0, done)


class HeldValue(NamedTuple):
    """What a person was asked about, or saw in the editor, as it was then.

    `became` finds what was done to it where that is more than a change: "deleted".
    """

    what: str
    read: Callable[[Reader], object]
    value: object
    see: str | None
    seen: Seen | None = None
    became: Callable[[Reader], str | None] = lambda _: None

    def check(self, reader: Reader) -> None:
        """Raise RefusedError if it has changed."""
        if self.read(reader) != self.value:
            by = self.seen.changed_by(reader) if self.seen else "another command"
            became = self.became(reader)
            done = became or "changed"
            hint = f"Look at it (`{self.see}`), then run the command again."
            if became:
                hint = "See what was done: `pipectl history`."
            raise RefusedError(
                f"{self.what} was {done} by {by} in the meantime, so nothing was stored.",
                hint=self.see and hint,
            )
