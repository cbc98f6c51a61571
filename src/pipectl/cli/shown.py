"""Showing an opportunity after a change."""

from typing import TYPE_CHECKING

from pipectl.cli.run import Run
from pipectl.queries.opportunities import Opportunity, by_ids
from pipectl.render.output import Answer, show
from pipectl.render.shapes import opportunity as shape

if TYPE_CHECKING:
    from pipectl.render.tables import Screen


def one(run: Run, number: int) -> Opportunity:
    """The opportunity as it is now."""
    with run.reading() as reader:
        return by_ids(reader, [number], run.today)[0]


def screen_of(run: Run, *, aside: bool = False) -> "Screen":
    """The screen that results are drawn on, or what is shown beside them."""
    from pipectl.render.tables import screen

    return screen(run.user["color"].value, aside=aside)


def present_one(run: Run, number: int, what: str, *, json: bool, first: str = "") -> None:
    """Print the opportunity, as JSON or in a line that says what was done to it.

    `first` is a line before that one.
    """
    found = one(run, number)

    def text() -> str:
        from pipectl.render.lists import summary
        from pipectl.render.tables import line

        on = screen_of(run)
        return (line([first], on) if first else "") + summary(found, what, on, run.numbers)

    show(Answer(lambda: shape.opportunity(found), text), json=json)
