"""Coverage and pace on pages of their own, with why what judges the same quota differs."""

from typing import TYPE_CHECKING, Any

from pipectl.cli.told import Finish, Number
from pipectl.numbers import NumberFormat
from pipectl.queries.asked import Asked
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.render.page import Page

JUDGED = ("coverage", "pace")  # the forecast's page has the run rate beside it


def judges(reader: Reader, asked: Asked, name: str, found: Any) -> Finish | None:
    """What adds to a page of coverage or pace why they, the forecast and the run rate differ.

    None for another number, and once nothing is left to be judged.
    """
    if name not in JUDGED:
        return None
    from pipectl.queries.forecast import forecast

    both = {each: Number(each).question(reader, asked) for each in JUDGED if each != name}
    coverage, pace = ({**both, name: found}[each] for each in JUDGED)
    judged = coverage.coverage
    if not judged.remaining_minor or judged.is_over:
        return None
    outlook = forecast(reader, asked._replace(explain=False))

    def finish(page: "Page", numbers: NumberFormat) -> "Page":
        from pipectl.render.pages.agreement import in_place

        return in_place(page, coverage, pace, outlook, numbers=numbers)

    return finish
