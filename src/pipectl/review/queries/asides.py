"""Read what a review shows beside its deals: whom to contact, and whether there are too many."""

from datetime import date
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.reminders.queries import over, people
from pipectl.reminders.rules.due import DueItem
from pipectl.store.reader import Reader
from pipectl.store.settings import settings

if TYPE_CHECKING:
    from pipectl.reminders.rules.capacity import Overload


class Asides(NamedTuple):
    """Contacts and accounts to get in touch with, and more open deals than one can handle."""

    people: list[DueItem]
    over: "Overload | None"
    currency: str


def asides(reader: Reader, today: date) -> Asides:
    """Return what there is to say beside the agenda."""
    known = settings(reader)
    too_many = None if known.capacity is None else over(reader, today)
    return Asides(people(reader, today, today), too_many, known.currency)
