"""Check exchange rates."""

from collections.abc import Iterator

from pipectl.doctor.rules import Finding
from pipectl.errors import quoted
from pipectl.exchange_rates import stored_rate
from pipectl.rates.queries import held_rates
from pipectl.store.reader import Reader


def exchange_rates(reader: Reader) -> Iterator[Finding]:
    """Find rates that aren't numbers above 0, so that no sum uses them."""
    for each in held_rates(reader):
        if each.rate is not None and stored_rate(each.rate) is None:
            where = f"rate of {quoted(each.currency)} from {each.happened_on}"
            what = f"is {quoted(each.rate)}, which is no rate, so that there is none"
            todo = f"Set it again: `pipectl rate set CUR RATE --on {each.happened_on}`."
            yield Finding("rate", where, what, todo)
