"""Which deal or stage, and which link, is meant."""

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.collateral.queries import LinkRow, links
from pipectl.collateral.rules import OF_STAGE
from pipectl.errors import NotFoundError
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.stages.prompts import choose_stage
from pipectl.store.reader import Reader
from pipectl.text import fold


class LinkOwner(NamedTuple):
    """The deal or the stage that has links; the other is None."""

    deal: int | None
    stage: int | None
    name: str


def choose_owner(run: Run, reader: Reader, text: str) -> LinkOwner:
    """Return the deal, or with `stage:` before it the stage, that is meant."""
    if text.strip().lower().startswith(OF_STAGE):
        stage = choose_stage(run, reader, text.strip()[len(OF_STAGE) :])
        return LinkOwner(None, stage.id, stage.name)
    deal = choose_opportunity(run, reader, text, "any")
    return LinkOwner(deal.id, None, deal.title)


def choose_link(run: Run, reader: Reader, text: str) -> LinkRow:
    """Return the link that is meant: by its number, or a part of its title or URL."""
    known = links(reader)
    if text.strip().isascii() and text.strip().isdigit():
        for each in known:
            if each.id == int(text):
                return each
        raise NotFoundError(f"No link #{text.strip()}.", hint="See `pipectl link list`.")
    exact = [each for each in known if fold(text.strip()) in (fold(each.name), fold(each.url))]
    if len(exact) == 1:
        return exact[0]
    return choose_one(
        run, "link", text, known, lambda each: f"{each.title or ''} {each.url}".strip()
    )
