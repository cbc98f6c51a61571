"""Say that a deal should rest."""

from pipectl.cli.context import Run
from pipectl.contact_limits.queries import rests
from pipectl.contact_limits.rules import rest_words
from pipectl.render.output import print_note


def warn_of_contacts(run: Run, deal: int) -> None:
    """Say that a deal has had as many contacts as its stage allows, if so."""
    with run.reading() as reader:
        found = rests(reader, [deal], run.today).get(deal)
    if found is not None:
        print_note(f"{rest_words(found, run.today, run.numbers)}.")
