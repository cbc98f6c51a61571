"""Whom a message goes to."""

from typing import cast

from pipectl.cli.context import Run
from pipectl.cli.values import ask_which
from pipectl.errors import quoted
from pipectl.people.prompts import choose_contact_of, hold_person
from pipectl.people.queries import ContactSummary, DealContact, contact, contacts_of_deal
from pipectl.pipeline.queries.current import OpportunityRow
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError


class WhichContactError(SeveralMatchError):
    """The deal has several contacts, and none of them is the main one."""

    def __init__(self, title: str, several: list[DealContact]) -> None:
        labels = [f"{each.name} ({each.role})" if each.role else each.name for each in several]
        candidates = [
            (each.id, label if labels.count(label) == 1 else f"{each.id} {label}")
            for each, label in zip(several, labels, strict=True)
        ]
        super().__init__("contacts", title, candidates)
        self._message = lambda numbers: (
            f"{quoted(title)} has {numbers.counted(len(several), 'contact')}: {', '.join(labels)}."
        )
        self._hint = "Name one with --to."


def recipient(
    run: Run, reader: Reader, deal: OpportunityRow, typed: str | None
) -> ContactSummary | None:
    """Return who was named, else the deal's contact, else the one with a role; None for nobody.

    Several with roles: a person at a terminal picks.
    """
    if typed is not None:
        return choose_contact_of(run, reader, typed, deal.id)
    known = contacts_of_deal(reader, deal.id).current
    main = [each for each in known if each.main] or list(known)
    if not main:
        return None
    number = main[0].id
    if len(main) > 1:
        number = cast(int, ask_which(run, WhichContactError(deal.title, main)))
    found = contact(reader, number)
    hold_person(run, reader, "contact", number, found.name)
    return found
