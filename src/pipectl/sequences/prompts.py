"""Which sequence is meant."""

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.sequences.queries import SequenceRow, sequences
from pipectl.store.reader import Reader


def choose_sequence(run: Run, reader: Reader, text: str) -> SequenceRow:
    """Return the sequence that is meant; raise an error that lists them."""
    return choose_one(run, "sequence", text, sequences(reader), lambda each: each.name)
