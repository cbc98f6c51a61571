"""Which persona is meant."""

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.personas.queries import PersonaRow, personas
from pipectl.store.reader import Reader


def choose_persona(run: Run, reader: Reader, text: str) -> PersonaRow:
    """Return the persona that is meant; raise an error that lists them."""
    return choose_one(run, "persona", text, personas(reader), lambda each: each.name)
