"""The walk of a review: one opportunity after another, each answer kept as soon as it is given."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipectl.ask import review as ask
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import typed_due
from pipectl.domain.words import OPEN
from pipectl.errors import PipectlError
from pipectl.queries.agenda import Talk, talk
from pipectl.queries.opportunities import by_ids
from pipectl.queries.picks import offered
from pipectl.queries.reviews import Kept, endings, kept_in_a_row
from pipectl.render.output import aside, note
from pipectl.store import positions
from pipectl.store.positions import Position

if TYPE_CHECKING:
    from pipectl.actions.next_actions import Next
    from pipectl.store.session import WriteSession


class Stopped(Exception):  # noqa: N818 - it is no error
    """The person goes on another time."""


class Walk:
    """A review under way: what was answered so far, and where it stands."""

    def __init__(self, run: Run, position: Position) -> None:
        self.run, self.position = run, position
        with run.reading() as reader:
            self.kept = kept_in_a_row(reader)
            self.answered = {each.opportunity_id for each in endings(reader, position.uid)}

    @property
    def left(self) -> list[int]:
        """Those that are still to be talked through."""
        behind = self.answered | set(self.position.skipped)
        return [number for number in self.position.agenda if number not in behind]

    def keep(self, **changed: Any) -> None:
        """Note how far it got, so that nothing is lost if it ends here."""
        self.position = self.position._replace(**changed)
        positions.save(self.run.path, self.position)
        self.run.stored = True

    def store(self, found: Talk, act: "Callable[[WriteSession], object]") -> None:
        """Store how an opportunity leaves the review, as one operation."""
        row = found.opportunity.row
        self.run.tick()
        self.run.change(act, command=f"review {row.slug or row.id}")
        self.answered.add(row.id)
        self.keep(given={})

    def look(self, number: int) -> Talk | None:
        """The opportunity as it is now; None where it isn't open any more."""
        with self.run.reading() as reader:
            found = by_ids(reader, [number], self.run.today)
            if not found or found[0].row.status != OPEN:
                return None
            return talk(reader, number, self.kept.get(number, Kept()), self.run.today)


def walk_through(walk: Walk) -> None:
    """Talk through everything that is left; raises Stopped, KeyboardInterrupt."""
    for number in walk.left:
        talk_through(walk, number)


def talk_through(walk: Walk, number: int) -> None:
    """Talk one opportunity through until it leaves the review."""
    from pipectl.cli.deeds import DEEDS

    over = False
    while not over:
        found = walk.look(number)
        if found is None:
            return
        show(walk, found)
        try:
            pressed = walk.position.given.get("buying") or ask.still_buying(found)
            if pressed in DEEDS:
                over = DEEDS[pressed](walk, found)
            else:
                answer(walk, found, pressed)
                over = True
        except PipectlError as error:
            note(f"  {error} {error.hint or ''}".rstrip())
            walk.keep(given={})


def show(walk: Walk, found: Talk) -> None:
    """Draw the opportunity; what was answered before an interruption is said again."""
    from pipectl.render.talk import talk as drawn

    row, agenda = found.opportunity.row, walk.position.agenda
    place = f"{agenda.index(row.id) + 1}/{len(agenda)}"
    aside(drawn(found, place, screen_of(walk.run, aside=True), walk.run.decimal, walk.run.today))
    given = walk.position.given
    if given and given["id"] != row.id:
        walk.keep(given={})
    for question, said in given.items():
        if question != "id" and walk.position.given:
            word = ask.ANSWERS.get(said, said) or "kept"
            note(f"  answered before the interruption: {question} {word}")


def answer(walk: Walk, found: Talk, pressed: str) -> None:
    """Ask the second and the third question, keep each answer, and store all three."""
    from pipectl.actions.reviews import Given
    from pipectl.actions.reviews import answer as store

    row, position = found.opportunity.row, walk.position
    given = {"id": row.id, "buying": pressed, **position.given}
    walk.keep(given=given)
    if "why" not in given:
        given["why"] = ask.still_there(found) or ""
        walk.keep(given=given)
    all_three = Given(
        buying=None if pressed == ask.KEEP else ask.ANSWERS[pressed],
        why=given["why"] or None,
        next_action=asked_next(walk, found),
    )
    walk.store(found, lambda session: store(session, position, row.id, all_three))


def asked_next(walk: Walk, found: Talk) -> "Next | None":
    """The third answer; None keeps what is set."""
    from pipectl.actions.next_actions import Next

    run = walk.run
    with run.reading() as reader:
        picks = offered(reader, found.opportunity.row.stage_id)
    chosen = ask.still_next(found, picks, lambda text: typed_due(run, text))
    return None if chosen is None else Next(chosen.text, *(chosen.due or ()))
