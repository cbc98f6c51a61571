"""Which opportunity is meant."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

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
    if text is None or not text.strip() or list_filter.is_source_in_use(reader, text.strip()):
        return text
    return meant_by(run, "source", text, list_filter.sources(reader))


def meant_campaign(run: Run, reader: Reader, text: str | None) -> str | None:
    """A campaign that was given by flag; one that resembles a known campaign may be a slip."""
    if text is None or not text.strip():
        return text
    if not list_filter.is_known_campaign(reader, text.strip()):
        text = meant_by(run, "campaign", text, list_filter.campaigns(reader))
    if list_filter.is_known_campaign(reader, text.strip()):
        hold_campaign(run, reader, text.strip())
    return text


def hold_campaign(run: Run, reader: Reader, name: str) -> None:
    """Refuse the next change if the campaign was renamed or removed by then."""
    run.hold(
        reader,
        f"The campaign {quoted(name)}",
        lambda at: list_filter.is_known_campaign(at, name),
        "pipectl campaign list",
    )


def choose_opportunity(
    run: Run, reader: Reader, text: str, among: str, *, whole: bool = False
) -> Candidate:
    """The opportunity that is meant; where several match, a person at a terminal picks."""
    first, then = AMONG[among]
    try:
        found = deal_by_text.opportunity(
            reader,
            text,
            first=first,
            then=then,
            whole=whole,
            numbers=run.numbers,
            today=run.today,
            owner=run.owner,
        )
    except SeveralMatchError as several:
        number = ask_which(run, several)
        found = deal_by_text.opportunity(reader, str(number), first=first, then=then)
    if text.strip() not in (str(found.id), found.slug, found.title):
        print_note(f"{quoted(text.strip())} is {one_line(found.title)} (#{found.id})")
    return found


class Named(Protocol):
    """A deal that can be named."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def status(self) -> str: ...


def hold_deal(
    run: Run,
    reader: Reader,
    found: Named,
    read: Callable[[Reader, int], object] = deal_by_text.standing_of,
    *,
    is_shown: bool = False,
) -> None:
    """Refuse the next change if `read` finds another deal by then: stage, outcome, next action.

    What a person was asked about, or a script read, is then what the change is made to. `is_shown`:
    whoever was asked sees the deal as it is then.
    """
    number = found.id
    run.hold(
        reader,
        f"{number} {quoted(one_line(found.title))}",
        lambda at: read(at, number),
        None if is_shown else f"pipectl show {number}",
        partial(deal_by_text.what_was_done, number=number, was=found.status),
    )
