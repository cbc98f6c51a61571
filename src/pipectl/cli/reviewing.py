"""The walk of a review: one opportunity after another, each answer kept as soon as it is given."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipectl.ask import review as ask
from pipectl.ask.question import Memory, remembering
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import asked_due
from pipectl.domain.words import OPEN
from pipectl.errors import PipectlError, StoreError
from pipectl.queries.agenda import Talk, talk
from pipectl.queries.opportunities import by_ids
from pipectl.queries.picks import offered
from pipectl.queries.reviews import Kept, by_uid, endings, kept_in_a_row
from pipectl.render.output import aside, note
from pipectl.store import positions
from pipectl.store.positions import Position

if TYPE_CHECKING:
    from pipectl.actions.next_actions import Next
    from pipectl.store.session import WriteSession


class Stopped(Exception):  # noqa: N818 - it is no error
    """The person goes on another time."""


class Walk:
    """A review under way, and where it stands; another terminal may go on with it too."""

    def __init__(self, run: Run, position: Position) -> None:
        self.run, self.position = run, position
        with run.reading() as reader:
            self.kept = kept_in_a_row(reader)

    @property
    def left(self) -> list[int]:
        """Those that are open and still to be talked through; raises FinishedError."""
        self.check_under_way()
        with self.run.reading() as reader:
            behind = {each.opportunity_id for each in endings(reader, self.position.uid)}
            behind |= set(self.position.skipped)
            ahead = [number for number in self.position.agenda if number not in behind]
            found = by_ids(reader, ahead, self.run.today)
        return [each.row.id for each in found if each.row.status == OPEN]

    def check_under_way(self) -> None:
        """Raise FinishedError where another terminal brought it to its end."""
        with self.run.reading() as reader:
            known = by_uid(reader, self.position.uid)
        if known is not None and known.finished_on is not None:
            from pipectl.actions.reviews import FinishedError

            raise FinishedError

    def given(self, number: int) -> dict[str, Any]:
        """The answers about an opportunity that aren't stored yet."""
        return dict(self.position.given.get(str(number), {}))

    def keep(self, number: int, given: dict[str, Any], **changed: Any) -> None:
        """Note how far it got, so that nothing is lost if it ends here."""
        others = {key: value for key, value in self.position.given.items() if key != str(number)}
        whole = others | ({str(number): given} if given else {})
        position = self.position._replace(given=whole, **changed)
        self.position = positions.save(self.run.path, position, own=str(number))

    def store(self, found: Talk, act: "Callable[[WriteSession], object]") -> None:
        """Store how an opportunity leaves the review, as one operation."""
        row = found.opportunity.row
        self.run.tick()
        self.run.change(act, command=f"review {row.slug or row.id}")
        self.keep(row.id, {})

    def look(self, number: int) -> Talk | None:
        """The opportunity as it is now; None where it isn't open any more."""
        with self.run.reading() as reader:
            found = by_ids(reader, [number], self.run.today)
            if not found or found[0].row.status != OPEN:
                return None
            return talk(reader, number, self.kept.get(number, Kept()), self.run.today)


def walk_through(walk: Walk) -> None:
    """Talk through everything that is left; raises Stopped, KeyboardInterrupt, StoreError."""
    while left := walk.left:
        talk_through(walk, left[0])


def talk_through(walk: Walk, number: int) -> None:
    """Talk one opportunity through until it leaves the review, or isn't open any more."""
    over = False
    while not over and (found := walk.look(number)) is not None:
        show(walk, found)
        try:
            answers = Memory(walk.given(number), lambda given: walk.keep(number, given))
            with remembering(answers):
                over = press(walk, found)
            if not over:
                walk.keep(number, {})
        except StoreError:
            raise  # the answers are kept, and are given again when the review goes on
        except PipectlError as error:
            walk.check_under_way()
            numbers = walk.run.numbers
            note(f"  {error.said_in(numbers)} {error.hint_in(numbers) or ''}".rstrip())
            walk.keep(number, {})


def press(walk: Walk, found: Talk) -> bool:
    """Do what the key at the first question stands for: whether the opportunity has left."""
    from pipectl.cli.deeds import DEEDS

    pressed = ask.still_buying(found)
    if pressed in DEEDS:
        return DEEDS[pressed](walk, found)
    answer(walk, found, pressed)
    return True


def show(walk: Walk, found: Talk) -> None:
    """Draw the opportunity."""
    from pipectl.render.talk import talk as drawn

    agenda = walk.position.agenda
    count = walk.run.numbers.count
    place = f"{count(agenda.index(found.opportunity.row.id) + 1)}/{count(len(agenda))}"
    aside(drawn(found, place, screen_of(walk.run, aside=True), walk.run.numbers, walk.run.today))


def answer(walk: Walk, found: Talk, pressed: str) -> None:
    """Ask the second and the third question, and store all three."""
    from pipectl.actions.reviews import Given
    from pipectl.actions.reviews import answer as store

    number, position = found.opportunity.row.id, walk.position
    all_three = Given(
        buying=None if pressed == ask.KEEP else ask.ANSWERS[pressed],
        why=ask.still_there(found),
        next_action=asked_next(walk, found),
        next_is_new=number in position.anew,
    )
    walk.store(found, lambda session: store(session, position, number, all_three))


def asked_next(walk: Walk, found: Talk) -> "Next | None":
    """The third answer; None keeps what is set."""
    from pipectl.actions.next_actions import Next

    run = walk.run
    with run.reading() as reader:
        picks = offered(reader, found.opportunity.row.stage_id)
    chosen = ask.still_next(found, picks, lambda text: asked_due(run, text))
    return None if chosen is None else Next(chosen.text, *(chosen.due or ()))
