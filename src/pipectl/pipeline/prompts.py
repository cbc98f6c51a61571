"""Which opportunity is meant."""

from pipectl.cli.context import Run
from pipectl.cli.values import ask_which, meant_by
from pipectl.errors import quoted
from pipectl.pipeline.queries import deal_by_text, list_filter
from pipectl.pipeline.queries.deal_by_text import Candidate
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, one_line
from pipectl.vocabulary import LOST, OPEN, WON

# Among which opportunities a command looks first, and among which then.
AMONG = {
    "open": ((OPEN,), (WON, LOST)),
    "closed": ((WON, LOST), (OPEN,)),
    "open or won": ((OPEN,), (WON, LOST)),
    "any": ((OPEN,), (WON, LOST)),
}


def meant_source(run: Run, reader: Reader, text: str | None) -> str | None:
    """A source that was given by flag; one that resembles a source in use may be a slip."""
    if text is None or not text.strip():
        return text
    return meant_by(run, "source", text, list_filter.sources(reader))


def choose_opportunity(
    run: Run, reader: Reader, text: str, among: str, *, whole: bool = False
) -> Candidate:
    """The opportunity that is meant; where several match, a person at a terminal picks."""
    first, then = AMONG[among]
    try:
        found = deal_by_text.opportunity(
            reader, text, first=first, then=then, whole=whole, numbers=run.numbers
        )
    except SeveralMatchError as several:
        number = ask_which(run, several)
        found = deal_by_text.opportunity(reader, str(number), first=first, then=then)
    if text.strip() not in (str(found.id), found.slug, found.title):
        print_note(f"{quoted(text.strip())} is {found.id} {one_line(found.title)}")
    return found


def hold_deal(run: Run, reader: Reader, found: Candidate) -> None:
    """Refuse the next change if the deal's stage, outcome or next action is another one by then.

    What a person was asked about, or a script read, is then what the change is made to.
    """
    run.hold(
        reader,
        f"{found.id} {quoted(one_line(found.title))}",
        lambda at: deal_by_text.standing_of(at, found.id),
        f"pipectl show {found.id}",
    )
