"""From what was typed after `what-if` to what is supposed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pipectl.cli.run import Run
from pipectl.cli.typed import opportunity, stage_named, typed_money
from pipectl.dates import parse_date
from pipectl.domain.supposition import Supposition, pushed_from
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.queries.opportunities import Row, by_ids
from pipectl.store.reader import Reader

SPAN = re.compile(r"(in )?[+-]?[0-9]+ ?(d|days?|w|weeks?|m|months?|y|years?)( ago)?", re.IGNORECASE)
ADDED = re.compile(r"([0-9]+)@([^:]+):(.+)")
MOST_ADDED = 1000


class Typed(NamedTuple):
    """What was typed for each kind."""

    win: Sequence[str]
    lose: Sequence[str]
    push: Sequence[str]
    amount: Sequence[str]
    add: Sequence[str]


def suppositions(run: Run, reader: Reader, typed: Typed, ends_on: date) -> list[Supposition]:
    """What is supposed, in the order in which it happens; what is new closes on `ends_on`.

    Amounts and dates come first, so that what is won is won at the amount that is supposed too.
    """
    found = [
        *(added(run, reader, each, ends_on) for each in typed.add),
        *(resized(run, reader, each) for each in typed.amount),
        *(pushed(run, reader, each) for each in typed.push),
        *(ended(run, reader, "win", each) for each in typed.win),
        *(ended(run, reader, "lose", each) for each in typed.lose),
    ]
    if not found:
        raise UsageError(
            "Nothing is supposed.",
            hint="Say what: --win OPP, --lose OPP, --push OPP=2w, --amount OPP=20k,"
            " --add N@AMOUNT:STAGE.",
        )
    return found


def added(run: Run, reader: Reader, text: str, ends_on: date) -> Supposition:
    """`3@20k:Proposal`."""
    parts = ADDED.fullmatch(text.strip())
    if parts is None:
        raise UsageError(
            f"--add can't be {quoted(text)}.", hint="It is N@AMOUNT:STAGE, as 3@20k:Proposal."
        )
    count = int(parts[1][:9])
    if not 1 <= count <= MOST_ADDED:
        raise UsageError(
            f"--add can't suppose {parts[1][:9]} opportunities.",
            hint=f"It goes from 1 to {MOST_ADDED}.",
        )
    stage = stage_named(run, reader, parts[3])
    return Supposition(
        "add",
        amount=typed_money(run, parts[2], None),
        close_on=ends_on,
        stage=stage.name,
        stage_id=stage.id,
        many=count,
    )


def resized(run: Run, reader: Reader, text: str) -> Supposition:
    """`OPP=20k`."""
    row, value = named(run, reader, "amount", text, "3=20k")
    amount = typed_money(run, value, None, default=row.currency)
    return Supposition("amount", row.id, row.title, amount=amount)


def pushed(run: Run, reader: Reader, text: str) -> Supposition:
    """`OPP=2w`, which counts from the expected close date, or `OPP=DATE`."""
    row, value = named(run, reader, "push", text, "3=2w")
    day = run.today
    if SPAN.fullmatch(value.strip()):
        day = pushed_from(row.close_on, run.today)
    close_on = parse_date(value, today=day, fiscal_start=run.settings.fiscal_year_start)
    return Supposition("push", row.id, row.title, close_on=close_on)


def named(run: Run, reader: Reader, flag: str, text: str, example: str) -> tuple[Row, str]:
    """The opportunity before the last `=`, which must be open, and what is behind it."""
    name, sign, value = text.rpartition("=")
    if not sign or not name.strip() or not value.strip():
        raise UsageError(
            f"--{flag} can't be {quoted(text)}.", hint=f"It is OPP=VALUE, as {example}."
        )
    return still_open(run, reader, name), value


def ended(run: Run, reader: Reader, kind: str, text: str) -> Supposition:
    """An opportunity that is won or lost."""
    row = still_open(run, reader, text)
    return Supposition(kind, row.id, row.title)


def still_open(run: Run, reader: Reader, text: str) -> Row:
    """The opportunity that is meant, which must be open."""
    found = opportunity(run, reader, text, "open")
    row = by_ids(reader, [found.id], run.today)[0].row
    if row.status != "open":
        raise RefusedError(
            f"{row.title!r} is {row.status} already.",
            hint="Only what happens to open ones can be supposed. See `pipectl list`.",
        )
    return row
